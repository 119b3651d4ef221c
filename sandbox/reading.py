"""What a reader would read on a screen, as plain text: formatting gone, names and times filled in."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.dates import Reader, words
from sandbox.states import holds, initial, options_of

Json = dict[str, Any]
_TAG = re.compile(r"<([^<>]+)>")
_CODE = re.compile(r"(```.+?```|`[^`\n]+`)", re.DOTALL)
_MARKS = re.compile(r"(?<![\w*_~])([*_~])(?=\S)(.+?)(?<=\S)\1(?![\w*_~])")


@dataclass(frozen=True)
class Eyes:
    """Who reads, and the names of people and channels that they know."""

    reader: Reader = field(default_factory=Reader)
    names: Mapping[str, str] = field(default_factory=dict)


def text_of(thing: Json, eyes: Eyes | None = None) -> str:
    """Return everything a reader would read in a message or a view, one line a block."""
    known = eyes or Eyes()
    return "\n".join(line for line in _lines(thing, known) if line)


def _lines(thing: Json, eyes: Eyes) -> Iterator[str]:
    if thing.get("type") in {"modal", "home"}:
        yield _object(thing.get("title"), eyes)
    blocks = thing.get("blocks")
    if not blocks:
        yield plain(thing.get("text", ""), eyes)
    yield from (file["title"] for file in thing.get("files", ()))
    for block in blocks or []:
        yield from _block(block, eyes)
        yield _typed(block, thing.get("values", {}), eyes)
        problem = thing.get("errors", {}).get(block.get("block_id"))
        if problem:
            yield str(problem)
    for button in (thing.get("submit"), thing.get("close")):
        yield _object(button, eyes)


def plain(text: str, eyes: Eyes | None = None) -> str:
    """Return mrkdwn as it reads: no marks, mentions as names, links as their labels, dates as words."""
    known = eyes or Eyes()
    shown = []
    for number, part in enumerate(_CODE.split(text)):
        inside = part.strip("`").strip("\n") if number % 2 else _unmark(part)
        shown.append(_TAG.sub(lambda hit: _tag(hit[1], known), inside))
    return _unescape("".join(shown))


def _unmark(text: str) -> str:
    for _ in range(3):  # marks may stand inside each other: *_~so~_*
        text = _MARKS.sub(r"\2", text)
    return text


def _unescape(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _tag(inside: str, eyes: Eyes) -> str:
    body, _, label = inside.partition("|")
    if body.startswith("!date^"):
        stamp, _, form = body.removeprefix("!date^").partition("^")
        shown = words(form.split("^")[0], int(stamp), eyes.reader) if stamp.isdecimal() else None
        return shown if shown is not None else label
    if body.startswith(("@", "#")):
        return body[0] + (eyes.names.get(body[1:]) or label or body[1:])
    if body.startswith("!subteam^"):
        name = eyes.names.get(body.removeprefix("!subteam^")) or label.removeprefix("@")
        return f"@{name or body.removeprefix('!subteam^')}"
    if body.startswith("!"):
        return f"@{body[1:]}"
    return label or body


def _object(found: Any, eyes: Eyes) -> str:
    if not isinstance(found, dict):
        return ""
    text = str(found.get("text", ""))
    return plain(text, eyes) if found.get("type") == "mrkdwn" else text


def _block(block: Json, eyes: Eyes) -> Iterator[str]:
    match block.get("type"):
        case "header" | "section":
            yield _object(block.get("text"), eyes)
            yield from (_object(one, eyes) for one in block.get("fields", []))
            yield from _element(block.get("accessory", {}), eyes)
        case "context":
            yield " ".join(line for one in block["elements"] for line in _element(one, eyes) if line)
        case "actions":
            yield " ".join(f"[{line}]" for one in block["elements"] for line in _element(one, eyes) if line)
        case "image":
            yield _object(block.get("title"), eyes)
            yield str(block.get("alt_text", ""))
        case "input":
            yield _object(block.get("label"), eyes)
            yield _object(block.get("hint"), eyes)
            if block["element"]["type"] in {"radio_buttons", "checkboxes"}:
                yield from _element(block["element"], eyes)
        case "rich_text":
            yield from _rich(block, eyes)


def _element(element: Json, eyes: Eyes) -> Iterator[str]:
    match element.get("type"):
        case "mrkdwn" | "plain_text":
            yield _object(element, eyes)
        case "image":
            yield str(element.get("alt_text", ""))
        case "button":
            yield _object(element.get("text"), eyes)
        case "radio_buttons" | "checkboxes" | "overflow":
            yield ", ".join(_object(option["text"], eyes) for option in options_of(element))
        case _:
            yield _object(element.get("placeholder"), eyes)


def _typed(block: Json, values: Json, eyes: Eyes) -> str:
    """Return what stands in an input: what was typed or chosen, else what it began with, else its placeholder."""
    element = block.get("element")
    key = holds(element) if block.get("type") == "input" and element else None
    if not element or not key:
        return ""
    state = values.get(block.get("block_id", ""), {}).get(element.get("action_id", "")) or initial(element)
    value = state.get(key)
    if value in (None, "", []):
        return _object(element.get("placeholder"), eyes)
    return ", ".join(_value(one, eyes) for one in (value if isinstance(value, list) else [value]))


def _value(value: Any, eyes: Eyes) -> str:
    if isinstance(value, int):
        return words("{date_short_pretty} {time}", value, eyes.reader) or str(value)
    if isinstance(value, dict):
        return "\n".join(_rich(value, eyes)) if "elements" in value else _object(value.get("text"), eyes)
    return eyes.names.get(str(value), str(value))


def _rich(block: Json, eyes: Eyes) -> Iterator[str]:
    for group in block["elements"]:
        if group["type"] == "rich_text_list":
            for place, item in enumerate(group["elements"], start=1 + group.get("offset", 0)):
                mark = f"{place}." if group["style"] == "ordered" else "•"
                yield f"{mark} {_run(item, eyes)}"
        else:
            yield _run(group, eyes)


def _run(group: Json, eyes: Eyes) -> str:
    return "".join(_part(part, eyes) for part in group["elements"])


def _part(part: Json, eyes: Eyes) -> str:
    match part["type"]:
        case "link":
            return str(part.get("text") or part["url"])
        case "emoji":
            return f":{part['name']}:"
        case "user" | "usergroup":
            name = part.get("user_id") or part.get("usergroup_id") or ""
            return f"@{eyes.names.get(name, name)}"
        case "channel":
            return f"#{eyes.names.get(part['channel_id'], part['channel_id'])}"
        case "broadcast":
            return f"@{part['range']}"
        case "date":
            return words(part["format"], part["timestamp"], eyes.reader) or str(part.get("fallback", ""))
    return str(part.get("text") or part.get("value") or "")
