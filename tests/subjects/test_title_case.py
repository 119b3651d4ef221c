"""A draft in Title Case is told as a sentence: ordinary words small, and names as they are written."""

import pytest

from bot.subjects.packs import shipped
from bot.subjects.rewriting import rewrite
from bot.subjects.rules import Status
from bot.subjects.title_case import after_count, as_sentence, is_title

SETS = shipped().sets


@pytest.mark.parametrize(
    "text",
    [
        "New Berth Plan for All Crews",
        "Scheduled Maintenance of the Berth Archive",
        "Public Chart Printers fuji and oki Will Be Retired",
        "SPF-Wireless Update",
    ],
)
def test_a_text_whose_ordinary_words_are_large_is_a_title(text: str) -> None:
    assert is_title(text, SETS)


@pytest.mark.parametrize("text", ["New berth plan for all crews", "Harbour Radio is down", "Windows updates on Friday"])
def test_a_sentence_with_names_is_no_title(text: str) -> None:
    assert not is_title(text, SETS)


@pytest.mark.parametrize(
    ("title", "sentence"),
    [
        ("Keep Copies of Your Charts and Google Drive Files", "Keep copies of your charts and Google Drive files"),
        ("Berth Radio Down Until Further Notice This Week", "Berth radio down until further notice this week"),
        ("New NERPA Annual Crew Survey", "new NERPA annual crew survey"),
        ("Upgrade of Windows 11 and Office 365", "Upgrade of Windows 11 and Office 365"),
        ("Chart Printer Offline in Room 401", "Chart printer offline in Room 401"),
        ("Outage in Larkin Hall on Monday", "Outage in Larkin Hall on Monday"),
        ('No New "Harbour Tides" Podcast', 'No new "Harbour Tides" podcast'),
        ("The Pilotage Advisory Council Meets", "the Pilotage Advisory Council meets"),
        ("Berth Plan May Be Late in May", "Berth plan may be late in May"),
        ("Multi-Factor Sign-In Required", "Multi-factor sign-in required"),
        ("Online Forms and Microsoft Forms Move", "Online forms and Microsoft Forms move"),
        ("Two-Factor Sign-In (2FA) for the Crew", "Two-factor sign-in (2FA) for the crew"),
    ],
)
def test_ordinary_words_of_a_title_are_small_and_names_stay(title: str, sentence: str) -> None:
    assert as_sentence(title, SETS) == sentence


def test_a_span_that_is_kept_stays_as_it_is() -> None:
    title = "Crew Berth Plan Is Late"
    assert as_sentence(title, SETS, [(5, 15)]) == "Crew Berth Plan is late"


def test_a_title_becomes_no_longer_and_no_shorter() -> None:
    title = "Don’t Lose Your “Berth” Key: It’s İmportant"
    assert len(as_sentence(title, SETS)) == len(title)


def test_the_word_behind_a_count_is_small_where_it_is_ordinary() -> None:
    assert after_count("6 Clues that give a fake pilot away", SETS) == "6 clues that give a fake pilot away"
    assert after_count("5 March is a holiday", SETS) == "5 March is a holiday"
    assert after_count("2 Larches are down", SETS) == "2 Larches are down"


@pytest.mark.parametrize(
    ("draft", "headline"),
    [
        ("Unplanned Berth Radio Outage Until Further Notice", "You can't use the berth radio until further notice"),
        ("New Chart Printer Now Available", "You can now use the new chart printer"),
        ("Crew Berth Plan Unavailable This Week", "You can't use the crew berth plan this week"),
        ("Participate in the NERPA Annual Crew Survey", "Participate in the NERPA Annual Crew Survey"),
        ("Chart Printer Offline in Larkin Hall", "You can't use the chart printer in Larkin Hall"),
        ('New "Call Pilot" Button in Outlook', 'You can now use the new "Call Pilot" button in Outlook'),
    ],
)
def test_a_title_is_told_in_small_letters(draft: str, headline: str) -> None:
    assert rewrite(draft).rewrites[0].headline == headline


def test_the_facts_line_is_copied_from_the_draft_with_its_capitals() -> None:
    found = rewrite("Berth Radio Down Due to Cable Repair").rewrites[0]
    assert found.facts_line == "Due to Cable Repair"


def test_a_good_title_is_kept_as_it_was_written() -> None:
    found = rewrite("Keep Your Berth Key Safe")
    assert found.status is Status.KEEP
    assert found.rewrites[0].headline == "Keep Your Berth Key Safe"
