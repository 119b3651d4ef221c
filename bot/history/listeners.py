"""`/partyline history`, and the buttons of what it shows."""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient

from bot.desk import Desk
from bot.history import exporting, flows, form_filling, screens
from bot.history.rules import HISTORY
from bot.party_lines.pickers import Picked, UnknownButton
from bot.party_lines.verbs import Drawn, Verb, by_name
from bot.people.rules import Person, Role
from bot.refusals import Refusal
from bot.slack import blocks, payloads, replies
from bot.slack.client import SLACK_ERRORS
from bot.slack.files import send_file
from bot.storage import Tx
from bot.storage.receipts import claim

Body = Mapping[str, Any]


def register(app: App, desk: Desk) -> None:
    """Listen to the buttons of the history."""
    app.action(screens.OLDER)(partial(turn, desk))
    app.action(screens.NEWEST)(partial(turn, desk))
    app.action(screens.EXPORT_CSV)(partial(export, desk, exporting.CSV))
    app.action(screens.EXPORT_JSON)(partial(export, desk, exporting.JSON))
    app.action(re.compile(rf"^{re.escape(screens.PUT_FORWARD)}\.\d+$"))(partial(put_forward, desk))


def begin(tx: Tx, person: Person, picked: Picked, now: datetime) -> Drawn:
    """Draw the newest versions about a topic."""
    return _page(tx, person, picked.topic_id, "", now)


VERBS = by_name(
    Verb(
        HISTORY,
        "The history of which topic?",
        begin,
        finds=None,
        also=Role.APPROVER,
        doing="read the history of a topic",
    )
)


def _page(tx: Tx, person: Person, topic_id: str, older_than: str, now: datetime) -> blocks.Block:
    found = flows.page(tx, person.workspace.id, topic_id=topic_id, older_than=older_than, by=person.slack_id, now=now)
    return screens.page(
        found.topic, found.versions, found.incidents, found.titles, now, more=found.more, is_newest=found.is_newest
    )


def turn(desk: Desk, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Show the versions that are older than the last one here, or the newest ones again."""
    topic_id, _, older_than = payloads.button_value(body).partition("/")
    with desk.glance() as tx:
        view = _page(tx, context["person"], topic_id, older_than, desk.now())
    client.views_update(view_id=body["view"]["id"], view=view)
    ack()


def put_forward(desk: Desk, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Open the form for the next version with the words of an earlier one."""
    topic_id, incident_id, line_id = _three(payloads.button_value(body))
    with desk.glance() as tx:
        view = form_filling.again(
            tx, context["person"], topic_id=topic_id, incident_id=incident_id, line_id=line_id, now=desk.now()
        )
    replies.open_modal(body, client, view)
    ack()


def _three(value: str) -> tuple[str, str, str]:
    parts = value.split("/")
    if len(parts) != 3:
        raise UnknownButton
    return parts[0], parts[1], parts[2]


def export(desk: Desk, how: str, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Send the versions about a topic as a file to whoever asks; a click that Slack sends twice sends one."""
    person: Person = context["person"]
    workspace, by, now = person.workspace.id, person.slack_id, desk.now()
    topic_id = payloads.button_value(body)
    with desk.glance() as tx:
        name, text = exporting.for_slack(tx, workspace, how, topic_id=topic_id, by=by, now=now)
    with desk.transaction() as tx:
        is_new = claim(tx, workspace, payloads.click_key(body), now)
    if is_new:
        _send(client, by, name, text)
    said = "Sent: look in your messages with me."
    replies.tell(body, client, said, [blocks.section(said)])
    ack()


def _send(client: WebClient, by: str, name: str, text: str) -> None:
    said = "The history you asked for. It holds words that were never approved, and background: keep it in IT."
    try:
        send_file(client, by, name, text, said)
    except SLACK_ERRORS as error:
        raise Refusal(
            "Slack did not take the file. Try again in a minute; if it stays, ask for: python -m bot export"
        ) from error
