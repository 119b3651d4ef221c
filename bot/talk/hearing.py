"""Reading what Slack tells of messages: which of them a person wrote to Partyline, and the words in them."""

import re
from collections.abc import Mapping
from typing import Any

from bot.slack.text import as_typed
from bot.talk.rules import Said

# A message, one with files, and one sent from a thread to its channel too; all other kinds are news about messages.
# https://docs.slack.dev/reference/events/message
_SPOKEN = {"", "file_share", "thread_broadcast"}
_SOMEBODY = re.compile(r"<@[UW]\w+>")


def heard(event: Mapping[str, Any], me: str) -> Said | None:
    """Return what a person wrote, without the name `me` of the bot; None for apps, edits, joins and the like.

    `me` is the bot's own Slack id, "" where it is not known: then the first name in the message is taken for it.
    """
    if str(event.get("subtype") or "") not in _SPOKEN or event.get("hidden") or event.get("bot_id"):
        return None
    channel, ts, by = (str(event.get(field) or "") for field in ("channel", "ts", "user"))
    if not (channel and ts and by) or by == me:
        return None
    words = words_in(str(event.get("text") or ""), me)
    return Said(channel, str(event.get("thread_ts") or ""), ts, words)


def words_in(text: str, me: str) -> str:
    """Return the words of a message: without the bot's name, and with other people as "somebody"."""
    mine = re.compile(rf"<@{re.escape(me)}(\|[^>]*)?>") if me else _SOMEBODY
    spoken = mine.sub(" ", text, count=0 if me else 1)
    return as_typed(_SOMEBODY.sub("somebody", spoken)).strip()


def my_name(body: Mapping[str, Any], known: str | None) -> str:
    """Return the bot's own Slack id: as `known`, or as the event says for whom it is."""
    if known:
        return known
    mine = (one for one in body.get("authorizations") or () if one.get("is_bot"))
    return str(next((one.get("user_id") or "" for one in mine), ""))
