"""What somebody reads who types `/statement`: the list by state, the help, and the ways on from a slip."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.approvals.screens import card_value
from bot.people.rules import Person, Role
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.text import inert, when
from bot.statements.rules import Statement, Work
from bot.statements.screens import (
    CONTINUE,
    NEW,
    READ,
    SHOW,
    Screen,
    audience_words,
    goes,
    pack,
    state,
    subject_of,
)
from bot.statements.views import Case, Listed

# What can be typed after `/statement`.
HELP, NEW_WORD, SHOW_WORD, AUDIENCES = "help", "new", "show", "audiences"
SUBCOMMANDS = (HELP, NEW_WORD, SHOW_WORD, AUDIENCES)

EXAMPLE = "System Upgrade to Version 999 as of March 31"
MOST_OF_A_KIND = 8
LONGEST_REASON = 200
LONGEST_ECHOED = 300
# A button carries at most 2,000 characters (https://docs.slack.dev/reference/block-kit/block-elements/button-element).
MOST_CARRIED = 2000


def listed(found: Listed, by: str, now: datetime) -> Screen:
    """Draw what there is for one person, what waits for them first."""
    kinds = (
        ("Waiting for approval", [_waits(one, by, now, number) for number, one in enumerate(found.waiting)]),
        ("Yours to finish", [_draft(one, found.reasons, now, number) for number, one in enumerate(found.drafts)]),
        ("Scheduled", [_line(one, now, f"s{number}") for number, one in enumerate(found.scheduled)]),
        ("Published", [_line(one, now, f"p{number}") for number, one in enumerate(found.published)]),
    )
    drawn = [block for title, lines in kinds if lines for block in _kind(title, lines)]
    if not drawn:
        return _nothing(may_write=found.may_write)
    new = blocks.button("New statement", NEW, tells="Begin a new press statement") if found.may_write else None
    counts = ", ".join(f"{len(lines)} {title.lower()}" for title, lines in kinds if lines)
    first = blocks.section("*Press statements*", new)
    last = blocks.context("`/statement help` says what else there is.")
    return {"text": f"Press statements: {counts}.", "blocks": [first, *drawn, last]}


def _nothing(*, may_write: bool) -> Screen:
    if may_write:
        said = "*No press statements yet.* Begin with the subject that you have in mind, such as:"
        drawn = [blocks.section(f"{said}\n`/statement new {EXAMPLE}`")]
        drawn.append(blocks.actions(blocks.button("New statement", NEW, tells="Begin a new press statement")))
    else:
        drawn = [blocks.section("*No press statements yet.* What authors publish is listed here.")]
    return {"text": "No press statements yet.", "blocks": drawn}


def _kind(title: str, lines: Sequence[Block]) -> list[Block]:
    more = len(lines) - MOST_OF_A_KIND
    rest = [blocks.context(f"And {more} more.")] if more > 0 else []
    return [blocks.section(f"*{title}*"), *lines[:MOST_OF_A_KIND], *rest]


def _waits(case: Case, by: str, now: datetime, number: int) -> Block:
    """Draw what waits: for whoever may decide on it a way to read it, for its author how it stands."""
    fields = case.text.fields
    what = f"number {case.statement.number}{', a correction' if case.before else ''} · {audience_words(fields)}"
    if case.approval.asked_by == by:
        small = f"{what} · waits for an approver since {when(case.approval.asked_at, now)}"
        return blocks.item(subject_of(fields), small, _show(case.statement, f"w{number}"))
    small = f"{what} · from {inert(case.author)} · {_goes(case, now)}"
    tells = f"Read {subject_of(fields)}"
    return blocks.item(
        subject_of(fields), small, blocks.button("Read", f"{READ}.{number}", card_value(case.approval), tells=tells)
    )


def _goes(case: Case, now: datetime) -> str:
    return goes(None if case.before else case.text.fields.goes_at, now)


def _draft(one: Statement, reasons: Mapping[str, str], now: datetime, number: int) -> Block:
    subject, reason = subject_of(one.fields), reasons.get(one.id, "")
    back = one.work is Work.SENT_BACK
    said = f"{subject}\nSent back: {blocks.cut(' '.join(reason.split()), LONGEST_REASON)}" if reason else subject
    what = "a correction of what is out" if one.is_correction else "sent back" if back else "draft"
    small = f"number {one.number} · {what} · changed {when(one.changed_at, now)}"
    label = "Mend" if back else "Continue"
    return blocks.item(said, small, blocks.button(label, f"{CONTINUE}.{number}", one.id, tells=f"{label}: {subject}"))


def _line(one: Statement, now: datetime, place: str) -> Block:
    small = f"number {one.number} · {audience_words(one.fields)} · {state(one, now)}"
    return blocks.item(subject_of(one.fields), small, _show(one, place))


def _show(one: Statement, place: str) -> Block:
    return blocks.button("Show", f"{SHOW}.{place}", pack(one), tells=f"Show {subject_of(one.fields)}")


def help_screen(person: Person) -> Screen:
    """Say what may be typed, by examples; only what this person may use."""
    lines = ["*News, written from what its reader can do*"]
    writes = Role.AUTHOR in person.roles
    if writes:
        lines.append(
            f"`/statement new {EXAMPLE}` begins one from your draft. "
            "Who it is for, and what they can do afterwards, is all that has to be there at first."
        )
    lines.append("`/statement` what you have begun, what waits for you, what is out")
    lines.append("`/statement show 12` how number 12 stands, and what you can do about it")
    lines.append("`/statement audiences` who can be reached, and where")
    if writes:
        lines.append("On somebody's message: *More actions*, then *Make a press statement*")
    small = "A second person approves every statement, and what goes out is what they read, to the letter."
    begin = f"Type /statement new and your draft, such as: {EXAMPLE}"
    said = begin if writes else "Type /statement to see what is out."
    return {"text": said, "blocks": [blocks.section("\n".join(lines)), blocks.context(small)]}


def unknown(typed: str, *, may_write: bool) -> Screen:
    """Help with words that are no subcommand: they may be a draft."""
    echoed = blocks.cut(typed, LONGEST_ECHOED)
    drawn = [blocks.rich([blocks.text("I do not know “"), blocks.text(echoed), blocks.text("”.")])]
    if may_write:
        begin = blocks.button("Begin a statement with it", NEW, blocks.cut(typed, MOST_CARRIED))
        drawn.append(blocks.actions(begin))
    drawn.append(blocks.context("`/statement help` shows what there is."))
    return {"text": "I do not know that. Type /statement help to see what there is.", "blocks": drawn}


def which_one() -> Screen:
    """Ask for the number of the statement that is to be shown."""
    said = "Which one? Type its number, such as `/statement show 12`. `/statement` lists them."
    return {"text": said.replace("`", ""), "blocks": [blocks.section(said)]}


def too_long(length: int, most: int) -> Screen:
    """Say that a draft subject is no subject, and where it belongs."""
    said = (
        f"That is {length:,} characters, and a subject has {most} at most. "
        "Type `/statement new` with one sentence of it; the rest goes into the form."
    )
    return {"text": said.replace("`", ""), "blocks": [blocks.section(said)]}
