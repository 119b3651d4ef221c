"""What this room sends: each letter is written from how the promise stands at the moment it is sent."""

from collections.abc import Callable
from datetime import datetime

from bot.deliveries.rules import Letter, Message
from bot.people.flows import name_of
from bot.promises import flows, screens
from bot.promises.rules import Promise, Promised
from bot.storage import Tx


def while_it_stands(write: Callable[[Tx, str, Promised, datetime], Message]) -> Letter:
    """Write about a promise that people still wait for; once the update came or the time moved, say just that."""

    def letter(tx: Tx, workspace: str, ref: str, now: datetime) -> Message | None:
        promised = flows.look(tx, workspace, Promise.of(ref))
        if promised is None:
            return None
        return write(tx, workspace, promised, now) if promised.stands else screens.done(promised, now)

    return letter


def reminder(tx: Tx, workspace: str, promised: Promised, now: datetime) -> Message:
    """Remind the commander, unless somebody else leads by now."""
    commander = promised.incident.commander
    if commander not in (flows.reminded(tx, workspace, promised.promise) or {commander}):
        return screens.in_other_hands(promised, _commander(tx, workspace, promised))
    return screens.reminder(promised, now)


def handed_on(tx: Tx, workspace: str, promised: Promised, now: datetime) -> Message:
    """Tell whoever took the lead after the reminder of the promise, unless it is in other hands again."""
    told = flows.handed_on_to(tx, workspace, promised.promise)
    name = _commander(tx, workspace, promised)
    if promised.incident.commander not in told:
        return screens.in_other_hands(promised, name)
    return screens.handed_on(promised, name, now, only_theirs=len(told) == 1)


def missed(tx: Tx, workspace: str, promised: Promised, now: datetime) -> Message:
    """Tell the commander that the update is late, unless somebody else leads."""
    if _is_taken_over(tx, workspace, promised):
        return screens.in_other_hands(promised, _commander(tx, workspace, promised))
    return screens.missed(promised, now)


def escalation(tx: Tx, workspace: str, promised: Promised, now: datetime) -> Message:
    """Ask for help with an update that is late."""
    taken_over = _is_taken_over(tx, workspace, promised)
    return screens.escalation(promised, _commander(tx, workspace, promised), now, taken_over=taken_over)


def _is_taken_over(tx: Tx, workspace: str, promised: Promised) -> bool:
    """Tell whether somebody leads who was not told that the update is late: then they took over since."""
    commander = promised.incident.commander
    return commander not in flows.told(tx, workspace, promised.promise, commander)


def _commander(tx: Tx, workspace: str, promised: Promised) -> str:
    return name_of(tx, workspace, promised.incident.commander)


LETTERS: dict[str, Letter] = {
    flows.REMINDER: while_it_stands(reminder),
    flows.HANDED_ON: while_it_stands(handed_on),
    flows.MISSED: while_it_stands(missed),
    flows.ESCALATION: while_it_stands(escalation),
}
