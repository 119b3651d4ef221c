"""*Was this useful?* below a statement, and *Say what is missing*: for every member, not for IT alone."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient

from bot.desk import Desk
from bot.echoes import flows, screens
from bot.echoes.rules import WORDS
from bot.people.listeners import ForMembers
from bot.people.rules import Person
from bot.slack import payloads, replies
from bot.statements.posts import NOT_USEFUL, USEFUL
from bot.storage.receipts import claim

Body = Mapping[str, Any]

# What every member of the workspace may press and send: the gate lets these through, and the flows ask again.
FOR_MEMBERS = ForMembers(
    buttons=frozenset({USEFUL, NOT_USEFUL, screens.SAY_WHAT}), forms=frozenset({screens.WISH_FORM})
)


def register(app: App, desk: Desk) -> None:
    """Listen to what readers answer."""
    app.action(USEFUL)(partial(vote, desk))
    app.action(NOT_USEFUL)(partial(vote, desk))
    app.action(screens.SAY_WHAT)(partial(say_what, desk))
    app.view(screens.WISH_FORM)(partial(submit_wish, desk))


def vote(desk: Desk, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Note whether a reader found a statement useful; a click that comes late again changes no later answer."""
    person: Person = context["person"]
    useful = body["actions"][0]["action_id"] == USEFUL
    workspace, statement_id, now = person.workspace.id, payloads.button_value(body), desk.now()
    with desk.transaction() as tx:
        if claim(tx, workspace, payloads.click_key(body), now):
            flows.vote(tx, workspace, statement_id=statement_id, useful=useful, by=person.slack_id, now=now)
    screen = screens.thanks(statement_id, useful=useful)
    replies.tell(body, client, screen["text"], list(screen["blocks"]))
    ack()


def say_what(desk: Desk, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Ask a reader what they miss."""
    person: Person = context["person"]
    statement_id = payloads.button_value(body)
    with desk.glance() as tx:
        statement, text = flows.whom_to_tell(tx, person.workspace.id, statement_id=statement_id, by=person.slack_id)
    replies.open_modal(body, client, screens.wish_form(statement.id, text.fields.subject))
    ack()


def submit_wish(desk: Desk, body: Body, context: BoltContext, ack: Ack) -> None:
    """Send what a reader misses to the author."""
    person: Person = context["person"]
    workspace, now, view = person.workspace.id, desk.now(), screens.wish_sent_already()
    statement_id = str(body["view"].get("private_metadata") or "").replace("\x00", "")
    words = payloads.typed(body["view"], WORDS)
    with desk.transaction() as tx:
        if claim(tx, workspace, payloads.form_key(body), now):
            statement = flows.wish(tx, workspace, statement_id=statement_id, words=words, by=person.slack_id, now=now)
            view = screens.wish_sent(statement.author)
    desk.wake_courier()
    ack(response_action="update", view=view)
