"""Publishing without review: the button below what was handed in, `/partyline publish`, and the form of both."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient

from bot.approvals.rules import AlreadyDecided
from bot.approvals.screens import read_card_value
from bot.breakglass import flows, screens
from bot.breakglass.rules import PUBLISH
from bot.desk import Desk
from bot.party_lines import approval_screens
from bot.party_lines.forms import PUBLISH_NOW
from bot.party_lines.pickers import Picked
from bot.party_lines.verbs import Drawn, Verb, by_name
from bot.party_lines.writing_listeners import decided_already
from bot.people.rules import Person, Role
from bot.slack import payloads, replies
from bot.storage import Tx
from bot.storage.receipts import claim

Body = Mapping[str, Any]


def register(app: App, desk: Desk) -> None:
    """Listen to the button and the form with which a line goes out without review."""
    app.action(PUBLISH_NOW)(partial(ask_why, desk))
    app.view(screens.GLASS_FORM)(partial(submit, desk))


def begin(tx: Tx, person: Person, picked: Picked, now: datetime) -> Drawn:
    """Draw the form for the version of an incident that waits for an approver."""
    by = person.slack_id
    return screens.form(flows.waiting_version(tx, person.workspace.id, incident_id=picked.incident_id, by=by, now=now))


VERBS = by_name(
    Verb(
        PUBLISH,
        "Publish the waiting line of which topic, without review?",
        begin,
        role=Role.COMMANDER,
        doing="publish lines without review",
    )
)


def ask_why(desk: Desk, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Ask a commander why the version they have just handed in cannot wait."""
    person: Person = context["person"]
    workspace, by, now = person.workspace.id, person.slack_id, desk.now()
    approval_id, seen = read_card_value(payloads.button_value(body))
    try:
        with desk.glance() as tx:
            urgent = flows.before_publishing(tx, workspace, approval_id=approval_id, seen=seen, by=by, now=now)
    except AlreadyDecided as refusal:
        replies.tell(body, client, decided_already(desk, refusal, person))
    else:
        replies.open_modal(body, client, screens.form(urgent))
    ack()


def submit(desk: Desk, body: Body, context: BoltContext, ack: Ack) -> None:
    """Publish exactly the text that the form shows, with the reason that was typed."""
    person: Person = context["person"]
    workspace, by, now = person.workspace.id, person.slack_id, desk.now()
    approval_id, seen = read_card_value(body["view"]["private_metadata"])
    reason = payloads.typed(body["view"], screens.REASON)
    try:
        with desk.transaction() as tx:
            if not claim(tx, workspace, payloads.form_key(body), now):
                ack(response_action="update", view=screens.done_already())
                return
            line = flows.break_glass(tx, workspace, approval_id=approval_id, seen=seen, reason=reason, by=by, now=now)
    except AlreadyDecided as refusal:
        said = decided_already(desk, refusal, person)
        ack(response_action="update", view=approval_screens.outcome(said))
        return
    desk.wake_courier()
    ack(response_action="update", view=screens.done(line, now))
