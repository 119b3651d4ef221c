"""Short ways to propose glossary entries and decide on them in tests."""

from datetime import datetime

from bot.storage import Database
from bot.subjects import flows, records
from bot.subjects.entries import EntryCase, fingerprint
from bot.subjects.flows import Proposed
from bot.subjects.rules import GlossaryEntry
from tests.support.house import ADA, SAM, TEAM

REMOTE = GlossaryEntry(
    "VPN", ("VPN client",), "remote access", "reach work systems from home", "Work from home more easily"
)
PAY = GlossaryEntry("Payroll", ("payslips",), "", "read your payslips")


def known(database: Database, *entries: GlossaryEntry) -> None:
    """Let the glossary hold these, as the operator loads them."""
    with database.transaction() as tx:
        records.replace(tx, TEAM, entries)


def glossary(database: Database, workspace: str = TEAM) -> list[GlossaryEntry]:
    """Return the glossary."""
    with database.glance() as tx:
        return records.all_of(tx, workspace)


def propose(
    database: Database, now: datetime, entry: GlossaryEntry, by: str = SAM, before: GlossaryEntry | None = None
) -> Proposed:
    """Propose an entry, new or in place of one."""
    base = fingerprint(before) if before else ""
    with database.transaction() as tx:
        return flows.propose(tx, TEAM, entry=entry, instead_of=before.name if before else "", base=base, by=by, now=now)


def seen(proposed: Proposed) -> tuple[int, str]:
    """Return what an approver's card says it shows."""
    return proposed.approval.revision, proposed.approval.fingerprint


def approve(database: Database, proposed: Proposed, now: datetime, by: str = ADA) -> GlossaryEntry | None:
    """Approve what was proposed."""
    with database.transaction() as tx:
        return flows.approve(tx, TEAM, proposed.approval.id, seen=seen(proposed), by=by, now=now)


def send_back(database: Database, proposed: Proposed, now: datetime, reason: str = "Too long.", by: str = ADA) -> None:
    """Send an entry back."""
    with database.transaction() as tx:
        flows.send_back(tx, TEAM, proposed.approval.id, seen=seen(proposed), reason=reason, by=by, now=now)


def case(database: Database, proposed: Proposed) -> EntryCase:
    """Return what approvers see of a proposal."""
    with database.glance() as tx:
        found = flows.case(tx, TEAM, proposed.approval.id)
    assert found is not None
    return found
