"""Tables of topics, their names, channels and templates."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Row, String, bindparam, delete, func, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage import Base, Tx, Utc
from bot.storage.receipts import insert_unless_there
from bot.topics.finding import Name, key
from bot.topics.rules import Topic


class TopicRow(Base):
    """One topic. Aliases, channels and templates are only ever read with it, so they live in it."""

    __tablename__ = "topics"

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"), primary_key=True)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    aliases: Mapped[list[str]] = mapped_column(JSON)
    owner: Mapped[str | None] = mapped_column(String(32))
    channels: Mapped[list[str]] = mapped_column(JSON)
    templates: Mapped[dict[str, str]] = mapped_column(JSON)


class TopicNameRow(Base):
    """What a topic is found by: its name (position 0) and aliases, folded. No two topics share one.

    Spellings that fold to the same key (`wifi`, `Wi-Fi`) are one row.
    """

    __tablename__ = "topic_names"

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    topic_id: Mapped[str] = mapped_column(String(32), index=True)
    position: Mapped[int]
    text: Mapped[str] = mapped_column(String(80))


class FollowRow(Base):
    """Somebody who wants to be told when the line of a topic changes."""

    __tablename__ = "follows"

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"), primary_key=True)
    topic_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    person: Mapped[str] = mapped_column(String(32), primary_key=True)
    since: Mapped[datetime] = mapped_column(Utc)


_TOPIC = select(TopicRow).where(TopicRow.workspace_id == bindparam("workspace"), TopicRow.id == bindparam("topic"))


def get(tx: Tx, workspace: str, topic_id: str) -> Topic | None:
    """Return one topic of this workspace."""
    row = tx.execute(_TOPIC, {"workspace": workspace, "topic": topic_id}).one_or_none()
    return _value(row) if row else None


def several(tx: Tx, workspace: str, topic_ids: Iterable[str]) -> dict[str, Topic]:
    """Return those of these topics that are there, by id."""
    query = select(TopicRow).where(TopicRow.workspace_id == workspace, TopicRow.id.in_(set(topic_ids)))
    return {row.id: _value(row) for row in tx.execute(query)}


def all_of(tx: Tx, workspace: str) -> list[Topic]:
    """Return all topics of a workspace by name."""
    query = select(TopicRow).where(TopicRow.workspace_id == workspace).order_by(func.lower(TopicRow.name), TopicRow.id)
    return [_value(row) for row in tx.execute(query)]


def names(tx: Tx, workspace: str) -> list[Name]:
    """Return every name a topic is found by, the topics' own names first."""
    query = select(TopicNameRow.topic_id, TopicNameRow.text).where(TopicNameRow.workspace_id == workspace)
    return [Name(*row) for row in tx.execute(query.order_by(TopicNameRow.position, TopicNameRow.key))]


def put(tx: Tx, workspace: str, topic: Topic) -> None:
    """Add a topic, or replace the one with its id; its names with it."""
    remove(tx, workspace, topic.id)
    tx.execute(
        insert(TopicRow).values(
            workspace_id=workspace,
            id=topic.id,
            name=topic.name,
            aliases=list(topic.aliases),
            owner=topic.owner,
            channels=list(topic.channels),
            templates=dict(topic.templates),
        )
    )
    spelt = {key(text): (position, text) for position, text in reversed(list(enumerate((topic.name, *topic.aliases))))}
    own = [
        {"workspace_id": workspace, "key": folded, "topic_id": topic.id, "position": position, "text": text}
        for folded, (position, text) in spelt.items()
    ]
    tx.execute(insert(TopicNameRow), own)


def remove(tx: Tx, workspace: str, topic_id: str) -> None:
    """Remove a topic and its names."""
    for row, column in ((TopicNameRow, TopicNameRow.topic_id), (TopicRow, TopicRow.id)):
        tx.execute(delete(row).where(row.workspace_id == workspace, column == topic_id))


def follow(tx: Tx, workspace: str, topic_id: str, person: str, now: datetime) -> bool:
    """Let somebody follow a topic; False where they do."""
    return insert_unless_there(tx, FollowRow, workspace_id=workspace, topic_id=topic_id, person=person, since=now)


def unfollow(tx: Tx, workspace: str, topic_id: str, person: str) -> bool:
    """Let somebody not follow a topic any more; False where they do not."""
    mine = (FollowRow.workspace_id == workspace, FollowRow.topic_id == topic_id, FollowRow.person == person)
    return tx.execute(delete(FollowRow).where(*mine)).rowcount == 1


def followers(tx: Tx, workspace: str, topic_ids: Iterable[str]) -> list[str]:
    """Return who follows any of these topics, each once, by Slack id."""
    query = select(FollowRow.person).where(FollowRow.workspace_id == workspace, FollowRow.topic_id.in_(set(topic_ids)))
    return list(tx.execute(query.distinct().order_by(FollowRow.person)).scalars())


def followed_by(tx: Tx, workspace: str, person: str) -> list[str]:
    """Return the ids of the topics that somebody follows."""
    query = select(FollowRow.topic_id).where(FollowRow.workspace_id == workspace, FollowRow.person == person)
    return list(tx.execute(query.order_by(FollowRow.topic_id)).scalars())


def _value(row: Row[TopicRow]) -> Topic:
    return Topic(row.id, row.name, tuple(row.aliases), row.owner, tuple(row.channels), dict(row.templates))
