"""Finding the topic that somebody means, and setting topics up."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from bot import journal
from bot.people import records as people_records
from bot.refusals import Refusal
from bot.storage import Tx
from bot.topics import records
from bot.topics.finding import Index
from bot.topics.rules import Topic


class NoSuchTopic(Refusal):
    """A topic that was there and is gone, or never was."""

    def __init__(self) -> None:
        super().__init__("That topic is not there any more. Type /partyline list to see what there is.")


def directory(tx: Tx, workspace: str) -> tuple[Index, Mapping[str, Topic]]:
    """Return the index of all that a workspace's topics go by, and the topics by id in the order of their names."""
    by_id = {topic.id: topic for topic in records.all_of(tx, workspace)}
    return Index(records.names(tx, workspace), {topic.id: topic.name for topic in by_id.values()}), by_id


def all_topics(tx: Tx, workspace: str) -> list[Topic]:
    """Return all topics by name."""
    return records.all_of(tx, workspace)


def find(tx: Tx, workspace: str, topic_id: str) -> Topic | None:
    """Return one topic, or None where it is gone."""
    return records.get(tx, workspace, topic_id)


def several(tx: Tx, workspace: str, topic_ids: Iterable[str]) -> list[Topic]:
    """Return topics in the order of their ids; those that are gone are left out."""
    wanted = tuple(topic_ids)
    found = records.several(tx, workspace, wanted)
    return [found[topic_id] for topic_id in wanted if topic_id in found]


def followers(tx: Tx, workspace: str, topic_ids: Iterable[str]) -> list[str]:
    """Return who follows any of these topics, each once, by Slack id."""
    return records.followers(tx, workspace, topic_ids)


def follow(tx: Tx, workspace: str, *, topic_id: str, by: str, now: datetime) -> bool:
    """Let somebody follow a topic; False where they do already. The caller has checked that they may."""
    return records.follow(tx, workspace, topic_id, by, now)


def unfollow(tx: Tx, workspace: str, *, topic_id: str, by: str) -> bool:
    """Let somebody not follow a topic any more; False where they do not."""
    return records.unfollow(tx, workspace, topic_id, by)


def followed_by(tx: Tx, workspace: str, person: str) -> list[str]:
    """Return the ids of the topics that somebody follows; some may be gone since."""
    return records.followed_by(tx, workspace, person)


def get(tx: Tx, workspace: str, topic_id: str) -> Topic:
    """Return one topic. Raises NoSuchTopic."""
    topic = records.get(tx, workspace, topic_id)
    if topic is None:
        raise NoSuchTopic
    return topic


def set_topics(tx: Tx, workspace: str, wanted: Iterable[Topic], *, by: str, now: datetime) -> None:
    """Let there be just these topics; each change goes into the journal."""
    before = {topic.id: topic for topic in records.all_of(tx, workspace)}
    after = {topic.id: topic for topic in wanted}
    # All that goes or changes is taken out first, so that a name may move from one topic to another.
    changed = [topic_id for topic_id in {**before, **after} if before.get(topic_id) != after.get(topic_id)]
    for topic_id in changed:
        records.remove(tx, workspace, topic_id)
    for topic_id in changed:
        if topic_id in after:
            records.put(tx, workspace, after[topic_id])
        change = ("there" if topic_id in before else "", "there" if topic_id in after else "")
        journal.write(tx, workspace, verb="set_topic", subject=("topic", topic_id), change=change, by=by, now=now)
    if changed:
        people_records.touch_topics(tx, workspace)
