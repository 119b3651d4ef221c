"""What writing a subject takes: the glossary as it is now, and rules that are loaded late and never lost."""

import logging
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from bot.people import records as people
from bot.people.rules import Workspace
from bot.storage import Database, DatabaseAway
from bot.subjects.memory import Writer
from bot.subjects.rules import Fields, GlossaryEntry
from tests.support.clock import HandClock
from tests.support.doors import ROOT, take_the_database_away
from tests.support.glossary import PAY, REMOTE, approve, known, propose
from tests.support.house import TEAM, furnish

BAD = "lints: [{id: Bad Id}]\n"


def place(database: Database) -> Workspace:
    with database.glance() as tx:
        found = people.workspace(tx, TEAM)
    assert found is not None
    return found


def test_the_glossary_is_read_once_until_the_journal_moves(sqlite: Database, clock: HandClock) -> None:
    furnish(sqlite, clock())
    known(sqlite, PAY)
    writer = Writer(sqlite)
    before = place(sqlite)
    assert writer.glossary(before, away=False) == (PAY,)
    assert writer.glossary(before, away=False) is writer.glossary(before, away=False)
    approve(sqlite, propose(sqlite, clock(), REMOTE), clock())
    assert writer.glossary(place(sqlite), away=False) == (PAY, REMOTE)


def test_with_the_database_away_the_last_glossary_counts(sqlite: Database, clock: HandClock) -> None:
    furnish(sqlite, clock())
    known(sqlite, PAY)
    writer, now = Writer(sqlite), place(sqlite)
    writer.glossary(now, away=False)
    take_the_database_away(sqlite)
    moved = replace(now, journal_number=now.journal_number + 1)
    assert writer.glossary(moved, away=True) == writer.glossary(moved, away=False) == (PAY,)
    with pytest.raises(DatabaseAway):
        Writer(sqlite).glossary(now, away=False)


def test_a_draft_is_about_what_it_names_an_entry_before_anything_else(sqlite: Database) -> None:
    writer = Writer(sqlite)

    def named(draft: str, *glossary: GlossaryEntry) -> str:
        return writer.named_in(draft, glossary, writer.write(draft, Fields(), glossary))

    assert named("Planned VPN client upgrade", REMOTE) == "VPN"
    assert named("Printer outage on 5 May") != ""
    assert named("🔥🔥🔥") == ""


def test_a_change_of_the_rules_that_is_bad_leaves_those_before_it_and_is_said_once(
    sqlite: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    writer = Writer(sqlite, str(tmp_path))
    shipped = Writer(sqlite).write("VPN outage", Fields(), (REMOTE,))
    (tmp_path / "own.yaml").write_text(BAD)
    with caplog.at_level(logging.WARNING):
        for _ in range(2):
            assert writer.write("VPN outage", Fields(), (REMOTE,)) == shipped
    said = [record.getMessage() for record in caplog.records]
    assert len([one for one in said if "the rules before it stay in force" in one]) == 1
    assert any("own.yaml" in one for one in said)


def test_the_rules_are_loaded_before_anybody_asks_unless_the_bot_stops_first(
    sqlite: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.subjects.memory.AFTER_THE_START", 0.0)
    (tmp_path / "own.yaml").write_text(BAD)
    writer, stop = Writer(sqlite, str(tmp_path)), Event()
    stop.set()
    writer.prepare(stop)
    assert not caplog.records
    writer.prepare(Event())
    assert any("own.yaml" in record.getMessage() for record in caplog.records)


def test_no_rule_is_loaded_at_the_start() -> None:
    script = "import sys, bot.app; print([m for m in sys.modules if m.startswith('bot.subjects.')])"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    for late in ("rewriting", "packs", "drafts", "lints", "yaml_reading"):
        assert f"bot.subjects.{late}'" not in done.stdout
    assert "bot.subjects.listeners" in done.stdout


def test_what_is_lost_late_or_over_is_not_good_cheer(sqlite: Database) -> None:
    writer = Writer(sqlite)
    sad = ("Email is unavailable on Saturday", "The payroll upgrade is postponed to 4 May", "RESOLVED: email is back")
    glad = ("Work from home more easily", "New booking system", "System upgrade to version 999")
    assert [writer.is_bad_news(one, ()) for one in sad] == [True] * 3
    assert [writer.is_bad_news(one, ()) for one in glad] == [False] * 3
