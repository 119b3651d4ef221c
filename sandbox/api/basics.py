"""auth.test, api.test, apps.connections.open, reactions.get and blocks.validate."""

from sandbox import messages
from sandbox.api.arguments import Method
from sandbox.api.places import readable
from sandbox.blocks import Problem, check_message_blocks, check_view
from sandbox.refusals import ApiError, invalid_arguments
from sandbox.things import message_json
from sandbox.workspace import Json, Workspace


def _auth(ws: Workspace, _args: Json) -> Json:
    return {
        "url": f"{ws.base_url}/",
        "team": ws.team.name,
        "user": ws.app.name.lower(),
        "team_id": ws.team.id,
        "user_id": ws.app.bot_user,
        "bot_id": ws.app.bot_id,
        "is_enterprise_install": False,
    }


def _api(_ws: Workspace, args: Json) -> Json:
    if args.get("error"):
        raise ApiError(args["error"], args=args)
    return {"args": args}


def _connect(ws: Workspace, _args: Json) -> Json:
    address = ws.base_url.replace("http", "ws", 1)
    return {"url": f"{address}/socket?ticket={ws.ids.socket_ticket()}&app_id={ws.app.id}"}


def _reactions(ws: Workspace, args: Json) -> Json:
    if not args.get("channel") or not args.get("timestamp"):
        raise ApiError("no_item_specified")
    channel = readable(ws, args["channel"])
    message = messages.find(ws, channel.id, args["timestamp"])
    if message is None:
        raise ApiError("message_not_found")
    return {"type": "message", "channel": channel.id, "message": message_json(ws, message)}


def _validate(_ws: Workspace, args: Json) -> Json:
    given = [name for name in ("blocks", "message", "view") if args.get(name) is not None]
    if len(given) != 1:
        raise invalid_arguments("provide exactly one of blocks, message and view")
    name = given[0]
    problems = _check(name, args[name])
    if not problems:
        return {}
    errors = [
        {"pointer": problem.pointer, "code": "failed_constraint", "message": problem.text} for problem in problems
    ]
    raise ApiError(f"invalid_{name}", errors=errors)


def _check(name: str, value: object) -> list[Problem]:
    if name == "view":
        return [Problem(p.pointer.removeprefix("/view"), p.text) for p in check_view(value)]
    if name == "blocks":
        return [Problem(p.pointer.removeprefix("/blocks"), p.text) for p in check_message_blocks(value)]
    if not isinstance(value, dict):
        return [Problem("", "must provide an object")]
    return check_message_blocks(value.get("blocks", []))


METHODS = (
    Method("auth.test", _auth, {}, tier=0),
    Method("api.test", _api, {"error": "text", "foo": "text"}, token="none", tier=4),  # noqa: S106
    Method("apps.connections.open", _connect, {}, token="app", tier=1),  # noqa: S106 - a kind of token
    Method(
        "reactions.get",
        _reactions,
        {"channel": "text", "file": "text", "file_comment": "text", "full": "flag", "timestamp": "text"},
        scopes=("reactions:read",),
    ),
    Method(
        "blocks.validate",
        _validate,
        {"blocks": "json", "message": "json", "view": "json"},
        token="none",  # noqa: S106 - a kind of token
        tier=0,
    ),
)
