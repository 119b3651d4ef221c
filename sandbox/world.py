"""The workspace that the sandbox plays: read from a YAML file, checked, and kept as frozen values."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml

OUTSIDE_TEAM = "T0OTHER"  # the one other organisation there is, on the far side of shared channels


class WorldError(ValueError):
    """The world file says something that cannot be; the text says where and what to write."""


class Kind(StrEnum):
    """What a person is to the workspace."""

    MEMBER = "member"
    GUEST = "guest"
    SINGLE_CHANNEL_GUEST = "single_channel_guest"
    OUTSIDE = "outside"
    DEACTIVATED = "deactivated"


@dataclass(frozen=True)
class Team:
    """The workspace itself."""

    id: str
    name: str
    domain: str


@dataclass(frozen=True)
class AppIdentity:
    """The one app that is installed, and its bot user."""

    id: str
    name: str
    bot_user: str
    bot_id: str


@dataclass(frozen=True)
class Person:
    """Somebody who can be chosen on the page. `tz` is an IANA zone name."""

    id: str
    name: str
    real_name: str
    kind: Kind = Kind.MEMBER
    tz: str = "Europe/London"
    email: str = ""

    @property
    def active(self) -> bool:
        """Say whether this person can do anything at all."""
        return self.kind is not Kind.DEACTIVATED


@dataclass(frozen=True)
class Group:
    """A user group and who is in it."""

    id: str
    handle: str
    name: str
    members: tuple[str, ...] = ()


@dataclass(frozen=True)
class Channel:
    """A place for messages; `dm_with` names the person when it is a direct conversation with the app."""

    id: str
    name: str
    members: tuple[str, ...] = ()
    private: bool = False
    ext_shared: bool = False
    archived: bool = False
    bot: bool = True
    dm_with: str | None = None


@dataclass(frozen=True)
class World:
    """Everything that exists before anybody has done anything."""

    team: Team
    app: AppIdentity
    people: tuple[Person, ...]
    groups: tuple[Group, ...]
    channels: tuple[Channel, ...]


_IDS = {"team": "T", "app": "A", "people": "UW", "groups": "S", "channels": "CG"}
_KEYS = {
    "team": {"id", "name", "domain"},
    "app": {"id", "name", "bot_user", "bot_id"},
    "people": {"id", "name", "real_name", "kind", "tz", "email"},
    "groups": {"id", "handle", "name", "members"},
    "channels": {"id", "name", "members", "private", "ext_shared", "archived", "bot"},
}


def load_world(path: Path) -> World:
    """Read a world file; raises WorldError with the file's name in front."""
    try:
        return parse_world(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (WorldError, yaml.YAMLError) as error:
        raise WorldError(f"{path}: {error}") from error


def parse_world(raw: object) -> World:
    """Turn what a world file holds into a World; raises WorldError for anything unknown or contradictory."""
    document = _mapping(raw, "world")
    _no_strangers(document, set(_KEYS), "world")
    team = Team(**_entry(document.get("team"), "team"))
    app = AppIdentity(**_entry(document.get("app"), "app"))
    people = tuple(read_person(entry) for entry in _entries(document, "people"))
    known = {person.id for person in people}
    everybody = [person.id for person in people]
    groups = tuple(_group(entry, known) for entry in _entries(document, "groups"))
    channels = tuple(_channel(entry, people) for entry in _entries(document, "channels"))
    _once([app.bot_user, *everybody, *(g.id for g in groups), *(c.id for c in channels)], len(people))
    return World(team, app, people, groups, channels)


def read_person(entry: Mapping[str, Any]) -> Person:
    """Turn one entry under `people` into a Person; raises WorldError."""
    values = dict(_entry(entry, "people"))
    try:
        values["kind"] = Kind(values.get("kind", Kind.MEMBER))
    except ValueError as error:
        raise WorldError(f"people {values['id']}: kind is one of {', '.join(Kind)}") from error
    values.setdefault("email", f"{values['name']}@example.com")
    person = Person(**values)
    try:
        ZoneInfo(person.tz)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise WorldError(f"people {person.id}: no time zone is called {person.tz!r}") from error
    return person


def dm_id(person_id: str) -> str:
    """Return the id of a person's direct conversation with the app: D and the id without its first letter."""
    return "D" + person_id[1:]


def _group(entry: Mapping[str, Any], known: set[str]) -> Group:
    values = dict(_entry(entry, "groups"))
    members = tuple(values.pop("members", ()))
    _members_exist(members, known, f"groups {values['id']}")
    return Group(**values, members=members)


def _channel(entry: Mapping[str, Any], people: tuple[Person, ...]) -> Channel:
    values = dict(_entry(entry, "channels"))
    members = values.pop("members", [])
    absent = {Kind.OUTSIDE, Kind.DEACTIVATED}
    everybody = tuple(person.id for person in people if person.kind not in absent)
    chosen = everybody if members == "all" else tuple(members)
    _members_exist(chosen, {person.id for person in people}, f"channels {values['id']}")
    outsiders = {person.id for person in people if person.kind is Kind.OUTSIDE}
    if outsiders & set(chosen) and not values.get("ext_shared"):
        raise WorldError(f"channels {values['id']}: outside people need `ext_shared: true`")
    return Channel(**values, members=chosen)


def _members_exist(members: tuple[str, ...], known: set[str], where: str) -> None:
    missing = [member for member in members if member not in known]
    if missing:
        raise WorldError(f"{where}: no person has the id {missing[0]!r}")


def _entry(raw: object, kind: str) -> Mapping[str, Any]:
    entry = _mapping(raw, kind)
    where = f"{kind} {entry.get('id', '')}".strip()
    _no_strangers(entry, _KEYS[kind], where)
    needed = _KEYS[kind] & {"id", "name", "domain", "bot_user", "bot_id", "real_name", "handle"}
    for key in sorted(needed):
        if not isinstance(entry.get(key), str) or not entry[key]:
            raise WorldError(f"{where}: `{key}` is missing")
    if not re.fullmatch(f"[{_IDS[kind]}][A-Z0-9]{{2,}}", entry["id"]):
        raise WorldError(f"{where}: an id here begins with {' or '.join(_IDS[kind])}, then A to Z and 0 to 9")
    return entry


def _entries(document: Mapping[str, Any], kind: str) -> list[Mapping[str, Any]]:
    entries = document.get(kind, [])
    if not isinstance(entries, list):
        raise WorldError(f"{kind}: a list belongs here")
    return entries


def _mapping(raw: object, where: str) -> Mapping[str, Any]:
    if not isinstance(raw, Mapping):
        raise WorldError(f"{where}: keys and values belong here")
    return raw


def _no_strangers(entry: Mapping[str, Any], known: set[str], where: str) -> None:
    strangers = sorted(set(entry) - known)
    if strangers:
        raise WorldError(f"{where}: unknown key {strangers[0]!r}; known are {', '.join(sorted(known))}")


def _once(ids: list[str], people: int) -> None:
    doubles = sorted({name for name in ids if ids.count(name) > 1})
    if doubles or people == 0:
        raise WorldError(f"{doubles[0]}: this id is used twice" if doubles else "people: at least one")
