"""A mention of the bot, a direct message to it, and *Answer with a party line* on somebody's message."""

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient

from bot.desk import Desk
from bot.party_lines import answers, pickers
from bot.party_lines import listeners as lines
from bot.party_lines.board import Board
from bot.party_lines.listeners import LineDesk
from bot.party_lines.screens import Screen, answer, kept_copy
from bot.party_lines.serving import Answer, Cards, Everything, NoLine, WhichOne
from bot.people.listeners import let_in
from bot.people.memory import Acquaintances
from bot.people.rules import Kind, Person
from bot.refusals import Refusal
from bot.slack import payloads, replies
from bot.slack.client import SLACK_ERRORS, error_code
from bot.storage import DatabaseAway
from bot.storage.receipts import claim, is_claimed
from bot.talk import flows, screens
from bot.talk.hearing import heard, my_name, words_in
from bot.talk.memory import Answered
from bot.talk.rules import Instead, Manner, Plain, Said, is_bare, manner
from bot.topics.finding import Choices, Found, find, prefix

logger = logging.getLogger(__name__)

Body = Mapping[str, Any]
Told = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Talk:
    """All that answering a message takes."""

    lines: LineDesk
    acquaintances: Acquaintances
    answered: Answered = field(default_factory=Answered)

    @property
    def desk(self) -> Desk:
        """The desk of the room below."""
        return self.lines.desk


@dataclass(frozen=True, slots=True)
class Reply:
    """What a message is answered with: how to draw it once it is known who was told, and what was looked up."""

    draw: Callable[[Told], Screen]
    given: Answer | None = None
    # What is sent in its place where it cannot be shown, if that is not what was looked up.
    instead: Answer | Instead | None = None

    @property
    def is_for_the_ledger(self) -> bool:
        """Tell whether it goes out as letters: lines do, and that there are none; help and hints do not."""
        return isinstance(self.given, Cards | Everything | NoLine)


class NotShown(Exception):  # noqa: N818 - a state of the world, named as people say it
    """Slack did not take an answer that nothing else holds: it has to tell of the message again."""


class NotWritten(Exception):  # noqa: N818
    """The database did not take an answer: nothing of it was written down."""


def register(app: App, line_desk: LineDesk, acquaintances: Acquaintances) -> None:
    """Listen where people talk."""
    talk = Talk(line_desk, acquaintances)
    app.event("app_mention")(partial(written, talk))
    app.event("message")(partial(written, talk))
    app.message_shortcut("answer_with_line")(partial(answer_message, line_desk))


def written(talk: Talk, body: Body, event: Body, context: BoltContext, client: WebClient) -> None:
    """Answer what a person wrote: in a direct message there, after a mention for their eyes only.

    Only messages in a conversation with the bot, and those that name it, are ours. Apps get no answer at all.
    """
    said = heard(event, my_name(body, context.bot_user_id))
    if said is None or (event.get("type") == "message" and not said.is_direct) or (said.is_direct and not said.words):
        return
    actor = payloads.writer(body)
    try:
        let_in(talk.desk, talk.acquaintances, actor, context, client)
        _answer(talk, said, context, client)
    except Refusal as refusal:
        known = talk.acquaintances.recall(actor.workspace, actor.slack_id)
        if known is not None and known.kind is Kind.APP:
            return
        no = screens.refusal(refusal.sentence)
        _give(talk, said, actor, Reply(lambda _: no), client, away=bool(context.get("database_away")))


def _answer(talk: Talk, said: Said, context: BoltContext, client: WebClient) -> None:
    """Answer somebody who may be answered, once."""
    person: Person = context["person"]
    actor = payloads.Actor(person.workspace.id, person.slack_id, "")
    reply = _reply(talk, said, context)
    if reply is None or not _give(talk, said, actor, reply, client, away=context["database_away"]):
        return
    if reply.given is not None:
        lines.note(talk.lines, person, reply.given)


def _reply(talk: Talk, said: Said, context: BoltContext) -> Reply | None:
    """Decide what to answer; None for what wants no answer."""
    how, line_desk = manner(said.words), talk.lines
    if is_bare(said.words):
        return _by_itself(talk, how, said, context)
    board, as_of = lines.board(line_desk, context)
    now = talk.desk.now()
    if (meant := _subcommand(talk, said, board, context["person"])) is not None:
        return meant
    given = answers.look_up(board, said.words, now)
    nothing_found = isinstance(given, NoLine) and given.topic is None
    if how is Manner.COURTESY and (nothing_found or isinstance(given, WhichOne)):
        return None
    if nothing_found and how in {Manner.HELP, Manner.EVERYTHING}:
        return _by_itself(talk, how, said, context)
    if nothing_found and (how is Manner.VAGUE or not said.is_direct):
        return Reply(lambda _: screens.hint(answers.some_topics(board)), instead=Instead(Plain.HINT))
    return Reply(partial(_draw, given, now, as_of, said), given)


def _draw(given: Answer, now: datetime, as_of: datetime | None, said: Said, told: Told) -> Screen:
    """Draw an answer that is posted past the ledger: dated where it stays."""
    kept = kept_copy(given, now) if said.is_direct and as_of is None else None
    return kept or answer(given, now, told=told, as_of=as_of, fleeting=not said.is_direct)


def _by_itself(talk: Talk, how: Manner, said: Said, context: BoltContext) -> Reply:
    """Answer with the help, or with all that IT says now: what waits for approval only where it does not stay."""
    if how is Manner.HELP:
        asker = Instead(Plain.HELP, context["person"].slack_id)
        return Reply(lambda _: lines.help_for(talk.lines, context), instead=asker)
    board, as_of = lines.board(talk.lines, context)
    now = talk.desk.now()
    given = answers.everything(board, now)
    if not said.is_direct:
        return Reply(lambda _: lines.everything(talk.lines, context), instead=given)
    return Reply(partial(_draw, given, now, as_of, said), given)


def _subcommand(talk: Talk, said: Said, board: Board, person: Person) -> Reply | None:
    """Offer a button where somebody wrote what they would type after `/partyline`: a form can only follow a click."""
    word, _, rest = said.words.partition(" ")
    verb = talk.lines.verbs.get(word.casefold())
    if verb is None or not verb.may_be_used_by(person):
        return None
    found, text = prefix(board.index, rest)
    if not isinstance(found, Found) or len(found.topic_ids) != 1:
        return None
    topic = board.by_id[found.topic_ids[0]]
    asked = pickers.did_you_mean(verb.name, topic, text)
    return Reply(lambda _: asked, instead=Instead(Plain.SUBCOMMAND, f"{verb.name}/{topic.id}"))


def _give(talk: Talk, said: Said, actor: payloads.Actor, reply: Reply, client: WebClient, *, away: bool) -> bool:
    """Give an answer to who wrote, once; False where that was done before. With `away`, the database is."""
    if said.key in talk.answered:
        return False
    if not said.is_direct:
        return _show(talk, said, actor, reply, client, away=away)
    if reply.is_for_the_ledger and not away:
        with suppress(NotWritten):
            return _take(talk, said, actor, reply) is not None
    return _say(talk, said, actor, reply, client, away=away)


def _show(talk: Talk, said: Said, actor: payloads.Actor, reply: Reply, client: WebClient, *, away: bool) -> bool:
    """Show an answer where its asker named us; what cannot be shown there goes to them directly."""
    told: Told | None = None
    is_written = False
    if not away:
        with suppress(NotWritten):
            told, is_written = _take(talk, said, actor, reply), True
    # With the database away nothing can be written: then what this copy of the bot remembers has to do.
    if not is_written and talk.answered.add(said.key):
        told = ()
    if told is None:
        return False
    if not _post(client, said, actor.slack_id, reply.draw(told)) and is_written:
        _send(talk, actor, reply)
    return True


def _send(talk: Talk, actor: payloads.Actor, reply: Reply) -> None:
    """Send an answer that could not be shown as a direct message. A refusal is not: nobody is written to for a no."""
    given = reply.instead or reply.given
    if given is None:
        return
    with suppress(DatabaseAway), talk.desk.transaction() as tx:
        flows.send(
            tx,
            actor.workspace,
            given=given,
            questions=_questions(reply.given),
            by=actor.slack_id,
            now=talk.desk.now(),
        )
    talk.desk.wake_courier()


def _questions(given: Answer | None) -> flows.Questions:
    return lines.questions_of(given) if given is not None else ()


def _take(talk: Talk, said: Said, actor: payloads.Actor, reply: Reply) -> Told | None:
    """Claim a message and write down what its answer takes; return who was told, None where it was answered before.

    Raises NotWritten where nothing was written. Whether something was nobody knows where a commit broke off: a direct
    message is then asked for again, because the ledger may have its answer. Raises DatabaseAway for that.
    """
    committing = False
    try:
        with talk.desk.transaction() as tx:
            told = flows.take(
                tx,
                actor.workspace,
                key=said.key,
                given=reply.given,
                questions=_questions(reply.given),
                by=actor.slack_id,
                now=talk.desk.now(),
                is_direct=said.is_direct,
            )
            committing = True
    except DatabaseAway as error:
        if committing and said.is_direct:
            raise
        raise NotWritten from error
    talk.desk.wake_courier()
    return told


def _say(talk: Talk, said: Said, actor: payloads.Actor, reply: Reply, client: WebClient, *, away: bool) -> bool:
    """Post an answer that no ledger holds to a direct message; False where that was done before.

    Its receipt is written once Slack has the answer: if it refuses or we are killed, it tells of the message again,
    and that is answered. An answer can come twice only where Slack's own word that it took it was lost, or ours of
    that. Raises NotShown.
    """
    if not away:
        with suppress(DatabaseAway), talk.desk.glance() as tx:
            if is_claimed(tx, actor.workspace, said.key):
                return False
    if not talk.answered.add(said.key):
        return False
    if not _post(client, said, actor.slack_id, reply.draw(())):
        talk.answered.forget(said.key)
        raise NotShown
    if not away:
        with suppress(DatabaseAway), talk.desk.transaction() as tx:
            claim(tx, actor.workspace, said.key, talk.desk.now())
    return True


def _post(client: WebClient, said: Said, to: str, screen: Screen) -> bool:
    """Show an answer to the person who wrote, and to nobody else. Tells whether Slack took it."""
    text, drawn = screen["text"], list(screen["blocks"])
    try:
        if said.is_direct:
            client.chat_postMessage(
                channel=said.channel, text=text, blocks=drawn, unfurl_links=False, unfurl_media=False
            )
        else:
            client.chat_postEphemeral(
                channel=said.channel, user=to, thread_ts=said.thread or None, text=text, blocks=drawn
            )
    except SLACK_ERRORS as error:
        logger.warning("an answer could not be shown: %s", error_code(error) or type(error).__name__)
        return False
    return True


def answer_message(line_desk: LineDesk, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Show the line that answers somebody's message, in a modal that only the person who asked for it sees.

    The words are somebody else's: they only say which topic it is about, and are passed on to nobody.
    """
    words = words_in(str((body.get("message") or {}).get("text") or ""), my_name(body, context.bot_user_id))
    board, _ = lines.board(line_desk, context)
    found = find(board.index, words)
    given: Answer | None = None
    if isinstance(found, Found):
        about = partial(answers.about, topic_ids=found.topic_ids, words="", corrected=found.corrected)
        given, screen = lines.answer(line_desk, context, about)
    else:
        near = board.topics(found.topic_ids) if isinstance(found, Choices) else []
        screen = screens.which_one(near, board.all_topics())
    try:
        replies.open_modal(body, client, screens.modal(screen))
    except SLACK_ERRORS:
        replies.tell(body, client, screen["text"], list(screen["blocks"]))
    ack()
    if given is not None:
        lines.note(line_desk, context["person"], given)
