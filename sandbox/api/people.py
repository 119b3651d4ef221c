"""users.*, usergroups.* and bots.info. Source: docs.slack.dev/reference/methods."""

from sandbox.api.arguments import Method
from sandbox.api.paging import page
from sandbox.refusals import ApiError
from sandbox.things import SLACKBOT, bot_user_json, group_json, slackbot_json, user_json
from sandbox.workspace import Json, Workspace
from sandbox.world import Group, Kind


def _info(ws: Workspace, args: Json) -> Json:
    if args["user"] == ws.app.bot_user:
        user = bot_user_json(ws)
    elif args["user"] == SLACKBOT:
        user = slackbot_json(ws)
    elif args["user"] in ws.people:
        user = user_json(ws, ws.people[args["user"]])
    else:
        raise ApiError("user_not_found")
    return {"user": user | _locale(args)}


def _list(ws: Workspace, args: Json) -> Json:
    here = [person for person in ws.people.values() if person.kind is not Kind.OUTSIDE]
    everybody = [slackbot_json(ws), *(user_json(ws, person) for person in here), bot_user_json(ws)]
    shown, cursor = page(everybody, args)
    members = [user | _locale(args) for user in shown]
    return {"members": members, "cache_ts": int(ws.now()), "response_metadata": {"next_cursor": cursor}}


def _locale(args: Json) -> Json:
    return {"locale": "en-GB"} if args.get("include_locale") else {}


def _groups(ws: Workspace, args: Json) -> Json:
    return {"usergroups": [_group(ws, group, args) for group in ws.groups.values()]}


def _group(ws: Workspace, group: Group, args: Json) -> Json:
    found = group_json(ws, group)
    if args.get("include_users"):
        found["users"] = list(group.members)
    if args.get("include_count"):
        found["user_count"] = len(group.members)
    return found


def _group_members(ws: Workspace, args: Json) -> Json:
    group = ws.groups.get(args["usergroup"])
    if group is None:
        raise ApiError("no_such_subteam")
    return {"users": list(group.members)}


def _bot(ws: Workspace, args: Json) -> Json:
    if args.get("bot", ws.app.bot_id) != ws.app.bot_id:
        raise ApiError("bot_not_found")
    return {
        "bot": {
            "id": ws.app.bot_id,
            "deleted": False,
            "name": ws.app.name,
            "updated": 0,
            "app_id": ws.app.id,
            "user_id": ws.app.bot_user,
            "icons": {},
        }
    }


_GROUPS = {"include_disabled": "flag"}

METHODS = (
    Method(
        "users.info",
        _info,
        {"user": "text", "include_locale": "flag"},
        needs=("user",),
        scopes=("users:read",),
        tier=4,
    ),
    Method(
        "users.list",
        _list,
        {"cursor": "text", "limit": "number", "include_locale": "flag"},
        scopes=("users:read",),
        tier=2,
    ),
    Method(
        "usergroups.list",
        _groups,
        {**_GROUPS, "include_count": "flag", "include_users": "flag"},
        scopes=("usergroups:read",),
        tier=2,
    ),
    Method(
        "usergroups.users.list",
        _group_members,
        {**_GROUPS, "usergroup": "text"},
        needs=("usergroup",),
        scopes=("usergroups:read",),
        tier=2,
    ),
    Method("bots.info", _bot, {"bot": "text"}, scopes=("users:read",)),
)
