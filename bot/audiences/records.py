"""The audiences' table."""

from collections.abc import Iterable

from sqlalchemy import JSON, ForeignKey, String, Text, delete, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.audiences.rules import Audience
from bot.storage import Base, Tx


class AudienceRow(Base):
    """One audience."""

    __tablename__ = "audiences"

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    channels: Mapped[list[str]] = mapped_column(JSON)
    mail: Mapped[list[str]] = mapped_column(JSON)
    cares_about: Mapped[str] = mapped_column(Text)


def all_of(tx: Tx, workspace: str) -> list[Audience]:
    """Return all audiences of a workspace by name."""
    query = select(AudienceRow).where(AudienceRow.workspace_id == workspace).order_by(AudienceRow.name)
    return [Audience(row.name, tuple(row.channels), tuple(row.mail), row.cares_about) for row in tx.execute(query)]


def replace(tx: Tx, workspace: str, wanted: Iterable[Audience]) -> None:
    """Let there be just these audiences."""
    tx.execute(delete(AudienceRow).where(AudienceRow.workspace_id == workspace))
    for audience in wanted:
        tx.execute(
            insert(AudienceRow).values(
                workspace_id=workspace,
                name=audience.name,
                channels=list(audience.channels),
                mail=list(audience.mail),
                cares_about=audience.cares_about,
            )
        )
