"""What `/partyline help` says: examples, and only what this person may use."""

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


_WHOSE = (("For everybody:", None), ("For commanders:", Role.COMMANDER), ("For approvers:", Role.APPROVER))


def draw(person: Person, verbs: Mapping[str, Typed], commanders: Sequence[str], topics: Sequence[str]) -> Screen:
    """Draw the help for one person; `topics` are names to make examples of."""
    example = inert(topics[0]) if topics else "network"
    lines = [
        f"*Asked about something?* `/partyline {example}` gives you the sentence to say. Slips of the finger are fine.",
        "`/partyline list` everything IT says now",
        "*In a thread:* mention me, or choose *Answer with a party line* on the message. Only you see the answer.",
        f"*In a direct message* to me, plain words will do: “is the {example} back?”",
    ]
    for whose, role in _WHOSE:
        names = [name for name, verb in verbs.items() if _is_for(person, verb, role)]
        said = [_examples(names, example)] if names else []
        if role is Role.APPROVER and role in person.roles:
            said.append("`/partyline list` also shows what waits for you")
        lines += [f"*{whose}* {'; '.join(said)}"] if said else []
    if not topics:
        lines.append("No topics are set up yet. An admin loads them with `python -m bot load FILE`.")
    others = [mention(who) for who in commanders if who != person.slack_id][:2]
    stuck = [blocks.context(f"Stuck? Ask {' or '.join(others)}.")] if others else []
    drawn = [blocks.section("\n".join(lines)), *stuck]
    return {"text": f"/partyline {example} gives you the sentence to say.", "blocks": drawn}


def _examples(names: Sequence[str], example: str) -> str:
    """Write one subcommand out, and name the others."""
    first, *others = names
    likewise = f", likewise {', '.join(f'`{name}`' for name in others)}" if others else ""
    return f"`/partyline {first} {example}`{likewise}"


def _is_for(person: Person, verb: Typed, role: Role | None) -> bool:
    """Tell whether to name a verb to somebody as one for this role: once, also to those with two roles that may."""
    if role is None or role not in person.roles:
        return role is None and verb.role is None
    return verb.role is role or (verb.also is role and verb.role not in person.roles)
