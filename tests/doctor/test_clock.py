"""The doctor compares clocks, and says in words what a wrong one breaks."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.doctor.clock import examine_clock

DATE = "Mon, 02 Mar 2026 14:30:00 GMT"
THEIRS = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)


@pytest.mark.parametrize("seconds", [-15, -1, 0, 15])
def test_seconds_are_agreement(seconds: int) -> None:
    found = examine_clock(DATE, THEIRS + timedelta(seconds=seconds))
    assert (found.is_trouble, found.mend) == (False, "")


@pytest.mark.parametrize(
    ("seconds", "words"), [(16, "16 seconds ahead of Slack's"), (-119, "119 seconds behind"), (240, "4 minutes ahead")]
)
def test_a_little_off_is_a_hint(seconds: int, words: str) -> None:
    found = examine_clock(DATE, THEIRS + timedelta(seconds=seconds))
    assert not found.is_trouble
    assert words in found.sentence
    assert "NTP" in found.mend


@pytest.mark.parametrize(("minutes", "words"), [(5, "5 minutes ahead"), (-90, "90 minutes behind")])
def test_five_minutes_off_is_trouble(minutes: int, words: str) -> None:
    found = examine_clock(DATE, THEIRS + timedelta(minutes=minutes))
    assert found.is_trouble
    assert words in found.sentence


@pytest.mark.parametrize("date", ["", "yesterday", "Mon, 99 Mar 2026"])
def test_an_answer_without_a_date_is_no_trouble(date: str) -> None:
    found = examine_clock(date, THEIRS)
    assert not found.is_trouble
    assert "not compared" in found.sentence
