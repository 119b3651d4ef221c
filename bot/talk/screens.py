"""What people read where they talk, beside the answers that they would get to `/partyline`."""

from collections.abc import Sequence

from bot.party_lines.screens import SHOW, Screen
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.text import escape, inert
from bot.topics.rules import Topic

MOST_BUTTONS = 10
NO_TOPICS = "No topics are set up yet. An admin loads them."


def hint(names: Sequence[str]) -> Screen:
    """Say what can be asked, by the names of some topics."""
    if not names:
        return _plain(NO_TOPICS)
    known = ", ".join(inert(name) for name in names)
    drawn = blocks.section(f"I can answer about: {known}.\nTry `/partyline {inert(names[0])}`, or `/partyline help`.")
    return {"text": escape(f"I can answer about: {', '.join(names)}."), "blocks": [drawn]}


def which_one(near: Sequence[Topic], others: Sequence[Topic]) -> Screen:
    """Ask which topic somebody else's message is about: of those nearly named, else of some."""
    topics = (near or others)[:MOST_BUTTONS]
    if not topics:
        return _plain(NO_TOPICS)
    asked = "Which one do you mean?" if near else "I find no topic in that message. Which one is it?"
    buttons = [
        blocks.button(blocks.cut(topic.name, 30), f"{SHOW}.{number}", topic.id, tells=f"Show {topic.name}")
        for number, topic in enumerate(topics)
    ]
    return {"text": asked, "blocks": [blocks.section(f"*{asked}*"), blocks.actions(*buttons)]}


def beside(block: Block, text: str) -> Screen:
    """Draw one sentence that goes with answers sent by themselves."""
    return {"text": escape(text), "blocks": [block]}


def refusal(sentence: str) -> Screen:
    """Say no."""
    return _plain(sentence)


def modal(screen: Screen) -> Block:
    """Put an answer into a modal, which only its reader sees."""
    return blocks.modal("Partyline", screen["blocks"])


def _plain(sentence: str) -> Screen:
    return {"text": escape(sentence), "blocks": [blocks.section(escape(sentence))]}
