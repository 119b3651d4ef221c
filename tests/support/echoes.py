"""Statements that are out, with posts that stand in channels, and a stand-in for Slack that says what is under them."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse
from sqlalchemy import update

from bot.deliveries.records import DELIVERIES
from bot.deliveries.rules import DeliveryStatus
from bot.echoes import flows, records
from bot.echoes.rules import Counts, Ear
from bot.statements.rules import POST, Echo, Statement
from bot.storage import Database
from tests.support.house import TEAM
from tests.support.statements import LEDGER, open_press_office, published

FIRST, SECOND = "C05FIN", "C06CLOSE"


def out(
    database: Database, now: datetime, *channels: str, subject: str = LEDGER.subject, audience: str = "Finance"
) -> Statement:
    """Let a statement of Sam's be out, whose posts do not stand yet."""
    open_press_office(database, now)
    fields = replace(LEDGER, audience=audience, channels=channels or (FIRST,), mail=(), subject=subject)
    return published(database, now, fields)


def stand(database: Database, statement: Statement, now: datetime, **places: str) -> None:
    """Let the courier have posted a statement: `stand(house, it, clock(), C05FIN="1.0")`."""
    with database.transaction() as tx:
        for channel, ts in places.items():
            this = (DELIVERIES.c.kind == POST, DELIVERIES.c.ref == statement.id, DELIVERIES.c.destination == channel)
            sent = {"status": DeliveryStatus.SENT.value, "channel": channel, "ts": ts, "sent": 1, "changed_at": now}
            tx.execute(update(DELIVERIES).where(*this).values(**sent))


def ears(database: Database, statement: Statement) -> dict[str, Ear]:
    """Return what was heard, by channel."""
    with database.glance() as tx:
        return {ear.channel: ear for ear in records.ears(tx, TEAM, statement.id)}


def echo(database: Database, statement: Statement) -> Echo:
    """Count what came back."""
    with database.glance() as tx:
        return flows.echo(tx, TEAM, statement.id)


def take(database: Database, now: datetime) -> Ear | None:
    """Take the next post to look at."""
    with database.transaction() as tx:
        return flows.next_ear(tx, TEAM, now)


def hear(database: Database, clock: Callable[[], datetime], replies: int, reactions: int = 0) -> Ear:
    """Look at the post that is due, and hear so much."""
    ear = take(database, clock())
    assert ear is not None, "no post is due, or the pace says to wait"
    with database.transaction() as tx:
        flows.note(tx, TEAM, ear, Counts(replies, reactions))
    return ear


def sweep(database: Database, now: datetime) -> bool:
    """Tell authors what is new."""
    with database.transaction() as tx:
        return flows.sweep(tx, TEAM, now)


@dataclass
class Posts:
    """Stands in for Slack: what is under each post, by `ts`, or what it answers in place of that."""

    found: dict[str, dict[str, Any]] = field(default_factory=dict)
    trouble: list[Exception] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    meanwhile: Callable[[], object] = lambda: None

    def put(self, ts: str, replies: int = 0, **reactions: int) -> None:
        counted = [{"name": name, "users": [], "count": count} for name, count in reactions.items()]
        self.found[ts] = {"ts": ts, "reply_count": replies, "reactions": counted}

    def conversations_history(self, *, channel: str, **span: Any) -> dict[str, Any]:
        self.asked.append(channel)
        assert (span["oldest"], span["inclusive"], span["limit"]) == (span["latest"], True, 1)
        self.meanwhile()
        if self.trouble:
            raise self.trouble.pop(0)
        post = self.found.get(span["latest"])
        return {"ok": True, "messages": [post] if post else []}


def refused(code: str, status: int = 200, **headers: str) -> SlackApiError:
    """Make what slack_sdk raises where Slack refuses."""
    body = {"ok": False, "error": code}
    answer = SlackResponse(
        client=None, http_verb="POST", api_url="", req_args={}, data=body, headers=headers, status_code=status
    )
    return SlackApiError(code, answer)  # type: ignore[no-untyped-call]
