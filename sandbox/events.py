"""The Events API: who is told of what, and the three retries.

Source: docs.slack.dev/apis/events-api. Slack tries again at once, after one minute and after five.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.bot import Ack, Bot, Parcel
from sandbox.workspace import Json, Workspace

RETRIES = (0.0, 60.0, 300.0)  # seconds between one attempt and the next

# event -> the scope without which Slack does not send it (docs.slack.dev/reference/events)
_SCOPES = {
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "app_mention": "app_mentions:read",
    "member_joined_channel": "channels:read",
    "user_change": "users:read",
    "team_join": "users:read",
    "subteam_members_changed": "usergroups:read",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
}
_REASONS = {"operation_timeout": "http_timeout", "dispatch_failed": "http_error"}


@dataclass(frozen=True)
class Sent:
    """An event on its way; `first` is done once the first attempt was acked or failed."""

    body: Json
    first: asyncio.Future[None]


class Events:
    """Sends events in the background, and knows which came of which act."""

    def __init__(self, ws: Workspace, bot: Bot) -> None:
        self.ws = ws
        self.bot = bot
        self._tape: list[Sent] | None = None
        ws.emit = self.emit

    def _due(self, kind: str, event: Json) -> bool:
        """Say whether the manifest asks for this event and has the scope for it."""
        scope = _SCOPES.get(kind)
        channel = self.ws.channels.get(str(event.get("channel", "")))
        if scope == "channels:read" and channel and channel.private:
            scope = "groups:read"
        return kind in self.ws.manifest.bot_events and (scope is None or self.ws.has_scope(scope))

    def emit(self, kind: str, event: Json) -> None:
        """Send an event if the app wants it."""
        if not self._due(kind, event):
            return
        body = self._callback(event)
        first: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if self._tape is not None:
            self._tape.append(Sent(body, first))
        task = asyncio.create_task(self._deliver(body, first))
        self.ws.background.add(task)
        task.add_done_callback(self.ws.background.discard)
        task.add_done_callback(lambda _task: _settle(first))

    def caused_by(self, act: Callable[[], object]) -> list[Sent]:
        """Do something and return the events that were sent because of it."""
        self._tape = tape = list[Sent]()
        try:
            act()
        finally:
            self._tape = None
        return tape

    async def repeat(self, bodies: list[Json]) -> None:
        """Send events once more, as a retry after a lost answer."""
        for body in bodies:
            await self.bot.send(Parcel("events_api", body, retry=1, reason="http_timeout"))

    async def _deliver(self, body: Json, first: asyncio.Future[None]) -> None:
        ack = await self.bot.send(Parcel("events_api", body))
        _settle(first)
        await self._again(body, ack)

    async def _again(self, body: Json, ack: Ack) -> None:
        for number, pause in enumerate(RETRIES, start=1):
            if ack.ok or not ack.retry:
                return
            if pause:
                await self.ws.clock.sleep(pause)
            reason = _REASONS.get(ack.error or "", "unknown_error")
            ack = await self.bot.send(Parcel("events_api", body, retry=number, reason=reason))

    def _callback(self, event: Json) -> Json:
        channel = self.ws.channels.get(str(event.get("channel", "")))
        body: Json = {
            "token": self.ws.tokens.verification,
            "team_id": self.ws.team.id,
            "context_team_id": self.ws.team.id,
            "context_enterprise_id": None,
            "api_app_id": self.ws.app.id,
            "event": event,
            "type": "event_callback",
            "event_id": self.ws.ids.long("Ev"),
            "event_time": int(self.ws.now()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": self.ws.team.id,
                    "user_id": self.ws.app.bot_user,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": bool(channel and channel.ext_shared),
        }
        return body


def _settle(first: asyncio.Future[None]) -> None:
    if not first.done():
        first.set_result(None)
