"""The approvals' table."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Row, String, Text, insert, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from bot.approvals.rules import Approval, ApprovalStatus
from bot.storage import Base, Tx, Utc


class ApprovalRow(Base):
    """One text put before the approvers. Who decided and when are set together, or not at all."""

    __tablename__ = "approvals"
    __table_args__ = (
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

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"), primary_key=True)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[str] = mapped_column(String(32))
    revision: Mapped[int]
    fingerprint: Mapped[str] = mapped_column(String(64))
    asked_by: Mapped[str] = mapped_column(String(32))
    asked_at: Mapped[datetime] = mapped_column(Utc)
    status: Mapped[str] = mapped_column(String(10))
    decided_by: Mapped[str | None] = mapped_column(String(32))
    decided_at: Mapped[datetime | None] = mapped_column(Utc)
    reason: Mapped[str] = mapped_column(Text, default="")


def add(tx: Tx, workspace: str, approval: Approval) -> None:
    """Add an approval that waits."""
    tx.execute(
        insert(ApprovalRow).values(
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
    query = select(ApprovalRow).where(ApprovalRow.workspace_id == workspace, ApprovalRow.id == approval_id)
    row = tx.execute(query).one_or_none()
    return _value(row) if row else None


def of_subject(tx: Tx, workspace: str, subject: tuple[str, str]) -> Approval | None:
    """Return the newest approval asked for a subject (its kind and id)."""
    query = (
        select(ApprovalRow)
        .where(
            ApprovalRow.workspace_id == workspace,
            ApprovalRow.subject_kind == subject[0],
            ApprovalRow.subject_id == subject[1],
        )
        .order_by(ApprovalRow.revision.desc())
        .limit(1)
    )
    row = tx.execute(query).one_or_none()
    return _value(row) if row else None


def waiting(tx: Tx, workspace: str) -> list[Approval]:
    """Return what waits for an approver, oldest first."""
    mine = (ApprovalRow.workspace_id == workspace, ApprovalRow.status == ApprovalStatus.WAITING.value)
    return [_value(row) for row in tx.execute(select(ApprovalRow).where(*mine).order_by(ApprovalRow.asked_at))]


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
        update(ApprovalRow)
        .where(
            ApprovalRow.workspace_id == workspace,
            ApprovalRow.id == approval_id,
            ApprovalRow.status == ApprovalStatus.WAITING.value,
            ApprovalRow.revision == seen[0],
            ApprovalRow.fingerprint == seen[1],
        )
        .values(status=status.value, decided_by=by, decided_at=now, reason=reason)
    )
    return done.rowcount == 1


def _value(row: Row[ApprovalRow]) -> Approval:
    fields = {key: value for key, value in row._mapping.items() if key != "workspace_id"}
    return Approval(**{**fields, "status": ApprovalStatus(fields["status"])})
