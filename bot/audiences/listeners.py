"""The list of audiences, and the buttons and forms that keep it."""

import re
from collections.abc import Mapping
from functools import partial
from typing import Any

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient

from bot.audiences import flows, screens
from bot.audiences.rules import AudienceMoved, Typed, audience_of
from bot.audiences.screens import Screen
from bot.desk import Desk
from bot.people.rules import Person
from bot.slack import payloads, replies
from bot.storage.receipts import claim

Body = Mapping[str, Any]


def register(app: App, desk: Desk) -> None:
    """Listen to the buttons and forms of audiences."""
    app.action(screens.ADD)(partial(add, desk))
    app.action(_numbered(screens.CHANGE))(partial(change, desk))
    app.action(_numbered(screens.REMOVE))(partial(ask_before_removing, desk))
    app.action(screens.MORE)(partial(more, desk))
    app.view(screens.AUDIENCE_FORM)(partial(submit, desk))
    app.view(screens.REMOVE_FORM)(partial(submit_removal, desk))


def _numbered(action: str) -> re.Pattern[str]:
    return re.compile(rf"^{re.escape(action)}\.\d+$")


def listed(desk: Desk, person: Person, after: int = 0) -> Screen:
    """Draw the audiences for somebody, from place `after` on: the answer to `/statement audiences`.

    Raises NotStaff, DatabaseAway.
    """
    with desk.glance() as tx:
        audiences, keeps = flows.to_read(tx, person.workspace.id, by=person.slack_id)
    return screens.listed(audiences, keeps=keeps, after=after)


def more(desk: Desk, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Show the audiences that come next."""
    screen = listed(desk, context["person"], screens.read_place(payloads.button_value(body)))
    replies.tell(body, client, screen["text"], list(screen["blocks"]))
    ack()


def add(desk: Desk, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Open the form for a new audience. Raises NotStaff, NeedsRole."""
    person: Person = context["person"]
    with desk.glance() as tx:
        flows.to_add(tx, person.workspace.id, by=person.slack_id)
    replies.open_modal(body, client, screens.form(Typed(), None))
    ack()


def change(desk: Desk, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Open the form about the audience beside the button. Raises NotStaff, NeedsRole, UnknownAudience."""
    person: Person = context["person"]
    with desk.glance() as tx:
        found = flows.to_change(tx, person.workspace.id, name=payloads.button_value(body), by=person.slack_id)
    replies.open_modal(body, client, screens.form(screens.typed_of(found), found))
    ack()


def submit(desk: Desk, body: Body, context: BoltContext, ack: Ack) -> None:
    """Save an audience, once; where it was changed meanwhile, show that above what was typed."""
    person: Person = context["person"]
    workspace, now, by = person.workspace.id, desk.now(), person.slack_id
    typed = screens.read(body["view"])
    instead_of, base = screens.read_metadata(body["view"].get("private_metadata") or "")
    audience = audience_of(typed)
    try:
        with desk.transaction() as tx:
            if not claim(tx, workspace, payloads.form_key(body), now):
                ack(response_action="update", view=screens.already_saved())
                return
            if instead_of:
                flows.change(tx, workspace, audience=audience, instead_of=instead_of, base=base, by=by, now=now)
            else:
                flows.add(tx, workspace, audience=audience, by=by, now=now)
    except AudienceMoved as refusal:
        ack(response_action="update", view=screens.form(typed, refusal.present, moved=True))
        return
    ack(response_action="update", view=screens.saved(audience, instead_of))


def ask_before_removing(desk: Desk, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Say what happens when an audience goes, and ask. Raises NotStaff, NeedsRole, UnknownAudience."""
    person: Person = context["person"]
    with desk.glance() as tx:
        found = flows.to_remove(tx, person.workspace.id, name=payloads.button_value(body), by=person.slack_id)
    replies.open_modal(body, client, screens.remove_form(found))
    ack()


def submit_removal(desk: Desk, body: Body, context: BoltContext, ack: Ack) -> None:
    """Remove just the audience that was shown; where it was changed meanwhile, show that and ask again."""
    person: Person = context["person"]
    workspace, now = person.workspace.id, desk.now()
    name, base = screens.read_metadata(body["view"].get("private_metadata") or "")
    try:
        with desk.transaction() as tx:
            if not claim(tx, workspace, payloads.form_key(body), now):
                ack(response_action="update", view=screens.already_saved())
                return
            flows.remove(tx, workspace, name=name, base=base, by=person.slack_id, now=now)
    except AudienceMoved as refusal:
        present = refusal.present
        view = screens.remove_form(present, moved=True) if present else screens.gone()
        ack(response_action="update", view=view)
        return
    ack(response_action="update", view=screens.removed(name))
