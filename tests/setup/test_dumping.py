"""Writing the set-up out: what `load` reads, in one normal form."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bot.__main__ as front_door
from bot.party_lines.wording import Words, complaints
from bot.setup.dumping import CannotDump, dump
from bot.setup.loading import load
from bot.storage import Database, open_database
from bot.storage.migrating import migrate
from bot.topics.finding import key
from tests.support.house import TEAM

SAMPLE = Path(__file__).parents[2] / "samples" / "workspace.yml"
NOW = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)
NOTHING = "already is as setup.yml says. Nothing was changed."


def put(database: Database, text: str) -> str:
    return load(database, text.encode(), "setup.yml", NOW)


def test_loading_what_was_written_out_changes_nothing(house: Database) -> None:
    assert put(house, dump(house)).endswith(NOTHING)


def test_sample_written_out_is_the_same_in_a_database_of_its_own(database: Database, tmp_path: Path) -> None:
    put(database, SAMPLE.read_text())
    written = dump(database)
    other = open_database(f"sqlite:///{tmp_path}/other.db")
    try:
        migrate(other)
        put(other, written)
        assert dump(other) == written
    finally:
        other.close()


def test_normal_form_is_sorted_and_easy_to_read(sqlite: Database) -> None:
    put(
        sqlite,
        """
glossary: []
topics:
  - {name: vpn, templates: {resolved: It works., identified: We know why.}}
  - {aliases: [wifi, wi-fi], name: network, standing: "All is well: no faults."}
people: [{slack_id: U02B, roles: [lead, admin]}, {slack_id: U01A, roles: [approver]}, {slack_id: U03C, roles: []}]
workspace: {name: "Example IT", team_id: T01TEST}
""",
    )
    assert (
        dump(sqlite)
        == """\
workspace: {team_id: T01TEST, name: Example IT}

staff: {everyone: true}

people:
  - {slack_id: U01A, roles: [approver]}
  - {slack_id: U02B, roles: [admin, lead]}

approvals: {}

default_line: ''

topics:
  - name: network
    aliases: [wifi, wi-fi]
    standing: 'All is well: no faults.'
  - name: vpn
    templates:
      identified: We know why.
      resolved: It works.

audiences: []

glossary: []
"""
    )


def test_workspace_is_chosen_where_there_are_several(house: Database) -> None:
    put(house, "workspace: {team_id: T02OTHER, name: Other IT}\ntopics: [{name: printing}]\n")
    with pytest.raises(CannotDump, match=r"T01TEST, T02OTHER. Say which one: python -m bot dump --workspace T01TEST"):
        dump(house)
    assert "name: Other IT" in dump(house, "T02OTHER")
    assert "printing" not in dump(house, TEAM)
    with pytest.raises(CannotDump, match=r"“T03” is not set up here. Choose one of T01TEST, T02OTHER."):
        dump(house, "T03")


def test_nothing_to_write_out_says_what_to_do(sqlite: Database) -> None:
    with pytest.raises(CannotDump, match=r"No workspace is set up yet. Run: python -m bot load FILE"):
        dump(sqlite)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path_factory.mktemp('shelf')}/t.db")
    migrate(opened)
    yield opened
    opened.close()


TRICKY = st.sampled_from(
    ["no", "123", "- a", "a: b", "# a", "'a'", '"a"', "a\nb", "a\n\n b", "é 😀", "&a", "*a*", "{a}"]
)
SAYS = (TRICKY | st.text(max_size=80)).filter(lambda text: not complaints(Words(say=text)))
NAMES = (TRICKY | st.text(max_size=20)).filter(
    lambda text: bool(key(text)) and "=?" not in text and not complaints(Words(say=text))
)


@given(default=SAYS, standing=SAYS, name=NAMES, cares=SAYS, word=NAMES)
@settings(deadline=None, max_examples=60)
def test_any_text_comes_out_as_it_went_in(
    shelf: Database, default: str, standing: str, name: str, cares: str, word: str
) -> None:
    content = {
        "workspace": {"team_id": "T01TEST", "name": name},
        "default_line": default,
        "topics": [{"name": "network", "standing": standing}],
        "audiences": [{"name": name, "cares_about": cares, "words": [word]}],
    }
    put(shelf, json.dumps(content))
    written = dump(shelf)
    assert put(shelf, written).endswith(NOTHING)
    assert dump(shelf) == written


def test_command_writes_what_the_load_command_reads(
    house: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", house.engine.url.render_as_string(hide_password=False))
    assert front_door.main(["dump"]) == 0
    (tmp_path / "setup.yml").write_text(capsys.readouterr().out)
    assert front_door.main(["load", "setup.yml"]) == 0
    assert "Nothing was changed." in capsys.readouterr().out
    assert front_door.main(["dump", "--workspace", "T09"]) == 1
    assert "“T09” is not set up here" in capsys.readouterr().err
