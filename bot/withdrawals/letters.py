"""What is sent when a line is withdrawn, each letter written from how it stands at the moment it is sent."""

from datetime import datetime

from bot.deliveries.rules import Letter, Message
from bot.party_lines.recall import CORRECTION, WITHDRAWAL, WITHDRAWN
from bot.storage import Tx
from bot.withdrawals import flows, screens


def withdrawal(tx: Tx, workspace: str, ref: str, now: datetime) -> Message | None:
    """Write into the thread of a card that a line was withdrawn."""
    account = flows.account(tx, workspace, ref)
    return screens.note(account, now) if account else None


def correction(tx: Tx, workspace: str, ref: str, _now: datetime) -> Message | None:
    """Write to somebody who was given a line that it was withdrawn, and what to say now."""
    account = flows.account(tx, workspace, ref)
    return screens.correction(account) if account else None


def withdrawn(tx: Tx, workspace: str, ref: str, now: datetime) -> Message | None:
    """Write to the commander who withdrew a line, and why."""
    account = flows.account(tx, workspace, ref)
    return screens.news(account, now) if account else None


LETTERS: dict[str, Letter] = {WITHDRAWAL: withdrawal, CORRECTION: correction, WITHDRAWN: withdrawn}
