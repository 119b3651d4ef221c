"""*Got it*, *I was asked something else*, and the commander's way from a question to its answer."""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient

from bot.asks.rules import QUESTION
from bot.desk import Desk
from bot.listening import flows, screens
from bot.listening.rules import MOST_LISTED
from bot.party_lines import listeners as lines
from bot.party_lines.form_filling import form_for
from bot.party_lines.listeners import LineDesk
from bot.party_lines.pickers import Picked
from bot.party_lines.rules import UPDATE
from bot.party_lines.screens import ASKED_SOMETHING_ELSE, GOT_IT
from bot.party_lines.serving import Cards, Served
from bot.party_lines.verbs import Drawn, Verb, by_name
from bot.people.rules import Person
from bot.slack import payloads, replies
from bot.slack.client import SLACK_ERRORS
from bot.storage import Tx
from bot.storage.receipts import claim

Body = Mapping[str, Any]


def register(app: App, line_desk: LineDesk) -> None:
    """Listen to what people press below a line that they say, and to the commander who answers."""
    desk = line_desk.desk
    app.action(GOT_IT)(partial(got_it, line_desk))
    app.action(ASKED_SOMETHING_ELSE)(partial(ask_what, desk))
    app.action(_numbered(screens.ASKED_THIS))(partial(asked_this, line_desk))
    app.view(screens.ASKED_FORM)(partial(submit_question, line_desk))
    app.action(_numbered(screens.ADD_TO_IF_PRESSED))(partial(add_to_if_pressed, desk))


def _numbered(action: str) -> re.Pattern[str]:
    return re.compile(rf"^{re.escape(action)}\.\d+$")


def _asked(tx: Tx, person: Person, picked: Picked, now: datetime) -> Drawn:
    """Draw all that people are asked about an incident."""
    return screens.tally(flows.tally(tx, person.workspace.id, picked.incident_id, compared=True), now, MOST_LISTED)


VERBS = by_name(Verb("asked", "What people are asked about which topic?", _asked, doing="see what people are asked"))


def got_it(line_desk: LineDesk, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Note that somebody has the version that they were shown; the note itself tells a second press from a first."""
    person: Person = context["person"]
    desk = line_desk.desk
    topic_id, _, line_id = _about(payloads.button_value(body))
    with desk.transaction() as tx:
        held = flows.confirm(
            tx, person.workspace.id, topic_id=topic_id, line_id=line_id, by=person.slack_id, now=desk.now()
        )
    desk.wake_courier()
    screen = screens.got_it(held)
    replies.tell(body, client, screen["text"], list(screen["blocks"]))
    ack()
    if not held.is_current:
        _note(line_desk, person, held.said_now)


def ask_what(desk: Desk, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Ask what somebody was asked that the line does not answer."""
    person: Person = context["person"]
    topic_id, incident_id, _ = _about(payloads.button_value(body))
    with desk.glance() as tx:
        known = flows.offered(tx, person.workspace.id, incident_id=incident_id, by=person.slack_id)
    replies.open_modal(body, client, screens.asked_form(topic_id, incident_id, known))
    ack()


def asked_this(line_desk: LineDesk, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Count a question that others were asked too."""
    person: Person = context["person"]
    desk, said_now = line_desk.desk, None
    workspace, now, view = person.workspace.id, desk.now(), screens.passed_on_already()
    with desk.transaction() as tx:
        if claim(tx, workspace, payloads.form_key(body), now):
            ask_id = payloads.button_value(body)
            passed = flows.pass_on_again(tx, workspace, ask_id=ask_id, by=person.slack_id, now=now)
            view, said_now = screens.passed_on(passed), passed.said_now
    desk.wake_courier()
    # It is counted; a form that Slack cannot change now says so when it is pressed again.
    with suppress(*SLACK_ERRORS):
        client.views_update(view_id=body["view"]["id"], view=view)
    ack()
    _note(line_desk, person, said_now)


def submit_question(line_desk: LineDesk, body: Body, context: BoltContext, ack: Ack) -> None:
    """Pass on what somebody typed that they were asked."""
    person: Person = context["person"]
    desk, said_now = line_desk.desk, None
    workspace, now, view = person.workspace.id, desk.now(), screens.passed_on_already()
    topic_id, incident_id, _ = _about(body["view"]["private_metadata"])
    typed = payloads.typed(body["view"], QUESTION)
    with desk.transaction() as tx:
        if claim(tx, workspace, payloads.form_key(body), now):
            passed = flows.pass_on(
                tx,
                workspace,
                incident_id=incident_id,
                topic_id=topic_id,
                question=typed,
                by=person.slack_id,
                now=now,
            )
            view, said_now = screens.passed_on(passed), passed.said_now
    desk.wake_courier()
    ack(response_action="update", view=view)
    _note(line_desk, person, said_now)


def add_to_if_pressed(desk: Desk, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Open the next version with a question in it that waits for its answer."""
    person: Person = context["person"]
    with desk.glance() as tx:
        ask = flows.question(tx, person.workspace.id, ask_id=payloads.button_value(body), by=person.slack_id)
        picked = Picked(UPDATE, ask.topic_id, ask.incident_id, "")
        view = form_for(tx, person, picked, desk.now(), asked=ask.question)
    replies.open_modal(body, client, view)
    ack()


def _note(line_desk: LineDesk, person: Person, said_now: Served | None) -> None:
    """Note what somebody was told to say here as looked up: they hear of it too if it is withdrawn."""
    if said_now is not None:
        lines.note(line_desk, person, Cards((said_now,)))


def _about(value: str) -> tuple[str, str, str]:
    """Read what a button or form is about: a topic, an incident, a version; "" for what it does not say."""
    topic_id, incident_id, line_id = [*value.split("/"), "", "", ""][:3]
    return topic_id, incident_id, line_id
