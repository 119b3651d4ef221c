"""What people read who keep the glossary: the form, the approvers' card, the decision, the list."""

import json
from collections.abc import Sequence
from datetime import datetime

from bot.approvals import screens as approvals
from bot.approvals.rules import Approval, ApprovalStatus
from bot.deliveries.rules import Message
from bot.slack import blocks, payloads
from bot.slack.blocks import Block
from bot.slack.payloads import Body
from bot.slack.text import escape, inert, mention, when
from bot.subjects.entries import (
    ALIASES,
    LETS_YOU,
    NAME,
    OUTCOME,
    PLAIN,
    EntryCase,
    Proposal,
    Typed,
    fingerprint,
)
from bot.subjects.rules import GlossaryEntry, Result
from bot.subjects.screens import ADD, About, Chosen, Screen, beside, plain, rewrite, use_row

ENTRY_FORM = "entry.form"
CHANGE = "entry.change"
MORE = "entry.more"
READ = "entry.read"
APPROVE = "entry.approve"
SEND_BACK = "entry.send_back"
SEND_BACK_FORM = "entry.send_back_form"
AGAIN = "entry.again"

MOST_LISTED = 15
MOST_WAITING = 5
LONGEST_SHOWN = 500
# What a modal remembers of where it came from (https://docs.slack.dev/reference/views/modal-views).
MOST_METADATA = 3000
TITLE = "What it lets people do"


# -- the form -------------------------------------------------------------------------------------------------------


def form(words: Typed, present: GlossaryEntry | None, draft: str, *, reason: str = "", moved: bool = False) -> Block:
    """Draw the form for an entry; `present` is what stands, `moved` whether it was changed while somebody wrote."""
    drawn: list[Block] = []
    if reason:
        drawn += [blocks.section("*It was sent back:*"), blocks.quote(blocks.text(reason))]
    if moved:
        drawn += _moved(present)
    elif present:
        drawn.append(blocks.context("This is in the glossary. What you change is read by an approver first."))
    base = [present.name, fingerprint(present)] if present else ["", ""]
    metadata = json.dumps([*base, draft], ensure_ascii=False)
    return blocks.modal(
        TITLE,
        [*drawn, *_fields(words)],
        callback=ENTRY_FORM,
        submit="Send for approval",
        close="Cancel",
        metadata=metadata if len(metadata) <= MOST_METADATA else json.dumps([*base, ""], ensure_ascii=False),
    )


def _fields(words: Typed) -> list[Block]:
    return [
        blocks.text_input(NAME, "System", hint="As drafts call it. For example: VPN", initial=words.name),
        blocks.text_input(
            LETS_YOU,
            "What can people do with it?",
            hint="After “You can” in good news and “You can't” in bad. For example: reach work systems from home",
            initial=words.lets_you,
        ),
        blocks.text_input(
            OUTCOME,
            "What can they do afterwards that they could not before?",
            hint="Used for good news only. For example: Work from home more easily and effectively",
            initial=words.outcome,
            optional=True,
        ),
        blocks.text_input(
            PLAIN,
            "Plain name",
            hint="What people who use it call it. For example: remote access",
            initial=words.plain,
            optional=True,
        ),
        blocks.text_input(
            ALIASES,
            "Other names",
            hint="Other words for the very same thing, with commas between them. For example: VPN client",
            initial=words.aliases,
            optional=True,
        ),
    ]


def _moved(present: GlossaryEntry | None) -> list[Block]:
    said = "*The glossary changed while you wrote.* Your words are below; send them again if they are still right."
    if present is None:
        return [blocks.section(said), blocks.context("The entry is gone, so yours would be a new one.")]
    return [blocks.section(said), blocks.quote(blocks.text(f"{present.name}: {reads(present)}"))]


def typed_of(entry: GlossaryEntry) -> Typed:
    """Return an entry as it stands in the fields of the form."""
    return Typed(entry.name, entry.plain, ", ".join(entry.aliases), entry.lets_you, entry.outcome)


def read(view: Body) -> Typed:
    """Read the form back."""
    return Typed(*(payloads.typed(view, field) for field in (NAME, PLAIN, ALIASES, LETS_YOU, OUTCOME)))


def read_metadata(value: str) -> tuple[str, str, str]:
    """Read what a form is about: the name of the entry that it replaces, its fingerprint, and the draft."""
    try:
        instead_of, base, draft = json.loads(value)
    except (ValueError, TypeError, RecursionError):
        return "", "", ""
    return str(instead_of), str(base), str(draft)


def sent(proposal: Proposal, asked: Sequence[str], result: Result | None, draft_to_use: str = "") -> Block:
    """Say who is asked, and give the subject that comes of what somebody just said, where there is one.

    With `draft_to_use`, the draft of somebody who may write statements, the subject can go into one.
    """
    where = ", ".join(f"<#{place}>" if place[:1] in "CG" else mention(place) for place in asked[:5])
    said = f"*On its way to the approvers:* {where}\nI will tell you what they decide."
    drawn = [blocks.section(said), blocks.rich(*_parts(proposal))]
    if result is not None and result.rewrites:
        drawn += [blocks.divider(), blocks.section("*Your subject, from what you just told me:*")]
        best = result.rewrites[0]
        drawn += rewrite(best, 0)
        drawn += [use_row(Chosen(plain(best.headline), draft_to_use), 0)] if draft_to_use else []
    return blocks.modal("Sent for approval", drawn)


def already_sent() -> Block:
    """Draw the answer to a form that was sent twice."""
    return blocks.modal("Sent for approval", [blocks.section("This was sent for approval already.")])


# -- the approvers' card --------------------------------------------------------------------------------------------


def reads(entry: GlossaryEntry) -> str:
    """Return what an entry makes of a headline, in good news and in bad."""
    return f"“You can {entry.lets_you}” and “You can't {entry.lets_you}”"


def card(case: EntryCase, now: datetime) -> Message:
    """Draw the card for the approvers, as things stand: with buttons while it waits, else with what was decided."""
    waits = case.approval.status is ApprovalStatus.WAITING
    title = f"{inert(case.proposal.about)}: {_what(case.proposal)}{' for approval' if waits else ''}"
    drawn = [blocks.section(f"*{title}* · from {inert(case.author)}"), *entry(case)]
    drawn += [_buttons(case.approval)] if waits else _decided(case, now)
    said = escape(reads(case.proposal.entry)) if waits else _decision(case, now)
    return Message(f"{title}: {said}", drawn)


def entry(case: EntryCase) -> list[Block]:
    """Draw every byte that is approved, each part with what it was, and what it makes of headlines."""
    reading = [blocks.text("Subjects will say: ", bold=True), blocks.text(f"{reads(case.proposal.entry)}.")]
    return [blocks.rich(*_parts(case.proposal)), blocks.rich(reading)]


def _parts(proposal: Proposal) -> list[list[Block]]:
    now, was = proposal.entry, proposal.before
    parts = (
        ("System", now.name, was.name if was else ""),
        ("What people can do with it", now.lets_you, was.lets_you if was else ""),
        ("What they can do afterwards, for good news only", now.outcome, was.outcome if was else ""),
        ("Plain name", now.plain, was.plain if was else ""),
        ("Other names", ", ".join(now.aliases), ", ".join(was.aliases) if was else ""),
    )
    return [_part(label, is_now, before, new=was is None) for label, is_now, before in parts if is_now or before]


def _part(label: str, is_now: str, before: str, *, new: bool) -> list[Block]:
    """Draw a part: what goes is struck through, what comes is bold; in a new entry, and unchanged, plain."""
    lead = blocks.text(f"{label}: ", bold=True)
    if new or is_now == before:
        return [lead, blocks.text(is_now)]
    gone = [blocks.text(before, strike=True), blocks.text(" ")] if before else []
    return [lead, *gone, blocks.text(is_now or "nothing any more", bold=True)]


def _what(proposal: Proposal) -> str:
    return "a change in the glossary" if proposal.before else "a new glossary entry"


def _buttons(approval: Approval) -> Block:
    value = approvals.card_value(approval)
    return blocks.actions(
        blocks.button("Approve", APPROVE, value, style="primary"), blocks.button("Send back", SEND_BACK, value)
    )


def _decided(case: EntryCase, now: datetime) -> list[Block]:
    reason = [blocks.quote(blocks.text(case.approval.reason))] if case.approval.reason else []
    return [blocks.context(_decision(case, now)), *reason]


def _decision(case: EntryCase, now: datetime) -> str:
    at = when(case.approval.decided_at, now) if case.approval.decided_at else ""
    if case.approval.status is ApprovalStatus.APPROVED:
        return f"Approved by {inert(case.decider)} {at}."
    if case.approval.status is ApprovalStatus.SENT_BACK:
        return f"Sent back by {inert(case.decider)} {at}:"
    return "Nobody decides on this any more: its author sent another, or the glossary changed meanwhile."


def in_full(case: EntryCase, now: datetime) -> Block:
    """Draw the card as a modal, for whoever came from the list."""
    return blocks.modal("Glossary", [dict(block) for block in card(case, now).blocks])


def send_back_form(case: EntryCase) -> Block:
    """Ask for the reason: the one thing an author needs to mend a text."""
    lead = blocks.section(f"*{inert(case.proposal.about)}*, from {inert(case.author)}")
    return approvals.send_back_form(
        case.approval,
        "Send back an entry",
        [lead, blocks.quote(blocks.text(reads(case.proposal.entry)))],
        callback=SEND_BACK_FORM,
        hint="The author reads this. For example: people reach the intranet without it, so leave that out.",
    )


def decision(case: EntryCase) -> Message:
    """Tell the author what became of their entry."""
    approval, name = case.approval, inert(case.proposal.about)
    who = mention(approval.decided_by or "")
    again = blocks.actions(blocks.button("Edit and send again", AGAIN, case.proposal.id, style="primary"))
    words = blocks.rich(*_parts(case.proposal))
    if approval.status is ApprovalStatus.APPROVED:
        said = f"{who} approved {name} for the glossary. Subjects about it now say what people can do."
        small = blocks.context("Try it: type `/subject` and your draft once more.")
        return Message(f"Approved: {name} is in the glossary.", [blocks.section(said), words, small])
    if approval.status is ApprovalStatus.SENT_BACK:
        drawn = [blocks.section(f"{who} sent your glossary entry on {name} back:")]
        drawn += [blocks.quote(blocks.text(approval.reason)), blocks.section("Your text:"), words, again]
        return Message(f"Sent back: {escape(blocks.cut(approval.reason, 300))}", drawn)
    said = f"The glossary changed on {name} while your entry waited, so nobody decided on it. Your words are kept:"
    return Message(said, [blocks.section(said), words, again])


def outcome(said: str) -> Block:
    """Draw the modal that stands where an entry was decided in one."""
    return blocks.modal("Glossary", [blocks.section(said)])


APPROVED = "*Approved.* Subjects about it now say what people can do."
OVERTAKEN = (
    "The glossary changed after this card was sent, so nothing was approved. I have told the author, who can look "
    "and send it again."
)


# -- the list -------------------------------------------------------------------------------------------------------


def listed(entries: Sequence[GlossaryEntry], waiting: Sequence[EntryCase], by: str, after: int = 0) -> Screen:
    """Draw the glossary from the entry at place `after` on, with what waits for this person above its beginning."""
    add = blocks.button("Add", ADD, About().pack(), tells="Add what a system lets people do")
    said = "What our systems let people do" if entries else "The glossary is empty."
    small = "" if entries else "\nAdd what a system lets people do, and subjects about it can say so."
    drawn = [blocks.section(f"*{said}*{small}", add)]
    if after == 0:
        drawn += [_waits(case, number, by) for number, case in enumerate(waiting[:MOST_WAITING])]
    page = sorted(entries, key=lambda one: (one.name.casefold(), one.name))[after : after + MOST_LISTED]
    for number, one in enumerate(page, start=after):
        change = blocks.button("Change", f"{CHANGE}.{number}", About(one.name).pack(), tells=f"Change {one.name}")
        drawn.append(beside(_line(one), change))
    left = len(entries) - after - len(page)
    if left > 0:
        more = blocks.button(f"Show {min(left, MOST_LISTED)} more", MORE, str(after + len(page)))
        drawn.append(blocks.actions(more))
    counted = "1 entry" if len(entries) == 1 else f"{len(entries)} entries"
    return {"text": f"{said}: {counted}." if entries else said, "blocks": drawn}


def _waits(case: EntryCase, number: int, by: str) -> Block:
    name = inert(case.proposal.about)
    if case.proposal.author == by:
        return blocks.section(f"*Waiting for approval:* {name}, from you")
    read_it = blocks.button(
        "Read", f"{READ}.{number}", approvals.card_value(case.approval), tells=f"Read {case.proposal.about}"
    )
    return blocks.section(f"*Waiting for approval:* {name}, from {inert(case.author)}", read_it)


def _line(one: GlossaryEntry) -> str:
    """Write an entry as two or three lines of plain text."""
    also = f" (also {', '.join(one.aliases)})" if one.aliases else ""
    plain = f", that is {one.plain}" if one.plain else ""
    can = f"You can {one.lets_you}" if one.lets_you else "Nobody has said yet what people can do with it"
    good = f"\nGood news: {one.outcome}" if one.outcome else ""
    return blocks.cut(f"{one.name}{also}{plain}\n{can}{good}", LONGEST_SHOWN)


def read_place(value: str) -> int:
    """Read from a button where the list goes on."""
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 6 else 0
