"""What an author is told without asking: that a statement is out, retracted, or late; and every step of its history."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby

from bot.deliveries.rules import Message, Progress
from bot.journal.rules import Entry
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.text import clock, escape, mention, when
from bot.statements.page_screens import CANCEL, CHANGE_TIME, PUBLISH_NOW
from bot.statements.places_screens import progress_words, troubles, try_again_buttons
from bot.statements.rules import Out, Statement, Text, TextKind, Work
from bot.statements.screens import CONTINUE, SHOW, large, pack, state, subject_of

MOST_STEPS = 90
# A section holds 3,000 characters, and a step with two times some 210.
_IN_ONE = 12
# Who acts when a statement's time has come.
_CLOCK = "clock"


def out(statement: Statement, live: Text, part: str, posted: Progress, mailed: Progress, now: datetime) -> Message:
    """Tell the author that one of their texts, `part`, is out, and how far it has come."""
    if statement.out is Out.RETRACTED or part != str(live.number):
        became = "taken back since" if statement.out is Out.RETRACTED else "corrected since"
        said = f"Statement {statement.number} was out, and is {became}."
        return Message(said, [blocks.section(said), blocks.actions(_show(statement))])
    first = live.kind is TextKind.FIRST
    what = f"Statement {statement.number}" if first else f"The correction of statement {statement.number}"
    return _told(f"{what} is out", live.out_at, statement, live, posted, mailed, now)


def retracted(statement: Statement, live: Text, posted: Progress, mailed: Progress, now: datetime) -> Message:
    """Tell the author that their statement was taken back, and how far that has come."""
    said = f"Statement {statement.number} is taken back"
    return _told(said, statement.changed_at, statement, live, posted, mailed, now)


def _told(
    said: str,
    at: datetime | None,
    statement: Statement,
    live: Text,
    posted: Progress,
    mailed: Progress,
    now: datetime,
) -> Message:
    since = f" since {clock(at, now)}" if at else ""
    drawn = [blocks.section(f"*{said}*{since}."), large(live.fields.subject)]
    drawn += [blocks.section(progress_words(posted, mailed)), *troubles(posted, mailed)]
    again = try_again_buttons(pack(statement), posted, mailed)
    drawn.append(blocks.actions(_show(statement), *again))
    return Message(f"{said}: {escape(live.fields.subject)}", drawn)


def _show(statement: Statement) -> Block:
    return blocks.button("Show", SHOW, pack(statement), tells=f"Show statement {statement.number}")


def late(statement: Statement, was_due: datetime, now: datetime) -> Message:
    """Ask the author of a statement whose time passed what is to happen, or tell them that it went late."""
    number, due = statement.number, when(was_due, now)
    if (
        statement.out is Out.LATE
        and statement.goes_at is not None
        and abs(statement.goes_at - was_due) < timedelta(seconds=1)
    ):
        said = f"Statement {number} was to go {due}, while I was off. It is not out. What shall happen?"
        value = pack(statement)
        buttons = blocks.actions(
            blocks.button("Publish now", PUBLISH_NOW, value, style="primary", tells=f"Publish statement {number} now"),
            blocks.button("Change time", CHANGE_TIME, value, tells=f"Choose another time for statement {number}"),
            blocks.button("Cancel", CANCEL, value, tells=f"Cancel statement {number}; it is a draft then"),
        )
        return Message(said, [blocks.section(said), large(subject_of(statement.fields)), buttons])
    said = f"Statement {number} was to go {due}, while I was off. {_since(statement, now)}"
    shown = [blocks.section(said), large(subject_of(statement.fields)), blocks.actions(_show(statement))]
    return Message(said, shown)


def _since(statement: Statement, now: datetime) -> str:
    """Say what has become of a statement that was late."""
    if statement.out in {Out.PUBLISHED, Out.RETRACTED} and statement.published_at is not None:
        return f"It went {when(statement.published_at, now)}."
    if statement.out in {Out.SCHEDULED, Out.LATE} and statement.goes_at is not None:
        return f"It has another time now: {when(statement.goes_at, now)}."
    return "It did not go."


def cancelled(statement: Statement, text: Text, stopped: Entry, now: datetime) -> Message:
    """Tell the author that an approver cancelled their scheduled text, and how it is scheduled again."""
    number, subject = statement.number, text.fields.subject
    said = f"{mention(stopped.by)} cancelled statement {number} {when(stopped.at, now)}, so it does not go."
    buttons = [_show(statement)]
    if statement.out is Out.NOTHING and statement.work is Work.DRAFT:
        again = "It is a draft again. To schedule it again, choose when it goes and hand it in: it is approved anew."
        tells = f"Continue statement {number}"
        buttons.insert(0, blocks.button("Continue", CONTINUE, statement.id, style="primary", tells=tells))
    else:
        again = f"How it stands now: {state(statement, now)}."
    drawn = [blocks.section(said), large(subject), blocks.section(again), blocks.actions(*buttons)]
    return Message(f"Statement {number} was cancelled: {escape(subject)}", drawn)


# -- the history ----------------------------------------------------------------------------------------------------


# What each step of the journal is called; those that only repeat another one are left out.
_STEPS = {
    "begin_statement": "began it",
    "edit_statement": "changed the draft",
    "hand_in": "handed it in for approval",
    "take_back": "took it back from the approvers",
    "approved": "approved it",
    "sent_back": "sent it back",
    "cancelled": "withdrew it from the approvers",
    "schedule": "scheduled it",
    "miss_time": "missed its time, as the bot was off",
    "change_time": "changed its time",
    "cancel": "cancelled it: a draft again",
    "publish": "published it",
    "correct": "published the correction",
    "discard": "threw it away",
    "discard_correction": "threw the correction away",
    "retract": "retracted it",
    "send_again": "sent again what had not arrived",
}
_REPEATED = {"ask_approval", "return_to_author"}


def history(entries: Sequence[Entry], statement: Statement, now: datetime) -> Block:
    """Draw every step of a statement, the newest first: when, who, what. The same in a row is one line."""
    told = (one for one in reversed(entries) if one.verb not in _REPEATED)
    steps = [_step(list(row), now) for _, row in groupby(told, key=_alike)]
    shown = steps[:MOST_STEPS]
    drawn: list[Block] = [large(subject_of(statement.fields))]
    drawn += [blocks.section("\n".join(shown[at : at + _IN_ONE])) for at in range(0, len(shown), _IN_ONE)]
    if len(steps) > MOST_STEPS:
        drawn.append(blocks.context(f"And {len(steps) - MOST_STEPS} earlier ones."))
    return blocks.modal(f"History: statement {statement.number}", drawn)


def _alike(one: Entry) -> tuple[str, str, int]:
    """Return what steps in a row share that are told as one: who and what. A step with a time of its own is alone."""
    return one.by, _did(one), one.number if _is_timed(one) else 0


def _step(row: Sequence[Entry], now: datetime) -> str:
    """Tell one step, or how often the same was done in a row, the newest first: when last, and since when."""
    one, first = row[0], row[-1]
    who = "By itself: it" if one.by == _CLOCK else mention(one.by)
    often = f" {len(row)} times" if len(row) > 1 else ""
    often += f" since {clock(first.at, now)}" if one.at - first.at >= timedelta(minutes=1) else ""
    return f"{clock(one.at, now, begins=True)} · {who} {_did(one)}{often}{_facts(one, now)}"


def _did(one: Entry) -> str:
    if one.by == _CLOCK and one.verb in _OF_ITSELF:
        return _OF_ITSELF[one.verb]
    if one.verb == "edit_statement" and one.after.startswith(f"{Out.PUBLISHED.value}/"):
        return "changed the correction"
    return _STEPS.get(one.verb, one.verb.replace("_", " "))


_OF_ITSELF = {"publish": "was published", "miss_time": "missed its time, as the bot was off"}


def _facts(one: Entry, now: datetime) -> str:
    """Say to when something was scheduled."""
    if not _is_timed(one):
        return ""
    return f", for {clock(datetime.fromisoformat(one.facts['goes_at']), now)}"


def _is_timed(one: Entry) -> bool:
    return one.verb in {"schedule", "change_time"} and "goes_at" in one.facts
