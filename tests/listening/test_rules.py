"""What counts as answered, and how listening compares with pushing."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.asks.rules import Ask, LongQuestion, NothingAsked, checked
from bot.listening.rules import Ratio, answer_to, parted, ratio_of
from bot.listening.screens import footer
from bot.party_lines.forms import Typed, with_question
from bot.party_lines.wording import QuestionAnswer, format_pairs, parse_pairs

AT = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)
FLOOR = QuestionAnswer("When will floor 4 be back?", "By 16:00.")
SAFE = QuestionAnswer("Is my data safe?", "Yes.")


def ask(question: str) -> Ask:
    return Ask(question, question, "t", "U1", 1, AT, AT, "i")


@pytest.mark.parametrize(
    "written", ["when will floor 4 be back", "  When will FLOOR-4 be back??", "Whén will floor 4 be back"]
)
def test_a_question_is_answered_however_it_is_written(written: str) -> None:
    assert answer_to(written, (SAFE, FLOOR)) == "By 16:00."
    assert parted([ask(written)], (FLOOR,)) == ((), (ask(written),))


def test_another_question_is_not_answered_by_one_that_sounds_like_it() -> None:
    assert answer_to("When will floor 5 be back?", (SAFE, FLOOR)) == ""


def test_questions_are_parted_in_the_order_they_came_in() -> None:
    first, second, third = ask("Why?"), ask(SAFE.question), ask("Who did it?")
    assert parted([first, second, third], (SAFE,)) == ((first, third), (second,))


def test_a_question_counts_as_answered_once_although_several_versions_answered_it() -> None:
    asked = [ask(FLOOR.question), ask("Why?")]
    assert ratio_of(asked, [(FLOOR,), (FLOOR, SAFE), ()], 7) == Ratio(answered=1, versions=3, messages=7)


def test_what_reached_nobody_was_not_pushed() -> None:
    assert ratio_of([], [(FLOOR,)], 0) == Ratio(0, 0, 0)


@pytest.mark.parametrize(
    ("ratio", "said"),
    [
        (
            Ratio(3, 2, 214),
            "answered 3 questions that people were asked, and 2 versions of it went out in 214 messages.",
        ),
        (Ratio(1, 1, 1), "answered 1 question that people were asked, and 1 version of it went out in 1 message."),
        (
            Ratio(0, 0, 0),
            "answered 0 questions that people were asked, and none of it went out to a channel or follower.",
        ),
        (
            Ratio(2, 1, 1500),
            "answered 2 questions that people were asked, and 1 version of it went out in 1,500 messages.",
        ),
    ],
)
def test_the_footer_sets_listening_beside_pushing_and_says_since_when(ratio: Ratio, said: str) -> None:
    assert footer(ratio, "14:30") == f"Since this was opened at 14:30, the line has {said}"


@given(st.text(max_size=200), st.sampled_from(["", "Is my data safe? Yes."]))
def test_any_question_that_is_passed_on_can_be_answered_and_counts_as_answered_then(typed: str, before: str) -> None:
    try:
        asked = checked(typed)
    except (NothingAsked, LongQuestion):
        return
    form = with_question(Typed(if_pressed=before), asked)
    pairs = parse_pairs(f"{form.if_pressed}We will know at four.")
    assert answer_to(asked, pairs) == "We will know at four."
    assert len(pairs) == 1 + bool(before)
    assert with_question(Typed(if_pressed=format_pairs(pairs)), asked).if_pressed == format_pairs(pairs)


def test_a_form_without_a_question_to_add_stays_as_it_is() -> None:
    assert with_question(Typed(if_pressed="Why? So."), "") == Typed(if_pressed="Why? So.")
