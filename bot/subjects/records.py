"""The glossary's table."""

from collections.abc import Iterable

from sqlalchemy import JSON, Column, ForeignKey, Named, String, Table, Text, TypedColumns, delete, insert, select

from bot.storage import METADATA, Tx
from bot.subjects.rules import GlossaryEntry


class GlossaryColumns(TypedColumns):
    """One entry of the glossary."""

    workspace_id: Named[str] = Column(ForeignKey("workspaces.id"), primary_key=True)
    name: Named[str] = Column(String(80), primary_key=True)
    aliases: Named[list[str]] = Column(JSON)
    plain: Named[str] = Column(Text)
    lets_you: Named[str] = Column(Text)
    outcome: Named[str] = Column(Text)


GLOSSARY = Table("glossary", METADATA, GlossaryColumns)


def all_of(tx: Tx, workspace: str) -> list[GlossaryEntry]:
    """Return the glossary of a workspace by name."""
    query = select(GLOSSARY).where(GLOSSARY.c.workspace_id == workspace).order_by(GLOSSARY.c.name)
    return [
        GlossaryEntry(row.name, tuple(row.aliases), row.plain, row.lets_you, row.outcome) for row in tx.execute(query)
    ]


def replace(tx: Tx, workspace: str, wanted: Iterable[GlossaryEntry]) -> None:
    """Let the glossary hold just these entries."""
    tx.execute(delete(GLOSSARY).where(GLOSSARY.c.workspace_id == workspace))
    for entry in wanted:
        tx.execute(
            insert(GLOSSARY).values(
                workspace_id=workspace,
                name=entry.name,
                aliases=list(entry.aliases),
                plain=entry.plain,
                lets_you=entry.lets_you,
                outcome=entry.outcome,
            )
        )
