"""What goes out by itself to who asked in a direct message: that on this there is no line, and who was told of it."""

from datetime import datetime

from bot.asks import flows as asks
from bot.deliveries.rules import Letter, Message
from bot.party_lines import flows as lines
from bot.party_lines.screens import no_line, no_line_on
from bot.party_lines.serving import NoLine
from bot.storage import Tx
from bot.talk import flows, screens
from bot.topics import flows as topics


def default_line(tx: Tx, workspace: str, ref: str, _now: datetime) -> Message:
    """Write the default line to who asked what met no line; where there was nothing to pass on, the ask is ""."""
    ask_id, topic_id, _ = ref.split("/")
    ask = asks.get(tx, workspace, ask_id)
    topic = topics.find(tx, workspace, topic_id)
    default = next(iter(lines.shelf(tx, workspace).standing(())), None)
    given = NoLine(ask.question if ask else "", default, topic)
    screen = no_line(given, asks.told(tx, workspace, ask_id))
    return Message(screen["text"], screen["blocks"])


def beside(tx: Tx, workspace: str, ref: str, _now: datetime) -> Message | None:
    """Write, beside the lines that somebody gets, that there is none on one of the topics they asked about."""
    ask_id, topic_id, _ = ref.split("/")
    topic = topics.find(tx, workspace, topic_id)
    if topic is None:
        return None
    screen = screens.beside(
        no_line_on([topic], asks.told(tx, workspace, ask_id)), f"There is no line on {topic.name} yet."
    )
    return Message(screen["text"], screen["blocks"])


LETTERS: dict[str, Letter] = {flows.DEFAULT_LINE: default_line, flows.BESIDE: beside}
