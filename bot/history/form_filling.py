"""Putting the words of an earlier version forward again: the form for the next version, filled from it. Reads only."""

from datetime import datetime

from bot.history import flows
from bot.party_lines import flows as lines
from bot.party_lines import forms
from bot.party_lines.forms import Target
from bot.party_lines.rules import LineKind, LineStatus
from bot.party_lines.serving import spoken
from bot.people.rules import Person
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.storage import Tx
from bot.topics import flows as topics


def again(tx: Tx, person: Person, *, topic_id: str, incident_id: str, line_id: str, now: datetime) -> Block:
    """Draw the form for the next version of an open incident, with the words of version `line_id` in it.

    It goes through approval as any other. Raises NotStaff, NeedsRole, NoSuchVersion, NoSuchTopic, NoSuchIncident,
    AlreadyClosed.
    """
    workspace, by = person.workspace.id, person.slack_id
    earlier = flows.version(tx, workspace, line_id, by=by)
    start = lines.start_update(tx, workspace, incident_id=incident_id, by=by)
    topic = topics.get(tx, workspace, topic_id)
    target = Target(topic.id, start.incident.id, start.newest.number if start.newest else 0)
    notes = [blocks.context(f"The words of version {earlier.number}. Sending this form asks for approval again.")]
    if start.newest is not None and start.newest.status is LineStatus.SUBMITTED:
        notes += forms.starting_note(start.newest, "")
    typed = forms.typed_of(earlier.draft)
    if earlier.kind is LineKind.CLOSING:
        said = spoken(start.live, now) if start.live else ""
        return forms.closing_form(target, topic.title, typed, said, notes)
    return forms.line_form(target, topic.title, typed, now, notes)
