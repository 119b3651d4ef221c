"""Knocking at the bot's doors as Slack does: signed commands, clicks, forms and events, given to the bot in-process.

Shapes are those of bolt-python's tests/scenario_tests. Whatever the bot draws is held to Slack's published limits on
its way back (`sandbox/blocks`). Where a listener calls Slack, a sandbox stands in for it.
"""

import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from slack_bolt import BoltRequest
from slack_sdk.signature import SignatureVerifier

from bot.app import Identity, Partyline, build
from bot.storage import Database, sqlite_file
from sandbox.blocks import check_message_blocks, check_view
from sandbox.content import LONGEST_WHOLE, whole_length
from sandbox.ids import Ticket
from sandbox.pings import find_pings
from sandbox.running import Running
from sandbox.states import state_values
from sandbox.workspace import Message, View
from tests.support.clock import HandClock
from tests.support.house import CARL, SAM, TEAM

Json = dict[str, Any]

ROOT = Path(__file__).parents[2]
WORLD, MANIFEST = ROOT / "samples" / "world.yml", ROOT / "manifest.yml"
SECRET = "sandbox-secret"
TOKEN = "xoxb-sandbox"
NOWHERE = "http://127.0.0.1:9/api/"  # nobody listens there
CHANNEL = "C02IT"


def words_of(node: object) -> str:
    """Return everything that a person reads in a message or view, ids of people and channels included."""
    if isinstance(node, Mapping):
        own = [
            node[key] for key in ("text", "initial_value", "user_id", "channel_id") if isinstance(node.get(key), str)
        ]
        inner = [words_of(value) for key, value in node.items() if key != "value"]
        return " ".join(part for part in (*own, *inner) if part)
    if isinstance(node, list | tuple):
        return " ".join(part for part in map(words_of, node) if part)
    return ""


def elements_of(node: object) -> list[Json]:
    """Return every element of blocks that can be pressed or typed in."""
    if isinstance(node, Mapping):
        own = [dict(node)] if "action_id" in node else []
        return own + [found for value in node.values() for found in elements_of(value)]
    if isinstance(node, list | tuple):
        return [found for value in node for found in elements_of(value)]
    return []


def button(drawn: object, label: str) -> Json:
    """Return the first button with this label."""
    buttons = [one for one in elements_of(drawn) if one.get("type") == "button"]
    return next(one for one in buttons if one["text"]["text"] == label)


def must_fit_a_message(message: Mapping[str, Any]) -> None:
    """Fail where Slack would refuse a message, or where it says nothing to a screen reader."""
    drawn = message.get("blocks") or []
    problems = [f"{one.pointer}: {one.text}" for one in check_message_blocks(drawn)]
    assert problems == []
    assert whole_length(drawn) <= LONGEST_WHOLE
    assert message.get("text"), "a message with blocks needs text too"


def must_fit_a_view(view: Mapping[str, Any]) -> None:
    """Fail where Slack would refuse a modal."""
    problems = [f"{one.pointer}: {one.text}" for one in check_view(view)]
    assert problems == []


def signed(body: str, *, secret: str = SECRET, at: int | None = None, kind: str = "") -> dict[str, str]:
    """Sign a request as Slack does, now unless another instant is given: the bot holds it to the machine's clock."""
    stamp = str(int(time.time()) if at is None else at)
    signature = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=body)
    assert signature is not None
    return {
        "content-type": kind or "application/x-www-form-urlencoded",
        "x-slack-request-timestamp": stamp,
        "x-slack-signature": signature,
    }


def take_the_database_away(database: Database) -> None:
    """Put a folder where SQLite's file was, and break off what was connected to it."""
    database.close()
    file = sqlite_file(str(database.engine.url))
    assert file is not None
    for name in (file, file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")):
        name.unlink(missing_ok=True)
    file.mkdir()
    # Nothing that was read a moment ago counts: a test's clock stands still.
    database.moved = object()


def pings_of(text: str, drawn: Iterable[Mapping[str, Any]]) -> set[str]:
    """Return whom a message would notify, such as `@U01ADA` or `!channel`."""
    return {target for _, target in find_pings(text, [dict(block) for block in drawn])}


def loud(pings: list[Json]) -> list[Json]:
    """Return the pings that reach others than the reader: not the names in somebody's private answer or message."""
    return [
        ping for ping in pings if ping["target"][0] == "!" or not (ping["only_for"] or ping["channel"].startswith("D"))
    ]


@dataclass(frozen=True)
class Answer:
    """What the bot answered; all that it draws has been checked."""

    status: int
    body: Any

    @property
    def words(self) -> str:
        """Return what a person reads in the answer itself."""
        return words_of(self.body)

    @property
    def said(self) -> str:
        """Return the message's own text, or ""."""
        return str(self.body.get("text", "")) if isinstance(self.body, dict) else ""

    @property
    def errors(self) -> dict[str, str]:
        """Return the sentences beside fields."""
        found = self.body.get("errors", {}) if isinstance(self.body, dict) else {}
        return {str(field_): str(sentence) for field_, sentence in found.items()}

    @property
    def view(self) -> Json:
        """Return the view that a form turns into."""
        assert self.body["response_action"] == "update", self.body
        view: Json = self.body["view"]
        return view


def _answer(status: int, body: str) -> Answer:
    if not body:
        return Answer(status, None)
    found = json.loads(body)
    if "view" in found:
        must_fit_a_view(found["view"])
    elif "blocks" in found:
        must_fit_a_message(found)
    for sentence in found.get("errors", {}).values():
        assert sentence.strip()
    return Answer(status, found)


@dataclass
class Doors:
    """The bot in this process, on a database and a clock set by hand, with a sandbox as its Slack or with none."""

    database: Database
    clock: HandClock
    slack: Running | None = None
    identity: Identity = field(default_factory=lambda: Identity(TEAM, "U0PARTYBOT", "B0PARTYBOT"))
    notes: list[Any] = field(default_factory=list)
    _count: Any = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        api_url = self.slack.api_url if self.slack else NOWHERE
        self.bot: Partyline = build(
            self.database,
            bot_token=TOKEN,
            signing_secret=SECRET,
            api_url=api_url,
            now=self.clock,
            identity=lambda: self.identity,
            on_note=self.notes.append,
        )

    # -- the doors ------------------------------------------------------------------------------------------------

    def command(self, text: str, by: str = SAM, **more: str) -> Answer:
        """Type `/partyline` and these words."""
        fields = {
            "token": "verification",
            "team_id": TEAM,
            "team_domain": "example-it",
            "channel_id": CHANNEL,
            "channel_name": "it-staff",
            "user_id": by,
            "user_name": by.lower(),
            "command": "/partyline",
            "text": text,
            "api_app_id": "A01PARTY",
            "is_enterprise_install": "false",
            "response_url": self.response_url(by),
            "trigger_id": self.trigger(by),
        }
        return self.post(urlencode(fields | more))

    def press(self, action: str, value: str = "", by: str = SAM, *, view: Json | None = None, **more: Any) -> Answer:
        """Press a button in a message, or in a `view`."""
        pressed = {
            "type": "button",
            "block_id": "b",
            "action_id": action,
            "text": {"type": "plain_text", "text": "Press", "emoji": False},
            "value": value,
            "action_ts": f"1700000000.{next(self._count):06d}",
        }
        body = self.who(by) | {"type": "block_actions", "trigger_id": self.trigger(by, view), "actions": [pressed]}
        if view is not None:
            body |= {"container": {"type": "view", "view_id": view["id"]}, "view": view}
        else:
            body |= {
                "container": {"type": "message", "message_ts": "1.000001", "channel_id": CHANNEL, "is_ephemeral": True},
                "channel": {"id": CHANNEL, "name": "it-staff"},
                "response_url": self.response_url(by),
            }
        return self.interact(body | more)

    def push(self, drawn: object, label: str, by: str = SAM, **more: Any) -> Answer:
        """Press the button with this label in something drawn."""
        found = button(drawn, label)
        return self.press(found["action_id"], found.get("value", ""), by, **more)

    def submit(self, view: Json, by: str = CARL, *, view_id: str = "", **typed: Any) -> Answer:
        """Submit a view as it was drawn, with these fields changed: text, an option's value, or epoch seconds."""
        values = state_values(view["blocks"], {})
        for block_id, value in typed.items():
            values[block_id]["value"] |= typed_state(values[block_id]["value"], value)
        sent = view | {"id": view.get("id") or view_id or f"V{next(self._count)}", "state": {"values": values}}
        sent.setdefault("private_metadata", "")
        return self.send_form(sent, by)

    def send_form(self, view: Json, by: str = CARL, **more: Any) -> Answer:
        """Send a view_submission just as it is given."""
        body = self.who(by) | {"type": "view_submission", "trigger_id": self.trigger(by), "view": view}
        return self.interact(body | {"response_urls": []} | more)

    def event(self, event: Json, **more: Any) -> Answer:
        """Tell of something that happened."""
        body: Json = {
            "token": "verification",
            "team_id": TEAM,
            "api_app_id": "A01PARTY",
            "type": "event_callback",
            "event": event,
            "event_id": f"Ev{next(self._count)}",
            "event_time": 1_700_000_000,
        }
        return self.post(json.dumps(body | more), kind="application/json")

    def interact(self, body: Json) -> Answer:
        """Send an interaction."""
        return self.post(urlencode({"payload": json.dumps(body)}))

    def post(self, body: str, kind: str = "") -> Answer:
        """Sign and send."""
        answer = self.bot.bolt.dispatch(BoltRequest(body=body, headers=dict(signed(body, kind=kind))))
        return _answer(answer.status, str(answer.body or ""))

    # -- what stands around them ----------------------------------------------------------------------------------

    def who(self, by: str, team: str = TEAM) -> Json:
        """Return the part of an interaction that says who acts and where."""
        return {
            "user": {"id": by, "username": by.lower(), "name": by.lower(), "team_id": team},
            "api_app_id": "A01PARTY",
            "token": "verification",
            "team": {"id": TEAM, "domain": "example-it"},
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def trigger(self, by: str, view: Json | None = None) -> str:
        """Return a trigger_id: the sandbox's, or one that opens nothing."""
        if self.slack is None:
            return "1.1.none"
        return self.slack.ws.ids.trigger(by, self.slack.ws.now(), view["id"] if view else None)

    def response_url(self, by: str, original: str | None = None) -> str:
        """Return an address for private replies: the sandbox's, or one where nobody listens."""
        if self.slack is None:
            return "http://127.0.0.1:9/respond"
        ticket = self.slack.ws.ids.ticket(Ticket(by, CHANNEL, self.slack.ws.now(), original=original))
        return f"{self.slack.base_url}/respond/actions/{TEAM}/{ticket}"

    @property
    def box(self) -> Running:
        """Return the sandbox."""
        assert self.slack is not None
        return self.slack

    def modal(self, by: str) -> Json:
        """Return the modal that somebody has on top, as Slack would send it with a click."""
        view: View = self.box.ws.screen(by).modals[-1]
        return {"id": view.id, **view.raw, "private_metadata": view.raw.get("private_metadata", "")}

    def modals(self, by: str) -> int:
        """Return how many modals somebody has open."""
        return len(self.box.ws.screen(by).modals)

    def private(self, by: str) -> list[Message]:
        """Return the messages that only this person sees, oldest first."""
        found = [one for messages in self.box.ws.messages.values() for one in messages if one.only_for == by]
        return sorted(found, key=lambda message: float(message.ts))

    def posted(self, channel: str) -> list[Message]:
        """Return what stands in a channel for everybody in it."""
        return [one for one in self.box.ws.messages.get(channel, []) if one.only_for is None]

    def deliver(self) -> None:
        """Let the courier send everything that is due, and what comes due within a minute because of the pace."""
        end = self.clock() + timedelta(minutes=1)
        while (left := end - self.clock()) > timedelta(0):
            self.clock.tick(seconds=min(self.bot.courier.step(), left).total_seconds())

    def calm(self) -> None:
        """Fail where the sandbox saw a rule broken, or anybody pinged where others read too."""
        assert list(self.box.ws.journal.rules) == []
        assert loud(list(self.box.ws.journal.pings)) == []


def typed_state(before: Json, value: Any) -> Json:
    """Return what an input holds once a person typed or chose this, in the shape that it had before."""
    if "selected_option" in before:
        return {"selected_option": {"value": value, "text": {"type": "plain_text", "text": str(value)}}}
    if "selected_options" in before:
        return {"selected_options": [{"value": one, "text": {"type": "plain_text", "text": one}} for one in value]}
    for key in ("selected_date_time", "selected_date", "selected_time", "selected_user", "selected_conversations"):
        if key in before:
            return {key: value}
    return {"value": value}
