"""All about one statement: how it stands, where it went, what came back, and what may be done with it."""

from collections.abc import Iterator
from datetime import datetime

from bot.approvals.rules import ApprovalStatus
from bot.approvals.screens import card_value
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.text import inert, when
from bot.statements import wording
from bot.statements.places_screens import progress_words, troubles, try_again_buttons
from bot.statements.rules import Echo, Fields, Out, Statement, Work
from bot.statements.screens import (
    CONTINUE,
    READ,
    audience_words,
    by_the_authors_clock,
    counted,
    labelled,
    large,
    pack,
    places_words,
    state,
    subject_of,
    unsaid_outcome,
)
from bot.statements.views import Page

TAKE_BACK = "statement.take_back"
CANCEL = "statement.cancel"
DISCARD = "statement.discard"
PUBLISH_NOW = "statement.publish_now"
CHANGE_TIME = "statement.change_time"
RETRACT = "statement.retract"
HISTORY = "statement.history"
AS_PUBLISHED = "statement.as_published"
TIME_FORM = "statement.time_form"
RETRACT_FORM = "statement.retract_form"

TELL_BY_MAIL = "statement_tell_by_mail"


# -- the page -------------------------------------------------------------------------------------------------------


def page(shown: Page, echo: Echo, by: str, now: datetime, said: str = "") -> Block:
    """Draw the page of a statement for one reader; `said` is what they just did to it, in our own words."""
    statement = shown.statement
    fields = shown.live.fields if shown.live else statement.fields
    drawn = [blocks.section(f"*{said}*")] if said else []
    drawn += [large(subject_of(fields)), blocks.section(_standing(shown, fields, now))]
    drawn += labelled([*unsaid_outcome(fields), *_reasons(shown)])
    drawn += [blocks.context(*_small(shown, fields, now)), *_reached(shown)]
    drawn += [blocks.context(_came_back(echo))] if shown.live else []
    drawn += [blocks.actions(*row) for row in _rows(shown, by) if row]
    return blocks.modal(f"Statement {statement.number}", drawn)


def _standing(shown: Page, fields: Fields, now: datetime) -> str:
    said, at = state(shown.statement, now), shown.statement.goes_at
    there = by_the_authors_clock(at, fields.zone, shown.zone) if at and _is_to_go(shown.statement) else ""
    return f"*{said[:1].upper()}{said[1:]}*{there} · {audience_words(fields)}"


def _is_to_go(statement: Statement) -> bool:
    return statement.out in {Out.SCHEDULED, Out.LATE}


def _reasons(shown: Page) -> Iterator[tuple[str, str]]:
    approval, statement = shown.approval, shown.statement
    if approval is not None and statement.work is Work.SENT_BACK and approval.status is ApprovalStatus.SENT_BACK:
        yield "Sent back", approval.reason
    if statement.out is Out.RETRACTED:
        yield "Why it was retracted", statement.why
    elif shown.live is not None:
        yield "What was wrong before", shown.live.fields.mistake


def _small(shown: Page, fields: Fields, now: datetime) -> list[str]:
    newest = shown.live or (shown.texts[-1] if shown.texts else None)
    wrote = f"Statement {shown.statement.number}, begun by {_name(shown, shown.statement.author)}"
    if newest is not None and newest.author != shown.statement.author:
        wrote += f", this text by {_name(shown, newest.author)}"
    if newest is not None and newest.approved_at is not None:
        wrote += f" · approved by {_name(shown, newest.approved_by)} {when(newest.approved_at, now)}"
    return [wrote, f"To {places_words(fields)}"]


def _name(shown: Page, slack_id: str) -> str:
    return inert(shown.names.get(slack_id, slack_id))


def _reached(shown: Page) -> list[Block]:
    if shown.posted is None or shown.mailed is None:
        return []
    return [blocks.section(progress_words(shown.posted, shown.mailed)), *troubles(shown.posted, shown.mailed)]


def _came_back(echo: Echo) -> str:
    if echo == Echo():
        return "Nothing has come back from readers yet."
    useful = f"Useful: {echo.useful} · not useful: {echo.not_useful}"
    replies = counted(echo.replies, "reply", "replies")
    return f"{useful} · {replies} · {counted(echo.reactions, 'reaction', 'reactions')}"


def _rows(shown: Page, by: str) -> list[list[Block]]:
    """Return the buttons this reader may press: what goes on first, then what looks back."""
    acts = list(_acts(shown, by))
    if shown.posted is not None and shown.mailed is not None and (shown.may_write or shown.may_decide):
        acts += try_again_buttons(pack(shown.statement), shown.posted, shown.mailed)
    value = pack(shown.statement)
    looks = [blocks.button("Read as published", AS_PUBLISHED, value)] if shown.texts else []
    return [acts, [*looks, blocks.button("History", HISTORY, value)]]


def _acts(shown: Page, by: str) -> Iterator[Block]:
    statement, mine = shown.statement, shown.may_write and shown.statement.author == by
    may_edit = mine or (shown.may_write and statement.is_correction)
    if statement.work is Work.WAITING:
        yield from _about_waiting(shown, by, may_edit=may_edit)
    elif _is_to_go(statement) and mine:
        yield from _about_going(statement)
    elif _is_to_go(statement) and shown.may_decide:
        back = "It does not go, and is a draft again. I tell its author. To go, it has to be approved anew."
        yield blocks.button("Cancel", CANCEL, pack(statement), asks=(back, "Cancel it"))
    elif statement.out is Out.NOTHING and mine:
        label = "Mend" if statement.work is Work.SENT_BACK else "Continue"
        yield blocks.button(label, CONTINUE, statement.id, style="primary")
        asks = ("It is thrown away with all that you wrote in it.", "Throw away")
        yield blocks.button("Discard", DISCARD, pack(statement), asks=asks)
    elif statement.is_correction and may_edit:
        yield from _about_correcting(statement)
    if statement.out is Out.PUBLISHED and (shown.may_write or shown.may_decide):
        yield blocks.button("Retract", RETRACT, pack(statement), style="danger")


def _about_waiting(shown: Page, by: str, *, may_edit: bool) -> Iterator[Block]:
    if shown.approval is not None and shown.may_decide and shown.approval.asked_by != by:
        yield blocks.button("Read and decide", READ, card_value(shown.approval), style="primary")
    if may_edit:
        asks = ("Nobody can approve it then, until you hand it in again.", "Take back")
        yield blocks.button("Take back", TAKE_BACK, pack(shown.statement), asks=asks)
        yield blocks.button("Change", CONTINUE, shown.statement.id)


def _about_going(statement: Statement) -> Iterator[Block]:
    value, where = pack(statement), places_words(statement.fields)
    now = (f"It goes at once, to {_plainly(where, statement.fields)}. Its words stay as they were approved.", "Publish")
    yield blocks.button("Publish now", PUBLISH_NOW, value, asks=now)
    yield blocks.button("Change time", CHANGE_TIME, value)
    back = ("It does not go, and is a draft again. To go, it has to be approved anew.", "Cancel it")
    yield blocks.button("Cancel", CANCEL, value, asks=back)


def _plainly(where: str, fields: Fields) -> str:
    """Say where it goes in a question, where no channel's name is shown."""
    if not fields.channels:
        return where
    channels = counted(len(fields.channels), "channel", "channels")
    mail = f" and {counted(len(fields.mail), 'mail address', 'mail addresses')}" if fields.mail else ""
    return f"{channels}{mail}"


def _about_correcting(statement: Statement) -> Iterator[Block]:
    if statement.work is Work.NONE:
        yield blocks.button("Correct", CONTINUE, statement.id)
        return
    label = "Mend the correction" if statement.work is Work.SENT_BACK else "Continue the correction"
    yield blocks.button(label, CONTINUE, statement.id, style="primary")
    asks = ("What you wrote of the correction is thrown away. What is out stays as it is.", "Throw away")
    yield blocks.button("Discard the correction", DISCARD, pack(statement), asks=asks)


# -- forms that stand on it -----------------------------------------------------------------------------------------


def time_form(statement: Statement) -> Block:
    """Ask for another time for what is approved."""
    field = blocks.time_input(
        wording.GOES_AT,
        "When shall it go?",
        hint="By your own clock. Its words stay as they were approved, so nobody has to approve it again.",
        initial=statement.goes_at,
    )
    return blocks.modal(
        f"Statement {statement.number}",
        [large(subject_of(statement.fields)), field],
        callback=TIME_FORM,
        submit="Change time",
        close="Cancel",
        metadata=pack(statement),
    )


def retract_form(shown: Page) -> Block:
    """Ask before a statement is taken back, and why."""
    statement = shown.statement
    fields = shown.live.fields if shown.live else statement.fields
    lead = "*This takes it back everywhere it stands.* Each post says so in its place, at once and for good."
    drawn = [large(subject_of(fields)), blocks.section(lead)]
    if fields.mail:
        drawn.append(blocks.context(f"A mail cannot be called back. {_mail_reached(shown.mail_reached)}"))
    drawn.append(
        blocks.text_input(
            wording.REASON,
            "Why?",
            hint="For the history. Readers only see that it was taken back, and whom to ask.",
            multiline=True,
        )
    )
    if fields.mail:
        drawn.append(blocks.tick_input(TELL_BY_MAIL, "By mail", _tell_them(shown.mail_reached)))
    return blocks.modal(
        f"Retract statement {statement.number}",
        drawn,
        callback=RETRACT_FORM,
        submit="Retract",
        close="Cancel",
        metadata=pack(statement),
    )


def _mail_reached(count: int) -> str:
    """Say how many addresses have it, however many mails each of them got."""
    if not count:
        return "None has gone yet, and what waits stays here."
    have = counted(count, "address has", "addresses have")
    return f"{have} it, or may have it, and can be told by another."


def _tell_them(count: int) -> str:
    if not count:
        return "Tell whoever has it by mail by then"
    return f"Tell {counted(count, 'address that has', 'addresses that have')} it by mail"
