"""A clock that is set by hand."""

from datetime import UTC, datetime, timedelta


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
