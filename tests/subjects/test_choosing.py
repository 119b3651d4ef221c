"""Of several parts of a draft the headline tells what concerns its reader, and joins two that belong together."""

import html

import pytest

from bot.subjects.rewriting import rewrite
from bot.subjects.rules import LONGEST_HEADLINE, Fields


def best(subject: str, **fields: str) -> str:
    """Return the best headline for a draft, or nothing."""
    result = rewrite(subject, Fields(**fields))
    return html.unescape(result.rewrites[0].headline) if result.rewrites else ""


@pytest.mark.parametrize(
    ("subject", "headline"),
    [
        ("Fire panel test on Wednesday: lifts and phones may cut out", "Note that lifts and phones may cut out"),
        ("New firewall rules: some websites may be blocked", "Note that some websites may be blocked"),
        ("Switch to the new payroll provider – payslips will come late", "Expect payslips to come late"),
        ("RouteView 8 upgrade this weekend - maps the same day from Monday", "Expect maps the same day from Monday"),
        ("Version 12 of the route planner: offline maps from Monday", "Expect offline maps from Monday"),
        ("Windows 10 end of support – till PCs to be swapped 3-7 Nov", "Expect till PCs to be replaced on 3-7 Nov"),
        ("Contract with the phone firm ends; you get new SIM cards in May", "You get new SIM cards in May"),
        ("No e-mail outage on 12 December after all: works called off", "Expect no e-mail outage on 12 December"),
    ],
)
def test_what_comes_of_work_is_told_before_the_work(subject: str, headline: str) -> None:
    assert best(subject).startswith(headline)


@pytest.mark.parametrize(
    ("subject", "headline"),
    [
        (
            "Parcel room relocated to gate 4 – bring your staff card",
            "Bring your staff card: parcel room moved to gate 4",
        ),
        ("Guest Wi-Fi now needs a code: ask at the front desk", "Ask at the front desk: guest Wi-Fi now needs a code"),
        ("Library system moves to Alma; renew your loans", "Renew your loans: library system will move to Alma"),
        ("FTP ends in March, switch to SFTP now", "Switch to SFTP now: you lose FTP in March"),
        (
            "Pharmacy robot stopped, collect medicines at the counter",
            "No pharmacy robot: collect medicines at the counter",
        ),
        ("TILLS DOWN - ORDERS ON PAPER TODAY", "You can't use tills today: orders on paper"),
        ("Ward laptops: collect from reception on Tuesday", "Collect ward laptops from reception on Tuesday"),
    ],
)
def test_a_duty_and_its_news_share_a_line(subject: str, headline: str) -> None:
    said = best(subject)
    assert len(said) <= LONGEST_HEADLINE
    assert said in (headline, headline.replace("Collect ward laptops", "Collect your ward laptops"))


@pytest.mark.parametrize(
    ("subject", "headline"),
    [
        (
            "Do you use the old referrals inbox? It shuts on Fri 13 June",
            "You lose the old referrals inbox on Fri 13 June",
        ),
        ("Have you changed your till password yet?", "Change your till password"),
        (
            "Is your rota licence still needed? Reply by 30 April or it will be removed",
            "Reply by 30 April or lose your rota licence",
        ),
        ("Why can't I print to the label printers? Known issue", "You can't print to the label printers"),
    ],
)
def test_a_question_tells_what_the_next_sentence_means(subject: str, headline: str) -> None:
    assert best(subject) == headline


@pytest.mark.parametrize(
    ("subject", "headline"),
    [
        (
            "Printing restored at HQ – scanning to e-mail still fails",
            "You can use printing again, but not scanning to e-mail",
        ),
        ("Customs portal: sign-in works again, uploads do not", "You can use the sign-in again, but not uploads"),
        ("The problem that kept you from saving drafts has been fixed", "You can save drafts again"),
        ("The fault with door 3 is repaired", "You can use door 3 again"),
        ("Fuel pump 2 repaired and back in use", "You can use fuel pump 2 again"),
        ("Outage over: flight displays are live", "You can use flight displays again"),
        ("Normal service resumed on the picking line", "You can use the picking line again"),
        ("Resolved - slow loading of patient records", "You can use patient records as usual again"),
    ],
)
def test_what_works_again_is_named_and_not_its_trouble(subject: str, headline: str) -> None:
    assert best(subject) == headline


@pytest.mark.parametrize(
    ("subject", "headline"),
    [
        ("Timesheet cut-off extended: Tuesday 5 pm", "You have until Tuesday 5 pm for the timesheet"),
        ("Maintenance on the ERP will run until 14:00 instead of noon", "You can't use the ERP until 14:00"),
        ("Old badge system stays in use until December", "You can use the old badge system until December"),
        ("More time to claim travel costs: new closing date 31 March", "You have more time to claim travel costs"),
        ("Extended support for the old form: you have until 30 June", "You can use the old form until 30 June"),
    ],
)
def test_what_takes_longer_says_until_when(subject: str, headline: str) -> None:
    assert best(subject) == headline


@pytest.mark.parametrize(
    "subject",
    [
        "Water pressure normal again in building 7",
        "Server work not finished, mail down until 11 am",
    ],
)
def test_what_people_are_supplied_with_is_no_verb(subject: str) -> None:
    assert best(subject).startswith(("You ", "Expect "))


def test_what_it_does_itself_is_asked_of_nobody() -> None:
    assert "Raise" not in best("We are raising the price of the canteen lunch to 6 euros")
    assert not best("We will be switching off the old fax gateway in June").startswith("Switch")


def test_the_time_of_one_sentence_is_not_the_time_of_another() -> None:
    assert "March" not in best("Shared boxes close; you get new ones in March").replace("in March", "", 1)
    assert best("Scanner pool returned to service; scan data from before 3 June lost") == (
        "You lose scan data from before 3 June"
    )


def test_an_outcome_that_is_a_sentence_is_told_as_one() -> None:
    said = best("Access point swap, level 4", outcome="the Wi-Fi will drop for up to 10 minutes")
    assert said == "Expect the Wi-Fi to drop for up to 10 minutes"
    assert not best("Proxy go-live", outcome="some sites may show a warning").startswith("You can")
