"""When a delivery is tried again."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.deliveries.rules import LEASE, SETTLE, SLOWEST_MENDED, SLOWEST_RETRY, Later, Limits, next_slot, next_try
from bot.slack.client import COURIER_SECONDS

TROUBLE = Later("Slack is slow")
UNCLEAR = Later("Slack has trouble of its own", unclear=True)
TO_MEND = Later("invite the bot", needs_mending=True)


def test_a_wait_that_slack_asked_for_is_kept_however_often_it_was_tried() -> None:
    asked = Later("slow down", timedelta(seconds=37))
    assert {next_try(attempts, asked) for attempts in (1, 5, 50)} == {timedelta(seconds=37)}


def test_trouble_is_waited_out_twice_as_long_each_time_up_to_half_a_minute() -> None:
    waits = [next_try(attempts, TROUBLE).total_seconds() for attempts in range(1, 8)]
    assert waits == [2, 4, 8, 16, 30, 30, 30]


def test_an_unclear_attempt_has_the_time_to_show_and_half_a_minute_at_most() -> None:
    waits = [next_try(attempts, UNCLEAR).total_seconds() for attempts in range(1, 8)]
    assert waits == [SETTLE.total_seconds()] * 2 + [8, 16, 30, 30, 30]


def test_after_ten_minutes_without_slack_everything_is_tried_within_half_a_minute() -> None:
    tried, attempts = timedelta(), 0
    while tried < timedelta(minutes=10):
        attempts += 1
        tried += next_try(attempts, UNCLEAR)
    assert tried <= timedelta(minutes=10, seconds=30)


@pytest.mark.parametrize("attempts", [100, 10**9])
def test_no_number_of_attempts_makes_a_wait_too_long_to_reckon(attempts: int) -> None:
    assert next_try(attempts, TROUBLE) == next_try(attempts, UNCLEAR) == SLOWEST_RETRY
    assert next_try(attempts, TO_MEND) == SLOWEST_MENDED


def test_what_somebody_has_to_mend_is_tried_often_at_first_and_then_every_five_minutes() -> None:
    waits = [next_try(attempts, TO_MEND).total_seconds() for attempts in range(1, 6)]
    assert waits == [15, 15, 15, 300, 300]


def test_a_lease_outlasts_the_slowest_call_to_slack() -> None:
    assert timedelta(seconds=COURIER_SECONDS) < LEASE


@pytest.mark.parametrize("a_second", [0.5, 1, 5, 50])
def test_paces_stay_one_per_cent_under_the_limit(a_second: float) -> None:
    limits = Limits(workspace_a_second=a_second, channel_a_second=a_second)
    for gap in (limits.gap, limits.channel_gap):
        assert 1 / a_second * 1.0099 < gap.total_seconds() < 1 / a_second * 1.011


NOW, GAP = datetime(2026, 3, 2, 14, 30, tzinfo=UTC), timedelta(seconds=0.2)


@pytest.mark.parametrize("late", [0, 1, 100, 250])
def test_who_comes_a_little_late_keeps_the_timetable(late: int) -> None:
    began = NOW - timedelta(milliseconds=late)
    assert next_slot(began, NOW, GAP) == began + GAP


@pytest.mark.parametrize("began", [None, NOW - timedelta(milliseconds=251), NOW - timedelta(days=9)])
def test_a_pause_earns_nobody_a_burst(began: datetime | None) -> None:
    assert next_slot(began, NOW, GAP) == NOW + GAP
