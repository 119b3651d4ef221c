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


def test_what_is_done_offline_is_no_outage() -> None:
    assert "can't" not in best("ModGov app update – annotate papers offline")
    assert best("Print queue offline") == "You can't use the print queue"


def test_what_is_old_is_given_back_and_does_not_come_back() -> None:
    assert "again" not in best("Reminder – return of old PKI cards – deadline Friday")


@pytest.mark.parametrize(
    ("subject", "facts"),
    [
        ("UniPrint price adjustment: A4 colour 0.12 € (was 0.09 €) from 1 October", ("0.12 €", "0.09 €", "1 October")),
        ("Tuition fee rises to 2.5 thousand from May", ("2.5", "May")),
        ("HPC training: Parallel Python (2 x 3 hrs, 11 & 12 May, online)", ("11 & 12 May", "online")),
    ],
)
def test_sums_before_their_sign_and_how_it_is_held_are_kept(subject: str, facts: tuple[str, ...]) -> None:
    for rewritten in rewrite(subject, NOTHING_MORE).rewrites:
        said = html.unescape(f"{rewritten.headline}\n{rewritten.facts_line}")
        assert [fact for fact in facts if fact not in said] == []


def test_an_outcome_without_a_word_says_nothing() -> None:
    assert rewrite("0", Fields(outcome=")")).rewrites == ()


@pytest.mark.parametrize("arrow", ["→", " -> ", " to "])
def test_of_two_sums_the_new_one_counts(arrow: str) -> None:
    headline = best(f"StuMail quota reduction: 100 GB{arrow}20 GB from 1 August 2026")
    assert "of 20 GB" in headline
    assert "of 100 GB" not in headline


def test_what_the_author_says_it_is_about_is_never_left_out() -> None:
    for rewritten in rewrite("Power-down of Data Centre 2 on 28 Feb", Fields(service="RegisTrak")).rewrites:
        assert "RegisTrak" in rewritten.headline + rewritten.facts_line


def test_a_version_stays_out_of_the_facts_too() -> None:
    line = rewrite("Jenkins 2.4 maintenance on Saturday 8-10", NOTHING_MORE).rewrites[0]
    assert "2.4" not in line.headline + line.facts_line
