"""Which channels the app may see and write to, and what it is told when it may not."""

from sandbox.refusals import ApiError
from sandbox.workspace import Workspace
from sandbox.world import Channel, Kind, dm_id

_KINDS = {"public_channel": "channels", "private_channel": "groups", "im": "im", "mpim": "mpim"}


def kind_of(channel: Channel) -> str:
    """Return a channel's kind as conversations.list names it."""
    if channel.dm_with:
        return "im"
    return "private_channel" if channel.private else "public_channel"


def scope_for(channel: Channel, verb: str) -> str:
    """Return the scope for a verb (read, history) on a channel of this kind."""
    return f"{_KINDS[kind_of(channel)]}:{verb}"


def require(ws: Workspace, *scopes: str) -> None:
    """Raise ApiError `missing_scope` unless the app has all of these."""
    if not ws.has_scope(*scopes):
        raise ApiError("missing_scope", needed=",".join(scopes), provided=",".join(ws.manifest.scopes))


def readable(ws: Workspace, channel_id: str) -> Channel:
    """Return a channel that the app can see; private ones only when it is in them. Raises ApiError."""
    channel = ws.channels.get(channel_id)
    if channel is None or (channel.private and not channel.bot):
        raise ApiError("channel_not_found")
    return channel


def writable(ws: Workspace, name: str) -> Channel:
    """Return the channel or direct conversation to post in, by its id or a person's. Raises ApiError."""
    channel = readable(ws, _dm_of(ws, name) if name in ws.people else name)
    if channel.archived:
        raise ApiError("is_archived")
    if channel.dm_with:
        _open_to_messages(ws, channel.dm_with)
    elif not channel.bot and not ws.has_scope("chat:write.public"):
        raise ApiError("not_in_channel")
    return channel


def _dm_of(ws: Workspace, person_id: str) -> str:
    if ws.people[person_id].kind is Kind.OUTSIDE:
        raise ApiError("channel_not_found")
    return dm_id(person_id)


def _open_to_messages(ws: Workspace, person_id: str) -> None:
    if not ws.manifest.messages_tab:
        raise ApiError("messages_tab_disabled")
    if not ws.people[person_id].active:
        raise ApiError("user_disabled")


def all_kinds() -> set[str]:
    """Return every kind that conversations.list knows."""
    return set(_KINDS)


def scope_of_kind(kind: str) -> str:
    """Return the read scope for a kind of conversation."""
    return f"{_KINDS[kind]}:read"
