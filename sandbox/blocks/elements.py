"""Interactive elements: buttons, menus, pickers and inputs.

Source: docs.slack.dev/reference/block-kit/block-elements.
"""

import re
from typing import Any

from sandbox.blocks.checking import (
    NAME,
    TYPE,
    Checking,
    Key,
    Rule,
    flag,
    list_of,
    may,
    need,
    one_of,
    string,
    thing,
    whole,
)
from sandbox.blocks.rich import RICH_TEXT
from sandbox.blocks.texts import (
    CONFIRM,
    OPTION_GROUPS,
    OPTIONS,
    OVERFLOW_OPTION,
    PLAIN_OPTION,
    RICH_OPTION,
    initial_is_offered,
    options_or_groups,
    plain,
)

_ID = string(2, 64)  # of a person or a channel
_CLICK: dict[str, Key] = {"type": TYPE, "action_id": may(NAME)}
_ASK: dict[str, Key] = {**_CLICK, "confirm": may(CONFIRM)}
_FOCUS: dict[str, Key] = {**_CLICK, "focus_on_load": may(flag)}
_MENU: dict[str, Key] = {**_ASK, **_FOCUS, "placeholder": may(plain(150))}
_MANY: dict[str, Key] = {**_MENU, "max_selected_items": may(whole(1, 1_000_000))}
_STATIC: dict[str, Key] = {"options": may(OPTIONS), "option_groups": may(OPTION_GROUPS)}
_QUERY: dict[str, Key] = {"min_query_length": may(whole(0, 3000))}
_TRIGGERS = list_of(one_of("on_enter_pressed", "on_character_entered"), 1, 2)
_TYPED: dict[str, Key] = {
    **_FOCUS,
    "placeholder": may(plain(150)),
    "dispatch_action_config": may(thing({"trigger_actions_on": may(_TRIGGERS)})),
}


def _filters_something(found: Any, pointer: str, checking: Checking) -> None:
    if not found:
        checking.note(pointer, "must have at least one of include, exclude_external_shared_channels, exclude_bot_users")


_FILTER = thing(
    {
        "include": may(list_of(one_of("im", "mpim", "private", "public"), 1, 4)),
        "exclude_external_shared_channels": may(flag),
        "exclude_bot_users": may(flag),
    },
    _filters_something,
)
_TALKS: dict[str, Key] = {"default_to_current_conversation": may(flag), "filter": may(_FILTER)}


def _shaped(pattern: str, example: str) -> Rule:
    def rule(value: Any, pointer: str, checking: Checking) -> None:
        if not isinstance(value, str) or not re.fullmatch(pattern, value, re.ASCII):
            checking.note(pointer, f"must be like {example}")

    return rule


_DATE = _shaped(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", "2026-12-31")
_TIME = _shaped(r"([01]\d|2[0-3]):[0-5]\d", "23:59")
_NUMBER = _shaped(r"-?\d{1,15}(\.\d{1,15})?", "12 or 12.5, as text")


def _lengths_in_order(element: Any, pointer: str, checking: Checking) -> None:
    if element.get("min_length", 0) > element.get("max_length", 3000):
        checking.note(f"{pointer}/min_length", "must be at most max_length")
    if len(element.get("initial_value", "")) > element.get("max_length", 3000):
        checking.note(f"{pointer}/initial_value", "must be at most max_length characters")


def _numbers_in_order(element: Any, pointer: str, checking: Checking) -> None:
    low, high = element.get("min_value"), element.get("max_value")
    if low is not None and high is not None and float(low) > float(high):
        checking.note(f"{pointer}/min_value", "must be at most max_value")


def _response_url_place(element: Any, pointer: str, checking: Checking) -> None:
    if element.get("response_url_enabled") and checking.surface != "modal":
        checking.note(f"{pointer}/response_url_enabled", "works in modals only")


def _menus(kind: str, one: Rule, single: str, several: str) -> dict[str, Rule]:
    also: dict[str, Key] = _TALKS if kind == "conversations" else {}
    answer: dict[str, Key] = {} if kind == "users" else {"response_url_enabled": may(flag)}
    return {
        f"{kind}_select": thing({**_MENU, **also, **answer, single: may(one)}, _response_url_place),
        f"multi_{kind}_select": thing({**_MANY, **also, several: may(list_of(one, 0))}),
    }


SELECTS: dict[str, Rule] = {
    "static_select": thing(
        {**_MENU, **_STATIC, "initial_option": may(PLAIN_OPTION)}, options_or_groups, initial_is_offered
    ),
    "external_select": thing({**_MENU, **_QUERY, "initial_option": may(PLAIN_OPTION)}),
}
MULTI_SELECTS: dict[str, Rule] = {
    "multi_static_select": thing(
        {**_MANY, **_STATIC, "initial_options": may(list_of(PLAIN_OPTION, 1, 100))},
        options_or_groups,
        initial_is_offered,
    ),
    "multi_external_select": thing({**_MANY, **_QUERY, "initial_options": may(list_of(PLAIN_OPTION, 1, 100))}),
}
for _kind, _single, _several in (
    ("users", "initial_user", "initial_users"),
    ("conversations", "initial_conversation", "initial_conversations"),
    ("channels", "initial_channel", "initial_channels"),
):
    _pair = _menus(_kind, _ID, _single, _several)
    SELECTS[f"{_kind}_select"] = _pair[f"{_kind}_select"]
    MULTI_SELECTS[f"multi_{_kind}_select"] = _pair[f"multi_{_kind}_select"]

BUTTON = thing(
    {
        **_ASK,
        "text": need(plain(75)),
        "url": may(string(1, 3000)),
        "value": may(string(0, 2000)),
        "style": may(one_of("primary", "danger")),
        "accessibility_label": may(string(1, 75)),
    }
)
OVERFLOW = thing({**_ASK, "options": need(list_of(OVERFLOW_OPTION, 1, 5))}, initial_is_offered)
_TEN = need(list_of(RICH_OPTION, 1, 10))
CHOICES: dict[str, Rule] = {
    "checkboxes": thing(
        {**_ASK, **_FOCUS, "options": _TEN, "initial_options": may(list_of(RICH_OPTION, 1, 10))},
        initial_is_offered,
    ),
    "radio_buttons": thing({**_ASK, **_FOCUS, "options": _TEN, "initial_option": may(RICH_OPTION)}, initial_is_offered),
}
DATE_PICKERS: dict[str, Rule] = {
    "datepicker": thing({**_MENU, "initial_date": may(_DATE)}),
    "timepicker": thing({**_MENU, "initial_time": may(_TIME), "timezone": may(string(1, 255))}),
}
DATETIME: dict[str, Rule] = {
    "datetimepicker": thing({**_ASK, **_FOCUS, "initial_date_time": may(whole(1_000_000_000, 9_999_999_999))})
}
TEXT_INPUTS: dict[str, Rule] = {
    "plain_text_input": thing(
        {
            **_TYPED,
            "initial_value": may(string(0, 3000)),
            "multiline": may(flag),
            "min_length": may(whole(0, 3000)),
            "max_length": may(whole(1, 3000)),
        },
        _lengths_in_order,
    ),
    "number_input": thing(
        {
            **_TYPED,
            "is_decimal_allowed": need(flag),
            "initial_value": may(_NUMBER),
            "min_value": may(_NUMBER),
            "max_value": may(_NUMBER),
        },
        _numbers_in_order,
    ),
    "email_text_input": thing({**_TYPED, "initial_value": may(string(1, 3000))}),
    "url_text_input": thing({**_TYPED, "initial_value": may(string(1, 3000))}),
    "rich_text_input": thing({**_TYPED, "initial_value": may(RICH_TEXT)}),
}
