"""What people read about a line that is withdrawn: the form, the note in a thread, the correction, the news of it."""

import json
from datetime import datetime

from bot.deliveries.rules import Message
from bot.party_lines.approval_screens import EDIT_AND_SEND_AGAIN, said_instead
from bot.party_lines.reach import CARD
from bot.party_lines.rules import LineKind, PartyLine
from bot.party_lines.screens import GOT_IT, SHOW, quoted, sentence
from bot.refusals import Refusal
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.text import escape, inert, mention, when
from bot.withdrawals.rules import Account, Doomed

WITHDRAWAL_FORM = "withdrawal.form"
REASON = "reason"
NEWER = "A newer line is out."


def pack(incident_id: str, number: int) -> str:
    """Write for a form which version it withdraws."""
    return json.dumps([incident_id, number])


def unpack(metadata: str) -> tuple[str, int]:
    """Read it back: the incident's id and the version's number. Raises Refusal for what this program did not write."""
    try:
        incident_id, number = json.loads(metadata)
        return str(incident_id), int(number)
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise Refusal("I do not know this form any more. Please type the command again.") from error


def form(doomed: Doomed) -> Block:
    """Ask, before a line is withdrawn, what is wrong with it; and say what will be said instead."""
    line = doomed.line
    reopens = " The incident opens again." if line.kind is LineKind.CLOSING else ""
    drawn = [
        blocks.section(
            f"*{inert(doomed.topic)}: once you withdraw it, nobody is told version {line.number} any more:*"
        ),
        _quote(line.words.say),
        blocks.section("*From then on everyone who asks is told:*"),
        *said_instead(doomed.instead, doomed.others),
        *_waiting(doomed.waiting),
        blocks.text_input(
            REASON,
            "What is wrong with it?",
            hint="For the commander and for IT's history. It is never part of an answer.",
            multiline=True,
        ),
        blocks.context(
            f"Whoever looked it up in the last 4 hours is told to take it back.{reopens} "
            "To say it again takes a new version and a new approval."
        ),
    ]
    return blocks.modal(
        f"Withdraw: {doomed.topic}",
        drawn,
        callback=WITHDRAWAL_FORM,
        submit="Withdraw",
        close="Cancel",
        metadata=pack(doomed.incident.id, line.number),
    )


def _waiting(line: PartyLine | None) -> list[Block]:
    """Say what becomes of the version that is before the approvers."""
    if line is None:
        return []
    stays = f"Version {line.number} is waiting for approval. It stays there, and is said once it is approved."
    return [blocks.context(stays)]


def done(line: PartyLine, *, may_write: bool) -> Block:
    """Tell who withdrew a line that it is done, and what everybody hears now; with the next step for a commander."""
    drawn = [
        blocks.section(f"*Version {line.number} is withdrawn.* Everyone who asks is told now:"),
        _quote(line.instead),
        blocks.context("Cards and copies are being changed, and whoever looked it up is being told."),
    ]
    if may_write:
        drawn.append(blocks.actions(_next_version(line)))
    return blocks.modal("Withdrawn", drawn)


def done_already() -> Block:
    """Draw the answer to a form that was sent twice."""
    return blocks.modal("Withdrawn", [blocks.section("This was withdrawn already.")])


def _next_version(line: PartyLine) -> Block:
    return blocks.button("Write what is right", EDIT_AND_SEND_AGAIN, line.series)


def note(account: Account, now: datetime) -> Message:
    """Draw the note in the thread of a channel's card."""
    line = account.line
    below = (CARD, line.series)
    said = f"Withdrawn {when(line.withdrawn_at, now)}." if line.withdrawn_at else "Withdrawn."
    if not account.say:
        return Message(f"{said} {NEWER}", [blocks.section(f"{said} {NEWER}"), blocks.actions(_show(account))], below)
    said = f"{said} Please say instead:"
    return Message(f"{said} {escape(quoted(account.say))}", [blocks.section(said), _quote(account.say)], below)


def correction(account: Account) -> Message:
    """Draw what somebody reads who was given a line that is withdrawn: what to take back, and what to say now."""
    line, topic = account.line, inert(account.topic)
    taken_back = [
        blocks.section(f"*Withdrawn.* Earlier I gave you this on {topic}. Please do not repeat it:"),
        blocks.quote(blocks.text(line.words.say, strike=True)),
    ]
    text = f"Withdrawn: what I told you on {topic}."
    if not account.say:
        now_out = f"{NEWER} If you told somebody the old one, please tell them."
        return Message(f"{text} {NEWER}", [*taken_back, blocks.section(now_out), blocks.actions(_show(account))])
    instead = [
        blocks.section("If you told somebody, please tell them now:"),
        sentence(account.say),
        blocks.actions(blocks.button("Got it", GOT_IT, f"{account.ref}/{line.id}")),
    ]
    return Message(f"{text} Please say now: {escape(quoted(account.say))}", [*taken_back, *instead])


def news(account: Account, now: datetime) -> Message:
    """Draw what the commander reads when somebody else has withdrawn a line."""
    line = account.line
    at = when(line.withdrawn_at, now) if line.withdrawn_at else ""
    who, topic = mention(line.withdrawn_by), inert(account.topic)
    drawn = [
        blocks.section(f"{who} withdrew version {line.number} on {topic} {at}:"),
        blocks.quote(blocks.text(line.withdrawn_why)),
    ]
    if account.say:
        drawn += [blocks.section("Everyone who asks is told now:"), _quote(account.say)]
        drawn.append(blocks.actions(_next_version(line)))
    else:
        drawn += [blocks.section(NEWER), blocks.actions(_show(account))]
    return Message(f"Withdrawn: version {line.number} on {topic}. {escape(blocks.cut(line.withdrawn_why, 300))}", drawn)


def _show(account: Account) -> Block:
    return blocks.button("Show", f"{SHOW}.0", account.ref, tells=f"Show {account.topic}")


def _quote(say: str) -> Block:
    return blocks.quote(blocks.text(quoted(say)))
