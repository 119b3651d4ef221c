"""What was live when the database was last seen: as good as the database until something happens there.

And all there is to answer with while the database is away (PRODUCT.md, section 12 rule 8).
A background thread looks every few seconds whether anything happened (one indexed read of the journal's head), and
only then reads what is live. Expiry is still enforced when answering, because `serve` gets the time of the question.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from bot.party_lines import answers, records
from bot.party_lines.rules import LineKind, PartyLine
from bot.party_lines.serving import Answer, Live
from bot.people import records as people
from bot.people.rules import Workspace
from bot.refusals import Refusal
from bot.storage import Database
from bot.topics.finding import Index
from bot.topics.flows import Indexes
from bot.topics.rules import Topic

NO_TOPIC = ""


class NothingRemembered(Refusal):
    """The database is away, and has been since the bot started."""

    def __init__(self) -> None:
        super().__init__("I cannot look anything up right now. Please try again in a minute, or ask the IT desk.")


@dataclass(frozen=True)
class Board:
    """All that one workspace can be told, as of `seen_at`. A source of answers like the database."""

    number: int
    seen_at: datetime
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
        """Return the live lines of incidents."""
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


@dataclass
class Memory:
    """The last board of each workspace."""

    database: Database
    indexes: Indexes = field(default_factory=Indexes)
    _boards: dict[str, Board] = field(default_factory=dict)

    def refresh(self, now: datetime) -> None:
        """Look at the database, and read what changed. Raises DatabaseAway, and then keeps what it has."""
        with self.database.glance() as tx:
            for workspace in people.workspaces(tx):
                # The number comes with the workspace: what changes while we read is then read again next time.
                number = workspace.journal_number
                known = self._boards.get(workspace.id)
                if known is not None and known.number == number:
                    self._boards[workspace.id] = replace(known, seen_at=now)
                else:
                    listed = self.indexes.directory(tx, workspace)
                    lives = tuple(records.Shelf(tx, workspace.id).of_incidents(None, now))
                    lines = tuple(records.all_standing(tx, workspace.id))
                    self._boards[workspace.id] = Board(number, now, listed.index, listed.by_id, lives, lines)

    def current(self, workspace: Workspace) -> Board | None:
        """Return what there is in a workspace, if nothing has happened since it was read; None to ask the database.

        All that a look-up answers with is journalled in the transaction that changes it, so a number that has not
        moved says that nothing has changed.
        """
        board = self._boards.get(workspace.id)
        return board if board is not None and 0 < board.number == workspace.journal_number else None

    def look_up(self, workspace: str, words: str, now: datetime) -> tuple[Answer, datetime]:
        """Answer from memory, and say as of when. Raises NothingRemembered."""
        board = self._board(workspace)
        return answers.look_up(board, board.index, words, now), board.seen_at

    def about(self, workspace: str, topic_id: str, now: datetime, incident_id: str = "") -> tuple[Answer, datetime]:
        """Answer about a topic from memory, and say as of when. Raises NothingRemembered."""
        board = self._board(workspace)
        return answers.about(board, (topic_id,), "", now, incident_id=incident_id), board.seen_at

    def everything(self, workspace: str, now: datetime) -> tuple[Answer, datetime]:
        """Return all that was going on, and say as of when. Raises NothingRemembered."""
        board = self._board(workspace)
        return answers.everything(board, now), board.seen_at

    def _board(self, workspace: str) -> Board:
        board = self._boards.get(workspace)
        if board is None:
            raise NothingRemembered
        return board
