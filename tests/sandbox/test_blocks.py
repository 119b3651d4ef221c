"""The Block Kit checker: the largest that fits, the smallest that does not, and everything unknown."""

from typing import Any

import pytest

from sandbox.blocks import check_message_blocks, check_view

Json = dict[str, Any]


def plain(text: str = "x") -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str = "x") -> Json:
    return {"type": "mrkdwn", "text": text}


def option(value: str = "v", text: str = "x", **more: Any) -> Json:
    return {"text": plain(text), "value": value, **more}


def button(**more: Any) -> Json:
    return {"type": "button", "text": plain(), **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def asked(element: Json, **more: Any) -> Json:
    return {"type": "input", "label": plain(), "element": element, **more}


def section(text: Json | None = None, **more: Any) -> Json:
    return {"type": "section", "text": text or mrkdwn(), **more}


def rich(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}


def modal(*blocks: Json, **more: Any) -> Json:
    return {"type": "modal", "title": plain(), "submit": plain(), "blocks": list(blocks), **more}


def options(number: int) -> list[Json]:
    return [option(f"v{count}") for count in range(number)]


def confirm(**more: Any) -> Json:
    return {"title": plain(), "text": mrkdwn(), "confirm": plain(), "deny": plain(), **more}


TEXT = {"type": "plain_text_input"}
NUMBER = {"type": "number_input", "is_decimal_allowed": False}
IMAGE = {"type": "image", "alt_text": "x", "image_url": "https://example.com/x.png"}

# (what, a maker, the largest size that fits)
SIZES: list[tuple[str, Any, int]] = [
    ("header", lambda n: {"type": "header", "text": plain("x" * n)}, 150),
    ("section text", lambda n: section(mrkdwn("x" * n)), 3000),
    ("section fields", lambda n: {"type": "section", "fields": [mrkdwn()] * n}, 10),
    ("section field text", lambda n: {"type": "section", "fields": [plain("x" * n)]}, 2000),
    ("context elements", lambda n: {"type": "context", "elements": [mrkdwn()] * n}, 10),
    ("actions elements", lambda n: actions(*[button()] * n), 25),
    ("block_id", lambda n: {"type": "divider", "block_id": "x" * n}, 255),
    ("action_id", lambda n: actions(button(action_id="x" * n)), 255),
    ("button text", lambda n: actions({"type": "button", "text": plain("x" * n)}), 75),
    ("button value", lambda n: actions(button(value="x" * n)), 2000),
    ("button url", lambda n: actions(button(url="x" * n)), 3000),
    ("button label", lambda n: actions(button(accessibility_label="x" * n)), 75),
    ("confirm title", lambda n: actions(button(confirm=confirm(title=plain("x" * n)))), 100),
    ("confirm text", lambda n: actions(button(confirm=confirm(text=plain("x" * n)))), 300),
    ("confirm yes", lambda n: actions(button(confirm=confirm(confirm=plain("x" * n)))), 30),
    ("confirm no", lambda n: actions(button(confirm=confirm(deny=plain("x" * n)))), 30),
    ("select options", lambda n: actions({"type": "static_select", "options": options(n)}), 100),
    (
        "option text",
        lambda n: actions({"type": "static_select", "options": [option(text="x" * n)]}),
        75,
    ),
    ("option value", lambda n: actions({"type": "static_select", "options": [option("x" * n)]}), 150),
    (
        "option description",
        lambda n: actions({"type": "static_select", "options": [option(description=plain("x" * n))]}),
        75,
    ),
    (
        "placeholder",
        lambda n: actions({"type": "users_select", "placeholder": plain("x" * n)}),
        150,
    ),
    ("overflow options", lambda n: actions({"type": "overflow", "options": options(n)}), 5),
    ("checkboxes", lambda n: actions({"type": "checkboxes", "options": options(n)}), 10),
    ("radio buttons", lambda n: actions({"type": "radio_buttons", "options": options(n)}), 10),
    ("input label", lambda n: {"type": "input", "label": plain("x" * n), "element": TEXT}, 2000),
    ("input hint", lambda n: asked(TEXT, hint=plain("x" * n)), 2000),
    ("initial_value", lambda n: asked({**TEXT, "initial_value": "x" * n}), 3000),
    ("max_length", lambda n: asked({**TEXT, "max_length": n}), 3000),
    ("image alt_text", lambda n: {**IMAGE, "alt_text": "x" * n}, 2000),
    ("image address", lambda n: {**IMAGE, "image_url": "x" * n}, 3000),
    ("image title", lambda n: {**IMAGE, "title": plain("x" * n)}, 2000),
]


@pytest.mark.parametrize(("what", "make", "most"), SIZES, ids=[size[0] for size in SIZES])
def test_largest_fits_and_one_more_does_not(what: str, make: Any, most: int) -> None:
    assert check_message_blocks([make(most)]) == []
    assert check_message_blocks([make(most + 1)])


VIEW_SIZES: list[tuple[str, Any, int]] = [
    ("title", lambda n: modal(section(), title=plain("x" * n)), 24),
    ("submit", lambda n: modal(section(), submit=plain("x" * n)), 24),
    ("close", lambda n: modal(section(), close=plain("x" * n)), 24),
    ("private_metadata", lambda n: modal(section(), private_metadata="x" * n), 3000),
    ("callback_id", lambda n: modal(section(), callback_id="x" * n), 255),
    ("external_id", lambda n: modal(section(), external_id="x" * n), 255),
    ("blocks", lambda n: modal(*[section()] * n), 100),
]


@pytest.mark.parametrize(("what", "make", "most"), VIEW_SIZES, ids=[size[0] for size in VIEW_SIZES])
def test_largest_view_fits_and_one_more_does_not(what: str, make: Any, most: int) -> None:
    assert check_view(make(most)) == []
    assert check_view(make(most + 1))


def test_message_takes_fifty_blocks_and_no_more() -> None:
    assert check_message_blocks([{"type": "divider"}] * 50) == []
    assert check_message_blocks([{"type": "divider"}] * 51)[0].pointer == "/blocks"


FINE: list[Json] = [
    {"type": "header", "text": plain(), "level": 2},
    section(accessory=button()),
    section(accessory={**IMAGE}),
    section(expand=True, accessory={"type": "multi_users_select", "max_selected_items": 2}),
    {"type": "context", "elements": [IMAGE, plain(), mrkdwn()]},
    {"type": "image", "alt_text": "x", "slack_file": {"id": "F1"}},
    actions({"type": "datepicker", "initial_date": "2026-11-21"}, {"type": "timepicker", "initial_time": "09:30"}),
    actions({"type": "datetimepicker", "initial_date_time": 1_790_000_000}),
    actions({"type": "static_select", "option_groups": [{"label": plain(), "options": [option()]}]}),
    actions({"type": "static_select", "options": [option()], "initial_option": option()}),
    actions({"type": "external_select", "min_query_length": 0}),
    actions({"type": "conversations_select", "default_to_current_conversation": True, "filter": {"include": ["im"]}}),
    actions({"type": "overflow", "options": [option(url="https://example.com")]}),
    asked({**TEXT, "multiline": True, "min_length": 2, "max_length": 5}),
    asked({**TEXT, "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]}}, dispatch_action=True),
    asked({**NUMBER, "min_value": "-1", "max_value": "10"}),
    asked({"type": "email_text_input"}),
    asked({"type": "url_text_input"}),
    asked({"type": "rich_text_input"}),
    asked({"type": "checkboxes", "options": [{"text": mrkdwn(), "value": "v"}]}, optional=True),
    asked({"type": "multi_conversations_select"}),
    asked({"type": "multi_channels_select", "initial_channels": ["C1X"]}),
    asked({"type": "multi_static_select", "options": options(3), "initial_options": options(2)}),
    rich(
        {"type": "text", "text": " ", "style": {"bold": True, "italic": True, "strike": True, "code": True}},
        {"type": "user", "user_id": "U1X"},
        {"type": "link", "url": "https://example.com", "text": "there"},
        {"type": "emoji", "name": "wave", "skin_tone": 2},
        {"type": "date", "timestamp": 1_790_000_000, "format": "{date}", "fallback": "then"},
        {"type": "channel", "channel_id": "C1X"},
        {"type": "usergroup", "usergroup_id": "S1X"},
        {"type": "broadcast", "range": "here"},
        {"type": "color", "value": "#ff0000"},
        {"type": "team", "team_id": "T1X"},
    ),
    {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_list",
                "style": "ordered",
                "indent": 1,
                "offset": 3,
                "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}],
            },
            {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "x"}], "border": 0},
            {"type": "rich_text_quote", "elements": [{"type": "text", "text": "x"}]},
        ],
    },
]


@pytest.mark.parametrize("block", FINE)
def test_documented_shapes_pass(block: Json) -> None:
    assert check_message_blocks([block]) == []


WRONG: list[tuple[Json, str]] = [
    ({"type": "divider", "colour": "red"}, "/blocks/0"),
    ({"type": "divder"}, "/blocks/0/type"),
    ({}, "/blocks/0"),
    ({"type": 7}, "/blocks/0/type"),
    ({"type": "section"}, "/blocks/0"),
    ({"type": "section", "text": mrkdwn("")}, "/blocks/0/text/text"),
    ({"type": "section", "text": mrkdwn("  \n")}, "/blocks/0/text/text"),
    ({"type": "section", "text": "x"}, "/blocks/0/text"),
    ({"type": "section", "text": {**mrkdwn(), "emoji": True}}, "/blocks/0/text"),
    ({"type": "section", "fields": []}, "/blocks/0/fields"),
    (section(accessory=TEXT), "/blocks/0/accessory/type"),
    ({"type": "header", "text": mrkdwn()}, "/blocks/0/text/type"),
    ({"type": "header", "text": plain(), "level": 5}, "/blocks/0/level"),
    ({"type": "context", "elements": []}, "/blocks/0/elements"),
    ({"type": "context", "elements": [button()]}, "/blocks/0/elements/0/type"),
    (actions(TEXT), "/blocks/0/elements/0/type"),
    (actions(button(style="blue")), "/blocks/0/elements/0/style"),
    (actions(button(url=5)), "/blocks/0/elements/0/url"),
    (actions(button(confirm={"title": plain()})), "/blocks/0/elements/0/confirm"),
    (actions({"type": "static_select"}), "/blocks/0/elements/0"),
    (actions({"type": "static_select", "options": []}), "/blocks/0/elements/0/options"),
    (
        actions(
            {
                "type": "static_select",
                "options": options(1),
                "option_groups": [{"label": plain(), "options": options(1)}],
            }
        ),
        "/blocks/0/elements/0",
    ),
    (
        actions({"type": "static_select", "options": options(2), "initial_option": option("other")}),
        "/blocks/0/elements/0",
    ),
    (actions({"type": "static_select", "options": [option(), option()]}), "/blocks/0/elements/0"),
    (actions({"type": "static_select", "options": [option(url="https://x")]}), "/blocks/0/elements/0/options/0"),
    (actions({"type": "datepicker", "initial_date": "21.11.2026"}), "/blocks/0/elements/0/initial_date"),
    (actions({"type": "timepicker", "initial_time": "9:30"}), "/blocks/0/elements/0/initial_time"),
    (actions({"type": "datetimepicker", "initial_date_time": "soon"}), "/blocks/0/elements/0/initial_date_time"),
    (
        actions({"type": "conversations_select", "response_url_enabled": True}),
        "/blocks/0/elements/0/response_url_enabled",
    ),
    (asked(button()), "/blocks/0/element/type"),
    (asked({"type": "number_input"}), "/blocks/0/element"),
    (asked({**NUMBER, "min_value": "5", "max_value": "4"}), "/blocks/0/element/min_value"),
    (asked({**NUMBER, "initial_value": 5}), "/blocks/0/element/initial_value"),
    (asked({**TEXT, "min_length": 9, "max_length": 5}), "/blocks/0/element/min_length"),
    (asked({**TEXT, "max_length": 2, "initial_value": "xxx"}), "/blocks/0/element/initial_value"),
    (asked({**TEXT, "dispatch_action_config": {}}), "/blocks/0/element/dispatch_action_config"),
    (asked(TEXT, optional="yes"), "/blocks/0/optional"),
    ({"type": "input", "element": TEXT}, "/blocks/0"),
    ({"type": "image", "alt_text": "x"}, "/blocks/0"),
    ({"type": "image", "image_url": "https://x"}, "/blocks/0"),
    (rich({"type": "text", "text": ""}), "/blocks/0/elements/0/elements/0/text"),
    (rich({"type": "text", "text": "x", "style": {"loud": True}}), "/blocks/0/elements/0/elements/0/style"),
    (rich({"type": "user"}), "/blocks/0/elements/0/elements/0"),
    (rich({"type": "broadcast", "range": "world"}), "/blocks/0/elements/0/elements/0/range"),
    (rich({"type": "date", "timestamp": "1", "format": "{date}"}), "/blocks/0/elements/0/elements/0/timestamp"),
    ({"type": "rich_text", "elements": [{"type": "rich_text_list", "elements": []}]}, "/blocks/0/elements/0"),
]


@pytest.mark.parametrize(("block", "pointer"), WRONG)
def test_wrong_shapes_are_named_by_pointer(block: Json, pointer: str) -> None:
    assert pointer in {problem.pointer for problem in check_message_blocks([block])}


def test_no_block_id_twice() -> None:
    twice = [{"type": "divider", "block_id": "same"}] * 2
    assert [problem.pointer for problem in check_message_blocks(twice)] == ["/blocks/1/block_id"]


def test_no_action_id_twice_in_one_block() -> None:
    assert check_message_blocks([actions(button(action_id="a"), button(action_id="a"))])
    assert check_message_blocks([actions(button(action_id="a")), actions(button(action_id="a"))]) == []


def test_inputs_need_a_submit_button() -> None:
    view = modal(asked(TEXT))
    del view["submit"]
    assert check_view(view)[0].pointer == "/view/submit"


def test_only_one_field_has_the_focus() -> None:
    focused = asked({**TEXT, "focus_on_load": True})
    assert check_view(modal(focused, focused))
    assert check_view(modal(focused, asked(TEXT))) == []


def test_home_has_no_title() -> None:
    assert check_view({"type": "home", "blocks": [section()]}) == []
    assert check_view({"type": "home", "blocks": [section()], "title": plain()})


def test_response_urls_come_from_modals_only() -> None:
    chooser = asked({"type": "conversations_select", "response_url_enabled": True})
    assert check_view(modal(chooser)) == []
    assert check_message_blocks([chooser])


@pytest.mark.parametrize("view", [None, [], "x", {}, {"type": "workflow_step", "blocks": []}, {"type": "modal"}])
def test_what_is_no_view_is_refused(view: Any) -> None:
    assert check_view(view)


def test_problem_reads_as_slack_writes_it() -> None:
    problem = check_message_blocks([section(mrkdwn("x" * 3001))])[0]
    assert problem.sentence() == "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
