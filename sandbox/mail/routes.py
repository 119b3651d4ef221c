"""The tray's part of the JSON that the page and the driver use, and a mail's HTML for the page's frame."""

import asyncio
import contextlib
import re
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.mail.tray import Mail, mail_json, summary_json
from sandbox.refusals import RefusedError
from sandbox.workspace import Json, Workspace

LONGEST_POLL = 25.0  # seconds
Handler = Callable[[Request], Awaitable[Response]]
_HEAD = re.compile(r"<head\b[^>]*>", re.IGNORECASE)
# Nothing runs, nothing is fetched, nothing is sent: only the mail's own looks, and pictures that are in it.
_POLICY = {
    "Content-Security-Policy": (
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def routes(ws: Workspace) -> list[Route]:
    """Return the routes for reading; what changes something is in the page API's table."""
    return [
        Route("/sandbox/mail", _tray(ws)),
        Route("/sandbox/mail/{n:int}", _one(ws)),
        Route("/sandbox/mail/{n:int}/html", _html(ws)),
    ]


def read(ws: Workspace, body: Json) -> Json:
    """Mark a mail as read, or with no `id` all of them; raises RefusedError."""
    wanted = body.get("id")
    if wanted is not None and (not isinstance(wanted, int) or ws.tray.find(wanted) is None):
        raise RefusedError("unknown_mail", "That mail is not in the tray any more.")
    ws.tray.mark_read(wanted)
    ws.touch(ws.people)
    return {"ok": True, "unread": ws.tray.unread()}


def _tray(ws: Workspace) -> Handler:
    """List the mails, oldest first, as soon as the tray's version is over `since` or after `wait` seconds."""

    async def handle(request: Request) -> Response:
        try:
            since = int(request.query_params.get("since", "-1"))
            patience = min(LONGEST_POLL, max(0.0, float(request.query_params.get("wait", "0"))))
        except ValueError:
            return JSONResponse({"ok": False, "error": "invalid_request"}, status_code=400)
        await _news(ws, since, patience)
        mails = [summary_json(mail) for mail in ws.tray.mails]
        faults = ws.faults.of_mail()
        about = {"version": ws.tray.version, "unread": ws.tray.unread(), "faults": faults}
        return JSONResponse({"ok": True, **about, "mails": mails})

    return handle


async def _news(ws: Workspace, since: int, patience: float) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(patience):
            while ws.tray.version <= since and not ws.closed.is_set():
                await ws.tray.changed.wait()


def _one(ws: Workspace) -> Handler:
    async def handle(request: Request) -> Response:
        mail = ws.tray.find(request.path_params["n"])
        return JSONResponse({"ok": True, **mail_json(mail)}) if mail else _gone()

    return handle


def _gone() -> Response:
    message = "That mail is not in the tray any more."
    return JSONResponse({"ok": False, "error": "unknown_mail", "message": message}, status_code=404)


def _html(ws: Workspace) -> Handler:
    async def handle(request: Request) -> Response:
        mail = ws.tray.find(request.path_params["n"])
        if mail is None or mail.letter.html is None:
            return _gone()
        return Response(_framed(mail), media_type="text/html; charset=utf-8", headers=_POLICY)

    return handle


def _framed(mail: Mail) -> str:
    """Return a mail's HTML whose links would open a window of their own, which the policy does not let them."""
    return _HEAD.sub(lambda head: f'{head[0]}<base target="_blank">', mail.letter.html or "", count=1)
