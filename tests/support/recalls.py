"""Withdrawing and publishing without review in tests, and reading everything that anybody is shown of it."""

from datetime import datetime

from sqlalchemy import text

from bot.app import LETTERS
from bot.asks import records as asks
from bot.asks.rules import Lookup
from bot.breakglass import flows as breakglass
from bot.deliveries import flows as deliveries
from bot.deliveries.rules import Message
from bot.party_lines import flows, recall, screens
from bot.party_lines.answers import everything
from bot.party_lines.flows import Submitted
from bot.party_lines.memory import read_board
from bot.party_lines.rules import PartyLine
from bot.people import records as people
from bot.storage import Database
from bot.withdrawals import flows as withdrawals
from tests.support.doors import must_fit_a_message, words_of
from tests.support.house import CARL, NETWORK, TEAM
from tests.support.lines import look_up, seen

WHY = "The sockets do not work either."
URGENT = "People are opening the attachment right now."
# What approvers, authors and those who have to take it back read may quote a text that nobody says any more.
MAY_QUOTE = {flows.APPROVAL_CARD, flows.DECISION, recall.CORRECTION, "glass"}


def withdraw(database: Database, line: PartyLine, now: datetime, by: str = CARL, why: str = WHY) -> PartyLine:
    """Withdraw a version."""
    with database.transaction() as tx:
        return withdrawals.withdraw(tx, TEAM, incident_id=line.series, number=line.number, reason=why, by=by, now=now)


def publish(database: Database, submitted: Submitted, now: datetime, by: str = CARL, reason: str = URGENT) -> PartyLine:
    """Publish what was handed in without review."""
    with database.transaction() as tx:
        return breakglass.break_glass(
            tx, TEAM, approval_id=submitted.approval.id, seen=seen(submitted), reason=reason, by=by, now=now
        )


def note_lookup(database: Database, line: PartyLine, who: str, at: datetime, kind: str = "incident") -> None:
    """Note that somebody was given a version."""
    with database.transaction() as tx:
        asks.add_lookups(tx, [Lookup(TEAM, who, line.topic_id, line.id, kind, at)])


def copy_to(database: Database, line: PartyLine, who: str, now: datetime) -> None:
    """Send somebody a copy of what is said."""
    with database.transaction() as tx:
        flows.send_copy(tx, TEAM, answer=f"{NETWORK}/{line.series}", by=who, now=now)


def corrected(database: Database, line: PartyLine) -> dict[str, int]:
    """Return who gets a correction, and how often each was asked for."""
    with database.glance() as tx:
        found = deliveries.of(tx, TEAM, kind=recall.CORRECTION, ref=line.id)
    return {one.destination: one.wanted for one in found}


def letter(database: Database, kind: str, ref: str, now: datetime) -> Message | None:
    """Write a letter as the courier would now."""
    with database.glance() as tx:
        message = LETTERS[kind](tx, TEAM, ref, now)
    assert message is None or isinstance(message, Message)
    if message is not None:
        must_fit_a_message({"text": message.text, "blocks": list(message.blocks)})
    return message


def all_letters(database: Database, now: datetime) -> dict[tuple[str, str], str]:
    """Return what every delivery in the ledger would say now, by kind and ref."""
    with database.glance() as tx:
        refs = [tuple(row) for row in tx.execute(text("SELECT DISTINCT kind, ref FROM deliveries"))]
    written = {(kind, ref): letter(database, kind, ref, now) for kind, ref in refs}
    return {key: f"{one.text} {words_of(list(one.blocks))}" for key, one in written.items() if one}


def shown_to_staff(database: Database, now: datetime) -> str:
    """Return everything that staff are shown now: answers, the list, and every message but those that may quote."""
    words = ("network", "wifi", "payroll", "vpn", "quantum printer")
    shown = [words_of(screens.answer(look_up(database, one, now), now)) for one in words]
    with database.glance() as tx:
        place = people.workspace(tx, TEAM)
        assert place is not None
        shown.append(words_of(screens.answer(everything(read_board(tx, place, now), now), now)))
    shown += [said for (kind, _), said in all_letters(database, now).items() if kind not in MAY_QUOTE]
    return "\n".join(shown)


def due(database: Database) -> set[tuple[str, str]]:
    """Return the kind and destination of every delivery that is to be sent, or sent again."""
    with database.glance() as tx:
        rows = tx.execute(text("SELECT kind, destination FROM deliveries WHERE wanted > sent"))
        return {(kind, destination) for kind, destination in rows}


def settle(database: Database) -> None:
    """Let everything that is to be sent be sent, as a courier would have noted it."""
    with database.transaction() as tx:
        tx.execute(text("UPDATE deliveries SET sent = wanted, status = 'sent', ts = '1.' || id"))
