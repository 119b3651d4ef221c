"""The table of party lines. The words of a row never change (a trigger refuses it); only its status does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ForeignKey,
    Index,
    Named,
    Row,
    String,
    Table,
    Text,
    TypedColumns,
    and_,
    bindparam,
    func,
    insert,
    literal_column,
    select,
    text,
    update,
)

from bot.incidents.records import INCIDENT_TOPICS, INCIDENTS
from bot.incidents.rules import Incident, IncidentStatus, Severity
from bot.party_lines.rules import Draft, LineKind, LineStatus, PartyLine, standing_series
from bot.party_lines.serving import Live
from bot.party_lines.wording import DoNotSay, QuestionAnswer, Words
from bot.storage import METADATA, Tx, Utc
from bot.topics import records as topic_records
from bot.topics.rules import Topic


# The migrations give both databases these conditions. Named here for SQLite alone: PostgreSQL's would load its dialect
# whenever the bot starts.
def _only_one(status: str) -> Index:
    where = text(f"status = '{status}'")
    columns = ("workspace_id", "series")
    name = f"uq_party_lines_one_{status}"
    return Index(name, *columns, unique=True, sqlite_where=where)


def _where_set(column: str) -> Index:
    """Index the few versions that have this, for what looks each second whether anything is to be done about one."""
    where = text(f"{column} IS NOT NULL")
    return Index(f"ix_party_lines_{column}", column, sqlite_where=where)


class PartyLineColumns(TypedColumns):
    """One version. At most one of a series is live, and at most one is before the approvers."""

    workspace_id: Named[str] = Column(ForeignKey("workspaces.id"), primary_key=True)
    id: Named[str] = Column(String(32), primary_key=True)
    kind: Named[str] = Column(String(10))
    series: Named[str] = Column(String(64))
    topic_id: Named[str] = Column(String(32))
    number: Named[int]
    say: Named[str] = Column(Text)
    if_pressed: Named[list[list[str]]] = Column(JSON)
    do_not_say: Named[list[list[str]]] = Column(JSON)
    not_yet_known: Named[str] = Column(Text)
    background: Named[str] = Column(Text)
    holding: Named[str] = Column(Text)
    situation: Named[str] = Column(String(15))
    severity: Named[str] = Column(String(10))
    promise_at: Named[datetime | None] = Column(Utc)
    author: Named[str] = Column(String(32))
    created_at: Named[datetime] = Column(Utc)
    status: Named[str] = Column(String(10))
    approved_by: Named[str | None] = Column(String(32))
    approved_at: Named[datetime | None] = Column(Utc)
    ended_at: Named[datetime | None] = Column(Utc)
    extended_to: Named[datetime | None] = Column(Utc)
    withdrawn_at: Named[datetime | None] = Column(Utc)
    withdrawn_by: Named[str] = Column(String(32), server_default="")
    withdrawn_why: Named[str] = Column(Text, server_default="")
    instead: Named[str] = Column(Text, server_default="")
    glass_reason: Named[str] = Column(Text, server_default="")
    glass_until: Named[datetime | None] = Column(Utc)


PARTY_LINES = Table(
    "party_lines",
    METADATA,
    PartyLineColumns,
    Index("uq_party_lines_number", "workspace_id", "series", "number", unique=True),
    _only_one("live"),
    _only_one("submitted"),
    _where_set("withdrawn_at"),
    _where_set("glass_until"),
)


_LINE = (
    PARTY_LINES.c.id,
    PARTY_LINES.c.kind,
    PARTY_LINES.c.series,
    PARTY_LINES.c.topic_id,
    PARTY_LINES.c.number,
    PARTY_LINES.c.say,
    PARTY_LINES.c.if_pressed,
    PARTY_LINES.c.do_not_say,
    PARTY_LINES.c.not_yet_known,
    PARTY_LINES.c.background,
    PARTY_LINES.c.holding,
    PARTY_LINES.c.situation,
    PARTY_LINES.c.severity,
    PARTY_LINES.c.promise_at,
    PARTY_LINES.c.author,
    PARTY_LINES.c.created_at,
    PARTY_LINES.c.status,
    PARTY_LINES.c.approved_by,
    PARTY_LINES.c.approved_at,
    PARTY_LINES.c.extended_to,
    PARTY_LINES.c.withdrawn_at,
    PARTY_LINES.c.withdrawn_by,
    PARTY_LINES.c.withdrawn_why,
    PARTY_LINES.c.instead,
    PARTY_LINES.c.glass_reason,
    PARTY_LINES.c.glass_until,
)
_INCIDENT = (
    INCIDENT_TOPICS.c.topic_id,
    INCIDENTS.c.title,
    INCIDENTS.c.severity,
    INCIDENTS.c.status,
    INCIDENTS.c.commander,
    INCIDENTS.c.opened_at,
    INCIDENTS.c.closed_at,
    INCIDENTS.c.deputy,
)
_WIDTH = len(_LINE)


def add(tx: Tx, workspace: str, line: PartyLine) -> None:
    """Add a version."""
    words, draft = line.words, line.draft
    tx.execute(
        insert(PARTY_LINES).values(
            workspace_id=workspace,
            id=line.id,
            kind=line.kind.value,
            series=line.series,
            topic_id=line.topic_id,
            number=line.number,
            say=words.say,
            if_pressed=[[pair.question, pair.answer] for pair in words.if_pressed],
            do_not_say=[[one.phrase, one.instead] for one in words.do_not_say],
            not_yet_known=words.not_yet_known,
            background=words.background,
            holding=words.holding,
            situation=draft.status.value,
            severity=draft.severity.value,
            promise_at=draft.promise_at,
            author=line.author,
            created_at=line.created_at,
            status=line.status.value,
            approved_by=line.approved_by,
            approved_at=line.approved_at,
            glass_reason=line.glass_reason,
            glass_until=line.glass_until,
        )
    )


def get(tx: Tx, workspace: str, line_id: str) -> PartyLine | None:
    """Return one version."""
    return _one(tx, PARTY_LINES.c.workspace_id == workspace, PARTY_LINES.c.id == line_id)


def several(tx: Tx, workspace: str, line_ids: Sequence[str]) -> list[PartyLine]:
    """Return these versions, in this order; those that are not there are left out."""
    query = select(*_LINE).where(PARTY_LINES.c.workspace_id == workspace, PARTY_LINES.c.id.in_(line_ids))
    found = {line.id: line for line in map(_line, tx.execute(query))}
    return [found[line_id] for line_id in line_ids if line_id in found]


def with_status(tx: Tx, workspace: str, series: str, status: LineStatus) -> PartyLine | None:
    """Return the newest version of a series that has this status."""
    mine = (PARTY_LINES.c.workspace_id == workspace, PARTY_LINES.c.series == series)
    return _one(tx, *mine, PARTY_LINES.c.status == status.value)


def live_before(tx: Tx, workspace: str, line: PartyLine, decided_at: datetime | None) -> PartyLine | None:
    """Return the version that was live when `line` was decided, or is live while it waits: what it would replace."""
    mine = (PARTY_LINES.c.workspace_id == workspace, PARTY_LINES.c.series == line.series, PARTY_LINES.c.id != line.id)
    if decided_at is None:
        return _one(tx, *mine, PARTY_LINES.c.status == LineStatus.LIVE.value)
    was_live = PARTY_LINES.c.approved_at <= decided_at
    until = PARTY_LINES.c.ended_at.is_(None) | (PARTY_LINES.c.ended_at >= decided_at)
    return _one(tx, *mine, was_live, until)


def last_said(tx: Tx, workspace: str, series: str) -> PartyLine | None:
    """Return the newest version of an incident's own line that went live: a withdrawn one only where all were."""
    mine = (PARTY_LINES.c.workspace_id == workspace, PARTY_LINES.c.series == series)
    went_live = (PARTY_LINES.c.kind == LineKind.INCIDENT.value, PARTY_LINES.c.approved_at.is_not(None))
    right = _one(tx, *mine, *went_live, PARTY_LINES.c.withdrawn_at.is_(None))
    return right or _one(tx, *mine, *went_live)


def newest(tx: Tx, workspace: str, series: str) -> PartyLine | None:
    """Return the newest version of a series, whatever became of it."""
    return _one(tx, PARTY_LINES.c.workspace_id == workspace, PARTY_LINES.c.series == series)


def last_number(tx: Tx, workspace: str, series: str) -> int:
    """Return the number of a series' newest version; 0 where it has none."""
    mine = (PARTY_LINES.c.workspace_id == workspace, PARTY_LINES.c.series == series)
    return tx.execute(select(func.max(PARTY_LINES.c.number)).where(*mine)).scalar_one() or 0


def set_status(tx: Tx, workspace: str, line_id: str, before: LineStatus, after: LineStatus, now: datetime) -> bool:
    """Move a version on if it stands where it is thought to; False where it does not."""
    mine = (PARTY_LINES.c.workspace_id == workspace, PARTY_LINES.c.id == line_id, PARTY_LINES.c.status == before.value)
    return tx.execute(update(PARTY_LINES).where(*mine).values(status=after.value, ended_at=now)).rowcount == 1


def make_live(tx: Tx, workspace: str, line_id: str, by: str, now: datetime) -> None:
    """Let a version that was submitted be the live one of its series."""
    values = {"status": LineStatus.LIVE.value, "approved_by": by, "approved_at": now}
    mine = (PARTY_LINES.c.workspace_id == workspace, PARTY_LINES.c.id == line_id)
    tx.execute(update(PARTY_LINES).where(*mine, PARTY_LINES.c.status == LineStatus.SUBMITTED.value).values(**values))


def publish_unreviewed(tx: Tx, workspace: str, line: PartyLine) -> None:
    """Let a version that was submitted be the live one of its series, as nobody has approved it."""
    values = {
        "status": LineStatus.LIVE.value,
        "approved_at": line.approved_at,
        "glass_reason": line.glass_reason,
        "glass_until": line.glass_until,
        "instead": line.instead,
    }
    mine = (PARTY_LINES.c.workspace_id == workspace, PARTY_LINES.c.id == line.id)
    tx.execute(update(PARTY_LINES).where(*mine, PARTY_LINES.c.status == LineStatus.SUBMITTED.value).values(**values))


def ratify(tx: Tx, workspace: str, line_id: str, by: str) -> None:
    """Note who approved a version that was published without review."""
    mine = (PARTY_LINES.c.workspace_id == workspace, PARTY_LINES.c.id == line_id)
    tx.execute(update(PARTY_LINES).where(*mine).values(approved_by=by, glass_until=None))


def withdraw(tx: Tx, workspace: str, line: PartyLine) -> None:
    """Note that a live version is not to be said any more, and what is said instead. It keeps its place as live."""
    values = {
        "withdrawn_at": line.withdrawn_at,
        "withdrawn_by": line.withdrawn_by,
        "withdrawn_why": line.withdrawn_why,
        "instead": line.instead,
        "glass_until": None,
    }
    mine = (PARTY_LINES.c.workspace_id == workspace, PARTY_LINES.c.id == line.id)
    tx.execute(update(PARTY_LINES).where(*mine).values(**values))


def withdrawn_since(tx: Tx, workspace: str, since: datetime) -> list[PartyLine]:
    """Return the versions that were withdrawn since then, whatever has taken their place."""
    mine = (PARTY_LINES.c.workspace_id == workspace, PARTY_LINES.c.withdrawn_at >= since)
    return [_line(row) for row in tx.execute(select(*_LINE).where(*mine).order_by(PARTY_LINES.c.withdrawn_at))]


def unratified(tx: Tx, workspace: str, now: datetime) -> list[PartyLine]:
    """Return the live versions that were published without review, and that nobody ratified in time."""
    mine = (PARTY_LINES.c.workspace_id == workspace, PARTY_LINES.c.glass_until <= now, _IS_LIVE)
    return [_line(row) for row in tx.execute(select(*_LINE).where(*mine).order_by(PARTY_LINES.c.glass_until))]


def extend(tx: Tx, workspace: str, line_id: str, until: datetime) -> None:
    """Let a live version promise the next update by another time; its words stay as they were approved."""
    mine = (PARTY_LINES.c.workspace_id == workspace, PARTY_LINES.c.id == line_id)
    tx.execute(update(PARTY_LINES).where(*mine).values(extended_to=until))


# What a look-up asks. Statements are made once: building one for each request costs more than running it. And the
# status is written out: SQLite plans a statement anew, each time it runs, where an index of only some rows depends
# on a parameter.
_IS_LIVE = PARTY_LINES.c.status == literal_column(f"'{LineStatus.LIVE.value}'")
_ANSWERING = (
    select(*_LINE, *_INCIDENT)
    .select_from(INCIDENT_TOPICS)
    .join(
        INCIDENTS,
        and_(
            INCIDENTS.c.workspace_id == INCIDENT_TOPICS.c.workspace_id,
            INCIDENTS.c.id == INCIDENT_TOPICS.c.incident_id,
        ),
    )
    .join(
        PARTY_LINES,
        and_(
            PARTY_LINES.c.workspace_id == INCIDENT_TOPICS.c.workspace_id,
            PARTY_LINES.c.series == INCIDENT_TOPICS.c.incident_id,
            _IS_LIVE,
        ),
    )
    .where(
        INCIDENT_TOPICS.c.workspace_id == bindparam("workspace"),
        INCIDENT_TOPICS.c.answers_until > bindparam("now", type_=Utc()),
    )
)
_ANSWERING_ON = _ANSWERING.where(INCIDENT_TOPICS.c.topic_id == bindparam("topic"))
_LIVE_OF = select(*_LINE).where(
    PARTY_LINES.c.workspace_id == bindparam("workspace"),
    PARTY_LINES.c.series.in_(bindparam("series", expanding=True)),
    _IS_LIVE,
)


@dataclass(frozen=True, slots=True)
class Shelf:
    """The topics and live lines of one workspace, read as they are asked for: the database as a source of answers."""

    tx: Tx
    workspace: str

    def topics(self, topic_ids: Sequence[str]) -> list[Topic]:
        """Return topics by their ids, in that order; those that are gone are left out."""
        found = (topic_records.get(self.tx, self.workspace, topic_id) for topic_id in topic_ids)
        return [topic for topic in found if topic]

    def all_topics(self) -> list[Topic]:
        """Return all topics by name."""
        return topic_records.all_of(self.tx, self.workspace)

    def of_incidents(self, topic_ids: Sequence[str] | None, now: datetime) -> list[tuple[str, Live]]:
        """Return, with the topic each is about, the live lines of incidents that can still answer; None for all."""
        given: dict[str, object] = {"workspace": self.workspace, "now": now}
        if topic_ids is None:
            return [_live(row) for row in self.tx.execute(_ANSWERING, given)]
        wanted = dict.fromkeys(topic_ids)
        return [_live(row) for one in wanted for row in self.tx.execute(_ANSWERING_ON, given | {"topic": one})]

    def standing(self, topic_ids: Sequence[str]) -> list[PartyLine]:
        """Return the live standing and holding lines of topics, and the workspace's default line."""
        kinds = (LineKind.STANDING, LineKind.HOLDING)
        wanted = [standing_series(kind, topic_id) for topic_id in topic_ids for kind in kinds]
        given = {"workspace": self.workspace, "series": [*wanted, standing_series(LineKind.DEFAULT)]}
        return [_line(row) for row in self.tx.execute(_LIVE_OF, given)]


def all_standing(tx: Tx, workspace: str) -> list[PartyLine]:
    """Return every live line that belongs to no incident."""
    kinds = [kind.value for kind in (LineKind.STANDING, LineKind.HOLDING, LineKind.DEFAULT)]
    live = and_(PARTY_LINES.c.status == LineStatus.LIVE.value, PARTY_LINES.c.kind.in_(kinds))
    query = select(*_LINE).where(PARTY_LINES.c.workspace_id == workspace, live).order_by(PARTY_LINES.c.series)
    return [_line(row) for row in tx.execute(query)]


def _one(tx: Tx, *conditions: Any) -> PartyLine | None:
    query = select(*_LINE).where(*conditions).order_by(PARTY_LINES.c.number.desc()).limit(1)
    row = tx.execute(query).one_or_none()
    return _line(row) if row else None


def _live(row: Row[*tuple[Any, ...]]) -> tuple[str, Live]:
    topic_id, title, severity, status, commander, opened_at, closed_at, deputy = tuple(row)[_WIDTH:]
    incident = Incident(
        row[2], title, Severity(severity), IncidentStatus(status), commander, opened_at, closed_at, (topic_id,), deputy
    )
    return topic_id, Live(_line(row), incident)


def _line(row: Row[*tuple[Any, ...]]) -> PartyLine:
    line_id, kind, series, topic_id, number, say, pairs, avoid, unknown, background, holding = tuple(row)[:11]
    situation, severity, promise_at, author, created_at, status, approved_by, approved_at = tuple(row)[11:19]
    words = Words(
        say=say,
        if_pressed=tuple(QuestionAnswer(*pair) for pair in pairs),
        do_not_say=tuple(DoNotSay(*one) for one in avoid),
        not_yet_known=unknown,
        background=background,
        holding=holding,
    )
    draft = Draft(words, IncidentStatus(situation), Severity(severity), promise_at)
    return PartyLine(
        line_id,
        LineKind(kind),
        series,
        topic_id,
        number,
        draft,
        author,
        created_at,
        LineStatus(status),
        approved_by,
        approved_at,
        *tuple(row)[19:_WIDTH],
    )
