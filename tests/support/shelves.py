"""Lines and incidents made by hand, for rules that need no database."""

from datetime import UTC, datetime, timedelta

from bot.incidents.rules import Incident, IncidentStatus, Severity
from bot.party_lines.board import Board
from bot.party_lines.rules import Draft, LineKind, LineStatus, PartyLine, standing_series
from bot.party_lines.serving import Live
from bot.party_lines.wording import Words
from bot.topics.finding import Index, Name
from bot.topics.rules import Topic

NOW = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)
HOLD = "More shortly."


def live(
    say: str,
    topic: str = "t-network",
    *,
    severity: Severity = Severity.MAJOR,
    opened: timedelta = timedelta(0),
    promise: timedelta | None = timedelta(minutes=30),
    closed: timedelta | None = None,
) -> tuple[str, Live]:
    """Make the live line of an incident; times are from `NOW`. With `closed`, it is its closing line."""
    kind = LineKind.INCIDENT if closed is None else LineKind.CLOSING
    status = IncidentStatus.IDENTIFIED if closed is None else IncidentStatus.RESOLVED
    closed_at = None if closed is None else NOW + closed
    incident = Incident(f"i-{say}", say, severity, status, "U2", NOW + opened, closed_at, (topic,))
    due = NOW + promise if promise is not None and closed is None else None
    draft = Draft(Words(say, holding=HOLD), status, severity, due)
    at = closed_at or NOW + opened
    line = PartyLine(f"l-{say}", kind, incident.id, topic, 1, draft, "U2", at, LineStatus.LIVE, "U1", at)
    return topic, Live(line, incident)


def text(kind: LineKind, say: str, topic: str = "") -> PartyLine:
    """Make a standing, holding or default line."""
    draft = Draft(Words(say), IncidentStatus.RESOLVED, Severity.MINOR, None)
    series = standing_series(kind, topic)
    return PartyLine(f"l-{say}", kind, series, topic, 1, draft, "op", NOW, LineStatus.LIVE, "op", NOW)


def board(topics: list[Topic], lives: list[tuple[str, Live]], lines: list[PartyLine]) -> Board:
    """Put it all where it is answered from."""
    names = [Name(topic.id, name) for topic in topics for name in (topic.name, *topic.aliases)]
    by_id = {topic.id: topic for topic in topics}
    index = Index(names, {topic.id: topic.name for topic in topics})
    return Board(1, NOW, "", index, by_id, tuple(lives), tuple(lines))
