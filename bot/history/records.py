"""Reading what became of versions, and whom they reached. Writes nothing."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select

from bot.asks.records import LOOKUPS
from bot.deliveries.records import DELIVERIES
from bot.history.rules import Reach
from bot.incidents.records import INCIDENT_TOPICS
from bot.party_lines.reach import CARD, NEWS, NOTE
from bot.party_lines.records import PARTY_LINES
from bot.party_lines.rules import LineKind, PartyLine
from bot.storage import Tx

_OF_INCIDENTS = PARTY_LINES.c.kind.in_([LineKind.INCIDENT.value, LineKind.CLOSING.value])
_AGE = (PARTY_LINES.c.created_at, PARTY_LINES.c.number, PARTY_LINES.c.id)


def newest_of_topic(tx: Tx, workspace: str, topic_id: str, older_than: str, most: int) -> list[str]:
    """Return the ids of versions about a topic's incidents, newest first; those older than a version, or all ("")."""
    wanted = [_about(workspace, topic_id), _OF_INCIDENTS]
    if older_than:
        anchor = select(*_AGE).where(PARTY_LINES.c.workspace_id == workspace, PARTY_LINES.c.id == older_than)
        row = tx.execute(anchor).one_or_none()
        wanted += [_older(*row)] if row else []
    newest_first = [column.desc() for column in _AGE]
    return list(tx.execute(select(PARTY_LINES.c.id).where(*wanted).order_by(*newest_first).limit(most)).scalars())


def _about(workspace: str, topic_id: str) -> ColumnElement[bool]:
    """Match what is about a topic, also from when an incident was about it that is not any more."""
    incidents = select(INCIDENT_TOPICS.c.incident_id).where(
        INCIDENT_TOPICS.c.workspace_id == workspace, INCIDENT_TOPICS.c.topic_id == topic_id
    )
    about = or_(PARTY_LINES.c.topic_id == topic_id, PARTY_LINES.c.series.in_(incidents))
    return and_(PARTY_LINES.c.workspace_id == workspace, about)


def _older(created_at: datetime, number: int, line_id: str) -> ColumnElement[bool]:
    at, counted, named = _AGE
    return or_(
        at < created_at,
        and_(at == created_at, counted < number),
        and_(at == created_at, counted == number, named < line_id),
    )


def all_versions(tx: Tx, workspace: str, topic_id: str, since: datetime | None, chunk: int) -> Iterator[list[str]]:
    """Yield the ids of all versions of a workspace, or of one topic, oldest first, so many at a time."""
    wanted = [_about(workspace, topic_id) if topic_id else PARTY_LINES.c.workspace_id == workspace]
    wanted += [PARTY_LINES.c.created_at >= since] if since else []
    ids = list(tx.execute(select(PARTY_LINES.c.id).where(*wanted).order_by(*_AGE)).scalars())
    for start in range(0, len(ids), chunk):
        yield ids[start : start + chunk]


def ends(tx: Tx, workspace: str, line_ids: Sequence[str]) -> dict[str, datetime | None]:
    """Return when each version stopped standing as it did: replaced, sent back or cancelled; None while it stands."""
    mine = (PARTY_LINES.c.workspace_id == workspace, PARTY_LINES.c.id.in_(line_ids))
    return {row.id: row.ended_at for row in tx.execute(select(PARTY_LINES.c.id, PARTY_LINES.c.ended_at).where(*mine))}


def before(tx: Tx, workspace: str, lines: Sequence[PartyLine]) -> dict[str, str]:
    """Return, by the id of each version, the id of the version before it in its series."""
    wanted = {(line.series, line.number - 1): line.id for line in lines}
    series = PARTY_LINES.c.series.in_({line.series for line in lines})
    numbers = PARTY_LINES.c.number.in_({line.number - 1 for line in lines})
    query = select(PARTY_LINES.c.series, PARTY_LINES.c.number, PARTY_LINES.c.id)
    rows = tx.execute(query.where(PARTY_LINES.c.workspace_id == workspace, series, numbers))
    return {wanted[row.series, row.number]: row.id for row in rows if (row.series, row.number) in wanted}


def reach(tx: Tx, workspace: str, lines: Sequence[PartyLine], until: dict[str, datetime]) -> dict[str, Reach]:
    """Return whom versions reached. `until` says up to when each was said, so which cards in channels showed it."""
    asked = _look_ups(tx, workspace, [line.id for line in lines])
    sent = _messages(tx, workspace, [line.id for line in lines])
    cards = _cards(tx, workspace, {line.series for line in lines})
    found = {}
    for line in lines:
        look_ups, people = asked.get(line.id, (0, 0))
        shown = [at for at in cards.get(line.series, ()) if line.id in until and at <= until[line.id]]
        found[line.id] = Reach(look_ups, people, sent.get(line.id, 0) + len(shown))
    return found


def _look_ups(tx: Tx, workspace: str, line_ids: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Count look-ups, and the people in them, that gave a version's own sentence and not its holding line."""
    own = LOOKUPS.c.kind != LineKind.HOLDING.value
    query = select(LOOKUPS.c.line_id, func.count(), func.count(LOOKUPS.c.person.distinct()))
    mine = (LOOKUPS.c.workspace_id == workspace, LOOKUPS.c.line_id.in_(line_ids), own)
    return {line_id: (times, people) for line_id, times, people in tx.execute(query.where(*mine).group_by("line_id"))}


def _messages(tx: Tx, workspace: str, line_ids: Sequence[str]) -> dict[str, int]:
    """Count notes in channels and news to followers that were posted, whatever they were edited to since."""
    mine = (
        DELIVERIES.c.workspace_id == workspace,
        DELIVERIES.c.kind.in_([NOTE, NEWS]),
        DELIVERIES.c.ref.in_(line_ids),
        DELIVERIES.c.ts != "",
    )
    query = select(DELIVERIES.c.ref, func.count()).where(*mine).group_by(DELIVERIES.c.ref)
    return dict(tx.execute(query).all())


def _cards(tx: Tx, workspace: str, incident_ids: set[str]) -> dict[str, list[datetime]]:
    """Return, by incident, when each of its cards that stands in a channel was first asked for."""
    mine = (DELIVERIES.c.workspace_id == workspace, DELIVERIES.c.kind == CARD, DELIVERIES.c.ref.in_(incident_ids))
    found: dict[str, list[datetime]] = {}
    for ref, at in tx.execute(select(DELIVERIES.c.ref, DELIVERIES.c.created_at).where(*mine, DELIVERIES.c.ts != "")):
        found.setdefault(ref, []).append(at)
    return found
