"""What is sent about asks."""

from datetime import datetime

from bot.asks import flows
from bot.deliveries.rules import Letter, Message
from bot.people.flows import name_of
from bot.slack import blocks
from bot.slack.text import escape, inert
from bot.storage import Tx
from bot.topics.flows import find


def ask(tx: Tx, workspace: str, ref: str, _now: datetime) -> Message | None:
    """Tell whoever looks after a topic which question met no line."""
    asked = flows.get(tx, workspace, ref)
    if asked is None:
        return None
    topic = find(tx, workspace, asked.topic_id)
    about = f" on *{inert(topic.title)}*" if topic else ""
    often = f" Asked {asked.times} times." if asked.times > 1 else ""
    said = (
        f"There is no party line{about} for this question. {inert(name_of(tx, workspace, asked.asked_by))} was asked:"
    )
    drawn = [blocks.section(said), blocks.quote(blocks.text(asked.question or "(nothing typed)"))]
    if often:
        drawn.append(blocks.context(often.strip()))
    return Message(f"No party line for: {escape(asked.question)}{often}", drawn)


LETTERS: dict[str, Letter] = {flows.ASK: ask}
