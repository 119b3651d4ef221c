"""What the app asked Slack for: its commands, shortcuts, scopes and events, from the app manifest.

Limits are those of Slack's manifest schema (slackapi/manifest-schema, version 1).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


class ManifestError(ValueError):
    """The manifest holds something that Slack would refuse; the text says what."""


@dataclass(frozen=True)
class Command:
    """A slash command; `should_escape` makes Slack turn names in its text into ids."""

    command: str
    description: str
    usage_hint: str = ""
    should_escape: bool = False


@dataclass(frozen=True)
class Shortcut:
    """A global or message shortcut."""

    type: str
    name: str
    callback_id: str
    description: str = ""


@dataclass(frozen=True)
class Manifest:
    """The parts of an app manifest that change how Slack behaves."""

    name: str
    commands: tuple[Command, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()
    scopes: tuple[str, ...] = ()
    bot_events: tuple[str, ...] = ()
    home: bool = False
    messages_tab: bool = True
    messages_read_only: bool = False
    interactive: bool = True


_TOP = {"_metadata", "display_information", "settings", "features", "oauth_config", "functions"}


def load_manifest(path: Path) -> Manifest:
    """Read a manifest (YAML, of which JSON is a part); raises ManifestError naming the file."""
    try:
        return parse_manifest(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (ManifestError, yaml.YAMLError) as error:
        raise ManifestError(f"{path}: {error}") from error


def parse_manifest(raw: object) -> Manifest:
    """Turn a manifest's keys and values into a Manifest; raises ManifestError."""
    document = _mapping(raw, "manifest")
    strangers = sorted(set(document) - _TOP)
    _check(not strangers, f"unknown key {strangers[:1]}")
    features = _mapping(document.get("features", {}), "features")
    settings = _mapping(document.get("settings", {}), "settings")
    oauth = _mapping(document.get("oauth_config", {}), "oauth_config")
    home = _mapping(features.get("app_home", {}), "features.app_home")
    name = _mapping(document.get("display_information", {}), "display_information").get("name", "")
    _check(isinstance(name, str) and 1 <= len(name) <= 35, "display_information.name is 1 to 35 characters")
    return Manifest(
        name=name,
        commands=_commands(features.get("slash_commands", [])),
        shortcuts=_shortcuts(features.get("shortcuts", [])),
        scopes=_words(_mapping(oauth.get("scopes", {}), "scopes").get("bot", []), 255, "scopes.bot"),
        bot_events=_words(
            _mapping(settings.get("event_subscriptions", {}), "event_subscriptions").get("bot_events", []),
            100,
            "bot_events",
        ),
        home=bool(home.get("home_tab_enabled", False)),
        messages_tab=bool(home.get("messages_tab_enabled", True)),
        messages_read_only=bool(home.get("messages_tab_read_only_enabled", False)),
        interactive=bool(_mapping(settings.get("interactivity", {}), "interactivity").get("is_enabled", False)),
    )


def _commands(entries: object) -> tuple[Command, ...]:
    found = []
    for entry in _list(entries, 50, "slash_commands"):
        word = str(entry.get("command", ""))
        _keys(entry, {"command", "description", "usage_hint", "should_escape", "url"}, f"slash command {word}")
        _check(
            re.fullmatch(r"/[^\s/]{1,31}", word) is not None,
            f"slash command {word!r}: / and 1 to 31 characters",
        )
        description = str(entry.get("description", ""))
        _check(1 <= len(description) <= 2000, f"slash command {word}: description of 1 to 2000 characters")
        hint = str(entry.get("usage_hint", ""))
        _check(len(hint) <= 1000, f"slash command {word}: usage_hint of at most 1000 characters")
        found.append(Command(word, description, hint, bool(entry.get("should_escape", False))))
    return tuple(found)


def _shortcuts(entries: object) -> tuple[Shortcut, ...]:
    found = []
    for entry in _list(entries, 10, "shortcuts"):
        shortcut = Shortcut(**{key: str(value) for key, value in entry.items() if key in Shortcut.__annotations__})
        _keys(entry, set(Shortcut.__annotations__), f"shortcut {shortcut.name}")
        _check(shortcut.type in {"global", "message"}, f"shortcut {shortcut.name}: type is global or message")
        _check(1 <= len(shortcut.name) <= 24, f"shortcut {shortcut.name}: name of 1 to 24 characters")
        _check(1 <= len(shortcut.callback_id) <= 255, f"shortcut {shortcut.name}: callback_id of 1 to 255")
        _check(len(shortcut.description) <= 150, f"shortcut {shortcut.name}: description of at most 150")
        found.append(shortcut)
    return tuple(found)


def _words(raw: object, most: int, where: str) -> tuple[str, ...]:
    _check(isinstance(raw, list) and all(isinstance(word, str) for word in raw), f"{where}: a list of words")
    words = tuple(raw) if isinstance(raw, list) else ()
    _check(len(words) <= most, f"{where}: at most {most}")
    _check(len(set(words)) == len(words), f"{where}: something is there twice")
    return words


def _list(raw: object, most: int, where: str) -> list[Mapping[str, Any]]:
    if not isinstance(raw, list) or len(raw) > most:
        raise ManifestError(f"{where}: a list of at most {most}")
    return [_mapping(entry, where) for entry in raw]


def _keys(entry: Mapping[str, Any], known: set[str], where: str) -> None:
    strangers = sorted(set(entry) - known)
    _check(not strangers, f"{where}: unknown key {strangers[:1]}")


def _mapping(raw: object, where: str) -> Mapping[str, Any]:
    if not isinstance(raw, Mapping):
        raise ManifestError(f"{where}: keys and values belong here")
    return raw


def _check(fine: bool, problem: str) -> None:  # noqa: FBT001 - reads as an assertion
    if not fine:
        raise ManifestError(problem)
