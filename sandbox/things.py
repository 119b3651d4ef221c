"""People, places, messages and views as Slack writes them down, in payloads and in Web API answers."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sandbox.states import state_values
from sandbox.workspace import File, Json, Message, View, Workspace
from sandbox.world import OUTSIDE_TEAM, Channel, Group, Kind, Person

SLACKBOT = "USLACKBOT"


def team_of(ws: Workspace, person: Person) -> str:
    """Return the organisation that a person belongs to."""
    return OUTSIDE_TEAM if person.kind is Kind.OUTSIDE else ws.team.id


def channel_json(channel: Channel) -> Json:
    """Return a channel as interaction payloads name it; Slack hides the names of private ones."""
    if channel.dm_with:
        return {"id": channel.id, "name": "directmessage"}
    return {"id": channel.id, "name": "privategroup" if channel.private else channel.name}


def view_json(ws: Workspace, view: View) -> Json:
    """Return a view as payloads and API answers carry it."""
    raw = view.raw
    shared = {
        "id": view.id,
        "team_id": ws.team.id,
        "type": raw["type"],
        "blocks": raw["blocks"],
        "private_metadata": raw.get("private_metadata", ""),
        "callback_id": raw.get("callback_id", ""),
        "external_id": raw.get("external_id", ""),
        "state": {"values": state_values(view.blocks, view.values)},
        "hash": view.hash,
        "title": raw.get("title", {"type": "plain_text", "text": "View Title", "emoji": True}),
        "close": raw.get("close"),
        "submit": raw.get("submit"),
        "clear_on_close": raw.get("clear_on_close", False),
        "notify_on_close": raw.get("notify_on_close", False),
        "previous_view_id": view.previous,
        "root_view_id": view.root,
        "app_id": ws.app.id,
        "app_installed_team_id": ws.team.id,
        "bot_id": ws.app.bot_id,
    }
    if raw.get("submit_disabled") is not None:
        shared["submit_disabled"] = raw["submit_disabled"]
    return shared


def message_json(ws: Workspace, message: Message) -> Json:
    """Return a message as payloads, events and history carry it."""
    found: Json = {"type": "message", "user": message.user, "ts": message.ts, "text": message.text}
    found["team"] = ws.team.id
    author = ws.people.get(message.user)
    if author and ws.channels[message.channel].ext_shared:
        found["team"] = found["user_team"] = found["source_team"] = team_of(ws, author)
    if message.by_app:
        found |= {"bot_id": ws.app.bot_id, "app_id": ws.app.id, "bot_profile": bot_profile(ws)}
    if message.blocks:
        found["blocks"] = message.blocks
    if message.attachments:
        found["attachments"] = message.attachments
    if message.files:
        found["files"] = [file_json(ws, file) for file in message.files]
    if message.edited_at:
        found["edited"] = {"user": message.user, "ts": message.edited_at}
    if any(message.reactions.values()):
        found["reactions"] = reactions_json(message)
    return found | _thread_json(ws, message)


def file_json(ws: Workspace, file: File) -> Json:
    """Return a file as payloads, history and the answer to its upload carry it."""
    return {
        "id": file.id,
        "name": file.name,
        "title": file.title,
        "size": file.length,
        "url_private": f"{ws.base_url}/files/{file.id}",
    }


def _thread_json(ws: Workspace, message: Message) -> Json:
    if message.thread_ts:
        parent = next((m for m in ws.messages.get(message.channel, []) if m.ts == message.thread_ts), None)
        found: Json = {"thread_ts": message.thread_ts}
        if parent:
            found["parent_user_id"] = parent.user
        return found | ({"subtype": "thread_broadcast"} if message.broadcast else {})
    replies = [m for m in ws.messages.get(message.channel, []) if m.thread_ts == message.ts and not m.only_for]
    if not replies:
        return {}
    users = list(dict.fromkeys(reply.user for reply in replies))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users_count": len(users),
        "latest_reply": replies[-1].ts,
        "reply_users": users,
        "is_locked": False,
        "subscribed": False,
    }


def reactions_json(message: Message) -> list[Json]:
    """Return a message's reactions."""
    return [{"name": name, "users": users, "count": len(users)} for name, users in message.reactions.items() if users]


def bot_profile(ws: Workspace) -> Json:
    """Return the bot as messages name it."""
    return {
        "id": ws.app.bot_id,
        "app_id": ws.app.id,
        "user_id": ws.app.bot_user,
        "name": ws.app.name,
        "icons": {},
        "deleted": False,
        "updated": 0,
        "team_id": ws.team.id,
    }


def user_json(ws: Workspace, person: Person) -> Json:
    """Return a person as users.info has them; partial for people of another organisation."""
    moment = datetime.fromtimestamp(ws.now(), UTC).astimezone(ZoneInfo(person.tz))
    offset = moment.utcoffset()
    user: Json = {
        "id": person.id,
        "team_id": team_of(ws, person),
        "name": person.name,
        "deleted": not person.active,
        "real_name": person.real_name,
        "profile": _profile(ws, person),
        "is_bot": False,
        "is_app_user": False,
        "updated": 0,
    }
    if not person.active:
        return user
    if person.kind is Kind.OUTSIDE:
        return user | {"is_stranger": not _shares_a_channel(ws, person)}
    return user | {
        "color": "9f69e7",
        "tz": person.tz,
        "tz_label": moment.tzname() or person.tz,
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "is_admin": False,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": person.kind in {Kind.GUEST, Kind.SINGLE_CHANNEL_GUEST},
        "is_ultra_restricted": person.kind is Kind.SINGLE_CHANNEL_GUEST,
        "is_email_confirmed": True,
        "who_can_share_contact_card": "EVERYONE",
    }


def _profile(ws: Workspace, person: Person) -> Json:
    first, _, last = person.real_name.partition(" ")
    profile: Json = {
        "real_name": person.real_name,
        "real_name_normalized": person.real_name,
        "display_name": person.name,
        "display_name_normalized": person.name,
        "first_name": first,
        "last_name": last,
        "title": "",
        "status_text": "",
        "status_emoji": "",
        "team": team_of(ws, person),
    }
    if person.kind is not Kind.OUTSIDE and ws.has_scope("users:read.email"):
        profile["email"] = person.email
    return profile


def _shares_a_channel(ws: Workspace, person: Person) -> bool:
    return any(c.ext_shared and c.bot and person.id in c.members for c in ws.channels.values())


def slackbot_json(ws: Workspace) -> Json:
    """Return Slackbot, which every workspace has and which does not say that it is a bot."""
    return {
        "id": SLACKBOT,
        "team_id": ws.team.id,
        "name": "slackbot",
        "deleted": False,
        "real_name": "Slackbot",
        "profile": {"real_name": "Slackbot", "display_name": "Slackbot", "team": ws.team.id},
        "is_bot": False,
        "is_app_user": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "updated": 0,
    }


def bot_user_json(ws: Workspace) -> Json:
    """Return the app's bot user as users.info has it."""
    return {
        "id": ws.app.bot_user,
        "team_id": ws.team.id,
        "name": ws.app.name.lower(),
        "deleted": False,
        "real_name": ws.app.name,
        "tz": "America/Los_Angeles",
        "tz_label": "Pacific Standard Time",
        "tz_offset": -28800,
        "profile": {
            "real_name": ws.app.name,
            "bot_id": ws.app.bot_id,
            "api_app_id": ws.app.id,
            "team": ws.team.id,
        },
        "is_admin": False,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "is_bot": True,
        "is_app_user": False,
        "updated": 0,
    }


def group_json(ws: Workspace, group: Group) -> Json:
    """Return a user group, without its members."""
    return {
        "id": group.id,
        "team_id": ws.team.id,
        "is_usergroup": True,
        "is_subteam": True,
        "name": group.name,
        "description": "",
        "handle": group.handle,
        "is_external": False,
        "date_create": 0,
        "date_update": 0,
        "date_delete": 0,
        "auto_type": None,
        "prefs": {"channels": [], "groups": []},
    }


def conversation_json(ws: Workspace, channel: Channel) -> Json:
    """Return a channel or direct conversation as conversations.info has it."""
    if channel.dm_with:
        return {
            "id": channel.id,
            "created": 0,
            "is_archived": False,
            "is_im": True,
            "is_org_shared": False,
            "context_team_id": ws.team.id,
            "user": channel.dm_with,
            "is_user_deleted": not ws.people[channel.dm_with].active,
            "priority": 0,
        }
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": not channel.private,
        "is_group": channel.private,
        "is_im": False,
        "is_mpim": False,
        "is_private": channel.private,
        "created": 0,
        "is_archived": channel.archived,
        "is_general": channel.name == "general",
        "is_shared": channel.ext_shared,
        "is_org_shared": False,
        "is_ext_shared": channel.ext_shared,
        "is_pending_ext_shared": False,
        "pending_shared": [],
        "context_team_id": ws.team.id,
        "creator": ws.app.bot_user,
        "is_member": channel.bot,
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "previous_names": [],
    }
