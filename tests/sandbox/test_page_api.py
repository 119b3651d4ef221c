"""What the page gets: the world, one person's screen, long polls, and files that load nothing from elsewhere."""

import json
import threading
import urllib.error
import urllib.request
from typing import Any

import pytest
from slack_sdk import WebClient

from sandbox.driver import Actor, Driver
from sandbox.running import Running

Json = dict[str, Any]


def fetch(url: str, body: bytes | None = None, kind: str = "application/json") -> tuple[int, Any, bytes]:
    request = urllib.request.Request(url, body, {"Content-Type": kind})  # noqa: S310 - the sandbox's own address
    try:
        with urllib.request.urlopen(request) as answer:  # noqa: S310 - the sandbox's own address
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


def see(driver: Driver, who: str, **more: Any) -> Json:
    query: Json = {"as": who, **more}
    return driver.get("see", patience=30, **query)


def test_world_is_what_the_page_chooses_from(driver: Driver) -> None:
    world = driver.world()
    assert world["team"] == {"id": "T01TEST", "name": "Example IT", "domain": "example-it"}
    ada = world["people"][0]
    assert {key: ada[key] for key in ("id", "name", "real_name", "kind", "tz", "initials")} == {
        "id": "U01APPROVER",
        "name": "ada",
        "real_name": "Ada Okafor",
        "kind": "member",
        "tz": "Europe/London",
        "initials": "AO",
    }
    assert ada["color"].startswith("#")
    assert [command["command"] for command in world["commands"]] == ["/partyline", "/subject"]
    assert {shortcut["type"] for shortcut in world["shortcuts"]} == {"global", "message"}
    assert world["home"] is True
    assert {"id", "name", "private", "ext_shared", "members"} <= set(world["channels"][0])


def test_screen_has_only_ones_own_places(sam: Actor, olga: Actor) -> None:
    places = {place["id"]: place["kind"] for place in sam.see()["places"]}
    assert places == {
        "C01GEN": "channel",
        "C02IT": "channel",
        "C03NET": "channel",
        "C05SHARED": "channel",
        "D03STAFF": "dm",
    }
    assert [place["id"] for place in olga.see()["places"]] == ["C05SHARED"]


def test_message_is_shown_with_its_author_and_time(sam: Actor, client: WebClient) -> None:
    ts = client.chat_postMessage(channel="C01GEN", text="x")["ts"]
    assert sam.messages("general") == [
        {
            "ts": ts,
            "thread_ts": None,
            "user": {"id": "U0PARTYBOT", "name": "Partyline", "is_app": True},
            "text": "x",
            "blocks": None,
            "ephemeral": False,
            "edited": False,
            "deleted": False,
            "time": float(ts),
            "reactions": [],
        }
    ]


def test_unread_is_counted_until_read(sam: Actor, carl: Actor, client: WebClient) -> None:
    def unread() -> int:
        return int(next(place["unread"] for place in sam.see()["places"] if place["id"] == "C02IT"))

    client.chat_postMessage(channel="C02IT", text="x")
    carl.say("y", "it-staff")
    sam.say("z", "it-staff")
    assert unread() == 2
    sam.do("read", channel="C02IT")
    assert unread() == 0


def test_long_poll_waits_for_this_persons_news(sam: Actor, ada: Actor, driver: Driver, client: WebClient) -> None:
    version = sam.see()["version"]
    found: list[Json] = []
    poll = threading.Thread(target=lambda: found.append(see(driver, sam.id, since=version)))
    poll.start()
    client.chat_postMessage(channel="C01APPR", text="not for sam")
    client.chat_postMessage(channel="C02IT", text="for sam")
    poll.join(10)
    assert found[0]["version"] == version + 1
    assert see(driver, sam.id, since=version + 1, wait=0)["version"] == version + 1


def test_screen_of_nobody_is_refused(driver: Driver) -> None:
    assert see(driver, "U99")["error"] == "unknown_person"
    assert see(driver, "U03STAFF", since="x")["error"] == "invalid_request"


def test_toasts_are_for_one_and_go_with_a_reload(sam: Actor, ada: Actor, box: Running) -> None:
    sam.lenient().say("x", "nowhere")
    box.ws.screens[sam.id].toasts.append({"id": "1", "level": "error", "text": "x"})
    assert sam.see()["toasts"]
    assert not ada.see()["toasts"]
    sam.reload()
    assert not sam.see()["toasts"]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"as": "U03STAFF", "do": "reload"}', "text/plain"),
        (b'{"as": "U03STAFF", "do": "reload"}', "application/x-www-form-urlencoded"),
        (b"[]", "application/json"),
        (b"{", "application/json"),
        (b"[" * 100_000, "application/json"),
    ],
)
def test_strange_posts_are_refused(box: Running, body: bytes, kind: str) -> None:
    status, _, text = fetch(f"{box.base_url}/sandbox/do", body, kind)
    assert (status, json.loads(text)["ok"]) == (400, False)


def test_unknown_acts_are_refused(sam: Actor) -> None:
    assert sam.lenient().do("dance")["error"] == "unknown_act"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("people", {"id": "U03STAFF", "kind": "king"}),
        ("people", {"id": "nobody", "name": "x", "real_name": "X"}),
        ("groups", {"id": "S9"}),
        ("groups", {"id": "S0IT", "add": ["U99"]}),
        ("channels", {"id": "C99"}),
        ("channels", {"id": "C01GEN", "topic": "x"}),
        ("channels", {"id": "C01GEN", "add": ["U08OUTSIDE"]}),
        ("channels", {"id": "C01GEN", "add": "U03STAFF"}),
        ("refresh", {"reason": "boredom"}),
    ],
)
def test_wrong_changes_are_refused(driver: Driver, path: str, body: Json) -> None:
    answer = driver.post(path, body)
    assert answer["ok"] is False
    assert answer["message"]


def test_page_loads_nothing_from_elsewhere(box: Running) -> None:
    status, headers, text = fetch(f"{box.base_url}/")
    assert status == 200
    assert b"<!doctype html>" in text.lower()
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http:" not in policy


@pytest.mark.parametrize("path", ["static/nothing.js", "static/../README.md", "static/%2e%2e/world.py", "static/"])
def test_only_the_pages_own_files_are_served(box: Running, path: str) -> None:
    assert fetch(f"{box.base_url}/{path}")[0] == 404


def test_bot_is_reported_as_reachable(driver: Driver) -> None:
    assert driver.get("bot")["reachable"] is True


def test_nobody_moves_between_organisations(driver: Driver) -> None:
    assert driver.post("people", {"id": "U03STAFF", "kind": "outside"})["ok"] is False
    olaf = {"id": "U11OLAF", "name": "olaf", "real_name": "Olaf Berg", "kind": "outside"}
    assert driver.post("people", olaf)["ok"]
    driver.change_channel("C05SHARED", add=["U11OLAF"])
    assert [place["id"] for place in driver.person("olaf").see()["places"]] == ["C05SHARED"]
