"""Short ways to keep audiences in tests."""

from datetime import datetime

from bot.audiences import flows, records
from bot.audiences.rules import Audience, fingerprint
from bot.storage import Database
from tests.support.house import ADA, TEAM

FINANCE = Audience(
    "Finance", ("C04FIN",), ("finance@example.com",), "a month end without overtime", ("payslip", "month end")
)
EVERYONE = Audience("Everyone", ("C01GEN",))


def known(database: Database, *audiences: Audience) -> None:
    """Let there be just these, as the operator loads them."""
    with database.transaction() as tx:
        records.replace(tx, TEAM, audiences)


def audiences(database: Database, workspace: str = TEAM) -> list[Audience]:
    """Return all audiences."""
    with database.glance() as tx:
        return records.all_of(tx, workspace)


def add(database: Database, now: datetime, audience: Audience = FINANCE, by: str = ADA) -> None:
    """Add an audience."""
    with database.transaction() as tx:
        flows.add(tx, TEAM, audience=audience, by=by, now=now)


def change(database: Database, now: datetime, audience: Audience, before: Audience = FINANCE, by: str = ADA) -> None:
    """Let an audience stand instead of the one that somebody saw `before`."""
    base = fingerprint(before)
    with database.transaction() as tx:
        flows.change(tx, TEAM, audience=audience, instead_of=before.name, base=base, by=by, now=now)


def remove(database: Database, now: datetime, before: Audience = FINANCE, by: str = ADA) -> None:
    """Remove the audience that somebody saw `before`."""
    with database.transaction() as tx:
        flows.remove(tx, TEAM, name=before.name, base=fingerprint(before), by=by, now=now)
