"""The boards of all workspaces: read once after each change, and answered from until the next.

They are also what there is to answer with while the database is away (PRODUCT.md, section 12 rule 8).
Expiry is enforced when answering, because `serve` gets the time of the question.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import Lock

from bot.party_lines import records
from bot.party_lines.board import Board
from bot.people import records as people
from bot.people.rules import Workspace
from bot.refusals import Refusal
from bot.storage import Database, Tx
from bot.topics.flows import directory


class NothingRemembered(Refusal):
    """The database is away, and has been since the bot started."""

    def __init__(self) -> None:
        super().__init__("I cannot look anything up right now. Please try again in a minute, or ask the IT desk.")


def read_board(tx: Tx, place: Workspace, now: datetime, known: Board | None = None) -> Board:
    """Read all that a workspace can be told; `known` is an earlier board, of which what still holds is kept."""
    same_topics = known is not None and known.topics_token == place.topics_token
    index, by_id = (known.index, known.by_id) if known is not None and same_topics else directory(tx, place.id)
    lives = tuple(records.Shelf(tx, place.id).of_incidents(None, now))
    lines = tuple(records.all_standing(tx, place.id))
    return Board(place.journal_number, now, place.topics_token, index, by_id, lives, lines)


@dataclass
class Memory:
    """The newest board of each workspace."""

    database: Database
    _boards: dict[str, Board] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def board(self, place: Workspace, now: datetime) -> Board:
        """Return what the database has to say, for a workspace that was read just now. Raises DatabaseAway.

        All that a look-up answers with is journalled in the transaction that changes it, so a journal that has not
        moved since says that nothing has changed.
        """
        known = self._boards.get(place.id)
        if known is not None and known.number >= place.journal_number:
            return known
        with self._lock:
            # Somebody may have read it while we waited; and the number goes up while we read, never down.
            known = self._boards.get(place.id)
            if known is None or known.number < place.journal_number:
                with self.database.glance() as tx:
                    known = self._boards[place.id] = read_board(tx, place, now, known)
            return known

    def last(self, workspace: str) -> Board:
        """Return what there was to say when the database was last seen. Raises NothingRemembered."""
        board = self._boards.get(workspace)
        if board is None:
            raise NothingRemembered
        return board

    def refresh(self, now: datetime) -> None:
        """Bring every workspace's board up to date. Raises DatabaseAway, and then keeps what it has."""
        with self.database.glance() as tx:
            places = people.workspaces(tx)
        for place in places:
            self._boards[place.id] = replace(self.board(place, now), seen_at=now)
