"""Tables of promises: how they were extended, and what was done about each. The promise itself stands on its line."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    ForeignKey,
    Named,
    String,
    Table,
    TypedColumns,
    and_,
    bindparam,
    delete,
    func,
    literal_column,
    or_,
    select,
)

from bot.incidents.records import INCIDENTS
from bot.party_lines.records import PARTY_LINES
from bot.party_lines.rules import LineKind, LineStatus
from bot.promises.rules import Extension, Hands, Life, Promise, Step
from bot.storage import METADATA, Tx, Utc
from bot.storage.receipts import insert_of, insert_unless_there


class ExtensionColumns(TypedColumns):
    """A promise that was moved: nothing new to say, and a new time."""

    workspace_id: Named[str] = Column(ForeignKey("workspaces.id"), primary_key=True)
    line_id: Named[str] = Column(String(32), primary_key=True)
    was: Named[datetime] = Column(Utc, primary_key=True)
    until: Named[datetime] = Column(Utc)
    by: Named[str] = Column(String(32))
    at: Named[datetime] = Column(Utc)


EXTENSIONS = Table("extensions", METADATA, ExtensionColumns)


class PromiseStepColumns(TypedColumns):
    """One thing done about one promise (reminded, told that it was missed, …), so that it is done once."""

    workspace_id: Named[str] = Column(ForeignKey("workspaces.id"), primary_key=True)
    line_id: Named[str] = Column(String(32), primary_key=True)
    due_at: Named[datetime] = Column(Utc, primary_key=True)
    step: Named[str] = Column(String(10), primary_key=True)
    at: Named[datetime] = Column(Utc)


PROMISE_STEPS = Table("promise_steps", METADATA, PromiseStepColumns)


def note_extension(tx: Tx, workspace: str, extension: Extension, by: str) -> None:
    """Note that a promise was moved. One that was moved to and fro is noted as it was moved last."""
    statement = insert_of(tx)(EXTENSIONS).values(
        workspace_id=workspace,
        line_id=extension.line_id,
        was=extension.was,
        until=extension.until,
        by=by,
        at=extension.at,
    )
    newest = {name: statement.excluded[name] for name in ("until", "by", "at")}
    tx.execute(statement.on_conflict_do_update(index_elements=["workspace_id", "line_id", "was"], set_=newest))


# Asked every second, so these are made once; the status is written out for the index of the live lines.
_DUE_AT = func.coalesce(PARTY_LINES.c.extended_to, PARTY_LINES.c.promise_at)
_MINE = PARTY_LINES.c.workspace_id == bindparam("workspace")
_IS_LIVE = PARTY_LINES.c.status == literal_column(f"'{LineStatus.LIVE.value}'")
_ITS_INCIDENT = and_(INCIDENTS.c.workspace_id == PARTY_LINES.c.workspace_id, INCIDENTS.c.id == PARTY_LINES.c.series)
_DUE = (
    select(INCIDENTS.c.id, INCIDENTS.c.commander, INCIDENTS.c.deputy, PARTY_LINES.c.id, _DUE_AT)
    .select_from(PARTY_LINES)
    .join(INCIDENTS, _ITS_INCIDENT)
    .where(
        _MINE,
        _IS_LIVE,
        PARTY_LINES.c.kind == literal_column(f"'{LineKind.INCIDENT.value}'"),
        INCIDENTS.c.closed_at.is_(None),
        bindparam("by", type_=Utc()) >= _DUE_AT,
    )
    .order_by(INCIDENTS.c.id)
)
_OVER = (
    select(INCIDENTS.c.id, PROMISE_STEPS.c.line_id, PROMISE_STEPS.c.due_at)
    .select_from(PROMISE_STEPS)
    .join(
        PARTY_LINES,
        and_(PARTY_LINES.c.workspace_id == PROMISE_STEPS.c.workspace_id, PARTY_LINES.c.id == PROMISE_STEPS.c.line_id),
    )
    .join(INCIDENTS, _ITS_INCIDENT)
    .where(
        _MINE,
        or_(
            PARTY_LINES.c.status != LineStatus.LIVE.value,
            INCIDENTS.c.closed_at.is_not(None),
            PROMISE_STEPS.c.due_at != _DUE_AT,
        ),
    )
    .distinct()
)


def due(tx: Tx, workspace: str, by: datetime) -> list[tuple[str, Hands, Promise]]:
    """Return the promises that people wait for and that fall due until `by`, or did: incident, who leads, promise."""
    found = tx.execute(_DUE, {"workspace": workspace, "by": by})
    return [
        (incident, Hands(commander, deputy), Promise(line, due_at))
        for incident, commander, deputy, line, due_at in found
        if due_at
    ]


def over(tx: Tx, workspace: str) -> list[tuple[str, Promise]]:
    """Return, with its incident, each promise about which something was done, and for which nobody waits any more."""
    return [(incident, Promise(line, at)) for incident, line, at in tx.execute(_OVER, {"workspace": workspace})]


def take(tx: Tx, workspace: str, promise: Promise, step: Step, now: datetime) -> bool:
    """Note that a step is taken in this transaction; False where it was taken before."""
    its = {"line_id": promise.line_id, "due_at": promise.due_at}
    return insert_unless_there(tx, PROMISE_STEPS, workspace_id=workspace, **its, step=step.value, at=now)


def taken(tx: Tx, workspace: str, promise: Promise) -> set[Step]:
    """Return what was done about a promise."""
    return {Step(step) for step in tx.execute(select(PROMISE_STEPS.c.step).where(_of(workspace, promise))).scalars()}


def forget(tx: Tx, workspace: str, promise: Promise) -> bool:
    """Forget what was done about a promise that is over, so that it is not found again; tell whether anything was."""
    return tx.execute(delete(PROMISE_STEPS).where(_of(workspace, promise))).rowcount > 0


def lives(tx: Tx, workspace: str, since: datetime, until: datetime) -> list[Life]:
    """Return what became of the versions that went live with a promise for that time, or were given one."""
    rows, mine = EXTENSIONS.c, EXTENSIONS.c.workspace_id == workspace
    extended = select(rows.line_id).where(mine, or_(_within(rows.was, since, until), _within(rows.until, since, until)))
    query = (
        select(PARTY_LINES.c.id, PARTY_LINES.c.promise_at, PARTY_LINES.c.ended_at, PARTY_LINES.c.withdrawn_at)
        .where(
            PARTY_LINES.c.workspace_id == workspace,
            PARTY_LINES.c.kind == LineKind.INCIDENT.value,
            PARTY_LINES.c.status.in_([LineStatus.LIVE.value, LineStatus.REPLACED.value]),
            or_(_within(PARTY_LINES.c.promise_at, since, until), PARTY_LINES.c.id.in_(extended)),
        )
        .order_by(PARTY_LINES.c.id)
    )
    return [Life(line, promised, *rest) for line, promised, *rest in tx.execute(query) if promised is not None]


def extensions(tx: Tx, workspace: str, line_ids: Sequence[str]) -> list[Extension]:
    """Return how the promises of these versions were moved."""
    rows = EXTENSIONS.c
    query = select(rows.line_id, rows.was, rows.until, rows.at).where(
        rows.workspace_id == workspace, rows.line_id.in_(line_ids)
    )
    return [Extension(*row) for row in tx.execute(query)]


def moved_by(tx: Tx, workspace: str, line_id: str, until: datetime) -> str:
    """Return who moved a promise to a time."""
    rows = EXTENSIONS.c
    mine = (rows.workspace_id == workspace, rows.line_id == line_id, rows.until == until)
    return tx.execute(select(rows.by).where(*mine).order_by(rows.at.desc()).limit(1)).scalar_one()


def _within(column: Any, since: datetime, until: datetime) -> ColumnElement[bool]:
    return and_(column >= since, column < until)


def _of(workspace: str, promise: Promise) -> ColumnElement[bool]:
    rows = PROMISE_STEPS.c
    mine = and_(rows.workspace_id == workspace, rows.line_id == promise.line_id)
    return and_(mine, rows.due_at == promise.due_at)
