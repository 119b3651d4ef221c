"""The page of a statement: showing it, and what may be done with a statement from there or from a message about it."""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any, Protocol

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient

from bot.people.rules import Person
from bot.refusals import Refusal
from bot.slack import blocks, payloads, replies
from bot.slack.blocks import Block
from bot.slack.client import SLACK_ERRORS
from bot.statements import (
    flows,
    listing,
    news_screens,
    page_screens,
    places_screens,
    preview_screens,
    publishing,
    screens,
    traffic_screens,
    wording,
)
from bot.statements.counter import Counter
from bot.statements.rules import Answer, Moved, NotNow, Statement, TrafficQuestion, UnknownStatement
from bot.statements.screens import Packed, read_packed
from bot.statements.traffic_screens import Wanted
from bot.storage import Tx
from bot.storage.receipts import claim

Body = Mapping[str, Any]


class Act(Protocol):
    """Something that is done with a statement."""

    def __call__(self, tx: Tx, workspace: str, about: Packed, by: str, now: datetime) -> str:
        """Do it, and return in our own words what was done."""


def register(app: App, counter: Counter) -> None:
    """Listen to the buttons and forms of the page."""
    app.action(re.compile(rf"^{re.escape(screens.SHOW)}(\.\w+)?$"))(partial(show, counter))
    acts: tuple[tuple[str, Act], ...] = (
        (page_screens.TAKE_BACK, _take_back),
        (page_screens.CANCEL, _cancel),
        (page_screens.DISCARD, _discard),
        (places_screens.AGAIN, partial(_try_again, unknown_too=False)),
        (places_screens.AGAIN_TOO, partial(_try_again, unknown_too=True)),
    )
    for action, act in acts:
        app.action(action)(_acting(counter, act))
    app.action(page_screens.PUBLISH_NOW)(partial(publish_now, counter))
    app.action(page_screens.CHANGE_TIME)(partial(ask_for_time, counter))
    app.action(page_screens.RETRACT)(partial(ask_before_retracting, counter))
    app.action(page_screens.HISTORY)(partial(history, counter))
    app.action(page_screens.AS_PUBLISHED)(partial(as_published, counter))
    app.view(page_screens.TIME_FORM)(partial(submit_time, counter))
    app.view(traffic_screens.QUESTION_FORM)(partial(submit_choice, counter))
    app.view(page_screens.RETRACT_FORM)(partial(submit_retraction, counter))


def show(counter: Counter, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Open the page of the statement that stands beside the button."""
    number = read_packed(payloads.button_value(body)).number
    with counter.desk.glance() as tx:
        view = counter.page(tx, context["person"], number, counter.desk.now())
    replies.open_modal(body, client, view)
    ack()


# -- doing something with it ----------------------------------------------------------------------------------------


def _acting(counter: Counter, act: Act) -> Callable[..., None]:
    """Make the listener for a button that does something."""

    def pressed(body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
        do(counter, act, body, context["person"], client)
        ack()

    return pressed


def do(counter: Counter, act: Act, body: Body, person: Person, client: WebClient) -> None:
    """Do something with a statement, once, and show how it stands then."""
    workspace, now = person.workspace.id, counter.desk.now()
    about, said = read_packed(payloads.button_value(body)), ""
    with counter.desk.transaction() as tx:
        if claim(tx, workspace, payloads.click_key(body), now):
            said = act(tx, workspace, about, person.slack_id, now)
        view = _after(counter, tx, person, about.number, said)
    counter.desk.wake_courier()
    if body.get("view"):
        # It is done; if Slack cannot show it here now, the list and the page will.
        with suppress(*SLACK_ERRORS):
            client.views_update(view_id=body["view"]["id"], view=view)
    elif said:
        replies.tell(body, client, said, [blocks.section(said)])


def _after(counter: Counter, tx: Tx, person: Person, number: int, said: str) -> Block:
    """Draw the page of a statement, or what was done where that made it a draft of somebody else."""
    try:
        return counter.page(tx, person, number, counter.desk.now(), said)
    except UnknownStatement:
        return screens.closing_all(screens.outcome(f"*{said}*" if said else "This was done already."))


def _take_back(tx: Tx, workspace: str, about: Packed, by: str, now: datetime) -> str:
    flows.take_back(tx, workspace, statement_id=about.statement_id, by=by, now=now)
    return "Taken back from the approvers. It is a draft again."


def _cancel(tx: Tx, workspace: str, about: Packed, by: str, now: datetime) -> str:
    changed = publishing.cancel(tx, workspace, statement_id=about.statement_id, by=by, now=now)
    draft = "It is a draft again." if changed.author == by else "I tell its author, whose draft it is again."
    return f"Cancelled: statement {changed.number} does not go. {draft}"


def _discard(tx: Tx, workspace: str, about: Packed, by: str, now: datetime) -> str:
    changed = flows.discard(tx, workspace, statement_id=about.statement_id, base=about.revision, by=by, now=now)
    return "The correction is thrown away. What is out stays." if changed.live else "Thrown away."


def _try_again(tx: Tx, workspace: str, about: Packed, by: str, now: datetime, *, unknown_too: bool) -> str:
    count = publishing.try_again(
        tx, workspace, statement_id=about.statement_id, by=by, now=now, unknown_too=unknown_too
    )
    places = screens.counted(count, "place", "places")
    return f"On its way again, to {places}." if count else "Nothing is left to send again."


# -- another time ---------------------------------------------------------------------------------------------------


def publish_now(counter: Counter, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Let a statement go at once; where that is a bad moment, ask first."""
    person, value = context["person"], payloads.button_value(body)
    try:
        do(counter, _moving(counter, context, None, Answer()), body, person, client)
    except TrafficQuestion as refusal:
        replies.open_modal(body, client, _question(counter, person, value, None, refusal))
    ack()


def _moving(counter: Counter, context: BoltContext, to: datetime | None, answer: Answer) -> Act:
    """Return what lets a statement go at a time, or now (None), with what its author said to a question about that."""
    cheerful = counter.cheerful(context)

    def move(tx: Tx, workspace: str, about: Packed, by: str, now: datetime) -> str:
        changed = publishing.change_time(
            tx,
            workspace,
            statement_id=about.statement_id,
            was=about.goes_at,
            to=to,
            answer=answer,
            cheerful=cheerful,
            by=by,
            now=now,
        )
        return "It has another time now." if changed.goes_at else f"Statement {changed.number} is out."

    return move


def _question(counter: Counter, person: Person, packed: str, to: datetime | None, refusal: TrafficQuestion) -> Block:
    statement = _to_act(counter, person, read_packed(packed))
    return traffic_screens.time_question(statement, packed, to, refusal.question, counter.desk.now())


def ask_for_time(counter: Counter, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Ask for another time for what is approved."""
    statement = _to_act(counter, context["person"], read_packed(payloads.button_value(body)))
    if statement.goes_at is None:
        raise NotNow(f"Statement {statement.number} is not scheduled any more. Type /statement to see how it stands.")
    replies.open_modal(body, client, page_screens.time_form(statement))
    ack()


def _to_act(counter: Counter, person: Person, about: Packed) -> Statement:
    with counter.desk.glance() as tx:
        return listing.page(tx, person.workspace.id, number=about.number, by=person.slack_id).statement


def submit_time(counter: Counter, body: Body, context: BoltContext, ack: Ack) -> None:
    """Let a statement go at the time that was picked. Raises Refusal where none was."""
    to = payloads.picked_time(body["view"], wording.GOES_AT)
    if to is None:  # never taken for "now"
        raise Refusal("Choose a day and a time, or close this and publish it now.", wording.GOES_AT)
    _move(counter, body, context, ack, body["view"].get("private_metadata") or "", to, Answer())


def submit_choice(counter: Counter, body: Body, context: BoltContext, ack: Ack) -> None:
    """Let a statement go at the time that its author chose, when they were asked about a bad moment."""
    wanted = Wanted.unpack(body["view"].get("private_metadata") or "")
    answer = traffic_screens.read_choice(body["view"], wanted.cause, wanted.better)
    _move(counter, body, context, ack, wanted.packed, answer.better or wanted.to, answer)


def _move(
    counter: Counter, body: Body, context: BoltContext, ack: Ack, packed: str, to: datetime | None, answer: Answer
) -> None:
    """Let a statement go at a time, or now (None); where that is a bad moment, ask about it in the same form."""
    person = context["person"]
    try:
        _submit(counter, _moving(counter, context, to, answer), packed, body, person, ack)
    except TrafficQuestion as refusal:
        ack(response_action="update", view=_question(counter, person, packed, to, refusal))


def _submit(counter: Counter, act: Act, packed: str, body: Body, person: Person, ack: Ack) -> None:
    """Do what a form on the page asks for, once, and show the page; where it moved on meanwhile, show that."""
    workspace, now = person.workspace.id, counter.desk.now()
    about, said = read_packed(packed), ""
    try:
        with counter.desk.transaction() as tx:
            if claim(tx, workspace, payloads.form_key(body), now):
                said = act(tx, workspace, about, person.slack_id, now)
            view = counter.page(tx, person, about.number, now, said)
    except Moved as refusal:
        with counter.desk.glance() as tx:
            view = counter.page(tx, person, about.number, now, refusal.sentence)
    counter.desk.wake_courier()
    ack(response_action="update", view=screens.closing_all(view))


# -- taking it back -------------------------------------------------------------------------------------------------


def ask_before_retracting(counter: Counter, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Say what retracting does, and ask why."""
    person, about = context["person"], read_packed(payloads.button_value(body))
    with counter.desk.glance() as tx:
        shown = listing.page(tx, person.workspace.id, number=about.number, by=person.slack_id)
    replies.open_modal(body, client, page_screens.retract_form(shown))
    ack()


def submit_retraction(counter: Counter, body: Body, context: BoltContext, ack: Ack) -> None:
    """Take a statement back everywhere it stands."""
    reason = payloads.typed(body["view"], wording.REASON)
    tell = payloads.is_ticked(body["view"], page_screens.TELL_BY_MAIL)

    def retract(tx: Tx, workspace: str, about: Packed, by: str, now: datetime) -> str:
        publishing.retract(
            tx,
            workspace,
            statement_id=about.statement_id,
            live=about.live,
            reason=reason,
            tell_by_mail=tell,
            by=by,
            now=now,
        )
        return "It is being taken back everywhere it stands."

    _submit(counter, retract, body["view"].get("private_metadata") or "", body, context["person"], ack)


# -- looking back ---------------------------------------------------------------------------------------------------


def history(counter: Counter, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Show every step of a statement."""
    person: Person = context["person"]
    about = read_packed(payloads.button_value(body))
    with counter.desk.glance() as tx:
        shown = listing.page(tx, person.workspace.id, number=about.number, by=person.slack_id)
        entries = listing.history(tx, person.workspace.id, statement_id=shown.statement.id, by=person.slack_id)
    replies.open_modal(body, client, news_screens.history(entries, shown.statement, counter.desk.now()))
    ack()


def as_published(counter: Counter, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Show what readers have of a statement, or will have: post and mail."""
    person: Person = context["person"]
    about = read_packed(payloads.button_value(body))
    with counter.desk.glance() as tx:
        shown = listing.page(tx, person.workspace.id, number=about.number, by=person.slack_id)
    text = shown.live or (shown.texts[-1] if shown.texts else None)
    if text is None:
        raise NotNow("Nothing of this statement was handed in yet, so there is nothing to read as published.")
    replies.open_modal(body, client, preview_screens.published(text, counter.sender, shown.statement))
    ack()
