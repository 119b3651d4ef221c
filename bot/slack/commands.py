"""Slash commands that are in a hurry."""

from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import Ack, BoltContext, BoltRequest, BoltResponse
from slack_bolt.middleware import Middleware
from slack_sdk import WebClient

Answer = Callable[[Mapping[str, Any], BoltContext, Ack, WebClient], None]


class Command(Middleware):
    """A slash command that is answered as soon as the gate is passed, before Bolt asks around who listens to it.

    `app.command` does the same in more time: it gathers everything that a listener may ask for by name, once to see
    whether the listener is meant and once to call it, and that takes longer than looking a line up.
    """

    def __init__(self, command: str, answer: Answer) -> None:
        self._command, self._answer = command, answer

    def process(
        self,
        *,
        req: BoltRequest,
        resp: BoltResponse,
        next: Callable[[], BoltResponse],  # noqa: A002 - Bolt's word
    ) -> BoltResponse:
        """Answer the command, or leave the request to the listeners."""
        if req.body.get("command") != self._command:
            return next()
        ack = req.context.ack
        self._answer(req.body, req.context, ack, req.context.client)
        return ack.response or resp
