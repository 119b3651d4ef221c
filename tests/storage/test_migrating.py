"""Migrations, up and down, and what the database itself refuses, on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

import bot.tables
from bot.storage import METADATA, Database, open_database
from bot.storage.migrating import differences, folder, head, migrate, stands_at
from tests.support.clock import HandClock
from tests.support.house import ADA
from tests.support.lines import go_live, hand_in
from tests.support.moves import count, everything_written
from tests.support.postgres import Postgres

WORDS = {
    "kind": "'closing'",
    "series": "'other'",
    "number": "99",
    "say": "'Forged.'",
    "if_pressed": "'[]'",
    "do_not_say": "'[]'",
    "not_yet_known": "'x'",
    "background": "'x'",
    "holding": "'x'",
    "situation": "'monitoring'",
    "severity": "'minor'",
    "promise_at": "NULL",
    "author": "'U0'",
    "created_at": "'2020-01-01 00:00:00'",
}


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database with nothing in it."""
    if request.param == "postgres":
        server: Postgres = request.getfixturevalue("postgres")
        server.execute("CREATE DATABASE {}", f"empty_{abs(hash(tmp_path))}")
        opened = open_database(server.address_of(f"empty_{abs(hash(tmp_path))}"))
    else:
        opened = open_database(f"sqlite:///{tmp_path}/empty.db")
    yield opened
    opened.close()


def tables(database: Database) -> set[str]:
    with database.glance() as tx:
        return set(inspect(tx).get_table_names()) - {"alembic_version"}


def stands(database: Database) -> str:
    with database.glance() as tx:
        return stands_at(tx)


def test_migrations_make_every_table_and_take_every_table_away(empty: Database) -> None:
    assert stands(empty) == ""
    migrate(empty)
    assert (stands(empty), tables(empty)) == (head(), set(METADATA.tables))
    migrate(empty, "base")
    assert (stands(empty), tables(empty)) == ("", set())
    migrate(empty)
    assert (stands(empty), tables(empty)) == (head(), set(METADATA.tables))


def test_going_down_leaves_nothing_behind_that_would_stop_going_up(empty: Database) -> None:
    for _ in range(2):
        migrate(empty)
        migrate(empty, "base")
    if empty.engine.dialect.name == "postgresql":
        assert count(empty, "pg_proc WHERE proname LIKE 'partyline%'") == 0
    else:
        assert count(empty, "sqlite_master WHERE type = 'trigger'") == 0


def test_migrating_what_is_up_to_date_changes_nothing(house: Database) -> None:
    before = everything_written(house)
    migrate(house)
    assert everything_written(house) == before


def test_the_tables_in_code_are_the_tables_that_migrations_make(database: Database) -> None:
    assert bot.tables.ROOMS
    assert differences(database) == []


def test_a_table_that_no_migration_makes_shows(database: Database) -> None:
    with database.transaction() as tx:
        tx.execute(text("ALTER TABLE receipts ADD COLUMN surprise INTEGER"))
    assert differences(database) != []


def test_there_is_one_chain_of_migrations_and_head_is_its_end() -> None:
    from alembic.script import ScriptDirectory

    script = ScriptDirectory(str(folder()))
    assert script.get_heads() == [head()]
    assert len(list(script.walk_revisions())) == len(list((folder() / "versions").glob("[0-9]*.py")))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET by = 'nobody'",
        "UPDATE journal SET facts = facts WHERE number = 1",
        "DELETE FROM journal",
        "DELETE FROM journal WHERE number = (SELECT max(number) FROM journal)",
    ],
)
def test_the_database_refuses_to_change_or_delete_the_journal(
    house: Database, clock: HandClock, statement: str
) -> None:
    hand_in(house, clock())
    before = everything_written(house)
    with pytest.raises(DBAPIError), house.transaction() as tx:
        tx.execute(text(statement))
    assert everything_written(house) == before


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
@pytest.mark.postgres
def test_the_database_refuses_to_empty_the_journal(house: Database) -> None:
    with pytest.raises(DBAPIError), house.transaction() as tx:
        tx.execute(text("TRUNCATE journal"))


@pytest.mark.parametrize("column", WORDS)
def test_the_database_refuses_to_change_the_words_of_a_line(house: Database, clock: HandClock, column: str) -> None:
    line = go_live(house, clock())
    before = everything_written(house)
    change = text(f"UPDATE party_lines SET {column} = {WORDS[column]} WHERE id = '{line.id}'")  # noqa: S608
    with pytest.raises(DBAPIError), house.transaction() as tx:
        tx.execute(change)
    assert everything_written(house) == before


def test_everything_that_is_approved_is_among_what_never_changes() -> None:
    moves = {"workspace_id", "id", "topic_id", "status", "approved_by", "approved_at", "ended_at"}
    moves |= {"extended_to", "withdrawn_at", "withdrawn_by", "withdrawn_why", "instead", "glass_reason", "glass_until"}
    assert set(METADATA.tables["party_lines"].columns.keys()) - moves == set(WORDS)


@pytest.mark.parametrize("status", ["live", "submitted"])
def test_the_database_refuses_a_second_live_or_submitted_line_of_a_series(
    house: Database, clock: HandClock, status: str
) -> None:
    first, second = go_live(house, clock()), hand_in(house, clock()).line
    with house.transaction() as tx:
        tx.execute(text(f"UPDATE party_lines SET status = '{status}' WHERE id = '{first.id}'"))  # noqa: S608
    copied = ", ".join(set(METADATA.tables["party_lines"].columns.keys()) - {"id", "number"})
    rest = f"SELECT 'copy', 2, {copied} FROM party_lines WHERE id = '{first.id}'"  # noqa: S608
    with pytest.raises(DBAPIError), house.transaction() as tx:
        tx.execute(text(f"INSERT INTO party_lines (id, number, {copied}) {rest}"))
    assert second.series != first.series


def test_the_database_refuses_a_decision_without_who_or_when(house: Database, clock: HandClock) -> None:
    hand_in(house, clock())
    with pytest.raises(DBAPIError), house.transaction() as tx:
        tx.execute(text(f"UPDATE approvals SET decided_by = '{ADA}'"))  # noqa: S608
