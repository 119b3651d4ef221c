"""What a commander is sent of what comes back, written from the current state at the moment it is sent."""

from datetime import datetime

from bot.deliveries.rules import Letter, Message
from bot.incidents.rules import NoSuchIncident
from bot.listening import flows, screens
from bot.party_lines.reach import TALLY
from bot.storage import Tx


def tally(tx: Tx, workspace: str, ref: str, now: datetime) -> Message | None:
    """Write what people are asked about an incident."""
    try:
        found = flows.tally(tx, workspace, ref)
    except NoSuchIncident:
        return None
    screen = screens.tally(found, now)
    return Message(screen["text"], screen["blocks"])


LETTERS: dict[str, Letter] = {TALLY: tally}
