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
from bot.asks.rules import Lookup, says_something
from bot.desk import Desk
from bot.party_lines import (
    answers,
    approval_screens,
    cases,
    flows,
    help_screen,
    pickers,
    screens,
    slips,
    verbs,
    writing_listeners,
)
from bot.party_lines.board import Board
from bot.party_lines.memory import Memory, NothingRemembered
from bot.party_lines.rules import Case
from bot.party_lines.serving import Answer, Cards, Everything, NoLine
from bot.party_lines.verbs import Verbs
from bot.people import flows as people
from bot.people.rules import Person, Role
from bot.slack import blocks, payloads, replies
from bot.slack.commands import Command
from bot.slack.text import as_typed
from bot.storage import DatabaseAway, Tx
from bot.storage.receipts import claim
from bot.topics.finding import Found, prefix
from bot.topics.rules import Topic

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LineDesk:
    """The desk, and what only this room needs: all that can be said, a notebook, what can be typed."""

    desk: Desk
    memory: Memory
    note: Callable[[Lookup], None]
    # Every subcommand about a topic, of this room and of those above it.
    verbs: Verbs


def register(app: App, line_desk: LineDesk) -> None:
    """Answer `/partyline` and the buttons of its answers."""
    app.use(Command("/partyline", partial(partyline, line_desk)))
    app.action(re.compile(rf"^{re.escape(screens.SHOW)}\.\d+$"))(partial(show, line_desk))
    app.action(screens.SEND_TO_ME)(partial(send_to_me, line_desk))
    app.action(screens.TELL_THE_DESK)(partial(tell_the_desk, line_desk))
    app.action(re.compile(rf"^{re.escape(pickers.PICK)}\.\d+$"))(partial(pick, line_desk))
    writing_listeners.register(app, line_desk.desk)


def partyline(line_desk: LineDesk, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Answer `/partyline` with whatever comes after it: a subcommand, or words to look up."""
    typed = as_typed(str(body.get("text") or "")).strip()
    verb, _, rest = typed.partition(" ")
    if not rest and (read := _READING.get(verb.lower())) is not None:
        ack(**read(line_desk, context))
    elif (known := line_desk.verbs.get(verb.lower())) is not None:
        verbs.typed(known, line_desk.desk, line_desk.memory, body, context["person"], rest.strip(), ack, client)
    else:
        slipped = partial(_slip, line_desk, context["person"], typed)
        given, screen = answer(line_desk, context, partial(answers.look_up, words=typed), slipped)
        ack(**screen)
        note(line_desk, context["person"], given)


def answer(
    line_desk: LineDesk,
    context: BoltContext,
    ask: Callable[..., Answer],
    slipped: Callable[[Board, Answer], screens.Screen | None] = lambda _board, _given: None,
) -> tuple[Answer, screens.Screen]:
    """Put a question to all that can be said now, and draw the answer; where nothing is said on it, tell the desk.

    `slipped` may know that no question was meant: what it draws goes below a line, and in place of anything else.
    Raises NothingRemembered.
    """
    now = line_desk.desk.now()
    found, as_of = board(line_desk, context)
    given = ask(found, now=now)
    meant = slipped(found, given)
    if meant is not None and not isinstance(given, Cards | Everything):
        return given, meant
    told = () if as_of else _tell_desk(line_desk.desk, context["person"], given)
    screen = screens.answer(given, now, told=told, as_of=as_of)
    return given, screen if meant is None else {**screen, "blocks": [*screen["blocks"], *meant["blocks"]]}


def _slip(line_desk: LineDesk, person: Person, typed: str, board: Board, given: Answer) -> screens.Screen | None:
    """Ask whether a subcommand was meant, where the first word is a slip of one and the words name no topic clearly.

    Where they do (`opne network`), only those are asked who may use it, below the line: nobody is kept from that.
    """
    word, _, rest = typed.partition(" ")
    verb = slips.meant(word, (*line_desk.verbs, *(read for read in _READING if not rest)))
    if verb is None:
        return None
    found, text = prefix(board.index, rest)
    named = set(found.topic_ids) if isinstance(found, Found) and len(found.topic_ids) == 1 else set[str]()
    known = line_desk.verbs.get(verb)
    if (about := _topics_of(given)) and (about != named or known is None or not known.may_be_used_by(person)):
        return None
    topic = next(iter(board.topics(list(named))), None)
    return pickers.did_you_mean(verb, topic, text if topic else rest, "" if about else typed)


def _topics_of(given: Answer) -> set[str]:
    """Return the ids of the topics that are clearly what an answer is about."""
    topics = [*given.missing] if isinstance(given, Cards | Everything) else []
    topics += [given.topic] if isinstance(given, NoLine) and given.topic else []
    shown = given.cards if isinstance(given, Cards) else given.rows if isinstance(given, Everything) else ()
    return {topic.id for topic in (*topics, *(served.topic for served in shown)) if topic}


def board(line_desk: LineDesk, context: BoltContext) -> tuple[Board, datetime | None]:
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
    questions = questions_of(given)
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


def questions_of(given: Answer) -> list[tuple[str, Topic | None]]:
    """Return what an answer has no line on: each question, and the topic it is about where that is known."""
    if isinstance(given, NoLine):
        if given.topic is None and not says_something(given.typed):
            return []
        return [(given.typed or (given.topic.name if given.topic else ""), given.topic)]
    missing = given.missing if isinstance(given, Cards | Everything) else ()
    return [(topic.name, topic) for topic in missing]


def note(line_desk: LineDesk, person: Person, given: Answer) -> None:
    """Note the lines that somebody was given, as looked up."""
    at = line_desk.desk.now()
    shown = given.cards if isinstance(given, Cards) else given.rows if isinstance(given, Everything) else ()
    for served in shown:
        topic_id = served.topic.id if served.topic else ""
        kind = served.kind.value
        line_desk.note(Lookup(person.workspace.id, person.slack_id, topic_id, served.line.id, kind, at))


def everything(line_desk: LineDesk, context: BoltContext) -> screens.Screen:
    """Draw all that IT says now, and what waits for this person: for their eyes only, and not to stay."""
    person: Person = context["person"]
    given, screen = answer(line_desk, context, answers.everything)
    note(line_desk, person, given)
    waiting: list[tuple[Case, str]] = []
    if person.roles & {Role.COMMANDER, Role.APPROVER}:
        with suppress(DatabaseAway), line_desk.desk.glance() as tx:
            waiting = cases.waiting_cases(tx, person.workspace.id, line_desk.desk.now())
    return {**screen, "blocks": [*screen["blocks"], *approval_screens.waiting_list(waiting)][:50]}


def help_for(line_desk: LineDesk, context: BoltContext) -> screens.Screen:
    """Draw the help for this person."""
    person: Person = context["person"]
    commanders: tuple[str, ...] = ()
    with suppress(DatabaseAway), line_desk.desk.glance() as tx:
        commanders = people.holders(tx, person.workspace.id, Role.COMMANDER)
    try:
        names = answers.some_topics(board(line_desk, context)[0])
    except NothingRemembered:
        names = ["network"]
    return help_screen.draw(person, line_desk.verbs, commanders, names)


_READING: dict[str, Callable[[LineDesk, BoltContext], screens.Screen]] = {
    "": everything,
    "list": everything,
    "help": help_for,
    "?": help_for,
}


def show(line_desk: LineDesk, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Show the card of the topic or incident whose button was pressed."""
    topic_id, _, incident_id = payloads.button_value(body).partition("/")
    about = partial(answers.about, topic_ids=(topic_id,), words="", incident_id=incident_id)
    given, screen = answer(line_desk, context, about)
    replies.tell(body, client, screen["text"], list(screen["blocks"]))
    ack()
    note(line_desk, context["person"], given)


def pick(line_desk: LineDesk, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Go on from a button that says which topic or incident was meant."""
    verbs.pressed(line_desk.verbs, line_desk.desk, body, context["person"], client)
    ack()


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
