"""Refusing set-up files: each problem with its line and what to write instead, and never anything but BadFile."""

import json
from pathlib import Path

import pytest

from bot.setup.explaining import EXAMPLES
from bot.setup.problems import BadFile
from bot.setup.reading import read
from bot.setup.shapes import PARTS, SetUp
from bot.topics.finding import RESERVED

SAMPLES = Path(__file__).parents[2] / "samples"
HEAD = "workspace: {team_id: T01TEST, name: Example IT}\n"


def problems(text: str | bytes) -> list[str]:
    """The sentences a file is refused with, each with its line."""
    content = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(BadFile) as refused:
        read(content, "setup.yml")
    return str(refused.value).split("\n")


def problem(text: str | bytes) -> str:
    """The one sentence a file is refused with."""
    found = problems(text)
    assert len(found) == 1, found
    return found[0]


def values(text: str) -> SetUp:
    return read((HEAD + text).encode(), "setup.yml").values


def test_the_sample_is_fine() -> None:
    read((SAMPLES / "workspace.yml").read_bytes(), "workspace.yml")


@pytest.mark.parametrize(
    ("content", "line", "part"),
    [
        (b"", "", "The file is empty. Begin with workspace:"),
        (b"# only a comment\n", "", "The file is empty"),
        (b"--- []\n", " line 1", "should hold keys and values"),
        (b"- a\n- b\n", " line 1", "should hold keys and values"),
        (b"just words", " line 1", "should hold keys and values"),
        (b"\xff\xfew\x00", " line 1", "This is not UTF-8. Save the file as UTF-8"),
        (b"workspace: x\nname: caf\xe9", " line 2", "This is not UTF-8"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", " line 1", "This is not UTF-8"),
        (b"\x7fELF\x01\x01", " line 1", "what nobody can see: control character (U+007F)"),
        (b"workspace:\n  name: a\x00b", " line 2", "what nobody can see: NUL (U+0000)"),
        ("workspace:\n  name: \u202eTI".encode(), " line 2", "right-to-left override (U+202E)"),
        ("# harmless \u2066comment".encode(), " line 1", "left-to-right isolate"),
        (b"workspace:\n\tname: x", " line 2", "There is a tab here. Indent with spaces."),
        (b"workspace: a: b", " line 1", "A text with a colon goes in quotes."),
        (b"staff:\nworkspace: 'x", " line 2", "quotation mark that opens here is never closed"),
        (b"people: [a, b\ntopics: []", " line 1", "is not closed by ] or lacks a comma"),
        (b"staff: {everyone: true\n", " line 1", "is not closed by } or lacks a comma"),
        (b"default_line: @here", " line 1", "begins with this sign goes in quotes"),
        (b"default_line: `rm`", " line 1", "begins with this sign goes in quotes"),
        (b'default_line: "C:\\path"', " line 1", "A backslash in a text means something else"),
        (b'default_line: "\\UFFFFFFFF"', " line 1", "A number here is out of range"),
        (b"%YAML 99" + b"9" * 5000 + b".1\n---\na: b", " line 1", "A number here is out of range"),
        (b"workspace:\n  name: x\n   team_id: y", " line 3", "goes in quotes"),
        (b"people:\n  - a\n b: c", " line 3", "indented unlike its neighbours"),
        (b"a" * (1024 * 1024 + 1), "", "larger than 1 MiB"),
        (b"[" * 100_000, " line 1", "nested more than 20 deep"),
        (b"a:\n" + b"- " * 100_000, " line 2", "nested more than 20 deep"),
        (b"{a: " * 100_000, " line 1", "nested more than 20 deep"),
        (b"? " * 100_000, " line 1", "nested more than 20 deep"),
    ],
)
def test_what_is_not_yaml_as_we_read_it_gets_one_sentence(content: bytes, line: str, part: str) -> None:
    found = problem(content)
    assert found.startswith(f"setup.yml{line}: ")
    assert part in found


def test_billion_laughs_are_refused_at_their_first_anchor() -> None:
    bomb = 'a: &a ["lol","lol"]\n' + "".join(
        f"{chr(98 + at)}: &{chr(98 + at)} [{','.join(['*' + chr(97 + at)] * 9)}]\n" for at in range(8)
    )
    assert problems(bomb)[0].startswith("setup.yml line 1: Names for parts of the file (& and *) are not read here.")


@pytest.mark.parametrize(
    "text",
    [
        "default_line: &a We will find out.",
        "default_line: *a",
        "<<: *a",
        "a: &a {b: *a}",
        "default_line: !!python/object/apply:os.system [echo]",
        "default_line: !!python/object:os.system {}",
        "default_line: !!str We will find out.",
        "default_line: ! We will find out.",
        "default_line: !!binary aGVsbG8=",
    ],
)
def test_anchors_aliases_and_tags_are_refused(text: str) -> None:
    found = problems(HEAD + text)
    assert any("are not read here" in one and one.startswith("setup.yml line 2: ") for one in found)


def test_second_document_is_refused_where_it_begins() -> None:
    assert problem(HEAD + "---\n" + HEAD) == (
        "setup.yml line 2: A second document begins here. Keep one, and take out the line with ---"
    )


def test_unknown_key_is_refused_with_the_key_that_was_meant() -> None:
    found = problem(HEAD + "topics:\n  - name: network\n    aliasses: [wifi]\n")
    assert found == "setup.yml line 4: “aliasses” is not known here. Did you mean “aliases”?"


def test_unknown_key_that_resembles_none_is_refused_with_those_there_are() -> None:
    found = problem(HEAD + "approvals: {when: now}")
    assert found == "setup.yml line 2: “when” is not known here. What may stand here: channel."


def test_incidents_are_not_loadable_and_the_sentence_says_what_to_do() -> None:
    assert "Open one in Slack with /partyline open" in problem(HEAD + "incidents: []")


def test_duplicate_key_is_refused_with_both_lines() -> None:
    found = problem(HEAD + "staff: {everyone: true}\nstaff: {group: S0IT}")
    assert found == "setup.yml line 3: “staff” is here twice (first in line 2). Keep one of the two."


def test_missing_key_is_refused_with_what_to_write() -> None:
    assert problem("workspace: {name: Example IT}") == (
        "setup.yml line 1: “team_id” is missing here. Write team_id: T01TEST"
    )
    assert "“workspace” is missing here" in problem("staff: {everyone: true}")


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("no", "as true or false"),
        ("on", "as true or false"),
        ("Yes", "as true or false"),
        ("123", "as a number"),
        ("0x1F", "as a number"),
        ("12:30", "as a number"),
        ("1.5", "as a number"),
        (".inf", "as a number"),
        ("2026-03-01", "as a date"),
    ],
)
def test_what_yaml_reads_as_no_text_is_refused_with_put_it_in_quotes(written: str, read_as: str) -> None:
    assert problem(HEAD + f"topics: [{{name: {written}}}]") == (
        f"setup.yml line 2: “{written}” is read {read_as}, and “name” takes text. Put it in quotes."
    )
    assert values(f"topics: [{{name: '{written}'}}]").topics is not None


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("people: U01ADA", "“people” takes a list, and this is text. Write people: [{slack_id:"),
        ("people: {slack_id: U01ADA}", "“people” takes a list, and this is a set of keys and values."),
        ("people: [U01ADA]", "An entry of “people” takes keys and values, and this is text."),
        ("people: [[]]", "An entry of “people” takes keys and values, and this is a list."),
        ("people:\n  -\n", "An entry of “people” is empty."),
        ("topics:", "“topics” is empty. Take the line out, or write topics: [{name: network"),
        ("default_line: null", "“default_line” is empty."),
        ("default_line: [a]", "“default_line” takes text, and this is a list."),
        ("staff: everyone", "“staff” takes keys and values, and this is text."),
        ("staff: {everyone: 'true'}", "“everyone” takes true or false, and this is text."),
        ("staff: {everyone: 1}", "“everyone” takes true or false, and this is a number."),
        ("topics: [{name: network, aliases: wifi}]", "“aliases” takes a list, and this is text."),
        ("topics: [{name: network, owner: ~}]", "“owner” is empty."),
        ("? [a, b]\n: c", "A key is one plain word here"),
    ],
)
def test_wrong_types_are_refused_with_what_belongs_there(text: str, part: str) -> None:
    assert part in problem(HEAD + text)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("staff: {}", "“staff”: Write {everyone: true} for all full members, or {group: S0IT}"),
        ("staff: {everyone: false}", "“staff”: Write {everyone: true}"),
        ("staff: {everyone: true, group: S0IT}", "“staff”: Write {everyone: true}"),
        ("staff: {group: it}", "“group”: “it” is not the id of a user group. It begins with S"),
        ("people: [{slack_id: ada, roles: []}]", "“ada” is not the id of a person. It begins with U or W"),
        ("people: [{slack_id: C01GEN, roles: []}]", "is not the id of a person"),
        ("people: [{slack_id: U01ADA, roles: [boss]}]", "“boss” is not a role. Write one of admin, approver,"),
        ("people: [{slack_id: U01ADA, roles: [admin, admin]}]", "“admin” is in this list twice"),
        ("approvals: {channel: '#general'}", "“#general” is not the id of a channel. It begins with C or G"),
        ("approvals: {channel: D01ADA}", "is not the id of a channel"),
        ("topics: [{name: network, owner: '@carl'}]", "“@carl” is not the id of a person"),
        ("topics: [{name: network, channels: [c01gen]}]", "“c01gen” is not the id of a channel"),
        ("topics: [{name: network, channels: [C01GEN, C01GEN]}]", "“C01GEN” is in this list twice"),
        ("topics: [{name: network, aliases: [lan, lan]}]", "“lan” is in this list twice"),
        ("topics: [{name: ''}]", "holds no letter and no digit"),
        ("topics: [{name: '!?'}]", "holds no letter and no digit"),
        (f"topics: [{{name: {'x' * 81}}}]", "has 81 characters. Keep it to 80."),
        ("topics: [{name: network, templates: {fixed: It works.}}]", "“fixed” is not known here. What may stand here:"),
        ("audiences: [{name: Finance, mail: [Finance <f@example.com>]}]", "is not a plain mail address"),
        ("audiences: [{name: Finance, mail: [finance]}]", "is not a plain mail address"),
        ("audiences: [{name: Finance, mail: ['a@example.com, b@example.com']}]", "is not a plain mail address"),
        ('audiences: [{name: Finance, mail: ["a@example.com\\nBcc: x@example.com"]}]', "is not a plain mail address"),
        (f"audiences: [{{name: Finance, cares_about: {'x' * 501}}}]", "has 501 characters. Keep it to 500."),
        ("audiences: [{name: '=?UTF-8?Q?=0A?='}]", "“name”: A name cannot hold “=?”"),
        ("audiences: [{name: Finance, mail: [finance@localhost]}]", "is not a plain mail address"),
        ("audiences: [{name: Finance, words: payslip}]", "“words” takes a list, and this is text. Write words: [month"),
        ("audiences: [{name: Finance, words: [' ']}]", "“words”: This holds nothing that can be read."),
        ("audiences: [{name: Finance, words: [a, a]}]", "“a” is in this list twice"),
        (f"audiences: [{{name: Finance, words: [{'x' * 81}]}}]", "has 81 characters. Keep it to 80."),
        (f"audiences: [{{name: A, words: [{', '.join(f'w{at}' for at in range(21))}]}}]", "There are 21 words. Keep"),
        (
            f"audiences: [{{name: A, channels: [{', '.join(f'C{at:02}' for at in range(21))}]}}]",
            "There are 21 channels.",
        ),
        (f"audiences: [{{name: A, mail: [{', '.join(f'a{at}@b.example' for at in range(51))}]}}]", "are 51 addresses."),
        (
            f"audiences: [{{name: A, mail: [{', '.join(f'{at:060}@finance.example.com' for at in range(38))}]}}]",
            "“mail”: These addresses have 3,077",
        ),
        ("glossary: [{name: VPN, does: things}]", "“does” is not known here."),
    ],
)
def test_values_that_cannot_be_are_refused(text: str, part: str) -> None:
    found = problem(HEAD + text)
    assert found.startswith("setup.yml line 2: ")
    assert part in found


@pytest.mark.parametrize("sign", list("*_~`<>&|"))
def test_names_that_slack_would_format_are_refused(sign: str) -> None:
    assert "which Slack reads as formatting" in problem(HEAD + f'topics: [{{name: "net{sign}work"}}]')
    assert "which Slack reads as formatting" in problem(HEAD + f'topics: [{{name: network, aliases: ["l{sign}n"]}}]')


@pytest.mark.parametrize("word", sorted(RESERVED))
def test_topics_cannot_be_named_like_a_subcommand_and_the_sentence_says_why(word: str) -> None:
    for text in (f"topics: [{{name: '{word.upper()}!'}}]", f"topics: [{{name: network, aliases: ['{word}']}}]"):
        found = problem(HEAD + text)
        assert "is a command" in found
        assert "would never reach this topic" in found


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("default_line: {}", "That is 46 words. In a lift you have time for 27; the limit is 45."),
        ("topics: [{{name: network, standing: {}}}]", "“standing”: That is 46 words."),
        ("topics: [{{name: network, holding: {}}}]", "“holding”: That is 46 words."),
        ("topics: [{{name: network, templates: {{resolved: {}}}}}]", "“resolved”: That is 46 words."),
    ],
)
def test_lines_that_could_not_be_spoken_are_refused_by_their_name(text: str, part: str) -> None:
    assert part in problem(HEAD + text.format("word " * 46))


def test_lines_that_name_a_machine_are_refused() -> None:
    found = problem(HEAD + "topics:\n  - name: network\n    standing: Ask 10.2.0.17 how it is.\n")
    assert found.startswith("setup.yml line 4: “standing”: “10.2.0.17” is an address.")


def test_holding_line_with_a_clock_time_is_refused() -> None:
    found = problem(HEAD + "topics: [{name: network, holding: 'We know more at 14:30.'}]")
    assert "a time in it would be an old one. Leave it out." in found


def test_hidden_characters_that_hide_behind_escapes_are_refused() -> None:
    found = problems(HEAD + 'audiences:\n  - name: Finance\n    cares_about: "month\\u202e end\\0"\n')
    assert "right-to-left override (U+202E), NUL (U+0000)" in found[0]
    assert found[0].startswith("setup.yml line 4: ")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("people:\n- {slack_id: U01A, roles: []}\n- {slack_id: U01A, roles: []}", "“U01A” is here twice"),
        ("topics:\n- name: network\n- name: Net-work", "“Net-work” belongs to the topic “network” already"),
        ("topics:\n- {name: network, aliases: [wifi]}\n- {name: Wi-Fi}", "belongs to the topic “network” already"),
        ("topics:\n- {name: a1, aliases: [LAN]}\n- {name: b1, aliases: [lan]}", "belongs to the topic “a1” already"),
        ("audiences:\n- name: Finance\n- name: finance", "“finance” belongs to the audience “Finance” already"),
        ("glossary:\n- name: VPN\n- {name: CRM, aliases: [vpn]}", "“vpn” belongs to the entry “VPN” already"),
    ],
)
def test_names_that_are_there_twice_are_refused_with_the_line_of_the_first(text: str, part: str) -> None:
    found = problem(HEAD + text)
    assert found.startswith("setup.yml line 4: ")
    assert part in found
    assert "line 3)" in found


def test_other_spellings_within_one_topic_are_welcome() -> None:
    topics = values("topics: [{name: network, aliases: [wifi, wi-fi, Wi-Fi, Network]}]").topics
    assert topics is not None
    assert topics[0].aliases == ("wifi", "wi-fi", "Wi-Fi", "Network")


@pytest.mark.parametrize(
    ("section", "entry", "part"),
    [
        ("topics", "{{name: t{}}}", "There are 5,001 topics. Keep it to 5,000."),
        ("people", "{{slack_id: U{:05}, roles: []}}", "There are 10,001 people. Keep it to 10,000."),
        ("audiences", "{{name: a{}}}", "There are 101 audiences. Keep it to 100."),
    ],
)
def test_too_many_entries_are_refused(section: str, entry: str, part: str) -> None:
    most = {"topics": 5_001, "people": 10_001, "audiences": 101}[section]
    assert part in problem(HEAD + f"{section}:\n" + "".join(f"- {entry.format(at)}\n" for at in range(most)))


def test_too_many_aliases_in_sum_are_refused() -> None:
    entries = "".join(
        f"- {{name: t{at}, aliases: [{','.join(f'a{at}x{n}' for n in range(101))}]}}\n" for at in range(200)
    )
    assert "There are 20,200 aliases. Keep it to 20,000." in problem(HEAD + f"topics:\n{entries}")


def test_all_problems_come_at_once_in_the_order_of_their_lines_and_at_most_twenty() -> None:
    found = problems(HEAD + "topics:\n" + "".join(f"  - {{name: open, colour: {at}}}\n" for at in range(15)))
    assert len(found) == 21
    numbers = [int(one.split(":")[0].split()[-1]) for one in found[:20]]
    assert numbers == sorted(numbers)
    assert found[0].startswith("setup.yml line 3: ")
    assert found[20].startswith("There is more to mend (")


def test_problems_before_a_place_that_cannot_be_read_are_told_too() -> None:
    found = problems("a: &x 1\nb: [")
    assert [one.partition(":")[0] for one in found] == ["setup.yml line 1", "setup.yml line 2"]


def test_what_stands_in_the_file_is_shown_short_and_cannot_steer_a_terminal() -> None:
    found = problem(HEAD + '"\\e[2J' + "x" * 500 + '": y')
    assert "\x1b" not in found
    assert len(found) < 300


def test_texts_are_tidied_and_names_stand_on_one_line() -> None:
    read_values = values('default_line: "  We will find out.  \\n"\ntopics: [{name: "  head \\n office "}]')
    assert read_values.default_line == "We will find out."
    assert read_values.topics is not None
    assert read_values.topics[0].name == "head office"


def test_words_of_an_audience_stand_on_one_line_and_may_hold_commas() -> None:
    audiences = values('audiences: [{name: Finance, words: ["  month \n end ", "debit, credit"]}]').audiences
    assert audiences is not None
    assert audiences[0].words == ("month end", "debit, credit")


def test_json_is_read_too_with_characters_written_as_two_halves() -> None:
    content = json.dumps({"workspace": {"team_id": "T01TEST", "name": "IT 😀"}})
    assert "\\ud83d\\ude00" in content
    assert read(content.encode(), "setup.json").values.workspace.name == "IT 😀"


def test_windows_line_ends_and_a_byte_order_mark_are_fine() -> None:
    content = b"\xef\xbb\xbf" + (HEAD + "default_line: We will find out.\n").replace("\n", "\r\n").encode()
    assert read(content, "setup.yml").values.default_line == "We will find out."


def test_owner_without_a_role_and_an_approver_only_workspace_are_fine() -> None:
    values("people: [{slack_id: U01A, roles: [approver]}]\ntopics: [{name: network, owner: U09Z}]")


def test_every_key_has_an_example_of_what_to_write() -> None:
    for section, part in PARTS.items():
        for field in part.model_fields:
            assert field in EXAMPLES or f"{section}.{field}" in EXAMPLES
