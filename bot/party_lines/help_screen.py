"""What `/partyline help` says: examples, and only what this person may use."""

from collections.abc import Sequence

from bot.party_lines.screens import Screen
from bot.people.rules import Person, Role
from bot.slack import blocks
from bot.slack.text import inert, mention


def draw(person: Person, commanders: Sequence[str], topics: Sequence[str]) -> Screen:
    """Draw the help for one person; `topics` are names to make examples of."""
    example = inert(topics[0]) if topics else "network"
    lines = [
        f"*Asked about something?* `/partyline {example}` gives you the sentence to say. Slips of the finger are fine.",
        "`/partyline list` everything IT says now",
    ]
    if Role.COMMANDER in person.roles:
        lines.append(
            f"*For commanders:* `/partyline open {example}` and what happened, "
            f"`/partyline update {example}`, `/partyline close {example}`"
        )
    if Role.APPROVER in person.roles:
        lines.append("*For approvers:* `/partyline list` also shows what waits for you.")
    if not topics:
        lines.append("No topics are set up yet. An admin loads them with `python -m bot load FILE`.")
    others = [mention(who) for who in commanders if who != person.slack_id][:2]
    stuck = [blocks.context(f"Stuck? Ask {' or '.join(others)}.")] if others else []
    drawn = [blocks.section("\n".join(lines)), *stuck]
    return {"text": f"/partyline {example} gives you the sentence to say.", "blocks": drawn}
