"""Posting one message, once; looking whether it stands; and saying in plain terms what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.deliveries.rules import Later, Looked, Message, Never, Sent
from bot.slack.client import UNREACHABLE, error_code

# What somebody can mend, with the mend. https://docs.slack.dev/reference/methods/chat.postMessage#errors
MENDABLE = {
    "not_in_channel": "Partyline is not in that channel: invite it there with /invite @Partyline",
    "channel_not_found": "Slack finds no such channel, or Partyline is not in it: invite it, or mend the set-up file",
    "invalid_auth": "Slack refuses the bot token: set SLACK_BOT_TOKEN anew",
    "account_inactive": "the app is not installed any more: install it again",
    "token_revoked": "the bot token was revoked: install the app again",
    "token_expired": "the bot token has expired: install the app again",
    "not_authed": "the bot token is missing: set SLACK_BOT_TOKEN",
    "missing_scope": "the app lacks a permission: install it again with today's manifest",
    "org_login_required": "the organisation is being moved by Slack",
    "restricted_action": "a workspace rule keeps Partyline from posting there",
}
# What is Slack's trouble and passes.
PASSING = {
    "ratelimited",
    "rate_limited",
    "internal_error",
    "fatal_error",
    "request_timeout",
    "service_unavailable",
    "team_added_to_org",
    "message_limit_exceeded",
}
FINAL = {
    "is_archived": "that channel is archived",
    "is_inactive": "that channel is archived",
    "user_not_found": "that person is not in the workspace any more",
    "users_not_found": "that person is not in the workspace any more",
    "user_disabled": "that person has left the workspace",
    "cannot_dm_bot": "that is an app, not a person",
    "message_not_found": "somebody deleted the message",
    "thread_not_found": "somebody deleted the message that it belongs to",
    "cant_update_message": "Slack does not let the message be edited",
    "edit_window_closed": "Slack does not let the message be edited any more",
}


# The name of our unseen mark on messages, and how far back to look for one (https://docs.slack.dev/messaging/message-metadata).
EVENT_TYPE = "partyline_delivery"
MOST_PAGES = 10
# Slack's clock stamps messages, ours says when one may have gone. Further apart than this little else works: requests
# are refused whose time differs by more (https://docs.slack.dev/authentication/verifying-requests-from-slack).
CLOCKS_DIFFER = timedelta(minutes=5)
# Slack's words for: you may not read there.
NOT_ALLOWED = {"missing_scope", "not_in_channel", "channel_not_found", "no_permission", "restricted_action"}


@dataclass(frozen=True, slots=True)
class SlackPostman:
    """The courier's hands in Slack, through a client that does not retry."""

    client: WebClient

    def post(self, destination: str, ts: str, message: Message, key: str, thread: str = "") -> Sent | Later | Never:
        """Post a message to a channel, person or thread, or edit the one at `ts`; `key` is where nobody sees it."""
        blocks = [dict(block) for block in message.blocks]
        mark = {"event_type": EVENT_TYPE, "event_payload": {"id": key}}
        try:
            if ts:
                answer = self.client.chat_update(
                    channel=destination, ts=ts, text=message.text, blocks=blocks, metadata=mark
                )
            else:
                answer = self.client.chat_postMessage(
                    channel=destination,
                    text=message.text,
                    blocks=blocks,
                    metadata=mark,
                    thread_ts=thread or None,
                    unfurl_links=False,
                    unfurl_media=False,
                )
        except SlackApiError as error:
            return _refused(error)
        except UNREACHABLE as error:
            return _no_answer(error)
        return Sent(str(answer["channel"]), str(answer["ts"]))

    def look(self, destination: str, key: str, since: datetime, thread: str = "") -> Looked | Later:
        """Read back the messages at a destination, or in a thread there, and find those that carry `key`."""
        oldest = f"{(since - CLOCKS_DIFFER).timestamp():.6f}"
        try:
            channel = self._channel(destination)
            standing = self._standing(channel, key, oldest, thread)
        except SlackApiError as error:
            if error_code(error) in NOT_ALLOWED:
                return Looked()
            refused = _refused(error)
            return refused if isinstance(refused, Later) else Looked()
        except UNREACHABLE as error:
            return _no_answer(error)
        return Looked(channel, standing)

    def take_back(self, channel: str, ts: str) -> Later | None:
        """Delete a message of our own."""
        try:
            self.client.chat_delete(channel=channel, ts=ts)
        except SlackApiError as error:
            refused = _refused(error)
            return refused if isinstance(refused, Later) else None
        except UNREACHABLE as error:
            return _no_answer(error)
        return None

    def _channel(self, destination: str) -> str:
        """Return a channel's id: for a person, of the conversation with them."""
        if destination[:1] in "UW":
            return str(self.client.conversations_open(users=destination)["channel"]["id"])
        return destination

    def _standing(self, channel: str, key: str, oldest: str, thread: str) -> tuple[str, ...]:
        """Return what carries the key, oldest first, among as much as can be read in good time."""
        cursor, found = "", list[str]()
        for _ in range(MOST_PAGES):
            page = self._page(channel, thread, oldest, cursor)
            found += [str(message["ts"]) for message in page["messages"] if _carries(message, key)]
            cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                break
        return tuple(sorted(found))

    def _page(self, channel: str, thread: str, oldest: str, cursor: str) -> SlackResponse:
        """Read a page of a channel's messages, or of a thread's."""
        if thread:
            return self.client.conversations_replies(
                channel=channel,
                ts=thread,
                oldest=oldest,
                limit=200,
                include_all_metadata=True,
                cursor=cursor or None,
            )
        return self.client.conversations_history(
            channel=channel, oldest=oldest, limit=200, include_all_metadata=True, cursor=cursor or None
        )


def _carries(message: Mapping[str, Any], key: str) -> bool:
    mark = message.get("metadata") or {}
    return mark.get("event_type") == EVENT_TYPE and (mark.get("event_payload") or {}).get("id") == key


def _no_answer(error: Exception) -> Later:
    return Later(f"Slack did not answer ({type(error).__name__})", unclear=True)


def _refused(error: SlackApiError) -> Later | Never:
    answer = error.response
    code = str(answer.get("error", "")) if isinstance(answer.data, dict) else ""
    status = int(answer.status_code)
    if status == 429 or code in {"ratelimited", "rate_limited"}:
        wait = answer.headers.get("Retry-After", answer.headers.get("retry-after", "30"))
        return Later("Slack asked us to slow down", timedelta(seconds=float(wait) if str(wait).isdigit() else 30))
    if " " in code:  # slack_sdk's own words: what answered was no JSON, so it was a proxy or half an answer
        return Later("What answered was not Slack", unclear=True)
    if status >= 500 or code in PASSING or not code:
        return Later(f"Slack has trouble of its own ({code or status})", unclear=True)
    if code in MENDABLE:
        return Later(MENDABLE[code], needs_mending=True)
    return Never(FINAL.get(code, f"Slack refused it ({code})"), gone=code == "message_not_found")
