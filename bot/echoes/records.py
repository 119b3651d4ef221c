"""Tables of what came back from readers: votes, wishes, and what was heard under each post."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    ForeignKey,
    Named,
    Row,
    Select,
    String,
    Table,
    Text,
    TypedColumns,
    and_,
    case,
    func,
    select,
    update,
)

from bot.deliveries.records import DELIVERIES
from bot.echoes.rules import LISTENED_TO_FOR, Counts, Ear, Wish
from bot.storage import METADATA, Tx, Utc
from bot.storage.receipts import insert_of, insert_unless_there


class VoteColumns(TypedColumns):
    """Whether one person found a statement useful."""

    workspace_id: Named[str] = Column(ForeignKey("workspaces.id"), primary_key=True)
    statement_id: Named[str] = Column(String(32), primary_key=True)
    person: Named[str] = Column(String(32), primary_key=True)
    useful: Named[bool] = Column(Boolean)
    at: Named[datetime] = Column(Utc)


VOTES = Table("statement_votes", METADATA, VoteColumns)


class WishColumns(TypedColumns):
    """What somebody misses in a statement: words for its author."""

    workspace_id: Named[str] = Column(ForeignKey("workspaces.id"), primary_key=True)
    statement_id: Named[str] = Column(String(32), primary_key=True)
    person: Named[str] = Column(String(32), primary_key=True)
    number: Named[int] = Column(primary_key=True, autoincrement=False)
    words: Named[str] = Column(Text)
    at: Named[datetime] = Column(Utc)


WISHES = Table("statement_wishes", METADATA, WishColumns)


class EchoColumns(TypedColumns):
    """What was last heard under a statement's post in one channel: counts only, no words (`Ear` says what each is)."""

    workspace_id: Named[str] = Column(ForeignKey("workspaces.id"), primary_key=True)
    statement_id: Named[str] = Column(String(32), primary_key=True)
    channel: Named[str] = Column(String(32), primary_key=True)
    ts: Named[str] = Column(String(32))
    since: Named[datetime] = Column(Utc)
    replies: Named[int]
    reactions: Named[int]
    told: Named[int]
    fresh: Named[int]
    told_at: Named[datetime | None] = Column(Utc)
    look_at: Named[datetime | None] = Column(Utc, index=True)


ECHOES = Table("statement_echoes", METADATA, EchoColumns)


# -- votes and wishes -----------------------------------------------------------------------------------------------


def vote(tx: Tx, workspace: str, statement_id: str, person: str, *, useful: bool, now: datetime) -> None:
    """Note whether somebody found a statement useful, in place of what they said before."""
    row = insert_of(tx)(VOTES).values(
        workspace_id=workspace, statement_id=statement_id, person=person, useful=useful, at=now
    )
    keys = ["workspace_id", "statement_id", "person"]
    tx.execute(row.on_conflict_do_update(index_elements=keys, set_={"useful": useful, "at": now}))


def votes(tx: Tx, workspace: str, statement_id: str) -> tuple[int, int]:
    """Count who found a statement useful, and who did not."""
    mine = (VOTES.c.workspace_id == workspace, VOTES.c.statement_id == statement_id)
    query = select(VOTES.c.useful, func.count()).where(*mine).group_by(VOTES.c.useful)
    found = {bool(useful): number for useful, number in tx.execute(query)}
    return found.get(True, 0), found.get(False, 0)


def count_wishes(tx: Tx, workspace: str, statement_id: str, person: str) -> int:
    """Count what somebody wrote about a statement."""
    return tx.execute(select(func.count()).select_from(WISHES).where(_by(workspace, statement_id, person))).scalar_one()


def add_wish(tx: Tx, workspace: str, wish: Wish) -> bool:
    """Keep what somebody misses; False where there is one of theirs with that number. Waits for a rival's commit."""
    return insert_unless_there(
        tx,
        WISHES,
        workspace_id=workspace,
        statement_id=wish.statement,
        person=wish.person,
        number=wish.number,
        words=wish.words,
        at=wish.at,
    )


def wish(tx: Tx, workspace: str, statement_id: str, person: str, number: int) -> Wish | None:
    """Return what somebody misses."""
    query = select(WISHES.c.words, WISHES.c.at).where(_by(workspace, statement_id, person), WISHES.c.number == number)
    row = tx.execute(query).one_or_none()
    return None if row is None else Wish(statement_id, person, number, row.words, row.at)


def _by(workspace: str, statement_id: str, person: str) -> ColumnElement[bool]:
    return and_(WISHES.c.workspace_id == workspace, WISHES.c.statement_id == statement_id, WISHES.c.person == person)


# -- listening ------------------------------------------------------------------------------------------------------


def unheard(tx: Tx, workspace: str, kind: str, now: datetime) -> list[tuple[str, str, str]]:
    """Return what stands in a channel and is not listened to yet: statement, channel, `ts`.

    `kind` is that of the deliveries that are posts. One that was posted anew is another one.
    """
    same = and_(
        ECHOES.c.workspace_id == DELIVERIES.c.workspace_id,
        ECHOES.c.statement_id == DELIVERIES.c.ref,
        ECHOES.c.channel == DELIVERIES.c.destination,
        ECHOES.c.ts == DELIVERIES.c.ts,
    )
    query = select(DELIVERIES.c.ref, DELIVERIES.c.destination, DELIVERIES.c.ts).where(
        DELIVERIES.c.workspace_id == workspace,
        DELIVERIES.c.kind == kind,
        DELIVERIES.c.ts != "",
        DELIVERIES.c.changed_at > now - LISTENED_TO_FOR,
        ~select(ECHOES.c.ts).where(same).exists(),
    )
    return [(ref, place, ts) for ref, place, ts in tx.execute(query.order_by(DELIVERIES.c.ref))]


def listen(tx: Tx, workspace: str, ear: Ear) -> None:
    """Begin to listen to a post; what was heard under an earlier one in its place is gone with that."""
    new = {
        "ts": ear.ts,
        "since": ear.since,
        "replies": ear.counts.replies,
        "reactions": ear.counts.reactions,
        "told": ear.told,
        "fresh": ear.fresh,
        "told_at": ear.told_at,
        "look_at": ear.look_at,
    }
    row = insert_of(tx)(ECHOES).values(workspace_id=workspace, statement_id=ear.statement, channel=ear.channel, **new)
    keys = ["workspace_id", "statement_id", "channel"]
    tx.execute(row.on_conflict_do_update(index_elements=keys, set_=new, where=ECHOES.c.ts != ear.ts))


def first_due(tx: Tx, workspace: str, now: datetime) -> Ear | None:
    """Return the post that has waited longest to be looked at."""
    query = _all(workspace).where(ECHOES.c.look_at <= now).order_by(ECHOES.c.look_at).limit(1)
    row = tx.execute(query).one_or_none()
    return None if row is None else _ear(row)


def look_next(tx: Tx, workspace: str, ear: Ear, at: datetime | None) -> bool:
    """Put off the next look at a post, where nobody else has done so meanwhile; tells whether that was so."""
    return bool(tx.execute(update(ECHOES).where(_as_it_was(workspace, ear)).values(look_at=at)).rowcount)


def note(tx: Tx, workspace: str, ear: Ear, counts: Counts) -> None:
    """Note what was heard, unless somebody else looks at the post by now.

    Replies that were deleted leave fewer than the author was told of: the next one is news all the same.
    """
    told = case((ECHOES.c.told > counts.replies, counts.replies), else_=ECHOES.c.told)
    heard = {"replies": counts.replies, "reactions": counts.reactions, "told": told}
    tx.execute(update(ECHOES).where(_as_it_was(workspace, ear)).values(**heard))


def heard(tx: Tx, workspace: str, statement_id: str) -> Counts:
    """Count what stands under all posts of a statement."""
    sums = (func.coalesce(func.sum(ECHOES.c.replies), 0), func.coalesce(func.sum(ECHOES.c.reactions), 0))
    mine = (ECHOES.c.workspace_id == workspace, ECHOES.c.statement_id == statement_id)
    replies, reactions = tx.execute(select(*sums).where(*mine)).one()
    return Counts(int(replies), int(reactions))


def ears(tx: Tx, workspace: str, statement_id: str) -> list[Ear]:
    """Return all posts of a statement that are or were listened to."""
    query = _all(workspace).where(ECHOES.c.statement_id == statement_id).order_by(ECHOES.c.channel)
    return [_ear(row) for row in tx.execute(query)]


# -- telling the author ---------------------------------------------------------------------------------------------


def untold(tx: Tx, workspace: str) -> list[str]:
    """Return the statements with replies that their authors were not told of."""
    mine = (ECHOES.c.workspace_id == workspace, ECHOES.c.replies > ECHOES.c.told)
    return list(tx.execute(select(ECHOES.c.statement_id).where(*mine).distinct()).scalars())


def tell(tx: Tx, workspace: str, statement_id: str, now: datetime) -> bool:
    """Note that the author is told of all replies now; False where none is new.

    Two at once: the second waits for the first, and finds nothing new.
    """
    mine = (ECHOES.c.workspace_id == workspace, ECHOES.c.statement_id == statement_id)
    tx.execute(select(ECHOES.c.channel).where(*mine).order_by(ECHOES.c.channel).with_for_update()).all()
    if not tx.execute(select(func.sum(ECHOES.c.replies - ECHOES.c.told)).where(*mine)).scalar():
        return False
    told = {"fresh": ECHOES.c.replies - ECHOES.c.told, "told": ECHOES.c.replies, "told_at": now}
    tx.execute(update(ECHOES).where(*mine).values(**told))
    return True


def _as_it_was(workspace: str, ear: Ear) -> ColumnElement[bool]:
    return and_(
        ECHOES.c.workspace_id == workspace,
        ECHOES.c.statement_id == ear.statement,
        ECHOES.c.channel == ear.channel,
        ECHOES.c.ts == ear.ts,
        ECHOES.c.look_at.is_(None) if ear.look_at is None else ECHOES.c.look_at == ear.look_at,
    )


def _all(workspace: str) -> Select[*tuple[Any, ...]]:
    return select(ECHOES).where(ECHOES.c.workspace_id == workspace)


def _ear(row: Row[Any]) -> Ear:
    counts = Counts(row.replies, row.reactions)
    return Ear(row.statement_id, row.channel, row.ts, row.since, counts, row.look_at, row.told, row.fresh, row.told_at)
