"""Asking for an approval, and deciding it exactly once."""

from datetime import datetime

from bot import journal
from bot.approvals import records
from bot.approvals.rules import (
    LINES,
    AlreadyDecided,
    Approval,
    ApprovalStatus,
    Matter,
    NeedsReason,
    OwnText,
    TextChanged,
)
from bot.people import flows as people
from bot.people.rules import Role
from bot.plain_text import hidden_characters
from bot.refusals import Refusal
from bot.storage import Tx, new_id

MOST_REASON = 1000


def ask(
    tx: Tx, workspace: str, *, subject: tuple[str, str], revision: int, fingerprint: str, by: str, now: datetime
) -> Approval:
    """Put a text before the approvers."""
    approval = Approval(new_id(), *subject, revision, fingerprint, by, now, ApprovalStatus.WAITING, None, None, "")
    records.add(tx, workspace, approval)
    _note(tx, workspace, approval, "ask_approval", "", by, now)
    return approval


def cancel(tx: Tx, workspace: str, approval: Approval, *, by: str, now: datetime) -> None:
    """Take a waiting text back, because another replaces it."""
    _decide(tx, workspace, approval, ApprovalStatus.CANCELLED, "", by, now)


def approve(
    tx: Tx,
    workspace: str,
    approval_id: str,
    *,
    seen: tuple[int, str],
    by: str,
    now: datetime,
    matter: Matter = LINES,
) -> Approval:
    """Approve the text with the revision and fingerprint that the approver saw.

    Raises NotStaff, NeedsRole, OwnText, AlreadyDecided, TextChanged.
    """
    approval = _open_for(tx, workspace, approval_id, seen, by, matter, "approve {}")
    return _decide(tx, workspace, approval, ApprovalStatus.APPROVED, "", by, now)


def send_back(
    tx: Tx,
    workspace: str,
    approval_id: str,
    *,
    seen: tuple[int, str],
    reason: str,
    by: str,
    now: datetime,
    matter: Matter = LINES,
) -> Approval:
    """Send the text back to its author with a reason.

    Raises NotStaff, NeedsRole, OwnText, AlreadyDecided, TextChanged, NeedsReason.
    """
    if not reason.strip():
        raise NeedsReason
    if hidden := hidden_characters(reason):
        raise Refusal(
            f"The reason holds {hidden[0]}, which nobody sees. Type it again, or paste as plain text.", "reason"
        )
    if len(reason) > MOST_REASON:
        raise Refusal(f"That is {len(reason)} characters; the reason has room for {MOST_REASON}.", "reason")
    approval = _open_for(tx, workspace, approval_id, seen, by, matter, "send {} back")
    return _decide(tx, workspace, approval, ApprovalStatus.SENT_BACK, reason.strip(), by, now)


def require_open(
    tx: Tx,
    workspace: str,
    approval_id: str,
    *,
    seen: tuple[int, str],
    by: str,
    matter: Matter = LINES,
    doing: str = "send {} back",
) -> Approval:
    """Check, before a form is opened, that this person could decide this text now. Raises as `send_back` does."""
    return _open_for(tx, workspace, approval_id, seen, by, matter, doing)


def _open_for(
    tx: Tx, workspace: str, approval_id: str, seen: tuple[int, str], by: str, matter: Matter, doing: str
) -> Approval:
    people.require(tx, workspace, by, Role.APPROVER, doing.format(matter.many), also=matter.also)
    approval = records.get(tx, workspace, approval_id)
    if approval is None or approval.subject_kind != matter.kind or approval.status is ApprovalStatus.CANCELLED:
        raise TextChanged
    if approval.asked_by == by:
        raise OwnText(f"Someone else needs to approve your own {matter.one}.")
    if approval.status is not ApprovalStatus.WAITING:
        raise AlreadyDecided(approval)
    if (approval.revision, approval.fingerprint) != seen:
        raise TextChanged
    return approval


def _decide(
    tx: Tx, workspace: str, approval: Approval, status: ApprovalStatus, reason: str, by: str, now: datetime
) -> Approval:
    seen = (approval.revision, approval.fingerprint)
    if not records.decide_if_waiting(tx, workspace, approval.id, seen, status, reason, by, now):
        # Between our look and our write somebody else decided; what they decided stands.
        newest = records.get(tx, workspace, approval.id)
        raise AlreadyDecided(newest) if newest and newest.status is not ApprovalStatus.CANCELLED else TextChanged
    decided = records.get(tx, workspace, approval.id)
    assert decided is not None  # noqa: S101 - written a line ago in this transaction
    _note(tx, workspace, decided, status.value, approval.status.value, by, now)
    return decided


def _note(tx: Tx, workspace: str, approval: Approval, verb: str, before: str, by: str, now: datetime) -> None:
    facts = {
        "approval": approval.id,
        "revision": str(approval.revision),
        "fingerprint": approval.fingerprint,
    }
    journal.write(
        tx,
        workspace,
        verb=verb,
        subject=(approval.subject_kind, approval.subject_id),
        change=(before, approval.status.value),
        by=by,
        now=now,
        facts=facts,
    )
