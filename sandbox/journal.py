"""What happened, for tests and curious people: calls, payloads, pings, mails, and rules that were broken."""

from collections import deque
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
KINDS = ("calls", "payloads", "pings", "mails", "rules")
_KEPT = 20_000  # entries of each kind; older ones fall off, so that a long session does not eat the memory


@dataclass
class Journal:
    """Five lists of entries; every entry has `n`, a number that only grows, and `at`, seconds since 1970."""

    calls: deque[Json] = field(default_factory=lambda: deque(maxlen=_KEPT))
    payloads: deque[Json] = field(default_factory=lambda: deque(maxlen=_KEPT))
    pings: deque[Json] = field(default_factory=lambda: deque(maxlen=_KEPT))
    mails: deque[Json] = field(default_factory=lambda: deque(maxlen=_KEPT))
    rules: deque[Json] = field(default_factory=lambda: deque(maxlen=_KEPT))
    last: int = 0

    def note(self, into: str, at: float, /, **facts: Any) -> Json:
        """Add an entry to the list `into` and return it, so that its outcome can be filled in later."""
        self.last += 1
        entry: Json = {"n": self.last, "at": at, **facts}
        entries: deque[Json] = getattr(self, into)
        entries.append(entry)
        return entry

    def clear(self) -> None:
        """Forget everything; the numbers go on."""
        for kind in KINDS:
            getattr(self, kind).clear()

    def since(self, number: int) -> Json:
        """Return everything noted after entry `number`."""
        return {"last": self.last} | {
            kind: [entry for entry in getattr(self, kind) if entry["n"] > number] for kind in KINDS
        }
