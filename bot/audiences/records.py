"""The audiences' table."""

from collections.abc import Iterable

from sqlalchemy import JSON, Column, ForeignKey, Named, String, Table, Text, TypedColumns, delete, insert, select

from bot.audiences.rules import Audience
from bot.storage import METADATA, Tx


class AudienceColumns(TypedColumns):
    """One audience."""

    workspace_id: Named[str] = Column(ForeignKey("workspaces.id"), primary_key=True)
    name: Named[str] = Column(String(80), primary_key=True)
    channels: Named[list[str]] = Column(JSON)
    mail: Named[list[str]] = Column(JSON)
    cares_about: Named[str] = Column(Text)


AUDIENCES = Table("audiences", METADATA, AudienceColumns)


def all_of(tx: Tx, workspace: str) -> list[Audience]:
    """Return all audiences of a workspace by name."""
    query = select(AUDIENCES).where(AUDIENCES.c.workspace_id == workspace).order_by(AUDIENCES.c.name)
    return [Audience(row.name, tuple(row.channels), tuple(row.mail), row.cares_about) for row in tx.execute(query)]


def replace(tx: Tx, workspace: str, wanted: Iterable[Audience]) -> None:
    """Let there be just these audiences."""
    tx.execute(delete(AUDIENCES).where(AUDIENCES.c.workspace_id == workspace))
    for audience in wanted:
        tx.execute(
            insert(AUDIENCES).values(
                workspace_id=workspace,
                name=audience.name,
                channels=list(audience.channels),
                mail=list(audience.mail),
                cares_about=audience.cares_about,
            )
        )
