"""Short ways to write, hand in and approve lines in tests of flows."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.incidents.rules import IncidentStatus, Severity
from bot.party_lines import answers, flows
from bot.party_lines.flows import Submitted
from bot.party_lines.memory import read_board
from bot.party_lines.rules import Draft, PartyLine
from bot.party_lines.serving import Answer, Cards
from bot.party_lines.wording import Words
from bot.people import records as people
from bot.storage import Database
from tests.support.house import ADA, CARL, NETWORK, TEAM

SAY = "Wi-Fi is down on floors 2 to 5. Wired sockets work."


def draft(now: datetime, say: str = SAY, promise: timedelta | None = timedelta(minutes=30), **words: object) -> Draft:
    """Make a draft that is fine, but for what a test changes."""
    made = replace(Words(say=say), **words)  # type: ignore[arg-type]
    return Draft(made, IncidentStatus.INVESTIGATING, Severity.MAJOR, now + promise if promise is not None else None)


def hand_in(database: Database, now: datetime, say: str = SAY, topic_id: str = NETWORK, by: str = CARL) -> Submitted:
    """Open an incident with a line."""
    with database.transaction() as tx:
        return flows.open_line(tx, TEAM, topic_id=topic_id, draft=draft(now, say), by=by, now=now)


def seen(submitted: Submitted) -> tuple[int, str]:
    """Return what an approver's card says it shows."""
    return submitted.approval.revision, submitted.approval.fingerprint


def approve(database: Database, submitted: Submitted, now: datetime, by: str = ADA) -> PartyLine:
    """Approve what was handed in."""
    with database.transaction() as tx:
        return flows.approve(tx, TEAM, submitted.approval.id, seen=seen(submitted), by=by, now=now)


def go_live(database: Database, now: datetime, say: str = SAY, topic_id: str = NETWORK) -> PartyLine:
    """Open an incident and approve its line."""
    return approve(database, hand_in(database, now, say, topic_id), now)


def look_up(database: Database, words: str, now: datetime) -> Answer:
    """Look words up, without drawing."""
    with database.glance() as tx:
        place = people.workspace(tx, TEAM)
        assert place is not None
        return answers.look_up(read_board(tx, place, now), words, now)


def said(database: Database, words: str, now: datetime) -> list[str]:
    """Return the sentences that words are answered with, most urgent first; [] without a line."""
    given = look_up(database, words, now)
    return [card.say for card in given.cards] if isinstance(given, Cards) else []
