"""`/partyline same`, and the form with which a commander promises a new time."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from slack_bolt import Ack, App, BoltContext

from bot.desk import Desk
from bot.party_lines.pickers import Picked
from bot.party_lines.rules import MissingPromise
from bot.party_lines.verbs import Drawn, Verb, by_name
from bot.people.rules import Person
from bot.promises import flows, screens
from bot.promises.rules import SAME, suggest
from bot.slack import payloads
from bot.storage import Tx
from bot.storage.receipts import claim

Body = Mapping[str, Any]


def register(app: App, desk: Desk) -> None:
    """Listen to the form. Its button, on reminders, is one that says which incident is meant: `pickers.PICK`."""
    app.view(screens.SAME_FORM)(partial(submit, desk))


def begin(tx: Tx, person: Person, picked: Picked, now: datetime) -> Drawn:
    """Draw the form for an open incident: what goes on being said, and the time that was typed."""
    title, line, promise_at = flows.start(tx, person.workspace.id, incident_id=picked.incident_id, by=person.slack_id)
    starts_at, understood = suggest(picked.text, promise_at, now)
    return screens.same_form(title, line, promise_at, starts_at, picked.text.strip(), now, understood=understood)


VERBS = by_name(Verb(SAME, "Keep the line of which topic?", begin, doing=flows.DOING))


def submit(desk: Desk, body: Body, context: BoltContext, ack: Ack) -> None:
    """Promise the new time, once, and say that nothing else changes."""
    person: Person = context["person"]
    workspace, by, now = person.workspace.id, person.slack_id, desk.now()
    incident_id, seen = screens.read_same(body["view"])
    until = payloads.picked_time(body["view"], screens.UNTIL)
    if until is None:
        raise MissingPromise
    with desk.transaction() as tx:
        if claim(tx, workspace, payloads.form_key(body), now):
            flows.extend(tx, workspace, incident_id=incident_id, seen=seen, until=until, by=by, now=now)
    desk.wake_courier()
    ack(response_action="update", view=screens.kept(until, now))
