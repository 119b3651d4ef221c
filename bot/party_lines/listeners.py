"""`/partyline` and the clicks on its answers: looking up. Writing is in `writing_listeners.py`."""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient

from bot.asks import flows as asks
from bot.asks.rules import Lookup
from bot.desk import Desk
from bot.party_lines import answers, approval_screens, cases, flows, help_screen, screens, writing_listeners
from bot.party_lines.board import Board
from bot.party_lines.memory import Memory, NothingRemembered
from bot.party_lines.rules import Case
from bot.party_lines.serving import Answer, Cards, Everything, NoLine
from bot.people import flows as people
from bot.people.rules import Person, Role
from bot.slack import blocks, payloads, replies
from bot.slack.commands import Command
from bot.slack.text import as_typed
from bot.storage import DatabaseAway, Tx
from bot.storage.receipts import claim

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LineDesk:
    """The desk, and what only this room needs: all that can be said, and a notebook."""

    desk: Desk
    memory: Memory
    note: Callable[[Lookup], None]


def register(app: App, line_desk: LineDesk) -> None:
    """Answer `/partyline` and the buttons of its answers."""
    app.use(Command("/partyline", partial(partyline, line_desk)))
    app.action(re.compile(rf"^{re.escape(screens.SHOW)}\.\d+$"))(partial(show, line_desk))
    app.action(screens.SEND_TO_ME)(partial(send_to_me, line_desk))
    app.action(screens.TELL_THE_DESK)(partial(tell_the_desk, line_desk))
    writing_listeners.register(app, line_desk.desk)


def partyline(line_desk: LineDesk, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Answer `/partyline` with whatever comes after it: a subcommand, or words to look up."""
    typed = as_typed(str(body.get("text") or "")).strip()
    verb, _, rest = typed.partition(" ")
    if not rest and (read := _READING.get(verb.lower())) is not None:
        ack(**read(line_desk, context))
    elif (write := writing_listeners.COMMANDS.get(verb.lower())) is not None:
        write(line_desk.desk, line_desk.memory, body, context["person"], rest.strip(), ack, client)
    else:
        given, screen = _answer(line_desk, context, partial(answers.look_up, words=typed))
        ack(**screen)
        _note(line_desk, context["person"], given)


def _answer(line_desk: LineDesk, context: BoltContext, ask: Callable[..., Answer]) -> tuple[Answer, screens.Screen]:
    """Put a question to all that can be said now, and draw the answer; where nothing is said on it, tell the desk."""
    board, as_of = _board(line_desk, context)
    now = line_desk.desk.now()
    given = ask(board, now=now)
    told = () if as_of else _tell_desk(line_desk.desk, context["person"], given)
    return given, screens.answer(given, now, told=told, as_of=as_of)


def _board(line_desk: LineDesk, context: BoltContext) -> tuple[Board, datetime | None]:
    """Return all that can be said now; with the database away as it was last seen, and when that was.

    The gate has found out whether it is away: one that does not answer is not asked twice within one request.
    """
    workspace = context["person"].workspace
    if not context["database_away"]:
        with suppress(DatabaseAway):
            return line_desk.memory.board(workspace, line_desk.desk.now()), None
    board = line_desk.memory.last(workspace.id)
    return board, board.seen_at


def _tell_desk(desk: Desk, person: Person, given: Answer) -> tuple[str, ...]:
    """Record what met no line, and return who is told of it. Where that cannot be done, nobody was, and we say so."""
    if isinstance(given, NoLine):
        questions = [(given.typed or (given.topic.name if given.topic else ""), given.topic)]
    else:
        missing = given.missing if isinstance(given, Cards | Everything) else ()
        questions = [(topic.name, topic) for topic in missing]
    if not questions:
        return ()
    workspace, by, told = person.workspace.id, person.slack_id, dict[str, None]()
    try:
        with desk.transaction() as tx:
            for question, topic in questions:
                where = asks.record(tx, workspace, question=question, topic=topic, by=by, now=desk.now())
                told |= dict.fromkeys(where)
    except DatabaseAway:
        return ()
    desk.wake_courier()
    return tuple(told)


def _note(line_desk: LineDesk, person: Person, given: Answer) -> None:
    at = line_desk.desk.now()
    shown = given.cards if isinstance(given, Cards) else given.rows if isinstance(given, Everything) else ()
    for served in shown:
        topic_id = served.topic.id if served.topic else ""
        kind = served.kind.value
        line_desk.note(Lookup(person.workspace.id, person.slack_id, topic_id, served.line.id, kind, at))


def _everything(line_desk: LineDesk, context: BoltContext) -> screens.Screen:
    person: Person = context["person"]
    given, screen = _answer(line_desk, context, answers.everything)
    _note(line_desk, person, given)
    waiting: list[tuple[Case, str]] = []
    if person.roles & {Role.COMMANDER, Role.APPROVER}:
        with suppress(DatabaseAway), line_desk.desk.glance() as tx:
            waiting = cases.waiting_cases(tx, person.workspace.id)
    return {**screen, "blocks": [*screen["blocks"], *approval_screens.waiting_list(waiting)][:50]}


def _help(line_desk: LineDesk, context: BoltContext) -> screens.Screen:
    person: Person = context["person"]
    commanders: tuple[str, ...] = ()
    with suppress(DatabaseAway), line_desk.desk.glance() as tx:
        commanders = people.holders(tx, person.workspace.id, Role.COMMANDER)
    try:
        names = answers.some_topics(_board(line_desk, context)[0])
    except NothingRemembered:
        names = ["network"]
    return help_screen.draw(person, commanders, names)


_READING: dict[str, Callable[[LineDesk, BoltContext], screens.Screen]] = {
    "": _everything,
    "list": _everything,
    "help": _help,
    "?": _help,
}


def show(line_desk: LineDesk, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Show the card of the topic or incident whose button was pressed."""
    topic_id, _, incident_id = payloads.button_value(body).partition("/")
    about = partial(answers.about, topic_ids=(topic_id,), words="", incident_id=incident_id)
    given, screen = _answer(line_desk, context, about)
    replies.tell(body, client, screen["text"], list(screen["blocks"]))
    ack()
    _note(line_desk, context["person"], given)


def send_to_me(line_desk: LineDesk, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Send the card as a direct message, which stays when private replies are gone."""
    desk, person = line_desk.desk, context["person"]
    workspace, now = person.workspace.id, desk.now()
    with desk.transaction() as tx:
        if claim(tx, workspace, payloads.click_key(body), now):
            flows.send_copy(tx, workspace, answer=payloads.button_value(body), by=person.slack_id, now=now)
    desk.wake_courier()
    _reply(body, client, "Sent: look in your messages with me.")
    ack()


def tell_the_desk(line_desk: LineDesk, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Pass on a question that matched no topic clearly."""
    desk, person = line_desk.desk, context["person"]
    workspace, now, question = person.workspace.id, desk.now(), payloads.button_value(body)
    with desk.transaction() as tx:
        if claim(tx, workspace, payloads.click_key(body), now):
            _record(tx, workspace, question, person, desk)
    desk.wake_courier()
    _reply(body, client, "I have told the IT desk what you were asked.")
    ack()


def _record(tx: Tx, workspace: str, question: str, person: Person, desk: Desk) -> None:
    asks.record(tx, workspace, question=question, topic=None, by=person.slack_id, now=desk.now())


def _reply(body: Body, client: WebClient, said: str) -> None:
    replies.tell(body, client, said, [blocks.section(said)])
