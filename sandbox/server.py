"""The whole sandbox as one ASGI application."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from sandbox import page_api
from sandbox.acts.answers import respond
from sandbox.acts.stage import Stage
from sandbox.api import files
from sandbox.api.arguments import read_body
from sandbox.api.dispatch import call
from sandbox.bot import Bot
from sandbox.clock import Clock
from sandbox.events import Events
from sandbox.mail import routes as mail_routes
from sandbox.mail.server import Post
from sandbox.manifest import Manifest
from sandbox.pace import Limits
from sandbox.refusals import ApiError
from sandbox.sockets import serve_socket
from sandbox.workspace import Tokens, Workspace
from sandbox.world import World


@dataclass(frozen=True)
class Sandbox:
    """The application to serve, and the state behind it."""

    app: Starlette
    ws: Workspace
    stage: Stage


def build(
    world: World,
    manifest: Manifest,
    tokens: Tokens | None = None,
    *,
    clock: Clock | None = None,
    request_url: str | None = None,
    limits: Limits | None = None,
    mail: socket.socket | None = None,
) -> Sandbox:
    """Put a sandbox together; `request_url` is where a bot without Socket Mode takes its payloads.

    `mail` is a bound socket for SMTP: while the application runs, what comes in there goes into the tray.
    """
    ws = Workspace(world, manifest, tokens, clock=clock, limits=limits)
    bot = Bot(ws, request_url)
    stage = Stage(ws, bot, Events(ws, bot))
    routes = [
        Route("/api/{method}", _web_api(ws), methods=["GET", "POST"]),
        Route("/upload/{file}", _upload(ws), methods=["POST"]),
        Route("/files/{file}", _file(ws)),
        Route("/respond/{kind}/{team}/{ticket}", _response_url(ws), methods=["POST"]),
        WebSocketRoute("/socket", _socket(bot)),
        *mail_routes.routes(ws),
        *page_api.routes(stage),
    ]
    return Sandbox(Starlette(routes=routes, lifespan=_lifespan(ws, mail)), ws, stage)


def _lifespan(ws: Workspace, mail: socket.socket | None) -> Callable[[Starlette], Any]:
    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        post = Post(ws, mail) if mail else None
        if post:
            await post.open()
        yield
        if post:
            await post.close()
        tasks = list(ws.background)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    return lifespan


def _web_api(ws: Workspace) -> Callable[[Request], Any]:
    async def handle(request: Request) -> Response:
        ws.base_url = str(request.base_url).rstrip("/")
        scopes = {"X-OAuth-Scopes": ",".join(ws.manifest.scopes)}
        try:
            raw = dict(request.query_params)
            if request.method == "POST":
                raw |= read_body(request.headers.get("content-type", ""), await request.body())
        except ApiError as error:
            ws.broke(error.error, f"{request.path_params['method']}: the body cannot be read")
            return JSONResponse({"ok": False, "error": error.error}, headers=scopes)
        answer = await call(ws, request.path_params["method"], _token(request, raw), raw)
        if answer.status == 0:
            await _never(ws, request)
        return JSONResponse(answer.body, status_code=answer.status or 500, headers=scopes | answer.headers)

    return handle


def _token(request: Request, raw: dict[str, Any]) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return token.strip()
    return str(raw.get("token", ""))


async def _never(ws: Workspace, request: Request) -> None:
    """Leave the caller without an answer until it hangs up or the sandbox closes."""
    gone = asyncio.create_task(_hung_up(request))
    over = asyncio.create_task(ws.closed.wait())
    await asyncio.wait({gone, over}, return_when=asyncio.FIRST_COMPLETED)
    for task in (gone, over):
        task.cancel()


async def _hung_up(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _response_url(ws: Workspace) -> Callable[[Request], Any]:
    async def handle(request: Request) -> Response:
        entry = ws.journal.note(
            "calls", ws.now(), method="response_url", args={}, ok=None, error=None, ts=None, fault=None
        )
        try:
            entry["args"] = read_body(request.headers.get("content-type", ""), await request.body())
            respond(ws, request.path_params["ticket"], entry["args"])
        except ApiError as error:
            entry["ok"], entry["error"] = False, error.error
            ws.broke(error.error, f"response_url: {error.error}")
            gone = error.error in {"used_url", "expired_url", "invalid_url"}
            return JSONResponse({"ok": False, "error": error.error}, status_code=404 if gone else 400)
        entry["ok"] = True
        return PlainTextResponse("ok")

    return handle


def _upload(ws: Workspace) -> Callable[[Request], Any]:
    async def handle(request: Request) -> Response:
        file_id = request.path_params["file"]
        entry = ws.journal.note(
            "calls", ws.now(), method="upload", args={"file": file_id}, ok=None, error=None, ts=None, fault=None
        )
        wrong = files.take(ws, file_id, await request.body())
        entry["ok"], entry["error"] = not wrong, wrong or None
        if wrong:
            ws.broke("invalid_upload", f"upload: {wrong}")
            return PlainTextResponse(wrong, status_code=400)
        return PlainTextResponse("OK")

    return handle


def _file(ws: Workspace) -> Callable[[Request], Any]:
    async def handle(request: Request) -> Response:
        file = ws.files.get(request.path_params["file"])
        if file is None or not file.complete:
            return PlainTextResponse("There is no such file.", status_code=404)
        return Response(file.content, media_type="text/plain; charset=utf-8")

    return handle


def _socket(bot: Bot) -> Callable[[WebSocket], Any]:
    async def handle(socket: WebSocket) -> None:
        await serve_socket(bot, socket)

    return handle
