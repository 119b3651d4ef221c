"""Posting to the sandbox, with its faults, and to a server that answers nonsense."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from slack_sdk import WebClient

from bot.deliveries import flows
from bot.deliveries.courier import Courier
from bot.deliveries.posting import FINAL, MENDABLE, PASSING, SlackPostman
from bot.deliveries.rules import DeliveryStatus, Later, Looked, Message, Never, Sent
from bot.slack import blocks
from bot.slack.client import courier_client, listener_client
from bot.storage import Database
from sandbox.clock import HandClock as SandboxClock
from sandbox.driver import Driver
from sandbox.manifest import load_manifest
from sandbox.pace import Limits
from sandbox.running import Running, running
from sandbox.world import load_world
from tests.support.clock import HandClock
from tests.support.house import ADA, APPROVALS, TEAM
from tests.support.moves import letters

ROOT = Path(__file__).parents[2]
TOKEN = "xoxb-sandbox"
NOTE = Message("A *note* & more", [blocks.section("A *note* &amp; more")])
KEY = "key-of-this"


def post(client: WebClient, destination: str, ts: str, message: Message, key: str = KEY) -> Sent | Later | Never:
    return SlackPostman(client).post(destination, ts, message, key)


@pytest.fixture
def slack_clock() -> SandboxClock:
    return SandboxClock()


@pytest.fixture
def box(slack_clock: SandboxClock) -> Iterator[Running]:
    world, manifest = load_world(ROOT / "samples" / "world.yml"), load_manifest(ROOT / "manifest.yml")
    with running(world, manifest, clock=slack_clock, limits=Limits(burst=1)) as found:
        Driver(found.base_url).change_channel(APPROVALS, bot=True)
        yield found


@pytest.fixture
def driver(box: Running) -> Driver:
    return Driver(box.base_url)


@pytest.fixture
def client(box: Running) -> WebClient:
    return courier_client(TOKEN, box.api_url)


def impatient(api_url: str) -> WebClient:
    """Make a client like the courier's, with less than its patience."""
    return WebClient(TOKEN, base_url=api_url, timeout=1, retry_handlers=[])


def seen(driver: Driver, who: str = "ada", channel: str | None = "partyline-approvals") -> list[str]:
    return [str(message["text"]) for message in driver.person(who).messages(channel)]


def calls(driver: Driver) -> list[str]:
    return [str(one["method"]) for one in driver.log()["calls"]]


# --- posted ----------------------------------------------------------------------------------------------------


def test_a_message_is_posted_with_its_text_and_blocks(client: WebClient, driver: Driver) -> None:
    sent = post(client, APPROVALS, "", NOTE)
    assert isinstance(sent, Sent)
    [message] = driver.person("ada").messages("partyline-approvals")
    assert (sent.channel, sent.ts) == (APPROVALS, message["ts"])
    assert (message["text"], message["blocks"][0]["text"]["text"]) == (NOTE.text, NOTE.blocks[0]["text"]["text"])
    assert driver.log()["rules"] == []


def test_a_message_that_stands_is_edited_in_place(client: WebClient, driver: Driver) -> None:
    sent = post(client, APPROVALS, "", NOTE)
    assert isinstance(sent, Sent)
    edited = post(client, sent.channel, sent.ts, Message("Newer", [blocks.section("Newer")]))
    assert edited == sent
    assert seen(driver) == ["Newer"]


def test_a_direct_message_goes_to_the_persons_id_and_can_be_edited_where_it_stands(
    client: WebClient, driver: Driver
) -> None:
    sent = post(client, ADA, "", NOTE)
    assert isinstance(sent, Sent)
    assert sent.channel != ADA
    assert post(client, sent.channel, sent.ts, Message("Newer", [blocks.section("Newer")])) == sent


# --- trouble that passes ---------------------------------------------------------------------------------------


def test_a_429_waits_as_long_as_slack_asks(client: WebClient, driver: Driver) -> None:
    driver.fault("chat.postMessage", "429", retry_after=17)
    later = post(client, APPROVALS, "", NOTE)
    assert later == Later("Slack asked us to slow down", timedelta(seconds=17))


def test_posting_faster_than_one_a_second_is_told_to_slow_down(client: WebClient, slack_clock: SandboxClock) -> None:
    assert isinstance(post(client, APPROVALS, "", NOTE), Sent)
    later = post(client, APPROVALS, "", NOTE)
    assert isinstance(later, Later)
    assert later.wait == timedelta(seconds=1)
    slack_clock.advance(1)
    assert isinstance(post(client, APPROVALS, "", NOTE), Sent)


@pytest.mark.parametrize("fault", ["500", "fatal"])
def test_trouble_of_slacks_own_is_tried_later(client: WebClient, driver: Driver, fault: str) -> None:
    driver.fault("chat.postMessage", fault)
    later = post(client, APPROVALS, "", NOTE)
    assert isinstance(later, Later)
    assert (later.wait, later.needs_mending) == (None, False)
    assert isinstance(post(client, APPROVALS, "", NOTE), Sent)


@pytest.mark.parametrize("fault", ["timeout", "posted_no_answer"])
def test_where_slack_does_not_answer_it_is_tried_later_and_never_twice_in_one_go(
    box: Running, driver: Driver, fault: str
) -> None:
    driver.fault("chat.postMessage", fault)
    later = post(impatient(box.api_url), APPROVALS, "", NOTE)
    assert isinstance(later, Later)
    assert later.reason.startswith("Slack did not answer")
    assert calls(driver).count("chat.postMessage") == 1


def test_where_nobody_listens_it_is_tried_later() -> None:
    later = post(impatient("http://127.0.0.1:1/api/"), APPROVALS, "", NOTE)
    assert isinstance(later, Later)
    assert not later.needs_mending


# --- what somebody can mend, and what nobody can ---------------------------------------------------------------


def test_a_channel_that_the_bot_is_not_in_waits_for_somebody_to_invite_it(client: WebClient, driver: Driver) -> None:
    driver.change_channel(APPROVALS, bot=False)
    later = post(client, APPROVALS, "", NOTE)
    assert isinstance(later, Later)
    assert later.needs_mending
    assert "invite" in later.reason
    driver.change_channel(APPROVALS, bot=True)
    assert isinstance(post(client, APPROVALS, "", NOTE), Sent)


def test_a_wrong_token_waits_for_a_right_one(box: Running) -> None:
    later = post(courier_client("xoxb-wrong", box.api_url), APPROVALS, "", NOTE)
    assert isinstance(later, Later)
    assert later.needs_mending
    assert "SLACK_BOT_TOKEN" in later.reason


def test_an_archived_channel_is_final(client: WebClient, driver: Driver) -> None:
    driver.change_channel(APPROVALS, archived=True)
    assert post(client, APPROVALS, "", NOTE) == Never("that channel is archived")


def test_a_message_that_somebody_deleted_is_final(client: WebClient) -> None:
    assert post(client, APPROVALS, "1.000000", NOTE) == Never("somebody deleted the message", gone=True)


def test_what_slack_refuses_for_another_reason_is_final_and_named(client: WebClient) -> None:
    never = post(client, APPROVALS, "", Message("Too long", [blocks.section("x" * 4000)]))
    assert never == Never("Slack refused it (invalid_blocks)")


def test_no_reason_is_both_passing_and_final() -> None:
    assert not PASSING & (MENDABLE.keys() | FINAL.keys())
    assert not MENDABLE.keys() & FINAL.keys()


# --- nonsense --------------------------------------------------------------------------------------------------


@contextmanager
def answering(status: int, body: bytes, **headers: str) -> Iterator[str]:
    """Serve one answer to everything."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            for name, value in ({"Content-Length": str(len(body))} | headers).items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/api/"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("status", "body", "headers"),
    [
        (200, b"<html>Maintenance</html>", {}),
        (503, b"<html>Maintenance</html>", {}),
        (502, b"", {}),
        (200, b"", {}),
        (200, b"\xff\xfe", {}),
        (200, b"[]", {}),
        (200, b'{"ok": false}', {}),
        (200, b'{"ok": true, "channel"', {"Content_Length": "99"}),
        (429, b"", {}),
        (429, b"{}", {"Retry_After": "soon"}),
        (429, b'{"ok": false, "error": "ratelimited"}', {"Retry_After": "-5"}),
    ],
)
def test_an_answer_that_makes_no_sense_is_tried_later(status: int, body: bytes, headers: dict[str, str]) -> None:
    with answering(status, body, **headers) as api_url:
        later = post(impatient(api_url), APPROVALS, "", NOTE)
    assert isinstance(later, Later), later
    assert not later.needs_mending
    if status == 429:
        assert later.wait == timedelta(seconds=30)


# --- looked for ------------------------------------------------------------------------------------------------


def test_a_message_is_found_by_its_key_and_only_by_that(client: WebClient, slack_clock: SandboxClock) -> None:
    sent = post(client, APPROVALS, "", NOTE)
    slack_clock.advance(5)
    post(client, APPROVALS, "", NOTE, key="another")
    assert isinstance(sent, Sent)
    since = datetime.fromtimestamp(float(sent.ts), UTC)
    assert SlackPostman(client).look(APPROVALS, KEY, since) == Looked(APPROVALS, (sent.ts,))
    assert SlackPostman(client).look(APPROVALS, "nobody's", since) == Looked(APPROVALS, ())


def test_a_direct_message_is_found_where_it_stands(client: WebClient) -> None:
    sent = post(client, ADA, "", NOTE)
    assert isinstance(sent, Sent)
    since = datetime.fromtimestamp(float(sent.ts), UTC)
    assert SlackPostman(client).look(ADA, KEY, since) == Looked(sent.channel, (sent.ts,))


def test_a_reply_stands_in_its_thread_and_is_found_there_and_nowhere_else(
    client: WebClient, driver: Driver, slack_clock: SandboxClock
) -> None:
    postman = SlackPostman(client)
    above = post(client, APPROVALS, "", NOTE, key="above")
    assert isinstance(above, Sent)
    slack_clock.advance(5)
    reply = postman.post(APPROVALS, "", NOTE, KEY, above.ts)
    assert isinstance(reply, Sent)
    since = datetime.fromtimestamp(float(reply.ts), UTC)
    assert postman.look(APPROVALS, KEY, since, above.ts) == Looked(APPROVALS, (reply.ts,))
    assert postman.look(APPROVALS, KEY, since) == Looked(APPROVALS, ())
    shown = {message["ts"]: message["thread_ts"] for message in driver.person("ada").messages("partyline-approvals")}
    assert shown[reply.ts] == above.ts


def test_a_reply_to_a_person_is_found_in_the_thread_of_their_own_conversation(
    client: WebClient, slack_clock: SandboxClock
) -> None:
    postman = SlackPostman(client)
    above = post(client, ADA, "", NOTE, key="above")
    assert isinstance(above, Sent)
    slack_clock.advance(1)
    reply = postman.post(above.channel, "", NOTE, KEY, above.ts)
    assert isinstance(reply, Sent)
    since = datetime.fromtimestamp(float(above.ts), UTC)
    assert postman.look(ADA, KEY, since, above.ts) == Looked(above.channel, (reply.ts,))


def test_the_thread_of_a_message_that_was_deleted_holds_nothing_and_takes_nothing(client: WebClient) -> None:
    postman = SlackPostman(client)
    since = datetime(2026, 3, 2, tzinfo=UTC)
    assert postman.look(APPROVALS, KEY, since, "1.000001") == Looked()
    refused = postman.post(APPROVALS, "", NOTE, KEY, "1.000001")
    assert refused == Never("somebody deleted the message that it belongs to")


def test_a_message_far_back_is_found_on_a_later_page(client: WebClient, slack_clock: SandboxClock) -> None:
    sent = post(client, APPROVALS, "", NOTE)
    assert isinstance(sent, Sent)
    for number in range(205):
        slack_clock.advance(2)
        post(client, APPROVALS, "", NOTE, key=f"later {number}")
    since = datetime.fromtimestamp(float(sent.ts), UTC)
    assert SlackPostman(client).look(APPROVALS, KEY, since) == Looked(APPROVALS, (sent.ts,))


def test_where_the_bot_may_not_read_it_says_so(client: WebClient, driver: Driver) -> None:
    driver.change_channel(APPROVALS, bot=False)
    since = datetime(2026, 3, 2, tzinfo=UTC)
    assert SlackPostman(client).look(APPROVALS, KEY, since) == Looked()


def test_where_slack_is_away_nothing_is_said_about_what_stands(box: Running, driver: Driver) -> None:
    driver.fault("conversations.history", "500", count=1)
    found = SlackPostman(impatient(box.api_url)).look(APPROVALS, KEY, datetime(2026, 3, 2, tzinfo=UTC))
    assert isinstance(found, Later)


def test_a_message_taken_back_is_gone(client: WebClient, driver: Driver) -> None:
    sent = post(client, APPROVALS, "", NOTE)
    assert isinstance(sent, Sent)
    postman = SlackPostman(client)
    assert [postman.take_back(sent.channel, sent.ts) for _ in range(2)] == [None, None], "twice is as good as once"
    assert seen(driver) == []


# --- with the courier ------------------------------------------------------------------------------------------


def test_through_every_fault_the_courier_brings_each_message_and_none_twice(
    house: Database, clock: HandClock, box: Running, driver: Driver, slack_clock: SandboxClock
) -> None:
    with house.transaction() as tx:
        for number in range(4):
            flows.put(tx, TEAM, kind="note", ref=f"note {number}", destinations=[APPROVALS], now=clock())
    driver.fault("chat.postMessage", "500", count=2)
    driver.fault("chat.postMessage", "429", count=2, retry_after=7)
    driver.fault("chat.postMessage", "fatal", count=1)
    driver.fault("chat.postMessage", "posted_no_answer", count=2)
    driver.fault("conversations.history", "500", count=1)
    client = impatient(box.api_url)
    note = {"note": lambda _tx, _workspace, ref, _now: Message(ref, [blocks.section(ref)])}
    courier = Courier(house, SlackPostman(client), note, clock)
    for _ in range(60):
        while courier.deliver_one():
            pass
        clock.tick(seconds=1)
        slack_clock.advance(1)
    assert sorted(seen(driver)) == [f"note {number}" for number in range(4)]
    assert driver.log()["rules"] == [], "it never ran into a limit"
    for number in range(4):
        [found] = letters(house, "note", f"note {number}")
        assert (found.status, found.reason) == (DeliveryStatus.SENT, "")


def test_the_listeners_client_does_not_post_again_by_itself(box: Running, driver: Driver) -> None:
    driver.fault("chat.postMessage", "500", count=5)
    assert isinstance(post(listener_client(TOKEN, box.api_url), APPROVALS, "", NOTE), Later)
    assert calls(driver).count("chat.postMessage") == 1
