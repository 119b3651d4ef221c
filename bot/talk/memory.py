"""Which messages were answered while no receipt could be written."""

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock

MOST = 5000


@dataclass
class Answered:
    """The messages answered while the database was away, so that each is answered once all the same. Bounded."""

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

    def __contains__(self, key: str) -> bool:
        """Tell whether a message was noted."""
        return key in self._keys
