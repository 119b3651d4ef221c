"""How often a post is looked at, and what words of a reader are kept."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.echoes.rules import (
    LONGEST_WISH,
    Counts,
    Ear,
    LongWish,
    NoWords,
    Wish,
    checked,
    next_look,
    read_wish_ref,
)
from bot.plain_text import hidden_characters

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("age", "pause"),
    [
        (timedelta(0), timedelta(minutes=2)),
        (timedelta(minutes=59), timedelta(minutes=2)),
        (timedelta(hours=1), timedelta(minutes=15)),
        (timedelta(hours=23), timedelta(minutes=15)),
        (timedelta(hours=24), timedelta(hours=2)),
        (timedelta(days=6, hours=23), timedelta(hours=2)),
    ],
)
def test_the_older_a_post_the_longer_until_the_next_look(age: timedelta, pause: timedelta) -> None:
    assert next_look(NOON, NOON + age) == NOON + age + pause


def test_after_seven_days_nobody_listens_any_more() -> None:
    assert next_look(NOON, NOON + timedelta(days=7)) is None


def test_a_post_is_looked_at_less_than_250_times_in_all() -> None:
    at, looks = NOON, 0
    while (following := next_look(NOON, at)) is not None:
        at, looks = following, looks + 1
    assert looks < 250


def test_a_link_leads_to_the_post() -> None:
    ear = Ear("s1", "C05FIN", "1700000000.000123", NOON, Counts(0, 0), None)
    assert ear.link == "https://slack.com/archives/C05FIN/p1700000000000123"


@pytest.mark.parametrize("nothing", ["", "  ", "\n\n", "\u200b\u202e", "\x00", "\u00a0"])
def test_a_form_without_words_is_refused(nothing: str) -> None:
    with pytest.raises(NoWords, match="Write what you miss"):
        checked(nothing)


def test_500_characters_are_kept_and_501_refused() -> None:
    assert checked("é" * LONGEST_WISH) == "é" * LONGEST_WISH
    with pytest.raises(LongWish, match="That is 501 characters"):
        checked("é" * (LONGEST_WISH + 1))


def test_lines_stay_lines_and_what_nobody_sees_is_taken_off() -> None:
    assert checked(" When?\r\n\u202eWho\u200b pays?\x07 ") == "When?\nWho pays?"


@given(st.text(max_size=600))
def test_what_is_kept_of_any_words_is_short_and_holds_nothing_hidden(words: str) -> None:
    try:
        kept = checked(words)
    except (NoWords, LongWish):
        return
    assert 0 < len(kept) <= LONGEST_WISH
    assert hidden_characters(kept) == ()


@given(st.sampled_from(["U03STAFF", "W0LONG1234567890"]), st.integers(1, 3))
def test_the_ref_of_a_wish_reads_back_and_fits_the_ledger(person: str, number: int) -> None:
    wish = Wish("0123456789abcdef", person, number, "", NOON)
    assert read_wish_ref(wish.ref) == ("0123456789abcdef", person, number)
    assert len(wish.ref) <= 64
