"""Small builders of Block Kit, as plain dicts.

User text only ever goes into `plain_text` and `rich_text`, where nothing in it is decoded; `mrkdwn` is for our own
words. Limits: https://docs.slack.dev/reference/block-kit.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

Block = dict[str, Any]

HEADER_LIMIT = 150
INPUT_LIMIT = 3000
LABEL_LIMIT = 75
OPTION_LIMIT = 75
MOST_OPTIONS = 100


def plain(text: str) -> Block:
    """Text in which nothing is decoded, emoji codes included."""
    return {"type": "plain_text", "text": text, "emoji": False}


def header(text: str) -> Block:
    """The largest text there is; at most 150 characters."""
    return {"type": "header", "text": plain(text)}


def section(mrkdwn: str, accessory: Block | None = None) -> Block:
    """A paragraph of our own words, with a button beside it or not."""
    block: Block = {"type": "section", "text": _own_words(mrkdwn)}
    return block | {"accessory": accessory} if accessory else block


def context(*lines: str) -> Block:
    """Small print in our own words, one element a line; at most ten."""
    return {"type": "context", "elements": [_own_words(line) for line in lines]}


def _own_words(mrkdwn: str) -> Block:
    """Our own words: what looks like a link, a channel or a mention in a name among them stays text (`verbatim`)."""
    return {"type": "mrkdwn", "text": mrkdwn, "verbatim": True}


def divider() -> Block:
    """A thin rule."""
    return {"type": "divider"}


def text(words: str, **style: bool) -> Block:
    """A run of user text for `rich`: shown as it is, in bold, italic or strike."""
    run: Block = {"type": "text", "text": words}
    return run | {"style": style} if style else run


def moment(at: datetime) -> Block:
    """A time of day for `rich`, which each reader sees by their own clock."""
    fallback = f"{str(at)[:16]} UTC"
    return {"type": "date", "timestamp": int(at.timestamp()), "format": "{time}", "fallback": fallback}


def rich(*paragraphs: Sequence[Block]) -> Block:
    """Paragraphs of runs of user text, one below the other. Empty runs are left out: Slack refuses them."""
    runs: list[Block] = []
    for paragraph in paragraphs:
        runs += [text("\n")] if runs else []
        runs += [run for run in paragraph if run.get("text") != ""]
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": runs}]}


def quote(*runs: Block) -> Block:
    """A quotation of user text."""
    return {"type": "rich_text", "elements": [{"type": "rich_text_quote", "elements": list(runs)}]}


def button(label: str, action: str, value: str = "", *, style: str = "", tells: str = "") -> Block:
    """A button; `style` is primary or danger, `tells` what a screen reader says where the label is not enough."""
    made: Block = {"type": "button", "text": plain(label), "action_id": action}
    extra = {"value": value, "style": style, "accessibility_label": cut(tells, LABEL_LIMIT)}
    return made | {name: given for name, given in extra.items() if given}


def actions(*elements: Block, block_id: str = "") -> Block:
    """A row of buttons; at most 25."""
    block: Block = {"type": "actions", "elements": list(elements)}
    return block | {"block_id": block_id} if block_id else block


def text_input(
    block_id: str,
    label: str,
    *,
    hint: str = "",
    initial: str = "",
    placeholder: str = "",
    multiline: bool = False,
    optional: bool = False,
) -> Block:
    """A text field. Slack takes at most 3,000 characters; shorter limits are ours to explain, so none is set here."""
    element: Block = {"type": "plain_text_input", "action_id": "value", "multiline": multiline}
    if initial:
        element["initial_value"] = initial[:INPUT_LIMIT]
    if placeholder:
        element["placeholder"] = plain(placeholder)
    return _input(block_id, label, element, hint, optional=optional)


def time_input(block_id: str, label: str, *, hint: str = "", initial: datetime) -> Block:
    """A day and a time, in the person's own zone."""
    element = {
        "type": "datetimepicker",
        "action_id": "value",
        "initial_date_time": int(initial.timestamp()),
    }
    return _input(block_id, label, element, hint, optional=False)


def choice_input(
    block_id: str, label: str, options: Mapping[str, str], *, initial: str, hint: str = "", tells_at_once: bool = False
) -> Block:
    """One of a few options, each a value and what is shown. With `tells_at_once`, choosing is an action of its own."""
    made = {value: {"text": plain(shown), "value": value} for value, shown in options.items()}
    element = {
        "type": "static_select",
        "action_id": "value",
        "options": list(made.values()),
        "initial_option": made[initial],
    }
    block = _input(block_id, label, element, hint, optional=False)
    return block | {"dispatch_action": True} if tells_at_once else block


def choices_input(
    block_id: str, label: str, options: Mapping[str, str], *, initial: Iterable[str] = (), hint: str = ""
) -> Block:
    """Any number of up to 100 options, but at least one; each a value and what is shown of it."""
    made = {value: {"text": plain(cut(shown, OPTION_LIMIT)), "value": value} for value, shown in options.items()}
    element: Block = {"type": "multi_static_select", "action_id": "value", "options": list(made.values())}
    if chosen := [made[value] for value in initial if value in made]:
        element["initial_options"] = chosen
    return _input(block_id, label, element, hint, optional=False)


def person_input(block_id: str, label: str, *, initial: str = "", hint: str = "", optional: bool = False) -> Block:
    """One person of the workspace, by Slack id."""
    element: Block = {"type": "users_select", "action_id": "value"}
    if initial:
        element["initial_user"] = initial
    return _input(block_id, label, element, hint, optional=optional)


def _input(block_id: str, label: str, element: Block, hint: str, *, optional: bool) -> Block:
    block: Block = {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": element,
        "optional": optional,
    }
    return block | {"hint": plain(hint)} if hint else block


def modal(
    title: str,
    blocks: Iterable[Block],
    *,
    callback: str = "",
    submit: str = "",
    close: str = "Close",
    metadata: str = "",
) -> Block:
    """A modal. Titles and buttons hold 24 characters."""
    view: Block = {
        "type": "modal",
        "title": plain(cut(title, 24)),
        "close": plain(close),
        "blocks": list(blocks),
    }
    extra: Block = {"callback_id": callback, "private_metadata": metadata}
    if submit:
        extra["submit"] = plain(submit)
    return view | {name: given for name, given in extra.items() if given}


def cut(words: str, limit: int) -> str:
    """Shorten a text to `limit` characters, with an ellipsis where something is missing."""
    return words if len(words) <= limit else words[: limit - 1].rstrip() + "…"
