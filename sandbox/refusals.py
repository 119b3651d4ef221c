"""A "no", as the Web API and as the page say it."""

from typing import Any


class ApiError(Exception):
    """A Web API call failed; `error` is Slack's code, `facts` go into the answer beside it."""

    def __init__(self, error: str, **facts: Any) -> None:
        super().__init__(error)
        self.error = error
        self.facts = facts


class RefusedError(Exception):
    """A person cannot do what they tried; `error` is a code, `message` a sentence for the screen."""

    def __init__(self, error: str, message: str, **facts: Any) -> None:
        super().__init__(message)
        self.error = error
        self.message = message
        self.facts = facts


def invalid_arguments(*messages: str) -> ApiError:
    """Return Slack's `invalid_arguments` with its messages, each marked as Slack marks them."""
    return ApiError("invalid_arguments", response_metadata={"messages": [f"[ERROR] {text}" for text in messages]})
