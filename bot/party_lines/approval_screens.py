"""What approvers and authors read: the approval card, the text in full, the decision."""

from collections.abc import Sequence
from datetime import datetime

from bot.approvals import screens as approvals
from bot.approvals.rules import Approval, ApprovalStatus
from bot.deliveries.rules import Message
from bot.party_lines.rules import Case, LineKind, LineStatus, PartyLine, compared_with
from bot.party_lines.screens import details, quoted, sentence
from bot.party_lines.serving import is_over, is_unratified
from bot.party_lines.wording import Words, difference, format_avoid, format_pairs
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.text import clock, escape, inert, mention, when

APPROVE = "approval.approve"
SEND_BACK = "approval.send_back"
READ_IN_FULL = "approval.read_in_full"
EDIT_AND_SEND_AGAIN = "approval.edit"
SEND_BACK_FORM = "approval.send_back_form"


def card_value(approval: Approval, live: PartyLine | None = None) -> str:
    """Write on a button exactly which text it stands beside, and with which live version that is compared there."""
    return f"{approvals.card_value(approval)}|{compared_with(live)}"


def read_compared(value: str) -> str:
    """Read back with which live version the text was compared, as `compared_with` names it."""
    return [*value.split("|", 3), "", "", ""][3]


def card(case: Case, now: datetime) -> Message:
    """Draw the card for the approvers, as things stand: with buttons while it waits, else with what was decided."""
    line, approval = case.line, case.approval
    waits = approval.status is ApprovalStatus.WAITING
    title = f"{inert(case.topic)}: {_what(line)} {line.number}"
    first = blocks.section(f"*{title}{_state(case)}* · from {inert(case.author)}")
    drawn = [first, sentence(line.words.say), *_glass(case, now), blocks.context(_terms(case, now))]
    drawn += _changes(case)
    drawn += details(line.words.if_pressed, line.words.do_not_say, line.words.not_yet_known)
    drawn += _holding(line)
    drawn += [_buttons(case, APPROVE, SEND_BACK, READ_IN_FULL)] if waits else _decided(case, now)
    out = _state(case) if line.is_unreviewed else ""
    text = f"{title}{out}: {escape(quoted(line.words.say))}" if waits else f"{title}: {_decision(case, now)}"
    return Message(text, drawn)


def _state(case: Case) -> str:
    if case.approval.status is not ApprovalStatus.WAITING:
        return ""
    return ", published without review" if case.line.is_unreviewed else " for approval"


def _glass(case: Case, now: datetime) -> list[Block]:
    """Say of a version that was published without review who did so and why, and what becomes of it."""
    line = case.line
    if not line.glass_reason:
        return []
    at = when(line.approved_at, now) if line.approved_at else ""
    said = f"*Published without review* by {inert(case.author)} {at}:"
    drawn = [blocks.context(said), blocks.quote(blocks.text(line.glass_reason))]
    if line.glass_until is None or line.status is not LineStatus.LIVE:
        return drawn
    until = clock(line.glass_until, now)
    if is_unratified(line, now):
        return [*drawn, blocks.context(f"Nobody ratified it by {until}. Everyone is told instead:"), _instead(line)]
    drawn.append(blocks.context(f"It is said until {until}. From then on, unless somebody ratifies it:"))
    return [*drawn, _instead(line)]


def _instead(line: PartyLine) -> Block:
    return blocks.quote(blocks.text(quoted(line.instead)))


def said_instead(instead: str, others: Sequence[tuple[str, str]]) -> list[Block]:
    """Draw what is said in place of a line; below it what is said on topics that have their own sentence for that."""
    drawn = [blocks.quote(blocks.text(quoted(instead)))]
    for title, say in others[:5]:
        drawn += [blocks.context(f"About *{inert(title)}*:"), blocks.quote(blocks.text(quoted(say)))]
    return drawn


def in_full(case: Case, now: datetime, changed: str = "") -> Block:
    """Draw every byte that is approved, the background included, and the live version beside it.

    `changed` says, in a plain sentence, why somebody who has read it has to read it again.
    """
    words = case.line.words
    heading = f"*{inert(case.topic)}: {_what(case.line)} {case.line.number}* · from {inert(case.author)}"
    drawn: list[Block] = [blocks.section(f"*{changed}*")] if changed else []
    drawn += [blocks.section(heading), sentence(words.say), *_glass(case, now)]
    drawn.append(blocks.context(_terms(case, now)))
    drawn += details(words.if_pressed, words.do_not_say, words.not_yet_known)
    drawn += _holding(case.line)
    if words.background:
        drawn.append(blocks.rich([blocks.text("Background, for IT only ", bold=True), blocks.text(words.background)]))
    if case.live:
        replaces = case.approval.status is ApprovalStatus.WAITING and not case.line.is_unreviewed
        which = "Live now" if replaces else "Live before it"
        which = "Withdrawn before it" if case.live.withdrawn_at else which
        drawn += [blocks.divider(), blocks.section(f"*{which}: version {case.live.number}*")]
        drawn.append(blocks.quote(blocks.text(quoted(case.live.words.say))))
        drawn += details(case.live.words.if_pressed, case.live.words.do_not_say, case.live.words.not_yet_known)
        drawn += _holding(case.live)
    if case.approval.status is ApprovalStatus.WAITING:
        drawn.append(_buttons(case, APPROVE, SEND_BACK))
    else:
        drawn += _decided(case, now)
    return blocks.modal(f"{case.topic}, version {case.line.number}", drawn)


def send_back_form(case: Case) -> Block:
    """Ask for the reason: the one thing an author needs to mend a text."""
    about = [blocks.section(f"*{inert(case.topic)}*, from {inert(case.author)}"), _quote(case.line)]
    if case.line.is_unreviewed:
        about.append(blocks.context("It is out already: sending it back withdraws it at once."))
    return approvals.send_back_form(
        case.approval,
        f"Send back version {case.line.number}",
        about,
        callback=SEND_BACK_FORM,
        hint="The author reads this. For example: floors 4 and 5 are 16:30, not 16:00.",
    )


def decision(case: Case, now: datetime) -> Message:
    """Tell the author what became of their text; what is withdrawn or replaced is not repeated to them."""
    line, approval = case.line, case.approval
    who, topic = mention(approval.decided_by or ""), inert(case.topic)
    if approval.status is ApprovalStatus.APPROVED:
        which = f"version {line.number} on {topic}"
        told = blocks.section(f"{who} {_verb(approval, line)} {which}. {_since(line, now)}")
        if line.status is not LineStatus.LIVE or line.withdrawn_at is not None:
            return Message(f"Approved: {which}. {_since(line, now)}", [told])
        return Message(f"Approved: {escape(quoted(line.words.say))}", [told, _quote(line)])
    if approval.status is ApprovalStatus.CANCELLED:
        return _overtaken(case)
    said = f"{who} sent version {line.number} on {topic} back:"
    again = blocks.button("Edit and send again", EDIT_AND_SEND_AGAIN, line.series, style="primary")
    drawn = [
        blocks.section(said),
        blocks.quote(blocks.text(approval.reason)),
        blocks.section("Your text:"),
        _quote(line),
        blocks.actions(again),
    ]
    if line.withdrawn_at is not None and line.status is LineStatus.LIVE:
        drawn[2:2] = [blocks.section("It is withdrawn. Everyone who asks is told instead:"), _instead(line)]
    return Message(f"Sent back: {escape(blocks.cut(approval.reason, 300))}", drawn)


def _overtaken(case: Case) -> Message:
    """Tell an author that somebody else handed in a version in place of theirs, before anybody decided."""
    line, topic = case.line, inert(case.topic)
    said = (
        f"{mention(case.approval.decided_by or '')} handed in another version on {topic}, in place of your "
        f"version {line.number}. Nobody decides on yours any more:"
    )
    again = blocks.button("Update", EDIT_AND_SEND_AGAIN, line.series)
    plain = f"Your version {line.number} on {topic} was replaced before anybody decided."
    return Message(plain, [blocks.section(said), _quote(line), blocks.actions(again)])


def _verb(approval: Approval, line: PartyLine) -> str:
    if approval.status is not ApprovalStatus.APPROVED:
        return "sent back"
    return "ratified" if line.glass_reason else "approved"


def _since(line: PartyLine, now: datetime) -> str:
    """Say what has become of an approved version."""
    if line.status is not LineStatus.LIVE:
        return "A newer one is out."
    if line.withdrawn_at is not None:
        return "It has been withdrawn since: nobody is told it any more."
    if is_over(line, now):
        return "The update that it promises is late. Your text:"
    closed = "This closed the incident. " if line.kind is LineKind.CLOSING else ""
    return "It counts as reviewed from now on:" if line.glass_reason else f"{closed}Everyone who asks is told this now:"


def decided_already(case: Case, by: str, now: datetime) -> str:
    """Tell who presses second who was faster, or that it was they themselves."""
    approval, verb = case.approval, _verb(case.approval, case.line)
    at = when(approval.decided_at, now) if approval.decided_at else ""
    if approval.decided_by == by:
        return f"You {verb} this version {at}." if verb != "sent back" else f"You sent this version back {at}."
    return f"Already {verb} by {mention(approval.decided_by or '')} {at}."


def approved(line: PartyLine) -> str:
    """Tell an approver, in mrkdwn, what came of approving a version."""
    if line.glass_reason:
        return "*Ratified.* It counts as reviewed now."
    if line.kind is LineKind.CLOSING:
        return "*Approved.* This closed the incident."
    return "*Approved.* Everyone who asks is told this now."


def _what(line: PartyLine) -> str:
    return "closing line, version" if line.kind is LineKind.CLOSING else "version"


def _quote(line: PartyLine) -> Block:
    return blocks.quote(blocks.text(quoted(line.words.say)))


def _terms(case: Case, now: datetime) -> str:
    """Say what comes with the words: situation, severity and promise, each with what it was before."""
    draft, before = case.line.draft, case.live.draft if case.live else None
    terms = [_moved(before.status.value if before else "", draft.status.value)]
    if case.line.kind is LineKind.CLOSING:
        return _closing(case)
    terms.append(_moved(before.severity.value if before else "", draft.severity.value))
    new = clock(draft.promise_at, now) if draft.promise_at else "none"
    stood = case.live.promise_at if case.live else None
    old = clock(stood, now) if stood else ""
    terms.append(f"next update by {_moved(old, new)}")
    return " · ".join(terms)


def _closing(case: Case) -> str:
    """Say what an all-clear does to its incident, has done, or would have done."""
    if case.approval.status is ApprovalStatus.WAITING:
        return "Approving this closes the incident."
    if case.approval.status is not ApprovalStatus.APPROVED:
        return "The incident was not closed with this."
    again = " Withdrawing it opened the incident again." if case.line.withdrawn_at is not None else ""
    return f"This closed the incident.{again}"


def _moved(before: str, after: str) -> str:
    return after if before in ("", after) else f"{before} → {after}"


def _changes(case: Case) -> list[Block]:
    """Show what differs from the live version: the sentence word by word, the rest by name."""
    if case.live is None:
        return _first_of_its_incident(case)
    before, after = case.live.words, case.line.words
    which = f"version {case.live.number}{', which was withdrawn' if case.live.withdrawn_at else ''}"
    runs = [blocks.text(f"Changed since {which}: ", bold=True)]
    if before.say == after.say:
        runs.append(blocks.text("the sentence is the same."))
    else:
        runs += changed_words(before.say, after.say)
    return [blocks.rich(runs, *_other_changes(before, after))]


def _first_of_its_incident(case: Case) -> list[Block]:
    """Say that there is nothing to compare with, and what people hear about the topic already."""
    if not case.also:
        return [blocks.context("The first line of this incident.")]
    said = f"*This is another incident on {inert(case.topic)}: people will hear this line beside what is said already.*"
    return [blocks.context(said), *(blocks.quote(blocks.text(quoted(one))) for one in case.also[:3])]


def changed_words(before: str, after: str) -> list[Block]:
    """Strike through what goes and embolden what comes, with a space between the two where they meet."""
    runs: list[Block] = []
    last = ""
    for kind, piece in difference(before, after):
        if kind == "new" and last == "gone":
            runs.append(blocks.text(" "))
        style = {"gone": {"strike": True}, "new": {"bold": True}}.get(kind, {})
        runs.append(blocks.text(piece, **style))
        last = kind
    return runs


def _other_changes(before: Words, after: Words) -> list[list[Block]]:
    """Show what else differs, part by part, each as it was and as it is."""
    parts = (
        ("If pressed", format_pairs(before.if_pressed), format_pairs(after.if_pressed)),
        ("Do not say", format_avoid(before.do_not_say), format_avoid(after.do_not_say)),
        ("Not yet known", before.not_yet_known, after.not_yet_known),
        ("Said if the update is late", before.holding, after.holding),
    )
    changed = [
        [blocks.text(f"{label}: ", bold=True), *changed_words(was, is_now)]
        for label, was, is_now in parts
        if was != is_now and (is_now or label != "Said if the update is late")
    ]
    if before.background != after.background:
        changed.append([blocks.text("Background: ", bold=True), blocks.text("changed; it is under Read in full.")])
    return changed


def _holding(line: PartyLine) -> list[Block]:
    if line.kind is LineKind.CLOSING or not line.words.holding:
        return []
    return [
        blocks.rich([blocks.text("Said if the update is late ", bold=True), blocks.text(quoted(line.words.holding))])
    ]


def _buttons(case: Case, *wanted: str) -> Block:
    value, version = card_value(case.approval, case.live), case.approval.revision
    approve = "Ratify" if case.line.is_unreviewed else "Approve"
    made = {
        APPROVE: blocks.button(approve, APPROVE, value, style="primary", tells=f"{approve} version {version}"),
        SEND_BACK: blocks.button("Send back", SEND_BACK, value, tells=f"Send version {version} back"),
        READ_IN_FULL: blocks.button("Read in full", READ_IN_FULL, value),
    }
    return blocks.actions(*(made[action] for action in wanted))


def _decided(case: Case, now: datetime) -> list[Block]:
    """Draw what was decided; a reason is the approver's own words, so it stands apart from ours."""
    reason = [blocks.quote(blocks.text(case.approval.reason))] if case.approval.reason else []
    return [blocks.context(_decision(case, now)), *reason]


def _decision(case: Case, now: datetime) -> str:
    approval, line = case.approval, case.line
    at = when(approval.decided_at, now) if approval.decided_at else ""
    who = inert(case.decider)
    gone = f"Withdrawn by {inert(case.withdrawer)} {when(line.withdrawn_at, now)}." if line.withdrawn_at else ""
    if approval.status is ApprovalStatus.APPROVED:
        return f"{_verb(approval, line).capitalize()} by {who} {at}. {gone}".strip()
    if approval.status is ApprovalStatus.SENT_BACK:
        return f"Sent back{' and withdrawn' if gone else ''} by {who} {at}:"
    if gone or line.glass_reason:
        return gone or "A newer version took its place before anybody ratified it."
    return "The text was changed after this card was sent. The newer version is further down."


def outcome(said: str) -> Block:
    """Draw the modal that stands where a text was decided in one."""
    return blocks.modal("Partyline", [blocks.section(said)])


def waiting_list(cases: Sequence[tuple[Case, str]]) -> list[Block]:
    """List what waits for an approver, with what keeps a card from reaching them, where something does."""
    drawn: list[Block] = [blocks.section("*Waiting for approval*")] if cases else []
    for number, (case, trouble) in enumerate(cases[:5]):
        said = f"*{inert(case.topic)}*: {_what(case.line)} {case.line.number}, from {inert(case.author)}"
        said += ", published without review" if case.line.is_unreviewed else ""
        button = blocks.button("Read in full", f"{READ_IN_FULL}.{number}", card_value(case.approval))
        drawn += [blocks.section(said, button), _quote(case.line)]
        if trouble:
            drawn.append(blocks.context(f"The approvers' card is not out yet: {escape(trouble)}."))
    if len(cases) > 5:
        drawn.append(blocks.context(f"And {len(cases) - 5} more, newer than these."))
    return drawn
