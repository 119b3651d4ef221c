"""What `/partyline help` says: what to type and what it does, and only what this person may use."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from bot.party_lines.screens import Screen
from bot.people.rules import Person, Role
from bot.slack import blocks
from bot.slack.text import inert, mention


class Typed(Protocol):
    """A subcommand about a topic, and who may use it; None for everybody."""

    @property
    def role(self) -> Role | None:
        """Who may use it."""

    @property
    def also(self) -> Role | None:
        """Who may use it as well."""


# What each does, in the order in which it is needed: what follows the topic, if anything, and a few words.
_MEANS = {
    "follow": ("", "a message whenever its line changes"),
    "unfollow": ("", "no more of these"),
    "open": ("", "write the first line on something new"),
    "update": ("", "write its next version"),
    "same": ("30", "nothing new: promise an update in 30 min"),
    "asked": ("", "what people are asked about it"),
    "handover": ("", "change who leads, the deputy or the topics"),
    "publish": ("", "send out what cannot wait for approval"),
    "withdraw": ("", "take back what is wrong"),
    "close": ("", "give the all-clear"),
    "history": ("", "all versions: who wrote and approved them"),
}
_WHOSE = (("For everybody", None), ("For commanders", Role.COMMANDER), ("For approvers", Role.APPROVER))


def draw(person: Person, verbs: Mapping[str, Typed], commanders: Sequence[str], topics: Sequence[str]) -> Screen:
    """Draw the help for one person; `topics` are names to make examples of."""
    example = inert(topics[0]) if topics else "network"
    lines = [
        f"*Asked about something?* `/partyline {example}` gives you the sentence to say. Slips of the finger are fine.",
        "*In a thread:* mention me, or choose *Answer with a party line* on the message. Only you see the answer.",
        f"*In a direct message* to me, plain words will do: “is the {example} back?”",
    ]
    if not topics:
        lines.append("No topics are set up yet. An admin loads them with `python -m bot load FILE`.")
    groups = [_group(person, verbs, whose, role, example) for whose, role in _WHOSE]
    others = [mention(who) for who in commanders if who != person.slack_id][:2]
    stuck = [blocks.context(f"Stuck? Ask {' or '.join(others)}.")] if others else []
    drawn = [blocks.section("\n".join(lines)), *(blocks.section(group) for group in groups if group), *stuck]
    return {"text": f"/partyline {example} gives you the sentence to say.", "blocks": drawn}


def _group(person: Person, verbs: Mapping[str, Typed], whose: str, role: Role | None, example: str) -> str:
    """Say what those with a role can type, a line each; "" for who does not hold it."""
    ordered = sorted(verbs, key=lambda name: list(_MEANS).index(name) if name in _MEANS else len(_MEANS))
    lines = [_line(name, example) for name in ordered if _is_for(person, verbs[name], role)]
    if role is None:
        lines = ["`/partyline list`: everything IT says now", *lines]
    elif role is Role.APPROVER and role in person.roles:
        lines.append("`/partyline list`: also what waits for you")
    return "\n".join([f"*{whose}*", *lines]) if lines else ""


def _line(name: str, example: str) -> str:
    after, means = _MEANS.get(name, ("", ""))
    typed = " ".join(part for part in ("/partyline", name, example, after) if part)
    return f"`{typed}`: {means}" if means else f"`{typed}`"


def _is_for(person: Person, verb: Typed, role: Role | None) -> bool:
    """Tell whether to name a verb to somebody as one for this role: once, also to those with two roles that may."""
    if role is None or role not in person.roles:
        return role is None and verb.role is None
    return verb.role is role or (verb.also is role and verb.role not in person.roles)
