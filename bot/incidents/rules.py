"""What an incident is."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from bot.refusals import Refusal

# A closing line answers for a day after the end (PRODUCT.md, section 3 "Never blank, never stale").
CLOSING_ANSWERS_FOR = timedelta(hours=24)
# The button with which somebody takes the lead of an incident at once; its value is the incident's id.
TAKE_OVER = "incident.take_over"
# What "no end yet" is in a column that is compared with times.
OPEN_END = datetime(9999, 12, 31, tzinfo=UTC)


class IncidentStatus(StrEnum):
    """How far the work is."""

    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    MONITORING = "monitoring"
    RESOLVED = "resolved"


class Severity(StrEnum):
    """How bad it is."""

    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"


@dataclass(frozen=True, slots=True)
class Incident:
    """A current situation. `closed_at` is the instant its closing line was approved."""

    id: str
    title: str
    severity: Severity
    status: IncidentStatus
    commander: str
    opened_at: datetime
    closed_at: datetime | None
    topic_ids: tuple[str, ...]
    # Who steps in when the commander does not answer.
    deputy: str | None = None


class NoSuchIncident(Refusal):
    """An incident that is not there, or of another workspace."""

    def __init__(self) -> None:
        super().__init__("That incident is not there any more. Type /partyline list to see what is going on.")


class AlreadyClosed(Refusal):
    """The all-clear has been given."""

    def __init__(self) -> None:
        super().__init__("This incident is closed. Open a new one with /partyline open and the topic.")
