"""Transactions, glances, instants and ids, on both databases."""

import re
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import Column, String, Table, insert, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from bot.storage import METADATA, BadAddress, Database, DatabaseAway, Utc, new_id, open_database, sqlite_file
from bot.storage.receipts import RECEIPTS
from tests.support.together import PATIENCE, at_once

AT = datetime(2026, 3, 2, 14, 30, 1, 234567, tzinfo=UTC)
TEAM = "T01TEST"


def write(database: Database, key: str, at: datetime = AT) -> None:
    with database.transaction() as tx:
        tx.execute(insert(RECEIPTS).values(workspace_id=TEAM, key=key, written_at=at))


def keys(database: Database) -> list[str]:
    with database.glance() as tx:
        return list(tx.execute(select(RECEIPTS.c.key).order_by(RECEIPTS.c.key)).scalars())


def test_what_a_transaction_did_is_there_after_it(database: Database) -> None:
    write(database, "one")
    assert keys(database) == ["one"]


def test_a_transaction_that_fails_leaves_nothing_behind(database: Database) -> None:
    def fail() -> None:
        with database.transaction() as tx:
            tx.execute(insert(RECEIPTS).values(workspace_id=TEAM, key="one", written_at=AT))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert keys(database) == []


def test_what_is_not_committed_nobody_else_sees(database: Database) -> None:
    with database.transaction() as tx:
        tx.execute(insert(RECEIPTS).values(workspace_id=TEAM, key="one", written_at=AT))
        assert keys(database) == []


def test_a_glance_is_never_held_up_by_a_transaction_and_holds_none_up(database: Database) -> None:
    with database.glance() as looking:
        looking.execute(select(RECEIPTS.c.key)).all()
        write(database, "one")
        assert looking.execute(select(RECEIPTS.c.key)).scalars().all() == ["one"]


def test_a_broken_rule_of_the_tables_is_not_taken_for_a_database_that_is_away(database: Database) -> None:
    write(database, "one")
    with pytest.raises(IntegrityError):
        write(database, "one")


def test_an_error_of_the_database_that_is_logged_does_not_quote_what_people_wrote(database: Database) -> None:
    """One value breaks a rule of the tables; the text beside it must not come along into the log."""
    values = {"id": "T02", "name": "A secret sentence.", "topics_token": None}
    statement = text("INSERT INTO workspaces (id, name, topics_token) VALUES (:id, :name, :topics_token)")
    with pytest.raises(IntegrityError) as refused, database.transaction() as tx:
        tx.execute(statement, values)
    assert "secret" not in str(refused.value).partition("DETAIL")[0]


def test_rows_of_an_unknown_workspace_are_refused(database: Database) -> None:
    statement = text("INSERT INTO roles (workspace_id, slack_id, role) VALUES ('T0NOBODY', 'U1', 'admin')")
    with pytest.raises(IntegrityError), database.transaction() as tx:
        tx.execute(statement)


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=9)), timezone(-timedelta(hours=3, minutes=30))])
def test_an_instant_comes_back_to_the_microsecond_and_in_utc(database: Database, zone: timezone) -> None:
    write(database, "one", AT.astimezone(zone))
    with database.glance() as tx:
        found = tx.execute(select(RECEIPTS.c.written_at)).scalar_one()
    assert found == AT
    assert found.tzinfo is UTC or found.utcoffset() == timedelta(0)


def test_instants_are_compared_as_instants_whatever_their_zone(database: Database) -> None:
    write(database, "one")
    east = AT.astimezone(timezone(timedelta(hours=9)))
    for edge, found in ((east, []), (east + timedelta(microseconds=1), ["one"])):
        with database.glance() as tx:
            query = select(RECEIPTS.c.key).where(RECEIPTS.c.written_at < edge)
            assert list(tx.execute(query).scalars()) == found


def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="a time needs a zone"):
        write(database, "one", AT.replace(tzinfo=None))


def test_the_far_end_of_time_is_kept(database: Database) -> None:
    end = datetime(9999, 12, 31, tzinfo=UTC)
    write(database, "one", end)
    with database.glance() as tx:
        assert tx.execute(select(RECEIPTS.c.written_at)).scalar_one() == end


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
@pytest.mark.postgres
def test_a_connection_that_was_cut_is_replaced_by_a_good_one(database: Database) -> None:
    write(database, "one")
    cut = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid != pg_backend_pid()"
    )
    with database.glance() as tx:
        with database.glance() as other:
            other.execute(text("SELECT 1"))
        tx.execute(cut)
    assert keys(database) == ["one"]


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
@pytest.mark.postgres
def test_a_connection_cut_in_the_middle_is_a_database_that_is_away(database: Database) -> None:
    def cut() -> None:
        with database.transaction() as tx:
            tx.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    with pytest.raises(DatabaseAway):
        cut()
    write(database, "one")


@pytest.mark.parametrize("how", ["transaction", "glance"])
def test_a_server_that_is_not_there_is_a_database_that_is_away(how: str) -> None:
    nowhere = open_database("postgresql://nobody@127.0.0.1:1/nothing")
    with pytest.raises(DatabaseAway), getattr(nowhere, how)():
        pass


@pytest.mark.parametrize("how", ["transaction", "glance"])
def test_a_file_that_cannot_be_opened_is_a_database_that_is_away(tmp_path: Path, how: str) -> None:
    nowhere = open_database(f"sqlite:///{tmp_path}/no/such/folder/partyline.db")
    with pytest.raises(DatabaseAway), getattr(nowhere, how)():
        pass


def test_what_is_no_address_is_refused() -> None:
    with pytest.raises(BadAddress):
        open_database("not an address")


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("sqlite:///partyline.db", "partyline.db"),
        ("sqlite:////var/lib/partyline.db", "/var/lib/partyline.db"),
        ("sqlite://", None),
        ("sqlite:///:memory:", None),
        ("postgresql://localhost/partyline", None),
    ],
)
def test_only_a_sqlite_address_names_a_file(url: str, file: str | None) -> None:
    assert sqlite_file(url) == (Path(file) if file else None)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_usual_spelling_of_a_postgresql_address_uses_psycopg(scheme: str) -> None:
    assert open_database(f"{scheme}://localhost/x").engine.dialect.driver == "psycopg"


def test_sqlite_keeps_what_was_committed_when_the_power_fails_and_checks_foreign_keys(sqlite: Database) -> None:
    with sqlite.glance() as tx:
        pragmas = {
            name: tx.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_two_writers_on_sqlite_take_turns_even_when_both_read_first(sqlite: Database) -> None:
    """A reader that turns writer fails at once under WAL, so a transaction begins as a writer."""
    with sqlite.transaction() as tx:
        tx.execute(select(RECEIPTS.c.key)).all()
        other = Thread(target=write, args=(sqlite, "other"))
        other.start()
        tx.execute(insert(RECEIPTS).values(workspace_id=TEAM, key="one", written_at=AT))
    other.join(PATIENCE)
    assert keys(sqlite) == ["one", "other"]


def test_many_writers_at_once_all_get_their_turn(database: Database) -> None:
    def writing(key: str) -> object:
        return lambda tx: tx.execute(insert(RECEIPTS).values(workspace_id=TEAM, key=key, written_at=AT)) and None

    assert at_once(database, *[writing(f"key {number:02}") for number in range(20)]) == [None] * 20  # type: ignore[arg-type]
    assert len(keys(database)) == 20


def test_ids_are_opaque_and_never_the_same() -> None:
    made = {new_id() for _ in range(1000)}
    assert len(made) == 1000
    assert all(re.fullmatch(r"[0-9a-f]{16}", one) for one in made)


def test_constraints_have_names_so_that_migrations_can_drop_them() -> None:
    probe = Table("probe", METADATA, Column("id", String(1), primary_key=True), Column("at", Utc, unique=True))
    try:
        assert {constraint.name for constraint in probe.constraints} == {"pk_probe", "uq_probe_at"}
    finally:
        METADATA.remove(probe)
