"""What happens to a line after its first version, and looking at what that left behind."""

from datetime import datetime, timedelta

from sqlalchemy import text

from bot import journal
from bot.deliveries import flows as deliveries
from bot.deliveries.rules import Delivery
from bot.party_lines import flows
from bot.party_lines.flows import Submitted
from bot.party_lines.rules import PartyLine
from bot.party_lines.wording import Words
from bot.people import flows as people
from bot.people.rules import Kind, Profile, Role
from bot.storage import Database
from tests.support.house import ADA, CARL, NAMES, ROLES, TEAM
from tests.support.lines import draft, seen

ALL_CLEAR = "The Wi-Fi works again on all floors."


def update(
    database: Database,
    now: datetime,
    incident_id: str,
    base: int,
    say: str,
    by: str = CARL,
    promise: timedelta = timedelta(minutes=30),
) -> Submitted:
    """Hand in the next version."""
    with database.transaction() as tx:
        made = draft(now, say, promise)
        return flows.submit_update(tx, TEAM, incident_id=incident_id, base=base, draft=made, by=by, now=now)


def close(database: Database, now: datetime, incident_id: str, base: int, say: str = ALL_CLEAR) -> Submitted:
    """Hand in the closing line."""
    with database.transaction() as tx:
        words = Words(say=say)
        return flows.submit_closing(tx, TEAM, incident_id=incident_id, base=base, words=words, by=CARL, now=now)


def send_back(
    database: Database, submitted: Submitted, now: datetime, reason: str = "Say which floors.", by: str = ADA
) -> PartyLine:
    """Send a version back."""
    with database.transaction() as tx:
        return flows.send_back(tx, TEAM, submitted.approval.id, seen=seen(submitted), reason=reason, by=by, now=now)


def grant(database: Database, now: datetime, **changed: frozenset[Role]) -> None:
    """Let people of the house hold other roles than they had: `grant(house, now, U01APPROVER=frozenset())`."""
    with database.transaction() as tx:
        people.set_roles(tx, TEAM, {**ROLES, **changed}, by="operator", now=now)


def become(database: Database, now: datetime, slack_id: str, kind: Kind) -> None:
    """Let Slack say that somebody is something else now."""
    with database.transaction() as tx:
        people.remember(tx, TEAM, Profile(slack_id, NAMES[slack_id][0], kind), now=now)


def entries(database: Database, workspace: str = TEAM) -> list[journal.Entry]:
    """Return the journal."""
    with database.glance() as tx:
        return journal.read(tx, workspace)


def letters(database: Database, kind: str, ref: str) -> list[Delivery]:
    """Return the deliveries of a letter."""
    with database.glance() as tx:
        return deliveries.of(tx, TEAM, kind=kind, ref=ref)


TABLES = (
    "approvals",
    "asks",
    "deliveries",
    "incidents",
    "incident_topics",
    "journal",
    "journal_heads",
    "party_lines",
    "receipts",
)


def everything_written(database: Database) -> dict[str, list[str]]:
    """Return every row of what flows write, to compare before and after."""
    with database.glance() as tx:
        return {
            table: sorted(str(tuple(row)) for row in tx.execute(text(f"SELECT * FROM {table}")))  # noqa: S608
            for table in TABLES
        }


def count(database: Database, where: str) -> int:
    """Count rows: `count(house, "party_lines WHERE status = 'live'")`."""
    with database.glance() as tx:
        return int(tx.execute(text(f"SELECT count(*) FROM {where}")).scalar_one())  # noqa: S608
