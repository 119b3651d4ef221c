"""Posting one message, once, and saying in plain terms what became of it."""

from datetime import timedelta
from http.client import HTTPException
from urllib.error import URLError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.deliveries.rules import Later, Message, Never, Sent

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
    "user_not_found": "that person is not in the workspace any more",
    "users_not_found": "that person is not in the workspace any more",
    "user_disabled": "that person has left the workspace",
    "cannot_dm_bot": "that is an app, not a person",
    "message_not_found": "somebody deleted the message",
    "cant_update_message": "Slack does not let the message be edited",
    "edit_window_closed": "Slack does not let the message be edited any more",
}


def post(client: WebClient, destination: str, ts: str, message: Message) -> Sent | Later | Never:
    """Post a message to a channel or person, or edit the one at `ts`. Never retries: the courier decides that."""
    blocks = [dict(block) for block in message.blocks]
    try:
        if ts:
            answer = client.chat_update(channel=destination, ts=ts, text=message.text, blocks=blocks)
        else:
            answer = client.chat_postMessage(
                channel=destination,
                text=message.text,
                blocks=blocks,
                unfurl_links=False,
                unfurl_media=False,
            )
    except SlackApiError as error:
        return _refused(error)
    except (TimeoutError, SlackClientError, URLError, HTTPException, OSError) as error:
        return Later(f"Slack did not answer ({type(error).__name__})")
    return Sent(str(answer["channel"]), str(answer["ts"]))


def _refused(error: SlackApiError) -> Later | Never:
    answer = error.response
    code = str(answer.get("error", "")) if isinstance(answer.data, dict) else ""
    status = int(answer.status_code)
    if status == 429 or code in {"ratelimited", "rate_limited"}:
        wait = answer.headers.get("Retry-After", answer.headers.get("retry-after", "30"))
        return Later("Slack asked us to slow down", timedelta(seconds=float(wait) if str(wait).isdigit() else 30))
    if status >= 500 or code in PASSING or not code:
        return Later(f"Slack has trouble of its own ({code or status})")
    if code in MENDABLE:
        return Later(MENDABLE[code], needs_mending=True)
    return Never(FINAL.get(code, f"Slack refused it ({code})"))
