"""What is over, done or only so in part is told as that, and names are not torn or taken for what they sound like."""

import pytest

from bot.subjects.rewriting import rewrite
from bot.subjects.rules import Fields, Status


def first(draft: str, **fields: str) -> str:
    """Return the best headline for a draft, or nothing where it asks."""
    found = rewrite(draft, Fields(**fields))
    return found.rewrites[0].headline if found.status in (Status.OK, Status.KEEP) else ""


@pytest.mark.parametrize(
    ("draft", "headline"),
    [
        ("Crane radio outage last night", "Note that the crane radio was down last night"),
        ("Slow berth planner yesterday", "Note that the berth planner was slow yesterday"),
        ("Network outage yesterday evening", "Note that there was no network yesterday evening"),
        ("The berth planner was down", "Note that the berth planner was down"),
        ("Berth planner down since last night", "You can't use the berth planner since last night"),
    ],
)
def test_trouble_of_a_time_that_is_over_is_told_in_the_past(draft: str, headline: str) -> None:
    assert first(draft) == headline


@pytest.mark.parametrize(
    ("draft", "headline"),
    [
        ("Berth planner maintenance 4 May - completed", "You can use the berth planner again"),
        ("Maintenance on 3 May for some cranes (completed)", "Note that work on some cranes is done"),
        ("Completed: knots workshop", ""),
        ("Survey on berths - finished", ""),
        ("Completed: move of the crew mailboxes to Exchange", "Find crew mailboxes in Exchange now"),
    ],
)
def test_work_that_is_called_done_is_no_plan_and_no_invitation(draft: str, headline: str) -> None:
    assert first(draft) == headline


def test_a_loss_is_over_where_its_author_says_so() -> None:
    assert first("Berth planner outage", outcome="the planner works again") == "You can use the berth planner again"
    assert first("Berth planner outage", outcome="some berths are restored") == "You can't use the berth planner"
    assert first("Berth planner outage", outcome="it will be restored by noon") == "You can't use the berth planner"


def test_a_loss_is_over_where_a_part_behind_it_says_so() -> None:
    assert first("Email outage - email restored on pier 4") == "You can use email again on pier 4"


@pytest.mark.parametrize(
    ("outcome", "headline"),
    [
        ("charts you have not read in years are gone", "Note that charts you have not read in years are gone"),
        ("the radio in your cabin drops for ten minutes", "Note that the radio in your cabin drops for ten minutes"),
        ("some charts may be late", "Some charts may be late"),
    ],
)
def test_an_outcome_about_things_is_told_to_its_reader(outcome: str, headline: str) -> None:
    assert first("Cabin policy changed", outcome=outcome) == headline


def test_what_becomes_of_the_readers_own_comes_first_in_bad_news() -> None:
    told = first("Crane maintenance tonight", outcome="Your berth plans will be offline")
    assert told == "Your berth plans will be offline"


@pytest.mark.parametrize(
    ("draft", "headline"),
    [
        ("Partial crane radio outage on Friday", "Expect the crane radio to be partly down on Friday"),
        ("Power outage on pier 4", "Expect no power on pier 4"),
        ("Possible power outage on Saturday", "You may be without power on Saturday"),
        ("The mail bomber is back", "Watch out for the mail bomber"),
        ("Mandatory upgrade to Seachart 6.2", "Upgrade to Seachart 6.2"),
        ("Chart uploads failing above 20 MB", "Expect chart uploads over 20 MB to fail"),
        ("Berth finder rollout delayed", "Expect the berth finder later than planned"),
        ("Scheduled downtime for Marlin and Tuna patches", "Expect an interruption"),
    ],
)
def test_it_says_what_is_so_and_no_more(draft: str, headline: str) -> None:
    assert first(draft) == headline


@pytest.mark.parametrize(
    ("draft", "headline"),
    [
        ("Read the Tides maintenance on 4 May", "You can't use Read the Tides on 4 May"),
        ("Book a Berth outage", "You can't use Book a Berth"),
    ],
)
def test_a_name_that_is_a_sentence_asks_for_nothing(draft: str, headline: str) -> None:
    assert first(draft) == headline


@pytest.mark.parametrize("draft", ["Upload limits", "Update and chart prep"])
def test_what_is_no_duty_and_no_plain_loss_is_asked_about(draft: str) -> None:
    assert first(draft) == ""


def test_what_is_expected_is_not_said_again_where_it_can_be_used() -> None:
    found = rewrite("Pilot app now supports tide alarms")
    assert [one.headline for one in found.rewrites] == ["You can now use tide alarms in the pilot app"]


def test_a_survey_keeps_its_name_beside_the_question() -> None:
    assert first("Pier crew survey 2031: tell us what you think") == "Tell us what you think: pier crew survey"
