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
        ("Berth bays unavailable Monday, available again Tuesday", "You can't use berth bays on Monday"),
        ("Berth planner down Monday 9 am, restored Monday 11 am", "You can use the berth planner again"),
        ("Root cause of Monday's radio outage", "Read what went wrong with the radio on Monday"),
        (
            "Rollout of the berth planner resumes on 12 May",
            "Expect the rollout of the berth planner to continue",
        ),
        ("Missing logbooks from 3 May restored", "You can use logbooks again"),
        ("Staff can now moor at night, guests cannot", "Note that staff can now moor at night"),
        ("Crew wages paid on time despite outage", "Expect crew wages to be paid on time despite outage"),
        ("Maintenance to take quay radio offline 22 December", "You can't use the quay radio on 22 December"),
        ("Quay radio back on Friday", "Expect the quay radio back on Friday"),
        ("Berth planner back tomorrow", "Expect the berth planner back tomorrow"),
        ("Berth planner will be back by 5 pm", "Expect the berth planner back by 5 pm"),
        ("Berth planner back by Friday (hopefully)", "You may be able to use the berth planner again by Friday"),
        ("Berth planner was restored by 9 am", "You can use the berth planner again"),
        ("Resolved: berth planner back 3 May", "You can use the berth planner again"),
        ("Berth planner back since Friday", "You can use the berth planner again since Friday"),
        ("If you cannot moor, restart your radio", "If you cannot moor, restart your radio"),
        ("Berth alerts are off by default", "Expect berth alerts to be off by default"),
        ("Quay keys allowed again", "Expect quay keys to be allowed again"),
        ("The outage of 3 May affected only guest boats", "Note that the outage of 3 May affected only guest boats"),
        ("Guests can moor again; crew members were not affected", "Note that guests can moor again"),
        ("No crew data was affected", "Note that no crew data was affected"),
        ("Berth limits doubled for everybody", "Expect berth limits to be doubled for everybody"),
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
        "Free moorings for crews? Not any more",
        "Free ferry rides for crews: no longer",
        "CCTV installed at the quay",
    ],
)
def test_nobody_is_offered_a_burden_or_the_opposite(draft: str) -> None:
    assert not [one for one in said(draft) if one.startswith(("You can ", "You can now ", "Try ", "Use ", "Join "))]


def test_a_warning_of_what_is_offered_stays_a_warning() -> None:
    assert said("Fake berth offers sent from crew accounts")[0].startswith("Watch out for fake berth offers")


@pytest.mark.parametrize(
    "draft",
    [
        "Knot courses from 2019 archived",
        "Knot course is full",
        "Regatta cancelled, sorry",
        "Booking of moorings by phone ends",
    ],
)
def test_nobody_is_invited_to_what_is_over_or_full(draft: str) -> None:
    assert not [one for one in said(draft) if one.startswith(("Join ", "Register ", "Sign up ", "Book "))]


def test_a_word_that_the_draft_says_once_is_not_said_twice() -> None:
    assert "You can't change the change" not in said("Change freeze over the holidays")


def test_a_year_that_tells_which_ones_is_not_said_to_be_when() -> None:
    assert "from 2019" not in said("Knot charts from 2019 archived")[0].partition("to be")[2]


def test_words_that_are_added_to_a_list_are_kept_whatever_the_file_is_called() -> None:
    assert {"ban", "interruption", "blackout"} <= shipped().sets["counted-events"]


@pytest.mark.parametrize(
    "draft",
    [
        "No evidence that logbooks were misused",
        'We have blocked a phishing mail with the subject "Mooring fee"',
        "Repairs to the quay radio take until Friday",
        "Rolled back: tide app update",
        "Harbour office tests the foghorn on Wednesday at noon",
        "Harbour office open late on Thursdays",
        "Crew wages visible to all by mistake",
        "Berth results published too early",
        "Project KITTIWAKE - stage gate 3 passed",
        "Berth planner 8.1 rollout",
        "Planned deployment of KB5011111 to all boats",
        "Planned deployment of the tide app to all boats",
        "Tide app patch - see below",
    ],
)
def test_where_half_of_a_draft_says_another_thing_it_asks(draft: str) -> None:
    assert said(draft) == []


def test_what_is_limited_to_those_of_an_age_or_a_sort_stays_so() -> None:
    assert said("Your charts on the share older than 90 days will be deleted on 1 June")[0] == (
        "You lose charts on the share older than 90 days on 1 June"
    )
    assert said("Everyone who uses the radio by night must switch to channel 9 by 3 June")[0] == (
        "If you use the radio by night, switch to channel 9 by 3 June"
    )
