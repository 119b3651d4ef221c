"""What a long form and a widely read message need of Slack: pickers, filters, Enter, threads, reactions, addresses."""

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.blocks import check_view
from sandbox.driver import Actor, Driver, NotDoneError
from sandbox.running import Running
from tests.sandbox.puppet import Puppet

Json = dict[str, Any]
Opener = Callable[..., Json]
CHANNELS: Json = {"type": "multi_conversations_select"}
TEXT: Json = {"type": "plain_text_input"}


def words(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def field(label: str, element: Json, **more: Any) -> Json:
    name = label.lower().split()[0]
    return {"type": "input", "block_id": name, "label": words(label), "element": {"action_id": "a", **element}, **more}


def modal(*blocks: Json) -> Json:
    return {"type": "modal", "title": words("Form"), "submit": words("Send"), "blocks": list(blocks)}


@pytest.fixture
def opened(sam: Actor, bot: Puppet, client: WebClient) -> Opener:
    def show(*blocks: Json) -> Json:
        sam.command("/partyline")
        view: Json = client.views_open(trigger_id=bot.last()["trigger_id"], view=modal(*blocks))["view"]
        return view

    return show


def problems(element: Json) -> list[str]:
    return [f"{one.pointer} {one.text}" for one in check_view(modal(field("Where", element)))]


def test_view_holds_a_hundred_blocks_and_no_more() -> None:
    hundred = [{"type": "divider"}] * 100
    assert check_view(modal(*hundred)) == []
    assert [one.text for one in check_view(modal(*hundred, *hundred[:1]))] == ["no more than 100 items allowed"]


def test_filter_without_anything_in_it_is_refused() -> None:
    assert problems({**CHANNELS, "filter": {"include": ["public"], "exclude_bot_users": True}}) == []
    assert problems({**CHANNELS, "filter": {"exclude_external_shared_channels": False}}) == []
    (found,) = problems({**CHANNELS, "filter": {}})
    assert found.startswith("/view/blocks/0/element/filter must have at least one of include")
    assert problems({**CHANNELS, "filter": {"include": []}}) != []


@pytest.mark.parametrize(
    ("only", "offered", "withheld"),
    [
        (None, ["C01GEN", "C05SHARED", "U01APPROVER", "D03STAFF"], ["C01APPR", "C09NONE", "D01APPROVER"]),
        ({"include": ["public"]}, ["C01GEN", "C02IT"], ["C01APPR", "U01APPROVER", "D03STAFF"]),
        ({"include": ["im"]}, ["U01APPROVER", "D03STAFF"], ["C01GEN"]),
        ({"exclude_external_shared_channels": True}, ["C01GEN"], ["C05SHARED"]),
        ({"exclude_bot_users": True}, ["C01GEN"], ["D03STAFF"]),
    ],
)
def test_conversations_are_offered_as_the_filter_says(
    sam: Actor, opened: Opener, only: Json | None, offered: list[str], withheld: list[str]
) -> None:
    view = opened(field("Where", {**CHANNELS, **({"filter": only} if only else {})}))

    def choose(*names: str) -> Json:
        return sam.do("fill", view_id=view["id"], values={"where": {"a": {"selected_conversations": list(names)}}})

    choose(*offered)
    for name in withheld:
        with pytest.raises(NotDoneError, match="not offered"):
            choose(name)


def test_private_channel_is_offered_to_its_members_and_not_once_archived(
    ada: Actor, bot: Puppet, client: WebClient, driver: Driver
) -> None:
    ada.command("/partyline")
    where = field("Where", {**CHANNELS, "filter": {"include": ["private"]}})
    client.views_open(trigger_id=bot.last()["trigger_id"], view=modal(where))
    ada.fill("Where", ["partyline-approvals"])
    ada.submit()
    state = bot.last()["view"]["state"]["values"]["where"]["a"]
    assert state == {"type": "multi_conversations_select", "selected_conversations": ["C01APPR"]}
    driver.change_channel("C01APPR", archived=True)
    ada.command("/partyline")
    client.views_open(trigger_id=bot.last()["trigger_id"], view=modal(where))
    with pytest.raises(NotDoneError, match="not offered"):
        ada.fill("Where", ["C01APPR"])


@pytest.mark.parametrize(
    ("element", "state"),
    [
        ({"type": "datepicker"}, {"selected_date": "2026-02-30"}),
        ({"type": "datepicker"}, {"selected_date": "20260228"}),
        ({"type": "datepicker"}, {"selected_date": 20260228}),
        ({"type": "timepicker"}, {"selected_time": "24:00"}),
        ({"type": "timepicker"}, {"selected_time": "9:30"}),
        ({"type": "timepicker"}, {"selected_time": "09:30:00"}),
        ({"type": "timepicker"}, {"selected_time": 930}),
        ({"type": "datetimepicker"}, {"selected_date_time": "2026-02-28T09:30"}),
        ({"type": "datetimepicker"}, {"selected_date_time": 930}),
        ({"type": "datetimepicker"}, {"selected_date_time": True}),
        ({"type": "users_select"}, {"selected_user": "U99"}),
        ({"type": "multi_channels_select"}, {"selected_channels": ["C01GEN", "C01APPR"]}),
    ],
)
def test_pickers_hold_only_what_a_person_could_pick(sam: Actor, opened: Opener, element: Json, state: Json) -> None:
    view = opened(field("When", element))
    with pytest.raises(NotDoneError, match="invalid_value"):
        sam.do("fill", view_id=view["id"], values={"when": {"a": state}})
    assert sam.submit(raw=True, values={"when": {"a": state}})["response_action"] == "close"  # an attacker may


def test_typing_without_enter_tells_nobody_and_is_not_lost(sam: Actor, bot: Puppet, opened: Opener) -> None:
    again = {"type": "actions", "elements": [{"type": "button", "action_id": "again", "text": words("Again")}]}
    opened(field("Subject", TEXT, dispatch_action=True), again)
    heard = len(bot.heard)
    sam.fill("Subject", "System upgrade", enter=False)
    assert len(bot.heard) == heard
    sam.press("Again")
    assert bot.last()["view"]["state"]["values"]["subject"]["a"]["value"] == "System upgrade"
    sam.fill("Subject", "System upgrade to 999")
    assert bot.last()["actions"][0]["value"] == "System upgrade to 999"


def test_moments_at_which_typing_is_told(sam: Actor, bot: Puppet, opened: Opener) -> None:
    letters = {**TEXT, "dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]}}
    enter = {**TEXT, "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]}}
    date = {"type": "datepicker"}
    opened(*(field(name, one, dispatch_action=True) for name, one in (("L", letters), ("E", enter), ("D", date))))
    told = []
    for name, value in (("L", "x"), ("E", "x"), ("D", "2026-11-21")):
        heard = len(bot.heard)
        sam.fill(name, value, enter=False)
        told.append(len(bot.heard) - heard)
    assert told == [1, 0, 1]


def test_thread_and_its_parent_read_as_in_slack(sam: Actor, ada: Actor, client: WebClient) -> None:
    ts = client.chat_postMessage(channel="C01GEN", text="From Friday you can read your payslip on your phone.")["ts"]
    other = client.chat_postMessage(channel="C01GEN", text="Something else.")["ts"]
    sam.react("+1", ts, "general")
    ada.react("+1", ts, "general")
    sam.react("tada", ts, "general")
    first = sam.say("Mine, too?", "general", thread_ts=ts)["ts"]
    last = ada.say("Yes.", "general", thread_ts=ts)["ts"]
    sam.say("Thanks.", "general", thread_ts=other)

    thread = client.conversations_replies(channel="C01GEN", ts=ts)["messages"]
    assert [one["ts"] for one in thread] == [ts, first, last]
    assert (
        thread[0]
        | {
            "thread_ts": ts,
            "reply_count": 2,
            "reply_users_count": 2,
            "reply_users": ["U03STAFF", "U01APPROVER"],
            "latest_reply": last,
            "is_locked": False,
            "subscribed": False,
            "reactions": [
                {"name": "+1", "users": ["U03STAFF", "U01APPROVER"], "count": 2},
                {"name": "tada", "users": ["U03STAFF"], "count": 1},
            ],
        }
        == thread[0]
    )
    assert (thread[1]["parent_user_id"], thread[1]["thread_ts"]) == ("U0PARTYBOT", ts)
    history = client.conversations_history(channel="C01GEN")["messages"]
    assert history[-1] == thread[0]
    assert first not in {one["ts"] for one in history}
    assert [one["ts"] for one in client.conversations_replies(channel="C01GEN", ts=first)["messages"]] == [first]


def test_message_nobody_answered_says_nothing_of_threads(client: WebClient) -> None:
    ts = client.chat_postMessage(channel="C01GEN", text="x")["ts"]
    (alone,) = client.conversations_replies(channel="C01GEN", ts=ts)["messages"]
    assert not {"reply_count", "latest_reply", "thread_ts", "reactions"} & set(alone)


def test_reactions_come_and_go_and_the_app_hears_of_it(sam: Actor, bot: Puppet, client: WebClient) -> None:
    ts = client.chat_postMessage(channel="C01GEN", text="x")["ts"]
    sam.react(":+1:", ts, "general")
    event = bot.last()["event"]
    assert (event["type"], event["reaction"], event["item"]["ts"]) == ("reaction_added", "+1", ts)
    sam.react("+1", ts, "general")
    assert "reactions" not in client.conversations_history(channel="C01GEN")["messages"][0]


def test_address_of_a_reply_names_its_thread(sam: Actor, client: WebClient, box: Running) -> None:
    ts = client.chat_postMessage(channel="C01GEN", text="x")["ts"]
    reply = sam.say("y", "general", thread_ts=ts)["ts"]
    base = f"{box.base_url}/archives/C01GEN"
    assert client.chat_getPermalink(channel="C01GEN", message_ts=ts)["permalink"] == f"{base}/p{ts.replace('.', '')}"
    found = client.chat_getPermalink(channel="C01GEN", message_ts=reply)["permalink"]
    assert found == f"{base}/p{reply.replace('.', '')}?thread_ts={ts}&cid=C01GEN"
    for channel, error in (("C01GEN", "message_not_found"), ("C99", "channel_not_found")):
        with pytest.raises(SlackApiError, match=error):
            client.chat_getPermalink(channel=channel, message_ts="1.2")


def test_submission_may_go_on_to_the_next_step(sam: Actor, bot: Puppet, opened: Opener, client: WebClient) -> None:
    view = opened(field("Who", TEXT))
    sam.fill("Who", "Finance")
    second = modal(field("Subject", TEXT)) | {"private_metadata": "Finance"}
    bot.answer = lambda _payload: {"response_action": "update", "view": second}
    assert sam.submit()["response_action"] == "update"
    shown = sam.modal() or {}
    assert (shown["id"], shown["blocks"][0]["label"]["text"]) == (view["id"], "Subject")
    bot.answer = lambda _payload: {"response_action": "push", "view": modal({"type": "divider"})}
    sam.fill("Subject", "x")
    assert sam.submit()["response_action"] == "push"
    client.views_update(view_id=view["id"], view=second)  # below another one, too
    bot.answer = lambda _payload: {"response_action": "clear"}
    assert sam.submit()["response_action"] == "clear"
    assert sam.modal() is None
