"""Look-ups are noted a moment behind their answers, and not lost while the database is away."""

from datetime import UTC, datetime
from threading import Event

import pytest

from bot.asks.notebook import Notebook
from bot.asks.rules import Lookup
from bot.storage import Database, DatabaseAway, open_database
from tests.support.house import NETWORK, SAM, TEAM
from tests.support.moves import count

AT = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)
NOBODY_THERE = "postgresql://nobody@127.0.0.1:1/nothing"


def note(number: int = 0, workspace: str = TEAM) -> Lookup:
    return Lookup(workspace, SAM, NETWORK, f"line {number}", "incident", AT)


class Stop(Event):
    """Is set once it was waited for so many times; nobody waits for real."""

    def __init__(self, pauses: int = 0) -> None:
        super().__init__()
        self._left = pauses

    def wait(self, timeout: float | None = None) -> bool:  # noqa: ARG002 - nobody waits in a test
        self._left -= 1
        return self._left < 0


def test_nothing_is_written_until_it_is_time_and_then_all_at_once(house: Database) -> None:
    notebook = Notebook(house)
    for number in range(3):
        notebook.note(note(number))
    assert count(house, "lookups") == 0
    assert [notebook.write_down(), notebook.write_down()] == [3, 0]
    written = f"lookups WHERE person = '{SAM}' AND topic_id = '{NETWORK}' AND kind = 'incident'"
    assert count(house, f"{written} AND line_id = 'line 1'") == 1
    assert count(house, written) == 3


def test_a_great_many_notes_are_written_in_several_goes(house: Database) -> None:
    notebook = Notebook(house)
    for number in range(2001):
        notebook.note(note(number))
    assert [notebook.write_down() for _ in range(4)] == [1000, 1000, 1, 0]
    assert count(house, "lookups") == 2001


def test_whoever_counts_look_ups_hears_of_each_at_once(sqlite: Database) -> None:
    heard: list[Lookup] = []
    Notebook(sqlite, heard.append).note(note())
    assert heard == [note()]


def test_notes_are_kept_while_the_database_is_away(house: Database) -> None:
    notebook = Notebook(open_database(NOBODY_THERE))
    notebook.note(note())
    with pytest.raises(DatabaseAway):
        notebook.write_down()
    notebook.database = house
    assert notebook.write_down() == 1
    assert count(house, "lookups") == 1


def test_the_background_work_survives_a_database_that_is_away(
    house: Database, caplog: pytest.LogCaptureFixture
) -> None:
    notebook = Notebook(open_database(NOBODY_THERE))
    notebook.note(note())
    notebook.run(Stop(1))
    assert [record.message for record in caplog.records] == ["the database is away; notes of look-ups wait"] * 2
    notebook.database = house
    notebook.run(Stop(0))
    assert count(house, "lookups") == 1


def test_what_was_noted_last_is_written_when_the_work_ends(house: Database) -> None:
    notebook = Notebook(house)
    notebook.note(note())
    notebook.run(Stop(0))
    assert count(house, "lookups") == 1


def test_a_note_that_cannot_be_written_does_not_end_the_background_work(
    house: Database, caplog: pytest.LogCaptureFixture
) -> None:
    notebook = Notebook(house)
    notebook.note(note(workspace="T99UNKNOWN"))
    notebook.run(Stop(1))
    assert "look-ups" in caplog.text
    notebook.note(note())
    notebook.run(Stop(0))
    assert count(house, "lookups") == 1
