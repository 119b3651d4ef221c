"""Where this room sends, and what: each letter is written from the current state at the moment it is sent."""

from datetime import datetime

from bot.deliveries.rules import Letter, Message
from bot.party_lines import answers, approval_screens, cases, flows, reach, screens
from bot.storage import Tx


def approval_card(tx: Tx, workspace: str, ref: str, now: datetime) -> Message | None:
    """Write the approvers' card of an approval, as it stands now."""
    case = cases.case(tx, workspace, ref)
    return approval_screens.card(case, now) if case else None


def decision(tx: Tx, workspace: str, ref: str, _now: datetime) -> Message | None:
    """Write to an author what became of their text."""
    case = cases.case(tx, workspace, ref)
    return approval_screens.decision(case) if case else None


def copy(tx: Tx, workspace: str, ref: str, now: datetime) -> Message | None:
    """Write what is said about a topic, for somebody to keep."""
    topic_id, incident_id, _ = ref.split("/")
    given = answers.about(flows.shelf(tx, workspace), (topic_id,), "", now, incident_id=incident_id)
    screen = screens.kept_copy(given, now)
    return Message(screen["text"], screen["blocks"]) if screen else None


LETTERS: dict[str, Letter] = {
    flows.APPROVAL_CARD: approval_card,
    flows.DECISION: decision,
    reach.COPY: copy,
}
