"""Finding the topic that somebody means, and setting topics up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from bot import journal
from bot.people import records as people_records
from bot.people.rules import Workspace
from bot.refusals import Refusal
from bot.storage import Tx
from bot.topics import records
from bot.topics.finding import Index
from bot.topics.rules import Topic


class NoSuchTopic(Refusal):
    """A topic that was there and is gone, or never was."""

    def __init__(self) -> None:
        super().__init__("That topic is not there any more. Type /partyline list to see what there is.")


@dataclass(frozen=True, slots=True)
class Directory:
    """All topics of a workspace by id, in the order of their names, and the index of what they go by."""

    index: Index
    by_id: Mapping[str, Topic]


def build_directory(tx: Tx, workspace: str) -> Directory:
    """Read all topics of a workspace, and build the index of their names."""
    by_id = {topic.id: topic for topic in records.all_of(tx, workspace)}
    shown_as = {topic.id: topic.name for topic in by_id.values()}
    return Directory(Index(records.names(tx, workspace), shown_as), by_id)


def build_index(tx: Tx, workspace: str) -> Index:
    """Build the index of all names of a workspace's topics."""
    return build_directory(tx, workspace).index


@dataclass
class Indexes:
    """The last directory of each workspace's topics, read anew when the workspace's topics token has changed."""

    _kept: dict[str, tuple[str, Directory]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def of(self, tx: Tx, workspace: Workspace) -> Index:
        """Return an index that is right for the token in `workspace`."""
        return self.directory(tx, workspace).index

    def directory(self, tx: Tx, workspace: Workspace) -> Directory:
        """Return a directory that is right for the token in `workspace`."""
        kept = self._kept.get(workspace.id)
        if kept is None or kept[0] != workspace.topics_token:
            with self._lock:
                kept = self._kept.get(workspace.id)
                if kept is None or kept[0] != workspace.topics_token:
                    kept = (workspace.topics_token, build_directory(tx, workspace.id))
                    self._kept[workspace.id] = kept
        return kept[1]


def find(tx: Tx, workspace: str, topic_id: str) -> Topic | None:
    """Return one topic, or None where it is gone."""
    return records.get(tx, workspace, topic_id)


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
