"""What people read when the lead of an incident, or what it is about, changes."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.commanding.rules import Lead, Leaving, mark_of
from bot.deliveries.rules import Message
from bot.incidents.rules import Incident
from bot.party_lines.pickers import PICK, Picked
from bot.party_lines.rules import UPDATE, PartyLine
from bot.party_lines.screens import quoted
from bot.refusals import Refusal
from bot.slack import blocks, payloads
from bot.slack.blocks import Block
from bot.slack.text import clock, inert, mention
from bot.topics.rules import Topic

HANDOVER_FORM = "incident.handover_form"
# So many topics that are taken away are shown with what is said on them then.
MOST_LEAVING = 5


def form(
    incident: Incident,
    title: str,
    shown: Lead,
    seen: str,
    topics: Sequence[Topic],
    now: datetime,
    leaving: Sequence[Leaving] = (),
) -> Block:
    """Draw the form that hands an incident over, filled as `shown`.

    `seen` names how the incident stood when the form was opened; `topics` are all there are. With topics that are
    `leaving`, it asks about them first, and its button agrees.
    """
    own = sorted(topics, key=lambda topic: topic.id not in incident.topic_ids)
    options = {topic.id: topic.title for topic in own[: blocks.MOST_OPTIONS]}
    hint = "Whoever asks about one of these gets this incident's line, and its channels get the card."
    if len(topics) > len(options):
        hint += f" The first {len(options)} of {len(topics)} topics are listed."
    fields = [
        blocks.person_input(
            "commander", "Commander", initial=shown.commander, hint="Writes the line and keeps its promises."
        ),
        blocks.person_input(
            "deputy",
            "Deputy",
            initial=shown.deputy,
            hint="Is told when the commander does not answer.",
            optional=True,
        ),
        blocks.choices_input("topics", "About", options, initial=shown.topic_ids, hint=hint),
    ]
    heading = blocks.section(f"*{inert(title)}*, open since {clock(incident.opened_at, now)}")
    return blocks.modal(
        "Who leads",
        [*_question(leaving), heading, *fields],
        callback=HANDOVER_FORM,
        submit="Save all the same" if leaving else "Save",
        close="Cancel",
        metadata=json.dumps([incident.id, seen, mark_of(leaving) if leaving else ""]),
    )


def _question(leaving: Sequence[Leaving]) -> list[Block]:
    """Ask, above the form, whether topics are really to be taken away: here is what people are told then."""
    drawn: list[Block] = []
    for one in leaving[:MOST_LEAVING]:
        name = inert(one.topic.title)
        if one.say:
            drawn += [
                blocks.section(f"*Take {name} off this incident?* Whoever asks about {name} is then told:"),
                blocks.quote(blocks.text(quoted(one.say))),
            ]
        else:
            drawn.append(blocks.section(f"*Take {name} off this incident?* Then there is no line on {name}."))
    if (more := len(leaving) - MOST_LEAVING) > 0:
        drawn.append(blocks.section(f"*And {more} more {'topic' if more == 1 else 'topics'}?*"))
    if drawn:
        drawn.append(blocks.context("Nothing is changed yet. To keep a topic, choose it again under *About*."))
    return drawn


@dataclass(frozen=True, slots=True)
class Filled:
    """A submitted form: which incident, what it showed when it was opened, what is wanted, and what was agreed to."""

    incident_id: str
    seen: str
    wanted: Lead
    agreed: str


def read_form(view: Mapping[str, Any]) -> Filled:
    """Read a submitted form back. Raises Refusal for what this program did not write."""
    try:
        incident_id, seen, agreed = json.loads(view["private_metadata"])
    except (ValueError, TypeError, RecursionError) as error:
        raise Refusal("I do not know this form any more. Type /partyline handover again.") from error
    topics = payloads.all_chosen(view, "topics")
    wanted = Lead(payloads.chosen_person(view, "commander"), payloads.chosen_person(view, "deputy"), topics)
    return Filled(str(incident_id), str(seen), wanted, str(agreed))


def how_it_stands(incident: Incident, title: str) -> Block:
    """Draw what a commander reads after the form: who leads, who steps in, and what it is about."""
    deputy = mention(incident.deputy) if incident.deputy else "nobody"
    drawn = [
        blocks.section(f"*{inert(title)}* is led by {mention(incident.commander)}. Deputy: {deputy}."),
        blocks.context("Whoever this is news for gets a message."),
    ]
    return blocks.modal("Who leads", drawn)


def lead_now(
    incident: Incident, title: str, topics: Sequence[Topic], live: PartyLine | None, now: datetime, who: str
) -> Message:
    """Tell `who` how it stands: that they lead, that they step in, or who leads in their place.

    The message stays as it is, so it names the newest version and where to read what is said, and quotes nothing.
    """
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
