"""The tables of statements: what is said, and what was handed in."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Named,
    Row,
    String,
    Table,
    TypedColumns,
    UniqueConstraint,
    and_,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy import Text as SqlText

from bot.statements.coding import (
    fields_from_json,
    fields_to_json,
    mail_from_json,
    mail_to_json,
    post_from_json,
    post_to_json,
)
from bot.statements.rules import Mark, Out, Statement, Text, TextKind, Work
from bot.storage import METADATA, Tx, Utc


class StatementColumns(TypedColumns):
    """One statement: what readers have of it, and its working copy."""

    workspace_id: Named[str] = Column(ForeignKey("workspaces.id"), primary_key=True)
    id: Named[str] = Column(String(32), primary_key=True)
    number: Named[int]
    author: Named[str] = Column(String(32))
    out: Named[str] = Column(String(10))
    work: Named[str] = Column(String(10))
    fields: Named[dict[str, Any]] = Column(JSON)
    revision: Named[int]
    submitted: Named[int]
    live: Named[int]
    goes_at: Named[datetime | None] = Column(Utc)
    published_at: Named[datetime | None] = Column(Utc)
    created_at: Named[datetime] = Column(Utc)
    changed_at: Named[datetime] = Column(Utc)
    why: Named[str] = Column(SqlText, server_default="")


STATEMENTS = Table(
    "statements",
    METADATA,
    StatementColumns,
    UniqueConstraint("workspace_id", "number"),
    Index("ix_statements_out", "workspace_id", "out", "goes_at"),
)


class TextColumns(TypedColumns):
    """A text as it was handed in: its words are never changed."""

    workspace_id: Named[str] = Column(ForeignKey("workspaces.id"), primary_key=True)
    statement_id: Named[str] = Column(String(32), primary_key=True)
    number: Named[int] = Column(primary_key=True, autoincrement=False)
    kind: Named[str] = Column(String(10))
    fields: Named[dict[str, Any]] = Column(JSON)
    post: Named[dict[str, Any]] = Column(JSON)
    mail: Named[dict[str, Any]] = Column(JSON)
    mail_again: Named[bool] = Column(Boolean)
    fingerprint: Named[str] = Column(String(64))
    author: Named[str] = Column(String(32))
    created_at: Named[datetime] = Column(Utc)
    approved_by: Named[str] = Column(String(32), server_default="")
    approved_at: Named[datetime | None] = Column(Utc)
    out_at: Named[datetime | None] = Column(Utc)


TEXTS = Table("statement_texts", METADATA, TextColumns)


# -- statements -----------------------------------------------------------------------------------------------------


def add(tx: Tx, workspace: str, statement: Statement) -> None:
    """Write a new statement down."""
    tx.execute(insert(STATEMENTS).values(workspace_id=workspace, **_row(statement)))


def _row(statement: Statement) -> dict[str, Any]:
    names = ("id", "number", "author", "revision", "submitted", "live", "goes_at", "published_at", "created_at")
    same = {name: getattr(statement, name) for name in (*names, "changed_at", "why")}
    return same | {
        "out": statement.out.value,
        "work": statement.work.value,
        "fields": fields_to_json(statement.fields),
    }


def next_number(tx: Tx, workspace: str) -> int:
    """Return the number of the next statement; whoever asks holds the workspace."""
    newest = select(func.max(STATEMENTS.c.number)).where(STATEMENTS.c.workspace_id == workspace)
    return (tx.execute(newest).scalar() or 0) + 1


def get(tx: Tx, workspace: str, statement_id: str, *, lock: bool = False) -> Statement | None:
    """Return a statement; with `lock`, nobody else changes it meanwhile."""
    query = select(STATEMENTS).where(STATEMENTS.c.workspace_id == workspace, STATEMENTS.c.id == statement_id)
    row = tx.execute(query.with_for_update() if lock else query).one_or_none()
    return _statement(row) if row else None


def numbered(tx: Tx, workspace: str, number: int) -> Statement | None:
    """Return the statement of a number."""
    query = select(STATEMENTS).where(STATEMENTS.c.workspace_id == workspace, STATEMENTS.c.number == number)
    row = tx.execute(query).one_or_none()
    return _statement(row) if row else None


def change(tx: Tx, workspace: str, was: Statement, to: Statement) -> bool:
    """Write a statement as it is to be, if it still stands as it `was`; tells whether it did."""
    same = (
        STATEMENTS.c.workspace_id == workspace,
        STATEMENTS.c.id == was.id,
        STATEMENTS.c.out == was.out.value,
        STATEMENTS.c.work == was.work.value,
        STATEMENTS.c.revision == was.revision,
        STATEMENTS.c.submitted == was.submitted,
        STATEMENTS.c.live == was.live,
        STATEMENTS.c.goes_at.is_(None) if was.goes_at is None else STATEMENTS.c.goes_at == was.goes_at,
    )
    return bool(tx.execute(update(STATEMENTS).where(*same).values(**_row(to))).rowcount)


def listed(tx: Tx, workspace: str, outs: Collection[Out], most: int) -> list[Statement]:
    """Return the statements of which readers have this, changed last first."""
    mine = (STATEMENTS.c.workspace_id == workspace, STATEMENTS.c.out.in_([out.value for out in outs]))
    query = select(STATEMENTS).where(*mine).order_by(STATEMENTS.c.changed_at.desc(), STATEMENTS.c.number.desc())
    return [_statement(row) for row in tx.execute(query.limit(most))]


def unfinished(tx: Tx, workspace: str, by: str, most: int) -> list[Statement]:
    """Return what an author may go on writing, their own drafts and all corrections, changed last first."""
    working = STATEMENTS.c.work.in_([Work.DRAFT.value, Work.SENT_BACK.value])
    open_ = STATEMENTS.c.out.in_([Out.NOTHING.value, Out.PUBLISHED.value])
    mine = (STATEMENTS.c.author == by) | (STATEMENTS.c.live > 0)
    query = select(STATEMENTS).where(STATEMENTS.c.workspace_id == workspace, working, open_, mine)
    query = query.order_by(STATEMENTS.c.changed_at.desc(), STATEMENTS.c.number.desc())
    return [_statement(row) for row in tx.execute(query.limit(most))]


def due(tx: Tx, workspace: str, now: datetime) -> list[Statement]:
    """Return what is scheduled and whose time has come, the earliest first; nobody else changes it meanwhile.

    All are held before anything is written, and whoever holds one of them is not waited for: who publishes several
    holds the journal already, for which that one may wait in turn.
    """
    query = select(STATEMENTS).where(
        STATEMENTS.c.workspace_id == workspace,
        STATEMENTS.c.out == Out.SCHEDULED.value,
        STATEMENTS.c.goes_at <= now,
    )
    query = query.order_by(STATEMENTS.c.goes_at, STATEMENTS.c.number).with_for_update(skip_locked=True)
    return [_statement(row) for row in tx.execute(query)]


def around(tx: Tx, workspace: str, since: datetime, until: datetime) -> list[Statement]:
    """Return what goes, once it is approved, or was published between two moments, the earliest first."""
    at = func.coalesce(STATEMENTS.c.published_at, STATEMENTS.c.goes_at)
    query = select(STATEMENTS).where(
        STATEMENTS.c.workspace_id == workspace,
        or_(
            STATEMENTS.c.out.in_([Out.SCHEDULED.value, Out.PUBLISHED.value]),
            and_(STATEMENTS.c.out == Out.NOTHING.value, STATEMENTS.c.work == Work.WAITING.value),
        ),
        at >= since,
        at <= until,
    )
    return [_statement(row) for row in tx.execute(query.order_by(at, STATEMENTS.c.number))]


def _statement(row: Row[Any]) -> Statement:
    return Statement(
        row.id,
        row.number,
        row.author,
        Out(row.out),
        Work(row.work),
        fields_from_json(row.fields),
        row.revision,
        row.submitted,
        row.live,
        row.goes_at,
        row.published_at,
        row.created_at,
        row.changed_at,
        row.why,
    )


# -- texts ----------------------------------------------------------------------------------------------------------


def add_text(tx: Tx, workspace: str, text: Text) -> None:
    """Write down a text that was handed in."""
    tx.execute(
        insert(TEXTS).values(
            workspace_id=workspace,
            statement_id=text.statement,
            number=text.number,
            kind=text.kind.value,
            fields=fields_to_json(text.fields),
            post=post_to_json(text.post),
            mail=mail_to_json(text.mail),
            mail_again=text.mail_again,
            fingerprint=text.fingerprint,
            author=text.author,
            created_at=text.created_at,
        )
    )


def text(tx: Tx, workspace: str, statement_id: str, number: int) -> Text | None:
    """Return one text of a statement."""
    row = tx.execute(select(TEXTS).where(_is_text(workspace, statement_id, number))).one_or_none()
    return _text(row) if row else None


def texts(tx: Tx, workspace: str, statement_id: str) -> list[Text]:
    """Return all texts of a statement, the oldest first."""
    query = select(TEXTS).where(TEXTS.c.workspace_id == workspace, TEXTS.c.statement_id == statement_id)
    return [_text(row) for row in tx.execute(query.order_by(TEXTS.c.number))]


def marks(tx: Tx, workspace: str, statement_id: str) -> list[Mark]:
    """Return all texts of a statement without their words, the oldest first."""
    query = select(TEXTS.c.number, TEXTS.c.mail_again, TEXTS.c.out_at)
    query = query.where(TEXTS.c.workspace_id == workspace, TEXTS.c.statement_id == statement_id)
    return [Mark(*row) for row in tx.execute(query.order_by(TEXTS.c.number))]


def note_approved(tx: Tx, workspace: str, text: Text, by: str, now: datetime) -> None:
    """Note who approved a text."""
    which = _is_text(workspace, text.statement, text.number)
    tx.execute(update(TEXTS).where(which).values(approved_by=by, approved_at=now))


def note_out(tx: Tx, workspace: str, statement_id: str, number: int, now: datetime) -> None:
    """Note when readers got a text."""
    tx.execute(update(TEXTS).where(_is_text(workspace, statement_id, number)).values(out_at=now))


def _is_text(workspace: str, statement_id: str, number: int) -> ColumnElement[bool]:
    return (TEXTS.c.workspace_id == workspace) & (TEXTS.c.statement_id == statement_id) & (TEXTS.c.number == number)


def _text(row: Row[Any]) -> Text:
    return Text(
        row.statement_id,
        row.number,
        TextKind(row.kind),
        fields_from_json(row.fields),
        post_from_json(row.post),
        mail_from_json(row.mail),
        row.mail_again,
        row.fingerprint,
        row.author,
        row.created_at,
        row.approved_by,
        row.approved_at,
        row.out_at,
    )
