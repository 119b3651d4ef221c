"""Changes to people, groups and channels while the sandbox runs, and the events that Slack sends of them."""

from dataclasses import replace
from typing import Any

from sandbox.refusals import RefusedError
from sandbox.things import user_json
from sandbox.workspace import Json, Workspace
from sandbox.world import Group, Kind, Person, WorldError, read_person

_CHANNEL_KEYS = {"id", "add", "remove", "archived", "bot"}


def change_person(ws: Workspace, body: Json) -> Json:
    """Add a person or change one; sends team_join or user_change. Raises RefusedError."""
    known = ws.people.get(str(body.get("id")))
    before = {} if known is None else {key: getattr(known, key) for key in Person.__annotations__}
    try:
        person = read_person({**before, **body})
    except WorldError as error:
        raise RefusedError("invalid_request", str(error)) from error
    if known and (known.kind is Kind.OUTSIDE) != (person.kind is Kind.OUTSIDE):
        raise RefusedError("invalid_request", "nobody moves between organisations; add another person")
    ws.people[person.id] = person
    if person.kind is Kind.DEACTIVATED:
        _leave_everything(ws, person.id)
    ws.add_dm(person)
    ws.touch(ws.people)
    kind = "user_change" if known else "team_join"
    event: Json = {"type": kind, "user": user_json(ws, person), "event_ts": ws.new_ts()}
    if known:
        event["cache_ts"] = int(ws.now())
    ws.emit(kind, event)
    return {"id": person.id, "kind": person.kind.value}


def _leave_everything(ws: Workspace, person: str) -> None:
    for channel in list(ws.channels.values()):
        if person in channel.members and not channel.dm_with:
            ws.change_channel(channel, members=tuple(one for one in channel.members if one != person))
    for group in list(ws.groups.values()):
        ws.groups[group.id] = replace(group, members=tuple(one for one in group.members if one != person))


def change_group(ws: Workspace, body: Json) -> Json:
    """Change who is in a user group, by `members` or by `add` and `remove`; sends subteam_members_changed."""
    group = ws.groups.get(str(body.get("id")))
    if group is None:
        raise RefusedError("unknown_group", f"There is no group {body.get('id')}.")
    members = _people(ws, body, "members") if "members" in body else list(group.members)
    members += [one for one in _people(ws, body, "add") if one not in members]
    gone = _people(ws, body, "remove")
    after = replace(group, members=tuple(one for one in members if one not in gone))
    ws.groups[group.id] = after
    ws.touch(ws.people)
    ws.emit("subteam_members_changed", _members_event(ws, group, after))
    return {"id": group.id, "members": list(after.members)}


def _members_event(ws: Workspace, before: Group, after: Group) -> Json:
    added = [one for one in after.members if one not in before.members]
    removed = [one for one in before.members if one not in after.members]
    return {
        "type": "subteam_members_changed",
        "subteam_id": after.id,
        "team_id": ws.team.id,
        "date_previous_update": 0,
        "date_update": int(ws.now()),
        "added_users": added,
        "added_users_count": len(added),
        "removed_users": removed,
        "removed_users_count": len(removed),
        "event_ts": ws.new_ts(),
    }


def change_channel(ws: Workspace, body: Json) -> Json:
    """Let people join or leave a channel, archive it, or take the bot out; sends member_joined_channel."""
    channel = ws.channels.get(str(body.get("id")))
    if channel is None or channel.dm_with or set(body) - _CHANNEL_KEYS:
        raise RefusedError("invalid_request", f"a known channel's id, and any of {', '.join(_CHANNEL_KEYS)}")
    joining = [one for one in _people(ws, body, "add") if one not in channel.members]
    gone = _people(ws, body, "remove")
    outside = [one for one in joining if ws.people[one].kind is Kind.OUTSIDE]
    if outside and not channel.ext_shared:
        raise RefusedError("invalid_request", "people of another organisation join shared channels only")
    members = tuple(one for one in (*channel.members, *joining) if one not in gone)
    after = ws.change_channel(
        channel,
        members=members,
        archived=bool(body.get("archived", channel.archived)),
        bot=bool(body.get("bot", channel.bot)),
    )
    if after.bot:
        newcomers = [*joining, *([ws.app.bot_user] if not channel.bot else [])]
        for person in newcomers:
            ws.emit("member_joined_channel", joined_event(ws, after.id, person))
    return {"id": after.id, "members": list(after.members)}


def joined_event(ws: Workspace, channel_id: str, user: str) -> Json:
    """Return member_joined_channel."""
    return {
        "type": "member_joined_channel",
        "user": user,
        "channel": channel_id,
        "channel_type": "G" if ws.channels[channel_id].private else "C",
        "team": ws.team.id,
        "event_ts": ws.new_ts(),
    }


def _people(ws: Workspace, body: Json, key: str) -> list[str]:
    names: Any = body.get(key, [])
    if not isinstance(names, list) or any(one not in ws.people for one in names):
        raise RefusedError("invalid_request", f"`{key}` is a list of ids of people")
    return list(dict.fromkeys(names))
