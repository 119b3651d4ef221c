"""A statement exactly as it will be published, in Slack and by mail: for its author, its approvers, later readers."""

from collections.abc import Sequence
from datetime import datetime

from bot.approvals.rules import ApprovalStatus
from bot.refusals import Refusal
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.text import inert, when
from bot.statements import wording
from bot.statements.card_screens import decided, decision_buttons
from bot.statements.form_screens import BACK, CLOSE, KEEP, Body, Target, title_of
from bot.statements.rules import Answer, Out, Question, Statement, Text, TextKind
from bot.statements.screens import (
    addresses_words,
    asked_words,
    by_the_authors_clock,
    channels_words,
)
from bot.statements.traffic_screens import choice, read_choice
from bot.statements.views import Case, Preview, Submitted

PREVIEW_FORM = "statement.preview_form"
STEP = "statement.step"

FIRST_STEP = frozenset(
    {
        *(wording.AUDIENCE, wording.OUTCOME, wording.HAPPENS, wording.DAY, wording.START, wording.UNTIL),
        *(wording.MUST_DO, wording.DO_BY, wording.ASK_WHOM),
    }
)
MOST_NAMED = 50


# -- exactly as published -------------------------------------------------------------------------------------------


def as_published(text: Text, sender: str) -> list[Block]:
    """Draw the post and the mail of a text; only what could be pressed is left out, and named in its place."""
    fields = text.fields
    drawn: list[Block] = []
    if fields.channels:
        drawn += [blocks.section(f"*In Slack*, in {channels_words(fields.channels)}:"), *_inert(text)]
    else:
        drawn.append(blocks.context("It is not posted in Slack: no channel was chosen."))
    drawn.append(blocks.divider())
    if not fields.mail:
        drawn.append(blocks.context("It is not sent by mail: there is no address."))
    elif text.kind is TextKind.CORRECTION and not text.mail_again:
        drawn.append(blocks.context("It is not sent by mail again; whose mail has not gone yet gets this text."))
    else:
        drawn += [blocks.section(f"*By mail*, to {addresses_words(fields.mail)}:"), *_mail(text, sender)]
    return drawn


def _inert(text: Text) -> list[Block]:
    """Draw a post without its buttons, which would count as somebody's answer."""
    drawn: list[Block] = []
    for block in text.post.blocks:
        if block["type"] == "actions":
            labels = " and ".join(f"*{one['text']['text']}*" for one in block["elements"])
            drawn.append(blocks.context(f"Here readers have the buttons {labels}."))
        else:
            drawn.append(dict(block))
    said = [blocks.text("Notifications and screen readers say: ", bold=True), blocks.text(_heard(text.post.text))]
    return [*drawn, blocks.rich(said)]


def _heard(escaped: str) -> str:
    """Turn the text beside the blocks back into what people hear."""
    return escaped.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _mail(text: Text, sender: str) -> list[Block]:
    """Draw a mail: what its head says, and the plain text, which says all that the other one does."""
    fields, shown = text.fields, text.fields.mail[:MOST_NAMED]
    more = f" and {len(fields.mail) - MOST_NAMED} more" if len(fields.mail) > MOST_NAMED else ""
    head = [f"From: {sender or 'nobody yet'}", f"To (each alone): {', '.join(shown)}{more}"]
    written = "\n".join([*head, f"Subject: {text.mail.subject}", "", text.mail.plain.rstrip("\n")])
    drawn = [blocks.preformatted(written)]
    small = "The mail has this text twice, plain and as HTML with the same words; mail programs show one of the two."
    unset = "No mail goes out as things are: the operator has not set MAIL_FROM and SMTP_URL."
    return [*drawn, blocks.context(small if sender else unset)]


# -- the author's preview -------------------------------------------------------------------------------------------


def preview(shown: Preview, target: Target, sender: str, now: datetime, notes: Sequence[Block] = ()) -> Block:
    """Draw the last step: what keeps it from being handed in, what is asked, and all of it as it will be published."""
    text, question = shown.text, shown.question
    drawn = [*notes, *_complaints(shown.complaints)]
    if question and not shown.complaints:
        drawn += [*choice(question, text.fields.zone, now), blocks.divider()]
    drawn += [blocks.context(_when(shown, now)), *as_published(text, sender)]
    drawn.append(blocks.actions(blocks.button("Back", BACK), blocks.button("Keep as draft", KEEP)))
    return blocks.modal(
        "Preview of correction" if shown.statement.is_correction else f"Preview: {title_of(shown.statement)}",
        drawn,
        callback=PREVIEW_FORM,
        submit="" if shown.complaints else "Send for approval",
        close=CLOSE,
        metadata=asks(target, question).pack(),
    )


def asks(target: Target, question: Question | None) -> Target:
    """Note in a form which question it asks, so that an answer is not taken for one to another."""
    return Target(
        target.statement_id,
        target.base,
        cause=question.cause if question else "",
        better=question.better if question else None,
    )


def _complaints(complaints: Sequence[Refusal]) -> list[Block]:
    if not complaints:
        return []
    drawn: list[Block] = [blocks.section("*Before it can be handed in:*")]
    for number, one in enumerate(complaints[:15]):
        first = one.field in FIRST_STEP
        where, value = ("Mend on page 1", "1") if first else ("Mend on page 2", "2")
        drawn.append(blocks.item(one.sentence, "", blocks.button(where, f"{STEP}.{number}", value)))
    more = len(complaints) - 15
    return [*drawn, *([blocks.context(f"And {more} more.")] if more > 0 else []), blocks.divider()]


def _when(shown: Preview, now: datetime) -> str:
    if shown.statement.is_correction:
        return "*Exactly as it will be published*, in the place of what is out, as soon as somebody has approved it."
    at = shown.text.fields.goes_at
    if at is None or at <= now:
        return "*Exactly as it will be published*, as soon as somebody has approved it."
    there = by_the_authors_clock(at, shown.text.fields.zone, shown.zone)
    return f"*Exactly as it will be published*, {when(at, now)}{there}."


def moved_note() -> list[Block]:
    """Note, above a preview, that it is another one than before."""
    said = "*This was changed in another window, so nothing was handed in yet.* Below it is as it stands now."
    return [blocks.section(said), blocks.divider()]


def read_answer(view: Body, target: Target) -> Answer:
    """Read what the author said to the question that the form asked."""
    return read_choice(view, target.cause, target.better)


def sent(submitted: Submitted, now: datetime) -> Block:
    """Say who is asked, and what happens then."""
    number, at = submitted.statement.number, submitted.text.fields.goes_at
    what = f"The correction of statement {number}" if submitted.statement.is_correction else f"Statement {number}"
    goes = when(at, now) if at is not None and at > now else "at once"
    said = f"*{what} is on its way to the approvers:* {asked_words(submitted.asked)}"
    then = f"I will tell you what they decide. Once approved, it goes {goes}."
    return blocks.modal("Sent for approval", [blocks.section(f"{said}\n{then}")])


def already_sent() -> Block:
    """Draw the answer to a form that was sent twice."""
    return blocks.modal("Sent for approval", [blocks.section("This was sent for approval already.")])


# -- for approvers, and for whoever reads it later ------------------------------------------------------------------


def to_decide(case: Case, sender: str, by: str, now: datetime, changed: str = "") -> Block:
    """Draw every byte that is approved, with the buttons to decide on it while it waits."""
    text, number = case.text, case.statement.number
    what = f"Statement {number}{', a correction' if case.before else ''}"
    drawn = [blocks.section(f"*{changed}*")] if changed else []
    drawn.append(blocks.section(f"*{what}* · from {inert(case.author)} · for {inert(text.fields.audience)}"))
    drawn.append(blocks.context(_goes(case, now)))
    drawn += as_published(text, sender)
    if case.approval.status is not ApprovalStatus.WAITING:
        drawn += decided(case, now)
    elif case.approval.asked_by == by:
        drawn.append(blocks.context("It waits for an approver: somebody else than you."))
    else:
        drawn.append(decision_buttons(case))
    return blocks.modal(f"Statement {number}", drawn)


def _goes(case: Case, now: datetime) -> str:
    at = None if case.before else case.text.fields.goes_at
    if at is None:
        return "It goes as soon as it is approved."
    return f"It goes {when(at, now)}{by_the_authors_clock(at, case.text.fields.zone)}."


def published(text: Text, sender: str, statement: Statement) -> Block:
    """Draw a text as it was published, or would be."""
    out = text.out_at is not None
    said = "As it was published." if out else "As it will be published, if it is approved as it was handed in."
    if statement.out is Out.RETRACTED:
        said = "As it was published, before it was taken back."
    return blocks.modal(f"Statement {statement.number}", [blocks.context(said), *as_published(text, sender)])
