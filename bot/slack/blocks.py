"""Small builders of Block Kit, as plain dicts.

User text only ever goes into `plain_text` and `rich_text`, where nothing in it is decoded; `mrkdwn` is for our own
words. Limits: https://docs.slack.dev/reference/block-kit.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

Block = dict[str, Any]

HEADER_LIMIT = 150
INPUT_LIMIT = 3000
LABEL_LIMIT = 75
OPTION_LIMIT = 75
MOST_OPTIONS = 100
TICKED = "yes"


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


def item(words: str, small: str = "", accessory: Block | None = None) -> Block:
    """A line of a list: user text first, below it small print in our own words, and beside it a button or not."""
    block: Block = {"type": "section", "text": plain(cut(words, INPUT_LIMIT))}
    block |= {"fields": [_own_words(small)]} if small else {}
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


def moment(at: datetime, pattern: str = "{time}") -> Block:
    """A time for `rich`, which each reader sees by their own clock: the time of day, or as the pattern says."""
    fallback = f"{str(at)[:16]} UTC"
    return {"type": "date", "timestamp": int(at.timestamp()), "format": pattern, "fallback": fallback}


def channel(channel_id: str) -> Block:
    """A channel for `rich`, which each reader sees by the name that it has for them."""
    return {"type": "channel", "channel_id": channel_id}


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


def preformatted(words: str) -> Block:
    """User text with every space and line as it is."""
    runs = [text(words)]
    return {"type": "rich_text", "elements": [{"type": "rich_text_preformatted", "elements": runs}]}


def button(
    label: str, action: str, value: str = "", *, style: str = "", tells: str = "", asks: tuple[str, str] | None = None
) -> Block:
    """A button; `style` is primary or danger, `tells` what a screen reader says where the label is not enough.

    With `asks`, a question and the word that goes on, pressing it asks first.
    """
    made: Block = {"type": "button", "text": plain(label), "action_id": action}
    extra: Block = {"value": value, "style": style, "accessibility_label": cut(tells, LABEL_LIMIT)}
    if asks:
        question, yes = asks
        extra["confirm"] = {"title": plain(label), "text": plain(question), "confirm": plain(yes), "deny": plain("No")}
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
    tells_on_enter: bool = False,
) -> Block:
    """A text field. Slack takes at most 3,000 characters; shorter limits are ours to explain, so none is set here.

    With `tells_on_enter`, pressing Enter in it is an action of its own.
    """
    element: Block = {"type": "plain_text_input", "action_id": "value", "multiline": multiline}
    if tells_on_enter:
        element["dispatch_action_config"] = {"trigger_actions_on": ["on_enter_pressed"]}
    if initial:
        element["initial_value"] = initial[:INPUT_LIMIT]
    if placeholder:
        element["placeholder"] = plain(placeholder)
    block = _input(block_id, label, element, hint, optional=optional)
    return block | {"dispatch_action": True} if tells_on_enter else block


def time_input(block_id: str, label: str, *, hint: str = "", initial: datetime | None, optional: bool = False) -> Block:
    """A day and a time, in the person's own zone."""
    element: Block = {"type": "datetimepicker", "action_id": "value"}
    if initial is not None:
        element["initial_date_time"] = int(initial.timestamp())
    return _input(block_id, label, element, hint, optional=optional)


def date_input(
    block_id: str, label: str, *, hint: str = "", initial: date | None = None, optional: bool = True
) -> Block:
    """A day of the calendar."""
    element: Block = {"type": "datepicker", "action_id": "value"}
    if initial is not None:
        element["initial_date"] = initial.isoformat()
    return _input(block_id, label, element, hint, optional=optional)


def clock_input(
    block_id: str, label: str, *, zone: str, hint: str = "", initial: time | None = None, optional: bool = True
) -> Block:
    """A time of day by the clock of `zone`, an IANA name, whoever picks it."""
    element: Block = {"type": "timepicker", "action_id": "value", "timezone": zone}
    if initial is not None:
        element["initial_time"] = initial.strftime("%H:%M")
    return _input(block_id, label, element, hint, optional=optional)


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


def select_input(
    block_id: str, label: str, options: Mapping[str, str], *, placeholder: str, initial: str = "", hint: str = ""
) -> Block:
    """One of many options, each a value and what is shown of it; none is chosen where `initial` is none of them.

    A menu shows 100 at most, so more of them stand in groups, named after the first and the last of each.
    """
    made = {value: {"text": plain(cut(shown, OPTION_LIMIT)), "value": value} for value, shown in options.items()}
    element: Block = {"type": "static_select", "action_id": "value", "placeholder": plain(placeholder)}
    every = list(made.values())
    if len(every) <= MOST_OPTIONS:
        element["options"] = every
    else:
        groups = [every[at : at + MOST_OPTIONS] for at in range(0, len(every), MOST_OPTIONS)]
        element["option_groups"] = [{"label": plain(_from_to(group)), "options": group} for group in groups]
    if initial in made:
        element["initial_option"] = made[initial]
    return _input(block_id, label, element, hint, optional=False)


def _from_to(group: Sequence[Block]) -> str:
    first, last = (cut(str(one["text"]["text"]), 30) for one in (group[0], group[-1]))
    return f"{first} to {last}"


def radio_input(block_id: str, label: str, options: Mapping[str, str], *, hint: str = "") -> Block:
    """One of a few options, all in sight, each a value and what is shown; none is chosen before the person does."""
    made = [{"text": plain(cut(shown, OPTION_LIMIT)), "value": value} for value, shown in options.items()]
    element = {"type": "radio_buttons", "action_id": "value", "options": made}
    return _input(block_id, label, element, hint, optional=False)


def tick_input(block_id: str, label: str, shown: str, *, initial: bool = False, hint: str = "") -> Block:
    """Something to tick or not; `TICKED` is its value."""
    option = {"text": plain(cut(shown, OPTION_LIMIT)), "value": TICKED}
    element: Block = {"type": "checkboxes", "action_id": "value", "options": [option]}
    if initial:
        element["initial_options"] = [option]
    return _input(block_id, label, element, hint, optional=True)


def person_input(block_id: str, label: str, *, initial: str = "", hint: str = "", optional: bool = False) -> Block:
    """One person of the workspace, by Slack id."""
    element: Block = {"type": "users_select", "action_id": "value"}
    if initial:
        element["initial_user"] = initial
    return _input(block_id, label, element, hint, optional=optional)


def channels_input(
    block_id: str, label: str, *, initial: Iterable[str] = (), hint: str = "", optional: bool = False
) -> Block:
    """Any number of public and private channels, by Slack id."""
    element: Block = {
        "type": "multi_conversations_select",
        "action_id": "value",
        "filter": {"include": ["public", "private"]},
    }
    if chosen := list(initial):
        element["initial_conversations"] = chosen
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
    tells_when_closed: bool = False,
) -> Block:
    """A modal. Titles and buttons hold 24 characters. With `tells_when_closed`, Slack says when somebody closes it."""
    view: Block = {
        "type": "modal",
        "title": plain(cut(title, 24)),
        "close": plain(close),
        "blocks": list(blocks),
    }
    extra: Block = {"callback_id": callback, "private_metadata": metadata}
    if submit:
        extra["submit"] = plain(submit)
    if tells_when_closed:
        extra["notify_on_close"] = True
    return view | {name: given for name, given in extra.items() if given}


def cut(words: str, limit: int) -> str:
    """Shorten a text to `limit` characters, with an ellipsis where something is missing."""
    return words if len(words) <= limit else words[: limit - 1].rstrip() + "…"
