"""The glossary's table."""

from collections.abc import Iterable

from sqlalchemy import JSON, ForeignKey, String, Text, delete, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage import Base, Tx
from bot.subjects.rules import GlossaryEntry


class GlossaryRow(Base):
    """One entry of the glossary."""

    __tablename__ = "glossary"

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    aliases: Mapped[list[str]] = mapped_column(JSON)
    plain: Mapped[str] = mapped_column(Text)
    lets_you: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(Text)


def all_of(tx: Tx, workspace: str) -> list[GlossaryEntry]:
    """Return the glossary of a workspace by name."""
    query = select(GlossaryRow).where(GlossaryRow.workspace_id == workspace).order_by(GlossaryRow.name)
    return [
        GlossaryEntry(row.name, tuple(row.aliases), row.plain, row.lets_you, row.outcome) for row in tx.execute(query)
    ]


def replace(tx: Tx, workspace: str, wanted: Iterable[GlossaryEntry]) -> None:
    """Let the glossary hold just these entries."""
    tx.execute(delete(GlossaryRow).where(GlossaryRow.workspace_id == workspace))
    for entry in wanted:
        tx.execute(
            insert(GlossaryRow).values(
                workspace_id=workspace,
                name=entry.name,
                aliases=list(entry.aliases),
                plain=entry.plain,
                lets_you=entry.lets_you,
                outcome=entry.outcome,
            )
        )
