"""Deciding on a statement: the buttons of its card, and of the whole of it."""

import re
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from typing import Any

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient

from bot.approvals.listeners import SendingBack, ask_for_reason, submit_send_back
from bot.approvals.rules import AlreadyDecided
from bot.approvals.screens import read_card_value
from bot.people.rules import Person
from bot.slack import payloads, replies
from bot.slack.blocks import Block
from bot.slack.client import SLACK_ERRORS
from bot.statements import card_screens, deciding, preview_screens, screens
from bot.statements.counter import Counter
from bot.storage import Tx
from bot.storage.receipts import claim

Body = Mapping[str, Any]


def register(app: App, counter: Counter) -> None:
    """Listen to the buttons and the form with which statements are decided on."""
    decided = partial(_decided, counter)
    sending_back = SendingBack(counter.desk, _why, deciding.send_back, decided, screens.outcome)
    app.action(card_screens.APPROVE)(partial(approve, counter))
    app.action(card_screens.SEND_BACK)(partial(ask_for_reason, sending_back))
    app.action(re.compile(rf"^{re.escape(screens.READ)}(\.\d+)?$"))(partial(read, counter))
    app.view(card_screens.SEND_BACK_FORM)(partial(submit_send_back, sending_back))


def approve(counter: Counter, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Approve exactly the text that the pressed card shows."""
    person: Person = context["person"]
    workspace, now = person.workspace.id, counter.desk.now()
    approval_id, seen = read_card_value(payloads.button_value(body))
    said = "*Approved.*"
    try:
        with counter.desk.transaction() as tx:
            if claim(tx, workspace, payloads.click_key(body), now):
                case = deciding.approve(tx, workspace, approval_id, seen=seen, by=person.slack_id, now=now)
                said = card_screens.approved(case, now)
    except AlreadyDecided as refusal:
        replies.tell(body, client, _decided(counter, refusal, person))
        ack()
        return
    counter.desk.wake_courier()
    if body.get("view"):
        # It is approved; if Slack cannot show it here now, the card in the channel will.
        with suppress(*SLACK_ERRORS):
            done = screens.closing_all(screens.outcome(said))
            client.views_update(view_id=body["view"]["id"], view=done)
    ack()


def _decided(counter: Counter, refusal: AlreadyDecided, person: Person) -> str:
    """Say who was faster, in mrkdwn."""
    with counter.desk.glance() as tx:
        case = deciding.case_to_read(tx, person.workspace.id, refusal.approval.id, by=person.slack_id)
    return card_screens.decided_already(case, person.slack_id, counter.desk.now())


def _why(tx: Tx, workspace: str, approval_id: str, *, seen: tuple[int, str], by: str) -> Block:
    case = deciding.case_to_decide(tx, workspace, approval_id, seen=seen, by=by)
    return card_screens.send_back_form(case)


def read(counter: Counter, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Show every byte of a text for approval, with the buttons to decide on it."""
    person: Person = context["person"]
    approval_id, _ = read_card_value(payloads.button_value(body))
    with counter.desk.glance() as tx:
        case = deciding.case_to_read(tx, person.workspace.id, approval_id, by=person.slack_id)
    view = preview_screens.to_decide(case, counter.sender, person.slack_id, counter.desk.now())
    replies.open_modal(body, client, view)
    ack()
