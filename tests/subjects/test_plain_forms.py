"""Ordinary forms of announcements, each told by what its readers lose, get or have to do."""

import html

import pytest

from bot.subjects.rewriting import rewrite
from bot.subjects.rules import Fields, GlossaryEntry, Status

PIER = GlossaryEntry("Pierbook", ("PB",), "the berth planner", "book a berth", "Book a berth from your phone")


def first(draft: str, fields: Fields | None = None, *known: GlossaryEntry) -> tuple[str, str]:
    """Return the first headline and its facts line, as Slack shows them."""
    found = rewrite(draft, fields or Fields(), known)
    assert found.rewrites, draft
    return html.unescape(found.rewrites[0].headline), html.unescape(found.rewrites[0].facts_line)


@pytest.mark.parametrize(
    ("draft", "headline"),
    [
        ("Tide clock patch on Friday, reboot required", "You need to restart"),
        (
            "Lotus to Outlook migration for pilots on 12 June",
            "Expect to move from Lotus to Outlook for pilots on 12 June",
        ),
        ("Zoom to Teams transition complete by end of Q3", "Expect to move from Zoom to Teams by end of Q3"),
        ("Mooring app restricted to managed tablets", "Expect the mooring app to be limited to managed tablets"),
        (
            "Upgrade of the berth planner to Pier 9, Sunday 08:00-12:00",
            "You can't use the berth planner on Sunday 08:00-12:00",
        ),
        ("Tide tables now last 12 hours", "Expect tide tables to last 12 hours"),
        ("Maintenance window extended by two hours", "Expect the work to last longer than planned"),
        ("Harbour office without internet until noon", "Expect no internet at the harbour office until noon"),
        ("Cable cut: harbour office without internet", "Expect no internet at the harbour office"),
        ("New masts may disrupt television", "You may have trouble with the television"),
        ("Some harbour pilots may experience intermittent Wi-Fi drops", "You may have trouble with Wi-Fi"),
        ("Radar calls drop after a few minutes", "Expect radar calls to drop after a few minutes"),
        ("Berth viewer for pilots (no chart licence needed)", "You don't need a chart licence"),
        ("Quay desk closed Presidents' Day, reopens Tuesday", "You can't use the quay desk on Presidents' Day"),
        ("Outlook classic retires on 3 May", "You lose Outlook classic on 3 May"),
        ("Training: Power BI for mates", "Join the training: Power BI for mates"),
        ("Power outage on the quay", "Expect no power on the quay"),
        ("Licence for the chart room runs out on 30 June", "Expect your licence to expire on 30 June"),
        ("Emergency numbers do not work from the quay", "You can't use emergency numbers"),
        ("Reminder about tonight's outage", "Expect an interruption tonight"),
        ("Why your berth card expires", "Learn why your berth card expires"),
        ("Quicker sign-in with Windows Hello", "Expect quicker sign-in with Windows Hello"),
    ],
)
def test_an_ordinary_form_is_told_plainly(draft: str, headline: str) -> None:
    assert first(draft)[0] == headline


@pytest.mark.parametrize(
    ("draft", "headline"),
    [
        (
            "Your berth card will be blocked on 3 May unless you confirm it",
            "You lose your berth card on 3 May unless you confirm it",
        ),
        ("Chart files will be erased unless you mark them", "You lose chart files unless you mark them"),
    ],
)
def test_a_loss_on_a_condition_keeps_the_condition(draft: str, headline: str) -> None:
    assert first(draft)[0] == headline


@pytest.mark.parametrize(
    "draft",
    [
        "If you use the tide app, update it today",
        "When you leave, return your badge",
        "You can now reset your password yourself",
        "You will be logged out at midnight",
    ],
)
def test_what_says_to_its_reader_what_to_do_and_when_is_kept(draft: str) -> None:
    assert rewrite(draft).status is Status.KEEP


def test_a_warning_that_says_what_not_to_do_begins_with_that() -> None:
    headline, line = first("Ransomware at a supplier: do not open files from Cape Ropes")
    assert (headline, line) == ("Do not open files from Cape Ropes", "Ransomware at a supplier")
    assert first("Phishing wave: use the button to report it")[0].startswith("Watch out")


def test_by_when_something_is_to_be_done_may_stand_in_the_label() -> None:
    assert first("Action needed by 5 May: renew your berth card") == ("Renew your berth card by 5 May", "")


def test_what_is_gone_for_now_is_not_told_as_gone_for_good() -> None:
    assert first("Guest printing disabled for now") == ("You lose guest printing", "For now")


@pytest.mark.parametrize(
    ("draft", "headline"),
    [
        (
            "The quay scanner is back, but cannot send email",
            "You can use the quay scanner again, but not to send email",
        ),
        ("Kiosk 4 works again but cannot take cards yet", "You can use Kiosk 4 again, but only in part"),
    ],
)
def test_what_a_thing_that_is_back_cannot_do_is_not_said_of_its_readers(draft: str, headline: str) -> None:
    assert first(draft)[0] == headline


def test_whom_news_is_for_or_about_is_not_cut_in_two() -> None:
    assert first("Berth cards of crews who left in June closed")[0].startswith("Expect berth cards of crews who left")
    assert first("Free headsets for everyone who works from the quay")[0] == "You can now use free headsets"


def test_that_everybody_is_hit_is_no_news_of_its_own() -> None:
    assert first("Email outage, all offices affected")[0] == "You can't use email"


def test_what_pauses_during_a_test_is_not_the_test() -> None:
    told = rewrite("Crane failover test Wed 02:00-02:10, writes paused").rewrites
    assert told
    assert not any("later" in one.headline for one in told)


def test_a_search_that_is_better_is_not_to_be_searched() -> None:
    assert first("Search in the chart archive improved")[0].startswith("Expect the search in the chart archive")


def test_news_of_a_release_of_a_known_system_is_told_by_what_it_lets_people_do() -> None:
    for draft in ("Pierbook upgrade to 8.3 goes live 4 May", "PB R12 release, weekend of 22-23 May"):
        assert first(draft, None, PIER)[0].startswith("Book a berth from your phone")
    assert not first("Pierbook upgrade cancelled", None, PIER)[0].startswith("Book")


def test_what_the_author_asks_for_is_told_in_the_author_s_words() -> None:
    fields = Fields(action="Leave your PC on overnight on 12 May")
    assert first("Crane PCs in-place upgrade waves 3-5", fields)[0] == "Leave your PC on overnight on 12 May"
