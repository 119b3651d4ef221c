"""Asking which topic or incident somebody means, when a command could mean several."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.incidents.rules import Incident
from bot.party_lines.screens import TELL_THE_DESK, Screen, quoted
from bot.refusals import Refusal
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.text import escape, inert, mention, when
from bot.topics.rules import Topic

PICK = "line.pick"
VALUE_LIMIT = 2000
# What the button of a verb does, where the verb itself is no word for it.
_DOES = {"asked": "Show", "history": "Show", "same": "Keep"}


class UnknownButton(Refusal):
    """A button of an earlier version, or one that this program did not write."""

    def __init__(self) -> None:
        super().__init__("I do not know this button any more. Please type the command again.")


@dataclass(frozen=True, slots=True)
class Picked:
    """What somebody wants to do: the verb as they type it, a topic or an incident, and text typed already."""

    verb: str
    topic_id: str
    incident_id: str
    text: str

    def pack(self) -> str:
        """Write it for a button. Some signs take up to six characters there, so the text is cut until all fits."""
        text = self.text[:VALUE_LIMIT]
        while len(packed := self._packed(text)) > VALUE_LIMIT:
            text = text[: len(text) - max(1, (len(packed) - VALUE_LIMIT) // 6)]
        return packed

    def _packed(self, text: str) -> str:
        return json.dumps([self.verb, self.topic_id, self.incident_id, text], ensure_ascii=False)


def unpack(value: str) -> Picked:
    """Read it back from a button. Raises UnknownButton."""
    try:
        verb, topic_id, incident_id, text = json.loads(value)
        return Picked(str(verb), str(topic_id), str(incident_id), str(text))
    except (ValueError, TypeError, RecursionError) as error:
        raise UnknownButton from error


def which_topic(verb: str, question: str, near: Sequence[Topic], names: Sequence[str], text: str) -> Screen:
    """Ask which topic: of those that were nearly named, else by an example."""
    if not near:
        example = names[0] if names else "network"
        known = f" Topics here: {', '.join(inert(name) for name in names)}." if names else ""
        said = f"{question} Type its name after the command, as in `/partyline {verb} {inert(example)}`.{known}"
        return {"text": question, "blocks": [blocks.section(said)]}
    buttons = [_button(number, topic.name, Picked(verb, topic.id, "", text)) for number, topic in enumerate(near[:5])]
    return {"text": question, "blocks": [blocks.section(f"*{question}*"), blocks.actions(*buttons)]}


def which_incident(picked: Picked, topic: Topic, found: Sequence[tuple[Incident, str]], now: datetime) -> Screen:
    """Ask which of several incidents on a topic: what is said of two can be the same, so each says whose it is."""
    said = f"{topic.title} has {len(found)} open incidents. Which one?"
    drawn: list[Block] = [blocks.section(f"*{inert(topic.title)} has {len(found)} open incidents. Which one?*")]
    for number, (incident, said_now) in enumerate(found[:10]):
        one = Picked(picked.verb, topic.id, incident.id, picked.text)
        words = quoted(said_now) if said_now else "A first line that is not approved yet"
        drawn += [
            blocks.quote(blocks.text(words)),
            blocks.context(_whose(incident, now)),
            blocks.actions(_button(number, f"{_DOES.get(picked.verb, picked.verb.capitalize())} this one", one)),
        ]
    return {"text": said, "blocks": drawn}


def _whose(incident: Incident, now: datetime) -> str:
    lead = mention(incident.commander)
    return f"Opened {when(incident.opened_at, now)} · {incident.severity.value} · commander {lead}"


def nothing_open(topic: Topic) -> Screen:
    """Say that there is no incident on a topic, and how to open one."""
    said = f"Nothing is open on {topic.name}. To open a line, type /partyline open {topic.name}"
    name = inert(topic.name)
    drawn = blocks.section(f"Nothing is open on *{name}*. To open a line, type `/partyline open {name}`.")
    return {"text": said, "blocks": [drawn]}


def did_you_mean(verb: str, topic: Topic | None, text: str, question: str = "") -> Screen:
    """Ask whether a subcommand was meant, with a button that begins it where its topic is known.

    `text` is what follows. With a `question`, which may have been meant instead, there is a way to pass it on.
    """
    typed = " ".join(part for part in (f"/partyline {verb}", topic.name if topic else "", blocks.cut(text, 80)) if part)
    drawn = [blocks.section(f"Did you mean `{inert(typed)}`?")]
    label = f"{verb.capitalize()} {topic.name}" if topic else ""
    ways = [_button(0, label, Picked(verb, topic.id, "", text))] if topic else []
    if question:
        ways.append(blocks.button("Tell the IT desk", TELL_THE_DESK, blocks.cut(question, 200)))
    return {"text": escape(f"Did you mean {typed}?"), "blocks": [*drawn, *([blocks.actions(*ways)] if ways else [])]}


def _button(number: int, label: str, picked: Picked) -> Block:
    return blocks.button(blocks.cut(label, 30), f"{PICK}.{number}", picked.pack())
