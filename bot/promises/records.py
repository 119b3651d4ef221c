"""Tables of promises: how they were extended, and what was done about each. The promise itself stands on its line."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, String, and_, bindparam, delete, func, literal_column, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.incidents.records import IncidentRow
from bot.party_lines.records import PartyLineRow
from bot.party_lines.rules import LineKind, LineStatus
from bot.promises.rules import Extension, Life, Promise, Step
from bot.storage import Base, Tx, Utc
from bot.storage.receipts import insert_of, insert_unless_there


class ExtensionRow(Base):
    """A promise that was moved: nothing new to say, and a new time."""

    __tablename__ = "extensions"

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"), primary_key=True)
    line_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    was: Mapped[datetime] = mapped_column(Utc, primary_key=True)
    until: Mapped[datetime] = mapped_column(Utc)
    by: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime] = mapped_column(Utc)


class PromiseStepRow(Base):
    """One thing done about one promise (reminded, told that it was missed, …), so that it is done once."""

    __tablename__ = "promise_steps"

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"), primary_key=True)
    line_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    due_at: Mapped[datetime] = mapped_column(Utc, primary_key=True)
    step: Mapped[str] = mapped_column(String(10), primary_key=True)
    at: Mapped[datetime] = mapped_column(Utc)


def note_extension(tx: Tx, workspace: str, extension: Extension, by: str) -> None:
    """Note that a promise was moved. One that was moved to and fro is noted as it was moved last."""
    statement = insert_of(tx)(ExtensionRow).values(
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
_DUE_AT = func.coalesce(PartyLineRow.extended_to, PartyLineRow.promise_at)
_MINE = PartyLineRow.workspace_id == bindparam("workspace")
_IS_LIVE = PartyLineRow.status == literal_column(f"'{LineStatus.LIVE.value}'")
_ITS_INCIDENT = and_(IncidentRow.workspace_id == PartyLineRow.workspace_id, IncidentRow.id == PartyLineRow.series)
_DUE = (
    select(IncidentRow.id, IncidentRow.commander, PartyLineRow.id, _DUE_AT)
    .select_from(PartyLineRow)
    .join(IncidentRow, _ITS_INCIDENT)
    .where(
        _MINE,
        _IS_LIVE,
        PartyLineRow.kind == literal_column(f"'{LineKind.INCIDENT.value}'"),
        PartyLineRow.withdrawn_at.is_(None),
        IncidentRow.closed_at.is_(None),
        bindparam("by", type_=Utc()) >= _DUE_AT,
    )
    .order_by(IncidentRow.id)
)
_OVER = (
    select(IncidentRow.id, PromiseStepRow.line_id, PromiseStepRow.due_at)
    .select_from(PromiseStepRow)
    .join(
        PartyLineRow,
        and_(PartyLineRow.workspace_id == PromiseStepRow.workspace_id, PartyLineRow.id == PromiseStepRow.line_id),
    )
    .join(IncidentRow, _ITS_INCIDENT)
    .where(
        _MINE,
        or_(
            PartyLineRow.status != LineStatus.LIVE.value,
            PartyLineRow.withdrawn_at.is_not(None),
            IncidentRow.closed_at.is_not(None),
            PromiseStepRow.due_at != _DUE_AT,
        ),
    )
    .distinct()
)


def due(tx: Tx, workspace: str, by: datetime) -> list[tuple[str, str, Promise]]:
    """Return the promises that people wait for and that fall due until `by`, or did: incident, commander, promise."""
    found = tx.execute(_DUE, {"workspace": workspace, "by": by})
    return [(incident, commander, Promise(line, due_at)) for incident, commander, line, due_at in found]


def over(tx: Tx, workspace: str) -> list[tuple[str, Promise]]:
    """Return, with its incident, each promise about which something was done, and for which nobody waits any more."""
    return [(incident, Promise(line, at)) for incident, line, at in tx.execute(_OVER, {"workspace": workspace})]


def take(tx: Tx, workspace: str, promise: Promise, step: Step, now: datetime) -> bool:
    """Note that a step is taken in this transaction; False where it was taken before."""
    its = {"line_id": promise.line_id, "due_at": promise.due_at}
    return insert_unless_there(tx, PromiseStepRow, workspace_id=workspace, **its, step=step.value, at=now)


def taken(tx: Tx, workspace: str, promise: Promise) -> set[Step]:
    """Return what was done about a promise."""
    return {Step(step) for step in tx.execute(select(PromiseStepRow.step).where(_of(workspace, promise))).scalars()}


def forget(tx: Tx, workspace: str, promise: Promise) -> bool:
    """Forget what was done about a promise that is over, so that it is not found again; tell whether anything was."""
    return tx.execute(delete(PromiseStepRow).where(_of(workspace, promise))).rowcount > 0


def lives(tx: Tx, workspace: str, since: datetime, until: datetime) -> list[Life]:
    """Return what became of the versions that went live with a promise for that time, or were given one."""
    rows, mine = ExtensionRow, ExtensionRow.workspace_id == workspace
    extended = select(rows.line_id).where(mine, or_(_within(rows.was, since, until), _within(rows.until, since, until)))
    query = (
        select(PartyLineRow.id, PartyLineRow.promise_at, PartyLineRow.ended_at, PartyLineRow.withdrawn_at)
        .where(
            PartyLineRow.workspace_id == workspace,
            PartyLineRow.kind == LineKind.INCIDENT.value,
            PartyLineRow.status.in_([LineStatus.LIVE.value, LineStatus.REPLACED.value]),
            or_(_within(PartyLineRow.promise_at, since, until), PartyLineRow.id.in_(extended)),
        )
        .order_by(PartyLineRow.id)
    )
    return [Life(line, promised, *rest) for line, promised, *rest in tx.execute(query) if promised is not None]


def extensions(tx: Tx, workspace: str, line_ids: Sequence[str]) -> list[Extension]:
    """Return how the promises of these versions were moved."""
    rows = ExtensionRow
    query = select(rows.line_id, rows.was, rows.until, rows.at).where(
        rows.workspace_id == workspace, rows.line_id.in_(line_ids)
    )
    return [Extension(*row) for row in tx.execute(query)]


def _within(column: Any, since: datetime, until: datetime) -> ColumnElement[bool]:
    return and_(column >= since, column < until)


def _of(workspace: str, promise: Promise) -> ColumnElement[bool]:
    rows = PromiseStepRow
    mine = and_(rows.workspace_id == workspace, rows.line_id == promise.line_id)
    return and_(mine, rows.due_at == promise.due_at)
