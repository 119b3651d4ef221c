"""Approving a statement, or sending it back: by a second person, on the exact bytes."""

from dataclasses import replace
from datetime import datetime

from bot import journal
from bot.approvals import flows as approvals
from bot.approvals import records as approval_records
from bot.approvals.rules import Approval, ApprovalStatus, OwnText, TextChanged
from bot.deliveries import flows as deliveries
from bot.people import flows as people
from bot.people.rules import Role
from bot.statements import publishing, records
from bot.statements.rules import DECISION, STATEMENTS, Statement, Text, UnknownStatement, Work
from bot.statements.steps import step
from bot.statements.views import Case
from bot.storage import Tx


def approve(tx: Tx, workspace: str, approval_id: str, *, seen: tuple[int, str], by: str, now: datetime) -> Case:
    """Approve exactly the text with the revision and fingerprint that were `seen`; it goes now, or at its time.

    Raises NotStaff, NeedsRole, OwnText, AlreadyDecided, TextChanged.
    """
    statement, text = _held(tx, workspace, approval_id)
    approval = approvals.approve(tx, workspace, approval_id, seen=seen, by=by, now=now, matter=STATEMENTS)
    if by in _writers(tx, workspace, statement):
        raise OwnText(f"You wrote a part of this, so somebody else approves it: {STATEMENTS.one} {statement.number}.")
    records.note_approved(tx, workspace, text, by, now)
    publishing.go(tx, workspace, statement, text, by=by, now=now)
    _tell(tx, workspace, approval, now)
    return _gathered(tx, workspace, approval)


def send_back(
    tx: Tx, workspace: str, approval_id: str, *, seen: tuple[int, str], reason: str, by: str, now: datetime
) -> Case:
    """Send a text back to its author with a reason; what is out stays.

    Raises NotStaff, NeedsRole, OwnText, AlreadyDecided, TextChanged, NeedsReason.
    """
    statement, _ = _held(tx, workspace, approval_id)
    approval = approvals.send_back(
        tx, workspace, approval_id, seen=seen, reason=reason, by=by, now=now, matter=STATEMENTS
    )
    step(tx, workspace, statement, replace(statement, work=Work.SENT_BACK), "return_to_author", by, now)
    _tell(tx, workspace, approval, now)
    return _gathered(tx, workspace, approval)


def _held(tx: Tx, workspace: str, approval_id: str) -> tuple[Statement, Text]:
    """Return what an approval is about, held until the transaction ends. Raises TextChanged where it is not any more.

    Everybody who changes a statement waits at its row, so that nobody waits for two things in two orders.
    """
    approval = approval_records.get(tx, workspace, approval_id)
    if approval is None or approval.subject_kind != STATEMENTS.kind:
        raise TextChanged
    statement = records.get(tx, workspace, approval.subject_id, lock=True)
    text = records.text(tx, workspace, approval.subject_id, approval.revision)
    if statement is None or text is None or text.fingerprint != approval.fingerprint:
        raise TextChanged
    return statement, text


def _writers(tx: Tx, workspace: str, statement: Statement) -> set[str]:
    """Return everybody who wrote on what waits: of a correction, any author may have."""
    steps = journal.read(tx, workspace, statement.id)
    last_out = max((one.number for one in steps if one.verb in {"publish", "correct"}), default=0)
    return {one.by for one in steps if one.number > last_out and one.verb in {"begin_statement", "edit_statement"}}


def _tell(tx: Tx, workspace: str, approval: Approval, now: datetime) -> None:
    """Tell the author what became of their text."""
    deliveries.put(tx, workspace, kind=DECISION, ref=approval.id, destinations=[approval.asked_by], now=now)


# -- reading --------------------------------------------------------------------------------------------------------


def case(tx: Tx, workspace: str, approval_id: str) -> Case | None:
    """Gather what approvers see of one text; None where it is not there."""
    approval = approval_records.get(tx, workspace, approval_id)
    if approval is None or approval.subject_kind != STATEMENTS.kind:
        return None
    return _gathered(tx, workspace, approval)


def case_to_decide(tx: Tx, workspace: str, approval_id: str, *, seen: tuple[int, str], by: str) -> Case:
    """Gather a text for somebody who is about to decide on it.

    Raises NotStaff, NeedsRole, OwnText, AlreadyDecided, TextChanged.
    """
    approval = approvals.require_open(tx, workspace, approval_id, seen=seen, by=by, matter=STATEMENTS)
    return _gathered(tx, workspace, approval)


def case_to_read(tx: Tx, workspace: str, approval_id: str, *, by: str) -> Case:
    """Gather a text for an approver, or for who wrote it. Raises NotStaff, UnknownStatement."""
    person = people.require_staff(tx, workspace, by)
    found = case(tx, workspace, approval_id)
    if found is None or not (Role.APPROVER in person.roles or by in {found.approval.asked_by, found.statement.author}):
        raise UnknownStatement
    return found


def waiting(tx: Tx, workspace: str) -> list[Case]:
    """Gather all statements that wait for an approver, the oldest first."""
    asked = approval_records.waiting(tx, workspace)
    return [_gathered(tx, workspace, one) for one in asked if one.subject_kind == STATEMENTS.kind]


def _gathered(tx: Tx, workspace: str, approval: Approval) -> Case:
    statement = records.get(tx, workspace, approval.subject_id)
    text = records.text(tx, workspace, approval.subject_id, approval.revision)
    if statement is None or text is None:
        raise UnknownStatement
    stopped = _stopped_by(tx, workspace, statement, text, approval)
    involved = (approval.asked_by, approval.decided_by, stopped)
    names = (people.name_of(tx, workspace, who) if who else "" for who in involved)
    before = _replaced(tx, workspace, statement, text, approval)
    return Case(statement, text, before, approval, *names)


def _stopped_by(tx: Tx, workspace: str, statement: Statement, text: Text, approval: Approval) -> str:
    """Return which approver took a text back that was approved; "" where none did."""
    if approval.status is not ApprovalStatus.APPROVED or text.out_at is not None:
        return ""
    stopped = publishing.cancelled(tx, workspace, statement.id, text.number)
    return stopped.by if stopped is not None and stopped.by != statement.author else ""


def _replaced(tx: Tx, workspace: str, statement: Statement, text: Text, approval: Approval) -> Text | None:
    """Return what readers have, or had, in place of a text: for the difference on its card."""
    if approval.status is ApprovalStatus.WAITING:
        return records.text(tx, workspace, statement.id, statement.live) if statement.live else None
    earlier = [one for one in records.texts(tx, workspace, statement.id) if one.number < text.number and one.out_at]
    return earlier[-1] if earlier else None
