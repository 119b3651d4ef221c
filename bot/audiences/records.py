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
    words: Named[list[str]] = Column(JSON, server_default="[]")


AUDIENCES = Table("audiences", METADATA, AudienceColumns)


def all_of(tx: Tx, workspace: str) -> list[Audience]:
    """Return all audiences of a workspace by name, in one order whatever the database's idea of the alphabet."""
    rows = tx.execute(select(AUDIENCES).where(AUDIENCES.c.workspace_id == workspace))
    found = (
        Audience(one.name, tuple(one.channels), tuple(one.mail), one.cares_about, tuple(one.words)) for one in rows
    )
    return sorted(found, key=lambda audience: (audience.name.casefold(), audience.name))


def replace(tx: Tx, workspace: str, wanted: Iterable[Audience]) -> None:
    """Let there be just these audiences."""
    tx.execute(delete(AUDIENCES).where(AUDIENCES.c.workspace_id == workspace))
    for audience in wanted:
        add(tx, workspace, audience)


def add(tx: Tx, workspace: str, audience: Audience) -> None:
    """Write an audience down; whoever asks has seen that no other has its name."""
    tx.execute(
        insert(AUDIENCES).values(
            workspace_id=workspace,
            name=audience.name,
            channels=list(audience.channels),
            mail=list(audience.mail),
            cares_about=audience.cares_about,
            words=list(audience.words),
        )
    )


def remove(tx: Tx, workspace: str, name: str) -> None:
    """Take an audience away."""
    tx.execute(delete(AUDIENCES).where(AUDIENCES.c.workspace_id == workspace, AUDIENCES.c.name == name))
