"""All that a workspace can be told, as one value that answers are drawn from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from bot.party_lines.rules import LineKind, PartyLine
from bot.party_lines.serving import Live
from bot.topics.finding import Index
from bot.topics.rules import Topic

NO_TOPIC = ""


@dataclass(frozen=True)
class Board:
    """All that one workspace can be told, as of `seen_at`, when its journal stood at `number`."""

    number: int
    seen_at: datetime
    topics_token: str
    index: Index
    by_id: Mapping[str, Topic]
    lives: tuple[tuple[str, Live], ...]
    lines: tuple[PartyLine, ...]

    def topics(self, topic_ids: Sequence[str]) -> list[Topic]:
        """Return topics by their ids."""
        return [self.by_id[topic_id] for topic_id in topic_ids if topic_id in self.by_id]

    def all_topics(self) -> list[Topic]:
        """Return all topics by name."""
        return list(self.by_id.values())

    def of_incidents(self, topic_ids: Sequence[str] | None, _now: datetime) -> list[tuple[str, Live]]:
        """Return, with the topic each is about, the live lines of incidents; None for all."""
        if topic_ids is None:
            return list(self.lives)
        return [found for topic_id in dict.fromkeys(topic_ids) for found in self._lives_on.get(topic_id, ())]

    def standing(self, topic_ids: Sequence[str]) -> list[PartyLine]:
        """Return the standing lines of topics, and the default line."""
        found = [line for topic_id in dict.fromkeys(topic_ids) for line in self._lines_on.get(topic_id, ())]
        return found + self._lines_on.get(NO_TOPIC, [])

    @cached_property
    def _lives_on(self) -> dict[str, list[tuple[str, Live]]]:
        by_topic: dict[str, list[tuple[str, Live]]] = {}
        for found in self.lives:
            by_topic.setdefault(found[0], []).append(found)
        return by_topic

    @cached_property
    def _lines_on(self) -> dict[str, list[PartyLine]]:
        by_topic: dict[str, list[PartyLine]] = {}
        for line in self.lines:
            by_topic.setdefault(NO_TOPIC if line.kind is LineKind.DEFAULT else line.topic_id, []).append(line)
        return by_topic
