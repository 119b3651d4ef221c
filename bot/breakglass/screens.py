"""What people read about a line that goes out without review: the form, what became of it, the news of its end."""

from datetime import datetime

from bot.approvals.rules import ApprovalStatus
from bot.breakglass.rules import LEAST_REASON, Urgent
from bot.deliveries.rules import Message
from bot.party_lines.approval_screens import card_value, said_instead
from bot.party_lines.rules import UNREVIEWED_FOR, Case, LineStatus, PartyLine
from bot.party_lines.screens import quoted, sentence
from bot.party_lines.serving import spoken
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.text import clock, distance, escape, inert, mention

GLASS_FORM = "glass.form"
REASON = "reason"


def form(urgent: Urgent) -> Block:
    """Ask, before a line goes out without review, why it cannot wait; and say what comes of it."""
    line = urgent.line
    drawn = [
        blocks.section(f"*{inert(urgent.topic)}: everyone is told version {line.number} at once:*"),
        sentence(line.words.say),
        blocks.context(
            "It is marked as not reviewed, and the approvers are told. "
            f"Unless one of them ratifies it within {distance(UNREVIEWED_FOR)}, everyone is told instead:"
        ),
        *said_instead(urgent.instead, urgent.others),
        blocks.text_input(
            REASON,
            "Why can it not wait for an approver?",
            hint=f"The approvers read this. At least {LEAST_REASON} characters.",
            multiline=True,
        ),
    ]
    return blocks.modal(
        "Publish without review",
        drawn,
        callback=GLASS_FORM,
        submit="Publish now",
        close="Cancel",
        metadata=card_value(urgent.approval),
    )


def done(line: PartyLine, now: datetime) -> Block:
    """Tell a commander that a line is out, and what happens unless somebody ratifies it."""
    until = clock(line.glass_until, now) if line.glass_until else ""
    drawn = [
        blocks.section(f"*Version {line.number} is out without review.* The approvers have been told."),
        _quote(line.words.say),
        blocks.section(f"Unless one of them ratifies it by {until}, everyone is told instead:"),
        _quote(line.instead),
    ]
    return blocks.modal("Published", drawn)


def done_already() -> Block:
    """Draw the answer to a form that was sent twice."""
    return blocks.modal("Published", [blocks.section("This was published already.")])


def over(case: Case, now: datetime) -> Message:
    """Draw what the commander reads when nobody has ratified a line in time, and what became of it since."""
    line, topic = case.line, inert(case.topic)
    until = clock(line.glass_until, now) if line.glass_until else ""
    which = f"version {line.number} on {topic}"
    if line.status is not LineStatus.LIVE:
        return _brief(f"A newer line has taken the place of {which}, which went out without review.")
    if line.withdrawn_at is not None:
        return _brief(f"{mention(line.withdrawn_by)} withdrew {which}, which went out without review.")
    if case.approval.status is ApprovalStatus.APPROVED:
        return _brief(f"{mention(case.approval.decided_by or '')} ratified {which}.")
    said = f"*Nobody ratified {which} by {until}.* Everyone is told instead:"
    instead = spoken(line, now)
    drawn = [
        blocks.section(said),
        _quote(instead),
        blocks.context("An approver can still ratify it: then it is said again. You can hand in another version too."),
    ]
    return Message(f"{said.replace('*', '')} {escape(quoted(instead))}", drawn)


def _brief(said: str) -> Message:
    return Message(said, [blocks.section(said)])


def _quote(say: str) -> Block:
    return blocks.quote(blocks.text(quoted(say)))
