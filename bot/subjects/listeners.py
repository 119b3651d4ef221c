"""`/subject`, the clicks on its answers, and keeping the glossary."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient

from bot.approvals.listeners import SendingBack, ask_for_reason, submit_send_back
from bot.approvals.rules import AlreadyDecided
from bot.approvals.screens import read_card_value
from bot.desk import Desk
from bot.people.rules import Person, Role
from bot.slack import payloads, replies
from bot.slack.blocks import Block
from bot.slack.client import SLACK_ERRORS
from bot.slack.commands import Command
from bot.slack.text import as_typed, mention, when
from bot.storage import Tx
from bot.storage.receipts import claim
from bot.subjects import entry_screens, flows, screens
from bot.subjects.entries import EntryMoved, UnknownProposal, entry_of
from bot.subjects.memory import Writer
from bot.subjects.rules import LONGEST_DRAFT, Fields, Result
from bot.subjects.screens import About, Screen

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SubjectDesk:
    """The desk, and what only this room needs: the writer of subjects."""

    desk: Desk
    writer: Writer


def register(app: App, subject_desk: SubjectDesk) -> None:
    """Answer `/subject`, and listen to the buttons and forms of the glossary."""
    desk = subject_desk.desk
    sending_back = SendingBack(desk, _why, flows.send_back, partial(_decided, desk), entry_screens.outcome)
    app.use(Command("/subject", partial(subject, subject_desk)))
    app.action(_numbered(screens.WHY))(why)
    app.action(screens.ADD)(partial(add, desk))
    app.action(_numbered(entry_screens.CHANGE))(partial(add, desk))
    app.action(entry_screens.AGAIN)(partial(again, desk))
    app.action(entry_screens.MORE)(partial(more, desk))
    app.action(_numbered(entry_screens.READ))(partial(read, desk))
    app.action(entry_screens.APPROVE)(partial(approve, desk))
    app.action(entry_screens.SEND_BACK)(partial(ask_for_reason, sending_back))
    app.view(entry_screens.ENTRY_FORM)(partial(submit_entry, subject_desk))
    app.view(entry_screens.SEND_BACK_FORM)(partial(submit_send_back, sending_back))


def _numbered(action: str) -> re.Pattern[str]:
    return re.compile(rf"^{re.escape(action)}\.\d+$")


# -- writing a subject ----------------------------------------------------------------------------------------------


def subject(subject_desk: SubjectDesk, body: Body, context: BoltContext, ack: Ack, _client: WebClient) -> None:
    """Answer `/subject` with whatever comes after it: `help`, `glossary`, or a draft. The answer is the ack."""
    typed = as_typed(str(body.get("text") or "")).strip()
    if typed.lower() in {"", "help", "?"}:
        ack(**screens.help_screen())
    elif typed.lower() == "glossary":
        ack(**_listed(subject_desk.desk, context["person"], 0))
    elif len(typed) > LONGEST_DRAFT:
        ack(**screens.too_long(len(typed)))
    else:
        ack(**_written(subject_desk.writer, context, typed))


def _written(writer: Writer, context: BoltContext, draft: str) -> Screen:
    glossary = writer.glossary(context["person"].workspace, away=context["database_away"])
    result = writer.write(draft, Fields(), glossary)
    about = About(writer.named_in(draft, glossary, result), draft)
    return screens.answer(result, about, may_write=Role.AUTHOR in context["person"].roles)


def why(body: Body, ack: Ack, client: WebClient) -> None:
    """Show where each word of a subject comes from. Raises UnknownProposal."""
    one = screens.read_rewrite(payloads.button_value(body))
    if one is None:
        raise UnknownProposal
    replies.open_modal(body, client, screens.why(one))
    ack()


# -- proposing an entry ---------------------------------------------------------------------------------------------


def add(desk: Desk, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Open the form about the system that a draft names, or that stands beside the button."""
    person: Person = context["person"]
    about = About.unpack(payloads.button_value(body))
    with desk.glance() as tx:
        found = flows.start(tx, person.workspace.id, name=about.name, by=person.slack_id)
    words = entry_screens.typed_of(found.words)
    replies.open_modal(body, client, entry_screens.form(words, found.present, about.draft))
    ack()


def again(desk: Desk, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Open an entry that was sent back, or that the glossary overtook, to be mended."""
    person: Person = context["person"]
    with desk.glance() as tx:
        found = flows.start_again(tx, person.workspace.id, proposal_id=payloads.button_value(body), by=person.slack_id)
    words = entry_screens.typed_of(found.words)
    replies.open_modal(body, client, entry_screens.form(words, found.present, "", reason=found.reason))
    ack()


def submit_entry(subject_desk: SubjectDesk, body: Body, context: BoltContext, ack: Ack) -> None:
    """Put an entry before the approvers, once; where the glossary changed meanwhile, show that above what was typed."""
    person: Person = context["person"]
    desk = subject_desk.desk
    workspace, now = person.workspace.id, desk.now()
    typed = entry_screens.read(body["view"])
    instead_of, base, draft = entry_screens.read_metadata(body["view"].get("private_metadata") or "")
    try:
        with desk.transaction() as tx:
            if not claim(tx, workspace, payloads.form_key(body), now):
                ack(response_action="update", view=entry_screens.already_sent())
                return
            entry = entry_of(typed)
            proposed = flows.propose(
                tx, workspace, entry=entry, instead_of=instead_of, base=base, by=person.slack_id, now=now
            )
    except EntryMoved as refusal:
        ack(response_action="update", view=entry_screens.form(typed, refusal.present, draft, moved=True))
        return
    desk.wake_courier()
    result = _from_author(subject_desk.writer, context, draft, proposed.proposal.entry.outcome)
    to_use = draft if Role.AUTHOR in person.roles else ""
    ack(response_action="update", view=entry_screens.sent(proposed.proposal, proposed.asked, result, to_use))


def _from_author(writer: Writer, context: BoltContext, draft: str, outcome: str) -> Result | None:
    """Write the draft anew from what its author just said: theirs until it is approved, so not the glossary's."""
    if not draft or not outcome:
        return None
    glossary = writer.glossary(context["person"].workspace, away=context["database_away"])
    return writer.write(draft, Fields(outcome=outcome), glossary)


# -- deciding on an entry -------------------------------------------------------------------------------------------


def approve(desk: Desk, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Approve exactly the entry that the pressed card shows."""
    person: Person = context["person"]
    workspace, now = person.workspace.id, desk.now()
    approval_id, seen = read_card_value(payloads.button_value(body))
    said = entry_screens.APPROVED
    try:
        with desk.transaction() as tx:
            if claim(tx, workspace, payloads.click_key(body), now):
                put = flows.approve(tx, workspace, approval_id, seen=seen, by=person.slack_id, now=now)
                said = said if put else entry_screens.OVERTAKEN
    except AlreadyDecided as refusal:
        replies.tell(body, client, _decided(desk, refusal, person))
        ack()
        return
    desk.wake_courier()
    if body.get("view"):
        # It is done; if Slack cannot show it here now, the card in the channel will.
        with suppress(*SLACK_ERRORS):
            client.views_update(view_id=body["view"]["id"], view=entry_screens.outcome(said))
    elif said == entry_screens.OVERTAKEN:
        replies.tell(body, client, said)
    ack()


def _decided(desk: Desk, refusal: AlreadyDecided, _person: Person) -> str:
    """Tell a second presser who was faster."""
    approval = refusal.approval
    at = when(approval.decided_at, desk.now()) if approval.decided_at else ""
    return f"{refusal.sentence.rstrip('.')} by {mention(approval.decided_by or '')} {at}."


def _why(tx: Tx, workspace: str, approval_id: str, *, seen: tuple[int, str], by: str) -> Block:
    return entry_screens.send_back_form(flows.case_to_decide(tx, workspace, approval_id, seen=seen, by=by))


# -- the list -------------------------------------------------------------------------------------------------------


def _listed(desk: Desk, person: Person, after: int) -> Screen:
    with desk.glance() as tx:
        waiting = flows.waiting_for(tx, person.workspace.id, by=person.slack_id)
        entries = flows.glossary(tx, person.workspace.id)
    return entry_screens.listed(entries, waiting, person.slack_id, after)


def more(desk: Desk, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Show the entries that come next."""
    screen = _listed(desk, context["person"], entry_screens.read_place(payloads.button_value(body)))
    replies.tell(body, client, screen["text"], list(screen["blocks"]))
    ack()


def read(desk: Desk, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Show an entry that waits, with the buttons to decide on it."""
    person: Person = context["person"]
    approval_id, _ = read_card_value(payloads.button_value(body))
    with desk.glance() as tx:
        case = flows.case_to_read(tx, person.workspace.id, approval_id, by=person.slack_id)
    replies.open_modal(body, client, entry_screens.in_full(case, desk.now()))
    ack()
