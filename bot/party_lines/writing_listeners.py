"""Writing lines: `/partyline open`, `update` and `close`, their forms, and the approvers' buttons."""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient

from bot.approvals.listeners import SendingBack, ask_for_reason, submit_send_back
from bot.approvals.rules import AlreadyDecided
from bot.approvals.screens import read_card_value
from bot.desk import Desk
from bot.party_lines import answers, approval_screens, cases, flows, forms
from bot.party_lines.flows import Submitted
from bot.party_lines.form_filling import form_for, rebased_form
from bot.party_lines.forms import Target
from bot.party_lines.pickers import Picked
from bot.party_lines.rules import CLOSE, OPEN, UPDATE, LiveChanged, NewerVersion, can_be_published_unreviewed
from bot.party_lines.verbs import Verb, by_name
from bot.people.rules import Person
from bot.slack import payloads, replies
from bot.slack.blocks import Block
from bot.slack.client import SLACK_ERRORS
from bot.storage import Tx
from bot.storage.receipts import claim
from bot.topics import flows as topics

Body = Mapping[str, Any]


def register(app: App, desk: Desk) -> None:
    """Listen to the forms and buttons with which lines are written and approved."""
    why, decided = partial(_why, desk), partial(decided_already, desk)
    sending_back = SendingBack(desk, why, flows.send_back, decided, approval_screens.outcome)
    app.view(forms.LINE_FORM)(partial(submit_line, desk))
    app.view(forms.CLOSING_FORM)(partial(submit_closing, desk))
    app.view(approval_screens.SEND_BACK_FORM)(partial(submit_send_back, sending_back))
    app.action(approval_screens.APPROVE)(partial(approve, desk))
    app.action(approval_screens.SEND_BACK)(partial(ask_for_reason, sending_back))
    app.action(re.compile(rf"^{re.escape(approval_screens.READ_IN_FULL)}(\.\d+)?$"))(partial(read_in_full, desk))
    app.action(approval_screens.EDIT_AND_SEND_AGAIN)(partial(edit_again, desk))
    app.action(re.compile(rf"^{re.escape(forms.UPDATE_INSTEAD)}\.\d+$"))(partial(update_instead, desk))
    app.action({"block_id": re.compile(rf"^{forms.STATUS}(~.*)?$"), "action_id": "value"})(partial(follow_status, desk))


VERBS = by_name(
    Verb(OPEN, "Open a line on which topic?", form_for, finds=None, doing="open lines"),
    Verb(UPDATE, "Update the line of which topic?", form_for, doing="update lines"),
    Verb(CLOSE, "Close which topic?", form_for, doing="close lines"),
)


def update_instead(desk: Desk, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Turn the form for a new line into one for the line that is there, keeping what was typed as the sentence."""
    person: Person = context["person"]
    typed = forms.read(body["view"]).say
    with desk.glance() as tx:
        picked = Picked(UPDATE, "", payloads.button_value(body), typed)
        view = forms.afresh(form_for(tx, person, picked, desk.now()), mark=picked.incident_id)
    client.views_update(view_id=body["view"]["id"], view=view)
    ack()


def follow_status(desk: Desk, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Put the topic's template for the chosen situation into the form, unless the author has written already."""
    person: Person = context["person"]
    target = Target.unpack(body["view"]["private_metadata"])
    with desk.glance() as tx:
        templates = topics.get(tx, person.workspace.id, target.topic_id).templates
    if (view := forms.follow_status(body["view"], templates)) is not None:
        # A convenience: where somebody chose again meanwhile, or Slack is slow, the form stays as it is.
        with suppress(*SLACK_ERRORS):
            client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=view)
    ack()


def edit_again(desk: Desk, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Open a version that was sent back, to be mended."""
    person: Person = context["person"]
    incident_id = payloads.button_value(body)
    with desk.glance() as tx:
        verb = CLOSE if flows.newest_is_closing(tx, person.workspace.id, incident_id) else UPDATE
        view = form_for(tx, person, Picked(verb, "", incident_id, ""), desk.now())
    replies.open_modal(body, client, view)
    ack()


def submit_line(desk: Desk, body: Body, context: BoltContext, ack: Ack) -> None:
    """Hand in the line of a new incident, or the next one of an open one."""
    typed, target = forms.read(body["view"]), Target.unpack(body["view"]["private_metadata"])

    def hand_in(tx: Tx, workspace: str, by: str, now: datetime) -> Submitted:
        draft = forms.draft_of(typed)
        if not target.incident_id:
            return flows.open_line(tx, workspace, topic_id=target.topic_id, draft=draft, by=by, now=now)
        return flows.submit_update(
            tx, workspace, incident_id=target.incident_id, base=target.base, draft=draft, by=by, now=now
        )

    _submit(desk, body, context["person"], ack, UPDATE, hand_in)


def submit_closing(desk: Desk, body: Body, context: BoltContext, ack: Ack) -> None:
    """Hand in the closing line of an open incident."""
    typed, target = forms.read(body["view"]), Target.unpack(body["view"]["private_metadata"])

    def hand_in(tx: Tx, workspace: str, by: str, now: datetime) -> Submitted:
        words = forms.closing_words_of(typed)
        return flows.submit_closing(
            tx, workspace, incident_id=target.incident_id, base=target.base, words=words, by=by, now=now
        )

    _submit(desk, body, context["person"], ack, CLOSE, hand_in)


def _submit(
    desk: Desk,
    body: Body,
    person: Person,
    ack: Ack,
    verb: str,
    hand_in: Callable[[Tx, str, str, datetime], Submitted],
) -> None:
    """Hand in once, and say who is asked; where a newer version came out, show it above what was typed."""
    workspace, now = person.workspace.id, desk.now()
    try:
        with desk.transaction() as tx:
            if not claim(tx, workspace, payloads.form_key(body), now):
                ack(response_action="update", view=forms.already_sent())
                return
            submitted = hand_in(tx, workspace, person.slack_id, now)
            line = submitted.line
            said = answers.said_about(flows.shelf(tx, workspace), line.topic_id, line.series, now)
    except NewerVersion as refusal:
        with desk.glance() as tx:
            view = rebased_form(tx, person, body["view"], verb, refusal.newest, now)
        ack(response_action="update", view=view)
        return
    desk.wake_courier()
    publish = approval_screens.card_value(submitted.approval) if can_be_published_unreviewed(line) else ""
    ack(response_action="update", view=forms.sent_for_approval(line.number, submitted.asked, said, publish))


def approve(desk: Desk, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Approve exactly the text that the pressed card shows."""
    person: Person = context["person"]
    workspace, now = person.workspace.id, desk.now()
    approval_id, seen = read_card_value(payloads.button_value(body))
    beside = approval_screens.read_compared(payloads.button_value(body))
    said = "*Approved.*"
    try:
        with desk.transaction() as tx:
            if claim(tx, workspace, payloads.click_key(body), now):
                line = flows.approve(tx, workspace, approval_id, seen=seen, beside=beside, by=person.slack_id, now=now)
                said = approval_screens.approved(line)
    except LiveChanged as refusal:
        _ask_again(desk, body, client, approval_id, refusal, person)
    except AlreadyDecided as refusal:
        replies.tell(body, client, decided_already(desk, refusal, person))
    else:
        desk.wake_courier()
        if body.get("view"):
            done = approval_screens.outcome(said)
            # It is approved; if Slack cannot show it here now, the card in the channel will.
            with suppress(*SLACK_ERRORS):
                client.views_update(view_id=body["view"]["id"], view=done)
    ack()


def _ask_again(
    desk: Desk, body: Body, client: WebClient, approval_id: str, refusal: LiveChanged, person: Person
) -> None:
    """Show a text anew, beside what is said now, to an approver who compared it with something else."""
    now = desk.now()
    with desk.glance() as tx:
        case = cases.case_to_read(tx, person.workspace.id, approval_id, by=person.slack_id, now=now)
    view = approval_screens.in_full(case, now, refusal.sentence)
    if body.get("view"):
        client.views_update(view_id=body["view"]["id"], view=view)
    else:
        replies.open_modal(body, client, view)


def decided_already(desk: Desk, refusal: AlreadyDecided, person: Person) -> str:
    """Say who was faster, in mrkdwn, for somebody who may read what waits for approval."""
    workspace, by, now = person.workspace.id, person.slack_id, desk.now()
    with desk.glance() as tx:
        case = cases.case_to_read(tx, workspace, refusal.approval.id, by=by, now=now)
    return approval_screens.decided_already(case, by, now)


def _why(desk: Desk, tx: Tx, workspace: str, approval_id: str, *, seen: tuple[int, str], by: str) -> Block:
    case = cases.case_to_decide(tx, workspace, approval_id, seen=seen, by=by, now=desk.now())
    return approval_screens.send_back_form(case)


def read_in_full(desk: Desk, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Show every byte of a text for approval, with the buttons to decide it."""
    person: Person = context["person"]
    now = desk.now()
    approval_id, _ = read_card_value(payloads.button_value(body))
    with desk.glance() as tx:
        case = cases.case_to_read(tx, person.workspace.id, approval_id, by=person.slack_id, now=now)
    replies.open_modal(body, client, approval_screens.in_full(case, now))
    ack()
