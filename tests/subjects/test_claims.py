"""No headline claims more than its draft: not for sure what is hoped for, not gladly what is a burden, no opposite."""

import html

import pytest

from bot.subjects.packs import shipped
from bot.subjects.rewriting import rewrite


def said(draft: str) -> list[str]:
    """Return all headlines for a draft."""
    return [html.unescape(one.headline) for one in rewrite(draft).rewrites]


@pytest.mark.parametrize(
    ("draft", "first"),
    [
        ("Berth planner may be available again on Friday", "You may be able to use the berth planner again on Friday"),
        ("Berth planner expected back on Friday", "Expect the berth planner back on Friday"),
        ("We hope to restore the berth planner by noon", "You may be able to use the berth planner again by noon"),
        ("Berth planner is not back yet", "You still can't use the berth planner"),
        ("Night ferry app not ready yet", "You can't use the night ferry app yet"),
        ("Crane 2 works again from Monday", "You can use Crane 2 again from Monday"),
        ("False alarm: no crew data was lost", "Note that no crew data was lost"),
        ("Crew badges no longer required on the quay", "You no longer need crew badges"),
    ],
)
def test_what_is_hoped_for_or_denied_is_said_so(draft: str, first: str) -> None:
    assert said(draft)[0] == first


@pytest.mark.parametrize(
    "draft",
    [
        "Introducing late fees for loan radios",
        "New restrictions on loan radios",
        "New wave of fake invoices",
        "Account lockout enabled after 5 wrong PINs",
        "Introducing mandatory life jackets",
        "New surcharge for night moorings",
        "Slower radio link available",
        "Mooring cost recovery starting FY27",
        "Nobody can join the quay meeting",
        "Fake berth offers sent from crew accounts, do not reply",
        "Bogus tide app in the app store",
    ],
)
def test_nobody_is_offered_a_burden_or_the_opposite(draft: str) -> None:
    assert not [one for one in said(draft) if one.startswith(("You can ", "You can now ", "Try ", "Use ", "Join "))]


def test_a_warning_of_what_is_offered_stays_a_warning() -> None:
    assert said("Fake berth offers sent from crew accounts")[0].startswith("Watch out for fake berth offers")


@pytest.mark.parametrize(
    "draft", ["Knot courses from 2019 archived", "Knot course is full", "Regatta cancelled, sorry"]
)
def test_nobody_is_invited_to_what_is_over_or_full(draft: str) -> None:
    assert not [one for one in said(draft) if one.startswith(("Join ", "Register ", "Sign up ", "Book "))]


def test_a_word_that_the_draft_says_once_is_not_said_twice() -> None:
    assert "You can't change the change" not in said("Change freeze over the holidays")


def test_a_year_that_tells_which_ones_is_not_said_to_be_when() -> None:
    assert "from 2019" not in said("Knot charts from 2019 archived")[0].partition("to be")[2]


def test_words_that_are_added_to_a_list_are_kept_whatever_the_file_is_called() -> None:
    assert {"ban", "interruption", "blackout"} <= shipped().sets["counted-events"]
