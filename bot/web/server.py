"""The web server's routes."""

from collections.abc import Callable

import uvicorn
from slack_bolt import App
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.web.door import Door
from bot.web.metrics import Metrics

# What stands in the way of working, in a few words each; empty when ready.
Obstacles = Callable[[], list[str]]


def config(app: Starlette, host: str, port: int) -> uvicorn.Config:
    """Say how uvicorn runs the routes: on uvloop and httptools, where they are, and without what is not used here."""
    return uvicorn.Config(app, host=host, port=port, log_config=None, access_log=False, ws="none", lifespan="off")


def routes(bolt: App | None, obstacles: Obstacles, metrics: Metrics) -> Starlette:
    """Put together the routes. Without `bolt`, in Socket Mode, Slack has no door here."""

    def health(_: Request) -> Response:
        return JSONResponse({"status": "ok"})

    def ready(_: Request) -> Response:
        found = obstacles()
        return JSONResponse({"ready": not found, "missing": found}, status_code=503 if found else 200)

    def figures(_: Request) -> Response:
        return Response(metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")

    made = [
        Route("/health", health, methods=["GET"]),
        Route("/ready", ready, methods=["GET"]),
        Route("/metrics", figures, methods=["GET"]),
    ]
    if bolt is not None:
        door = Door(bolt)
        made.append(Route("/slack/events", door.__call__, methods=["POST"]))
    return Starlette(routes=made)
