from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.statements.rules import Fields, Question
from bot.statements.traffic import APART, question

NOW = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)  # a Monday
SOON = NOW + timedelta(minutes=35)
NEWS = Fields(audience="Finance", goes_at=SOON)
CRITICAL, MAJOR = ("Network", "critical"), ("Payroll", "major")


def asked(
    fields: Fields = NEWS,
    at: datetime | None = None,
    *,
    now: datetime = NOW,
    trouble: tuple[tuple[str, str], ...] = (),
    others: tuple[tuple[int, datetime], ...] = (),
) -> Question | None:
    return question(fields, at or fields.goes_at or now, now=now, trouble=trouble, others=others)


def surely(found: Question | None) -> Question:
    assert found is not None
    return found


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def test_with_nothing_in_the_way_nothing_is_asked() -> None:
    assert asked() is None


def test_good_news_in_bad_times_is_questioned_with_the_next_morning_offered() -> None:
    found = surely(asked(trouble=(CRITICAL,)))
    assert found.sentence == (
        "Network has a critical incident right now. Good news at 15:05 will read badly. Tomorrow 10:00?"
    )
    assert found.better == datetime(2026, 3, 3, 10, tzinfo=UTC)
    assert found.cause == "Network critical"


def test_the_worst_trouble_is_named() -> None:
    found = surely(asked(trouble=(("Zeal", "major"), MAJOR, ("VPN", "critical"), CRITICAL)))
    assert found.sentence.startswith("Network has a critical incident")
    assert surely(asked(trouble=(("Zeal", "major"), MAJOR))).sentence.startswith("Payroll has a major incident")


def test_minor_trouble_is_no_reason_to_wait() -> None:
    assert asked(trouble=(("Network", "minor"),)) is None


def test_what_goes_as_soon_as_it_is_approved_is_asked_the_same_a_minute_later() -> None:
    at_once = replace(NEWS, goes_at=None)
    first, second = (surely(asked(at_once, trouble=(CRITICAL,), now=NOW + minutes(passed))) for passed in (0, 7))
    assert first.sentence.startswith("Network has a critical incident right now. Good news now will read badly.")
    assert first == second


def test_the_time_that_is_offered_is_not_questioned_again() -> None:
    better = surely(asked(trouble=(CRITICAL,))).better
    assert asked(replace(NEWS, goes_at=better), trouble=(CRITICAL,)) is None
    just_before = asked(replace(NEWS, goes_at=better - minutes(1)), trouble=(CRITICAL,))
    assert surely(just_before).sentence.endswith("Good news tomorrow at 09:59 will read badly. Tomorrow 10:00?")


def test_on_a_friday_the_next_morning_is_mondays() -> None:
    friday = datetime(2026, 3, 6, 14, 30, tzinfo=UTC)
    found = surely(asked(replace(NEWS, goes_at=friday + timedelta(days=1)), now=friday, trouble=(CRITICAL,)))
    assert found.better == datetime(2026, 3, 9, 10, tzinfo=UTC)
    assert found.sentence.endswith("Good news tomorrow at 14:30 will read badly. Monday 10:00?")
    sunday = surely(asked(replace(NEWS, goes_at=friday + timedelta(days=2)), now=friday, trouble=(CRITICAL,)))
    assert "Good news on Sunday at 14:30 will read badly." in sunday.sentence


@pytest.mark.parametrize("day", [7, 8])
def test_at_a_weekend_the_next_morning_is_mondays(day: int) -> None:
    weekend = datetime(2026, 3, day, 9, tzinfo=UTC)
    found = surely(asked(replace(NEWS, goes_at=None), now=weekend, trouble=(CRITICAL,)))
    assert found.better == datetime(2026, 3, 9, 10, tzinfo=UTC)


def test_the_next_morning_is_the_authors() -> None:
    tokyo = replace(NEWS, zone="Asia/Tokyo", goes_at=datetime(2026, 3, 2, 15, 5, tzinfo=UTC))
    found = surely(asked(tokyo, trouble=(CRITICAL,)))
    assert found.better == datetime(2026, 3, 3, 1, tzinfo=UTC)
    assert found.sentence.endswith("Good news tomorrow at 00:05 will read badly. Tomorrow 10:00?")


@pytest.mark.parametrize(
    ("zone", "now", "better"),
    [
        # Clocks go back on Sunday 25 October, and forward on Sunday 29 March.
        ("Europe/Berlin", datetime(2026, 10, 23, 12, tzinfo=UTC), datetime(2026, 10, 26, 9, tzinfo=UTC)),
        ("Europe/Berlin", datetime(2026, 3, 27, 12, tzinfo=UTC), datetime(2026, 3, 30, 8, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 10, 30, 16, tzinfo=UTC), datetime(2026, 11, 2, 15, tzinfo=UTC)),
    ],
)
def test_the_next_morning_is_at_ten_by_the_clock_when_clocks_change_before(
    zone: str, now: datetime, better: datetime
) -> None:
    found = surely(asked(Fields(audience="Finance", zone=zone), now=now, trouble=(CRITICAL,)))
    assert found.better == better
    assert found.sentence.endswith("Monday 10:00?")


def test_two_statements_to_one_audience_within_an_hour_are_questioned() -> None:
    found = surely(asked(others=((12, datetime(2026, 3, 2, 15, tzinfo=UTC)),)))
    assert found.sentence == ("Finance gets statement 12 at 15:00. Two within an hour are read as none. 16:05?")
    assert found.better == datetime(2026, 3, 2, 16, 5, tzinfo=UTC)
    assert found.cause == "statement 12"


@pytest.mark.parametrize(
    ("away", "is_asked"),
    [(-60.1, False), (-60, True), (0, True), (60, True), (60.1, False)],
)
def test_an_hour_apart_is_too_near_and_more_is_not(away: float, is_asked: bool) -> None:
    assert (asked(others=((12, SOON + minutes(away)),)) is not None) is is_asked


def test_what_came_out_already_counts_too() -> None:
    found = surely(asked(replace(NEWS, goes_at=None), others=((12, NOW - minutes(20)),)))
    assert found.sentence == "Finance got statement 12 at 14:10. Two within an hour are read as none. 15:15?"


def test_what_came_out_yesterday_is_said_so() -> None:
    midnight = datetime(2026, 3, 3, 0, 10, tzinfo=UTC)
    found = surely(asked(replace(NEWS, goes_at=None), now=midnight, others=((12, midnight - minutes(20)),)))
    assert found.sentence.startswith("Finance got statement 12 yesterday at 23:50.")


def test_the_time_that_is_offered_is_free_of_the_rest_too() -> None:
    others = tuple((number, SOON + minutes(after)) for number, after in ((12, 30), (13, 100), (14, 220), (15, 400)))
    found = surely(asked(others=others))
    assert found.better == SOON + minutes(285)
    assert asked(replace(NEWS, goes_at=found.better), others=others) is None


def test_the_nearest_statement_is_named() -> None:
    others = ((14, SOON + minutes(10)), (12, SOON + minutes(40)), (13, SOON - minutes(10)))
    assert surely(asked(others=others)).sentence.startswith("Finance gets statement 13 at 14:55.")


def test_a_time_far_away_is_named_by_its_day() -> None:
    later = replace(NEWS, goes_at=datetime(2026, 3, 6, 9, tzinfo=UTC))
    found = surely(asked(later, others=((12, datetime(2026, 3, 6, 9, 2, tzinfo=UTC)),)))
    assert found.sentence.startswith("Finance gets statement 12 on Friday at 09:02.")
    assert found.sentence.endswith(" Friday 10:10?")
    much_later = replace(NEWS, goes_at=datetime(2026, 3, 9, 9, tzinfo=UTC))
    found = surely(asked(much_later, others=((12, datetime(2026, 3, 9, 9, tzinfo=UTC)),)))
    assert found.sentence.startswith("Finance gets statement 12 on 9 March at 09:00.")
    assert found.sentence.endswith(" 9 March 10:05?")


def test_both_troubles_are_one_question_with_a_time_that_is_free_of_both() -> None:
    morning = datetime(2026, 3, 3, 10, tzinfo=UTC)
    others = ((12, SOON), (13, morning + minutes(30)))
    found = surely(asked(trouble=(MAJOR,), others=others))
    assert found.sentence == (
        "Payroll has a major incident right now. Good news at 15:05 will read badly. "
        "Finance gets statement 12 at 15:05. Two within an hour are read as none. Tomorrow 11:35?"
    )
    assert found.better == datetime(2026, 3, 3, 11, 35, tzinfo=UTC)
    assert found.cause == "Payroll major; statement 12"
    assert asked(replace(NEWS, goes_at=found.better), trouble=(MAJOR,), others=others) is None


def test_an_hour_apart_is_an_hour_when_clocks_change() -> None:
    # In New York 01:30 comes twice on 1 November 2026, an hour apart.
    now = datetime(2026, 10, 31, 20, tzinfo=UTC)
    first, second = datetime(2026, 11, 1, 5, 30, tzinfo=UTC), datetime(2026, 11, 1, 6, 31, tzinfo=UTC)
    fields = Fields(audience="Finance", zone="America/New_York", goes_at=second)
    assert asked(fields, now=now, others=((12, first),)) is None
    found = surely(asked(fields, now=now, others=((12, first + minutes(2)),)))
    assert found.better == datetime(2026, 11, 1, 6, 40, tzinfo=UTC)
    assert found.sentence.endswith("Tomorrow 01:40?")


@given(
    st.lists(st.integers(-200, 2000), max_size=12),
    st.lists(st.sampled_from([CRITICAL, MAJOR]), max_size=2),
    st.integers(0, 3000),
)
def test_what_is_offered_is_never_questioned_in_its_turn(
    away: list[int], trouble: list[tuple[str, str]], ahead: int
) -> None:
    others = tuple((number, NOW + minutes(after)) for number, after in enumerate(away, start=1))
    fields = replace(NEWS, goes_at=NOW + minutes(ahead))
    found = asked(fields, trouble=tuple(trouble), others=others)
    if found is not None:
        assert found.better > NOW
        assert asked(replace(fields, goes_at=found.better), trouble=tuple(trouble), others=others) is None
        assert all(abs(found.better - when) > APART for _, when in others)
