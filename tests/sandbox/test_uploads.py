"""Files: announced, sent and shown, as slack_sdk's `files_upload_v2` does it; and whatever does not fit, refused."""

import json
import urllib.error
import urllib.request
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.driver import Actor, Driver
from sandbox.manifest import Manifest, parse_manifest
from sandbox.running import Running, running
from sandbox.world import World
from tests.sandbox.conftest import MANIFEST

DM = "D03STAFF"


@pytest.fixture
def manifest() -> Manifest:
    scopes = MANIFEST["oauth_config"]["scopes"]["bot"]
    return parse_manifest(MANIFEST | {"oauth_config": {"scopes": {"bot": [*scopes, "files:write"]}}})


@pytest.fixture
def files_box(world: World, manifest: Manifest) -> Any:
    with running(world, manifest) as found:
        yield found


@pytest.fixture
def uploader(files_box: Running) -> WebClient:
    return WebClient("xoxb-sandbox", base_url=files_box.api_url, retry_handlers=[])


def send(url: str, content: bytes) -> int:
    try:
        with urllib.request.urlopen(url, content, timeout=10) as answer:  # noqa: S310 - our own address
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def rules(box: Running) -> list[str]:
    return [entry["rule"] for entry in Driver(box.base_url).log()["rules"]]


def test_a_file_is_shown_as_a_message_that_leads_to_its_text(uploader: WebClient, files_box: Running) -> None:
    uploader.files_upload_v2(channel=DM, filename="history.csv", content="a,ü\r\n", initial_comment="Here it is.")
    sam: Actor = Driver(files_box.base_url).person("sam")
    [message] = sam.messages("dm")
    assert sam.text_of(message) == "Here it is.\nhistory.csv"
    [file] = message["files"]
    assert (file["title"], file["size"]) == ("history.csv", 6)
    with urllib.request.urlopen(file["url_private"], timeout=10) as answer:  # noqa: S310 - our own address
        assert answer.read().decode() == "a,ü\r\n"
    assert rules(files_box) == []
    [found] = uploader.conversations_history(channel=DM)["messages"]
    assert found["files"][0]["name"] == "history.csv"


def test_a_file_that_is_shown_nowhere_is_complete_all_the_same(uploader: WebClient, files_box: Running) -> None:
    done = uploader.files_upload_v2(filename="a.txt", content="x", title="A text")
    assert done["files"][0]["title"] == "A text"
    assert Driver(files_box.base_url).person("sam").messages("dm") == []


def test_what_is_not_what_was_announced_is_not_taken(uploader: WebClient, files_box: Running) -> None:
    told = uploader.files_getUploadURLExternal(filename="a.txt", length=3)
    assert send(told["upload_url"], b"four") == 400
    assert send(told["upload_url"], b"abc") == 200
    assert send(told["upload_url"], b"abc") == 400
    assert send(f"{files_box.base_url}/upload/F0", b"abc") == 400
    assert rules(files_box) == ["invalid_upload"] * 3


def test_a_file_is_there_only_when_it_is_complete(uploader: WebClient, files_box: Running) -> None:
    told = uploader.files_getUploadURLExternal(filename="a.txt", length=3)
    send(told["upload_url"], b"abc")
    with pytest.raises(urllib.error.HTTPError) as missing:
        urllib.request.urlopen(f"{files_box.base_url}/files/{told['file_id']}", timeout=10)  # noqa: S310
    with missing.value:
        assert missing.value.code == 404


def complete(uploader: WebClient, **given: Any) -> str:
    with pytest.raises(SlackApiError) as refused:
        uploader.api_call("files.completeUploadExternal", params=given)
    return str(refused.value.response["error"])


def test_what_does_not_fit_is_refused_by_name(uploader: WebClient) -> None:
    told = uploader.files_getUploadURLExternal(filename="a.txt", length=3)
    mine = json.dumps([{"id": told["file_id"]}])
    assert complete(uploader, files=mine, channel_id=DM) == "file_not_found"
    send(told["upload_url"], b"abc")
    assert complete(uploader, files=mine, channel_id="U03STAFF") == "channel_not_found"
    assert complete(uploader, files=mine, channel_id="C0NOWHERE") == "channel_not_found"
    assert complete(uploader, files=mine, channels=f"{DM},C02IT") == "invalid_arguments"
    for nonsense in ("[]", "{}", '["F1"]', '[{"title": "x"}]', '[{"id": "F1", "other": 1}]'):
        assert complete(uploader, files=nonsense, channel_id=DM) == "invalid_arguments"
    uploader.files_completeUploadExternal(files=[{"id": told["file_id"], "title": None}], channel_id=DM)
    assert complete(uploader, files=mine, channel_id=DM) == "file_not_found"


@pytest.mark.parametrize("length", [0, -1, 1_000_001])
def test_an_empty_or_enormous_file_is_refused(uploader: WebClient, length: int) -> None:
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        uploader.files_getUploadURLExternal(filename="a.txt", length=length)


def test_it_takes_the_scope(world: World) -> None:
    with running(world, parse_manifest(MANIFEST)) as box:
        client = WebClient("xoxb-sandbox", base_url=box.api_url, retry_handlers=[])
        with pytest.raises(SlackApiError, match="missing_scope"):
            client.files_upload_v2(channel=DM, filename="a.txt", content="x")


def test_a_file_keeps_the_pace_of_its_conversation(world: World, manifest: Manifest) -> None:
    with running(world, manifest) as box:
        uploader = WebClient("xoxb-sandbox", base_url=box.api_url, retry_handlers=[])
        for number in range(5):
            uploader.files_upload_v2(channel=DM, filename=f"{number}.txt", content="x")
        with pytest.raises(SlackApiError, match="ratelimited"):
            uploader.files_upload_v2(channel=DM, filename="6.txt", content="x")


def test_an_upload_that_is_refused_is_an_error_to_the_sdk(
    uploader: WebClient, files_box: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sandbox.api.files.take", lambda *_: "no")
    with pytest.raises(urllib.error.HTTPError) as refused:
        uploader.files_upload_v2(channel=DM, filename="a.txt", content="x")
    with refused.value:
        assert refused.value.code == 400
    assert rules(files_box) == ["invalid_upload"]
