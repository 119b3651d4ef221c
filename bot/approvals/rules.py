"""What an approval is and why one is refused (PRODUCT.md, section 3 "Approval", section 12 rule 2)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.people.rules import Role
from bot.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Matter:
    """A kind of text that approvers decide on: what it is called, and who decides on it beside them."""

    kind: str
    one: str
    many: str
    also: Role | None = None


LINES = Matter("line", "line", "lines")


class ApprovalStatus(StrEnum):
    """Where an approval stands. All but `waiting` are final."""

    WAITING = "waiting"
    APPROVED = "approved"
    SENT_BACK = "sent_back"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Approval:
    """One text put before the approvers: what it is, which revision, and the fingerprint of every byte shown."""

    id: str
    subject_kind: str
    subject_id: str
    revision: int
    fingerprint: str
    asked_by: str
    asked_at: datetime
    status: ApprovalStatus
    decided_by: str | None
    decided_at: datetime | None
    reason: str


class OwnText(Refusal):
    """Nobody decides on what they wrote."""

    def __init__(self, sentence: str = "Someone else needs to approve your own line.") -> None:
        super().__init__(sentence)


class AlreadyDecided(Refusal):
    """Somebody was faster. `approval` says who and how."""

    def __init__(self, approval: Approval) -> None:
        verb = "approved" if approval.status is ApprovalStatus.APPROVED else "sent back"
        super().__init__(f"Already {verb}.")
        self.approval = approval


class TextChanged(Refusal):
    """What the approver read is not what stands for approval now."""

    def __init__(self) -> None:
        super().__init__(
            "The text changed after this card was sent, so nothing was approved. The newest version is further down."
        )


class NeedsReason(Refusal):
    """A text goes back with a reason, so that its author knows what to mend."""

    def __init__(self) -> None:
        super().__init__("Say in a few words what should change, so that the author can mend it.", field="reason")
