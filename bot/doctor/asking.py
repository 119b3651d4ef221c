"""Asking Slack one thing: an answer, the code of a refusal, or that it cannot be asked now."""

from collections.abc import Callable
from functools import partial
from http.client import HTTPException
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.deliveries.posting import PASSING
from bot.doctor.configured import APP
from bot.slack.client import SLACK_ERRORS, error_code

# What to do about a permission that is missing.
AGAIN = f"{APP} OAuth & Permissions → Bot Token Scopes; then install the app again."
# Lists are read in pages of so many, and no more pages than Slack lets one read in a minute.
A_PAGE, MOST_PAGES = 500, 10


class SlackAway(Exception):  # noqa: N818 - a state of the world, as in DatabaseAway
    """Slack cannot be asked now; says why."""


def ask(call: Callable[[], SlackResponse]) -> SlackResponse | str:
    """Ask Slack once; returns its answer, or the code of its refusal. Raises SlackAway."""
    try:
        return call()
    except SlackApiError as error:
        return _refused(error)
    except (*SLACK_ERRORS, HTTPException) as error:
        raise SlackAway("it does not answer") from error


def ask_for_all(page: Callable[..., SlackResponse], what: str) -> list[Any] | None:
    """Read a whole list, page by page; None where Slack refuses it, or it is too long. Raises SlackAway."""
    found: list[Any] = []
    cursor = ""
    for _ in range(MOST_PAGES):
        answer = ask(partial(page, limit=A_PAGE, cursor=cursor or None))
        if isinstance(answer, str):
            return None
        found += answer.get(what) or ()
        cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
        if not cursor:
            return found
    return None


def _refused(error: SlackApiError) -> str:
    code, status = error_code(error), int(error.response.status_code)
    if status == 429 or code == "ratelimited":
        raise SlackAway("it asks us to slow down; wait a minute") from error
    if status >= 500 or code in PASSING:
        raise SlackAway("it has trouble of its own") from error
    if not code or " " in code:
        raise SlackAway("what answers there does not speak as Slack does") from error
    return code
