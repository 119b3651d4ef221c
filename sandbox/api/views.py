"""views.*: modals and Home. Source: docs.slack.dev/reference/methods/views.*."""

from sandbox import modals
from sandbox.api.arguments import Method
from sandbox.content import check_view_content
from sandbox.refusals import ApiError, invalid_arguments
from sandbox.things import view_json
from sandbox.workspace import Json, View, Workspace
from sandbox.world import Kind


def _trigger(args: Json) -> str:
    name = args.get("trigger_id") or args.get("interactivity_pointer")
    if not name:
        raise invalid_arguments("missing required field: trigger_id")
    found: str = name
    return found


def _open(ws: Workspace, args: Json) -> Json:
    raw = check_view_content(ws, args["view"], "modal")
    trigger = modals.exchange(ws, _trigger(args))
    return _shown(ws, modals.open_modal(ws, trigger.person, raw))


def _push(ws: Workspace, args: Json) -> Json:
    raw = check_view_content(ws, args["view"], "modal")
    trigger = modals.exchange(ws, _trigger(args))
    if trigger.view is None:
        raise ApiError("not_found")  # the click was not in a modal
    return _shown(ws, modals.push_modal(ws, trigger.person, raw))


def _update(ws: Workspace, args: Json) -> Json:
    if bool(args.get("view_id")) == bool(args.get("external_id")):
        raise invalid_arguments("exactly one of view_id and external_id must be provided")
    raw = check_view_content(ws, args["view"])
    view = modals.find_view(ws, args.get("view_id"), args.get("external_id"))
    return _shown(ws, modals.change_view(ws, view, raw, args.get("hash")))


def _publish(ws: Workspace, args: Json) -> Json:
    raw = check_view_content(ws, args["view"], "home")
    if not ws.manifest.home:
        raise ApiError("not_enabled")
    person = ws.people.get(args["user_id"])
    if person is None or not person.active or person.kind is Kind.OUTSIDE:
        raise invalid_arguments("invalid `user_id`")
    return _shown(ws, modals.publish_home(ws, person.id, raw, args.get("hash")))


def _shown(ws: Workspace, view: View) -> Json:
    return {"view": view_json(ws, view)}


_BY_TRIGGER = {"trigger_id": "text", "interactivity_pointer": "text", "view": "json"}

METHODS = (
    Method("views.open", _open, _BY_TRIGGER, needs=("view",), tier=4),
    Method("views.push", _push, _BY_TRIGGER, needs=("view",), tier=4),
    Method(
        "views.update",
        _update,
        {"view": "json", "view_id": "text", "external_id": "text", "hash": "text"},
        needs=("view",),
        tier=4,
    ),
    Method(
        "views.publish",
        _publish,
        {"view": "json", "user_id": "text", "hash": "text"},
        needs=("view", "user_id"),
        tier=4,
    ),
)
