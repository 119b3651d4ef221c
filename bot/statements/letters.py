"""What this room sends, written from the current state at the moment it is sent."""

from datetime import UTC, datetime

from bot.deliveries.rules import Letter, Mail, MailLetter, Message
from bot.statements import card_screens, deciding, listing, news_screens, publishing
from bot.statements.rules import CANCELLED, CARD, DECISION, LATE, MAIL, NEWS, POST, RETRACTION, Out, read_ref
from bot.storage import Tx


def card(tx: Tx, workspace: str, ref: str, now: datetime) -> Message | None:
    """Write the approvers' card of a text, as it stands now."""
    case = deciding.case(tx, workspace, ref)
    return card_screens.card(case, now) if case else None


def decision(tx: Tx, workspace: str, ref: str, now: datetime) -> Message | None:
    """Write to an author what became of their text."""
    case = deciding.case(tx, workspace, ref)
    return card_screens.decision(case, now) if case else None


def post(tx: Tx, workspace: str, ref: str, _now: datetime) -> Message | None:
    """Write what stands in a channel, byte for byte as it was approved; what was taken back is posted nowhere anew."""
    made = publishing.post_of(tx, workspace, ref)
    statement = listing.find(tx, workspace, ref)
    if made is None or statement is None:
        return None
    return Message(made.text, made.blocks, only_edit=statement.out is Out.RETRACTED)


def mail(tx: Tx, workspace: str, ref: str, _now: datetime) -> Mail | None:
    """Write what goes by mail, byte for byte as it was approved."""
    return publishing.mail_of(tx, workspace, ref)


def news(tx: Tx, workspace: str, ref: str, now: datetime) -> Message | None:
    """Write to an author that one of their texts is out, or taken back, and how far it has come."""
    statement_id, part = read_ref(ref)
    found = listing.read(tx, workspace, statement_id)
    if found is None:
        return None
    statement, live = found
    how = (publishing.posted(tx, workspace, statement), publishing.mailed(tx, workspace, statement))
    if part == RETRACTION:
        return news_screens.retracted(statement, live, *how, now)
    return news_screens.out(statement, live, part, *how, now)


def late(tx: Tx, workspace: str, ref: str, now: datetime) -> Message | None:
    """Ask an author what is to happen with what was late, or tell them what happened."""
    statement_id, due = read_ref(ref)
    statement = listing.find(tx, workspace, statement_id)
    return news_screens.late(statement, datetime.fromtimestamp(int(due), UTC), now) if statement else None


def cancelled(tx: Tx, workspace: str, ref: str, now: datetime) -> Message | None:
    """Write to an author that an approver cancelled what was scheduled."""
    found = listing.cancelled(tx, workspace, *read_ref(ref))
    return news_screens.cancelled(*found, now) if found else None


LETTERS: dict[str, Letter | MailLetter] = {
    CARD: card,
    DECISION: decision,
    POST: post,
    MAIL: mail,
    NEWS: news,
    LATE: late,
    CANCELLED: cancelled,
}
