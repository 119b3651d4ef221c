"""One HTTP POST without a client library: small, cancellable, and never kept open."""

import asyncio
import http.client
import io
from dataclasses import dataclass
from urllib.parse import urlsplit


class PostError(OSError):
    """There was no answer that could be read."""


@dataclass(frozen=True)
class Reply:
    """An HTTP answer; header names are in small letters."""

    status: int
    headers: dict[str, str]
    body: bytes


class _Heard:
    """Bytes that http.client may read as if they came from a socket."""

    def __init__(self, heard: bytes) -> None:
        self._heard = heard

    def makefile(self, _mode: str) -> io.BytesIO:
        """Return the bytes as a file."""
        return io.BytesIO(self._heard)


async def post_bytes(url: str, headers: dict[str, str], body: bytes) -> Reply:
    """Send a POST and return the answer; raises PostError."""
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    lines = [
        f"POST {target} HTTP/1.1",
        f"Host: {parts.netloc}",
        "User-Agent: Slackbot 1.0 (+https://api.slack.com/robots)",
        "Connection: close",
        f"Content-Length: {len(body)}",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    request = "\r\n".join(lines).encode() + b"\r\n\r\n" + body
    try:
        return _parse(await _exchange(parts.hostname or "", port, request, secure=secure))
    except (OSError, EOFError, http.client.HTTPException) as error:
        raise PostError(str(error)) from error


async def _exchange(host: str, port: int, request: bytes, *, secure: bool) -> bytes:
    reader, writer = await asyncio.open_connection(host, port, ssl=secure or None)
    try:
        writer.write(request)
        await writer.drain()
        return await reader.read()
    finally:
        writer.close()


def _parse(heard: bytes) -> Reply:
    response = http.client.HTTPResponse(_Heard(heard))  # type: ignore[arg-type] # it only calls makefile
    response.begin()
    headers = {name.lower(): value for name, value in response.getheaders()}
    return Reply(response.status, headers, response.read())
