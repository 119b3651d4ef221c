"""Which messages this copy of the bot answered by itself, past the ledger."""

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock

MOST = 5000


@dataclass
class Answered:
    """The messages answered past the ledger, so that each is once also while no receipt can be written. Bounded."""

    _keys: OrderedDict[str, None] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def add(self, key: str) -> bool:
        """Note a message; False where it was noted before."""
        with self._lock:
            if key in self._keys:
                return False
            self._keys[key] = None
            if len(self._keys) > MOST:
                self._keys.popitem(last=False)
            return True

    def forget(self, key: str) -> None:
        """Note that a message was not answered after all."""
        with self._lock:
            self._keys.pop(key, None)

    def __contains__(self, key: str) -> bool:
        """Tell whether a message was noted."""
        return key in self._keys
