"""Blocks, and which elements each may hold.

Source: docs.slack.dev/reference/block-kit/blocks; elements per block from @slack/types.
"""

from typing import Any

from sandbox.blocks.checking import (
    NAME,
    TYPE,
    Checking,
    Key,
    Rule,
    by_type,
    flag,
    list_of,
    may,
    need,
    string,
    thing,
    whole,
)
from sandbox.blocks.elements import (
    BUTTON,
    CHOICES,
    DATE_PICKERS,
    DATETIME,
    MULTI_SELECTS,
    OVERFLOW,
    SELECTS,
    TEXT_INPUTS,
)
from sandbox.blocks.rich import RICH_TEXT
from sandbox.blocks.texts import either, plain

_BLOCK: dict[str, Key] = {"type": TYPE, "block_id": may(NAME)}
_FILE = thing({"id": may(string(1, 255)), "url": may(string(1, 3000))})
_IMAGE: dict[str, Key] = {
    "type": TYPE,
    "alt_text": need(string(1, 2000)),
    "image_url": may(string(1, 3000)),
    "slack_file": may(_FILE),
}


def _one_source(image: Any, pointer: str, checking: Checking) -> None:
    if ("image_url" in image) == ("slack_file" in image):
        checking.note(pointer, "exactly one of image_url and slack_file must be provided")


def _section_has_text(section: Any, pointer: str, checking: Checking) -> None:
    if "text" not in section and "fields" not in section:
        checking.note(pointer, "missing required field: text or fields")


def _dispatch_place(block: Any, pointer: str, checking: Checking) -> None:
    if "dispatch_action_config" in block["element"] and not block.get("dispatch_action"):
        checking.note(f"{pointer}/element/dispatch_action_config", "needs dispatch_action on the input block")


_IMAGE_ELEMENT: dict[str, Rule] = {"image": thing(_IMAGE, _one_source)}
_CLICKS: dict[str, Rule] = {"button": BUTTON, "overflow": OVERFLOW}
_ANYWHERE: dict[str, Rule] = {**SELECTS, **MULTI_SELECTS, **CHOICES, **DATE_PICKERS}
_IN_ACTIONS = by_type({**_CLICKS, **_ANYWHERE, **DATETIME, "rich_text_input": TEXT_INPUTS["rich_text_input"]})
_IN_SECTION = by_type({**_CLICKS, **_ANYWHERE, **_IMAGE_ELEMENT})
_IN_INPUT = by_type({**_ANYWHERE, **DATETIME, **TEXT_INPUTS})
_IN_CONTEXT = by_type(
    {
        **_IMAGE_ELEMENT,
        "plain_text": either(),
        "mrkdwn": either(),
    }
)

BLOCK = by_type(
    {
        "header": thing({**_BLOCK, "text": need(plain(150)), "level": may(whole(1, 4))}),
        "divider": thing(_BLOCK),
        "section": thing(
            {
                **_BLOCK,
                "text": may(either()),
                "fields": may(list_of(either(2000), 1, 10)),
                "accessory": may(_IN_SECTION),
                "expand": may(flag),
            },
            _section_has_text,
        ),
        "context": thing({**_BLOCK, "elements": need(list_of(_IN_CONTEXT, 1, 10))}),
        "actions": thing({**_BLOCK, "elements": need(list_of(_IN_ACTIONS, 1, 25))}),
        "image": thing({**_BLOCK, **_IMAGE, "title": may(plain(2000))}, _one_source),
        "input": thing(
            {
                **_BLOCK,
                "label": need(plain(2000)),
                "element": need(_IN_INPUT),
                "hint": may(plain(2000)),
                "optional": may(flag),
                "dispatch_action": may(flag),
            },
            _dispatch_place,
        ),
        "rich_text": RICH_TEXT,
    }
)
