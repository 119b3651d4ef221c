"""The form that a statement is written in, in two steps before its preview, and reading it back.

Each field's id is the name of what it holds. Between the steps everything stands in the working copy, not in the form.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from bot.refusals import Refusal
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.text import inert
from bot.statements import wording
from bot.statements.rules import Fields, Out, Statement, Work
from bot.statements.screens import labelled
from bot.statements.times import city_words, day_words, when_words
from bot.statements.views import Start

FIRST_FORM = "statement.first_form"
SECOND_FORM = "statement.second_form"
BACK = "statement.back"
KEEP = "statement.keep"

CLOSE = "Close"
# What a modal remembers of where it came from (https://docs.slack.dev/reference/views/modal-views).
MOST_METADATA = 3000

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Target:
    """What a form is about, carried in it: a statement ("" for a new one), and the revision that it was drawn from.

    `subject` is the draft of a new one, until it is kept; `cause` and `better` are of the question that it asks.
    """

    statement_id: str = ""
    base: int = 0
    subject: str = ""
    cause: str = ""
    better: datetime | None = None

    def pack(self) -> str:
        """Write it for a form's private metadata."""
        better = self.better.isoformat() if self.better else ""
        whole = json.dumps([self.statement_id, self.base, self.subject, self.cause, better], ensure_ascii=False)
        return whole if len(whole) <= MOST_METADATA else replace(self, subject="", cause="").pack()

    @staticmethod
    def unpack(metadata: str) -> "Target":
        """Read it back. Raises Refusal for what this program did not write."""
        try:
            statement_id, base, subject, cause, better = json.loads(metadata)
            at = datetime.fromisoformat(better).astimezone(UTC) if better else None
            return Target(str(statement_id).replace("\x00", ""), int(base), str(subject), str(cause), at)
        except (ValueError, TypeError, OverflowError, RecursionError) as error:
            raise Refusal("I do not know this form any more. Copy your text and open it again.") from error


def target_of(start: Start) -> Target:
    """Return what a form is about that begins here."""
    if start.statement is None:
        return Target(subject=start.fields.subject)
    return Target(start.statement.id, start.statement.revision)


# -- the first step -------------------------------------------------------------------------------------------------


def first_step(start: Start, target: Target, notes: Sequence[Block] = ()) -> Block:
    """Ask for whom it is and what they can do afterwards; below that, what happens and when."""
    fields = start.fields
    drawn = [blocks.section("*Who is it for, and what can they do afterwards?*"), *_standing(start), *notes]
    drawn += [*_draft_subject(start), *_audience(start), *_outcome(fields), *_times(fields), *_duty(fields)]
    drawn.append(blocks.actions(blocks.button("Keep as draft", KEEP)))
    is_kept = bool(target.statement_id)
    return blocks.modal(
        title_of(start.statement),
        _marked(drawn, target),
        callback=FIRST_FORM,
        submit="Next",
        close=CLOSE if is_kept else "Cancel",
        metadata=target.pack(),
        tells_when_closed=is_kept,
    )


def _draft_subject(start: Start) -> list[Block]:
    """Show that the draft of a subject that was typed is not lost: its field is on the next page."""
    subject = " ".join(start.fields.subject.split())
    if start.statement is not None or not subject:
        return []
    said = [blocks.text("Your draft subject is on the next page: "), blocks.text(blocks.cut(subject, 150), italic=True)]
    return [blocks.rich(said)]


def title_of(statement: Statement | None) -> str:
    """Name the form."""
    if statement is None:
        return "New statement"
    return f"{'Correct statement' if statement.is_correction else 'Statement'} {statement.number}"


def _marked(drawn: Sequence[Block], target: Target) -> list[Block]:
    """Give each field an id that is new with each revision: Slack keeps what stands in a field that keeps its id."""
    return [
        block | {"block_id": f"{block['block_id']}~{target.base}"} if block["type"] == "input" else block
        for block in drawn
    ]


def _standing(start: Start) -> list[Block]:
    """Say what writing on does to a statement as it stands."""
    statement = start.statement
    if statement is None:
        return []
    if start.reason:
        return [blocks.section("*It was sent back:*"), blocks.quote(blocks.text(start.reason))]
    if statement.work is Work.WAITING:
        said = "It waits for an approver. What you change takes it back from there; then you hand it in again."
    elif statement.out in {Out.SCHEDULED, Out.LATE}:
        said = "It is approved. What you change cancels that: it is a draft then, and is approved anew."
    elif statement.is_correction:
        said = (
            "This is out. What you write here becomes a correction: once somebody has approved it, it stands in the "
            "place of what is there."
        )
    else:
        return []
    return [blocks.context(said)]


def _audience(start: Start) -> list[Block]:
    fields, names = start.fields, {one.name: one.name for one in start.audiences}
    if start.statement is not None and start.statement.is_correction:
        return [blocks.context(f"For *{inert(fields.audience)}*, as before.")]
    if not names:
        said = (
            "*There is no audience yet.* An audience says who is reached, and where. "
            "An admin makes one with `/statement audiences`; what you write here can be kept as a draft meanwhile."
        )
        return [blocks.section(said)]
    gone = fields.audience and fields.audience not in names
    note = [blocks.context(f"The audience *{inert(fields.audience)}* is gone. Choose another one.")] if gone else []
    label, hint = "Who is it for?", "Where it goes comes from the audience; you can change that on the next page."
    menu = blocks.select_input(
        wording.AUDIENCE, label, names, placeholder="Choose an audience", initial=fields.audience, hint=hint
    )
    return [*note, menu]


def _outcome(fields: Fields) -> list[Block]:
    return [
        blocks.text_input(
            wording.OUTCOME,
            "What can they do afterwards, or what are they spared?",
            hint="In their words, not ours. For example: Close the month from home.",
            initial=fields.outcome,
            multiline=True,
        ),
        blocks.text_input(
            wording.HAPPENS,
            "What happens?",
            hint="As you would tell a colleague. A draft can do without it; what is handed in cannot.",
            initial=fields.happens,
            multiline=True,
            optional=True,
        ),
    ]


def _times(fields: Fields) -> list[Block]:
    whose = city_words(fields.zone) or fields.zone
    return [
        blocks.date_input(wording.DAY, "On which day?", initial=fields.day),
        blocks.clock_input(wording.START, f"From ({whose})", zone=fields.zone, initial=fields.start),
        blocks.clock_input(
            wording.UNTIL,
            f"Until ({whose})",
            zone=fields.zone,
            initial=fields.until,
            hint="A time before the one above is on the next day.",
        ),
    ]


def _duty(fields: Fields) -> list[Block]:
    return [
        blocks.text_input(
            wording.MUST_DO,
            "What do they have to do?",
            hint="Leave it empty if nothing.",
            initial=fields.must_do,
            multiline=True,
            optional=True,
        ),
        blocks.date_input(wording.DO_BY, "By which day?", initial=fields.do_by),
        blocks.text_input(
            wording.ASK_WHOM,
            "Whom can they ask?",
            hint="For example: the service desk, 4357.",
            initial=fields.ask_whom,
            optional=True,
        ),
    ]


# -- the second step ------------------------------------------------------------------------------------------------


def second_step(start: Start, target: Target, advice: Sequence[Block], notes: Sequence[Block] = ()) -> Block:
    """Ask for the subject, with better ones to choose from, the text, and where and when it goes."""
    fields = start.fields
    correction = start.statement is not None and start.statement.is_correction
    what = "*What was wrong, the subject, and the text*" if correction else "*The subject, the text, and where it goes*"
    drawn = [blocks.section(what), *notes]
    drawn += [*_mistake(fields)] if correction else []
    drawn += [subject_input(fields.subject), *advice, *_text(fields)]
    drawn += [] if correction else _places(fields)
    drawn.append(blocks.actions(blocks.button("Back", BACK), blocks.button("Keep as draft", KEEP)))
    return blocks.modal(
        title_of(start.statement),
        _marked(drawn, target),
        callback=SECOND_FORM,
        submit="Preview",
        close=CLOSE,
        metadata=target.pack(),
        tells_when_closed=True,
    )


def subject_input(words: str) -> Block:
    """Draw the field for the subject."""
    return blocks.text_input(
        wording.SUBJECT,
        "Subject",
        hint="A phone shows about 40 characters. Press Enter here to get new suggestions.",
        initial=words,
        tells_on_enter=True,
    )


def _text(fields: Fields) -> list[Block]:
    hint = (
        "Made from your answers, and yours to edit. As long as you leave it alone it follows them and does not say "
        "again what the subject says. Empty it to begin anew."
    )
    return [
        blocks.text_input(wording.BODY, "Text", hint=hint, initial=fields.body, multiline=True, optional=True),
        blocks.text_input(
            wording.LINKS,
            "Links",
            hint="One a line: what it is, then its address.",
            placeholder="How to sign in https://intranet.example.com/sign-in",
            initial=wording.format_links(fields.links),
            multiline=True,
            optional=True,
        ),
    ]


def _places(fields: Fields) -> list[Block]:
    return [
        blocks.channels_input(
            wording.CHANNELS,
            "Channels",
            initial=fields.channels,
            hint="Those of the audience, to begin with. Partyline has to be in them.",
            optional=True,
        ),
        blocks.text_input(
            wording.MAIL,
            "Mail addresses",
            hint="Those of the audience, to begin with. One a line.",
            initial=wording.format_addresses(fields.mail),
            multiline=True,
            optional=True,
        ),
        blocks.time_input(
            wording.GOES_AT,
            "When does it go?",
            hint="By your own clock. Left empty, it goes as soon as somebody has approved it.",
            initial=fields.goes_at,
            optional=True,
        ),
    ]


def _mistake(fields: Fields) -> list[Block]:
    tick = "Send the corrected text by mail too"
    return [
        blocks.text_input(
            wording.MISTAKE,
            "What was wrong?",
            hint="Readers see this with the corrected text. For example: the time was 10:00, not 9:00.",
            initial=fields.mistake,
        ),
        blocks.tick_input(wording.MAIL_AGAIN, "By mail", tick, initial=fields.mail_again),
    ]


# -- what else the form says ----------------------------------------------------------------------------------------


def moved_note(present: Fields, typed: Fields) -> list[Block]:
    """Note, above what somebody typed, what another window changed meanwhile; theirs stays in the fields."""
    now, mine = dict(parts_of(present)), dict(parts_of(typed))
    differ = [(label, said or "(empty)") for label, said in now.items() if said != mine[label]]
    said = "*This was changed in another window while you wrote.* What you wrote is below: it counts if you go on."
    where = present.channels != typed.channels or present.goes_at != typed.goes_at
    also = [blocks.context("Where or when it goes was changed there too.")] if where else []
    lead = [blocks.context("It stands there now:")] if differ else []
    return [blocks.section(said), *lead, *labelled(differ), *also]


def parts_of(fields: Fields) -> list[tuple[str, str]]:
    """Return what a statement says, part by part with its label, as plain text."""
    return [
        ("Audience", fields.audience),
        ("What they can do afterwards", fields.outcome),
        ("What happens", fields.happens),
        ("When", when_words(fields)),
        ("What they have to do", fields.must_do),
        ("By", day_words(fields.do_by) if fields.do_by else ""),
        ("Whom they can ask", fields.ask_whom),
        ("Subject", fields.subject),
        ("Text", fields.body),
        ("Links", wording.format_links(fields.links)),
        ("Mail addresses", ", ".join(fields.mail)),
        ("What was wrong", fields.mistake),
    ]


def cut_note() -> list[Block]:
    """Note that a message was longer than the form's field."""
    return [blocks.context("The message is longer than this form holds: its end was left out.")]


def kept(statement: Statement) -> Block:
    """Say that a draft is kept, and where it is found; or that what went its way is as it was, for nothing changed."""
    if statement.work is Work.WAITING or statement.out in {Out.SCHEDULED, Out.LATE}:
        stands = "still waits for an approver" if statement.work is Work.WAITING else "is approved as before"
        said = f"*Nothing was changed: statement {statement.number} {stands}.*"
        return blocks.modal("As it was", [blocks.section(said)])
    what = f"correction of statement {statement.number}" if statement.is_correction else f"statement {statement.number}"
    said = f"*Kept: {what}.* `/statement` lists it under _Yours to finish_. Nobody else is told of it."
    return blocks.modal("Kept as a draft", [blocks.section(said)])
