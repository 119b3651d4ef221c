"""Listening to the posts of statements: asking Slack now and then how many replies and reactions stand under each.

Each look is three steps, as a delivery is: take the post, so that no other copy looks at it (a transaction), ask (no
transaction open), note what was heard (a transaction). What is asked for is the post itself, which carries its counts:
nobody's reply is read. The bot never replies there, so no reply counted is its own.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.echoes import flows
from bot.echoes.rules import Counts, Ear
from bot.logs import without_texts
from bot.people import flows as people
from bot.slack.client import SLACK_ERRORS, error_code
from bot.storage import Database, DatabaseAway

logger = logging.getLogger(__name__)

PAUSE_SECONDS = 5.0
SLOW_DOWN = {"ratelimited", "rate_limited"}
# How long to wait where Slack asks to slow down and does not say for how long.
WAIT_AT_LEAST = timedelta(seconds=30)
# Slack's words for: there is nothing to listen to any more.
# https://docs.slack.dev/reference/methods/conversations.history#errors
GONE = {"channel_not_found", "message_not_found", "thread_not_found"}


@dataclass(frozen=True, slots=True)
class Gone:
    """The post is not there any more, or not for us."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Slack asked to slow down for so long."""

    span: timedelta


Heard = Counts | Gone | Wait | None


@dataclass
class Ears:
    """One for each copy of the bot; together they look at each post once, at one pace."""

    database: Database
    client: WebClient
    now: Callable[[], datetime]

    def once(self) -> bool:
        """Look at the next post of each workspace that is due, and tell whether there was one. Raises DatabaseAway."""
        with self.database.glance() as tx:
            everywhere = people.all_workspaces(tx)
            due = [workspace for workspace in everywhere if flows.is_due(tx, workspace, self.now())]
        looked = [self._look(workspace) for workspace in due]
        return any(looked)

    def _look(self, workspace: str) -> bool:
        with self.database.aside() as tx:
            ear = flows.next_ear(tx, workspace, self.now())
        if ear is None:
            return False
        heard = self._ask(ear)
        with self.database.aside() as tx:
            match heard:
                case Counts():
                    flows.note(tx, workspace, ear, heard)
                case Gone():
                    flows.stop_listening(tx, workspace, ear)
                case Wait(span):
                    flows.rest(tx, workspace, ear, self.now() + span)
        return True

    def _ask(self, ear: Ear) -> Heard:
        """Ask Slack for one post; None where it did not answer, or not with a post: the next look asks again."""
        try:
            answer = self.client.conversations_history(
                channel=ear.channel, oldest=ear.ts, latest=ear.ts, inclusive=True, limit=1
            )
        except SLACK_ERRORS as error:
            logger.warning("cannot listen to a post: %s", error_code(error) or type(error).__name__)
            return _refused(error)
        found = answer.get("messages")
        post = next((one for one in found or () if isinstance(one, dict) and one.get("ts") == ear.ts), None)
        # A post that was deleted with replies below it leaves a tombstone.
        if post is None or post.get("subtype") == "tombstone":
            return Gone()
        reactions = sum(_number(one.get("count")) for one in post.get("reactions") or ())
        return Counts(_number(post.get("reply_count")), reactions)

    def run(self, stop: Event) -> None:
        """Listen until `stop` is set. Survives a database that is away, and whatever else goes wrong."""
        while not stop.is_set():
            try:
                self.once()
            except DatabaseAway:
                logger.warning("the database is away; what readers answer is counted later")
            except Exception as error:
                logger.exception("listening went wrong; it is tried again", exc_info=without_texts(error))
            stop.wait(PAUSE_SECONDS)


def _refused(error: Exception) -> Heard:
    code = error_code(error)
    if code in GONE:
        return Gone()
    if not isinstance(error, SlackApiError) or (error.response.status_code != 429 and code not in SLOW_DOWN):
        return None
    headers = {name.lower(): value for name, value in error.response.headers.items()}
    asked = str(headers.get("retry-after", ""))
    return Wait(timedelta(seconds=int(asked)) if asked.isdecimal() else WAIT_AT_LEAST)


def _number(value: object) -> int:
    return value if isinstance(value, int) and value > 0 else 0
