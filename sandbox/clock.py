"""Time as a thing that is handed in, so that tests never wait and never read the wall clock."""

import asyncio
import contextlib
import threading
import time
from typing import Protocol


class Clock(Protocol):
    """What the sandbox asks of a clock; seconds since 1970 and seconds to wait."""

    def now(self) -> float:
        """Return the present moment in seconds since 1970."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Return once `seconds` have passed on this clock."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> float:
        """Return the machine's time."""
        return time.time()

    async def sleep(self, seconds: float) -> None:
        """Wait in real time."""
        await asyncio.sleep(seconds)


class HandClock:
    """A clock that stands still until a test moves it; `advance` may be called from any thread."""

    def __init__(self, start: float = 1_790_000_000.0) -> None:
        self._now = start
        self._lock = threading.Lock()
        self._sleepers: list[tuple[float, asyncio.AbstractEventLoop, asyncio.Event]] = []

    def now(self) -> float:
        """Return the time that was set last."""
        return self._now

    def advance(self, seconds: float) -> None:
        """Move the clock on and wake everybody whose time has come."""
        with self._lock:
            self._now += seconds
            due = [sleeper for sleeper in self._sleepers if sleeper[0] <= self._now]
            self._sleepers = [sleeper for sleeper in self._sleepers if sleeper[0] > self._now]
        for _, loop, event in due:
            if not loop.is_closed():
                loop.call_soon_threadsafe(event.set)

    async def sleep(self, seconds: float) -> None:
        """Wait until the clock was moved `seconds` on."""
        event = asyncio.Event()
        with self._lock:
            if seconds <= 0:
                return
            sleeper = (self._now + seconds, asyncio.get_running_loop(), event)
            self._sleepers.append(sleeper)
        try:
            await event.wait()
        finally:
            with self._lock, contextlib.suppress(ValueError):  # it may have been woken, or given up waiting
                self._sleepers.remove(sleeper)

    def sleepers(self) -> int:
        """Return how many wait on this clock, for a test that must advance only after somebody waits."""
        return len(self._sleepers)
