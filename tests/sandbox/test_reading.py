"""What a reader would read: mrkdwn, mentions, dates in their own zone, rich text, whole screens."""

from typing import Any

import pytest

from sandbox.dates import Reader, words
from sandbox.reading import Eyes, plain, text_of

NOON = 1_790_078_400  # 22 September 2026, 12:00 UTC
EYES = Eyes(Reader("Asia/Tokyo", NOON), {"U1": "Ada Okafor", "C1": "general", "S1": "it"})


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("*bold* _it_ ~gone~ `code`", "bold it gone code"),
        ("*_~all~_*", "all"),
        ("2*3*4 and snake_case_name", "2*3*4 and snake_case_name"),
        ("```a *b* c```", "a *b* c"),
        ("a &lt;b&gt; &amp;amp;", "a <b> &amp;"),
        ("<@U1> <@U2|bea> <@U3>", "@Ada Okafor @bea @U3"),
        ("<#C1> <#C2|it>", "#general #it"),
        ("<!subteam^S1> <!subteam^S2|@hr> <!here>", "@it @hr @here"),
        ("<https://x.org|there> <https://x.org>", "there https://x.org"),
        (f"<!date^{NOON}^by {{time}}|then>", "by 21:00"),
        ("<!date^soon^{time}|then> <!date^1^{nonsense}|then>", "then then"),
        ("<!date^999999999999999^{time}|then>", "then"),
    ],
)
def test_mrkdwn_reads_as_words(text: str, read: str) -> None:
    assert plain(text, EYES) == read


@pytest.mark.parametrize(
    ("form", "at", "read"),
    [
        ("{date_num}", NOON, "2026-09-22"),
        ("{date}", NOON, "September 22nd, 2026"),
        ("{date_short}", NOON, "Sep 22, 2026"),
        ("{date_long}", NOON, "Tuesday, September 22nd, 2026"),
        ("{date_short_pretty} at {time}", NOON, "today at 21:00"),
        ("{date_pretty}", NOON + 86400, "tomorrow"),
        ("{date_long_pretty}", NOON - 86400, "yesterday"),
        ("{date_pretty}", NOON - 11 * 86400, "September 11th, 2026"),
        ("{time_secs}", NOON, "21:00:00"),
        ("{ago}", NOON - 120, "2 minutes ago"),
        ("{ago}", NOON + 3600, "in 1 hour"),
        ("{ago}", NOON - 3 * 86400, "3 days ago"),
        ("{day} {date}", NOON, None),
        ("no token", NOON, None),
    ],
)
def test_dates_read_in_the_readers_zone(form: str, at: int, read: str | None) -> None:
    assert words(form, at, Reader("Asia/Tokyo", NOON)) == read


def test_without_a_present_there_is_no_today() -> None:
    assert words("{date_short_pretty} {ago}", NOON, Reader()) == "Sep 22, 2026 2026-09-22 12:00"


def obj(text: str, kind: str = "plain_text") -> dict[str, Any]:
    return {"type": kind, "text": text}


def test_whole_message_is_read_block_by_block() -> None:
    blocks = [
        {"type": "header", "text": obj("Network")},
        {"type": "section", "text": obj("*down*", "mrkdwn"), "fields": [obj("one"), obj("two")]},
        {"type": "context", "elements": [obj("by <@U1>", "mrkdwn"), {"type": "image", "alt_text": "a map"}]},
        {"type": "divider"},
        {"type": "image", "title": obj("Map"), "alt_text": "where it is", "image_url": "x"},
        {
            "type": "actions",
            "elements": [{"type": "button", "text": obj("Got it")}, {"type": "button", "text": obj("Show")}],
        },
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [
                        {"type": "text", "text": "ask "},
                        {"type": "user", "user_id": "U1"},
                        {"type": "emoji", "name": "wave"},
                        {"type": "link", "url": "https://x.org"},
                        {"type": "channel", "channel_id": "C1"},
                        {"type": "broadcast", "range": "here"},
                        {"type": "date", "timestamp": NOON, "format": "{time}"},
                    ],
                },
                {
                    "type": "rich_text_list",
                    "style": "ordered",
                    "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "first"}]}],
                },
            ],
        },
    ]
    assert text_of({"text": "fallback", "blocks": blocks}, EYES).split("\n") == [
        "Network",
        "down",
        "one",
        "two",
        "by @Ada Okafor a map",
        "Map",
        "where it is",
        "[Got it] [Show]",
        "ask @Ada Okafor:wave:https://x.org#general@here21:00",
        "1. first",
    ]
    assert text_of({"text": "_just_ text", "blocks": None}) == "just text"


def test_view_is_read_with_its_errors_and_buttons() -> None:
    view = {
        "type": "modal",
        "title": obj("New line"),
        "submit": obj("Send"),
        "errors": {"say": "Too long."},
        "blocks": [
            {
                "type": "input",
                "block_id": "say",
                "label": obj("Say"),
                "hint": obj("One sentence"),
                "element": {"type": "plain_text_input", "initial_value": "Wi-Fi"},
            },
            {
                "type": "input",
                "block_id": "severity",
                "label": obj("Severity"),
                "element": {"type": "radio_buttons", "options": [{"text": obj("Minor"), "value": "1"}]},
            },
        ],
    }
    assert text_of(view).split("\n") == [
        *("New line", "Say", "One sentence", "Wi-Fi", "Too long."),
        *("Severity", "Minor", "Send"),
    ]


@pytest.mark.parametrize(
    ("element", "state", "read"),
    [
        ({"type": "plain_text_input"}, {"value": "typed"}, "typed"),
        ({"type": "plain_text_input", "placeholder": obj("Write")}, {"value": None}, "Write"),
        ({"type": "static_select", "initial_option": {"text": obj("Minor"), "value": "1"}}, None, "Minor"),
        ({"type": "static_select"}, {"selected_option": {"text": obj("Major"), "value": "2"}}, "Major"),
        ({"type": "datetimepicker"}, {"selected_date_time": NOON}, "today 21:00"),
        ({"type": "multi_users_select"}, {"selected_users": ["U1", "U9"]}, "Ada Okafor, U9"),
        ({"type": "datepicker", "initial_date": "2026-09-22"}, None, "2026-09-22"),
    ],
)
def test_what_stands_in_a_field_is_read(element: dict[str, Any], state: dict[str, Any] | None, read: str) -> None:
    block = {"type": "input", "block_id": "b", "label": obj("Label"), "element": {"action_id": "a", **element}}
    view = {"type": "modal", "blocks": [block], "values": {"b": {"a": state}}}
    assert text_of(view, EYES).split("\n") == ["Label", read]
