"""Whatever JSON comes in, the checker answers with a list and what it passes can be shown and read."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.blocks import check_message_blocks, check_view
from sandbox.content import whole_length
from sandbox.pings import find_pings
from sandbox.reading import plain, text_of
from sandbox.states import state_values

_WORDS = st.sampled_from(
    [
        *("type", "text", "elements", "element", "blocks", "block_id", "action_id", "options", "value", "label"),
        *("section", "actions", "input", "header", "context", "button", "plain_text", "mrkdwn", "divider"),
        *("static_select", "plain_text_input", "rich_text", "rich_text_section", "modal", "home", "title"),
        *("fields", "accessory", "initial_option", "confirm", "image", "alt_text", "image_url", "submit"),
    ]
)
_LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20) | _WORDS
_ANY = st.recursive(
    _LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_WORDS | st.text(max_size=5), inner, max_size=5),
    max_leaves=25,
)
_TEXT = st.builds(lambda kind, text: {"type": kind, "text": text}, st.sampled_from(["plain_text", "mrkdwn"]), st.text())
_BLOCK = st.one_of(
    st.builds(lambda text: {"type": "section", "text": text}, _TEXT),
    st.builds(lambda text: {"type": "header", "text": text}, _TEXT),
    st.builds(lambda texts: {"type": "context", "elements": texts}, st.lists(_TEXT, max_size=3)),
    st.builds(
        lambda text: {
            "type": "actions",
            "block_id": "b",
            "elements": [{"type": "button", "action_id": "a", "text": text}],
        },
        _TEXT,
    ),
    st.builds(
        lambda text: {
            "type": "rich_text",
            "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}],
        },
        st.text(),
    ),
    _ANY,
)


@given(_ANY)
@settings(max_examples=300, deadline=None)
def test_any_json_is_judged_and_not_choked_on(value: Any) -> None:
    check_message_blocks(value)
    check_view(value)
    check_message_blocks([value])
    check_view({"type": "modal", "title": {"type": "plain_text", "text": "x"}, "blocks": value})


@given(st.lists(_BLOCK, max_size=4))
@settings(max_examples=300, deadline=None)
def test_what_passes_can_be_shown_and_read(blocks: Any) -> None:
    if check_message_blocks(blocks) == []:
        text_of({"text": "", "blocks": blocks})
        find_pings("", blocks)
        assert whole_length(blocks) >= 0
        if all("block_id" in block for block in blocks):
            state_values(blocks, {})


@given(st.text(alphabet="<>@#!|^*_~`{}UC1dateh \n&;", max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_text_can_be_read(text: str) -> None:
    plain(text)
    find_pings(text, [])
