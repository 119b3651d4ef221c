"""The journal: numbered, chained, and telling when somebody changed it behind our back; on both databases."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import text

from bot import journal
from bot.journal.rules import BEGINNING, chain
from bot.storage import Database, Tx
from tests.support.clock import HandClock
from tests.support.together import at_once

TEAM = "T01TEST"


def write(tx: Tx, clock: HandClock, subject: str = "one", workspace: str = TEAM, **facts: str) -> None:
    journal.write(
        tx,
        workspace,
        verb="move",
        subject=("thing", subject),
        change=("here", "there"),
        by="U1",
        now=clock(),
        facts=facts,
    )


def fill(database: Database, clock: HandClock, entries: int = 5) -> None:
    for number in range(entries):
        with database.transaction() as tx:
            write(tx, clock, f"thing {number}", note=f"é {number}")
        clock.tick(seconds=1)


def broken(database: Database) -> int | None:
    with database.glance() as tx:
        return journal.first_broken_link(tx, TEAM)


def tamper(database: Database, statement: str) -> None:
    """Do what the application cannot, as somebody with the database's own tools and rights could."""
    with database.transaction() as tx:
        if tx.dialect.name == "sqlite":
            for event in ("update", "delete"):
                tx.execute(text(f"DROP TRIGGER journal_no_{event}"))
        else:
            tx.execute(text("DROP TRIGGER journal_no_change ON journal"))
        tx.execute(text(statement))


def test_an_entry_says_who_did_what_when_from_what_to_what(database: Database, clock: HandClock) -> None:
    with database.transaction() as tx:
        write(tx, clock, "one", fingerprint="abc")
        [entry] = journal.read(tx, TEAM)
    assert (entry.by, entry.verb, entry.at) == ("U1", "move", clock())
    assert (entry.subject_kind, entry.subject_id, entry.before, entry.after) == ("thing", "one", "here", "there")
    assert (entry.number, entry.previous, dict(entry.facts)) == (1, BEGINNING, {"fingerprint": "abc"})


def test_entries_are_numbered_without_gaps_and_each_follows_from_the_last(database: Database, clock: HandClock) -> None:
    fill(database, clock)
    with database.glance() as tx:
        entries = journal.read(tx, TEAM)
        assert journal.newest_number(tx, TEAM) == 5
    assert [entry.number for entry in entries] == [1, 2, 3, 4, 5]
    assert [entry.previous for entry in entries] == [BEGINNING, *(entry.hash for entry in entries[:-1])]
    assert broken(database) is None


def test_the_entries_of_one_subject_can_be_read_alone(database: Database, clock: HandClock) -> None:
    fill(database, clock)
    with database.glance() as tx:
        assert [entry.number for entry in journal.read(tx, TEAM, "thing 3")] == [4]


def test_workspaces_have_chains_of_their_own(database: Database, clock: HandClock) -> None:
    fill(database, clock, 2)
    with database.transaction() as tx:
        write(tx, clock, workspace="T02OTHER")
        assert journal.newest_number(tx, "T02OTHER") == 1
        assert len(journal.read(tx, "T02OTHER")) == 1
        assert journal.newest_number(tx, "T03EMPTY") == 0
        assert journal.first_broken_link(tx, "T03EMPTY") is None


@pytest.mark.parametrize(
    "change",
    [
        "by = 'U2'",
        "verb = 'other'",
        "before = 'x'",
        "after = 'x'",
        "subject_id = 'x'",
        "subject_kind = 'x'",
        "at = '2020-01-01 00:00:00'",
        """facts = '{"note": "other"}'""",
        "hash = previous",
        "previous = hash",
    ],
)
def test_a_row_changed_behind_our_back_shows(database: Database, clock: HandClock, change: str) -> None:
    fill(database, clock)
    tamper(database, f"UPDATE journal SET {change} WHERE number = 3")  # noqa: S608
    assert broken(database) == 3


@pytest.mark.parametrize("number", [1, 3])
def test_a_row_taken_out_behind_our_back_shows(database: Database, clock: HandClock, number: int) -> None:
    fill(database, clock)
    tamper(database, f"DELETE FROM journal WHERE number = {number}")  # noqa: S608
    assert broken(database) == number


def test_the_newest_rows_taken_out_behind_our_back_show(database: Database, clock: HandClock) -> None:
    fill(database, clock)
    tamper(database, "DELETE FROM journal WHERE number > 3")
    assert broken(database) == 4


def test_a_row_that_is_changed_with_its_own_hash_shows_in_the_next(database: Database, clock: HandClock) -> None:
    fill(database, clock)
    with database.glance() as tx:
        third = journal.read(tx, TEAM)[2]
    subject, change = (third.subject_kind, third.subject_id), (third.before, third.after)
    forged = chain(third.previous, 3, third.at, "U2", third.verb, subject, change, third.facts)
    tamper(database, f"UPDATE journal SET by = 'U2', hash = '{forged}' WHERE number = 3")  # noqa: S608
    assert broken(database) == 4


def test_writers_at_once_never_fork_the_chain(database: Database, clock: HandClock) -> None:
    acts = [lambda tx, number=number: write(tx, clock, f"thing {number}") for number in range(12)]
    assert at_once(database, *acts) == [None] * 12
    with database.glance() as tx:
        assert sorted(entry.subject_id for entry in journal.read(tx, TEAM)) == sorted(f"thing {n}" for n in range(12))
    assert broken(database) is None


def test_a_transaction_that_fails_leaves_no_gap(database: Database, clock: HandClock) -> None:
    def fail() -> None:
        with database.transaction() as tx:
            write(tx, clock, "lost")
            raise ZeroDivisionError

    fill(database, clock, 2)
    with pytest.raises(ZeroDivisionError):
        fail()
    fill(database, clock, 2)
    with database.glance() as tx:
        assert [entry.number for entry in journal.read(tx, TEAM)] == [1, 2, 3, 4]
    assert broken(database) is None


def test_the_hash_is_of_the_instant_whatever_its_zone() -> None:
    at = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)
    east = at.astimezone(timezone(timedelta(hours=9)))
    first, second = (chain(BEGINNING, 1, one, "U1", "v", ("k", "i"), ("a", "b"), {}) for one in (at, east))
    assert first == second


def test_what_belongs_to_one_field_cannot_be_moved_into_the_next() -> None:
    at = datetime(2026, 3, 2, tzinfo=UTC)
    assert chain(BEGINNING, 1, at, "ab", "c", ("k", "i"), ("a", "b"), {}) != chain(
        BEGINNING, 1, at, "a", "bc", ("k", "i"), ("a", "b"), {}
    )
