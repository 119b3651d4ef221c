"""Who may lead an incident, and why a change of it is refused (PRODUCT.md, sections 1 and 3)."""

import json
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from bot.incidents.rules import Incident
from bot.refusals import Refusal

# What is typed after /partyline.
HANDOVER = "handover"
# Who presses "Take over" so soon after somebody else has not seen that they did.
AT_ONCE = timedelta(minutes=2)
# The kind of letter that tells people who leads.
LETTER = "handover"


@dataclass(frozen=True, slots=True)
class Lead:
    """Who leads an incident, who steps in ("" for nobody), and the topics that it is about."""

    commander: str
    deputy: str
    topic_ids: tuple[str, ...]

    @property
    def mark(self) -> str:
        """Name exactly this, in 16 characters: a form carries it, to be refused where somebody was faster."""
        said = json.dumps([self.commander, self.deputy, *sorted(self.topic_ids)])
        return sha256(said.encode()).hexdigest()[:16]


def lead_of(incident: Incident) -> Lead:
    """Return who leads an incident, and what it is about."""
    return Lead(incident.commander, incident.deputy or "", incident.topic_ids)


class CannotLead(Refusal):
    """Somebody is to lead who holds no role for it."""

    def __init__(self) -> None:
        super().__init__("Only commanders can lead an incident. Ask an admin to grant the role.", "commander")


class CannotStandIn(Refusal):
    """Somebody is to step in who could not act."""

    def __init__(self) -> None:
        super().__init__(
            "A deputy may have to take over, so only commanders can be one. Choose a commander, or nobody.", "deputy"
        )


class OneAndTheSame(Refusal):
    """Nobody steps in for themselves."""

    def __init__(self) -> None:
        super().__init__("A deputy steps in for the commander: choose another person, or nobody.", "deputy")


class NoTopic(Refusal):
    """An incident is about something."""

    def __init__(self) -> None:
        super().__init__("Choose at least one topic that this incident is about.", "topics")


class ChangedMeanwhile(Refusal):
    """Somebody else handed over, or changed the topics, while this form was open."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody else changed who leads, or the topics, while this form was open, so nothing was changed. "
            "Close it and type /partyline handover again to see how it stands."
        )
