"""The desk: all that a listener may reach for."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from bot.storage import Tx


@dataclass(frozen=True, slots=True)
class Desk:
    """Ways to the database, the time and the courier; made in the wiring, or by a test."""

    transaction: Callable[[], AbstractContextManager[Tx]]
    glance: Callable[[], AbstractContextManager[Tx]]
    now: Callable[[], datetime]
    wake_courier: Callable[[], None]
