"""A sandbox on a free loopback port, in a thread of its own, for tests and for the command line."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass

import uvicorn

from sandbox.acts.stage import Stage
from sandbox.clock import Clock
from sandbox.mail.server import HOST as MAIL_HOST
from sandbox.manifest import Manifest
from sandbox.pace import Limits
from sandbox.server import Sandbox, build
from sandbox.workspace import Tokens, Workspace
from sandbox.world import World


@dataclass(frozen=True)
class Running:
    """A sandbox that answers at `base_url`; read `ws` freely, change it only through the page API."""

    base_url: str
    ws: Workspace
    stage: Stage

    @property
    def api_url(self) -> str:
        """Return what a bot puts into SLACK_API_URL."""
        return f"{self.base_url}/api/"

    @property
    def mail_url(self) -> str:
        """Return what a bot puts into SMTP_URL."""
        return str(self.ws.mail_url)


class _Server(uvicorn.Server):
    """A server that says when it is ready and lets long polls go when it stops."""

    def __init__(self, config: uvicorn.Config, ws: Workspace) -> None:
        super().__init__(config)
        self.ready = threading.Event()
        self._ws = ws

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and tell whoever waits for it."""
        await super().startup(sockets)
        self.ready.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Wake everybody who waits for news, then stop."""
        self._ws.closed.set()
        self._ws.touch(self._ws.people)
        await super().shutdown(sockets)


@contextlib.contextmanager
def running(
    world: World,
    manifest: Manifest,
    tokens: Tokens | None = None,
    *,
    clock: Clock | None = None,
    request_url: str | None = None,
    limits: Limits | None = None,
    host: str = "127.0.0.1",
    port: int = 0,
    mail_port: int = 0,
) -> Iterator[Running]:
    """Serve a sandbox while the block runs; raises OSError when a port is taken. A port of 0 is any free one."""
    with socket.create_server((host, port)) as listening, socket.socket() as mail:
        mail.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        mail.bind((MAIL_HOST, mail_port))
        box = build(world, manifest, tokens, clock=clock, request_url=request_url, limits=limits, mail=mail)
        box.ws.mail_url = f"smtp://{MAIL_HOST}:{mail.getsockname()[1]}"
        base_url = f"http://{host}:{listening.getsockname()[1]}"
        box.ws.base_url = base_url
        server = _Server(_config(box), box.ws)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, name="sandbox", daemon=True)
        thread.start()
        try:
            if not server.ready.wait(10):
                raise OSError("the sandbox did not start")
            yield Running(base_url, box.ws, box.stage)
        finally:
            server.should_exit = True
            thread.join(10)


def _config(box: Sandbox) -> uvicorn.Config:
    return uvicorn.Config(
        box.app,
        log_level="warning",
        access_log=False,
        ws="websockets-sansio",
        lifespan="on",
        timeout_graceful_shutdown=1,
    )
