"""Never blank, never stale: which line is served when."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.incidents.rules import Severity
from bot.party_lines.rules import LineKind
from bot.party_lines.serving import Live, Served, serve
from bot.topics.rules import Topic
from tests.support.shelves import HOLD, NOW, live, text

NETWORK = Topic("t-network", "network")
MOMENT = timedelta(microseconds=1)
STANDING = Live(text(LineKind.STANDING, "All is well.", "t-network"), None)
DEFAULT = Live(text(LineKind.DEFAULT, "No message on that."), None)
HOLDING = Live(text(LineKind.HOLDING, "We are still on it.", "t-network"), None)


def told(lives: list[Live], after: timedelta = timedelta(0)) -> list[tuple[LineKind, str]]:
    return [(one.kind, one.say) for one in serve(lives, NETWORK, NOW + after)]


def test_a_line_is_said_while_its_promise_holds_and_its_holding_line_from_that_instant_on() -> None:
    _, line = live("Down.")
    due = timedelta(minutes=30)
    assert told([line], due - MOMENT) == [(LineKind.INCIDENT, "Down.")]
    assert told([line], due) == [(LineKind.HOLDING, HOLD)]
    assert told([line], due + timedelta(days=30)) == [(LineKind.HOLDING, HOLD)]


def test_what_is_served_says_which_line_and_incident_it_comes_from() -> None:
    _, line = live("Down.")
    assert serve([line], NETWORK, NOW) == (Served(LineKind.INCIDENT, NETWORK, "Down.", line.line, line.incident),)


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (timedelta(0), (LineKind.CLOSING, "Over.")),
        (timedelta(hours=24) - MOMENT, (LineKind.CLOSING, "Over.")),
        (timedelta(hours=24), (LineKind.STANDING, "All is well.")),
        (timedelta(hours=25), (LineKind.STANDING, "All is well.")),
    ],
)
def test_a_closing_line_is_said_for_24_hours(after: timedelta, said: tuple[LineKind, str]) -> None:
    _, closing = live("Over.", closed=timedelta(0))
    assert told([closing, STANDING, DEFAULT], after) == [said]


def test_of_several_closing_lines_the_newest_is_said() -> None:
    lines = [live(say, closed=-timedelta(hours=hours))[1] for say, hours in (("Old.", 3), ("New.", 1), ("Older.", 5))]
    assert told(lines) == [(LineKind.CLOSING, "New.")]


def test_while_anything_is_open_no_closing_or_standing_line_is_said() -> None:
    _, closing = live("Over.", closed=timedelta(0))
    _, line = live("Down.")
    assert told([closing, STANDING, DEFAULT, line]) == [(LineKind.INCIDENT, "Down.")]


def test_the_most_severe_comes_first_and_of_equals_the_newest() -> None:
    lines = [
        live("Minor, new.", severity=Severity.MINOR, opened=timedelta(minutes=9))[1],
        live("Major, old.", severity=Severity.MAJOR, opened=timedelta(minutes=1))[1],
        live("Critical.", severity=Severity.CRITICAL)[1],
        live("Major, new.", severity=Severity.MAJOR, opened=timedelta(minutes=2))[1],
    ]
    assert [say for _, say in told(lines)] == ["Critical.", "Major, new.", "Major, old.", "Minor, new."]


def test_each_of_several_incidents_keeps_its_own_promise() -> None:
    lines = [live("Soon.", promise=timedelta(minutes=5))[1], live("Later.", promise=timedelta(minutes=50))[1]]
    assert sorted(told(lines, timedelta(minutes=5))) == [(LineKind.HOLDING, HOLD), (LineKind.INCIDENT, "Later.")]


def test_with_nothing_going_on_the_standing_line_is_said_then_the_default_then_nothing() -> None:
    assert told([DEFAULT, STANDING, HOLDING]) == [(LineKind.STANDING, "All is well.")]
    assert told([DEFAULT, HOLDING]) == [(LineKind.DEFAULT, "No message on that.")]
    assert told([HOLDING]) == told([]) == []


def test_a_holding_text_of_a_topic_is_never_said_by_itself() -> None:
    assert LineKind.HOLDING not in {kind for kind, _ in told([HOLDING, STANDING, DEFAULT])}


instants = st.timedeltas(min_value=timedelta(days=-3), max_value=timedelta(days=3))


@settings(derandomize=True, max_examples=200)
@given(
    lines=st.lists(
        st.builds(
            lambda number, severity, opened, promise, closed: live(
                f"Line {number}.", severity=severity, opened=opened, promise=promise, closed=closed
            )[1],
            st.integers(0, 99),
            st.sampled_from(Severity),
            instants,
            instants,
            st.none() | instants,
        ),
        max_size=5,
    ),
    texts=st.lists(st.sampled_from([STANDING, DEFAULT, HOLDING]), unique=True, max_size=3),
    after=instants,
)
def test_whatever_there_is_the_order_is_kept_and_nothing_stale_is_said(
    lines: list[Live], texts: list[Live], after: timedelta
) -> None:
    now = NOW + after
    served = serve([*texts, *lines], NETWORK, now)
    open_ones = [one for one in lines if one.incident and one.incident.closed_at is None]
    assert len(served) == (len(open_ones) or min(1, len(served)))
    for one in served:
        promise = one.line.draft.promise_at
        if one.kind is LineKind.INCIDENT:
            assert promise is not None
            assert promise > now
            assert one.say == one.line.words.say
        if one.kind is LineKind.HOLDING:
            assert promise is not None
            assert promise <= now
            assert one.say == one.line.words.holding
        if one.kind is LineKind.CLOSING:
            assert not open_ones
            assert one.incident is not None
            assert one.incident.closed_at is not None
            assert now < one.incident.closed_at + timedelta(hours=24)
        if one.kind is LineKind.DEFAULT:
            assert STANDING not in texts
