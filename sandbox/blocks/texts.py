"""Text objects, options and confirmation dialogs.

Source: docs.slack.dev/reference/block-kit/composition-objects.
"""

from typing import Any

from sandbox.blocks.checking import (
    TYPE,
    Checking,
    Rule,
    by_type,
    flag,
    list_of,
    may,
    need,
    one_of,
    string,
    thing,
)

LONGEST = 3000


def plain(most: int = LONGEST, least: int = 1) -> Rule:
    """Accept a plain_text object."""
    return by_type({"plain_text": thing({"type": TYPE, "text": need(string(least, most)), "emoji": may(flag)})})


def either(most: int = LONGEST) -> Rule:
    """Accept a plain_text or mrkdwn object."""
    return by_type(
        {
            "plain_text": thing({"type": TYPE, "text": need(string(1, most)), "emoji": may(flag)}),
            "mrkdwn": thing({"type": TYPE, "text": need(string(1, most)), "verbatim": may(flag)}),
        }
    )


def option(text: Rule, *, url: bool = False) -> Rule:
    """Accept an option; only overflow menus may carry a `url`."""
    keys = {
        "text": need(text),
        "value": need(string(1, 150)),
        "description": may(text),
    }
    return thing(keys | ({"url": may(string(1, LONGEST))} if url else {}))


PLAIN_OPTION = option(plain(75))
RICH_OPTION = option(either(75))  # checkboxes and radio buttons may use mrkdwn
OVERFLOW_OPTION = option(plain(75), url=True)
OPTIONS = list_of(PLAIN_OPTION, 1, 100)
OPTION_GROUPS = list_of(thing({"label": need(plain(75)), "options": need(OPTIONS)}), 1, 100)

CONFIRM = thing(
    {
        "title": need(plain(100)),
        "text": need(either(300)),
        "confirm": need(plain(30)),
        "deny": need(plain(30)),
        "style": may(one_of("primary", "danger")),
    }
)


def options_or_groups(element: Any, pointer: str, checking: Checking) -> None:
    """Refuse an element with both options and option_groups, or with neither."""
    if ("options" in element) == ("option_groups" in element):
        checking.note(pointer, "exactly one of options and option_groups must be provided")


def initial_is_offered(element: Any, pointer: str, checking: Checking) -> None:
    """Refuse an initial choice that is not exactly one of the options, and the same value twice."""
    groups = element.get("option_groups", [])
    offered = [*element.get("options", []), *(option for group in groups for option in group["options"])]
    wanted = element.get("initial_options", [])
    if "initial_option" in element:
        wanted = [element["initial_option"]]
    for one in wanted:
        if one not in offered:
            checking.note(pointer, "initial option must exactly match one of the options")
    values = [one["value"] for one in offered]
    doubles = {value for value in values if values.count(value) > 1}
    if doubles:
        checking.note(pointer, f"option value {sorted(doubles)[0]!r} is used twice")
