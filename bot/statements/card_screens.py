"""What approvers and authors read of a text that was handed in: the card, the question why, the decision."""

from dataclasses import replace
from datetime import datetime

from bot.approvals import screens as approvals
from bot.approvals.rules import ApprovalStatus
from bot.deliveries.rules import Message
from bot.party_lines.approval_screens import changed_words
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.text import clock, escape, inert, mention, when
from bot.statements import template, wording
from bot.statements.rules import Fields, Out, Text
from bot.statements.screens import (
    CONTINUE,
    READ,
    SHOW,
    by_the_authors_clock,
    goes,
    labelled,
    large,
    pack,
    places_words,
    unsaid_outcome,
)
from bot.statements.times import day_words, when_words
from bot.statements.views import Case

APPROVE = "statement.approve"
SEND_BACK = "statement.send_back"
SEND_BACK_FORM = "statement.send_back_form"

# How much of the text stands on the card; all of it is under *Read as published*.
LONGEST_ON_CARD = 600


def card(case: Case, now: datetime) -> Message:
    """Draw the card for the approvers, as things stand: with buttons while it waits, else with what was decided."""
    fields, waits = case.text.fields, case.approval.status is ApprovalStatus.WAITING
    what = f"Statement {case.statement.number}{', a correction' if case.before else ''}"
    drawn = [
        blocks.section(f"*{what}{' for approval' if waits else ''}* · from {inert(case.author)}"),
        large(fields.subject),
        *labelled([("For", fields.audience), *unsaid_outcome(fields)]),
        blocks.context(_terms(case, now) if waits else f"To {_reach(case)}"),
        *(_changes(case.before, case.text) if case.before else _text(fields)),
    ]
    drawn += [decision_buttons(case, read=True)] if waits else decided(case, now)
    said = escape(fields.subject) if waits else _decision(case, now)
    return Message(f"{what}: {said}", drawn)


def _terms(case: Case, now: datetime) -> str:
    """Say when and where it goes."""
    fields = case.text.fields
    if case.before:
        mail = ", and goes by mail too" if case.text.mail_again and fields.mail else ""
        return f"Takes the place of what is out{mail}, as soon as it is approved · {_reach(case)}"
    at = fields.goes_at
    there = by_the_authors_clock(at, fields.zone) if at is not None and at > now else ""
    said = goes(at, now)
    return f"{said[:1].upper()}{said[1:]}{there} · {places_words(fields)}"


def _reach(case: Case) -> str:
    """Say where this text goes: a correction reaches the mail addresses only if its author asked for that."""
    fields = case.text.fields
    return places_words(replace(fields, mail=()) if case.before and not case.text.mail_again else fields)


def _text(fields: Fields) -> list[Block]:
    drawn = [blocks.quote(blocks.text(blocks.cut(fields.body, LONGEST_ON_CARD)))] if fields.body.strip() else []
    return [*drawn, *labelled((fact.label, fact.words) for fact in template.facts(fields))]


def _changes(before: Text, after: Text) -> list[Block]:
    """Show what differs from what is out, word by word."""
    was, is_now = dict(_parts(before.fields)), dict(_parts(after.fields))
    lines = [
        [blocks.text(f"{label}: ", bold=True), *changed_words(was[label], is_now[label])]
        for label in is_now
        if was[label] != is_now[label]
    ]
    lead = [blocks.text("Changed since what is out:", bold=True)]
    mistake = labelled([("What was wrong", after.fields.mistake)])
    nothing = [blocks.text("Nothing but the mark that it is corrected.")]
    return [*mistake, blocks.rich(lead, *(lines or [nothing]))]


def _parts(fields: Fields) -> list[tuple[str, str]]:
    """Return what readers are shown, part by part."""
    return [
        ("Subject", fields.subject),
        ("Text", fields.body),
        ("When", when_words(fields)),
        ("What to do", fields.must_do),
        ("By", day_words(fields.do_by) if fields.do_by else ""),
        ("Questions", fields.ask_whom),
        ("Links", wording.format_links(fields.links)),
    ]


def decision_buttons(case: Case, *, read: bool = False) -> Block:
    """Draw the buttons to decide on a text, and the one to read it as it will be published."""
    value, number = approvals.card_value(case.approval), case.statement.number
    made = [
        blocks.button("Approve", APPROVE, value, style="primary", tells=f"Approve statement {number}"),
        blocks.button("Send back", SEND_BACK, value, tells=f"Send statement {number} back"),
    ]
    made += [blocks.button("Read as published", READ, value)] if read else []
    return blocks.actions(*made)


def decided(case: Case, now: datetime) -> list[Block]:
    """Draw what was decided; a reason is the approver's own words, so it stands apart from ours."""
    reason = [blocks.quote(blocks.text(case.approval.reason))] if case.approval.reason else []
    return [blocks.context(_decision(case, now)), *reason]


def _decision(case: Case, now: datetime) -> str:
    approval = case.approval
    at = f" {when(approval.decided_at, now)}" if approval.decided_at else ""
    if approval.status is ApprovalStatus.APPROVED:
        return f"Approved by {inert(case.decider)}{at}. {became(case, now)}"
    if approval.status is ApprovalStatus.SENT_BACK:
        return f"Sent back by {inert(case.decider)}{at}:"
    return "Its author changed it or took it back after this card was sent. Handed in again, it has a card of its own."


def became(case: Case, now: datetime) -> str:
    """Say what has become of an approved text since."""
    statement, text = case.statement, case.text
    if statement.out is Out.RETRACTED and text.out_at is not None:
        return f"It was retracted {when(statement.changed_at, now)}."
    if text.out_at is not None:
        later = " A correction has taken its place since." if statement.live != text.number else ""
        return f"It is out since {clock(text.out_at, now)}.{later}"
    due = when(statement.goes_at, now) if statement.goes_at else ""
    if statement.out is Out.SCHEDULED and statement.submitted == text.number:
        return f"It goes {due}."
    if statement.out is Out.LATE and statement.submitted == text.number:
        return f"It is not out: it was to go {due}, while I was off. Its author decides what happens now."
    if case.stopper:
        return f"{inert(case.stopper)} cancelled it before it went out, so it was not published."
    return "Its author took it back before it went out, so it was not published."


def send_back_form(case: Case) -> Block:
    """Ask for the reason: the one thing an author needs to mend a text."""
    return approvals.send_back_form(
        case.approval,
        f"Send back statement {case.statement.number}",
        [blocks.section(f"From {inert(case.author)}:"), large(case.text.fields.subject)],
        callback=SEND_BACK_FORM,
        hint="The author reads this. For example: finance closes on the 30th, so the 31st is too late.",
    )


def decision(case: Case, now: datetime) -> Message | None:
    """Tell the author what became of their text; None where nobody decided on it."""
    statement, approval = case.statement, case.approval
    who, number = mention(approval.decided_by or ""), statement.number
    what = f"the correction of statement {number}" if case.before else f"statement {number}"
    subject = large(case.text.fields.subject)
    if approval.status is ApprovalStatus.APPROVED:
        show = blocks.actions(blocks.button("Show", SHOW, pack(statement), tells=f"Show statement {number}"))
        said = f"{who} approved {what}. {became(case, now)}"
        return Message(f"Approved: {escape(case.text.fields.subject)}", [blocks.section(said), subject, show])
    if approval.status is ApprovalStatus.SENT_BACK:
        mend = blocks.actions(blocks.button("Mend", CONTINUE, statement.id, style="primary"))
        drawn = [blocks.section(f"{who} sent {what} back:"), blocks.quote(blocks.text(approval.reason)), subject, mend]
        return Message(f"Sent back: {escape(blocks.cut(approval.reason, 300))}", drawn)
    return None


def decided_already(case: Case, by: str, now: datetime) -> str:
    """Tell who presses second who was faster, or that it was they themselves."""
    approval = case.approval
    verb = "approved" if approval.status is ApprovalStatus.APPROVED else "sent back"
    at = when(approval.decided_at, now) if approval.decided_at else ""
    if approval.decided_by == by:
        return f"You {verb} this {at}." if verb == "approved" else f"You sent this back {at}."
    return f"Already {verb} by {mention(approval.decided_by or '')} {at}."


def approved(case: Case, now: datetime) -> str:
    """Tell an approver, in mrkdwn, what came of approving."""
    return f"*Approved.* {became(case, now)}"
