"""Modals: opening, the stack, hashes, what the client refuses, and what an answer to a form does."""

import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.clock import HandClock
from sandbox.driver import Actor, Driver, NotDoneError, NotSeenError
from sandbox.entering import Names, state_for
from tests.sandbox.puppet import Puppet

Json = dict[str, Any]
Opener = Callable[..., Json]


def words(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def field(label: str, element: Json, **more: Any) -> Json:
    name = label.lower().split()[0]
    return {"type": "input", "block_id": name, "label": words(label), "element": {"action_id": "a", **element}, **more}


def modal(*blocks: Json, **more: Any) -> Json:
    return {
        "type": "modal",
        "callback_id": "form",
        "title": words("Form"),
        "submit": words("Send"),
        "blocks": list(blocks) or [field("Say", TEXT)],
        **more,
    }


TEXT: Json = {"type": "plain_text_input"}
OPTIONS = [{"text": words("Minor"), "value": "1"}, {"text": words("Major"), "value": "2"}]
SELECT: Json = {"type": "static_select", "options": OPTIONS}


@pytest.fixture
def opened(sam: Actor, bot: Puppet, client: WebClient) -> Opener:
    def show(*blocks: Json, **more: Any) -> Json:
        sam.command("/partyline")
        view: Json = client.views_open(trigger_id=bot.last()["trigger_id"], view=modal(*blocks, **more))["view"]
        return view

    return show


def error_of(act: Callable[[], object]) -> str:
    with pytest.raises(SlackApiError) as caught:
        act()
    return str(caught.value.response["error"])


def test_trigger_opens_once_and_for_three_seconds(sam: Actor, bot: Puppet, client: WebClient, clock: HandClock) -> None:
    sam.command("/partyline")
    trigger = bot.last()["trigger_id"]
    assert client.views_open(trigger_id=trigger, view=modal())["view"]["root_view_id"]
    assert error_of(lambda: client.views_open(trigger_id=trigger, view=modal())) == "exchanged_trigger_id"
    assert error_of(lambda: client.views_open(trigger_id="1.2.x", view=modal())) == "invalid_trigger_id"
    sam.command("/partyline")
    clock.advance(3.1)
    late = bot.last()["trigger_id"]
    assert error_of(lambda: client.views_open(trigger_id=late, view=modal())) == "expired_trigger_id"


def test_wrong_view_does_not_use_the_trigger_up(sam: Actor, bot: Puppet, client: WebClient) -> None:
    sam.command("/partyline")
    trigger = bot.last()["trigger_id"]
    for wrong in ({"type": "home", "blocks": [{"type": "divider"}]}, modal(title=words("x" * 25)), {"type": "modal"}):
        assert error_of(lambda view=wrong: client.views_open(trigger_id=trigger, view=view)) == "invalid_arguments"  # type: ignore[misc]
    assert client.views_open(trigger_id=trigger, view=modal())["ok"]


def test_submission_has_all_that_slack_sends(sam: Actor, bot: Puppet, opened: Opener) -> None:
    view = opened(field("Say", TEXT), field("Severity", SELECT, optional=True), private_metadata="secret")
    sam.fill("say", "Wi-Fi is down")
    sam.submit()
    payload = dict(bot.last())
    assert payload.pop("trigger_id")
    shown = payload.pop("view")
    assert payload == {
        "type": "view_submission",
        "user": {"id": "U03STAFF", "username": "sam", "name": "sam", "team_id": "T01TEST"},
        "api_app_id": "A01PARTY",
        "token": "sandbox-verification",
        "team": {"id": "T01TEST", "domain": "example-it"},
        "enterprise": None,
        "is_enterprise_install": False,
        "response_urls": [],
    }
    assert shown["state"]["values"] == {
        "say": {"a": {"type": "plain_text_input", "value": "Wi-Fi is down"}},
        "severity": {"a": {"type": "static_select", "selected_option": None}},
    }
    assert {key: shown[key] for key in ("id", "hash", "private_metadata", "callback_id", "root_view_id", "bot_id")} == {
        "id": view["id"],
        "hash": view["hash"],
        "private_metadata": "secret",
        "callback_id": "form",
        "root_view_id": view["id"],
        "bot_id": "B0PARTYBOT",
    }
    assert shown["previous_view_id"] is None
    assert sam.modal() is None


@pytest.mark.parametrize(
    ("element", "typed", "problem"),
    [
        (TEXT, None, "Please complete this required field."),
        (TEXT, "two\nlines", "one line"),
        ({**TEXT, "min_length": 5}, "four", "at least 5"),
        ({**TEXT, "max_length": 3}, "four", "1 too many"),
        (SELECT, None, "required"),
        ({"type": "number_input", "is_decimal_allowed": False}, "1.5", "whole number"),
        ({"type": "number_input", "is_decimal_allowed": True, "min_value": "2"}, "1.5", "at least 2"),
        ({"type": "number_input", "is_decimal_allowed": True, "max_value": "1"}, "1.5", "at most 1"),
        ({"type": "number_input", "is_decimal_allowed": True}, "x", "a number"),
        ({"type": "email_text_input"}, "nobody", "e-mail"),
        ({"type": "url_text_input"}, "example.com", "https://"),
        ({"type": "multi_users_select", "max_selected_items": 1}, ["ada", "carl"], "at most 1"),
    ],
)
def test_client_refuses_before_it_sends(
    sam: Actor, bot: Puppet, opened: Opener, element: Json, typed: Any, problem: str
) -> None:
    opened(field("Say", element))
    if typed is not None:
        sam.fill("Say", typed)
    with pytest.raises(NotDoneError, match="incomplete"):
        sam.submit()
    assert problem in (sam.modal() or {})["errors"]["say"]
    assert "command" in bot.last()  # nothing was sent after it


def test_optional_fields_may_stay_empty_and_attackers_skip_the_checks(sam: Actor, bot: Puppet, opened: Opener) -> None:
    opened(field("Say", TEXT, optional=True))
    sam.submit()
    assert bot.last()["type"] == "view_submission"
    opened(field("Say", {**TEXT, "max_length": 3}), field("Severity", SELECT))
    forged = {"say": {"a": {"value": "x" * 9}}, "severity": {"a": {"selected_option": {"value": "9"}}}}
    sam.submit(raw=True, values=forged)
    values = bot.last()["view"]["state"]["values"]
    assert values["say"]["a"] == {"type": "plain_text_input", "value": "x" * 9}
    assert values["severity"]["a"]["selected_option"] == {"value": "9"}


def test_errors_stand_under_their_fields_and_nothing_typed_is_lost(sam: Actor, bot: Puppet, opened: Opener) -> None:
    opened()
    bot.answer = lambda _payload: {"response_action": "errors", "errors": {"say": "Too long."}}
    sam.fill("Say", "x")
    assert sam.submit()["errors"] == {"say": "Too long."}
    shown = sam.modal() or {}
    assert (shown["errors"], shown["values"]["say"]["a"]["value"]) == ({"say": "Too long."}, "x")
    assert "Too long." in sam.text_of(shown)
    sam.fill("Say", "y")
    assert (sam.modal() or {})["errors"] == {}


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {}},
        {"response_action": "errors", "errors": {"nonsense": "x"}},
        {"response_action": "errors", "errors": {"row": "not an input"}},
        {"response_action": "errors", "errors": {"say": ""}},
        {"response_action": "errors", "errors": {"say": "x"}, "view": {}},
        {"response_action": "update"},
        {"response_action": "update", "view": {"type": "modal"}},
        {"response_action": "push", "view": {"type": "home", "blocks": [{"type": "divider"}]}},
        {"response_action": "explode"},
        {"response_action": 7},
        {"text": "thanks"},
        "thanks",
        ["x"],
    ],
)
def test_wrong_answers_to_a_form_leave_it_open(
    sam: Actor, bot: Puppet, opened: Opener, driver: Driver, answer: Any
) -> None:
    opened(field("Say", TEXT), {"type": "section", "block_id": "row", "text": words("x")})
    bot.answer = lambda _payload: answer
    sam.fill("Say", "x")
    with pytest.raises(NotDoneError, match="trouble connecting"):
        sam.submit()
    assert (sam.modal() or {})["values"]["say"]["a"]["value"] == "x"
    assert driver.log()["rules"]


def test_update_keeps_what_was_typed_where_ids_stay(sam: Actor, bot: Puppet, opened: Opener) -> None:
    view = opened(field("Say", TEXT), field("More", TEXT, optional=True))
    sam.fill("Say", "x")
    bot.answer = lambda _payload: {"response_action": "update", "view": modal(field("Say", TEXT), title=words("Next"))}
    assert sam.submit()["response_action"] == "update"
    shown = sam.modal() or {}
    assert (shown["id"], shown["title"]["text"]) == (view["id"], "Next")
    assert shown["hash"] != view["hash"]
    assert shown["values"] == {"say": {"a": {"type": "plain_text_input", "value": "x"}}}


def test_push_and_clear(sam: Actor, bot: Puppet, opened: Opener) -> None:
    view = opened()
    sam.fill("Say", "x")
    bot.answer = lambda _payload: {"response_action": "push", "view": modal(title=words("Second"))}
    sam.submit()
    assert [shown["title"]["text"] for shown in sam.see()["modals"]] == ["Form", "Second"]
    with pytest.raises(NotDoneError, match="unknown_view"):
        sam.do("submit", view_id=view["id"])
    bot.answer = lambda _payload: {"response_action": "clear"}
    sam.fill("Say", "y")
    sam.submit()
    assert (bot.last()["view"]["previous_view_id"], bot.last()["view"]["root_view_id"]) == (view["id"], view["id"])
    assert sam.modal() is None


BUTTON = {"type": "button", "action_id": "more", "text": words("More")}
ROW = {"type": "actions", "block_id": "row", "elements": [BUTTON]}


def test_stack_is_three_deep(sam: Actor, bot: Puppet, client: WebClient, opened: Opener) -> None:
    opened(ROW)
    for depth in (2, 3):
        sam.press("More")
        client.views_push(trigger_id=bot.last()["trigger_id"], view=modal(ROW))
        assert len(sam.see()["modals"]) == depth
    sam.press("More")
    trigger = bot.last()["trigger_id"]
    assert error_of(lambda: client.views_push(trigger_id=trigger, view=modal(ROW))) == "push_limit_reached"


def test_push_needs_a_click_in_a_modal(sam: Actor, bot: Puppet, client: WebClient) -> None:
    sam.command("/partyline")
    trigger = bot.last()["trigger_id"]
    assert error_of(lambda: client.views_push(trigger_id=trigger, view=modal())) == "not_found"


def test_hash_guards_against_races(sam: Actor, client: WebClient, opened: Opener) -> None:
    view = opened(external_id="ours")
    found = client.views_update(external_id="ours", hash=view["hash"], view=modal(title=words("2"), external_id="ours"))
    assert found["view"]["id"] == view["id"]
    again = modal(title=words("3"))
    assert error_of(lambda: client.views_update(view_id=view["id"], hash=view["hash"], view=again)) == "hash_conflict"
    assert client.views_update(view_id=view["id"], view=again)["ok"]
    sam.close()
    assert error_of(lambda: client.views_update(view_id=view["id"], view=again)) == "not_found"
    assert error_of(lambda: client.api_call("views.update", json={"view": again})) == "invalid_arguments"


def test_external_ids_are_used_once(sam: Actor, ada: Actor, bot: Puppet, client: WebClient, opened: Opener) -> None:
    opened(external_id="ours")
    ada.command("/partyline")
    trigger = bot.last()["trigger_id"]
    same = modal(external_id="ours")
    assert error_of(lambda: client.views_open(trigger_id=trigger, view=same)) == "duplicate_external_id"


def test_home_is_published_with_a_hash(client: WebClient, sam: Actor, driver: Driver) -> None:
    home = {"type": "home", "blocks": [{"type": "divider"}]}
    first = client.views_publish(user_id="U03STAFF", view=home)["view"]
    client.views_publish(user_id="U03STAFF", view=home, hash=first["hash"])
    stale = first["hash"]
    assert error_of(lambda: client.views_publish(user_id="U03STAFF", view=home, hash=stale)) == "hash_conflict"
    for nobody in ("U99", "U08OUTSIDE"):
        assert error_of(lambda who=nobody: client.views_publish(user_id=who, view=home)) == "invalid_arguments"  # type: ignore[misc]
    with pytest.raises(SlackApiError):
        client.views_publish(user_id="U03STAFF", view=modal())


def test_closing_is_told_where_the_view_asks_for_it(sam: Actor, bot: Puppet, client: WebClient, opened: Opener) -> None:
    opened()
    sam.close()
    assert "command" in bot.last()
    opened(ROW, notify_on_close=True)
    sam.press("More")
    client.views_push(trigger_id=bot.last()["trigger_id"], view=modal(ROW))
    sam.close(everything=True)
    assert (bot.last()["type"], bot.last()["is_cleared"]) == ("view_closed", True)
    opened(notify_on_close=True)
    sam.close()
    assert bot.last()["is_cleared"] is False


def test_clicks_in_a_modal_carry_what_was_typed(sam: Actor, bot: Puppet, opened: Opener) -> None:
    view = opened(field("Say", TEXT), ROW)
    sam.fill("Say", "x")
    assert "command" in bot.last()
    sam.press("More")
    payload = bot.last()
    assert payload["container"] == {"type": "view", "view_id": view["id"]}
    assert payload["view"]["state"]["values"]["say"]["a"]["value"] == "x"
    assert "response_url" not in payload


def test_fields_that_dispatch_are_told_at_once(sam: Actor, bot: Puppet, opened: Opener) -> None:
    opened(field("Say", TEXT, dispatch_action=True))
    sam.fill("Say", "x")
    action = bot.last()["actions"][0]
    assert (action["type"], action["value"], action["block_id"]) == ("plain_text_input", "x", "say")


def test_form_is_busy_while_it_is_sent(sam: Actor, bot: Puppet, clock: HandClock, opened: Opener) -> None:
    opened()
    sam.fill("Say", "x")
    bot.came.clear()
    bot.answer = bot.hang
    found: list[Json] = []
    sending = threading.Thread(target=lambda: found.append(sam.lenient().submit()))
    sending.start()
    assert bot.came.wait(10)
    assert (sam.modal() or {})["busy"] is True
    assert sam.lenient().submit()["error"] == "busy"
    clock.advance(3.1)
    sending.join(10)
    assert found[0]["error"] == "operation_timeout"
    assert (sam.modal() or {})["busy"] is False


def test_repeated_form_is_sent_again_although_it_is_closed(sam: Actor, bot: Puppet, opened: Opener) -> None:
    opened()
    sam.fill("Say", "x")
    sam.submit()
    assert sam.repeat()["outcomes"] == [{"ok": True, "response_action": "gone"}]
    assert bot.heard[-1].payload == bot.heard[-2].payload


def test_response_urls_for_chosen_channels(sam: Actor, bot: Puppet, opened: Opener) -> None:
    opened(field("Where", {"type": "conversations_select", "response_url_enabled": True}))
    sam.fill("Where", "it-staff")
    sam.submit()
    (entry,) = bot.last()["response_urls"]
    assert (entry["block_id"], entry["action_id"], entry["channel_id"]) == ("where", "a", "C02IT")


@pytest.mark.parametrize(
    ("element", "value", "state"),
    [
        (SELECT, "major", {"selected_option": OPTIONS[1]}),
        (SELECT, "1", {"selected_option": OPTIONS[0]}),
        ({"type": "checkboxes", "options": OPTIONS}, ["Minor", "Major"], {"selected_options": OPTIONS}),
        ({"type": "users_select"}, "Ada Okafor", {"selected_user": "U01APPROVER"}),
        ({"type": "multi_users_select"}, "@ada", {"selected_users": ["U01APPROVER"]}),
        ({"type": "channels_select"}, "#general", {"selected_channel": "C01GEN"}),
        ({"type": "radio_buttons", "options": OPTIONS}, "maj", {"selected_option": OPTIONS[1]}),
        ({"type": "conversations_select"}, "ada", {"selected_conversation": "U01APPROVER"}),
        ({"type": "datetimepicker"}, 1795273200, {"selected_date_time": 1795273200}),
        ({"type": "datepicker"}, date(2026, 11, 21), {"selected_date": "2026-11-21"}),
        (
            {"type": "rich_text_input"},
            "so",
            {
                "rich_text_value": {
                    "type": "rich_text",
                    "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "so"}]}],
                }
            },
        ),
        ({"type": "datepicker"}, "2026-11-21", {"selected_date": "2026-11-21"}),
        ({"type": "timepicker"}, "15:00", {"selected_time": "15:00"}),
        ({"type": "datetimepicker"}, "2026-11-21T15:00", {"selected_date_time": 1795273200}),
        ({"type": "datetimepicker"}, "2026-11-21T15:00+01:00", {"selected_date_time": 1795269600}),
        (TEXT, "", {"value": None}),
        (TEXT, {"value": "ready"}, {"value": "ready"}),
    ],
)
def test_driver_writes_states(sam: Actor, opened: Opener, element: Json, value: Any, state: Json) -> None:
    opened(field("Thing to fill", element))
    sam.fill("thing to", value)
    assert (sam.modal() or {})["values"]["thing"]["a"] == {"type": element["type"], **state}
    sam.fill(("thing", "a"), None)


def test_driver_says_what_does_not_fit(sam: Actor, opened: Opener) -> None:
    opened(field("Severity", SELECT))
    with pytest.raises(ValueError, match="Minor, Major"):
        sam.fill("Severity", "Critical")
    with pytest.raises(ValueError, match="Nobody Known"):
        state_for({"type": "users_select"}, "Nobody Known", Names())
    with pytest.raises(ValueError, match="2026-11-21T15:00"):
        state_for({"type": "datetimepicker"}, "soon", Names())
    with pytest.raises(ValueError, match="cannot be filled"):
        state_for({"type": "button"}, "x", Names())
    with pytest.raises(NotSeenError, match="Severity"):
        sam.fill("Colour", "red", timeout=0.05)
    with pytest.raises(NotDoneError, match="invalid_value"):
        sam.fill("Severity", {"selected_option": {"value": "9"}})
    sam.close()
    with pytest.raises(NotSeenError, match="no modal"):
        sam.fill("Severity", "Major", timeout=0.05)


@pytest.mark.parametrize("values", [7, {"say": 7}, {"say": {"a": 7}}, {"no": {"a": {}}}, {"say": {"a": {"x": 1}}}])
def test_unreadable_values_are_refused(sam: Actor, opened: Opener, values: Any) -> None:
    view = opened()
    with pytest.raises(NotDoneError):
        sam.do("fill", view_id=view["id"], values=values)


def test_only_forms_with_a_button_are_submitted(sam: Actor, bot: Puppet, client: WebClient) -> None:
    sam.command("/partyline")
    plain = {"type": "modal", "title": words("T"), "blocks": [ROW]}
    client.views_open(trigger_id=bot.last()["trigger_id"], view=plain)
    with pytest.raises(NotDoneError, match="no_submit"):
        sam.submit()


def test_reload_closes_forms(sam: Actor, opened: Opener, client: WebClient) -> None:
    view = opened()
    sam.reload()
    assert sam.modal() is None
    again = modal()
    assert error_of(lambda: client.views_update(view_id=view["id"], view=again)) == "not_found"


def test_kind_of_a_view_stays(client: WebClient, opened: Opener) -> None:
    view = opened()
    home = {"type": "home", "blocks": [ROW]}
    assert error_of(lambda: client.views_update(view_id=view["id"], view=home)) == "invalid_arguments"


def test_trigger_must_be_given(client: WebClient) -> None:
    assert error_of(lambda: client.api_call("views.open", json={"view": modal()})) == "invalid_arguments"
