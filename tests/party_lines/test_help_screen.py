"""What `/partyline help` says: a few words on each thing to type, and only what this person may use."""

import pytest

from bot.app import VERBS
from bot.party_lines import help_screen
from bot.people.rules import Role
from bot.topics import flows as topics
from bot.topics.rules import Topic
from tests.support.doors import Answer, Doors
from tests.support.house import ADA, CARL, SAM, TEAM
from tests.support.moves import grant

# A phone shows some forty characters a line: what is longer than two lines is not read.
TWO_LINES = 85


def groups(answer: Answer) -> dict[str, list[str]]:
    """Return the lines below each heading, as they are written."""
    sections = [block["text"]["text"].split("\n") for block in answer.body["blocks"] if block["type"] == "section"]
    return {heading.strip("*"): lines for heading, *lines in sections[1:]}


def typed(lines: list[str]) -> list[str]:
    return [line.split("`")[1] for line in lines]


def test_everything_that_can_be_typed_is_explained_in_a_few_words(doors: Doors) -> None:
    grant(doors.database, doors.clock(), U02COMMANDER=frozenset({Role.COMMANDER, Role.APPROVER}))
    found = groups(doors.command("help", by=CARL))
    lines = [line for group in found.values() for line in group]
    assert {command.split()[1] for command in typed(lines)} == {*VERBS, "list"}
    for line in lines:
        assert line.split("`: ")[1], line
        assert len(line) <= TWO_LINES, line


def test_it_is_grouped_by_who_may_use_it(doors: Doors) -> None:
    staff, commander, approver = (groups(doors.command("help", by=who)) for who in (SAM, CARL, ADA))
    assert list(staff) == ["For everybody"]
    assert list(commander) == ["For everybody", "For commanders"]
    assert list(approver) == ["For everybody", "For approvers"]
    assert typed(staff["For everybody"]) == [
        "/partyline list",
        "/partyline follow network",
        "/partyline unfollow network",
    ]
    assert commander["For commanders"][:3] == [
        "`/partyline open network`: write the first line on something new",
        "`/partyline update network`: write its next version",
        "`/partyline same network 30`: nothing new: promise an update in 30 min",
    ]
    assert approver["For approvers"] == [
        "`/partyline withdraw network`: take back what is wrong",
        "`/partyline history network`: all versions: who wrote and approved them",
        "`/partyline list`: also what waits for you",
    ]


def test_who_holds_two_roles_reads_nothing_twice(doors: Doors) -> None:
    grant(doors.database, doors.clock(), U02COMMANDER=frozenset({Role.COMMANDER, Role.APPROVER}))
    both = groups(doors.command("help", by=CARL))
    assert typed(both["For approvers"]) == ["/partyline list"]
    assert "/partyline history network" in typed(both["For commanders"])


@pytest.mark.parametrize("name", ["x" * 80, "<!channel> *bold* `code`"])
def test_it_fits_slack_whatever_the_topics_are_called(doors: Doors, name: str) -> None:
    with doors.database.transaction() as tx:
        topics.set_topics(tx, TEAM, [Topic("t-odd", name)], by="operator", now=doors.clock())
    words = doors.command("help", by=CARL).words
    assert "<!channel>" not in words
    assert "/partyline open" in words


def test_what_has_no_words_yet_is_named_all_the_same(doors: Doors) -> None:
    assert help_screen._line("newest", "network") == "`/partyline newest network`"


def test_without_topics_it_says_how_to_load_them(doors: Doors) -> None:
    with doors.database.transaction() as tx:
        topics.set_topics(tx, TEAM, [], by="operator", now=doors.clock())
    assert "An admin loads them with `python -m bot load FILE`." in doors.command("help").words
