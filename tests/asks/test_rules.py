"""What is worth passing on, and how a question is kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.asks.rules import LONGEST_QUESTION, LongQuestion, NothingAsked, checked, says_something
from bot.plain_text import hidden_characters


@pytest.mark.parametrize(
    "words", ["the", "e", "hr", "Hello", "thanks", "is it up", "?!", "", "  ", "🛜", "x" * 2, "to be"]
)
def test_a_slip_or_a_small_word_is_not_passed_on(words: str) -> None:
    assert not says_something(words)


@pytest.mark.parametrize(
    "words", ["vpn", "quantum printer", "what is going on", "网络", "4357", "Ärger", "ネット", "شبكة"]
)
def test_what_an_owner_can_do_something_with_is_passed_on(words: str) -> None:
    assert says_something(words)


@given(st.text(max_size=300))
def test_a_question_is_kept_on_one_line_that_holds_nothing_unseen_or_is_refused(typed: str) -> None:
    try:
        kept = checked(typed)
    except (NothingAsked, LongQuestion):
        return
    assert 0 < len(kept) <= LONGEST_QUESTION
    assert kept.split() == kept.split(" ")
    assert hidden_characters(kept) == ()
    assert checked(kept) == kept
