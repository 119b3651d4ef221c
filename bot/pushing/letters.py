"""What pushing sends: each letter is written from what is said at the moment it is sent."""

from collections.abc import Callable
from datetime import datetime

from bot.deliveries.rules import Letter, Message
from bot.party_lines.reach import CARD, NEWS, NOTE, PUSH_LIST
from bot.party_lines.serving import is_late, is_taken_back
from bot.people import flows as people
from bot.pushing import flows, screens
from bot.pushing.rules import said_by
from bot.slack.text import inert
from bot.storage import Tx


def card(tx: Tx, workspace: str, ref: str, now: datetime) -> Message | None:
    """Write the card of an incident for the channels of its topics."""
    push = flows.said_now(tx, workspace, ref)
    return screens.card(said_by(push, now), now, _named(tx, workspace)) if push else None


def note(tx: Tx, workspace: str, ref: str, now: datetime) -> Message | None:
    """Write into the card's thread what is new; what nobody says any more is taken out, or not posted."""
    push = flows.pushed(tx, workspace, ref)
    if push is None:
        return None
    if not push.is_said or is_taken_back(push.line, now):
        return screens.old_note(push)
    if is_late(push.line, now):
        # The sentence was right when it was posted, if it was; what to say now stands on the card.
        return None
    return screens.note(push, said_by(push, now), now)


def news(tx: Tx, workspace: str, ref: str, now: datetime) -> Message | None:
    """Write a line to a follower; of one that nobody says any more, only where the newer one is."""
    push = flows.pushed(tx, workspace, ref)
    if push is None:
        return None
    if not push.is_said:
        return screens.old_news(push, now)
    served = said_by(push, now)
    return screens.taken_back(push, served, now) if is_taken_back(push.line, now) else screens.news(served, now)


def push_list(tx: Tx, workspace: str, ref: str, _now: datetime) -> Message | None:
    """Write to the commander how far a push has come."""
    push = flows.pushed(tx, workspace, ref)
    if push is None:
        return None
    return screens.push_list(push, flows.how_far(tx, workspace, push)) if push.is_said else screens.old_list(push)


def _named(tx: Tx, workspace: str) -> Callable[[str], str]:
    """Return what names people where a mention would ping them."""
    return lambda slack_id: inert(people.name_of(tx, workspace, slack_id))


LETTERS: dict[str, Letter] = {CARD: card, NOTE: note, NEWS: news, PUSH_LIST: push_list}
