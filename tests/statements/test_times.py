import locale
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.statements.rules import Fields
from bot.statements.times import (
    Gap,
    Window,
    city_words,
    comes_twice,
    day_words,
    gap_at,
    instant,
    instant_words,
    is_unclear,
    is_zone,
    last_day,
    names_day,
    offset_words,
    when_words,
    window,
    zone_of,
)

UNHURRIED = settings(deadline=None)  # other tests may be running beside these

BACK = date(2026, 11, 1)  # in New York, clocks go back from 02:00 to 01:00
FORWARD = date(2026, 3, 29)  # in Berlin, clocks go forward from 02:00 to 03:00
ZONES = ["UTC", "Asia/Tokyo", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kolkata", "Nowhere"]


def happening(day: date | None, start: str = "", until: str = "", zone: str = "UTC") -> Fields:
    clocks = {name: time.fromisoformat(clock) for name, clock in (("start", start), ("until", until)) if clock}
    return Fields(day=day, zone=zone, **clocks)  # type: ignore[arg-type]  # start and until alone


def utc(*when: int) -> datetime:
    return datetime(*when, tzinfo=UTC)  # type: ignore[arg-type, misc]  # as many as there are


def test_a_window_in_tokyo_is_that_morning_in_new_york() -> None:
    found = window(happening(date(2026, 3, 31), "22:00", "23:00", "Asia/Tokyo"))
    assert found == Window(utc(2026, 3, 31, 13), utc(2026, 3, 31, 14))
    assert found.start.astimezone(ZoneInfo("America/New_York")).hour == 9


def test_a_start_alone_has_no_end() -> None:
    assert window(happening(date(2026, 3, 31), "22:00", zone="Asia/Tokyo")) == Window(utc(2026, 3, 31, 13))


@pytest.mark.parametrize("fields", [happening(None, "22:00"), happening(date(2026, 3, 31)), happening(None)])
def test_without_a_day_and_a_start_there_is_no_window(fields: Fields) -> None:
    assert window(fields) is None
    assert not is_unclear(fields)


def test_an_end_without_a_start_makes_no_window() -> None:
    fields = happening(date(2026, 3, 31), until="12:00")
    assert window(fields) is None
    assert last_day(fields) == date(2026, 3, 31)


@pytest.mark.parametrize(("until", "hours"), [("22:01", 1 / 60), ("22:00", 24), ("21:59", 24 - 1 / 60), ("00:00", 2)])
def test_an_end_that_is_not_after_the_start_is_on_the_next_day(until: str, hours: float) -> None:
    found = window(happening(date(2026, 3, 31), "22:00", until))
    assert found is not None
    assert found.until == found.start + timedelta(hours=hours)


def test_of_the_hour_that_comes_twice_the_earlier_one_begins_and_the_later_one_ends() -> None:
    fields = happening(BACK, "01:15", "01:45", "America/New_York")
    assert window(fields) == Window(utc(2026, 11, 1, 5, 15), utc(2026, 11, 1, 6, 45))
    assert when_words(fields) == "Sunday 1 November 2026, 01:15 (UTC−4) to 01:45 (UTC−5), New York time"
    assert is_unclear(fields)


def test_a_start_in_the_hour_that_comes_twice_says_which_by_its_offset() -> None:
    fields = happening(BACK, "01:30", zone="America/New_York")
    assert when_words(fields) == "Sunday 1 November 2026, 01:30 (New York time, UTC−4)"
    assert is_unclear(fields)


def test_a_window_over_the_change_of_clocks_shows_both_offsets_and_is_as_long_as_it_is() -> None:
    fields = happening(FORWARD, "01:00", "05:00", "Europe/Berlin")
    found = window(fields)
    assert found is not None
    assert found.until == found.start + timedelta(hours=3)
    assert when_words(fields) == "Sunday 29 March 2026, 01:00 (UTC+1) to 05:00 (UTC+2), Berlin time"
    assert is_unclear(fields)


def test_in_a_zone_without_a_city_both_offsets_stand_alone() -> None:
    assert when_words(happening(FORWARD, "01:00", "05:00", "CET")) == (
        "Sunday 29 March 2026, 01:00 (UTC+1) to 05:00 (UTC+2)"
    )


def test_an_ordinary_window_is_clear() -> None:
    assert not is_unclear(happening(date(2026, 3, 31), "22:00", "23:00", "Asia/Tokyo"))
    assert not is_unclear(happening(date(2026, 3, 31), "22:00", zone="Asia/Tokyo"))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (happening(None, "22:00"), ""),
        (happening(date(2026, 3, 31), zone="Asia/Tokyo"), "Tuesday 31 March 2026"),
        (happening(date(2026, 3, 31), "09:05", zone="UTC"), "Tuesday 31 March 2026, 09:05 (UTC)"),
        (
            happening(date(2026, 3, 31), "22:00", "23:00", "Asia/Tokyo"),
            "Tuesday 31 March 2026, 22:00 to 23:00 (Tokyo time, UTC+9)",
        ),
        (
            happening(date(2026, 3, 31), "22:00", "02:00", "America/St_Johns"),
            "Tuesday 31 March 2026, 22:00 to Wednesday 1 April 2026, 02:00 (St Johns time, UTC−2:30)",
        ),
        (
            happening(date(2026, 12, 31), "23:30", "00:30", "Asia/Kolkata"),
            "Thursday 31 December 2026, 23:30 to Friday 1 January 2027, 00:30 (Kolkata time, UTC+5:30)",
        ),
    ],
)
def test_when_it_happens_in_words(fields: Fields, words: str) -> None:
    assert when_words(fields) == words


def test_words_are_english_whatever_the_locale_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    before = locale.setlocale(locale.LC_TIME)
    foreign = next((name for name in ("de_DE.UTF-8", "fr_FR.UTF-8", "C.UTF-8") if _can_be_set(name)), "C")
    try:
        locale.setlocale(locale.LC_TIME, foreign)
        assert day_words(date(2026, 3, 31)) == "Tuesday 31 March 2026"
    finally:
        locale.setlocale(locale.LC_TIME, before)


def _can_be_set(name: str) -> bool:
    try:
        locale.setlocale(locale.LC_TIME, name)
    except locale.Error:
        return False
    return True


@pytest.mark.parametrize(
    ("zone", "city", "offset"),
    [
        ("UTC", "", "UTC"),
        ("Etc/GMT+5", "", "UTC−5"),
        ("CET", "", "UTC+1"),
        ("Europe/London", "London time", "UTC"),
        ("America/New_York", "New York time", "UTC−5"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires time", "UTC−3"),
        ("Asia/Kathmandu", "Kathmandu time", "UTC+5:45"),
        ("Nowhere/At_All", "", "UTC"),
    ],
)
def test_a_zone_is_named_by_its_city_and_its_offset(zone: str, city: str, offset: str) -> None:
    assert city_words(zone) == city
    assert offset_words(utc(2026, 1, 15, 12), zone) == offset
    both = ", ".join(word for word in (city, offset) if word)
    assert instant_words(utc(2026, 1, 15, 12), zone).endswith(f"({both})")


@pytest.mark.parametrize(
    "name", ["", "Europe", "../../etc/passwd", "/etc/passwd", "Nowhere", "a\x00b", "Europe/berlin!"]
)
def test_what_is_no_zone_counts_as_utc(name: str) -> None:
    assert not is_zone(name)
    assert zone_of(name).key == "UTC"


def gap(start: str, end: str) -> Gap:
    return Gap(datetime.fromisoformat(start), datetime.fromisoformat(end))


def test_a_time_that_clocks_jump_over_lies_in_a_gap() -> None:
    missing = gap("2026-03-29T02:00", "2026-03-29T03:00")
    assert gap_at(FORWARD, time(2), "Europe/Berlin") == missing
    assert gap_at(FORWARD, time(2, 59, 59), "Europe/Berlin") == missing


@pytest.mark.parametrize("clock", ["01:59", "03:00"])
def test_times_beside_the_gap_are_there(clock: str) -> None:
    assert gap_at(FORWARD, time.fromisoformat(clock), "Europe/Berlin") is None


def test_half_an_hour_can_be_missing_and_so_can_a_whole_day() -> None:
    half = gap_at(date(2026, 10, 4), time(2, 10), "Australia/Lord_Howe")
    assert half == gap("2026-10-04T02:00", "2026-10-04T02:30")
    assert gap_at(date(2011, 12, 30), time(12), "Pacific/Apia") == gap("2011-12-30T00:00", "2011-12-31T00:00")


def test_a_time_that_comes_twice_is_no_gap() -> None:
    assert gap_at(BACK, time(1, 30), "America/New_York") is None
    assert comes_twice(BACK, time(1, 30), "America/New_York")
    assert not comes_twice(BACK, time(2, 0), "America/New_York")
    assert not comes_twice(BACK, time(0, 59), "America/New_York")


@pytest.mark.parametrize("day", [date.min, date.max])
def test_days_of_no_use_have_words_and_no_window(day: date) -> None:
    fields = happening(day, "23:00", "22:00", "Asia/Tokyo")
    assert window(fields) is None
    assert last_day(fields) is None
    assert gap_at(day, time(2), "Asia/Tokyo") is None
    assert when_words(fields) == day_words(day)


@UNHURRIED
@given(
    day=st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    start=st.times(),
    until=st.none() | st.times(),
    zone=st.sampled_from(ZONES),
)
def test_a_window_never_ends_before_it_begins_and_lasts_a_day_at_most(
    day: date, start: time, until: time | None, zone: str
) -> None:
    fields = Fields(day=day, start=start, until=until, zone=zone)
    found = window(fields)
    assert found is not None
    assert when_words(fields)
    if found.until is not None:
        assert timedelta(0) <= found.until - found.start <= timedelta(hours=25)


@UNHURRIED
@given(day=st.dates(date(2000, 1, 1), date(2099, 12, 31)), clock=st.times(), zone=st.sampled_from(ZONES))
def test_an_instant_reads_on_the_clock_as_it_was_given_unless_that_reading_never_comes(
    day: date, clock: time, zone: str
) -> None:
    local = instant(day, clock, zone).astimezone(zone_of(zone)).replace(tzinfo=None, fold=0)
    missing = gap_at(day, clock, zone)
    assert (local == datetime.combine(day, clock)) is (missing is None)
    if missing is not None:
        assert missing.start <= datetime.combine(day, clock) < missing.end <= local


@pytest.mark.parametrize(
    "text",
    [
        *(
            "System Upgrade as of March 31",
            "31 march",
            "on 31st of March 2026",
            "Mar. 31, 2026",
            "31-Mar",
            "MARCH 31ST.",
        ),
        *("2026-03-31", "31.03.2026", "31/3", "3/31/26", "30 April and 31 March 18:00", "March 31-April 2"),
    ],
)
def test_a_text_names_a_day_in_the_ways_that_people_write_it(text: str) -> None:
    assert names_day(text, date(2026, 3, 31))


@pytest.mark.parametrize(
    "text",
    [
        *("", "March 3", "31 May", "March 31 2025", "31 March, 2027", "131 March", "March 310", "Version 31.3.1"),
        *("2026-03-30", "31.03.2025", "Marching 31", "March 31:20", "10.31/3", "March"),
    ],
)
def test_a_text_that_names_another_day_or_none_names_no_day(text: str) -> None:
    assert not names_day(text, date(2026, 3, 31))
