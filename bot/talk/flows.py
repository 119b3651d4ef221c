"""Answering a message once: its receipt, what it leaves behind, and the answers that go through the ledger."""

from collections.abc import Iterable
from datetime import datetime

from bot.asks import flows as asks
from bot.party_lines import flows as lines
from bot.storage import Tx
from bot.storage.receipts import claim
from bot.topics.rules import Topic


def take(
    tx: Tx,
    workspace: str,
    *,
    key: str,
    copies: Iterable[str],
    questions: Iterable[tuple[str, Topic | None]],
    by: str,
    now: datetime,
) -> tuple[str, ...] | None:
    """Claim a message by its `key`, and write down what answering it takes. None where it was answered before.

    `copies` are answers (`Served.ref`) that go to the writer through the ledger, so that none is lost; `questions`
    met no line and are passed on. Returns who is told of those: Slack ids. Raises NotStaff, NoSuchTopic.
    """
    if not claim(tx, workspace, key, now):
        return None
    send_copies(tx, workspace, copies=copies, by=by, now=now)
    told: dict[str, None] = {}
    for question, topic in questions:
        told |= dict.fromkeys(asks.record(tx, workspace, question=question, topic=topic, by=by, now=now))
    return tuple(told)


def send_copies(tx: Tx, workspace: str, *, copies: Iterable[str], by: str, now: datetime) -> None:
    """Send somebody answers (`Served.ref`) as direct messages. Raises NotStaff, NoSuchTopic."""
    for ref in copies:
        lines.send_copy(tx, workspace, answer=ref, by=by, now=now)
