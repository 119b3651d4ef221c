"""Fields, posts and mails as JSON and back, and the fingerprint of all that an approver is shown."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, time
from typing import Any

from bot.statements.rules import Fields, Link, MailText, Post

Json = dict[str, Any]


def fields_to_json(fields: Fields) -> Json:
    """Write fields as JSON; what is empty is left out."""
    return {name: _plain(value) for name, value in asdict(fields).items() if value not in (None, "", (), False)}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def fields_from_json(stored: Mapping[str, Any]) -> Fields:
    """Read fields as `fields_to_json` writes them."""
    given = dict(stored)
    read: dict[str, Any] = {
        "day": date.fromisoformat,
        "do_by": date.fromisoformat,
        "start": time.fromisoformat,
        "until": time.fromisoformat,
        "goes_at": datetime.fromisoformat,
        "links": lambda links: tuple(Link(**link) for link in links),
        "channels": tuple,
        "mail": tuple,
    }
    return replace(Fields(), **{name: read.get(name, _same)(value) for name, value in given.items()})


def _same(value: Any) -> Any:
    return value


def post_to_json(post: Post) -> Json:
    """Write a post as JSON."""
    return {"text": post.text, "blocks": [dict(block) for block in post.blocks]}


def post_from_json(stored: Mapping[str, Any]) -> Post:
    """Read a post as `post_to_json` writes it."""
    return Post(stored["text"], tuple(stored["blocks"]))


def mail_to_json(mail: MailText) -> Json:
    """Write a mail as JSON."""
    return asdict(mail)


def mail_from_json(stored: Mapping[str, Any]) -> MailText:
    """Read a mail as `mail_to_json` writes it."""
    return MailText(**stored)


def fingerprint(fields: Fields, post: Post, mail: MailText) -> str:
    """Return the SHA-256 of every byte that an approver is shown: the words, where they go, and when."""
    shown = [fields_to_json(fields), post_to_json(post), mail_to_json(mail)]
    return hashlib.sha256(json.dumps(shown, ensure_ascii=True, sort_keys=True).encode()).hexdigest()
