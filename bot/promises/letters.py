"""What this room sends: each letter is written from how the promise stands at the moment it is sent."""

from datetime import datetime

from bot.deliveries.rules import Letter, Message
from bot.people.flows import name_of
from bot.promises import flows, screens
from bot.promises.rules import Promise, Promised
from bot.storage import Tx


def reminder(tx: Tx, workspace: str, ref: str, now: datetime) -> Message | None:
    """Remind the commander, unless the update came or the time moved meanwhile."""
    promised = flows.look(tx, workspace, Promise.of(ref))
    if promised is None:
        return None
    return screens.reminder(promised, now) if promised.stands else screens.done(promised, now)


def missed(tx: Tx, workspace: str, ref: str, now: datetime) -> Message | None:
    """Tell the commander that the update is late, unless it came meanwhile or somebody else leads."""
    promised = flows.look(tx, workspace, Promise.of(ref))
    if promised is None:
        return None
    if not promised.stands:
        return screens.done(promised, now)
    if _is_taken_over(tx, workspace, promised):
        return screens.in_other_hands(promised, _commander(tx, workspace, promised))
    return screens.missed(promised, now)


def escalation(tx: Tx, workspace: str, ref: str, now: datetime) -> Message | None:
    """Ask for help with an update that is late, unless it came meanwhile."""
    promised = flows.look(tx, workspace, Promise.of(ref))
    if promised is None:
        return None
    if not promised.stands:
        return screens.done(promised, now)
    taken_over = _is_taken_over(tx, workspace, promised)
    return screens.escalation(promised, _commander(tx, workspace, promised), now, taken_over=taken_over)


def _is_taken_over(tx: Tx, workspace: str, promised: Promised) -> bool:
    """Tell whether somebody leads who was not told that the update is late: then they took over since."""
    commander = promised.incident.commander
    return commander not in flows.told(tx, workspace, promised.promise, commander)


def _commander(tx: Tx, workspace: str, promised: Promised) -> str:
    return name_of(tx, workspace, promised.incident.commander)


LETTERS: dict[str, Letter] = {
    flows.REMINDER: reminder,
    flows.MISSED: missed,
    flows.ESCALATION: escalation,
}
