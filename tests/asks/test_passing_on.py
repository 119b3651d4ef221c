"""Which look-ups are passed on to an owner, through the bot's own doors."""

import pytest

from tests.support.doors import Doors
from tests.support.house import APPROVALS, DEFAULT
from tests.support.moves import count


@pytest.mark.parametrize("typed", ["the", "e", "is it up"])
def test_too_little_to_pass_on_gets_the_default_line_and_is_said_so(doors: Doors, typed: str) -> None:
    answer = doors.command(typed)
    assert answer.said == f"“{DEFAULT}”"
    assert "That is too little to pass on. Type what you were asked, in a few words." in answer.words
    assert count(doors.database, "asks") == count(doors.database, "deliveries") == 0


def test_a_topic_with_a_short_name_is_passed_on(doors: Doors) -> None:
    assert APPROVALS in doors.command("vpn").words
    assert count(doors.database, "asks") == 1


def test_whoever_presses_for_the_desk_is_passed_on_however_little_it_is(open_doors: Doors) -> None:
    answer = open_doors.command("net")
    open_doors.push(answer.body, "Tell the IT desk")
    assert count(open_doors.database, "asks WHERE question = 'net'") == 1
