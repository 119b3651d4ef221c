"""What people read when the lead of an incident, or what it is about, changes."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.commanding.rules import Lead
from bot.deliveries.rules import Message
from bot.incidents.rules import Incident
from bot.party_lines.pickers import PICK, Picked
from bot.party_lines.rules import UPDATE, PartyLine
from bot.refusals import Refusal
from bot.slack import blocks, payloads
from bot.slack.blocks import Block
from bot.slack.text import clock, inert, mention
from bot.topics.rules import Topic, together

HANDOVER_FORM = "incident.handover_form"


def form(incident: Incident, title: str, mark: str, topics: Sequence[Topic], now: datetime) -> Block:
    """Draw the form that hands an incident over. `mark` names how it stands now; `topics` are all there are."""
    own = sorted(topics, key=lambda topic: topic.id not in incident.topic_ids)
    options = {topic.id: topic.name for topic in own[: blocks.MOST_OPTIONS]}
    hint = "Whoever asks about one of these gets this incident's line, and its channels get the card."
    if len(topics) > len(options):
        hint += f" The first {len(options)} of {len(topics)} topics are listed."
    fields = [
        blocks.person_input(
            "commander", "Commander", initial=incident.commander, hint="Writes the line and keeps its promises."
        ),
        blocks.person_input(
            "deputy",
            "Deputy",
            initial=incident.deputy or "",
            hint="Is told when the commander does not answer.",
            optional=True,
        ),
        blocks.choices_input("topics", "About", options, initial=incident.topic_ids, hint=hint),
    ]
    return blocks.modal(
        "Who leads",
        [blocks.section(f"*{inert(title)}*, open since {clock(incident.opened_at, now)}"), *fields],
        callback=HANDOVER_FORM,
        submit="Save",
        close="Cancel",
        metadata=json.dumps([incident.id, mark]),
    )


@dataclass(frozen=True, slots=True)
class Filled:
    """A submitted form: which incident, what it showed when it was opened, and what is wanted."""

    incident_id: str
    seen: str
    wanted: Lead


def read_form(view: Mapping[str, Any]) -> Filled:
    """Read a submitted form back. Raises Refusal for what this program did not write."""
    try:
        incident_id, seen = json.loads(view["private_metadata"])
    except (ValueError, TypeError, RecursionError) as error:
        raise Refusal("I do not know this form any more. Type /partyline handover again.") from error
    topics = payloads.all_chosen(view, "topics")
    wanted = Lead(payloads.chosen_person(view, "commander"), payloads.chosen_person(view, "deputy"), topics)
    return Filled(str(incident_id), str(seen), wanted)


def how_it_stands(incident: Incident, title: str) -> Block:
    """Draw what a commander reads after the form: who leads, who steps in, and what it is about."""
    deputy = mention(incident.deputy) if incident.deputy else "nobody"
    drawn = [
        blocks.section(f"*{inert(title)}* is led by {mention(incident.commander)}. Deputy: {deputy}."),
        blocks.context("Whoever this is news for gets a message."),
    ]
    return blocks.modal("Who leads", drawn)


def lead_now(incident: Incident, topics: Sequence[Topic], live: PartyLine | None, now: datetime, who: str) -> Message:
    """Tell `who` how it stands: that they lead, that they step in, or who leads in their place.

    The message stays as it is, so it names the newest version and where to read what is said, and quotes nothing.
    """
    title = together(topics) or incident.title
    name, leader = inert(title), mention(incident.commander)
    if incident.commander == who:
        said, bold = f"You lead {name} now", f"You lead *{name}* now"
    elif incident.deputy == who:
        said, bold = f"You are the deputy on {name} now", f"You are the deputy on *{name}* now; {leader} leads"
    else:
        said, bold = f"{leader} leads {name} now", f"{leader} leads *{name}* now"
    drawn = [blocks.section(f"{bold}."), blocks.context(_where(topics, live, now))]
    if incident.commander == who:
        drawn.append(blocks.actions(update_button(incident)))
    return Message(f"{said}.", drawn)


def update_button(incident: Incident) -> Block:
    """Draw the button that opens the form for the next version."""
    picked = Picked(UPDATE, incident.topic_ids[0], incident.id, "")
    return blocks.button("Update", f"{PICK}.0", picked.pack(), style="primary")


def _where(topics: Sequence[Topic], live: PartyLine | None, now: datetime) -> str:
    if live is None:
        return "No line on it has been approved yet."
    command = f"/partyline {inert(topics[0].name)}" if topics else "/partyline"
    return f"At {clock(now, now)} version {live.number} was the newest. For what is said now, type `{command}`."
