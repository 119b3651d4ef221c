"""Writing all versions out: every byte, as CSV and JSON, and nothing that a spreadsheet would run."""

import csv
import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from bot.asks import records as ask_records
from bot.asks.rules import Lookup
from bot.history.exporting import COLUMNS, CannotExport, export, write
from bot.party_lines import flows as lines
from bot.party_lines.wording import DoNotSay, QuestionAnswer
from bot.storage import Database
from bot.withdrawals import flows as withdrawals
from tests.support.clock import HandClock
from tests.support.house import ADA, CARL, DEFAULT, NETWORK, SAM, STANDING, TEAM, furnish
from tests.support.lines import SAY, approve, draft, go_live, hand_in
from tests.support.moves import everything_written, send_back, update

Row = dict[str, Any]


def written(database: Database, clock: HandClock, how: str, **wanted: Any) -> str:
    out = io.StringIO(newline="")
    export(database, out, how=how, now=clock(), **wanted)
    return out.getvalue()


def sheet(database: Database, clock: HandClock, **wanted: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written(database, clock, "csv", **wanted), newline=""), strict=True))


def array(database: Database, clock: HandClock, **wanted: Any) -> list[Row]:
    found: list[Row] = json.loads(written(database, clock, "json", **wanted))
    return found


def of_incidents(rows: list[Any]) -> list[Any]:
    return [row for row in rows if row["incident"]]


def rich_line(house: Database, clock: HandClock) -> None:
    """Approve a line that holds something of everything."""
    made = draft(
        clock(),
        SAY,
        if_pressed=(QuestionAnswer("Is my data safe?", "Yes, “all” of it."),),
        do_not_say=(DoNotSay("the vendor's name", "I do not have that detail."),),
        not_yet_known="Why it failed,\nand since when.",
        background='The "core" switch; see #123.',
    )
    with house.transaction() as tx:
        submitted = lines.open_line(tx, TEAM, topic_id=NETWORK, draft=made, by=CARL, now=clock())
    clock.tick(minutes=1)
    line = approve(house, submitted, clock())
    with house.transaction() as tx:
        ask_records.add_lookups(
            tx, [Lookup(TEAM, who, NETWORK, line.id, "incident", clock()) for who in (SAM, SAM, ADA)]
        )


def test_json_holds_every_version_with_all_that_is_known_of_it(house: Database, clock: HandClock) -> None:
    rich_line(house, clock)
    [row] = of_incidents(array(house, clock))
    assert tuple(row) == COLUMNS
    assert row | {"incident": "", "line": ""} == {
        "topic": "network",
        "also_about": [],
        "incident": "",
        "number": 1,
        "kind": "incident",
        "status": "live",
        "say": SAY,
        "if_pressed": [{"question": "Is my data safe?", "answer": "Yes, “all” of it."}],
        "do_not_say": [{"phrase": "the vendor's name", "instead": "I do not have that detail."}],
        "not_yet_known": "Why it failed,\nand since when.",
        "holding": row["holding"],
        "background": 'The "core" switch; see #123.',
        "situation": "investigating",
        "severity": "major",
        "author": CARL,
        "author_name": "Carl Jensen",
        "created_at": "2026-03-02T14:30:00Z",
        "approved_by": ADA,
        "approved_by_name": "Ada Okafor",
        "approved_at": "2026-03-02T14:31:00Z",
        "live_until": None,
        "promise_at": "2026-03-02T15:00:00Z",
        "extended_to": None,
        "withdrawn_at": None,
        "withdrawn_by": None,
        "withdrawn_why": "",
        "said_instead": "",
        "unreviewed_reason": "",
        "look_ups": 3,
        "people": 2,
        "deliveries_sent": 0,
        "line": "",
    }


def test_csv_reads_back_as_it_was_written(house: Database, clock: HandClock) -> None:
    rich_line(house, clock)
    [row] = of_incidents(sheet(house, clock))
    assert tuple(row) == COLUMNS
    assert row["say"] == SAY
    assert row["if_pressed"] == "Is my data safe? | Yes, “all” of it."
    assert row["do_not_say"] == "the vendor's name | I do not have that detail."
    assert row["not_yet_known"] == "Why it failed,\nand since when."
    assert row["background"] == 'The "core" switch; see #123.'
    assert (row["look_ups"], row["people"], row["live_until"]) == ("3", "2", "")
    assert written(house, clock, "csv").count("\r\n") == len(sheet(house, clock)) + 1


def test_versions_that_were_never_approved_and_withdrawn_ones_are_there_and_say_so(
    house: Database, clock: HandClock
) -> None:
    line = go_live(house, clock())
    send_back(house, update(house, clock.tick(minutes=1), line.series, 1, "Sent back."), clock())
    with house.transaction() as tx:
        withdrawals.withdraw(tx, TEAM, incident_id=line.series, number=1, reason="Wrong.", by=CARL, now=clock())
    first, second = of_incidents(array(house, clock))
    assert (first["status"], first["withdrawn_by"], first["withdrawn_why"]) == ("withdrawn", CARL, "Wrong.")
    assert first["withdrawn_at"] == first["live_until"] == "2026-03-02T14:31:00Z"
    assert first["said_instead"]
    assert (second["number"], second["status"], second["approved_by"]) == (2, "sent back", None)


def test_the_texts_that_an_operator_sets_are_versions_too(house: Database, clock: HandClock) -> None:
    rows = array(house, clock)
    assert {(row["kind"], row["topic"], row["say"]) for row in rows} >= {
        ("standing", "network", STANDING),
        ("default", "", DEFAULT),
    }
    assert {row["incident"] for row in rows} == {""}


@pytest.mark.parametrize(
    "words", ["=1+2", "+1 555", "-2 floors", "@everyone", "\tTabbed", "=HYPERLINK(1)", "＝1", "\r=1", "\n@x"]
)
def test_no_cell_begins_like_a_formula(words: str) -> None:
    row: Row = dict.fromkeys(COLUMNS, words)
    out = io.StringIO(newline="")
    write([row], out, "csv")
    [found] = csv.DictReader(io.StringIO(out.getvalue(), newline=""))
    assert set(found.values()) == {f"'{words}"}


def test_what_begins_like_a_formula_in_a_line_is_disarmed_in_csv_and_exact_in_json(
    house: Database, clock: HandClock
) -> None:
    approve(house, hand_in(house, clock(), "-2 degrees in the hall: the heating is off."), clock())
    [row] = of_incidents(sheet(house, clock))
    assert row["say"] == "'-2 degrees in the hall: the heating is off."
    assert of_incidents(array(house, clock))[0]["say"] == "-2 degrees in the hall: the heating is off."


def test_numbers_stay_numbers_and_nothing_is_empty() -> None:
    row: Row = dict.fromkeys(COLUMNS) | {"number": -1, "also_about": ["a", "b"]}
    out = io.StringIO(newline="")
    write([row], out, "csv")
    [found] = csv.DictReader(io.StringIO(out.getvalue(), newline=""))
    assert (found["number"], found["also_about"], found["say"]) == ("-1", "a\nb", "")
    empty = io.StringIO()
    write([], empty, "json")
    assert json.loads(empty.getvalue()) == []


def test_only_one_topic_is_written_by_any_of_its_names(house: Database, clock: HandClock) -> None:
    go_live(house, clock())
    go_live(house, clock(), "Payslips are late.", topic_id="t-payroll")
    assert {row["topic"] for row in array(house, clock, topic="Pay-Slips")} == {"payroll"}
    assert {row["say"] for row in array(house, clock, topic="network")} >= {SAY, STANDING}
    with pytest.raises(CannotExport, match=r"There is no topic “printer”. There are: network, payroll, vpn"):
        array(house, clock, topic="printer")


def test_only_what_was_written_since_is_written(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    since = clock.tick(hours=1)
    approve(house, update(house, clock(), line.series, 1, "Newer."), clock())
    assert [row["say"] for row in array(house, clock, since=since)] == ["Newer."]
    assert array(house, clock, since=since + timedelta(seconds=1)) == []


def test_more_than_are_read_at_a_time_are_all_written_in_order(
    house: Database, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.history.exporting.CHUNK", 3)
    line = go_live(house, clock(), "Version 1.")
    for number in range(2, 9):
        approve(house, update(house, clock.tick(minutes=1), line.series, number - 1, f"Version {number}."), clock())
    assert [row["number"] for row in of_incidents(array(house, clock))] == list(range(1, 9))


def test_exporting_changes_nothing(house: Database, clock: HandClock) -> None:
    go_live(house, clock())
    before = everything_written(house)
    sheet(house, clock)
    assert everything_written(house) == before


def test_workspaces_never_mix(house: Database, clock: HandClock) -> None:
    go_live(house, clock())
    with pytest.raises(CannotExport, match=r"“T09” is not set up here. Choose one of T01TEST."):
        array(house, clock, workspace="T09")
    furnish(house, clock(), "T02OTHER")
    with pytest.raises(CannotExport, match=r"There are several workspaces: T01TEST, T02OTHER. Say which one"):
        array(house, clock)
    assert of_incidents(array(house, clock, workspace="T02OTHER")) == []
    assert len(of_incidents(array(house, clock, workspace=TEAM))) == 1


def test_without_a_workspace_it_says_what_to_do(database: Database, clock: HandClock) -> None:
    with pytest.raises(CannotExport, match="No workspace is set up yet"):
        array(database, clock)


# -- the command line ---------------------------------------------------------------------------------------------


@pytest.fixture
def here(sqlite: Database, clock: HandClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    """The database that the command line works on."""
    furnish(sqlite, clock())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", str(sqlite.engine.url))
    return sqlite


def test_the_command_writes_a_sheet_to_the_screen(
    here: Database, clock: HandClock, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    go_live(here, clock(), "Wi-Fi is down – “all” floors.")
    assert main(["export", "--topic", "wifi", "--since", "2026-03-01"]) == 0
    out = capsysbinary.readouterr().out.decode("utf-8")
    assert "Wi-Fi is down – “all” floors." in {row["say"] for row in csv.DictReader(io.StringIO(out, newline=""))}
    assert main(["export", "--format", "json", "--workspace", TEAM, "--since", "2026-03-02T14:30:00+00:00"]) == 0
    assert any(row["say"] == "Wi-Fi is down – “all” floors." for row in json.loads(capsysbinary.readouterr().out))


def test_the_command_says_what_is_wrong(here: Database, capsys: pytest.CaptureFixture[str]) -> None:
    assert here is not None
    assert main(["export", "--topic", "printer"]) == 1
    assert "There is no topic “printer”" in capsys.readouterr().err
    with pytest.raises(SystemExit) as ended:
        main(["export", "--since", "yesterday"])
    assert ended.value.code == 2
    assert "'yesterday' is not a date such as 2026-03-01" in capsys.readouterr().err
