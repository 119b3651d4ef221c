"""The door for Slack's requests: what is not signed by Slack, now, gets 401 and no work."""

import asyncio
import json
import logging
import threading
import time
from urllib.parse import urlencode

import pytest
from slack_bolt import Ack
from starlette.applications import Starlette

from bot.web.door import MOST_BYTES
from bot.web.metrics import Metrics
from bot.web.server import routes
from tests.support.asgi import Headers, Reply, call, request
from tests.support.doors import Doors, signed
from tests.support.house import SAM, STANDING, TEAM
from tests.support.moves import everything_written

COMMAND = urlencode(
    {"command": "/partyline", "text": "wifi", "team_id": TEAM, "user_id": SAM, "response_url": "", "trigger_id": "1"}
)


@pytest.fixture
def site(doors: Doors) -> Starlette:
    return routes(doors.bot.bolt, list, Metrics(doors.database, doors.clock))


def post(site: Starlette, body: str | bytes, headers: Headers) -> Reply:
    return call(site, "POST", "/slack/events", body.encode() if isinstance(body, str) else body, headers)


def test_a_request_signed_by_slack_is_answered(site: Starlette) -> None:
    answer = post(site, COMMAND, signed(COMMAND))
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("application/json")
    assert answer.json()["text"] == f"“{STANDING}”"


def test_slacks_question_whether_the_address_is_ours_is_answered(site: Starlette) -> None:
    body = json.dumps({"type": "url_verification", "token": "x", "challenge": "c4"})
    answer = post(site, body, signed(body, kind="application/json"))
    assert (answer.status, answer.json()) == (200, {"challenge": "c4"})


GOOD = signed(COMMAND)


@pytest.mark.parametrize(
    "change",
    [
        {"x-slack-signature": None},
        {"x-slack-request-timestamp": None},
        {"x-slack-signature": "v0=" + "0" * 64},
        {"x-slack-signature": ""},
        {"x-slack-signature": "v0="},
        {"x-slack-signature": GOOD["x-slack-signature"].upper()},
        {"x-slack-signature": GOOD["x-slack-signature"][:-1]},
        {"x-slack-signature": GOOD["x-slack-signature"] + "0"},
        {"x-slack-signature": "v1" + GOOD["x-slack-signature"][2:]},
        {"x-slack-signature": "v0=" + "é" * 64},
        {"x-slack-signature": "v0=" + "٣" * 64},
        {"x-slack-request-timestamp": ""},
        {"x-slack-request-timestamp": "now"},
        {"x-slack-request-timestamp": "-1"},
        {"x-slack-request-timestamp": "1e9"},
        {"x-slack-request-timestamp": "٣"},
        {"x-slack-request-timestamp": "9" * 5000},
        {"x-slack-request-timestamp": "NaN"},
        {"x-slack-request-timestamp": "0"},
    ],
)
def test_forged_and_malformed_signatures_get_401_and_no_work(
    doors: Doors, site: Starlette, change: dict[str, str | None]
) -> None:
    headers = {name: text.encode() for name, text in (signed(COMMAND) | change).items() if text is not None}
    answer = post(site, COMMAND, headers)
    assert answer.status == 401
    assert STANDING not in answer.text
    assert doors.notes == []


@pytest.mark.parametrize("seconds", [-301, -3600, 301, 3600])
def test_a_request_replayed_after_five_minutes_gets_401(site: Starlette, seconds: int) -> None:
    headers = signed(COMMAND, at=int(time.time()) + seconds)
    assert post(site, COMMAND, headers).status == 401


def test_a_request_signed_with_another_secret_gets_401(site: Starlette) -> None:
    assert post(site, COMMAND, signed(COMMAND, secret="other")).status == 401


def test_a_changed_body_gets_401(site: Starlette) -> None:
    changed = COMMAND.replace(SAM, "U01APPROVER")
    assert post(site, changed, signed(COMMAND)).status == 401


def test_two_signatures_get_401(site: Starlette) -> None:
    headers = [*signed(COMMAND).items(), ("x-slack-signature", "v0=" + "0" * 64)]
    assert post(site, COMMAND, headers).status == 401


MALFORMED = [
    "payload=%7Bbad",
    "payload=",
    "payload=null",
    "payload=7",
    "payload=%5B%5D",
    "{bad",
    "{}",
    "[]",
    '{"user": 5, "team": "x"}',
    '{"authorizations": [null]}',
    '{"event": [], "type": "event_callback"}',
    "{" + '"a":{' * 5000,
    "payload=" + "%5B" * 5000,
    "",
    "\x00",
    "a=b&a=c",
    "é" * 100,
]


@pytest.mark.parametrize("body", MALFORMED)
@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded", "text/plain"])
def test_a_malformed_body_with_a_forged_signature_gets_401_and_no_traceback(
    site: Starlette, caplog: pytest.LogCaptureFixture, body: str, kind: str
) -> None:
    headers = signed(body, secret="forged", kind=kind)
    with caplog.at_level(logging.DEBUG):
        answer = post(site, body, headers)
    assert answer.status == 401
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


@pytest.mark.parametrize("body", [body for body in MALFORMED if "event_callback" not in body])
def test_a_malformed_body_that_is_signed_breaks_nothing_and_does_nothing(
    doors: Doors, site: Starlette, body: str
) -> None:
    before = everything_written(doors.database)
    for kind in ("application/json", "application/x-www-form-urlencoded"):
        answer = post(site, body, signed(body, kind=kind))
        assert answer.status in {200, 401, 404}
        assert "Traceback" not in answer.text
    assert everything_written(doors.database) == before


def test_bytes_that_are_no_text_get_401(site: Starlette) -> None:
    assert post(site, b"\xff\xfe\x00", signed("x")).status == 401


def test_a_body_larger_than_slack_ever_sends_is_refused_before_it_is_read_whole(site: Starlette) -> None:
    body = "x" * (MOST_BYTES + 1)
    assert post(site, body, signed(body)).status == 413


def test_one_slow_listener_stops_nobody_else(doors: Doors, site: Starlette) -> None:
    begun, release = threading.Event(), threading.Event()

    def slow(ack: Ack) -> None:
        begun.set()
        release.wait(20)
        ack()

    doors.bot.bolt.command("/slow")(slow)
    body = COMMAND.replace("%2Fpartyline", "%2Fslow")

    async def both() -> tuple[Reply, Reply]:
        first = asyncio.create_task(request(site, "POST", "/slack/events", body.encode(), signed(body)))
        assert await asyncio.to_thread(begun.wait, 20)
        second = await request(site, "POST", "/slack/events", COMMAND.encode(), signed(COMMAND))
        assert not first.done()
        release.set()
        return await first, second

    assert [reply.status for reply in asyncio.run(both())] == [200, 200]
