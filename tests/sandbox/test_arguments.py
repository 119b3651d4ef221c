"""The arguments we take are those of slack_sdk's methods, so that we cannot drift into agreeing with our mistakes."""

import contextlib
import inspect
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_sdk import WebClient

from sandbox.api.arguments import Method, read_arguments, read_body
from sandbox.api.dispatch import METHODS
from sandbox.refusals import ApiError

# Documented at docs.slack.dev/reference/methods, but no named argument of slack_sdk's method
EXTRAS = {"api.test": {"foo"}, "conversations.open": {"prevent_creation"}}
NOT_IN_SDK = {"blocks.validate"}
EVERYWHERE = {"self", "kwargs", "team_id", "app_token"}
WANTED = {
    *("auth.test", "apps.connections.open", "users.info", "users.list", "usergroups.list", "usergroups.users.list"),
    *("conversations.info", "conversations.list", "conversations.members", "conversations.open", "conversations.join"),
    *("conversations.history", "conversations.replies", "chat.postMessage", "chat.postEphemeral", "chat.update"),
    *("chat.delete", "chat.getPermalink", "views.open", "views.push", "views.update", "views.publish"),
    *("files.getUploadURLExternal", "files.completeUploadExternal"),
    *("reactions.get", "bots.info", "api.test", "blocks.validate"),
}


def sdk_arguments(name: str) -> dict[str, inspect.Parameter]:
    found = inspect.signature(getattr(WebClient, name.replace(".", "_"))).parameters
    return {key: value for key, value in found.items() if key not in EVERYWHERE}


def test_every_method_is_there() -> None:
    assert set(METHODS) == WANTED


@pytest.mark.parametrize("name", sorted(WANTED - NOT_IN_SDK))
def test_arguments_are_those_of_the_sdk(name: str) -> None:
    assert set(METHODS[name].takes) == set(sdk_arguments(name)) | EXTRAS.get(name, set())


@pytest.mark.parametrize("name", sorted(WANTED - NOT_IN_SDK))
def test_what_the_sdk_insists_on_is_needed(name: str) -> None:
    insisted = {key for key, value in sdk_arguments(name).items() if value.default is inspect.Parameter.empty}
    assert set(METHODS[name].needs) == insisted


def method(**takes: str) -> Method:
    return Method("test.method", lambda _ws, args: args, takes, needs=tuple(takes)[:1])


def test_unknown_argument_is_named() -> None:
    with pytest.raises(ApiError) as caught:
        read_arguments(method(channel="text"), {"channel": "C1", "chanel": "C2"})
    assert caught.value.error == "invalid_arguments"
    assert "chanel" in caught.value.facts["response_metadata"]["messages"][0]


def test_missing_argument_is_named() -> None:
    with pytest.raises(ApiError) as caught:
        read_arguments(method(channel="text"), {})
    assert "missing required field: channel" in str(caught.value.facts)


@pytest.mark.parametrize(
    ("kind", "given", "read"),
    [
        ("text", "x", "x"),
        ("text", 1790000000.5, "1790000000.5"),
        ("flag", "true", True),
        ("flag", "1", True),
        ("flag", 0, False),
        ("number", "7", 7),
        ("words", "U1,U2", ["U1", "U2"]),
        ("words", ["U1"], ["U1"]),
        ("json", '[{"a": 1}]', [{"a": 1}]),
        ("json", [1], [1]),
    ],
)
def test_form_and_json_values_are_read_alike(kind: str, given: Any, read: Any) -> None:
    assert read_arguments(method(value=kind), {"value": given}) == {"value": read}


@pytest.mark.parametrize(
    ("kind", "given"),
    [("text", []), ("flag", "maybe"), ("number", "x"), ("number", True), ("json", "{"), ("words", {})],
)
def test_values_of_the_wrong_kind_are_refused(kind: str, given: Any) -> None:
    with pytest.raises(ApiError, match="invalid_arguments"):
        read_arguments(method(value=kind), {"value": given})


@pytest.mark.parametrize(
    ("kind", "body", "error"),
    [
        ("application/json", b"{", "invalid_json"),
        ("application/json; charset=utf-8", b"[]", "json_not_object"),
        ("text/plain", b"x", "invalid_post_type"),
        ("application/json", b"\xff", "invalid_charset"),
    ],
)
def test_unreadable_bodies_are_refused_as_slack_does(kind: str, body: bytes, error: str) -> None:
    with pytest.raises(ApiError, match=error):
        read_body(kind, body)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(sorted(METHODS)), st.data())
@settings(max_examples=200, deadline=None)
def test_any_arguments_are_read_or_refused(name: str, data: st.DataObject) -> None:
    takes = sorted(METHODS[name].takes) or ["x"]
    raw = data.draw(st.dictionaries(st.sampled_from(takes), JSON, max_size=4))
    with contextlib.suppress(ApiError):
        read_arguments(METHODS[name], raw)
