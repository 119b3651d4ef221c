"""Clients of Slack's Web API. None retries by itself: the default one posts again on a dropped connection."""

from http.client import HTTPException

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.webhook import WebhookClient

from bot.slack.blocks import Block

# A listener has three seconds in all; the courier can wait.
LISTENER_SECONDS = 2
COURIER_SECONDS = 20

# What the Web API raises when Slack cannot be reached or answers nonsense, and beside that when it refuses.
UNREACHABLE = (SlackClientError, HTTPException, OSError, UnicodeDecodeError)
SLACK_ERRORS = (SlackApiError, *UNREACHABLE)


def listener_client(token: str, base_url: str) -> WebClient:
    """Make the client that listeners use."""
    return WebClient(token=token, base_url=base_url, timeout=LISTENER_SECONDS, retry_handlers=[])


def courier_client(token: str, base_url: str) -> WebClient:
    """Make the client that the courier uses."""
    return WebClient(token=token, base_url=base_url, timeout=COURIER_SECONDS, retry_handlers=[])


def error_code(error: Exception) -> str:
    """Return what Slack calls the error, such as `user_not_found`; "" where Slack did not say."""
    if isinstance(error, SlackApiError) and isinstance(error.response.data, dict):
        return str(error.response.data.get("error", ""))
    return ""


def reply_privately(response_url: str, text: str, blocks: list[Block]) -> bool:
    """Show something only to the person who pressed or typed. Tells whether Slack took it; losing it loses nothing."""
    hook = WebhookClient(response_url, timeout=LISTENER_SECONDS, retry_handlers=[])
    try:
        answer = hook.send(text=text, blocks=blocks, response_type="ephemeral", replace_original=False)
    except SLACK_ERRORS:
        return False
    return answer.status_code == 200
