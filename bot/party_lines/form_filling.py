"""Which form somebody gets, and what stands in it before they write. Reads only."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.party_lines import flows, forms
from bot.party_lines.forms import Target, Typed
from bot.party_lines.pickers import Picked
from bot.party_lines.rules import CLOSE, OPEN, LineKind, LineStatus, PartyLine
from bot.party_lines.serving import spoken
from bot.people.rules import Person
from bot.slack.blocks import Block
from bot.storage import Tx
from bot.topics import flows as topics


def form_for(tx: Tx, person: Person, picked: Picked, now: datetime, asked: str = "") -> Block:
    """Draw the form for what was picked: a new line, an update or a closing line.

    `asked` is a question that waits in an update for the answer *if pressed*.
    Raises NotStaff, NeedsRole, NoSuchTopic, NoSuchIncident, AlreadyClosed.
    """
    if picked.verb == OPEN:
        return _new_line(tx, person, picked, now)
    start = flows.start_update(tx, person.workspace.id, incident_id=picked.incident_id, by=person.slack_id)
    topic = topics.get(tx, person.workspace.id, start.incident.topic_ids[0])
    base = start.newest.number if start.newest else 0
    target = Target(topic.id, start.incident.id, base)
    if picked.verb == CLOSE:
        template = topic.templates.get("resolved", "")
        pending = start.newest if _continues(start.newest, LineKind.CLOSING) else None
        typed = forms.typed_of(pending.draft) if pending else Typed(say=template)
        said = spoken(start.live, now) if start.live else ""
        notes = _notes(pending, start, None)
        return forms.closing_form(target, topic.title, _with_say(typed, picked), said, notes)
    pending = start.newest if _continues(start.newest, LineKind.INCIDENT) else None
    source = pending or start.before or start.live
    typed = forms.typed_of(replace(source.draft, promise_at=source.promise_at)) if source else Typed()
    typed = forms.with_question(_with_say(typed, picked), asked)
    return forms.line_form(target, topic.title, typed, now, _notes(pending, start, source))


def rebased_form(tx: Tx, person: Person, view: Mapping[str, Any], verb: str, newest: PartyLine, now: datetime) -> Block:
    """Draw the same form again with what was typed, started anew from the version that is the newest now."""
    typed, target = forms.read(view), Target.unpack(view["private_metadata"])
    topic = topics.get(tx, person.workspace.id, newest.topic_id)
    moved = replace(target, base=newest.number)
    if verb == CLOSE:
        return forms.closing_form(moved, topic.title, typed, "", forms.newer_note(newest))
    return forms.line_form(moved, topic.title, typed, now, forms.newer_note(newest))


def _new_line(tx: Tx, person: Person, picked: Picked, now: datetime) -> Block:
    workspace = person.workspace.id
    topic = topics.get(tx, workspace, picked.topic_id)
    say = picked.text or topic.templates.get("investigating", "")
    typed = Typed(say=say, holding=flows.holding_for(tx, workspace, topic.id))
    notes = forms.already_open(flows.open_incidents(tx, workspace, topic.id, now))
    return forms.line_form(Target(topic.id), topic.title, typed, now, notes)


def _continues(newest: PartyLine | None, kind: LineKind) -> bool:
    """Tell whether the newest version is one to go on writing at: waiting, or sent back."""
    unfinished = {LineStatus.SUBMITTED, LineStatus.SENT_BACK}
    return newest is not None and newest.kind is kind and newest.status in unfinished


def _notes(pending: PartyLine | None, start: flows.Start, source: PartyLine | None) -> list[Block]:
    if pending is not None:
        return forms.starting_note(pending, start.reason)
    if start.newest is not None and start.newest.status is LineStatus.SUBMITTED:
        return forms.starting_note(start.newest, "")
    if start.live is not None and start.live.withdrawn_at is not None:
        return forms.withdrawn_note(start.live, source)
    return []


def _with_say(typed: Typed, picked: Picked) -> Typed:
    return replace(typed, say=picked.text) if picked.text else typed
