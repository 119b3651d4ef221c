"""What can be typed after `/partyline` with a topic behind it: one way for all verbs to ask which one is meant."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from slack_bolt import Ack
from slack_sdk import WebClient

from bot.desk import Desk
from bot.incidents.rules import Incident
from bot.party_lines import answers, flows, pickers
from bot.party_lines.memory import Memory
from bot.party_lines.pickers import Picked
from bot.people import flows as people
from bot.people.rules import Person, Role
from bot.slack import payloads, replies
from bot.storage import Tx
from bot.topics import flows as topics
from bot.topics.finding import Found, Nothing, prefix

Body = Mapping[str, Any]
# What is drawn next: a modal (`type` is "modal"), or a message for this person alone (`text` and `blocks`).
Drawn = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Verb:
    """One subcommand about a topic, such as `update`.

    `begin` draws what comes next for what was picked; it gets a transaction where the verb `writes`, else a look.
    `finds` returns the incidents on a topic that it can be about, each with what is said of it; None for a verb that
    is about the topic itself. `role` is who may use it, None for all staff.
    """

    name: str
    question: str
    begin: Callable[[Tx, Person, Picked, datetime], Drawn]
    finds: Callable[[Tx, str, str, datetime], Sequence[tuple[Incident, str]]] | None = flows.open_incidents
    role: Role | None = Role.COMMANDER
    # Another role whose holders may use it as well.
    also: Role | None = None
    # How a refusal goes on after "Only commanders …".
    doing: str = ""
    writes: bool = False
    # What is drawn where it is typed alone; without that, it is asked which topic is meant.
    alone: Callable[[Tx, Person], Drawn] | None = None

    def may_be_used_by(self, person: Person) -> bool:
        """Tell whether it is worth offering to somebody; whether they may is checked when they act."""
        return self.role is None or self.role in person.roles or self.also in person.roles


Verbs = Mapping[str, Verb]


def by_name(*verbs: Verb) -> Verbs:
    """Gather verbs under what is typed for them."""
    return {verb.name: verb for verb in verbs}


def typed(
    verb: Verb, desk: Desk, memory: Memory, body: Body, person: Person, rest: str, ack: Ack, client: WebClient
) -> None:
    """Go on from `/partyline <verb> <topic> [text]`, or ask which topic or incident is meant."""
    now = desk.now()
    board = memory.board(person.workspace, now)
    with _open(verb, desk) as tx:
        _require(tx, verb, person)
        found, text = prefix(board.index, rest)
        if verb.alone is not None and not rest:
            drawn = verb.alone(tx, person)
        elif isinstance(found, Found) and len(found.topic_ids) == 1:
            drawn = _on_topic(tx, verb, person, Picked(verb.name, found.topic_ids[0], "", text), now)
        else:
            topic_ids = () if isinstance(found, Nothing) else found.topic_ids
            names = answers.some_topics(board)
            drawn = pickers.which_topic(verb.name, verb.question, board.topics(topic_ids), names, text)
    if verb.writes:
        desk.wake_courier()
    if drawn.get("type") == "modal":
        client.views_open(trigger_id=body["trigger_id"], view=dict(drawn))
        ack()
    else:
        ack(**drawn)


def pressed(verbs: Verbs, desk: Desk, body: Body, person: Person, client: WebClient) -> None:
    """Go on from a button that says which topic or incident was meant."""
    picked = pickers.unpack(payloads.button_value(body))
    verb = verbs.get(picked.verb)
    if verb is None:
        raise pickers.UnknownButton
    with _open(verb, desk) as tx:
        _require(tx, verb, person)
        on = verb.begin if picked.incident_id else _begin_on_topic(verb)
        drawn = on(tx, person, picked, desk.now())
    if verb.writes:
        desk.wake_courier()
    if drawn.get("type") == "modal":
        replies.open_modal(body, client, dict(drawn))
    else:
        replies.tell(body, client, drawn["text"], list(drawn["blocks"]))


def _open(verb: Verb, desk: Desk) -> AbstractContextManager[Tx]:
    return desk.transaction() if verb.writes else desk.glance()


def _require(tx: Tx, verb: Verb, person: Person) -> None:
    workspace, by = person.workspace.id, person.slack_id
    if verb.role is None:
        people.require_staff(tx, workspace, by)
    else:
        people.require(tx, workspace, by, verb.role, verb.doing, also=verb.also)


def _begin_on_topic(verb: Verb) -> Callable[[Tx, Person, Picked, datetime], Drawn]:
    return lambda tx, person, picked, now: _on_topic(tx, verb, person, picked, now)


def _on_topic(tx: Tx, verb: Verb, person: Person, picked: Picked, now: datetime) -> Drawn:
    """Begin with a topic; where several incidents on it could be meant, or none, say so instead."""
    if verb.finds is None:
        return verb.begin(tx, person, picked, now)
    found = verb.finds(tx, person.workspace.id, picked.topic_id, now)
    if len(found) == 1:
        return verb.begin(tx, person, replace(picked, incident_id=found[0][0].id), now)
    topic = topics.get(tx, person.workspace.id, picked.topic_id)
    return pickers.which_incident(picked, topic, found, now) if found else pickers.nothing_open(topic)
