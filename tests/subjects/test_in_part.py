"""What works again in part, and what is called off, put off, moved to another day or stays after all."""

import pytest

from bot.subjects.rewriting import rewrite
from bot.subjects.rules import Status


def headline(draft: str) -> str:
    """Return the best headline for a draft, as it is read."""
    found = rewrite(draft).rewrites
    return found[0].headline if found else ""


@pytest.mark.parametrize(
    ("draft", "said"),
    [
        ("Resolved – pilot kiosk prints berth slips once more", "Expect the pilot kiosk to print berth slips again"),
        ("Crane belt 2 is moving again", "Expect crane belt 2 to move again"),
        ("Door locks respond to crew badges again", "Expect door locks to respond to crew badges again"),
        ("Restoration complete: tidebook, berth planner, quay phones", "berth planner and quay phones again"),
    ],
)
def test_it_says_what_works_again(draft: str, said: str) -> None:
    assert said in headline(draft)


@pytest.mark.parametrize(
    ("draft", "said"),
    [
        ("Crane planner freeze fixed for most, not all, pilots", "Not everyone can use the crane planner again yet"),
        ("Berth print errors fixed for most pilots", "Expect berth print errors to be fixed for most pilots"),
        (
            "Radio drops solved for tugs, ferries still affected",
            "Expect radio drops to be solved for tugs, not ferries",
        ),
        ("Harbour lift repaired in the east wing only", "Expect the harbour lift back in the east wing only"),
        ("Partly restored: ward phones", "You can use ward phones again, but only in part"),
    ],
)
def test_it_promises_no_more_than_is_fixed(draft: str, said: str) -> None:
    assert headline(draft) == said


@pytest.mark.parametrize(
    ("draft", "said"),
    [
        ("Mail works, calendar still doesn't", "You can use mail again, but not the calendar"),
        ("Tide portal up for pilots, not for crews", "You can use the tide portal for pilots, but not for crews"),
        ("Lift A is back, lift B still out of order", "You can use Lift A again, but lift B is still out of order"),
        (
            "Partial recovery – tidebook works for tugs, ferry maps still not visible",
            "You can use the tidebook again for tugs, but not ferry maps",
        ),
        ("Quay portal is back, though the archive is still missing charts", "the archive is still missing charts"),
        (
            "Hotel Wi-Fi works in rooms, not yet in the garden",
            "You can use Hotel Wi-Fi again, but not in the garden",
        ),
    ],
)
def test_neither_half_hides_the_other(draft: str, said: str) -> None:
    assert said in headline(draft)


def test_what_is_pushed_back_is_not_back() -> None:
    assert headline("Rollout of crew radios pushed back, new date to follow") == (
        "Expect the rollout of crew radios later than planned"
    )


@pytest.mark.parametrize(
    ("draft", "said"),
    [
        ("Extended: read-only mode of the tidebook until noon", "Expect the tidebook to be read-only until noon"),
        ("Extended: loan of deck radios until 4 May", "Expect the loan of deck radios until 4 May"),
        ("Cancelled: move to Quay 9", "Expect no move to Quay 9: it is cancelled"),
        (
            "Postponed: crane upgrade originally planned for 8 March, new date tbd",
            "Expect the crane upgrade later than 8 March",
        ),
        (
            "Postponed: move of the tide lab to the new pier, 3 March",
            "Expect the move of the tide lab later than planned",
        ),
        ("Moved: crew choir from Hall A to Hall B", "Expect the crew choir to move from Hall A to Hall B"),
    ],
)
def test_a_label_tells_what_becomes_of_the_thing_behind_it(draft: str, said: str) -> None:
    assert headline(draft) == said


@pytest.mark.parametrize(
    ("draft", "said"),
    [
        ("Deckhand course moved: 17 Oct → 24 Oct, same room", "Expect the deckhand course on 24 Oct instead of 17 Oct"),
        ("Crane drill was Monday, now Tuesday", "Expect the crane drill on Tuesday instead of Monday"),
        ("Quay audit 8 April (was 1 April)", "Expect the quay audit on 8 April instead of 1 April"),
    ],
)
def test_the_new_day_is_told_with_the_old_one(draft: str, said: str) -> None:
    assert headline(draft) == said


def test_an_arrow_may_stand_for_how_long_something_lasts() -> None:
    assert "instead" not in headline("Crane maintenance 14 Jan → 21 Jan")


@pytest.mark.parametrize(
    ("draft", "said"),
    [
        (
            "We regret that the new berth planner for tugs will not launch this year",
            "Expect no new berth planner for tugs this year",
        ),
        ("Quay phones will not be removed after all", "You can keep using quay phones"),
        ("Plan to close the east lock dropped", "Note that the plan to close the east lock is dropped"),
        ("We will not replace the quay cranes after all", "Expect quay cranes not to be replaced"),
    ],
)
def test_what_does_not_come_after_all(draft: str, said: str) -> None:
    assert headline(draft) == said


@pytest.mark.parametrize(
    "draft", ["INC0071 closed - root cause analysis to follow", "INC0071 resolved, report will follow"]
)
def test_what_is_written_about_it_afterwards_is_no_news(draft: str) -> None:
    assert rewrite(draft).status is Status.NEEDS_INPUT
