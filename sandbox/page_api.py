"""The JSON that the browser page and the driver use; see README.md."""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from sandbox import changes, sockets
from sandbox.acts.stage import Stage, caused, somebody
from sandbox.acts.table import perform
from sandbox.faults import FaultError
from sandbox.mail import routes as mail_routes
from sandbox.refusals import RefusedError
from sandbox.screen import screen_json, world_json
from sandbox.workspace import Json, Workspace

LONGEST_POLL = 25.0  # seconds
_PAGE = Path(__file__).parent / "page"
_POLICY = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "font-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}

Handler = Callable[[Request], Awaitable[Response]]


def routes(stage: Stage) -> list[Route]:
    """Return the page's own routes."""
    ws = stage.ws
    return [
        Route("/", _page),
        Route("/static/{name:path}", _static),
        Route("/archives/{channel}/{message}", _permalink),
        Route("/sandbox/world", _got(lambda: world_json(ws))),
        Route("/sandbox/see", _see(stage)),
        Route("/sandbox/do", _posted(ws, lambda body: perform(stage, body)), methods=["POST"]),
        Route("/sandbox/bot", _bot(stage)),
        Route("/sandbox/log", _log(ws)),
        Route("/sandbox/faults", _posted(ws, lambda body: _faults(ws, body)), methods=["POST"]),
        Route("/sandbox/mail/read", _posted(ws, _plain(lambda body: mail_routes.read(ws, body))), methods=["POST"]),
        Route("/sandbox/people", _posted(ws, _change(stage, changes.change_person)), methods=["POST"]),
        Route("/sandbox/groups", _posted(ws, _change(stage, changes.change_group)), methods=["POST"]),
        Route("/sandbox/channels", _posted(ws, _change(stage, changes.change_channel)), methods=["POST"]),
        Route("/sandbox/reset", _posted(ws, lambda _body: _reset(stage)), methods=["POST"]),
        Route("/sandbox/refresh", _posted(ws, lambda body: _refresh(stage, body)), methods=["POST"]),
    ]


async def _page(_request: Request) -> Response:
    return _file("index.html")


async def _permalink(request: Request) -> Response:
    """Lead from a message's address to its place on the page, as whoever this browser is."""
    return RedirectResponse(f"/#//{quote(request.path_params['channel'])}")


async def _static(request: Request) -> Response:
    return _file(request.path_params["name"])


def _file(name: str) -> Response:
    path = (_PAGE / name).resolve()
    if not path.is_relative_to(_PAGE) or not path.is_file():
        return JSONResponse({"ok": False, "error": "not_found"}, status_code=404)
    return FileResponse(path, headers=_POLICY)


def _got(answer: Callable[[], Json]) -> Handler:
    async def handle(_request: Request) -> Response:
        return JSONResponse(answer())

    return handle


def _see(stage: Stage) -> Handler:
    async def handle(request: Request) -> Response:
        try:
            person = somebody(stage, request.query_params.get("as"))
            since = int(request.query_params.get("since", "-1"))
            patience = min(LONGEST_POLL, max(0.0, float(request.query_params.get("wait", LONGEST_POLL))))
        except RefusedError as error:
            return JSONResponse({"ok": False, "error": error.error, "message": error.message}, status_code=400)
        except ValueError:
            return JSONResponse({"ok": False, "error": "invalid_request"}, status_code=400)
        await _news(stage.ws, person.id, since, patience)
        return JSONResponse(screen_json(stage.ws, person))

    return handle


async def _news(ws: Workspace, person: str, since: int, patience: float) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(patience):
            while ws.screen(person).version <= since and not ws.closed.is_set():
                await ws.screen(person).changed.wait()


def _bot(stage: Stage) -> Handler:
    """Say whether the app can be reached, as soon as it can or after `wait` seconds."""

    async def handle(request: Request) -> Response:
        patience = min(LONGEST_POLL, float(request.query_params.get("wait", "0")))
        reached = await stage.bot.probe()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience):
                while not reached and not stage.ws.closed.is_set():
                    await asyncio.sleep(0.1)
                    reached = await stage.bot.probe()
        return JSONResponse({"ok": True, "reachable": reached, "sockets": len(stage.bot.lines)})

    return handle


def _log(ws: Workspace) -> Handler:
    async def handle(request: Request) -> Response:
        since = request.query_params.get("since", "0")
        return JSONResponse(ws.journal.since(int(since) if since.isdecimal() else 0))

    return handle


def _posted(ws: Workspace, act: Callable[[Json], Awaitable[Json]]) -> Handler:
    """Read a JSON object; other content types are refused, so that no strange web page can post here."""

    async def handle(request: Request) -> Response:
        ws.base_url = str(request.base_url).rstrip("/")
        try:
            return JSONResponse(await act(_object(request, await request.body())))
        except (RefusedError, FaultError, ValueError, TypeError, RecursionError) as error:
            code = error.error if isinstance(error, RefusedError) else "invalid_request"
            return JSONResponse({"ok": False, "error": code, "message": str(error)}, status_code=400)

    return handle


def _object(request: Request, body: bytes) -> Json:
    if request.headers.get("content-type", "").split(";")[0].strip() != "application/json":
        raise RefusedError("invalid_request", "send application/json")
    found = json.loads(body or b"{}")
    if not isinstance(found, dict):
        raise RefusedError("invalid_request", "send a JSON object")
    return found


def _plain(act: Callable[[Json], Json]) -> Callable[[Json], Awaitable[Json]]:
    async def run(body: Json) -> Json:
        return act(body)

    return run


def _change(stage: Stage, act: Callable[[Workspace, Json], Json]) -> Callable[[Json], Awaitable[Json]]:
    async def run(body: Json) -> Json:
        found: Json = {"ok": True}
        await caused(stage, lambda: found.update(act(stage.ws, body)))
        return found

    return run


async def _faults(ws: Workspace, body: Json) -> Json:
    """Switch faults on: one, or several under `faults`; `clear: true` switches all off first."""
    if body.get("clear"):
        ws.faults.waiting.clear()
    several = body.get("faults", [] if set(body) <= {"clear"} else [body])
    if not isinstance(several, list) or not all(isinstance(one, dict) for one in several):
        raise FaultError("`faults` is a list of faults")
    for one in several:
        ws.faults.add({key: value for key, value in one.items() if key != "clear"})
    await ws.after_faults()
    ws.touch(ws.people)
    return {"ok": True, "waiting": len(ws.faults.waiting)}


async def _reset(stage: Stage) -> Json:
    stage.ws.fill()
    await stage.ws.after_faults()
    stage.last.clear()
    return {"ok": True}


async def _refresh(stage: Stage, body: Json) -> Json:
    reason = body.get("reason", "refresh_requested")
    if reason not in {"warning", "refresh_requested"}:
        raise RefusedError("invalid_request", "reason is warning or refresh_requested")
    return {"ok": True, "asked": await sockets.refresh(stage.bot, reason)}
