"""What is sent about a line that went out without review, written from how it stands at that moment."""

from datetime import datetime

from bot.breakglass import screens
from bot.deliveries.rules import Letter, Message
from bot.party_lines import approval_screens, cases
from bot.party_lines.steps import GLASS, GLASS_OVER
from bot.storage import Tx


def glass(tx: Tx, workspace: str, ref: str, now: datetime) -> Message | None:
    """Write to an approver that a line is out which nobody has reviewed, with the buttons to decide it."""
    case = cases.case(tx, workspace, ref, now)
    return approval_screens.card(case, now) if case else None


def glass_over(tx: Tx, workspace: str, ref: str, now: datetime) -> Message | None:
    """Write to the commander that nobody ratified a line in time."""
    case = cases.case(tx, workspace, ref, now)
    return screens.over(case, now) if case else None


LETTERS: dict[str, Letter] = {GLASS: glass, GLASS_OVER: glass_over}
