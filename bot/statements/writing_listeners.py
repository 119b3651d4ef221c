"""Writing a statement: its form, step by step, the suggestions in it, and handing it in.

Whatever was typed is kept as soon as a step is left, by whichever button. Slack may send a form twice, and a person may
press again after an answer was lost: the same words are kept once, others are kept beside them or shown again.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient

from bot.people.rules import Person
from bot.plain_text import without_hidden
from bot.refusals import Refusal, Refusals
from bot.slack import payloads, replies
from bot.slack.blocks import Block
from bot.slack.client import SLACK_ERRORS
from bot.statements import advice_screens, flows, form_reading, form_screens, listing, preview_screens, screens, wording
from bot.statements.counter import Counter
from bot.statements.form_screens import FIRST_FORM, SECOND_FORM, Target, target_of
from bot.statements.preview_screens import FIRST_STEP, PREVIEW_FORM
from bot.statements.rules import Fields, Moved, Statement, TrafficQuestion
from bot.statements.views import Preview, Start
from bot.storage import Tx
from bot.storage.receipts import claim
from bot.subjects import screens as subject_screens
from bot.subjects.screens import Chosen

Body = Mapping[str, Any]
View = Mapping[str, Any]

# What may still be missing when the first page is left; all else that is wrong there is said there.
_CAN_WAIT = {wording.HAPPENS}


class _Overtaken(Exception):  # noqa: N818 - a state of the world, named as people say it
    """Somebody changed the statement meanwhile: `start` is how it stands now, `typed` what the form held."""

    def __init__(self, start: Start, typed: Fields) -> None:
        super().__init__()
        self.start, self.typed = start, typed


class AlreadyKept(Refusal):
    """A form that came twice, and whose words are not the newest any more."""

    def __init__(self) -> None:
        super().__init__("This was kept already. Type /statement, and go on with it there.")


def register(app: App, counter: Counter) -> None:
    """Listen to the form for statements, and to the buttons that open it."""
    app.action(re.compile(rf"^{re.escape(screens.NEW)}$"))(partial(new, counter))
    app.action(_numbered(subject_screens.USE))(partial(with_subject, counter))
    app.action(_numbered(screens.CONTINUE))(partial(go_on, counter))
    app.view(FIRST_FORM)(partial(submit_first, counter))
    app.view(SECOND_FORM)(partial(submit_second, counter))
    app.view(PREVIEW_FORM)(partial(submit_preview, counter))
    app.view_closed(FIRST_FORM)(partial(closed, counter))
    app.view_closed(SECOND_FORM)(partial(closed, counter))
    app.view_closed(PREVIEW_FORM)(closed_preview)
    app.action(form_screens.BACK)(partial(back, counter))
    app.action(form_screens.KEEP)(partial(keep, counter))
    app.action(_numbered(preview_screens.STEP))(partial(step, counter))
    app.action(_numbered(advice_screens.USE))(use)
    app.action(advice_screens.SUGGEST)(partial(suggest, counter))
    app.action({"block_id": re.compile(rf"^{wording.SUBJECT}(~.*)?$"), "action_id": "value"})(partial(suggest, counter))


def _numbered(action: str) -> re.Pattern[str]:
    return re.compile(rf"^{re.escape(action)}(\.\w+)?$")


# -- opening it -----------------------------------------------------------------------------------------------------


def new_form(counter: Counter, person: Person, *, subject: str = "", happens: str = "", cut: bool = False) -> Block:
    """Draw the form for a new statement. Raises NotStaff, NeedsRole."""
    with counter.desk.glance() as tx:
        start = flows.start(tx, person.workspace.id, by=person.slack_id, subject=subject, happens=happens)
    return form_screens.first_step(start, target_of(start), form_screens.cut_note() if cut else ())


def new(counter: Counter, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Open the form for a new statement, with the draft subject that the button carries."""
    subject = payloads.button_value(body)[: wording.LONGEST[wording.SUBJECT]]
    replies.open_modal(body, client, new_form(counter, context["person"], subject=subject))
    ack()


def with_subject(counter: Counter, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Open the form for a new statement with a subject that `/subject` wrote; its draft is what happens."""
    chosen = Chosen.unpack(payloads.button_value(body))
    subject = chosen.headline[: wording.LONGEST[wording.SUBJECT]]
    happens = without_hidden(chosen.draft).strip()[: wording.LONGEST[wording.HAPPENS]]
    replies.open_modal(body, client, new_form(counter, context["person"], subject=subject, happens=happens))
    ack()


def go_on(counter: Counter, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Open the form of a draft, of what was sent back, or of a correction."""
    with counter.desk.glance() as tx:
        start = _start(tx, context["person"], Target(payloads.button_value(body)))
    replies.open_modal(body, client, form_screens.first_step(start, target_of(start)))
    ack()


def _start(tx: Tx, person: Person, target: Target) -> Start:
    workspace, by = person.workspace.id, person.slack_id
    if not target.statement_id:
        return flows.start(tx, workspace, by=by, subject=target.subject)
    return flows.start_again(tx, workspace, statement_id=target.statement_id, by=by)


# -- keeping what was typed -----------------------------------------------------------------------------------------


Check = Callable[[Fields, Start], None]


def _is_correction(start: Start) -> bool:
    return start.statement is not None and start.statement.is_correction


def _read(view: View, start: Start) -> Fields:
    """Read a step of the form onto what stands in the working copy."""
    corrects = _is_correction(start)
    if view.get("callback_id") == SECOND_FORM:
        return form_reading.read_second(view, start.fields, is_correction=corrects)
    return form_reading.read_first(view, start.fields, start.audiences, is_correction=corrects)


def _keep(counter: Counter, body: Body, person: Person, key: str, check: Check | None = None) -> Start:
    """Keep what a step of the form holds, once, and return how the statement stands with it.

    Raises _Overtaken, AlreadyKept, Refusals, NotStaff, NeedsRole, UnknownStatement, NotNow.
    """
    view, now = body["view"], counter.desk.now()
    target = Target.unpack(view.get("private_metadata") or "")
    workspace, by = person.workspace.id, person.slack_id
    with counter.desk.transaction() as tx:
        start = _start(tx, person, target)
        typed = _read(view, start)
        if check is not None:
            check(typed, start)
        if not claim(tx, workspace, key, now):
            kept = _kept_before(tx, person, start, typed)
        else:
            try:
                kept = flows.keep(
                    tx, workspace, statement_id=target.statement_id, base=target.base, fields=typed, by=by, now=now
                )
            except Moved as refusal:
                kept = _same_or_overtaken(start, typed, refusal)
    return replace(start, statement=kept, fields=kept.fields, reason="")


def _kept_before(tx: Tx, person: Person, start: Start, typed: Fields) -> Statement:
    """Return the statement that a form which came twice was kept as."""
    if start.statement is not None:
        return start.statement
    drafts = listing.listed(tx, person.workspace.id, by=person.slack_id).drafts
    found = next((one for one in drafts if one.fields == wording.tidied(typed)), None)
    if found is None:
        raise AlreadyKept
    return found


def _same_or_overtaken(start: Start, typed: Fields, refusal: Moved) -> Statement:
    """Return the statement where it holds just what was typed, so that an answer that was lost costs nothing."""
    if refusal.statement.fields == wording.tidied(typed):
        return refusal.statement
    present = replace(start, statement=refusal.statement, fields=refusal.statement.fields)
    raise _Overtaken(present, typed) from refusal


def _form_key(body: Body) -> str:
    """Name one submission of a step. Slack keeps a view's id over all its steps, so what it holds is part of it."""
    view = body["view"]
    held = json.dumps([view.get("private_metadata"), (view.get("state") or {}).get("values")], sort_keys=True)
    return f"{payloads.form_key(body)}:{view.get('callback_id')}:{hashlib.sha256(held.encode()).hexdigest()[:32]}"


def _anew(counter: Counter, context: BoltContext, view: View, overtaken: _Overtaken) -> Block:
    """Draw the same step with what was typed, from how the statement stands now."""
    notes = form_screens.moved_note(overtaken.start.fields, overtaken.typed)
    start = replace(overtaken.start, fields=overtaken.typed)
    target = target_of(overtaken.start)
    if view.get("callback_id") == SECOND_FORM:
        return form_screens.second_step(start, target, counter.advice(context, start.fields), notes)
    return form_screens.first_step(start, target, notes)


def _second(counter: Counter, context: BoltContext, start: Start) -> Block:
    return form_screens.second_step(start, target_of(start), counter.advice(context, start.fields))


def _refuse(counter: Counter, fields: Fields, start: Start, *, first: bool) -> None:
    """Refuse what is wrong in a step, beside its fields. Raises Refusals."""
    found = wording.complaints(fields, start.audiences, counter.desk.now(), correcting=_is_correction(start))
    wrong = tuple(one for one in found if (one.field in FIRST_STEP) is first and one.field not in _CAN_WAIT)
    if wrong:
        raise Refusals(wrong)


# -- from step to step ----------------------------------------------------------------------------------------------


def submit_first(counter: Counter, body: Body, context: BoltContext, ack: Ack) -> None:
    """Keep the first step and go on to the second; without audience and outcome nobody gets there."""
    try:
        start = _keep(counter, body, context["person"], _form_key(body), partial(_refuse, counter, first=True))
    except _Overtaken as overtaken:
        ack(response_action="update", view=_anew(counter, context, body["view"], overtaken))
        return
    ack(response_action="update", view=_second(counter, context, start))


def submit_second(counter: Counter, body: Body, context: BoltContext, ack: Ack) -> None:
    """Keep the second step and show all of it as it will be published."""
    try:
        start = _keep(counter, body, context["person"], _form_key(body), partial(_refuse, counter, first=False))
    except _Overtaken as overtaken:
        ack(response_action="update", view=_anew(counter, context, body["view"], overtaken))
        return
    ack(response_action="update", view=_preview(counter, context, target_of(start).statement_id))


def _preview(counter: Counter, context: BoltContext, statement_id: str, notes: tuple[Block, ...] = ()) -> Block:
    person, now = context["person"], counter.desk.now()
    cheerful = counter.cheerful(context)
    with counter.desk.glance() as tx:
        shown = flows.preview(
            tx, person.workspace.id, statement_id=statement_id, cheerful=cheerful, by=person.slack_id, now=now
        )
    return _drawn(counter, shown, notes)


def _drawn(counter: Counter, shown: Preview, notes: tuple[Block, ...] = ()) -> Block:
    target = Target(shown.statement.id, shown.statement.revision)
    return preview_screens.preview(shown, target, counter.sender, counter.desk.now(), notes)


def submit_preview(counter: Counter, body: Body, context: BoltContext, ack: Ack) -> None:
    """Hand in exactly what was previewed; where something is in the way, show the preview with that."""
    person, now = context["person"], counter.desk.now()
    target = Target.unpack(body["view"].get("private_metadata") or "")
    answer = preview_screens.read_answer(body["view"], target)
    cheerful = counter.cheerful(context)
    try:
        with counter.desk.transaction() as tx:
            if not claim(tx, person.workspace.id, f"{payloads.form_key(body)}:{target.base}", now):
                ack(response_action="update", view=preview_screens.already_sent())
                return
            submitted = flows.submit(
                tx,
                person.workspace.id,
                statement_id=target.statement_id,
                base=target.base,
                answer=answer,
                cheerful=cheerful,
                by=person.slack_id,
                now=now,
            )
    except Moved:
        notes = tuple(preview_screens.moved_note())
        ack(response_action="update", view=_preview(counter, context, target.statement_id, notes))
        return
    except (TrafficQuestion, Refusals):
        ack(response_action="update", view=_preview(counter, context, target.statement_id))
        return
    counter.desk.wake_courier()
    ack(response_action="update", view=screens.closing_all(preview_screens.sent(submitted, now)))


def back(counter: Counter, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Go back one step; what stands in this one is kept."""
    view = body["view"]
    if view.get("callback_id") == PREVIEW_FORM:
        _show(client, view, _step(counter, context, view, "2"))
        ack()
        return
    try:
        start = _keep(counter, body, context["person"], payloads.click_key(body))
        drawn = form_screens.first_step(start, target_of(start))
    except _Overtaken as overtaken:
        drawn = _anew(counter, context, view, overtaken)
    _show(client, view, drawn)
    ack()


def keep(counter: Counter, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Keep what stands in the form as a draft, whatever is still missing."""
    view = body["view"]
    try:
        if view.get("callback_id") == PREVIEW_FORM:
            start = _at(counter, context["person"], view)
        else:
            start = _keep(counter, body, context["person"], payloads.click_key(body))
    except _Overtaken as overtaken:
        _show(client, view, _anew(counter, context, view, overtaken))
    else:
        assert start.statement is not None  # noqa: S101 - what was kept is there
        _show(client, view, screens.closing_all(form_screens.kept(start.statement)))
    ack()


def step(counter: Counter, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Go from the preview to the step where something is to be mended."""
    _show(client, body["view"], _step(counter, context, body["view"], payloads.button_value(body)))
    ack()


def _step(counter: Counter, context: BoltContext, view: View, which: str) -> Block:
    start = _at(counter, context["person"], view)
    return form_screens.first_step(start, target_of(start)) if which == "1" else _second(counter, context, start)


def _at(counter: Counter, person: Person, view: View) -> Start:
    """Gather how the statement of a preview stands."""
    with counter.desk.glance() as tx:
        return _start(tx, person, Target.unpack(view.get("private_metadata") or ""))


def _show(client: WebClient, view: View, drawn: Block) -> None:
    """Show another step. What was typed is kept by now: if Slack cannot show it, the form stays and can go on."""
    with suppress(*SLACK_ERRORS):
        client.views_update(view_id=view["id"], view=drawn)


def closed(counter: Counter, body: Body, context: BoltContext, ack: Ack) -> None:
    """Keep what stood in a form that was closed, where Slack tells it.

    Nobody sees an answer to this, so what cannot be kept is left as it was kept last.
    """
    view = body["view"]
    if (view.get("state") or {}).get("values"):
        with suppress(Refusal, _Overtaken):
            _keep(counter, body, context["person"], _form_key(body), _only_if_changed)
    ack()


class _Unchanged(Refusal):
    """A form that holds what stands already: closing it begins nothing."""


def _only_if_changed(typed: Fields, start: Start) -> None:
    if wording.tidied(typed) == start.fields:
        raise _Unchanged("")


def closed_preview(ack: Ack) -> None:
    """Nothing is typed in a preview."""
    ack()


# -- suggestions ----------------------------------------------------------------------------------------------------


def use(body: Body, ack: Ack, client: WebClient) -> None:
    """Put a suggestion into the field of the subject."""
    mark = re.sub(r"\D", "", str(body["actions"][0].get("action_ts", "")))[-12:]
    words = payloads.button_value(body)[: wording.LONGEST[wording.SUBJECT]]
    _show(client, body["view"], advice_screens.with_subject(body["view"], words, mark))
    ack()


def suggest(counter: Counter, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Write new suggestions, from the subject as it stands in the form now."""
    view = body["view"]
    start = _at(counter, context["person"], view)
    fields = form_reading.read_second(view, start.fields, is_correction=_is_correction(start))
    drawn = advice_screens.with_suggestions(view, counter.advice(context, fields))
    # A convenience: where somebody went on meanwhile, or Slack is slow, the form stays as it is.
    with suppress(*SLACK_ERRORS):
        client.views_update(view_id=view["id"], hash=view.get("hash"), view=drawn)
    ack()
