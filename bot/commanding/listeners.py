"""`/partyline handover`, its form, and taking an incident over."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient

from bot.commanding import flows, screens
from bot.commanding.rules import HANDOVER, TopicsLeave, lead_of
from bot.desk import Desk
from bot.incidents.rules import TAKE_OVER
from bot.party_lines.pickers import Picked
from bot.party_lines.verbs import Drawn, Verb, by_name
from bot.people.rules import Person
from bot.slack import payloads, replies
from bot.storage import Tx
from bot.storage.receipts import claim
from bot.topics import flows as topics

Body = Mapping[str, Any]


def register(app: App, desk: Desk) -> None:
    """Listen to the form that hands an incident over, and to the button that takes one over."""
    app.view(screens.HANDOVER_FORM)(partial(submit, desk))
    app.action(TAKE_OVER)(partial(take_over, desk))


def begin(tx: Tx, person: Person, picked: Picked, now: datetime) -> Drawn:
    """Draw the form for an open incident, as it stands now."""
    workspace = person.workspace.id
    stands = flows.start_handover(tx, workspace, incident_id=picked.incident_id, by=person.slack_id)
    lead, known = lead_of(stands.incident), topics.all_topics(tx, workspace)
    return screens.form(stands.incident, stands.title, lead, lead.mark, known, now)


VERBS = by_name(Verb(HANDOVER, "Hand over which topic?", begin, doing="hand incidents over"))


def submit(desk: Desk, body: Body, context: BoltContext, ack: Ack) -> None:
    """Hand over as the form says, once, and show how it stands then; ask first about topics that are taken away."""
    person: Person = context["person"]
    workspace, now = person.workspace.id, desk.now()
    filled = screens.read_form(body["view"])
    try:
        with desk.transaction() as tx:
            if claim(tx, workspace, payloads.form_key(body), now):
                _hand_over(tx, person, filled, now)
            stands = flows.standing(tx, workspace, filled.incident_id)
    except TopicsLeave as question:
        with desk.glance() as tx:
            stands = flows.start_handover(tx, workspace, incident_id=filled.incident_id, by=person.slack_id)
            known, wanted = topics.all_topics(tx, workspace), filled.wanted
        view = screens.form(stands.incident, stands.title, wanted, filled.seen, known, now, question.leaving)
        ack(response_action="update", view=view)
        return
    desk.wake_courier()
    ack(response_action="update", view=screens.how_it_stands(stands.incident, stands.title))


def _hand_over(tx: Tx, person: Person, filled: screens.Filled, now: datetime) -> None:
    flows.hand_over(
        tx,
        person.workspace.id,
        incident_id=filled.incident_id,
        wanted=filled.wanted,
        seen=filled.seen,
        agreed=filled.agreed,
        by=person.slack_id,
        now=now,
    )


def take_over(desk: Desk, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Let whoever pressed lead the incident, and tell them who leads it now."""
    person: Person = context["person"]
    workspace, by, now = person.workspace.id, person.slack_id, desk.now()
    incident_id = payloads.button_value(body)
    with desk.transaction() as tx:
        if claim(tx, workspace, payloads.click_key(body), now):
            stands = flows.take_over(tx, workspace, incident_id=incident_id, by=by, now=now)
        else:
            stands = flows.standing(tx, workspace, incident_id)
    desk.wake_courier()
    told = screens.lead_now(stands.incident, stands.title, stands.topics, stands.live, now, by)
    replies.tell(body, client, told.text, [dict(block) for block in told.blocks])
    ack()
