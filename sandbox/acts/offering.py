"""Whom and what Slack offers in the menus of people and conversations, and to whom.

Source: docs.slack.dev/reference/block-kit/block-elements and composition-objects/conversation-filter-object.
"""

from typing import Any

from sandbox.states import holds
from sandbox.workspace import Json, Workspace
from sandbox.world import Channel


def check_offered(ws: Workspace, person: str, element: Json, state: Json) -> None:
    """Raise ValueError when a menu would not have offered this person what they chose."""
    kind = element["type"].removeprefix("multi_")
    if kind not in {"users_select", "channels_select", "conversations_select"}:
        return
    chosen = state[holds(element) or ""]
    for one in chosen if isinstance(chosen, list) else [chosen]:
        if one is not None and not _offers(ws, person, kind, element.get("filter", {}), one):
            raise ValueError(f"{one!r} is not offered here")


def _offers(ws: Workspace, person: str, kind: str, only: Json, name: Any) -> bool:
    if kind == "users_select":
        return name in ws.people and ws.people[name].active
    channel = ws.channels.get(str(name))
    if channel is None:
        return kind == "conversations_select" and _offers_person(ws, only, str(name))
    if kind == "channels_select":
        return not channel.private and not channel.archived
    return _visible(person, channel) and _passes(channel, only)


def _offers_person(ws: Workspace, only: Json, name: str) -> bool:
    """People stand among the conversations as the direct messages with them."""
    known = ws.people.get(name)
    return known is not None and known.active and "im" in only.get("include", ["im"])


def _visible(person: str, channel: Channel) -> bool:
    return not channel.archived and (person in channel.members or not channel.private)


def _passes(channel: Channel, only: Json) -> bool:
    kind = "im" if channel.dm_with else "private" if channel.private else "public"
    if kind not in only.get("include", [kind]):
        return False
    if channel.dm_with and only.get("exclude_bot_users"):
        return False
    return not (channel.ext_shared and only.get("exclude_external_shared_channels"))
