"""The glossary's table, and what is proposed for it."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ForeignKey,
    Named,
    Row,
    String,
    Table,
    Text,
    TypedColumns,
    delete,
    insert,
    select,
)

from bot.storage import METADATA, Tx, Utc
from bot.subjects.entries import Proposal
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


class ProposalColumns(TypedColumns):
    """One entry as somebody wants it, and the one it replaces (empty: none). Whether it waits, its approval says."""

    workspace_id: Named[str] = Column(ForeignKey("workspaces.id"), primary_key=True)
    id: Named[str] = Column(String(32), primary_key=True)
    entry: Named[dict[str, Any]] = Column(JSON)
    before: Named[dict[str, Any]] = Column(JSON)
    author: Named[str] = Column(String(32))
    created_at: Named[datetime] = Column(Utc)


PROPOSALS = Table("glossary_proposals", METADATA, ProposalColumns)


def all_of(tx: Tx, workspace: str) -> list[GlossaryEntry]:
    """Return the glossary of a workspace by name, in one order whatever the database's idea of the alphabet."""
    rows = tx.execute(select(GLOSSARY).where(GLOSSARY.c.workspace_id == workspace))
    found = (GlossaryEntry(row.name, tuple(row.aliases), row.plain, row.lets_you, row.outcome) for row in rows)
    return sorted(found, key=lambda entry: entry.name)


def replace(tx: Tx, workspace: str, wanted: Iterable[GlossaryEntry]) -> None:
    """Let the glossary hold just these entries."""
    tx.execute(delete(GLOSSARY).where(GLOSSARY.c.workspace_id == workspace))
    for entry in wanted:
        _add(tx, workspace, entry)


def put(tx: Tx, workspace: str, entry: GlossaryEntry, instead_of: str) -> None:
    """Let the glossary hold an entry instead of the one of that name; "" where it is new."""
    names = {entry.name, instead_of}
    tx.execute(delete(GLOSSARY).where(GLOSSARY.c.workspace_id == workspace, GLOSSARY.c.name.in_(names)))
    _add(tx, workspace, entry)


def _add(tx: Tx, workspace: str, entry: GlossaryEntry) -> None:
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


def add_proposal(tx: Tx, workspace: str, proposal: Proposal) -> None:
    """Write down what somebody proposes."""
    tx.execute(
        insert(PROPOSALS).values(
            workspace_id=workspace,
            id=proposal.id,
            entry=asdict(proposal.entry),
            before=asdict(proposal.before) if proposal.before else {},
            author=proposal.author,
            created_at=proposal.created_at,
        )
    )


def proposal(tx: Tx, workspace: str, proposal_id: str) -> Proposal | None:
    """Return a proposal of this workspace."""
    found = proposals(tx, workspace, [proposal_id])
    return found[0] if found else None


def proposals(tx: Tx, workspace: str, ids: Sequence[str]) -> list[Proposal]:
    """Return these proposals, oldest first."""
    wanted = (PROPOSALS.c.workspace_id == workspace, PROPOSALS.c.id.in_(ids))
    query = select(PROPOSALS).where(*wanted).order_by(PROPOSALS.c.created_at, PROPOSALS.c.id)
    return [_value(row) for row in tx.execute(query)]


def _value(row: Row[Any]) -> Proposal:
    before = _entry(row.before) if row.before else None
    return Proposal(row.id, _entry(row.entry), before, row.author, row.created_at)


def _entry(stored: dict[str, Any]) -> GlossaryEntry:
    return GlossaryEntry(**{**stored, "aliases": tuple(stored["aliases"])})
