"""Following and unfollowing, and the buttons on the commander's list of a push."""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient

from bot.desk import Desk
from bot.party_lines.pickers import Picked
from bot.party_lines.screens import FOLLOW
from bot.party_lines.verbs import Verb, by_name
from bot.people.rules import Person
from bot.pushing import flows, screens
from bot.pushing.rules import Following
from bot.pushing.screens import Screen
from bot.slack import blocks, payloads, replies
from bot.storage import Tx
from bot.storage.receipts import claim

Body = Mapping[str, Any]


def register(app: App, desk: Desk) -> None:
    """Listen to the buttons of cards, news and lists."""
    app.action(FOLLOW)(partial(change, desk, to_follow=True))
    app.action(re.compile(rf"^{re.escape(screens.UNFOLLOW)}(\.\d+)?$"))(partial(change, desk, to_follow=False))
    app.action(screens.SHOW_LIST)(partial(show, desk))
    app.action(screens.TRY_AGAIN)(partial(try_again, desk))


def begin_follow(tx: Tx, person: Person, picked: Picked, now: datetime) -> Screen:
    """Let somebody follow the topic that they typed."""
    workspace, by = person.workspace.id, person.slack_id
    return screens.following(flows.follow(tx, workspace, topic_ids=[picked.topic_id], by=by, now=now))


def begin_unfollow(tx: Tx, person: Person, picked: Picked, _now: datetime) -> Screen:
    """Let somebody not follow the topic that they typed any more."""
    workspace, by = person.workspace.id, person.slack_id
    return screens.following(flows.unfollow(tx, workspace, topic_ids=[picked.topic_id], by=by))


def all_followed(tx: Tx, person: Person) -> Screen:
    """List what somebody follows, where they name no topic."""
    return screens.all_followed(flows.followed(tx, person.workspace.id, by=person.slack_id))


VERBS = by_name(
    Verb("follow", "Follow which topic?", begin_follow, finds=None, role=None, writes=True, alone=all_followed),
    Verb("unfollow", "Unfollow which topic?", begin_unfollow, finds=None, role=None, writes=True, alone=all_followed),
)


def change(desk: Desk, body: Body, context: BoltContext, ack: Ack, client: WebClient, *, to_follow: bool) -> None:
    """Let whoever pressed `Follow` or `Unfollow` follow the button's topics, or not any more."""
    person: Person = context["person"]
    workspace, now, topic_ids = person.workspace.id, desk.now(), screens.split(payloads.button_value(body))
    how = partial(flows.follow, now=now) if to_follow else flows.unfollow
    done: Following | None = None
    with desk.transaction() as tx:
        if claim(tx, workspace, payloads.click_key(body), now):
            done = how(tx, workspace, topic_ids=topic_ids, by=person.slack_id)
    if done is not None:
        _tell(body, client, screens.following(done))
    ack()


def show(desk: Desk, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Show a commander which destinations a push has not reached, and why."""
    person: Person = context["person"]
    with desk.glance() as tx:
        push, far = flows.show(tx, person.workspace.id, line_id=payloads.button_value(body), by=person.slack_id)
    _tell(body, client, screens.destinations(push, far))
    ack()


def try_again(desk: Desk, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Send again what failed of a push."""
    person: Person = context["person"]
    workspace, now, line_id = person.workspace.id, desk.now(), payloads.button_value(body)
    number: int | None = None
    with desk.transaction() as tx:
        if claim(tx, workspace, payloads.click_key(body), now):
            number = flows.try_again(tx, workspace, line_id=line_id, by=person.slack_id, now=now)
    if number is not None:
        desk.wake_courier()
        said = screens.trying_again(number)
        replies.tell(body, client, said, [blocks.section(said)])
    ack()


def _tell(body: Body, client: WebClient, screen: Screen) -> None:
    replies.tell(body, client, screen["text"], list(screen["blocks"]))
