"""Titles that used to be asked about: what offices write over notices, and what their authors say at length."""

import pytest

from bot.subjects.cutting import cut_short
from bot.subjects.rewriting import rewrite
from bot.subjects.rules import LONGEST_HEADLINE, Fields, Rewrite, Status


def best(draft: str, outcome: str = "", action: str = "") -> Rewrite:
    """Return the best rewrite of a draft."""
    result = rewrite(draft, Fields(outcome=outcome, action=action))
    assert result.rewrites, draft
    return result.rewrites[0]


@pytest.mark.parametrize(
    ("outcome", "headline"),
    [
        (
            "see how many hours each of your crews has moored and what that costs them",
            "See how many hours each of your crews has moored",
        ),
        ("open the tide log with your crew badge from 13 January 2031 onwards at pier 4", "Open the tide log"),
        (
            "Check the tide on your phone in the harbour even when the board is dark",
            "Check the tide on your phone in the harbour",
        ),
    ],
)
def test_an_outcome_that_is_too_long_is_told_without_its_end_and_stands_below_whole(
    outcome: str, headline: str
) -> None:
    """What hangs on the end of an outcome gives way; nothing of it is lost."""
    one = best("Harbour office gets berth software", outcome=outcome)
    assert one.headline.startswith(headline)
    assert len(one.headline) <= LONGEST_HEADLINE
    assert outcome in one.facts_line


def test_an_outcome_that_no_headline_has_room_for_stands_below() -> None:
    """What is barred is never shortened: the draft is told, and the outcome stands below."""
    outcome = "you can't use letters from harbour.example or quay.example for new berths"
    one = best("Prohibiting harbour letters", outcome=outcome)
    assert one.headline == "Expect harbour letters to be prohibited"
    assert outcome in one.facts_line


def test_an_action_is_told_without_the_time_in_its_midst() -> None:
    """What an action is good for says more than by when, which stands below."""
    action = "Sign in on the tide board before 5 May 2031 to keep your locker"
    one = best("Lockers will be emptied on 6 May", action=action)
    assert one.headline == "Sign in on the tide board to keep your locker"
    assert "before 5 May 2031" in one.facts_line


def test_an_action_under_a_condition_is_not_cut_short_of_it() -> None:
    """An action holds under its condition; where there is no room for both, it stands below."""
    action = "Unplug both of the grey cables behind the glass if you see a red lamp on the board"
    one = best("Tide board cables", action=action)
    assert one.headline == "See what to do about tide board cables"
    assert action in one.facts_line


def test_a_list_is_not_cut_in_two() -> None:
    """Nothing is cut off that limits what is left, or is one half of a list."""
    assert not cut_short("Bring ropes except to the east pier and the long south pier", 30)
    assert cut_short("Bring ropes to the pier, and the bell that hangs beside it", 24) == "Bring ropes to the pier"
    assert cut_short("Ring the bell", 20) == "Ring the bell"


@pytest.mark.parametrize(
    ("draft", "headline"),
    [
        ("Crane outage Setptember 2031", "You can't use the crane in Setptember 2031"),
        ("Boat sheds closed 12-24-30 through 1-4-31", "12-24-30 through 1-4-31"),
        ("Tidebook: Fast Berth Search", "Try Tidebook: fast berth search"),
        ("Installing charts with Tidepack", "Install charts with Tidepack"),
        ("Request for deletion of old charts", "Delete old charts"),
        ("Help test our new tide board", "Help test our new tide board"),
        ("Quay Radio Network (QRN) will support the old handheld radios of all crews", "QRN to support"),
        ("Upcoming migration of Zeeland permit repository services", "permit repository to move"),
        ("Looking for a better way to moor?", "Find a better way to moor"),
        ("Crew desk hours change", "Expect changes to crew desk hours"),
        ("Tide board login error workaround", "Work around the tide board login error"),
        ("Radios locked if idle for 30 minutes", "Expect radios to be locked if idle for 30 minutes"),
        ("Harbour office buys new radios for the pilot boats", "Expect new radios for the pilot boats"),
    ],
)
def test_a_title_that_tells_something_is_not_asked_about(draft: str, headline: str) -> None:
    """Such titles say enough for an honest headline."""
    result = rewrite(draft)
    assert result.status in (Status.OK, Status.KEEP)
    assert headline in result.rewrites[0].headline


def test_words_in_quotes_are_no_news_and_are_not_cut_in_two() -> None:
    """What a fake message is called neither happens nor is torn at its exclamation mark."""
    one = best("Fraudulent email from 'harbour team' with subject 'Berth Upgrade Alert!', January 31st")
    assert one.headline.startswith("Watch out for a fraudulent email")
    assert "'Berth Upgrade Alert!'" in one.facts_line


@pytest.mark.parametrize("draft", ["Limited zorbium", "Goin’ down…", "Advance outage notification"])
def test_what_says_nothing_is_asked_about(draft: str) -> None:
    """A word that nobody knows, or a notice of nothing named, makes no headline."""
    assert rewrite(draft).status is Status.NEEDS_INPUT


@pytest.mark.parametrize("draft", ["Kräne sind wieder online", "Einstellung des Pier Dienstes im neuen Hafengebäude"])
def test_german_with_english_words_in_it_is_left_alone(draft: str) -> None:
    """A few words that English has as well make no English of it."""
    assert rewrite(draft).status is Status.UNSUPPORTED_LANGUAGE
