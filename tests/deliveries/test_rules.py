"""When a delivery is tried again."""

from datetime import timedelta

import pytest

from bot.deliveries.rules import CHANNEL_PACE, LEASE, SLOWEST_RETRY, Later, next_try
from bot.slack.client import COURIER_SECONDS

TROUBLE = Later("Slack has trouble of its own")
TO_MEND = Later("invite the bot", needs_mending=True)


def test_a_wait_that_slack_asked_for_is_kept_however_often_it_was_tried() -> None:
    asked = Later("slow down", timedelta(seconds=37))
    assert {next_try(attempts, asked) for attempts in (1, 5, 50)} == {timedelta(seconds=37)}


def test_trouble_is_waited_out_twice_as_long_each_time_up_to_five_minutes() -> None:
    waits = [next_try(attempts, TROUBLE).total_seconds() for attempts in range(1, 11)]
    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 300, 300]


@pytest.mark.parametrize("attempts", [100, 10**9])
def test_no_number_of_attempts_makes_a_wait_too_long_to_reckon(attempts: int) -> None:
    assert next_try(attempts, TROUBLE) == next_try(attempts, TO_MEND) == SLOWEST_RETRY


def test_what_somebody_has_to_mend_is_tried_often_at_first_and_then_every_five_minutes() -> None:
    waits = [next_try(attempts, TO_MEND).total_seconds() for attempts in range(1, 6)]
    assert waits == [15, 15, 15, 300, 300]


def test_a_lease_outlasts_the_slowest_call_to_slack() -> None:
    assert timedelta(seconds=COURIER_SECONDS) < LEASE


def test_the_pace_stays_under_one_message_a_second() -> None:
    assert timedelta(seconds=1) < CHANNEL_PACE < timedelta(seconds=1.1)
