"""Tables of topics, their names, channels and templates."""

from collections.abc import Iterable
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
    TypedColumns,
    bindparam,
    delete,
    func,
    insert,
    select,
)

from bot.storage import METADATA, Tx, Utc
from bot.storage.receipts import insert_unless_there
from bot.topics.finding import Name, key
from bot.topics.rules import Topic


class TopicColumns(TypedColumns):
    """One topic. Aliases, channels and templates are only ever read with it, so they live in it."""

    workspace_id: Named[str] = Column(ForeignKey("workspaces.id"), primary_key=True)
    id: Named[str] = Column(String(32), primary_key=True)
    name: Named[str] = Column(String(80))
    aliases: Named[list[str]] = Column(JSON)
    owner: Named[str | None] = Column(String(32))
    channels: Named[list[str]] = Column(JSON)
    templates: Named[dict[str, str]] = Column(JSON)


TOPICS = Table("topics", METADATA, TopicColumns)


class TopicNameColumns(TypedColumns):
    """What a topic is found by: its name (position 0) and aliases, folded. No two topics share one.

    Spellings that fold to the same key (`wifi`, `Wi-Fi`) are one row.
    """

    workspace_id: Named[str] = Column(ForeignKey("workspaces.id"), primary_key=True)
    key: Named[str] = Column(String(200), primary_key=True)
    topic_id: Named[str] = Column(String(32), index=True)
    position: Named[int]
    text: Named[str] = Column(String(80))


TOPIC_NAMES = Table("topic_names", METADATA, TopicNameColumns)


class FollowColumns(TypedColumns):
    """Somebody who wants to be told when the line of a topic changes."""

    workspace_id: Named[str] = Column(ForeignKey("workspaces.id"), primary_key=True)
    topic_id: Named[str] = Column(String(32), primary_key=True)
    person: Named[str] = Column(String(32), primary_key=True)
    since: Named[datetime] = Column(Utc)


FOLLOWS = Table("follows", METADATA, FollowColumns)


_TOPIC = select(TOPICS).where(TOPICS.c.workspace_id == bindparam("workspace"), TOPICS.c.id == bindparam("topic"))


def get(tx: Tx, workspace: str, topic_id: str) -> Topic | None:
    """Return one topic of this workspace."""
    row = tx.execute(_TOPIC, {"workspace": workspace, "topic": topic_id}).one_or_none()
    return _value(row) if row else None


def several(tx: Tx, workspace: str, topic_ids: Iterable[str]) -> dict[str, Topic]:
    """Return those of these topics that are there, by id."""
    query = select(TOPICS).where(TOPICS.c.workspace_id == workspace, TOPICS.c.id.in_(set(topic_ids)))
    return {row.id: _value(row) for row in tx.execute(query)}


def all_of(tx: Tx, workspace: str) -> list[Topic]:
    """Return all topics of a workspace by name."""
    query = select(TOPICS).where(TOPICS.c.workspace_id == workspace).order_by(func.lower(TOPICS.c.name), TOPICS.c.id)
    return [_value(row) for row in tx.execute(query)]


def names(tx: Tx, workspace: str) -> list[Name]:
    """Return every name a topic is found by, the topics' own names first."""
    query = select(TOPIC_NAMES.c.topic_id, TOPIC_NAMES.c.text).where(TOPIC_NAMES.c.workspace_id == workspace)
    return [Name(*row) for row in tx.execute(query.order_by(TOPIC_NAMES.c.position, TOPIC_NAMES.c.key))]


def put(tx: Tx, workspace: str, topic: Topic) -> None:
    """Add a topic, or replace the one with its id; its names with it."""
    remove(tx, workspace, topic.id)
    tx.execute(
        insert(TOPICS).values(
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
    tx.execute(insert(TOPIC_NAMES), own)


def remove(tx: Tx, workspace: str, topic_id: str) -> None:
    """Remove a topic and its names."""
    for table, column in ((TOPIC_NAMES, TOPIC_NAMES.c.topic_id), (TOPICS, TOPICS.c.id)):
        tx.execute(delete(table).where(table.c.workspace_id == workspace, column == topic_id))


def follow(tx: Tx, workspace: str, topic_id: str, person: str, now: datetime) -> bool:
    """Let somebody follow a topic; False where they do."""
    return insert_unless_there(tx, FOLLOWS, workspace_id=workspace, topic_id=topic_id, person=person, since=now)


def unfollow(tx: Tx, workspace: str, topic_id: str, person: str) -> bool:
    """Let somebody not follow a topic any more; False where they do not."""
    mine = (FOLLOWS.c.workspace_id == workspace, FOLLOWS.c.topic_id == topic_id, FOLLOWS.c.person == person)
    return tx.execute(delete(FOLLOWS).where(*mine)).rowcount == 1


def followers(tx: Tx, workspace: str, topic_ids: Iterable[str]) -> list[str]:
    """Return who follows any of these topics, each once, by Slack id."""
    query = select(FOLLOWS.c.person).where(FOLLOWS.c.workspace_id == workspace, FOLLOWS.c.topic_id.in_(set(topic_ids)))
    return list(tx.execute(query.distinct().order_by(FOLLOWS.c.person)).scalars())


def followed_by(tx: Tx, workspace: str, person: str) -> list[str]:
    """Return the ids of the topics that somebody follows."""
    query = select(FOLLOWS.c.topic_id).where(FOLLOWS.c.workspace_id == workspace, FOLLOWS.c.person == person)
    return list(tx.execute(query.order_by(FOLLOWS.c.topic_id)).scalars())


def _value(row: Row[Any]) -> Topic:
    return Topic(row.id, row.name, tuple(row.aliases), row.owner, tuple(row.channels), dict(row.templates))
