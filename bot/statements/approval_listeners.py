"""Deciding on a statement: the buttons of its card, and of the whole of it."""

import re
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from typing import Any

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient

from bot.approvals.rules import AlreadyDecided
from bot.people.rules import Person
from bot.slack import blocks, payloads, replies
from bot.slack.client import SLACK_ERRORS
from bot.statements import card_screens, deciding, preview_screens, screens
from bot.statements.counter import Counter
from bot.storage.receipts import claim

Body = Mapping[str, Any]


def register(app: App, counter: Counter) -> None:
    """Listen to the buttons and the form with which statements are decided on."""
    app.action(card_screens.APPROVE)(partial(approve, counter))
    app.action(card_screens.SEND_BACK)(partial(ask_for_reason, counter))
    app.action(re.compile(rf"^{re.escape(screens.READ)}(\.\d+)?$"))(partial(read, counter))
    app.view(card_screens.SEND_BACK_FORM)(partial(submit_send_back, counter))


def approve(counter: Counter, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Approve exactly the text that the pressed card shows."""
    person: Person = context["person"]
    workspace, now = person.workspace.id, counter.desk.now()
    approval_id, seen = screens.read_card_value(payloads.button_value(body))
    said = "*Approved.*"
    try:
        with counter.desk.transaction() as tx:
            if claim(tx, workspace, payloads.click_key(body), now):
                case = deciding.approve(tx, workspace, approval_id, seen=seen, by=person.slack_id, now=now)
                said = card_screens.approved(case, now)
    except AlreadyDecided as refusal:
        _tell(body, client, _decided(counter, person, refusal))
        ack()
        return
    counter.desk.wake_courier()
    if body.get("view"):
        # It is approved; if Slack cannot show it here now, the card in the channel will.
        with suppress(*SLACK_ERRORS):
            done = screens.closing_all(screens.outcome(said))
            client.views_update(view_id=body["view"]["id"], view=done)
    ack()


def _decided(counter: Counter, person: Person, refusal: AlreadyDecided) -> str:
    """Say who was faster, in mrkdwn."""
    with counter.desk.glance() as tx:
        case = deciding.case_to_read(tx, person.workspace.id, refusal.approval.id, by=person.slack_id)
    return card_screens.decided_already(case, person.slack_id, counter.desk.now())


def _tell(body: Body, client: WebClient, said: str) -> None:
    replies.tell(body, client, said, [blocks.section(said)])


def ask_for_reason(counter: Counter, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Ask an approver why a text goes back."""
    person: Person = context["person"]
    approval_id, seen = screens.read_card_value(payloads.button_value(body))
    try:
        with counter.desk.glance() as tx:
            case = deciding.case_to_decide(tx, person.workspace.id, approval_id, seen=seen, by=person.slack_id)
    except AlreadyDecided as refusal:
        _tell(body, client, _decided(counter, person, refusal))
    else:
        replies.open_modal(body, client, card_screens.send_back_form(case))
    ack()


def submit_send_back(counter: Counter, body: Body, context: BoltContext, ack: Ack) -> None:
    """Send a text back with the reason that was typed."""
    person: Person = context["person"]
    workspace, now = person.workspace.id, counter.desk.now()
    approval_id, seen = screens.read_card_value(body["view"].get("private_metadata") or "")
    reason = payloads.typed(body["view"], card_screens.REASON)
    try:
        with counter.desk.transaction() as tx:
            if claim(tx, workspace, payloads.form_key(body), now):
                deciding.send_back(tx, workspace, approval_id, seen=seen, reason=reason, by=person.slack_id, now=now)
    except AlreadyDecided as refusal:
        ack(response_action="update", view=screens.outcome(_decided(counter, person, refusal)))
        return
    counter.desk.wake_courier()
    ack(response_action="clear")


def read(counter: Counter, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Show every byte of a text for approval, with the buttons to decide on it."""
    person: Person = context["person"]
    approval_id, _ = screens.read_card_value(payloads.button_value(body))
    with counter.desk.glance() as tx:
        case = deciding.case_to_read(tx, person.workspace.id, approval_id, by=person.slack_id)
    view = preview_screens.to_decide(case, counter.sender, person.slack_id, counter.desk.now())
    replies.open_modal(body, client, view)
    ack()
