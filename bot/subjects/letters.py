"""What this room sends, written from the current state at the moment it is sent."""

from datetime import datetime

from bot.deliveries.rules import Letter, Message
from bot.storage import Tx
from bot.subjects import entry_screens, flows


def entry_card(tx: Tx, workspace: str, ref: str, now: datetime) -> Message | None:
    """Write the approvers' card of a proposal, as it stands now."""
    case = flows.case(tx, workspace, ref)
    return entry_screens.card(case, now) if case else None


def entry_decision(tx: Tx, workspace: str, ref: str, _now: datetime) -> Message | None:
    """Write to an author what became of their entry."""
    case = flows.case(tx, workspace, ref)
    return entry_screens.decision(case) if case else None


LETTERS: dict[str, Letter] = {flows.ENTRY_CARD: entry_card, flows.ENTRY_DECISION: entry_decision}
