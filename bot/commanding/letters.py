"""What this room sends: who leads, written from how it stands at the moment it is sent."""

from datetime import datetime

from bot.commanding import flows, screens
from bot.commanding.rules import LETTER
from bot.deliveries.rules import Letter, Message
from bot.incidents.rules import NoSuchIncident
from bot.storage import Tx


def handover(tx: Tx, workspace: str, ref: str, now: datetime) -> Message | None:
    """Write to somebody how the lead of an incident stands for them; nothing once it is closed."""
    incident_id, _, who = ref.split("/")
    try:
        stands = flows.standing(tx, workspace, incident_id)
    except NoSuchIncident:
        return None
    if stands.incident.closed_at is not None:
        return None
    return screens.lead_now(stands.incident, stands.title, stands.topics, stands.live, now, who)


LETTERS: dict[str, Letter] = {LETTER: handover}
