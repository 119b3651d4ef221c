"""Rich text: sections, lists, code and quotes, and what stands in them.

Source: docs.slack.dev/reference/block-kit/blocks/rich-text-block.
"""

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
    one_of,
    string,
    thing,
    whole,
)

_STYLE = thing({word: may(flag) for word in ("bold", "italic", "strike", "code", "underline")})
_MENTION_STYLE = thing(
    {word: may(flag) for word in ("bold", "italic", "strike", "highlight", "client_highlight", "unlink", "code")}
)
_MENTIONED: dict[str, Key] = {"type": TYPE, "style": may(_MENTION_STYLE)}
_STYLED: dict[str, Key] = {"type": TYPE, "style": may(_STYLE)}
_ID = string(2, 64)


def _text(value: object, pointer: str, checking: Checking) -> None:
    """Accept any text but none at all; blanks are fine between words."""
    if not isinstance(value, str):
        checking.note(pointer, "must provide a string")
    elif not value:
        checking.note(pointer, "must be more than 0 characters")


_LINK = thing({**_STYLED, "url": need(string(1, 3000)), "text": may(string(0)), "unsafe": may(flag)})
_PARTS: dict[str, Rule] = {
    "text": thing({**_STYLED, "text": need(_text)}),
    "link": _LINK,
    "emoji": thing({**_STYLED, "name": need(string(1, 255)), "unicode": may(string(1)), "skin_tone": may(whole(1, 6))}),
    "user": thing({**_MENTIONED, "user_id": need(_ID)}),
    "usergroup": thing({**_MENTIONED, "usergroup_id": need(_ID)}),
    "channel": thing({**_MENTIONED, "channel_id": need(_ID)}),
    "team": thing({**_MENTIONED, "team_id": need(_ID)}),
    "broadcast": thing({**_MENTIONED, "range": need(one_of("here", "channel", "everyone"))}),
    "date": thing(
        {
            **_STYLED,
            "timestamp": need(whole(0, 99_999_999_999)),
            "format": need(string(1, 255)),
            "url": may(string(1, 3000)),
            "fallback": may(string(1, 255)),
        }
    ),
    "color": thing({**_STYLED, "value": need(string(1, 64))}),
}
_RUN = list_of(by_type(_PARTS), 0)
_CODE_RUN = list_of(by_type({"text": _PARTS["text"], "link": _LINK}), 0)
_SECTION = thing({"type": TYPE, "elements": need(_RUN)})
_GROUPS: dict[str, Rule] = {
    "rich_text_section": _SECTION,
    "rich_text_preformatted": thing({"type": TYPE, "elements": need(_CODE_RUN), "border": may(whole(0, 1))}),
    "rich_text_quote": thing({"type": TYPE, "elements": need(_RUN), "border": may(whole(0, 1))}),
    "rich_text_list": thing(
        {
            "type": TYPE,
            "style": need(one_of("bullet", "ordered")),
            "elements": need(list_of(by_type({"rich_text_section": _SECTION}), 1)),
            "indent": may(whole(0, 8)),
            "offset": may(whole(0, 10_000)),
            "border": may(whole(0, 1)),
        }
    ),
}

RICH_TEXT = by_type(
    {"rich_text": thing({"type": TYPE, "block_id": may(NAME), "elements": need(list_of(by_type(_GROUPS), 1))})}
)
