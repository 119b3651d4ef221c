"""Cursors: opaque names for "go on from here"."""

import base64
import binascii
from collections.abc import Sequence
from typing import TypeVar

from sandbox.refusals import ApiError
from sandbox.workspace import Json

Item = TypeVar("Item")


def page(items: Sequence[Item], args: Json, *, default: int = 100, most: int = 1000) -> tuple[list[Item], str]:
    """Return one page of `items` and the cursor of the next ("" at the end); raises ApiError."""
    limit = args.get("limit") or default  # 0 is Slack's way to say "as you like"
    if limit < 1 or limit > most:
        raise ApiError("invalid_limit")
    start = _read(args.get("cursor", ""))
    if start > len(items):
        raise ApiError("invalid_cursor")
    end = start + limit
    return list(items[start:end]), _write(end) if end < len(items) else ""


def _write(position: int) -> str:
    return base64.urlsafe_b64encode(f"next:{position}".encode()).decode()


def _read(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        word, _, number = base64.urlsafe_b64decode(cursor.encode()).decode().partition(":")
        if word == "next":
            return max(0, int(number))
    except (ValueError, binascii.Error):
        pass
    raise ApiError("invalid_cursor")
