"""What cards of all that is approved share: which text a button stands beside, and the question why it goes back."""

from collections.abc import Sequence

from bot.approvals.rules import Approval
from bot.slack import blocks
from bot.slack.blocks import Block

REASON = "reason"


def card_value(approval: Approval) -> str:
    """Write on a button exactly which text it stands beside. A room may add what else it knows after another "|"."""
    return f"{approval.id}|{approval.revision}|{approval.fingerprint}"


def read_card_value(value: str) -> tuple[str, tuple[int, str]]:
    """Read it back: the approval's id, and the revision and fingerprint that were seen. Nonsense fits no text."""
    approval_id, revision, seen = [*value.split("|", 3), "", ""][:3]
    return approval_id, (int(revision) if revision.isascii() and revision.isdecimal() else -1, seen)


def send_back_form(approval: Approval, title: str, about: Sequence[Block], *, callback: str, hint: str) -> Block:
    """Ask for the reason, below what the text is `about`: the one thing an author needs to mend it."""
    return blocks.modal(
        title,
        [*about, blocks.text_input(REASON, "What should change?", hint=hint, multiline=True)],
        callback=callback,
        submit="Send back",
        close="Cancel",
        metadata=card_value(approval),
    )
