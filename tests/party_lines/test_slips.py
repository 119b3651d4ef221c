"""Slips of a subcommand after `/partyline`."""

import pytest

from bot.party_lines import slips
from tests.support.doors import Doors, button, words_of
from tests.support.house import CARL, DEFAULT, NETWORK, SAM, STANDING
from tests.support.lines import SAY, go_live
from tests.support.moves import count

VERBS = ("open", "update", "close", "help", "same", "follow", "unfollow")
IN_QUOTES = f"“{SAY}”"


@pytest.mark.parametrize(
    ("word", "verb"),
    [
        ("opne", "open"),
        ("Oopen", "open"),
        ("updte", "update"),
        ("clsoe", "close"),
        ("helpp", "help"),
        ("opn", None),
        ("open", None),
        ("some", None),
        ("ponies", None),
        ("unfolow", "unfollow"),
        ("", None),
        ("network", None),
    ],
)
def test_one_letter_more_less_other_or_two_swapped_is_a_slip(word: str, verb: str | None) -> None:
    assert slips.meant(word, VERBS) == verb


def test_a_slip_of_two_subcommands_is_a_slip_of_none() -> None:
    assert slips.meant("close", ("chose", "clone")) is None


def test_a_slip_before_a_topic_asks_below_the_line_and_its_button_begins_what_was_meant(open_doors: Doors) -> None:
    go_live(open_doors.database, open_doors.clock())
    answer = open_doors.command("opne network Printers too", by=CARL)
    assert answer.said == IN_QUOTES
    assert "Did you mean `/partyline open network Printers too`?" in answer.words
    open_doors.push(answer.body, "Open network", by=CARL)
    assert "Printers too" in words_of(open_doors.modal(CARL))


def test_a_slip_before_a_topic_keeps_nobody_from_its_line(doors: Doors) -> None:
    go_live(doors.database, doors.clock())
    answer = doors.command("opne network", by=SAM)
    assert answer.said == IN_QUOTES
    assert "Did you mean" not in answer.words


def test_a_slip_before_a_topic_without_a_line_is_no_question(doors: Doors) -> None:
    answer = doors.command("clsoe vpn", by=CARL)
    assert answer.said == "Did you mean /partyline close vpn?"
    assert button(answer.body, "Close vpn")
    assert count(doors.database, "asks") == 0


@pytest.mark.parametrize("by", [SAM, CARL])
def test_a_slip_before_anything_else_is_passed_on_to_nobody_unless_one_says_so(open_doors: Doors, by: str) -> None:
    answer = open_doors.command("opne quantum `printer` &lt;!channel&gt;", by=by)
    assert answer.said == "Did you mean /partyline open quantum `printer` &lt;!channel&gt;?"
    assert DEFAULT not in answer.words
    assert count(open_doors.database, "asks") == 0
    open_doors.push(answer.body, "Tell the IT desk", by=by)
    assert count(open_doors.database, "asks WHERE question LIKE 'opne quantum%'") == 1


@pytest.mark.parametrize(("typed", "meant"), [("hlep", "help"), ("lst", None), ("lisst", "list"), ("updaet", "update")])
def test_a_slip_of_a_subcommand_alone_is_asked_about(doors: Doors, typed: str, meant: str | None) -> None:
    answer = doors.command(typed, by=CARL)
    assert (answer.said == f"Did you mean /partyline {meant}?") is (meant is not None)
    assert count(doors.database, "asks") == (0 if meant else 1)


def test_a_topic_is_found_though_it_begins_like_a_slip(doors: Doors) -> None:
    assert doors.command("hell is the network down", by=CARL).said == f"“{STANDING}”"
    assert "Did you mean" not in doors.command("hell is the network down", by=CARL).words


def test_a_word_between_a_slip_and_the_topic_makes_it_a_question(doors: Doors) -> None:
    assert "Did you mean" not in doors.command("opne or shut, is the network up?", by=CARL).words


def test_the_lines_below_which_a_slip_is_asked_about_count_as_looked_up_and_no_others(doors: Doors) -> None:
    go_live(doors.database, doors.clock())
    doors.command("opne quantum", by=CARL)
    assert doors.notes == []
    doors.command("opne network", by=CARL)
    assert [note.topic_id for note in doors.notes] == [NETWORK]
