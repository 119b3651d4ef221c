"""What people wrote stays text, and times are each reader's own."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.text import as_typed, clock, distance, escape, inert, mention, when

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("ping", ["<!channel>", "<!here|here>", "<@U01APPROVER>", "<#C01GEN>", "<https://a.b|click>"])
def test_escaped_text_can_mention_link_and_command_nothing(ping: str) -> None:
    assert "<" not in escape(ping)
    assert ">" not in escape(ping)


def test_escaping_touches_nothing_but_the_three_signs() -> None:
    assert escape("a & b < c > d \"e\" 'f' é 🛜 *_~`") == "a &amp; b &lt; c &gt; d \"e\" 'f' é 🛜 *_~`"


@given(st.text())
def test_what_was_typed_comes_back_as_it_was_typed(words: str) -> None:
    assert as_typed(escape(words)) == words


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("<@U01ADA|ada> says", "@ada says"),
        ("<@U01ADA>", "@U01ADA"),
        ("<#C01GEN|general>", "#general"),
        ("<!channel>", "@channel"),
        ("<!subteam^S0IT|@it>", "@@it"),
        ("<https://example.com|example.com>", "example.com"),
        ("<https://example.com/?a=1&amp;b=2>", "https://example.com/?a=1&b=2"),
        ("a &lt; b &amp;&amp; c &gt; d", "a < b && c > d"),
        ("&amp;lt;!channel&amp;gt;", "&lt;!channel&gt;"),
    ],
)
def test_a_commands_text_is_turned_back_into_what_the_person_saw(sent: str, shown: str) -> None:
    assert as_typed(sent) == shown


def test_names_stay_on_one_line_without_formatting_and_without_pings() -> None:
    assert inert("  *Ada*\n_the_ `boss` ~x~ <!channel> ") == "Ada the boss x &lt;!channel&gt;"


def test_people_are_named_by_mention_and_everything_else_by_harmless_text() -> None:
    assert mention("U01ADA") == "<@U01ADA>"
    assert mention("W01ADA") == "<@W01ADA>"
    assert mention("operator") == "operator"
    assert mention("<!channel>") == "&lt;!channel&gt;"


def test_a_time_is_each_readers_own_clock_with_the_day_only_when_it_is_far() -> None:
    assert clock(NOON + timedelta(hours=1), NOON) == "<!date^1772456400^{time}|2026-03-02 13:00 UTC>"
    assert "{date_short_pretty} at {time}" in clock(NOON + timedelta(hours=12), NOON)
    assert "{date_short_pretty} at {time}" in clock(NOON - timedelta(days=2), NOON)


def test_after_a_verb_a_time_near_is_at_a_clock_and_one_far_has_its_day() -> None:
    assert when(NOON, NOON) == f"at {clock(NOON, NOON)}"
    assert when(NOON, NOON + timedelta(hours=12)) == clock(NOON, NOON + timedelta(hours=12))


@pytest.mark.parametrize(("begins", "said"), [(False, "\u200b{date_short"), (True, "{date_short")])
def test_a_near_day_is_small_in_a_sentence_and_large_where_it_begins_one(begins: bool, said: str) -> None:
    """Slack makes a capital of the first sign of a date: "it goes Tomorrow", were it not one that takes no room."""
    assert f"^{said}" in clock(NOON + timedelta(days=1), NOON, begins=begins)
    assert clock(NOON, NOON, begins=begins) == clock(NOON, NOON)


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(), "0 s"),
        (timedelta(seconds=59.9), "59 s"),
        (timedelta(seconds=60), "1 min"),
        (timedelta(minutes=59, seconds=59), "59 min"),
        (timedelta(hours=1), "1 h"),
        (timedelta(hours=1, minutes=5), "1 h 5 min"),
        (timedelta(hours=11, minutes=5), "11 h"),
        (timedelta(hours=47, minutes=59), "47 h"),
        (timedelta(hours=48), "2 days"),
        (timedelta(minutes=-12), "12 min"),
    ],
)
def test_how_far_away_is_said_as_people_say_it(span: timedelta, said: str) -> None:
    assert distance(span) == said
