"""The clock that is moved by hand, the buckets that follow it, and states without a sandbox."""

import asyncio
from typing import Any

import pytest

from sandbox.clock import HandClock, SystemClock
from sandbox.ids import Ids
from sandbox.pace import Limits, Pace
from sandbox.posting import PostError, post_bytes
from sandbox.states import chosen, holds, initial
from sandbox.typed import escape


def test_sleepers_wake_when_their_time_has_come() -> None:
    async def story() -> list[str]:
        clock, woken = HandClock(100.0), list[str]()

        async def nap(name: str, seconds: float) -> None:
            await clock.sleep(seconds)
            woken.append(name)

        tasks = [asyncio.create_task(nap(name, seconds)) for name, seconds in (("late", 5), ("soon", 2), ("now", 0))]
        await asyncio.sleep(0)
        assert (clock.sleepers(), woken) == (2, ["now"])
        clock.advance(2)
        await tasks[1]
        clock.advance(2)
        assert clock.sleepers() == 1
        tasks[0].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert clock.sleepers() == 0
        return woken

    assert asyncio.run(story()) == ["now", "soon"]


def test_system_clock_is_the_machines() -> None:
    asyncio.run(SystemClock().sleep(0))
    assert SystemClock().now() > 1_700_000_000


def test_buckets_fill_again_and_never_over_the_brim() -> None:
    pace = Pace(Limits(burst=2))
    assert [pace.post("C1", 0.0) for _ in range(3)] == [0, 0, 1]
    assert pace.post("C1", 0.5) == 1
    assert pace.post("C1", 1.1) == 0
    assert [pace.post("C1", 1000.0) for _ in range(3)] == [0, 0, 1]
    assert [pace.post("C1", 900.0), pace.post("C2", 900.0)] == [1, 0]


def test_the_whole_workspace_takes_so_many_posts_a_minute_wherever_they_go() -> None:
    pace = Pace(Limits(burst=0, posts_a_minute=300))
    assert [pace.post(f"C{number}", 0.0) for number in range(6)] == [0, 0, 0, 0, 0, 1], "those of a second at once"
    assert [pace.post("C7", 0.2), pace.post("C8", 0.2)] == [0, 1]
    steady = [pace.post(f"D{number}", 10 + number / 5) for number in range(300)]
    assert set(steady) == {0}


def test_few_posts_a_minute_still_let_two_come_together() -> None:
    pace = Pace(Limits(burst=0, posts_a_minute=30))
    assert [pace.post("C1", 0.0) for _ in range(3)] == [0, 0, 2]


def test_the_channels_limit_holds_beside_the_workspaces() -> None:
    pace = Pace(Limits(burst=1, posts_a_minute=600))
    assert [pace.post("C1", 0.0), pace.post("C1", 0.1), pace.post("C2", 0.1)] == [0, 1, 0]


def test_timestamps_never_repeat_or_go_back() -> None:
    ids = Ids()
    stamps = [ids.timestamp(now) for now in (5.0, 5.0, 4.0, 5.1)]
    assert stamps == ["5.000000", "5.000001", "5.000002", "5.100000"]


def test_made_up_names_are_all_different() -> None:
    ids = Ids()
    assert len({ids.short() for _ in range(5000)}) == 5000


@pytest.mark.parametrize(
    ("element", "state"),
    [
        ({"type": "plain_text_input"}, {"value": None}),
        ({"type": "checkboxes", "options": []}, {"selected_options": []}),
        ({"type": "users_select", "initial_user": "U1"}, {"selected_user": "U1"}),
        ({"type": "number_input", "initial_value": "5"}, {"value": "5"}),
        ({"type": "datepicker"}, {"selected_date": None}),
    ],
)
def test_untouched_elements_have_a_state(element: dict[str, Any], state: dict[str, Any]) -> None:
    assert initial(element) == {"type": element["type"], **state}


def test_buttons_hold_nothing() -> None:
    assert holds({"type": "button"}) is None
    with pytest.raises(ValueError, match="holds nothing"):
        chosen({"type": "button"}, {})
    with pytest.raises(ValueError, match="has the keys"):
        chosen({"type": "datepicker"}, {"value": "x"})


def test_only_three_characters_are_escaped() -> None:
    assert escape("<a> & *b* \"c\" 'd'") == "&lt;a&gt; &amp; *b* \"c\" 'd'"


def test_posting_to_nobody_is_an_error() -> None:
    with pytest.raises(PostError):
        asyncio.run(post_bytes("http://127.0.0.1:1/x?y=z", {}, b""))
