"""Recording what was asked and met no line, and what a line did not answer."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.asks import records
from bot.asks.rules import COUNTED_TOGETHER_FOR, LONGEST_QUESTION, Ask, checked, in_one_line
from bot.deliveries import flows as deliveries
from bot.deliveries.rules import DeliveryStatus
from bot.people import flows as people
from bot.people.rules import Kind, Role
from bot.storage import Tx, new_id
from bot.topics.finding import key
from bot.topics.rules import Topic

ASK = "ask"


def record(tx: Tx, workspace: str, *, question: str, topic: Topic | None, by: str, now: datetime) -> tuple[str, ...]:
    """Record a question that met no line, and tell whoever looks after it. Returns where it is told: Slack ids.

    That is the topic's owner; else the approvals channel; else the admins. Raises NotStaff.
    """
    person = people.require_staff(tx, workspace, by)
    question = in_one_line(question)[:LONGEST_QUESTION]
    folded = key(question)
    # The same question twice at once is one ask: the second waits here, and finds the first.
    people.hold_workspace(tx, workspace)
    known = records.same_since(tx, workspace, folded, now - COUNTED_TOGETHER_FOR)
    if known is not None:
        records.count_again(tx, workspace, known.id, now)
        deliveries.renew(tx, workspace, kind=ASK, ref=known.id, now=now)
        return told(tx, workspace, known.id)
    ask = Ask(new_id(), question, topic.id if topic else "", by, 1, now, now)
    records.add(tx, workspace, folded, ask)
    places = _who_is_told(tx, workspace, topic, person.workspace.approvals_channel)
    deliveries.put(tx, workspace, kind=ASK, ref=ask.id, destinations=places, now=now)
    return places


def record_on_incident(
    tx: Tx, workspace: str, *, incident_id: str, topic_id: str, question: str, by: str, now: datetime
) -> Ask:
    """Count a question that somebody was asked about an incident; asked before, it is counted once more.

    The caller queues at the incident first: the second of two who pass the same question on finds the first one's.
    Raises NotStaff, NothingAsked, LongQuestion.
    """
    people.require_staff(tx, workspace, by)
    kept = checked(question)
    known = records.same_on_incident(tx, workspace, incident_id, key(kept))
    if known is not None:
        records.count_again(tx, workspace, known.id, now)
        return replace(known, times=known.times + 1, last_at=now)
    ask = Ask(new_id(), kept, topic_id, by, 1, now, now, incident_id)
    records.add(tx, workspace, ask.key, ask)
    return ask


def on_incident(tx: Tx, workspace: str, incident_id: str) -> list[Ask]:
    """Return what people are asked about an incident: the most asked first, of equals the newest."""
    return records.on_incident(tx, workspace, incident_id)


def find(tx: Tx, workspace: str, question: str, now: datetime) -> Ask | None:
    """Return the ask on which `record` has counted a question within the last day."""
    folded = key(in_one_line(question)[:LONGEST_QUESTION])
    return records.same_since(tx, workspace, folded, now - COUNTED_TOGETHER_FOR)


def told(tx: Tx, workspace: str, ask_id: str) -> tuple[str, ...]:
    """Return where an ask is told, by Slack id: not where it could not be."""
    sent = deliveries.of(tx, workspace, kind=ASK, ref=ask_id)
    return tuple(one.destination for one in sent if one.status is not DeliveryStatus.FAILED)


def get(tx: Tx, workspace: str, ask_id: str) -> Ask | None:
    """Return one ask, or None where it is not there."""
    return records.get(tx, workspace, ask_id)


def who_looked_up(
    tx: Tx, workspace: str, line_id: str, *, kinds: Iterable[str], since: datetime, untold: str
) -> tuple[str, ...]:
    """Return who was given a line since then and gets no letter of kind `untold` about it yet: each once, by Slack id.

    `kinds` are those of `Lookup` that count.
    """
    return tuple(records.who_looked_up(tx, workspace, line_id, kinds, since, untold))


def _who_is_told(tx: Tx, workspace: str, topic: Topic | None, channel: str | None) -> tuple[str, ...]:
    if topic is not None and topic.owner and _is_here(tx, workspace, topic.owner):
        return (topic.owner,)
    return (channel,) if channel else people.holders(tx, workspace, Role.ADMIN)


def _is_here(tx: Tx, workspace: str, slack_id: str) -> bool:
    """Tell whether somebody is a member, as far as we know: an owner who left would never read it."""
    person = people.find(tx, workspace, slack_id)
    return person is None or person.kind is Kind.MEMBER
