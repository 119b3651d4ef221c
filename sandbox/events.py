"""The Events API: who is told of what, and the three retries.

Source: docs.slack.dev/apis/events-api. Slack tries again at once, after one minute and after five.
"""

import asyncio

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


class Events:
    """Sends events in the background and remembers which first attempts are still under way."""

    def __init__(self, ws: Workspace, bot: Bot) -> None:
        self.ws = ws
        self.bot = bot
        self._first: set[asyncio.Future[None]] = set()
        self.tape: list[Json] | None = None  # where an act collects what it caused, to repeat it
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
        if self.tape is not None:
            self.tape.append(body)
        first: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._first.add(first)
        first.add_done_callback(self._first.discard)
        task = asyncio.create_task(self._deliver(body, first))
        self.ws.background.add(task)
        task.add_done_callback(self.ws.background.discard)

    async def settled(self) -> None:
        """Wait until every event so far was acked once or failed its first attempt."""
        while self._first:
            await asyncio.wait(set(self._first))

    async def repeat(self, bodies: list[Json]) -> None:
        """Send events once more, as a retry after a lost answer."""
        for body in bodies:
            await self.bot.send(Parcel("events_api", body, retry=1, reason="http_timeout"))

    async def _deliver(self, body: Json, first: asyncio.Future[None]) -> None:
        try:
            ack = await self.bot.send(Parcel("events_api", body))
        finally:
            if not first.done():
                first.set_result(None)
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
