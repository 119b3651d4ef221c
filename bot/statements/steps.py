"""One step of a statement: from how it stands to how it is to stand, once, and into the journal."""

from dataclasses import replace
from datetime import datetime

from bot import journal
from bot.approvals import flows as approvals
from bot.approvals import records as approval_records
from bot.approvals.rules import ApprovalStatus
from bot.deliveries import flows as deliveries
from bot.statements import records
from bot.statements.rules import CARD, STATEMENTS, Moved, Statement
from bot.storage import Tx


def step(tx: Tx, workspace: str, was: Statement, to: Statement, verb: str, by: str, now: datetime) -> Statement:
    """Let a statement stand as it is `to`, if it still stands as it `was`. Raises Moved.

    The approvers' card of what was handed in last is brought up to date: it says how that stands.
    """
    changed = replace(to, changed_at=now)
    if not records.change(tx, workspace, was, changed):
        raise Moved(records.get(tx, workspace, was.id) or was)
    facts = {"revision": str(changed.revision), "text": str(changed.live or changed.submitted)}
    facts |= {"goes_at": changed.goes_at.isoformat()} if changed.goes_at else {}
    note(tx, workspace, was, changed, verb, by, now, facts)
    _renew_card(tx, workspace, changed, now)
    return changed


def note(
    tx: Tx,
    workspace: str,
    was: Statement,
    to: Statement,
    verb: str,
    by: str,
    now: datetime,
    facts: dict[str, str],
) -> None:
    """Write one step of a statement into the journal."""
    change = (f"{was.out.value}/{was.work.value}", f"{to.out.value}/{to.work.value}")
    subject = (STATEMENTS.kind, to.id)
    journal.write(tx, workspace, verb=verb, subject=subject, change=change, by=by, now=now, facts=facts)


def _renew_card(tx: Tx, workspace: str, statement: Statement, now: datetime) -> None:
    """Bring the approvers' card of what was handed in last up to date, where there is one."""
    approval = approval_records.of_subject(tx, workspace, (STATEMENTS.kind, statement.id))
    if approval is not None:
        deliveries.renew(tx, workspace, kind=CARD, ref=approval.id, now=now)


def take_back_waiting(tx: Tx, workspace: str, statement: Statement, by: str, now: datetime) -> None:
    """Take what waits for an approver back, because it was edited, or is not to go any more; a step of it follows."""
    approval = approval_records.of_subject(tx, workspace, (STATEMENTS.kind, statement.id))
    if approval is not None and approval.status is ApprovalStatus.WAITING:
        approvals.cancel(tx, workspace, approval, by=by, now=now)
