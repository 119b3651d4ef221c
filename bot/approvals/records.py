"""The approvals' table."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Named,
    Row,
    String,
    Table,
    Text,
    TypedColumns,
    insert,
    select,
    text,
    update,
)

from bot.approvals.rules import Approval, ApprovalStatus
from bot.storage import METADATA, Tx, Utc


class ApprovalColumns(TypedColumns):
    """One text put before the approvers. Who decided and when are set together, or not at all."""

    workspace_id: Named[str] = Column(ForeignKey("workspaces.id"), primary_key=True)
    id: Named[str] = Column(String(32), primary_key=True)
    subject_kind: Named[str] = Column(String(20))
    subject_id: Named[str] = Column(String(32))
    revision: Named[int]
    fingerprint: Named[str] = Column(String(64))
    asked_by: Named[str] = Column(String(32))
    asked_at: Named[datetime] = Column(Utc)
    status: Named[str] = Column(String(10))
    decided_by: Named[str | None] = Column(String(32))
    decided_at: Named[datetime | None] = Column(Utc)
    reason: Named[str] = Column(Text, default="")


APPROVALS = Table(
    "approvals",
    METADATA,
    ApprovalColumns,
    CheckConstraint("(decided_by IS NULL) = (decided_at IS NULL)", name="decided_by_and_at"),
    Index(
        "uq_approvals_one_waiting",
        "workspace_id",
        "subject_kind",
        "subject_id",
        unique=True,
        # PostgreSQL has the same condition, by the migration; named here it would load its dialect at every start.
        sqlite_where=text("status = 'waiting'"),
    ),
)


def add(tx: Tx, workspace: str, approval: Approval) -> None:
    """Add an approval that waits."""
    tx.execute(
        insert(APPROVALS).values(
            workspace_id=workspace,
            id=approval.id,
            subject_kind=approval.subject_kind,
            subject_id=approval.subject_id,
            revision=approval.revision,
            fingerprint=approval.fingerprint,
            asked_by=approval.asked_by,
            asked_at=approval.asked_at,
            status=approval.status.value,
            reason="",
        )
    )


def get(tx: Tx, workspace: str, approval_id: str) -> Approval | None:
    """Return one approval of this workspace."""
    query = select(APPROVALS).where(APPROVALS.c.workspace_id == workspace, APPROVALS.c.id == approval_id)
    row = tx.execute(query).one_or_none()
    return _value(row) if row else None


def of_subject(tx: Tx, workspace: str, subject: tuple[str, str]) -> Approval | None:
    """Return the newest approval asked for a subject (its kind and id)."""
    query = (
        select(APPROVALS)
        .where(
            APPROVALS.c.workspace_id == workspace,
            APPROVALS.c.subject_kind == subject[0],
            APPROVALS.c.subject_id == subject[1],
        )
        .order_by(APPROVALS.c.revision.desc())
        .limit(1)
    )
    row = tx.execute(query).one_or_none()
    return _value(row) if row else None


def waiting(tx: Tx, workspace: str) -> list[Approval]:
    """Return what waits for an approver, oldest first."""
    mine = (APPROVALS.c.workspace_id == workspace, APPROVALS.c.status == ApprovalStatus.WAITING.value)
    return [_value(row) for row in tx.execute(select(APPROVALS).where(*mine).order_by(APPROVALS.c.asked_at))]


def decide_if_waiting(
    tx: Tx,
    workspace: str,
    approval_id: str,
    seen: tuple[int, str],
    status: ApprovalStatus,
    reason: str,
    by: str,
    now: datetime,
) -> bool:
    """Compare and set: decide the approval if it still waits with the revision and fingerprint that were `seen`."""
    done = tx.execute(
        update(APPROVALS)
        .where(
            APPROVALS.c.workspace_id == workspace,
            APPROVALS.c.id == approval_id,
            APPROVALS.c.status == ApprovalStatus.WAITING.value,
            APPROVALS.c.revision == seen[0],
            APPROVALS.c.fingerprint == seen[1],
        )
        .values(status=status.value, decided_by=by, decided_at=now, reason=reason)
    )
    return done.rowcount == 1


def _value(row: Row[Any]) -> Approval:
    fields = {key: value for key, value in row._mapping.items() if key != "workspace_id"}
    return Approval(**{**fields, "status": ApprovalStatus(fields["status"])})
