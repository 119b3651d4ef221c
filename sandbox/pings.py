"""Who would be notified by a message: mentions and broadcasts in text, mrkdwn and rich text."""

import re
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]
_PING = re.compile(r"<(@[UW][A-Z0-9]+|!channel|!here|!everyone|!subteam\^S[A-Z0-9]+)(?:\|[^>]*)?>")


def find_pings(text: str, blocks: list[Json]) -> list[tuple[str, str]]:
    """Return (where, target) for each ping; targets look like `@U01ADA`, `!channel` or `!subteam^S0IT`."""
    found = [("text", match[1]) for match in _PING.finditer(text)]
    for pointer, node in _walk(blocks, "/blocks"):
        found.extend((pointer, target) for target in _pings_of(node))
    return found


def _pings_of(node: Json) -> list[str]:
    match node.get("type"):
        case "mrkdwn":
            return [hit[1] for hit in _PING.finditer(str(node.get("text", "")))]
        case "user" if "user_id" in node:
            return [f"@{node['user_id']}"]
        case "usergroup" if "usergroup_id" in node:
            return [f"!subteam^{node['usergroup_id']}"]
        case "broadcast":
            return [f"!{node.get('range', '')}"]
    return []


def _walk(node: object, pointer: str) -> Iterator[tuple[str, Json]]:
    if isinstance(node, dict):
        yield pointer, node
        for key, value in node.items():
            yield from _walk(value, f"{pointer}/{key}")
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from _walk(value, f"{pointer}/{number}")
