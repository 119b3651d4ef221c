"""Sending a text back to its author, from the button on its card to the reason: alike for all that is approved."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from slack_bolt import Ack, BoltContext
from slack_sdk import WebClient

from bot.approvals.rules import AlreadyDecided
from bot.approvals.screens import REASON, read_card_value
from bot.desk import Desk
from bot.people.rules import Person
from bot.slack import payloads, replies
from bot.slack.blocks import Block
from bot.storage import Tx
from bot.storage.receipts import claim

Body = Mapping[str, Any]


class Form(Protocol):
    """The question why a text goes back."""

    def __call__(self, tx: Tx, workspace: str, approval_id: str, *, seen: tuple[int, str], by: str) -> Block:
        """Draw it for who could decide now. Raises as `approvals.flows.send_back` does, but for the reason."""


class Flow(Protocol):
    """What sends a text back."""

    def __call__(
        self, tx: Tx, workspace: str, approval_id: str, *, seen: tuple[int, str], reason: str, by: str, now: datetime
    ) -> object:
        """Do it. Raises as `approvals.flows.send_back` does."""


@dataclass(frozen=True, slots=True)
class SendingBack:
    """How the texts of one room go back: `decided` says in mrkdwn who was faster, `outcome` draws that as a modal."""

    desk: Desk
    form: Form
    send_back: Flow
    decided: Callable[[AlreadyDecided, Person], str]
    outcome: Callable[[str], Block]


def ask_for_reason(room: SendingBack, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Ask an approver why a text goes back."""
    person: Person = context["person"]
    approval_id, seen = read_card_value(payloads.button_value(body))
    try:
        with room.desk.glance() as tx:
            view = room.form(tx, person.workspace.id, approval_id, seen=seen, by=person.slack_id)
    except AlreadyDecided as refusal:
        replies.tell(body, client, room.decided(refusal, person))
    else:
        replies.open_modal(body, client, view)
    ack()


def submit_send_back(room: SendingBack, body: Body, context: BoltContext, ack: Ack) -> None:
    """Send a text back, once, with the reason that was typed."""
    person: Person = context["person"]
    workspace, now = person.workspace.id, room.desk.now()
    approval_id, seen = read_card_value(body["view"].get("private_metadata") or "")
    reason = payloads.typed(body["view"], REASON)
    try:
        with room.desk.transaction() as tx:
            if claim(tx, workspace, payloads.form_key(body), now):
                room.send_back(tx, workspace, approval_id, seen=seen, reason=reason, by=person.slack_id, now=now)
    except AlreadyDecided as refusal:
        ack(response_action="update", view=room.outcome(room.decided(refusal, person)))
        return
    room.desk.wake_courier()
    ack(response_action="clear")
