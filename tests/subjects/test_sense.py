"""What no headline may say, and what a second clause does not hide."""

import html

import pytest

from bot.subjects.rewriting import NOTHING_MORE, rewrite
from bot.subjects.rules import Fields, Result, Status


def best(subject: str, fields: Fields = NOTHING_MORE) -> str:
    """Return the best headline for a draft, or nothing."""
    result: Result = rewrite(subject, fields)
    return html.unescape(result.rewrites[0].headline) if result.rewrites else ""


@pytest.mark.parametrize(
    ("subject", "headline"),
    [
        ("Microsoft is ending Skype", "You lose Skype"),
        ("Rolling restart of the ward tablets tonight", "Expect ward tablets to restart tonight"),
        ("Sorry - Giving Tuesday page offline", "You can't use the Giving Tuesday page"),
        ("Shift swaps must now be approved by a manager", "Note that shift swaps must now be approved by a manager"),
        ("Fire safety module must be completed by 5 May", "You must complete the fire safety module by 5 May"),
        ("Badge readers OK again", "You can use badge readers again"),
        (
            "Lift 3 out of use from Monday except for deliveries",
            "You can't use Lift 3 from Monday except for deliveries",
        ),
        (
            "Terminal update complete – contactless accepted again at all but 3 stations",
            "You can use contactless again at all but 3 stations",
        ),
        ("Power back in hall 3, hall 4 still dark", "You can use power again, but not hall 4"),
        ("From 1 April you need a PIN to print", "You need a PIN to print from 1 April"),
    ],
)
def test_the_thing_of_the_news_leads_with_its_limits(subject: str, headline: str) -> None:
    assert best(subject) == headline


@pytest.mark.parametrize(
    "subject", ["Update from IT", "System Upgrade to Version 999 as of March 31", "You can now share"]
)
def test_nonsense_is_asked_about(subject: str) -> None:
    assert rewrite(subject).status is Status.NEEDS_INPUT


def test_what_is_lost_stands_before_what_to_do() -> None:
    fields = Fields(action="Check paper tickets by hand")
    assert best("Contactless out at Eastfield", fields) == "No contactless at Eastfield: check paper tickets by hand"


def test_an_action_never_takes_a_version_for_its_topic() -> None:
    assert best("System Upgrade to Version 999", Fields(action="Restart your computer")) == "Restart your computer"


def test_no_longer_is_never_turned_around() -> None:
    assert " not to be reset" in best("As of 2 May the helpdesk will no longer reset SIM PINs by phone")


def test_doubt_stays_with_its_own_part() -> None:
    assert "may" not in best("Server failure at HQ: e-mail is down, case files possibly affected").split()


def test_both_the_outcome_and_the_action_are_offered() -> None:
    fields = Fields(outcome="book your berth in one step", action="Sign up for it by 5 May")
    headlines = [one.headline for one in rewrite("New berth booking tool", fields).rewrites]
    assert "Book your berth in one step" in headlines
