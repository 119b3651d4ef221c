"""Reading what Slack sends: who, where, and what they typed or chose."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from bot.slack import payloads
from bot.slack.payloads import Actor


def view(state: Any) -> dict[str, Any]:
    return {"id": "V1", "state": {"values": {"field": {"value": state}}}}


def test_a_command_says_who_typed_it_and_where() -> None:
    assert payloads.actor({"team_id": "T1", "user_id": "U1"}) == Actor("T1", "U1", "")


def test_a_click_says_who_pressed_in_which_workspace_and_where_they_belong() -> None:
    body = {"team": {"id": "T1"}, "user": {"id": "U1", "team_id": "T2"}}
    assert payloads.actor(body) == Actor("T1", "U1", "T2")


def test_a_click_without_a_team_as_in_an_organisation_counts_for_the_persons_own() -> None:
    assert payloads.actor({"team": None, "user": {"id": "U1", "team_id": "T2"}}) == Actor("T2", "U1", "T2")


def test_nobody_is_nobody() -> None:
    assert payloads.actor({}) == Actor("", "", "")
    assert payloads.actor({"user": {}}) == Actor("", "", "")


def test_somebody_of_another_organisation_is_from_elsewhere_and_nobody_else_is() -> None:
    assert Actor("T1", "U1", "T2").is_from_elsewhere
    assert not Actor("T1", "U1", "T1").is_from_elsewhere
    assert not Actor("T1", "U1", "").is_from_elsewhere


def test_a_click_sent_again_has_the_same_key_and_a_second_click_another() -> None:
    def click(at: str, who: str = "U1", what: str = "go") -> str:
        return payloads.click_key({"user": {"id": who}, "actions": [{"action_ts": at, "action_id": what}]})

    assert click("1.1") == click("1.1")
    assert len({click("1.1"), click("1.2"), click("1.1", who="U2"), click("1.1", what="stop")}) == 4


def test_a_form_has_one_key_however_often_it_is_submitted() -> None:
    assert payloads.form_key({"view": {"id": "V1", "hash": "a"}}) == payloads.form_key({"view": {"id": "V1"}})
    assert payloads.form_key({"view": {"id": "V1"}}) != payloads.form_key({"view": {"id": "V2"}})


def test_a_buttons_value_is_read_and_a_missing_one_is_empty() -> None:
    assert payloads.button_value({"actions": [{"value": "v"}]}) == "v"
    assert payloads.button_value({"actions": [{}]}) == ""
    assert payloads.button_value({"actions": [{"value": None}]}) == ""
    assert payloads.button_value({"actions": [{"value": "a\x00b"}]}) == "ab"


def test_an_empty_field_is_empty_text() -> None:
    assert payloads.typed(view({"type": "plain_text_input", "value": None}), "field") == ""
    assert payloads.typed(view({"value": "words"}), "field") == "words"
    assert payloads.typed({}, "field") == ""
    assert payloads.typed(view({"value": "words"}), "another") == ""


def test_nothing_chosen_is_empty_text() -> None:
    assert payloads.chosen(view({"selected_option": None}), "field") == ""
    assert payloads.chosen(view({"selected_option": {"value": "major"}}), "field") == "major"


def test_a_picked_time_is_an_instant() -> None:
    picked = payloads.picked_time(view({"selected_date_time": 1772452800}), "field")
    assert picked == datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("state", [None, "1772452800", 10**18, -(10**18), 1.5, [], {}])
def test_a_time_that_no_calendar_has_counts_as_not_picked(state: Any) -> None:
    assert payloads.picked_time(view({"selected_date_time": state}), "field") is None


def test_all_that_is_chosen_is_read_in_its_order_and_nonsense_is_nothing() -> None:
    chosen = {"selected_options": [{"value": "b"}, {"value": "a"}]}
    assert payloads.all_chosen(view(chosen), "field") == ("b", "a")
    states: list[dict[str, Any]] = [
        {},
        {"selected_options": None},
        {"selected_options": []},
        {"selected_options": ["x"]},
    ]
    for nothing in states:
        assert payloads.all_chosen(view(nothing), "field") == ()


def test_the_person_who_is_chosen_is_read_and_nobody_is_nobody() -> None:
    assert payloads.chosen_person(view({"selected_user": "U1"}), "field") == "U1"
    for nothing in ({}, {"selected_user": None}):
        assert payloads.chosen_person(view(nothing), "field") == ""


def test_the_channels_that_are_chosen_are_read_in_their_order_and_nonsense_is_none() -> None:
    chosen = {"selected_conversations": ["C2", "C1"]}
    assert payloads.chosen_channels(view(chosen), "field") == ("C2", "C1")
    states: list[dict[str, Any]] = [{}, {"selected_conversations": None}, {"selected_conversations": [None, 1, {}]}]
    for nothing in states:
        assert payloads.chosen_channels(view(nothing), "field") == ()


@pytest.mark.parametrize(
    ("state", "expected"),
    [({"selected_date": "2026-03-31"}, date(2026, 3, 31)), ({"selected_date": None}, None), ({}, None)],
)
def test_a_picked_day_is_a_day(state: dict[str, Any], expected: date | None) -> None:
    assert payloads.picked_date(view(state), "field") == expected


@pytest.mark.parametrize("written", ["2026-02-30", "soon", "31.03.2026"])
def test_a_day_that_no_calendar_has_is_none(written: str) -> None:
    assert payloads.picked_date(view({"selected_date": written}), "field") is None


@pytest.mark.parametrize(
    ("written", "expected"),
    [("18:05", time(18, 5)), ("00:00", time(0)), (None, None), ("24:30", None), ("10:00+02:00", time(10))],
)
def test_a_picked_time_of_day_is_one_of_no_zone(written: str | None, expected: time | None) -> None:
    assert payloads.picked_clock(view({"selected_time": written}), "field") == expected


def test_a_box_is_ticked_or_not() -> None:
    assert payloads.is_ticked(view({"selected_options": [{"value": "yes"}]}), "field")
    assert not payloads.is_ticked(view({"selected_options": []}), "field")
    assert not payloads.is_ticked(view({}), "field")
