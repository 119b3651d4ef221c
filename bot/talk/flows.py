"""Answering a message once: its receipt, what it leaves behind, and the answers that go through the ledger."""

from collections.abc import Iterable
from datetime import datetime

from bot.asks import flows as asks
from bot.deliveries import flows as deliveries
from bot.party_lines import flows as lines
from bot.party_lines import reach
from bot.party_lines.serving import Answer, Cards, Everything, NoLine, Served, WhichOne
from bot.people import flows as people
from bot.storage import Tx, new_id
from bot.storage.receipts import claim
from bot.talk.rules import Instead, choices
from bot.topics.rules import Topic

# Kinds of letters; the ref of both is the ids of the ask and its topic, each "" for none, and of the one message.
DEFAULT_LINE = reach.DEFAULT_LINE
BESIDE = "beside"

Questions = Iterable[tuple[str, Topic | None]]


def take(
    tx: Tx,
    workspace: str,
    *,
    key: str,
    given: Answer | None,
    questions: Questions,
    by: str,
    now: datetime,
    is_direct: bool,
) -> tuple[str, ...] | None:
    """Claim a message by its `key`, and write down what answering it takes. None where it was answered before.

    What was `given` to a direct message goes to the writer through the ledger, so that it is not lost; `questions`
    met no line and are passed on. Returns who is told of those: Slack ids. Raises NotStaff, NoSuchTopic.
    """
    if not claim(tx, workspace, key, now):
        return None
    passed_on = list(questions)
    told: dict[str, None] = {}
    for question, topic in passed_on:
        told |= dict.fromkeys(asks.record(tx, workspace, question=question, topic=topic, by=by, now=now))
    if is_direct and given is not None:
        send(tx, workspace, given=given, questions=passed_on, by=by, now=now)
    return tuple(told)


def send(tx: Tx, workspace: str, *, given: Answer | Instead, questions: Questions = (), by: str, now: datetime) -> None:
    """Send somebody an answer as direct messages: its lines, the `questions` that met none, or what it says else.

    Raises NotStaff, NoSuchTopic.
    """
    if isinstance(given, WhichOne):
        given = choices(topic.id for topic in given.topics)
    if isinstance(given, Instead):
        _say(tx, workspace, said=given, by=by, now=now)
        return
    if isinstance(given, Everything) and given.whole:
        lines.send_overview(tx, workspace, by=by, now=now)
    for ref in _copies(given):
        lines.send_copy(tx, workspace, answer=ref, by=by, now=now)
    _say_no_line(tx, workspace, given=given, questions=questions, by=by, now=now)


def _say(tx: Tx, workspace: str, *, said: Instead, by: str, now: datetime) -> None:
    """Send somebody what holds no line. Raises NotStaff."""
    people.require_staff(tx, workspace, by)
    ref = f"{said.about}/{new_id()}"
    deliveries.put(tx, workspace, kind=said.kind.value, ref=ref, destinations=[by], now=now)


def _copies(given: Answer) -> list[str]:
    """Name the copies to send: of each card its own; of a list that is too long for cards, one of each topic."""
    if isinstance(given, Cards):
        return [card.ref for card in given.cards]
    rows: tuple[Served, ...] = given.rows if isinstance(given, Everything) and not given.whole else ()
    return list(dict.fromkeys(f"{row.topic.id}/" for row in rows if row.topic))


def _say_no_line(tx: Tx, workspace: str, *, given: Answer, questions: Questions, by: str, now: datetime) -> None:
    """Let the writer know what met no line, and who was told of it. Raises NotStaff."""
    people.require_staff(tx, workspace, by)
    found = [(asks.find(tx, workspace, question, now), topic) for question, topic in questions]
    refs = [f"{ask.id}/{topic.id if topic else ''}" for ask, topic in found if ask]
    if isinstance(given, NoLine):
        # What says too little to be passed on is answered all the same.
        kind, refs = DEFAULT_LINE, refs or ["/"]
    else:
        kind = BESIDE
    for ref in refs:
        deliveries.put(tx, workspace, kind=kind, ref=f"{ref}/{new_id()}", destinations=[by], now=now)
