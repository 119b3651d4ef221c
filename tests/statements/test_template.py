from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.statements.rules import Fields
from bot.statements.template import Fact, body_of, corrected, facts, is_said, is_untouched

FILLED = Fields(
    outcome="send invoices from your phone",
    happens="The invoice app opens to all of Finance.",
    day=date(2026, 3, 31),
    start=time(22),
    zone="Asia/Tokyo",
    must_do="Install the app",
    do_by=date(2026, 4, 2),
    ask_whom="4357",
)


def test_the_body_says_the_outcome_first_then_what_happens_and_nothing_else() -> None:
    assert body_of(FILLED) == "Send invoices from your phone.\n\nThe invoice app opens to all of Finance."


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", ""),
        ("iPhone users can print", "iPhone users can print."),
        ("e-mail works again", "e-mail works again."),
        ("Done!", "Done!"),
        ("Can you print? Yes", "Can you print? Yes."),
        ("the printer called “Fred”", "The printer called “Fred”."),
        ("See https://example.com/a", "See https://example.com/a"),
        ("Write to finance@example.com", "Write to finance@example.com"),
        ("You can:\n- print\n- scan", "You can:\n- print\n- scan"),
        ("印刷できます", "印刷できます"),
        ("  spaces around \r\n", "Spaces around."),
        ("\x1c", "\x1c"),
        ("”", "”"),
    ],
)
def test_a_line_becomes_a_plain_sentence_and_no_word_of_it_changes(written: str, said: str) -> None:
    assert body_of(Fields(outcome=written)) == said


@given(st.text(), st.text())
def test_every_word_of_the_body_is_the_authors(outcome: str, happens: str) -> None:
    body = body_of(Fields(outcome=outcome, happens=happens))
    words = [word.rstrip(".").upper() for word in body.split()]
    assert words == [word.rstrip(".").upper() for word in (*outcome.split(), *happens.split())]


def test_a_body_follows_its_fields_until_somebody_edits_it() -> None:
    assert is_untouched("", FILLED)
    assert is_untouched(body_of(FILLED), FILLED)
    assert is_untouched(body_of(FILLED).replace("\n", "\r\n") + "  ", FILLED)
    assert not is_untouched(body_of(FILLED) + " More.", FILLED)


SAID = replace(FILLED, subject="You can send invoices from your phone")


def test_a_body_does_not_say_again_what_the_subject_says() -> None:
    assert body_of(SAID) == "The invoice app opens to all of Finance."
    # With nothing else to say, a body that repeats the subject is better than none.
    assert body_of(replace(SAID, happens="")) == "Send invoices from your phone."


@pytest.mark.parametrize(
    ("outcome", "subject", "said"),
    [
        ("Close the month from home", "Close the month from home", True),
        ("close the month from home.", "Close the Month  from home!", True),
        ("Everybody can close the month from home", "Close the month from home from 31 March", True),
        ("Close the month from home", "You can now close the month from home", True),
        ("Close the month from home", "You can no longer close the month from home", False),
        ("Close the month from home", "Close the month from homeland", False),
        ("Close the month from home", "Close the month", False),
        ("", "Close the month", False),
        ("…", "Close the month", False),
        ("印刷できます", "印刷できます", True),
    ],
)
def test_a_subject_says_an_outcome_that_it_opens_with(outcome: str, subject: str, said: bool) -> None:
    assert is_said(outcome, subject) is said


def test_a_body_is_untouched_as_it_came_of_the_subject_it_was_made_for() -> None:
    assert is_untouched(body_of(FILLED), FILLED)
    assert is_untouched(body_of(SAID), SAID)
    assert not is_untouched(body_of(FILLED), SAID)
    assert not is_untouched(body_of(SAID), FILLED)


def test_what_is_given_stands_as_facts_beside_the_body() -> None:
    assert facts(FILLED) == (
        Fact("When", "Tuesday 31 March 2026, 22:00 (Tokyo time, UTC+9)"),
        Fact("What to do", "Install the app"),
        Fact("By", "Thursday 2 April 2026"),
        Fact("Questions", "4357"),
    )
    assert facts(Fields(must_do="  ")) == ()


def test_a_correction_says_in_one_sentence_what_was_wrong() -> None:
    assert corrected(Fields(mistake=" the date\nwas wrong ")) == "Corrected: the date was wrong."
    assert corrected(Fields(mistake="It was Tuesday.")) == "Corrected: It was Tuesday."
    assert corrected(Fields()) == ""
