"""The journal's table."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Named,
    SQLColumnExpression,
    String,
    Table,
    TypedColumns,
    func,
    insert,
    select,
    update,
)

from bot.journal.rules import BEGINNING, Entry, chain
from bot.storage import METADATA, Tx, Utc
from bot.storage.receipts import insert_unless_there


class JournalColumns(TypedColumns):
    """One entry. No code updates or deletes rows, and the database's triggers refuse it."""

    workspace_id: Named[str] = Column(String(32), primary_key=True)
    number: Named[int] = Column(primary_key=True, autoincrement=False)
    at: Named[datetime] = Column(Utc)
    by: Named[str] = Column(String(64))
    verb: Named[str] = Column(String(40))
    subject_kind: Named[str] = Column(String(20))
    subject_id: Named[str] = Column(String(64), index=True)
    before: Named[str] = Column(String(64))
    after: Named[str] = Column(String(64))
    facts: Named[dict[str, Any]] = Column(JSON)
    previous: Named[str] = Column(String(64))
    hash: Named[str] = Column(String(64))


JOURNAL = Table("journal", METADATA, JournalColumns)


class JournalHeadColumns(TypedColumns):
    """The newest entry's number and hash: the row that writers queue at, so that the chain never forks."""

    workspace_id: Named[str] = Column(String(32), primary_key=True)
    number: Named[int]
    hash: Named[str] = Column(String(64))


JOURNAL_HEADS = Table("journal_heads", METADATA, JournalHeadColumns)


def write(
    tx: Tx,
    workspace: str,
    *,
    verb: str,
    subject: tuple[str, str],
    change: tuple[str, str],
    by: str,
    now: datetime,
    facts: Mapping[str, str] | None = None,
) -> None:
    """Add an entry: `by` did `verb` to `subject` (its kind and id), which went from and to `change`."""
    insert_unless_there(tx, JOURNAL_HEADS, workspace_id=workspace, number=0, hash=BEGINNING)
    mine = JOURNAL_HEADS.c.workspace_id == workspace
    head = tx.execute(select(JOURNAL_HEADS.c.number, JOURNAL_HEADS.c.hash).where(mine).with_for_update()).one()
    said = dict(facts or {})
    number = head.number + 1
    digest = chain(head.hash, number, now, by, verb, subject, change, said)
    tx.execute(
        insert(JOURNAL).values(
            workspace_id=workspace,
            number=number,
            at=now,
            by=by,
            verb=verb,
            subject_kind=subject[0],
            subject_id=subject[1],
            before=change[0],
            after=change[1],
            facts=said,
            previous=head.hash,
            hash=digest,
        )
    )
    tx.execute(update(JOURNAL_HEADS).where(mine).values(number=number, hash=digest))


def newest_number(tx: Tx, workspace: str) -> int:
    """Return the number of the newest entry; 0 where there is none. It moves whenever anything is done."""
    query = select(JOURNAL_HEADS.c.number).where(JOURNAL_HEADS.c.workspace_id == workspace)
    return tx.execute(query).scalar_one_or_none() or 0


def newest_number_of(workspace_id: SQLColumnExpression[str]) -> ColumnElement[int]:
    """Return the same as a column of another room's query."""
    number = select(JOURNAL_HEADS.c.number).where(JOURNAL_HEADS.c.workspace_id == workspace_id)
    return func.coalesce(number.scalar_subquery(), 0)


def read(tx: Tx, workspace: str, subject_id: str | None = None) -> list[Entry]:
    """Return the entries, oldest first; of one subject where `subject_id` is given."""
    query = select(JOURNAL).where(JOURNAL.c.workspace_id == workspace).order_by(JOURNAL.c.number)
    if subject_id is not None:
        query = query.where(JOURNAL.c.subject_id == subject_id)
    return [
        Entry(**{key: value for key, value in row._mapping.items() if key != "workspace_id"})
        for row in tx.execute(query)
    ]


def first_broken_link(tx: Tx, workspace: str) -> int | None:
    """Return the number of the first entry that does not follow from the one before it; None if all do.

    Entries taken off the end show too: the head says how many there were, and the hash of the last.
    """
    query = select(JOURNAL_HEADS.c.number, JOURNAL_HEADS.c.hash).where(JOURNAL_HEADS.c.workspace_id == workspace)
    # The head is read first: what is written while we read is then more than it says, and never less.
    newest, newest_hash = tx.execute(query).one_or_none() or (0, BEGINNING)
    previous, last = BEGINNING, 0
    for last, entry in enumerate(read(tx, workspace), start=1):
        subject, change = (entry.subject_kind, entry.subject_id), (entry.before, entry.after)
        digest = chain(previous, entry.number, entry.at, entry.by, entry.verb, subject, change, entry.facts)
        followed = (entry.number, entry.previous, entry.hash) == (last, previous, digest)
        if not followed or (last == newest and digest != newest_hash):
            return last
        previous = entry.hash
    return last + 1 if last < newest else None
