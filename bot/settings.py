"""Settings: the only reader of the environment. `.env` is read through python-dotenv; the real environment wins."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, unquote, urlsplit

from dotenv import dotenv_values

from bot.plain_text import mailbox

SLACK_API_URL = "https://slack.com/api/"
TRUTH = {"on": True, "true": True, "yes": True, "1": True, "off": False, "false": False, "no": False, "0": False}
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
LOG_FORMATS = ("text", "json")


class BadSetting(Exception):  # noqa: N818 - read by the operator as a sentence
    """A setting that cannot be used; says which one, and what to write instead."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, checked. Secrets are kept out of `repr`, so that they reach no log by accident."""

    slack_bot_token: str = field(default="", repr=False)
    slack_app_token: str = field(default="", repr=False)
    slack_signing_secret: str = field(default="", repr=False)
    slack_api_url: str = SLACK_API_URL
    database_url: str = field(default="sqlite:///partyline.db", repr=False)
    host: str = "127.0.0.1"
    port: int = 3000
    public_url: str = ""
    log_level: str = "INFO"
    log_format: str = "text"
    courier: bool = True
    subject_rules: str = ""
    smtp_url: str = field(default="", repr=False)
    mail_from: str = ""


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from `environment`, or from `.env` and the process where none is handed in.

    Raises BadSetting, which names the variable and says what to write instead.
    """
    if environment is None:
        environment = _surroundings()
    value = {key: text.strip() for key, text in environment.items()}

    def get(name: str, default: str = "") -> str:
        return value.get(name) or default

    return Settings(
        slack_bot_token=_starts(get("SLACK_BOT_TOKEN"), "SLACK_BOT_TOKEN", "xoxb-"),
        slack_app_token=_starts(get("SLACK_APP_TOKEN"), "SLACK_APP_TOKEN", "xapp-"),
        slack_signing_secret=get("SLACK_SIGNING_SECRET"),
        slack_api_url=_web_address(get("SLACK_API_URL", SLACK_API_URL), "SLACK_API_URL").rstrip("/") + "/",
        database_url=_database(get("DATABASE_URL", "sqlite:///partyline.db")),
        host=get("HOST", "127.0.0.1"),
        port=_port(get("PORT", "3000")),
        public_url=_web_address(get("PUBLIC_URL"), "PUBLIC_URL"),
        log_level=_one_of(get("LOG_LEVEL", "INFO").upper(), "LOG_LEVEL", LOG_LEVELS),
        log_format=_one_of(get("LOG_FORMAT", "text").lower(), "LOG_FORMAT", LOG_FORMATS),
        courier=TRUTH[_one_of(get("COURIER", "on").lower(), "COURIER", tuple(TRUTH))],
        subject_rules=get("SUBJECT_RULES"),
        smtp_url=_mail_server(get("SMTP_URL")),
        mail_from=_sender(get("MAIL_FROM")),
    )


def read_good_settings(environment: Mapping[str, str] | None = None) -> tuple[Settings, tuple[str, ...]]:
    """Read as `read_settings` does, and leave out what cannot be used; with a sentence about each of those."""
    given = dict(_surroundings() if environment is None else environment)
    complaints: list[str] = []
    while True:
        try:
            return read_settings(given), tuple(complaints)
        except BadSetting as error:
            complaints.append(str(error))
            # Each complaint begins with the name of the variable. A default is never bad, so this comes to an end.
            del given[str(error).split()[0]]


def _surroundings() -> dict[str, str]:
    return {k: v for k, v in dotenv_values(".env").items() if v is not None} | dict(os.environ)


def _starts(text: str, name: str, start: str) -> str:
    if text and not (text.startswith(start) and text.isascii()):
        raise BadSetting(f"{name} does not look like a Slack token: it should begin with {start}")
    return text


def _web_address(text: str, name: str) -> str:
    try:
        parts = urlsplit(text)
    except ValueError:  # a bracket left open
        parts = urlsplit("")
    if text and (parts.scheme not in {"http", "https"} or not parts.hostname):
        raise BadSetting(f"{name} should be a web address such as https://partyline.example.com")
    return text


def _database(text: str) -> str:
    try:
        known = urlsplit(text).port != 0 and text.startswith(
            ("sqlite:///", "postgresql://", "postgresql+psycopg://", "postgres://")
        )
    except ValueError:  # a port that is no number, a bracket left open
        known = False
    if not known:
        raise BadSetting(
            "DATABASE_URL should begin with sqlite:/// or postgresql://, "
            "for example postgresql://partyline@localhost/partyline"
        )
    return text.replace("postgres://", "postgresql://", 1)


def _mail_server(text: str) -> str:
    try:
        known = not text or _is_mail_server(urlsplit(text))
    except ValueError:  # a port that is no number, a bracket left open
        known = False
    if not known:
        raise BadSetting(
            "SMTP_URL should be like smtp://user:password@mail.example.com:587 or smtps://user:password@mail.example.com,"
            " with signs such as @ and / in the password written as %40 and %2F"
        )
    return text


def _is_mail_server(parts: SplitResult) -> bool:
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    whole = parts.scheme in {"smtp", "smtps"} and parts.hostname and parts.path in {"", "/"} and not parts.fragment
    plain = f"{parts.netloc}{user}{password}".isascii() and f"{user}{password}".isprintable()
    return bool(whole) and plain and parts.port != 0 and parts.query in {"", "tls=off"} and bool(user) == bool(password)


def _sender(text: str) -> str:
    """Check an address, with a name before it or not."""
    if text and mailbox(text) is None:
        raise BadSetting(
            "MAIL_FROM should be one mail address such as it@example.com, or a name and an address "
            "such as Example IT <it@example.com>"
        )
    return text


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and int(text) <= 65535):
        raise BadSetting(f"PORT should be a number from 0 to 65535, not {text[:20]!r}")
    return int(text)


def _one_of(text: str, name: str, allowed: tuple[str, ...]) -> str:
    if text not in allowed:
        raise BadSetting(f"{name} should be one of {', '.join(allowed)}, not {text[:20]!r}")
    return text
