"""A clock that is set by hand."""

from datetime import UTC, datetime, timedelta
from threading import Event


class HandClock:
    """Call it for the time; `tick` moves it on."""

    def __init__(self, at: datetime = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)) -> None:
        self._now = at

    def __call__(self) -> datetime:
        return self._now

    def tick(self, **by: float) -> datetime:
        """Move on by so many `seconds`, `minutes` or `hours`, and return the new time."""
        self._now += timedelta(**by)
        return self._now


class Stop(Event):
    """Is set once it was waited for so many times; nobody waits for real."""

    def __init__(self, pauses: int) -> None:
        super().__init__()
        self._left = pauses

    def wait(self, timeout: float | None = None) -> bool:  # noqa: ARG002 - nobody waits in a test
        self._left -= 1
        if not self._left:
            self.set()
        return self.is_set()
