"""Whole messages and views: how many blocks, and what must not be there twice.

Source: docs.slack.dev/reference/block-kit/blocks and reference/views.
"""

from collections.abc import Iterator
from typing import Any

from sandbox.blocks.checking import (
    TYPE,
    Checking,
    Json,
    Key,
    Problem,
    by_type,
    flag,
    list_of,
    may,
    need,
    string,
    thing,
)
from sandbox.blocks.layout import BLOCK
from sandbox.blocks.texts import plain

MOST_IN_MESSAGE = 50
MOST_IN_VIEW = 100

_VIEW: dict[str, Key] = {
    "type": TYPE,
    "blocks": need(list_of(BLOCK, 1, MOST_IN_VIEW)),
    "private_metadata": may(string(0, 3000)),
    "callback_id": may(string(0, 255)),
    "external_id": may(string(0, 255)),
}
_MODAL: dict[str, Key] = {
    **_VIEW,
    "title": need(plain(24)),
    "submit": may(plain(24)),
    "close": may(plain(24)),
    "clear_on_close": may(flag),
    "notify_on_close": may(flag),
    "submit_disabled": may(flag),
}
_ANY_VIEW = by_type({"modal": thing(_MODAL), "home": thing(_VIEW)})


def check_message_blocks(blocks: Any) -> list[Problem]:
    """Return what is wrong with a message's blocks; none means that Slack would take them."""
    checking = Checking("message")
    list_of(BLOCK, 0, MOST_IN_MESSAGE)(blocks, "/blocks", checking)
    if not checking.problems:
        _no_doubles(blocks, "/blocks", checking)
    return checking.problems


def check_view(view: Any) -> list[Problem]:
    """Return what is wrong with a modal or Home view."""
    kind = view.get("type") if isinstance(view, dict) else None
    checking = Checking("home" if kind == "home" else "modal")
    _ANY_VIEW(view, "/view", checking)
    if not checking.problems:
        _no_doubles(view["blocks"], "/view/blocks", checking)
        _one_focus(view["blocks"], checking)
        _submit_for_inputs(view, checking)
    return checking.problems


def _submit_for_inputs(view: Json, checking: Checking) -> None:
    inputs = any(block["type"] == "input" for block in view["blocks"])
    if view["type"] == "modal" and inputs and "submit" not in view:
        checking.note("/view/submit", "missing required field: submit (there are input blocks)")


def _no_doubles(blocks: list[Json], pointer: str, checking: Checking) -> None:
    seen: set[str] = set()
    for number, block in enumerate(blocks):
        where = f"{pointer}/{number}"
        name = block.get("block_id")
        if name is not None and name in seen:
            checking.note(f"{where}/block_id", f"`block_id` {name} is used twice")
        seen.add(name or "")
        actions = [element["action_id"] for element in _elements(block) if "action_id" in element]
        for double in sorted({action for action in actions if actions.count(action) > 1}):
            checking.note(where, f"`action_id` {double} is used twice in this block")


def _one_focus(blocks: list[Json], checking: Checking) -> None:
    focused = [element for block in blocks for element in _elements(block) if element.get("focus_on_load")]
    if len(focused) > 1:
        checking.note("/view/blocks", "only one element may have focus_on_load")


def _elements(block: Json) -> Iterator[Json]:
    if block["type"] == "rich_text":
        return
    for found in (*block.get("elements", []), block.get("accessory"), block.get("element")):
        if isinstance(found, dict):
            yield found
