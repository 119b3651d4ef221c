"""What an author is sent of what comes back, written from the current state at the moment it is sent."""

from datetime import datetime

from bot.deliveries.rules import Letter, Message
from bot.echoes import flows, screens
from bot.people import flows as people
from bot.storage import Tx


def wish(tx: Tx, workspace: str, ref: str, _now: datetime) -> Message | None:
    """Write what a reader misses."""
    found = flows.wish_of(tx, workspace, ref)
    if found is None:
        return None
    made, subject = found
    screen = screens.wish(made, subject, people.name_of(tx, workspace, made.person))
    return Message(screen["text"], screen["blocks"])


def heard(tx: Tx, workspace: str, ref: str, _now: datetime) -> Message | None:
    """Write that there are new replies."""
    found = flows.news(tx, workspace, ref)
    if found is None:
        return None
    screen = screens.news(found)
    return Message(screen["text"], screen["blocks"])


LETTERS: dict[str, Letter] = {flows.WISH: wish, flows.HEARD: heard}
