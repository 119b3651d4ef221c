"""Socket Mode at its edges, spoken by hand: tickets, hello, the eleventh connection, strange answers."""

import json
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from slack_sdk import WebClient
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from sandbox.driver import Driver
from sandbox.manifest import Manifest
from sandbox.running import Running, running
from sandbox.world import World

Json = dict[str, Any]


@pytest.fixture
def alone(world: World, manifest: Manifest) -> Iterator[Running]:
    with running(world, manifest) as box:
        yield box


def address(box: Running) -> str:
    url: str = WebClient(base_url=box.api_url).apps_connections_open(app_token="xapp-sandbox")["url"]
    return url


def heard(line: ClientConnection) -> Json:
    found: Json = json.loads(line.recv(timeout=10))
    return found


def test_address_is_a_socket_here(alone: Running) -> None:
    assert address(alone).startswith(alone.base_url.replace("http", "ws") + "/socket?ticket=")


def test_hello_counts_connections_and_ten_are_enough(alone: Running) -> None:
    with ExitStack() as stack:
        lines = [stack.enter_context(connect(address(alone))) for _ in range(10)]
        hellos = [heard(line) for line in lines]
        assert [hello["num_connections"] for hello in hellos] == list(range(1, 11))
        assert hellos[0]["connection_info"] == {"app_id": "A01PARTY"}
        eleventh = stack.enter_context(connect(address(alone)))
        assert heard(eleventh)["reason"] == "too_many_websockets"


def test_ticket_opens_once(alone: Running) -> None:
    url = address(alone)
    with connect(url) as line:
        assert heard(line)["type"] == "hello"
    for used in (url, url.replace("ticket=", "ticket=x"), url.split("?")[0]):
        with connect(used) as line:
            assert heard(line)["reason"] == "link_disabled"
            with pytest.raises(ConnectionClosed):
                line.recv(timeout=10)


def test_strange_answers_are_noted_and_survived(alone: Running) -> None:
    driver = Driver(alone.base_url)
    with connect(address(alone)) as line:
        heard(line)
        for strange in ("{", "[]", '{"envelope_id": 7}', '{"envelope_id": "unknown"}', "[" * 100_000):
            line.send(strange)
        line.ping().wait(10)
        driver.refresh_sockets("warning")
        assert heard(line)["reason"] == "warning"
        assert ask(driver, line, do="shortcut", callback_id="publish")["type"] == "interactive"
    assert [rule["rule"] for rule in driver.log()["rules"]] == [
        *("socket_message", "socket_message", "late_ack", "late_ack", "socket_message"),
    ]


def test_bytes_end_the_connection_only(alone: Running) -> None:
    with connect(address(alone)) as line:
        heard(line)
        line.send(b"\x00")
        with pytest.raises(ConnectionClosed):
            line.recv(timeout=10)
    assert Driver(alone.base_url).get("bot")["sockets"] == 0


def test_envelopes_say_whether_an_answer_may_come_along(alone: Running) -> None:
    driver = Driver(alone.base_url)
    with connect(address(alone)) as line:
        heard(line)
        shortcut = ask(driver, line, do="shortcut", callback_id="publish")
        assert shortcut["accepts_response_payload"] is False
        event = ask(driver, line, do="say", channel="C01GEN", text="x")
        assert (event["type"], event["retry_attempt"], event["retry_reason"]) == ("events_api", 0, "")
        command = ask(driver, line, do="command", channel="C01GEN", text="/partyline")
        assert (command["type"], command["accepts_response_payload"]) == ("slash_commands", True)
        assert (command["payload"]["command"], command["payload"]["is_enterprise_install"]) == ("/partyline", "false")


def test_payloads_go_to_one_connection_each(alone: Running) -> None:
    driver = Driver(alone.base_url)
    with connect(address(alone)) as one, connect(address(alone)) as other:
        heard(one), heard(other)
        found = [threading.Event(), threading.Event()]
        for line, event in zip((one, other), found, strict=True):
            threading.Thread(target=answer_all, args=(line, event), daemon=True).start()
        count = 0
        while not all(event.is_set() for event in found) and count < 200:
            driver.person("sam").shortcut("publish")
            count += 1
        assert all(event.is_set() for event in found)


def answer_all(line: ClientConnection, got_one: threading.Event) -> None:
    try:
        for message in line:
            line.send(json.dumps({"envelope_id": json.loads(message)["envelope_id"]}))
            got_one.set()
    except ConnectionClosed:
        return


def test_connection_that_breaks_fails_what_was_under_way(alone: Running) -> None:
    driver = Driver(alone.base_url)
    sam = driver.person("sam").lenient()
    found: list[Json] = []
    with connect(address(alone)) as line:
        heard(line)
        doing = threading.Thread(target=lambda: found.append(sam.command("/partyline")))
        doing.start()
        heard(line)
    doing.join(10)
    assert found[0]["error"] == "dispatch_failed"


def ask(driver: Driver, line: ClientConnection, **act: Any) -> Json:
    """Do something while answering the envelope that it causes."""
    doing = threading.Thread(target=lambda: driver.post("do", {"as": "U03STAFF", **act}))
    doing.start()
    envelope = heard(line)
    line.send(json.dumps({"envelope_id": envelope["envelope_id"]}))
    doing.join(10)
    return envelope
