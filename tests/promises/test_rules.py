"""What is due of a promise at a moment, the times that can be typed, and which promises count as kept."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.promises.rules import Extension, Kept, Life, Promise, Step, minutes_left, steps_at, suggest, tally

DUE = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
TICK = timedelta(microseconds=1)
MINUTE = timedelta(minutes=1)
LATE = (Step.MISSED,)
VERY_LATE = (Step.MISSED, Step.ESCALATED)


@pytest.mark.parametrize(
    ("when", "steps"),
    [
        (DUE - timedelta(hours=1), ()),
        (DUE - 5 * MINUTE - TICK, ()),
        (DUE - 5 * MINUTE, (Step.REMINDED,)),
        (DUE - TICK, (Step.REMINDED,)),
        (DUE, LATE),
        (DUE + 10 * MINUTE - TICK, LATE),
        (DUE + 10 * MINUTE, VERY_LATE),
        (DUE + timedelta(days=9), VERY_LATE),
    ],
)
def test_each_step_is_due_from_its_very_instant_on(when: datetime, steps: tuple[Step, ...]) -> None:
    assert steps_at(DUE, when) == steps


def test_the_hour_that_comes_twice_holds_two_promises() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    first, second = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert f"{first.astimezone(berlin):%H:%M}" == f"{second.astimezone(berlin):%H:%M}" == "02:30"
    assert Promise("l1", first).ref != Promise("l1", second).ref
    assert steps_at(first, first) == LATE
    assert steps_at(second, first) == ()
    local = second.astimezone(berlin)
    assert steps_at(local, second - TICK) == (Step.REMINDED,)
    assert steps_at(local, second) == LATE
    assert Promise.of(Promise("l1", local).ref) == Promise("l1", second)


@given(st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(9999, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_a_promise_is_read_back_from_its_name_to_the_microsecond(at: datetime) -> None:
    promise = Promise("0123456789abcdef", at)
    assert Promise.of(promise.ref) == promise
    assert len(promise.ref) <= 64


def test_five_minutes_are_five_until_they_are_four() -> None:
    assert minutes_left(DUE, DUE - 5 * MINUTE) == 5
    assert minutes_left(DUE, DUE - 5 * MINUTE + TICK) == 5
    assert minutes_left(DUE, DUE - 4 * MINUTE) == 4
    assert minutes_left(DUE, DUE - TICK) == 1


NOW = datetime(2026, 3, 2, 14, 33, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "hour", "minute"),
    [
        ("30", 15, 4),
        ("6", 14, 40),
        ("30 min", 15, 4),
        ("45m", 15, 19),
        ("in 10 minutes", 14, 44),
        ("1 h", 15, 34),
        ("2 Hours", 16, 34),
        (" 240 ", 18, 34),
    ],
)
def test_a_span_that_is_typed_counts_from_now_to_the_minute_and_is_never_shortened(
    typed: str, hour: int, minute: int
) -> None:
    assert suggest(typed, DUE, NOW) == (datetime(2026, 3, 2, hour, minute, tzinfo=UTC), True)


@pytest.mark.parametrize("typed", ["15:30", "1530", "730", "soon", "0", "-5", "30 fish", "99999 h", "3 pm", "1e3"])
def test_what_is_no_span_leaves_the_usual_time_and_says_so(typed: str) -> None:
    assert suggest(typed, None, NOW) == (datetime(2026, 3, 2, 15, 5, tzinfo=UTC), False)


def test_with_nothing_typed_it_is_half_an_hour_after_the_promise_or_after_now() -> None:
    assert suggest("", DUE, NOW) == (datetime(2026, 3, 2, 15, 30, tzinfo=UTC), True)
    assert suggest("", DUE, DUE + 2 * MINUTE) == (datetime(2026, 3, 2, 15, 35, tzinfo=UTC), True)
    assert suggest("", None, DUE) == (datetime(2026, 3, 2, 15, 30, tzinfo=UTC), True)


ALL_DAY = (DUE - timedelta(hours=12), DUE + timedelta(hours=12))


def kept(life: Life, *extensions: Extension) -> tuple[int, int]:
    found = tally([life], extensions, *ALL_DAY)
    return found.kept, found.broken


def moved(was: datetime, until: datetime, at: datetime) -> Extension:
    return Extension("l1", was, until, at)


@pytest.mark.parametrize(
    ("ended_at", "expected"),
    [(DUE - MINUTE, (1, 0)), (DUE, (1, 0)), (DUE + TICK, (0, 1)), (None, (0, 1))],
)
def test_a_promise_is_kept_by_what_comes_at_or_before_its_time(
    ended_at: datetime | None, expected: tuple[int, int]
) -> None:
    assert kept(Life("l1", DUE, ended_at, None)) == expected


def test_an_extended_promise_is_kept_and_the_new_one_counts_for_itself() -> None:
    later = DUE + 45 * MINUTE
    assert kept(Life("l1", DUE, None, None), moved(DUE, later, DUE)) == (1, 1)
    assert kept(Life("l1", DUE, later, None), moved(DUE, later, DUE - MINUTE)) == (2, 0)


def test_a_promise_extended_after_its_time_stays_broken() -> None:
    later = DUE + 45 * MINUTE
    assert kept(Life("l1", DUE, later, None), moved(DUE, later, DUE + TICK)) == (1, 1)


def test_extensions_of_other_versions_do_not_count() -> None:
    assert tally([Life("l2", DUE, None, None)], [moved(DUE, DUE + MINUTE, DUE)], *ALL_DAY) == Kept(0, 1)


def test_a_promise_withdrawn_before_its_time_is_neither_kept_nor_broken() -> None:
    assert kept(Life("l1", DUE, None, DUE)) == (0, 0)
    assert kept(Life("l1", DUE, None, DUE + TICK)) == (0, 1)
    assert kept(Life("l1", DUE, DUE - MINUTE, DUE)) == (1, 0)


def test_only_what_fell_due_in_the_time_asked_about_counts() -> None:
    life = Life("l1", DUE, None, None)
    assert tally([life], [], DUE, DUE + TICK) == Kept(0, 1)
    assert tally([life], [], DUE - MINUTE, DUE) == Kept(0, 0)
    assert tally([life], [], DUE + TICK, DUE + MINUTE) == Kept(0, 0)
