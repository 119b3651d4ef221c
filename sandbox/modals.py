"""Modals and Home: the stack of three, hashes, and what the app may do to them.

Rules: docs.slack.dev/surfaces/modals and reference/methods/views.*.
"""

from sandbox.ids import Trigger
from sandbox.messages import with_ids
from sandbox.refusals import ApiError
from sandbox.states import state_values
from sandbox.workspace import Json, View, Workspace

DEEPEST = 3  # views in a stack


def exchange(ws: Workspace, trigger_id: str) -> Trigger:
    """Use up a trigger_id; raises ApiError when it is unknown, too old or was used before."""
    trigger = ws.ids.triggers.get(trigger_id)
    if trigger is None:
        raise ApiError("invalid_trigger_id")
    if trigger.used:
        raise ApiError("exchanged_trigger_id")
    if ws.now() - trigger.born > ws.pace.limits.answer_within:
        raise ApiError("expired_trigger_id")
    trigger.used = True
    return trigger


def _new_hash(ws: Workspace) -> str:
    return f"{int(ws.now())}.{ws.ids.short()}{ws.ids.short()}"


def _new_view(ws: Workspace, owner: str, raw: Json, below: View | None) -> View:
    name = ws.ids.long("V")
    filled = raw | {"blocks": with_ids(ws, raw["blocks"])}
    root = below.root if below else name
    return View(name, owner, filled, _new_hash(ws), root, below.id if below else None)


def _external_id_free(ws: Workspace, raw: Json, but: View | None = None) -> None:
    name = raw.get("external_id")
    if name and any(view is not but and view.raw.get("external_id") == name for view in ws.views.values()):
        raise ApiError("duplicate_external_id")


def open_modal(ws: Workspace, person: str, raw: Json) -> View:
    """Show a new modal in place of whatever stack the person had open."""
    _external_id_free(ws, raw)
    close_all(ws, person)
    view = _new_view(ws, person, raw, None)
    return _place(ws, view)


def push_modal(ws: Workspace, person: str, raw: Json) -> View:
    """Put a modal on top of the person's stack; raises ApiError."""
    stack = ws.screen(person).modals
    if not stack:
        raise ApiError("not_found")
    if len(stack) >= DEEPEST:
        raise ApiError("push_limit_reached")
    _external_id_free(ws, raw)
    return _place(ws, _new_view(ws, person, raw, stack[-1]))


def _place(ws: Workspace, view: View) -> View:
    ws.views[view.id] = view
    ws.screen(view.owner).modals.append(view)
    ws.touch([view.owner])
    return view


def change_view(ws: Workspace, view: View, raw: Json, given_hash: str | None = None) -> View:
    """Replace what a view shows. What stood in a field stays where block and element keep their ids.

    So it is in Slack, for what a field began with as for what was typed: new initial values count in new blocks only
    (https://github.com/slackapi/bolt-python/issues/1064).
    """
    if given_hash is not None and given_hash != view.hash:
        raise ApiError("hash_conflict")
    if raw["type"] != view.raw["type"]:
        raise ApiError("invalid_arguments", response_metadata={"messages": ["[ERROR] view type cannot change"]})
    _external_id_free(ws, raw, but=view)
    stood = state_values(view.blocks, view.values)
    view.raw = raw | {"blocks": with_ids(ws, raw["blocks"])}
    view.hash = _new_hash(ws)
    view.values = state_values(view.blocks, stood)
    view.errors = {}
    ws.touch([view.owner])
    return view


def publish_home(ws: Workspace, person: str, raw: Json, given_hash: str | None) -> View:
    """Show or replace a person's Home; raises ApiError `hash_conflict`."""
    known = ws.homes.get(person)
    if known:
        return change_view(ws, known, raw, given_hash)
    view = _new_view(ws, person, raw, None)
    ws.views[view.id] = ws.homes[person] = view
    ws.touch([person])
    return view


def find_view(ws: Workspace, view_id: str | None, external_id: str | None) -> View:
    """Return an open view by one of its names; raises ApiError `not_found`."""
    for view in ws.views.values():
        if view.id == view_id or (external_id and view.raw.get("external_id") == external_id):
            return view
    raise ApiError("not_found")


def close_top(ws: Workspace, person: str) -> View:
    """Take the top view off a person's stack and return it."""
    stack = ws.screen(person).modals
    view = stack.pop()
    del ws.views[view.id]
    ws.touch([person])
    return view


def close_all(ws: Workspace, person: str) -> list[View]:
    """Close a person's whole stack, top first, and return what was closed."""
    return [close_top(ws, person) for _ in list(ws.screen(person).modals)]
