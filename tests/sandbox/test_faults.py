"""Trouble on demand."""

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.clock import HandClock
from sandbox.driver import Actor, Driver, NotDoneError
from sandbox.faults import Faults
from sandbox.running import Running


@pytest.fixture
def hasty(box: Running) -> WebClient:
    return WebClient("xoxb-sandbox", base_url=box.api_url, retry_handlers=[], timeout=0.2)  # type: ignore[arg-type]


def post(client: WebClient) -> str:
    ts: str = client.chat_postMessage(channel="C01GEN", text="x")["ts"]
    return ts


def test_too_many_requests(driver: Driver, client: WebClient) -> None:
    driver.fault("chat.postMessage", "429", count=2, retry_after=7)
    for _ in range(2):
        with pytest.raises(SlackApiError) as caught:
            post(client)
        assert (caught.value.response.status_code, caught.value.response.headers["Retry-After"]) == (429, "7")
    assert post(client)


def test_server_errors_and_fatal_ones(driver: Driver, client: WebClient) -> None:
    driver.fault("chat.postMessage", "500")
    driver.fault("chat.postMessage", "fatal")
    for status, error in ((500, "internal_error"), (200, "fatal_error")):
        with pytest.raises(SlackApiError) as caught:
            post(client)
        assert (caught.value.response.status_code, caught.value.response["error"]) == (status, error)
    assert post(client)


def test_silence_without_and_with_the_deed(driver: Driver, hasty: WebClient, sam: Actor) -> None:
    driver.fault("chat.postMessage", "timeout")
    with pytest.raises(TimeoutError):
        post(hasty)
    assert sam.messages("general") == []
    driver.fault("chat.postMessage", "posted_no_answer")
    with pytest.raises(TimeoutError):
        post(hasty)
    assert len(sam.messages("general")) == 1
    call = driver.log()["calls"][-1]
    assert (call["fault"], call["ok"], call["ts"]) == ("posted_no_answer", True, sam.messages("general")[0]["ts"])


def test_late_deed_happens_although_the_caller_hung_up(
    driver: Driver, hasty: WebClient, sam: Actor, clock: HandClock
) -> None:
    driver.fault("chat.postMessage", "posted_late", seconds=5)
    with pytest.raises(TimeoutError):
        post(hasty)
    assert sam.messages("general") == []
    clock.advance(5)
    assert sam.wait_until(lambda screen: screen["places"][0]["messages"])


def test_faults_can_be_for_one_channel_or_all_methods_and_be_switched_off(driver: Driver, client: WebClient) -> None:
    driver.fault("*", "fatal", channel="C02IT", count=10)
    assert post(client)
    with pytest.raises(SlackApiError, match="fatal_error"):
        client.chat_postMessage(channel="C02IT", text="x")
    driver.clear_faults()
    assert client.chat_postMessage(channel="C02IT", text="x")["ok"]


@pytest.mark.parametrize(
    "fault", [{"x": 1}, {"method": "x"}, {"method": "x", "fault": "flood"}, {"method": "x", "fault": "500", "often": 1}]
)
def test_nonsense_is_refused(driver: Driver, fault: dict[str, Any]) -> None:
    assert driver.post("faults", fault)["ok"] is False


def test_several_at_once(driver: Driver, client: WebClient) -> None:
    one = {"method": "chat.postMessage", "fault": "fatal"}
    assert driver.post("faults", {"faults": [one, one]})["waiting"] == 2
    assert driver.post("faults", {"faults": "x"})["ok"] is False
    with pytest.raises(NotDoneError):
        driver.fault("chat.postMessage", "flood")


def test_dice_fall_the_same_way_for_the_same_seed() -> None:
    def struck(seed: int) -> list[bool]:
        faults = Faults()
        faults.add({"method": "m", "fault": "500", "probability": 0.3, "seed": seed})
        return [faults.strike("m", None) is not None for _ in range(200)]

    assert struck(1) == struck(1) != struck(2)
    assert 30 < sum(struck(1)) < 90
