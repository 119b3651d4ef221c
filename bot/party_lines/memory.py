"""What was live when the database was last seen, for the time that it is away (PRODUCT.md, section 12 rule 8).

A background thread looks every few seconds whether anything happened (one indexed read of the journal's head), and
only then reads what is live. Expiry is still enforced when answering, because `serve` gets the time of the question.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.journal import newest_number
from bot.party_lines import answers, records
from bot.party_lines.rules import LineKind, PartyLine
from bot.party_lines.serving import Answer, Live, NoLine
from bot.people import records as people
from bot.storage import Database
from bot.topics import flows as topics
from bot.topics.finding import Index
from bot.topics.rules import Topic

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Board:
    """All that one workspace can be told, as of `seen_at`. A source of answers like the database."""

    number: int
    seen_at: datetime
    index: Index
    by_id: dict[str, Topic]
    lives: tuple[tuple[str, Live], ...]
    lines: tuple[PartyLine, ...]

    def topics(self, topic_ids: Sequence[str]) -> list[Topic]:
        """Return topics by their ids."""
        return [self.by_id[topic_id] for topic_id in topic_ids if topic_id in self.by_id]

    def all_topics(self) -> list[Topic]:
        """Return all topics by name."""
        return list(self.by_id.values())

    def of_incidents(self, topic_ids: Sequence[str] | None, _now: datetime) -> list[tuple[str, Live]]:
        """Return the live lines of incidents."""
        return [found for found in self.lives if topic_ids is None or found[0] in topic_ids]

    def standing(self, topic_ids: Sequence[str]) -> list[PartyLine]:
        """Return the standing lines of topics, and the default line."""
        return [line for line in self.lines if line.kind is LineKind.DEFAULT or line.topic_id in topic_ids]


@dataclass
class Memory:
    """The last board of each workspace."""

    database: Database
    _boards: dict[str, Board] = field(default_factory=dict)

    def refresh(self, now: datetime) -> None:
        """Look at the database, and read what changed. Raises DatabaseAway, and then keeps what it has."""
        with self.database.glance() as tx:
            for workspace in people.workspaces(tx):
                # The number is read first: what changes while we read is then read again next time.
                number = newest_number(tx, workspace.id)
                known = self._boards.get(workspace.id)
                if known is not None and known.number == number:
                    same = (known.index, known.by_id, known.lives, known.lines)
                else:
                    shelf = records.Shelf(tx, workspace.id)
                    by_id = {topic.id: topic for topic in shelf.all_topics()}
                    lives = tuple(shelf.of_incidents(None, now))
                    index = topics.build_index(tx, workspace.id)
                    same = (index, by_id, lives, tuple(records.all_standing(tx, workspace.id)))
                self._boards[workspace.id] = Board(number, now, *same)

    def look_up(self, workspace: str, words: str, now: datetime) -> tuple[Answer, datetime | None]:
        """Answer from memory, and say as of when; with nothing remembered, that there is no line."""
        board = self._boards.get(workspace)
        if board is None:
            return NoLine(words, None), None
        return answers.look_up(board, board.index, words, now), board.seen_at

    def about(self, workspace: str, topic_id: str, now: datetime) -> tuple[Answer, datetime | None]:
        """Answer about a topic from memory."""
        board = self._boards.get(workspace)
        if board is None:
            return NoLine("", None), None
        return answers.about(board, (topic_id,), "", now), board.seen_at

    def everything(self, workspace: str, now: datetime) -> tuple[Answer, datetime | None]:
        """Return all that was going on."""
        board = self._boards.get(workspace)
        if board is None:
            return NoLine("", None), None
        return answers.everything(board, now), board.seen_at
