"""What this room sends: each letter is written from how the promise stands at the moment it is sent."""

from datetime import datetime

from bot.deliveries.rules import Letter, Message
from bot.people.flows import name_of
from bot.promises import flows, screens
from bot.promises.rules import Promise, Promised
from bot.storage import Tx


def reminder(tx: Tx, workspace: str, ref: str, now: datetime) -> Message | None:
    """Remind the commander, unless the update came, the time moved or somebody else leads by now."""
    promised = flows.look(tx, workspace, Promise.of(ref))
    if promised is None:
        return None
    if not promised.stands:
        return screens.done(promised, now)
    commander = promised.incident.commander
    if commander not in (flows.reminded(tx, workspace, promised.promise) or {commander}):
        return screens.in_other_hands(promised, _commander(tx, workspace, promised))
    return screens.reminder(promised, now)


def handed_on(tx: Tx, workspace: str, ref: str, now: datetime) -> Message | None:
    """Tell whoever took the lead after the reminder of the promise, unless it is over or in other hands again."""
    promised = flows.look(tx, workspace, Promise.of(ref))
    if promised is None:
        return None
    if not promised.stands:
        return screens.done(promised, now)
    told = flows.handed_on_to(tx, workspace, promised.promise)
    name = _commander(tx, workspace, promised)
    if promised.incident.commander not in told:
        return screens.in_other_hands(promised, name)
    return screens.handed_on(promised, name, now, only_theirs=len(told) == 1)


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
    flows.HANDED_ON: handed_on,
    flows.MISSED: missed,
    flows.ESCALATION: escalation,
}
