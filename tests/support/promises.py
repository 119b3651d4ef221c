"""Short ways to move promises, to let time do its work on them, and to read what was written about them."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import text

from bot.deliveries.rules import Message
from bot.incidents import flows as incidents
from bot.party_lines import records as line_records
from bot.party_lines.rules import PartyLine
from bot.promises import flows
from bot.promises.letters import LETTERS
from bot.promises.rules import Promise
from bot.storage import Database
from tests.support.doors import must_fit_a_message
from tests.support.house import CARL, TEAM

KINDS = (flows.REMINDER, flows.HANDED_ON, flows.MISSED, flows.ESCALATION)


def promise_of(line: PartyLine) -> Promise:
    """Return what a version promised when it was approved."""
    assert line.draft.promise_at is not None
    return Promise(line.id, line.draft.promise_at)


def extend(database: Database, now: datetime, line: PartyLine, until: datetime, by: str = CARL) -> None:
    """Promise a new time for a version, by somebody who sees the present one, and change nothing else."""
    with database.transaction() as tx:
        stored = line_records.get(tx, TEAM, line.id)
        seen = Promise(line.id, (stored and stored.promise_at) or now)
        flows.extend(tx, TEAM, incident_id=line.series, seen=seen, until=until, by=by, now=now)


def withdraw(database: Database, now: datetime, line: PartyLine, instead: str = "We will say more soon.") -> None:
    """Let a live version be withdrawn, and no more than that."""
    with database.transaction() as tx:
        gone = replace(line, withdrawn_at=now, withdrawn_by=CARL, withdrawn_why="It was wrong.", instead=instead)
        line_records.withdraw(tx, TEAM, gone)


def sweep(database: Database, now: datetime) -> bool:
    """Do what is due about promises, and tell whether there was anything."""
    with database.transaction() as tx:
        return flows.sweep(tx, TEAM, now)


def lead(database: Database, now: datetime, line: PartyLine, commander: str, deputy: str | None = None) -> None:
    """Let somebody lead the incident of a line."""
    with database.transaction() as tx:
        incidents.hand_over(
            tx, TEAM, incident_id=line.series, commander=commander, deputy=deputy, by=commander, now=now
        )


def asked_for(database: Database) -> list[tuple[str, str, int]]:
    """Return the letters about promises that were asked for: kind, destination, and how often."""
    kinds = ", ".join(f"'{kind}'" for kind in KINDS)
    query = f"SELECT kind, destination, wanted FROM deliveries WHERE kind IN ({kinds}) ORDER BY kind, destination"  # noqa: S608
    with database.glance() as tx:
        return [(row.kind, row.destination, row.wanted) for row in tx.execute(text(query))]


def letter(database: Database, kind: str, promise: Promise, now: datetime) -> Message | None:
    """Write a letter about a promise as the courier would now, and hold it to Slack's limits."""
    with database.glance() as tx:
        message = LETTERS[kind](tx, TEAM, promise.ref, now)
    if message is not None:
        must_fit_a_message({"text": message.text, "blocks": list(message.blocks)})
    return message
