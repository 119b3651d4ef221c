"""Loading a set-up file: all of it or nothing, approved by the operator, journalled, and only once."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

import bot.__main__ as front_door
import bot.tables
from bot import journal
from bot.audiences import records as audiences
from bot.journal.rules import OPERATOR
from bot.party_lines import records as lines
from bot.party_lines.rules import LineKind
from bot.people import flows as people
from bot.people import records as people_records
from bot.people.rules import Role
from bot.setup.loading import BadFile, load
from bot.setup.shapes import PARTS, SetUp
from bot.storage import METADATA, Database, open_database
from bot.storage.migrating import migrate
from bot.subjects import records as glossary
from bot.topics import records as topics
from bot.topics.rules import Topic
from tests.support.clock import HandClock
from tests.support.house import ADA, APPROVALS, CARL, DEFAULT, NETWORK, PAYROLL, SAM, STAFF_GROUP, STANDING, TEAM, VPN
from tests.support.lines import go_live, hand_in, said

SAMPLE = Path(__file__).parents[2] / "samples" / "workspace.yml"
NOW = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)
HEAD = "workspace: {team_id: T01TEST, name: Example IT}\n"
# As it stands in the architecture page, word for word: others write their files after it.
PUBLISHED = """\
workspace: {team_id: T01TEST, name: Example IT}
staff: {everyone: true}                 # full members; or {group: S0IT}: a Slack user group
people: [{slack_id: U01APPROVER, roles: [admin, approver]}, {slack_id: U02COMMANDER, roles: [commander]}]
approvals: {channel: C01APPR}           # where approvers are asked
default_line: We have no message on that yet. I have told the IT desk that you asked.
topics:
  - name: network
    aliases: [wifi, wi-fi, lan, internet]
    owner: U02COMMANDER
    channels: [C01GEN]
    standing: As far as we know the network is working normally.
    holding: We are still working on the network. The next update comes shortly.
    templates: {investigating: "Some people cannot reach the network. We are on it."}
audiences: [{name: Finance, channels: [C02FIN], mail: [finance@example.com], cares_about: month end}]
glossary: [{name: VPN, aliases: [VPN client], plain: remote access, lets_you: reach work systems from home, outcome: Work from home more easily and effectively}]
"""  # noqa: E501


def put(database: Database, text: str | bytes, now: datetime = NOW) -> str:
    """Load a text as the file `setup.yml`."""
    return load(database, text if isinstance(text, bytes) else text.encode(), "setup.yml", now)


def everything(database: Database) -> dict[str, list[str]]:
    """All rows of all tables."""
    assert bot.tables.ROOMS
    with database.glance() as tx:
        tables = METADATA.sorted_tables
        return {table.name: sorted(map(repr, tx.execute(select(table)))) for table in tables}


def topic(database: Database, name: str) -> Topic:
    with database.glance() as tx:
        return next(one for one in topics.all_of(tx, TEAM) if one.name == name)


def texts(database: Database) -> dict[tuple[LineKind, str], str]:
    """The standing texts by kind and topic's name."""
    with database.glance() as tx:
        names = {one.id: one.name for one in topics.all_of(tx, TEAM)}
        return {(one.kind, names.get(one.topic_id, "")): one.words.say for one in lines.all_standing(tx, TEAM)}


def test_published_example_sets_every_part(database: Database) -> None:
    put(database, PUBLISHED)
    with database.glance() as tx:
        place = people_records.workspace(tx, TEAM)
        assert place is not None
        assert (place.name, place.staff_group, place.approvals_channel) == ("Example IT", None, "C01APPR")
        assert people_records.roles(tx, TEAM) == {
            ADA: frozenset({Role.ADMIN, Role.APPROVER}),
            CARL: frozenset({Role.COMMANDER}),
        }
        assert [(one.name, one.channels, one.mail, one.cares_about) for one in audiences.all_of(tx, TEAM)] == [
            ("Finance", ("C02FIN",), ("finance@example.com",), "month end")
        ]
        assert [(one.name, one.aliases, one.plain) for one in glossary.all_of(tx, TEAM)] == [
            ("VPN", ("VPN client",), "remote access")
        ]
    network = topic(database, "network")
    assert (network.aliases, network.owner, network.channels) == (
        ("wifi", "wi-fi", "lan", "internet"),
        CARL,
        ("C01GEN",),
    )
    assert network.templates == {"investigating": "Some people cannot reach the network. We are on it."}
    assert texts(database) == {
        (LineKind.STANDING, "network"): STANDING,
        (LineKind.HOLDING, "network"): "We are still working on the network. The next update comes shortly.",
        (LineKind.DEFAULT, ""): DEFAULT,
    }
    assert said(database, "wi fi", NOW) == [STANDING]


def test_sample_has_five_topics_one_standing_line_and_people_of_each_role(sqlite: Database) -> None:
    put(sqlite, SAMPLE.read_bytes())
    with sqlite.glance() as tx:
        assert [one.name for one in topics.all_of(tx, TEAM)] == ["email", "network", "payroll", "phones", "VPN"]
        assert all(set(one.templates) for one in topics.all_of(tx, TEAM))
        held = people_records.roles(tx, TEAM).values()
        assert {role for roles in held for role in roles} == set(Role)
    assert [spot for spot in texts(sqlite) if spot[0] is LineKind.STANDING] == [(LineKind.STANDING, "network")]


def test_summary_says_what_changed_and_then_that_nothing_did(sqlite: Database) -> None:
    assert put(sqlite, PUBLISHED) == (
        "Example IT (T01TEST) is set up as setup.yml says. "
        "Changed: workspace, roles, topics, lines, audiences, glossary."
    )
    assert put(sqlite, PUBLISHED) == "Example IT (T01TEST) already is as setup.yml says. Nothing was changed."
    changed = PUBLISHED.replace("working normally", "working well")
    assert put(sqlite, changed) == "Example IT (T01TEST) is set up as setup.yml says. Changed: lines."


def test_loading_twice_writes_nothing_the_second_time(database: Database, clock: HandClock) -> None:
    for text in (PUBLISHED.encode(), SAMPLE.read_bytes()):
        put(database, text, clock())
        before = everything(database)
        put(database, text, clock.tick(hours=1))
        assert everything(database) == before


def test_two_loads_at_once_make_one_set_up(database: Database) -> None:
    start = Barrier(2)

    def run(_: int) -> str:
        start.wait(10)
        return put(database, PUBLISHED)

    with ThreadPoolExecutor(2) as pool:
        told = sorted(pool.map(run, range(2)))
    assert told[0].endswith("Nothing was changed.")
    assert "Changed: workspace, roles, topics, lines, audiences, glossary." in told[1]
    with database.glance() as tx:
        assert journal.first_broken_link(tx, TEAM) is None


def test_absent_sections_leave_what_is_stored_as_it_is(house: Database) -> None:
    before = everything(house)
    put(house, HEAD)
    assert everything(house) == before


def test_sections_that_are_present_are_the_whole_truth(house: Database) -> None:
    put(house, HEAD + f"people: [{{slack_id: {SAM}, roles: [commander]}}]\ntopics: [{{name: printing}}]\n")
    with house.glance() as tx:
        assert people_records.roles(tx, TEAM) == {SAM: frozenset({Role.COMMANDER})}
        assert [one.name for one in topics.all_of(tx, TEAM)] == ["printing"]
    assert texts(house) == {(LineKind.DEFAULT, ""): DEFAULT}


def test_empty_sections_take_all_away(sqlite: Database) -> None:
    put(sqlite, PUBLISHED)
    put(sqlite, HEAD + "people: []\napprovals: {}\ndefault_line: ''\ntopics: []\naudiences: []\nglossary: []\n")
    with sqlite.glance() as tx:
        place = people_records.workspace(tx, TEAM)
        assert place is not None
        assert place.approvals_channel is None
        assert people_records.roles(tx, TEAM) == {}
        assert not topics.all_of(tx, TEAM)
        assert not audiences.all_of(tx, TEAM)
        assert not glossary.all_of(tx, TEAM)
        assert lines.all_standing(tx, TEAM) == []


def test_standing_line_that_the_file_leaves_out_is_said_no_more(house: Database) -> None:
    assert said(house, "network", NOW) == [STANDING]
    put(house, HEAD + "topics: [{name: network}, {name: payroll}, {name: vpn}]")
    assert texts(house) == {(LineKind.DEFAULT, ""): DEFAULT}


def test_topics_keep_their_ids_however_their_names_are_spelt(house: Database) -> None:
    put(house, HEAD + "topics: [{name: Net-Work}, {name: PAYROLL}, {name: vpn, aliases: [remote access]}]")
    ids = {name: topic(house, name).id for name in ("Net-Work", "PAYROLL", "vpn")}
    assert ids == {"Net-Work": NETWORK, "PAYROLL": PAYROLL, "vpn": VPN}


def test_renamed_topic_keeps_its_id_where_its_old_name_became_an_alias(house: Database) -> None:
    hand_in(house, NOW, topic_id=NETWORK)
    put(house, HEAD + "topics: [{name: connectivity, aliases: [network]}, {name: payroll}, {name: vpn}]")
    assert topic(house, "connectivity").id == NETWORK


def test_name_may_move_from_one_topic_to_another(house: Database) -> None:
    put(house, HEAD + "topics: [{name: network}, {name: payroll, aliases: [wifi]}, {name: vpn, aliases: [payslips]}]")
    assert topic(house, "payroll").aliases == ("wifi",)
    assert topic(house, "vpn").aliases == ("payslips",)


def test_topic_with_an_open_incident_is_not_removed_and_nothing_else_is_changed(house: Database) -> None:
    go_live(house, NOW, topic_id=NETWORK)
    hand_in(house, NOW, topic_id=VPN)
    before = everything(house)
    with pytest.raises(BadFile) as refused:
        put(house, "workspace: {team_id: T01TEST, name: Other}\npeople: []\ntopics: [{name: payroll}]\n")
    network, vpn = str(refused.value).split("\n")
    assert network == (
        "setup.yml line 3: “network” is not in this list any more, and an incident on it is open. "
        "Close it first with /partyline close network, or leave the topic in."
    )
    assert "“vpn”" in vpn
    assert everything(house) == before


def test_what_is_loaded_is_approved_and_journalled_as_the_operators(database: Database) -> None:
    put(database, PUBLISHED)
    with database.glance() as tx:
        entries = journal.read(tx, TEAM)
        assert {entry.by for entry in entries} == {OPERATOR}
        assert {entry.verb for entry in entries} == {
            "set_workspace",
            "set_roles",
            "set_topic",
            "set",
            "set_audiences",
            "set_glossary",
        }
        assert journal.first_broken_link(tx, TEAM) is None
        assert {(line.author, line.approved_by) for line in lines.all_standing(tx, TEAM)} == {(OPERATOR, OPERATOR)}


def test_journal_says_which_entries_of_a_list_changed(sqlite: Database) -> None:
    put(sqlite, HEAD + "audiences: [{name: Finance}, {name: Sales}]")
    put(sqlite, HEAD + "audiences: [{name: Finance, cares_about: month end}, {name: Legal}]")
    with sqlite.glance() as tx:
        newest = journal.read(tx, TEAM)[-1]
    assert newest.facts == {"added": "Legal", "removed": "Sales", "changed": "Finance"}
    assert newest.before != newest.after


def test_the_words_of_an_audience_are_kept_and_their_change_is_journalled(database: Database) -> None:
    said = HEAD + "audiences: [{name: Finance, words: [month end, payslip]}]"
    put(database, said)
    with database.glance() as tx:
        assert [one.words for one in audiences.all_of(tx, TEAM)] == [("month end", "payslip")]
    assert put(database, said).endswith("Nothing was changed.")
    assert put(database, said.replace("payslip", "invoice")).endswith("Changed: audiences.")
    with database.glance() as tx:
        assert [one.words for one in audiences.all_of(tx, TEAM)] == [("month end", "invoice")]
        assert journal.read(tx, TEAM)[-1].facts == {"changed": "Finance"}


def test_journal_says_what_the_workspace_was_before(house: Database) -> None:
    put(house, "workspace: {team_id: T01TEST, name: New IT}\nstaff: {everyone: true}\napprovals: {channel: C02IT}")
    with house.glance() as tx:
        facts = journal.read(tx, TEAM)[-1].facts
    assert facts == {
        "name": "Example IT -> New IT",
        "staff_group": f"{STAFF_GROUP} -> ",
        "approvals_channel": f"{APPROVALS} -> C02IT",
    }


def test_another_staff_group_begins_with_nobody_in_it(house: Database) -> None:
    put(house, HEAD + "staff: {group: S0OTHER}")
    with house.glance() as tx:
        sam = people.find(tx, TEAM, SAM)
        assert sam is not None
        assert not sam.is_staff
        assert people_records.groups_to_check(tx, NOW) == [(TEAM, "S0OTHER")]


def test_file_for_another_workspace_sets_up_another_workspace(house: Database) -> None:
    before = everything(house)
    put(house, PUBLISHED.replace("T01TEST", "T02OTHER"))
    with house.glance() as tx:
        assert [place.id for place in people_records.workspaces(tx)] == [TEAM, "T02OTHER"]
    after = everything(house)
    assert all(set(rows) <= set(after[table]) for table, rows in before.items())


def test_refused_file_changes_nothing(house: Database) -> None:
    before = everything(house)
    with pytest.raises(BadFile):
        put(house, PUBLISHED.replace("name: Example IT", "name: Other") + "colour: blue\n")
    assert everything(house) == before


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One database that many made-up files are loaded into."""
    opened = open_database(f"sqlite:///{tmp_path_factory.mktemp('shelf')}/t.db")
    migrate(opened)
    put(opened, PUBLISHED)
    yield opened
    opened.close()


NAMES = st.sampled_from(["network", "Wi-Fi", "vpn", "open", "pay roll", "x" * 81, "", "no", "émail", "电话"])
WORDS = st.sampled_from(["", "We will find out.", "word " * 50, "Ask db01.", "At 14:30.", "\u202e", "\x00", "😀 fine"])
IDS = st.sampled_from(["U01A", "U02B", "C01GEN", "C02IT", "S0IT", "T01TEST", "nobody"])
KEYS = sorted({field for part in PARTS.values() for field in part.model_fields})
ODD = st.none() | st.booleans() | st.integers() | st.lists(IDS, max_size=2) | st.dictionaries(NAMES, WORDS, max_size=2)


def entries(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Lists of mappings that are nearly right."""
    return st.lists(st.fixed_dictionaries({}, optional={**fields, "x": ODD}) | ODD, max_size=3) | ODD


NEARLY_A_FILE = st.fixed_dictionaries(
    {"workspace": st.just({"team_id": "T01TEST", "name": "Example IT"})},
    optional={
        "staff": st.fixed_dictionaries({}, optional={"everyone": st.booleans(), "group": IDS}) | ODD,
        "people": entries(slack_id=IDS, roles=st.lists(st.sampled_from([*Role, "boss"]), max_size=2)),
        "approvals": st.fixed_dictionaries({}, optional={"channel": IDS}) | ODD,
        "default_line": WORDS | ODD,
        "topics": entries(
            name=NAMES,
            aliases=st.lists(NAMES, max_size=2),
            owner=IDS,
            standing=WORDS,
            holding=WORDS,
            templates=st.dictionaries(st.sampled_from(["identified", "fixed"]), WORDS, max_size=1) | ODD,
        ),
        "audiences": entries(
            name=NAMES,
            channels=st.lists(IDS, max_size=2),
            cares_about=WORDS,
            words=st.lists(WORDS | NAMES, max_size=2),
        ),
        "glossary": entries(name=NAMES, aliases=st.lists(NAMES, max_size=2), outcome=WORDS),
    },
)


@given(anything=NEARLY_A_FILE)
@settings(deadline=None, max_examples=150)
def test_any_structure_is_loaded_or_refused_and_never_stored_by_halves(shelf: Database, anything: Any) -> None:
    before = everything(shelf)
    content = json.dumps(anything).encode()
    try:
        put(shelf, content)
    except BadFile:
        assert everything(shelf) == before
    else:
        after = everything(shelf)
        put(shelf, content)
        assert everything(shelf) == after


def test_every_section_is_tried_with_made_up_files() -> None:
    assert set(SetUp.model_fields) <= set(KEYS)


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sqlite: Database) -> Path:
    """A folder to run commands in, with settings for the database."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", str(sqlite.engine.url))
    monkeypatch.setattr(front_door, "now", HandClock())
    return tmp_path


def test_command_loads_a_file_and_says_so(command: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert front_door.main(["load", str(SAMPLE)]) == 0
    told = capsys.readouterr()
    assert told.out.startswith("Example IT (T01TEST) is set up as ")
    assert told.err == ""


def test_command_refuses_a_file_with_its_sentences_and_no_traceback(
    command: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (command / "setup.yml").write_text(HEAD + "topics: [{name: open}]\n")
    assert front_door.main(["load", "setup.yml"]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == (
        "setup.yml line 2: “name”: “open” is a command: /partyline open would never reach this topic. "
        "Choose another name.\nNothing was changed.\n"
    )


def test_command_says_when_the_file_is_not_there(command: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert front_door.main(["load", "setup.yml"]) == 1
    assert capsys.readouterr().err == "setup.yml cannot be read: No such file or directory.\n"


def test_command_reads_no_more_than_it_would_load(command: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert front_door.main(["load", "/dev/zero"]) == 1
    assert "larger than 1 MiB" in capsys.readouterr().err


def test_command_says_that_the_database_has_to_be_migrated_first(
    command: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{command}/new.db")
    assert front_door.main(["load", str(SAMPLE)]) == 1
    assert "Run: python -m bot migrate" in capsys.readouterr().err
