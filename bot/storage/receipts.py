"""Receipts: what Slack sends twice acts once.

A receipt is written in the transaction of the change it stands for, so it exists exactly when the change does.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, Named, String, Table, TypedColumns, delete, exists, select

from bot.storage.base import METADATA, Tx, Utc

# Slack repeats within five minutes; a person may press again in a modal left open overnight.
KEPT_FOR = timedelta(days=3)


class ReceiptColumns(TypedColumns):
    """One thing that Slack told us and that has been done."""

    workspace_id: Named[str] = Column(String(32), primary_key=True)
    key: Named[str] = Column(String(255), primary_key=True)
    written_at: Named[datetime] = Column(Utc, index=True)


RECEIPTS = Table("receipts", METADATA, ReceiptColumns)


def insert_unless_there(tx: Tx, row: Table[Any], **values: object) -> bool:
    """Insert a row, and return False where one with its key stands already. Waits for a rival's commit."""
    statement = insert_of(tx)(row).values(**values).on_conflict_do_nothing()
    # Without the option, psycopg's count of an INSERT is gone (-1) by the time that it is asked for.
    return tx.execute(statement, execution_options={"preserve_rowcount": True}).rowcount == 1


def insert_of(tx: Tx) -> Callable[[Table[Any]], Any]:
    """Return the INSERT of this transaction's database, which knows what to do about rows that are there already."""
    # Loaded when it is needed: each takes its part of the second that starting may take.
    if tx.dialect.name == "sqlite":
        from sqlalchemy.dialects.sqlite import insert  # noqa: PLC0415
    else:
        from sqlalchemy.dialects.postgresql import insert  # type: ignore[assignment]  # noqa: PLC0415
    return insert


def claim(tx: Tx, workspace: str, key: str, now: datetime) -> bool:
    """Note that what `key` stands for is being done in this transaction; False where it was done before.

    `key` is Slack's own id of the click or form. Two at once: the second waits for the first, then reads False.
    """
    return insert_unless_there(tx, RECEIPTS, workspace_id=workspace, key=key[:255], written_at=now)


def is_claimed(tx: Tx, workspace: str, key: str) -> bool:
    """Tell whether what `key` stands for has been done."""
    there = exists().where(RECEIPTS.c.workspace_id == workspace, RECEIPTS.c.key == key[:255])
    return bool(tx.execute(select(there)).scalar())


def forget_old(tx: Tx, now: datetime) -> int:
    """Delete receipts that nothing can repeat any more, and return how many there were."""
    return tx.execute(delete(RECEIPTS).where(RECEIPTS.c.written_at < now - KEPT_FOR)).rowcount
