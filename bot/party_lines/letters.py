"""Where this room sends, and what: each letter is written from the current state at the moment it is sent."""

from datetime import datetime

from bot.deliveries.rules import Delivery, Letter, Message, is_mail
from bot.party_lines import answers, approval_screens, cases, flows, reach, screens
from bot.people import flows as people
from bot.storage import Tx


def approval_card(tx: Tx, workspace: str, ref: str, now: datetime) -> Message | None:
    """Write the approvers' card of an approval, as it stands now."""
    case = cases.case(tx, workspace, ref, now)
    return approval_screens.card(case, now) if case else None


def decision(tx: Tx, workspace: str, ref: str, now: datetime) -> Message | None:
    """Write to an author what became of their text."""
    case = cases.case(tx, workspace, ref, now)
    return approval_screens.decision(case, now) if case else None


def copy(tx: Tx, workspace: str, ref: str, now: datetime) -> Message | None:
    """Write what is said about a topic, for somebody to keep."""
    topic_id, incident_id, _ = ref.split("/")
    given = answers.about(flows.shelf(tx, workspace), (topic_id,), "", now, incident_id=incident_id)
    screen = screens.kept_copy(given, now)
    return Message(screen["text"], screen["blocks"]) if screen else None


def overview(tx: Tx, workspace: str, _ref: str, now: datetime) -> Message | None:
    """Write all that IT says now, for somebody to keep; what waits for a decision is for no message that stays."""
    screen = screens.kept_copy(answers.everything(flows.shelf(tx, workspace), now), now)
    return Message(screen["text"], screen["blocks"]) if screen else None


# What carries lines to one person, who may be of the staff when it is asked for and not when it is sent.
LINES_TO_PEOPLE = {reach.NEWS, reach.COPY, reach.OVERVIEW, reach.DEFAULT_LINE, reach.CORRECTION}


def may_have(tx: Tx, delivery: Delivery) -> bool:
    """Tell whether a delivery may be sent to where it goes now: lines only to staff."""
    is_person = delivery.destination[:1] in {"U", "W"} and not is_mail(delivery.destination)
    if delivery.kind not in LINES_TO_PEOPLE or not is_person:
        return True
    return bool(people.staff_among(tx, delivery.workspace, [delivery.destination]))


LETTERS: dict[str, Letter] = {
    flows.APPROVAL_CARD: approval_card,
    flows.DECISION: decision,
    reach.COPY: copy,
    reach.OVERVIEW: overview,
}
