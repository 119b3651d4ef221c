"""Recording what was asked and met no line."""

from datetime import datetime

from bot.asks import records
from bot.asks.rules import COUNTED_TOGETHER_FOR, LONGEST_QUESTION, Ask
from bot.deliveries import flows as deliveries
from bot.deliveries.rules import DeliveryStatus
from bot.people import flows as people
from bot.people.rules import Role
from bot.plain_text import without_hidden
from bot.storage import Tx, new_id
from bot.topics.finding import key
from bot.topics.rules import Topic

ASK = "ask"


def record(tx: Tx, workspace: str, *, question: str, topic: Topic | None, by: str, now: datetime) -> tuple[str, ...]:
    """Record a question that met no line, and tell whoever looks after it. Returns where it is told: Slack ids.

    That is the topic's owner; else the approvals channel; else the admins. Raises NotStaff.
    """
    person = people.require_staff(tx, workspace, by)
    question = " ".join(without_hidden(question).split())[:LONGEST_QUESTION]
    folded = key(question)
    # The same question twice at once is one ask: the second waits here, and finds the first.
    people.hold_workspace(tx, workspace)
    known = records.same_since(tx, workspace, folded, now - COUNTED_TOGETHER_FOR)
    if known is not None:
        records.count_again(tx, workspace, known.id, now)
        deliveries.renew(tx, workspace, kind=ASK, ref=known.id, now=now)
        sent = deliveries.of(tx, workspace, kind=ASK, ref=known.id)
        return tuple(one.destination for one in sent if one.status is not DeliveryStatus.FAILED)
    ask = Ask(new_id(), question, topic.id if topic else "", by, 1, now, now)
    records.add(tx, workspace, folded, ask)
    told = _who_is_told(tx, workspace, topic, person.workspace.approvals_channel)
    deliveries.put(tx, workspace, kind=ASK, ref=ask.id, destinations=told, now=now)
    return told


def get(tx: Tx, workspace: str, ask_id: str) -> Ask | None:
    """Return one ask, or None where it is not there."""
    return records.get(tx, workspace, ask_id)


def _who_is_told(tx: Tx, workspace: str, topic: Topic | None, channel: str | None) -> tuple[str, ...]:
    if topic is not None and topic.owner:
        return (topic.owner,)
    return (channel,) if channel else people.holders(tx, workspace, Role.ADMIN)
