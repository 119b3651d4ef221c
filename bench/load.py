"""The load, a process of its own: signed slash commands on kept-alive connections, one at a time on each.

Reads a `Job` as JSON from standard input, writes a `Measured` as JSON to standard output. Every answer is read in
full and looked into for the sentence it should hold. Reaches nothing but this machine.
"""

import asyncio
import dataclasses
import hmac
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle
from urllib.parse import urlencode

MOST_CLIENTS, MOST_SECONDS, MOST_REQUESTS = 64, 60.0, 500_000


@dataclass(frozen=True, slots=True)
class Job:
    """What to send: each of `asks` is a person, the words they type, and what the answer has to hold."""

    port: int
    secret: str
    team: str
    clients: int
    seconds: float
    asks: list[tuple[str, str, str]]
    command: str = "/partyline"


@dataclass(slots=True)
class Measured:
    """What came of it; times in milliseconds."""

    answered: int
    a_second: float
    p50: float
    p99: float
    wrong: list[str]
    one_answer: str


@dataclass(slots=True)
class Run:
    """What all clients of a run share."""

    secret: bytes
    asks: Iterator[tuple[bytes, bytes]]
    ends: float
    times: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    one_answer: bytes = b""


class Client(asyncio.Protocol):
    """One connection: sends, waits for the whole answer, checks it, sends the next."""

    def __init__(self, run: Run, done: asyncio.Future[None]) -> None:
        self._run, self._done = run, done
        self._buffer, self._wanted = bytearray(), b""
        self._sent = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._send()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head = self._buffer.find(b"\r\n\r\n")
        if head < 0:
            return
        length = _content_length(bytes(self._buffer[:head]))
        if len(self._buffer) < head + 4 + length:
            return
        self._run.times.append(time.perf_counter() - self._sent)
        self._check(bytes(self._buffer))
        self._buffer.clear()
        if time.perf_counter() < self._run.ends and len(self._run.times) < MOST_REQUESTS:
            self._send()
        else:
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._buffer or exc:
            self._run.wrong.append(f"the connection was lost: {exc}")
        if not self._done.done():
            self._done.set_result(None)

    def _send(self) -> None:
        body, self._wanted = next(self._run.asks)
        request = signed(self._run.secret, body)
        self._sent = time.perf_counter()
        self._transport.write(request)

    def _check(self, answer: bytes) -> None:
        if not answer.startswith(b"HTTP/1.1 200") or self._wanted not in answer:
            self._run.wrong.append(f"{self._wanted!r} is not in {answer[:600]!r}")
        self._run.one_answer = self._run.one_answer or answer.partition(b"\r\n\r\n")[2]


def signed(secret: bytes, body: bytes) -> bytes:
    """Write a request as Slack does, signed for this second."""
    stamp = b"%d" % time.time()
    signature = hmac.digest(secret, b"v0:%s:%s" % (stamp, body), "sha256").hex().encode()
    return (
        b"POST /slack/events HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: Slackbot 1.0 (+https://api.slack.com/robots)\r\n"
        b"Accept: application/json,*/*\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        b"X-Slack-Request-Timestamp: %s\r\nX-Slack-Signature: v0=%s\r\nContent-Length: %d\r\n\r\n%s"
        % (stamp, signature, len(body), body)
    )


def _content_length(head: bytes) -> int:
    _, _, rest = head.lower().partition(b"content-length:")
    return int(rest.partition(b"\r\n")[0])


def _body(job: Job, person: str, words: str) -> bytes:
    fields = {
        "token": "unused",
        "team_id": job.team,
        "team_domain": "bench",
        "channel_id": "C02BENCH",
        "channel_name": "it-staff",
        "user_id": person,
        "user_name": person.lower(),
        "command": job.command,
        "text": words,
        "api_app_id": "A01BENCH",
        "is_enterprise_install": "false",
        "response_url": f"http://127.0.0.1:9/commands/{job.team}/1/x",
        "trigger_id": "1.1.x",
    }
    return urlencode(fields).encode()


async def run(job: Job) -> Measured:
    """Send what the job asks for until its time is over (each client at least once), and wait for the last answers."""
    loop = asyncio.get_running_loop()
    asks = [(_body(job, person, words), holds.encode()) for person, words, holds in job.asks]
    began = time.perf_counter()
    shared = Run(job.secret.encode(), cycle(asks), began + min(job.seconds, MOST_SECONDS))
    waits = [loop.create_future() for _ in range(min(job.clients, MOST_CLIENTS))]
    for done in waits:
        await loop.create_connection(lambda done=done: Client(shared, done), "127.0.0.1", job.port)  # type: ignore[misc]
    await asyncio.wait_for(asyncio.gather(*waits), job.seconds + 30)
    took, times = time.perf_counter() - began, sorted(shared.times)
    p50, p99 = (times[min(int(len(times) * part), len(times) - 1)] * 1000 for part in (0.5, 0.99))
    return Measured(len(times), len(times) / took, p50, p99, shared.wrong[:3], shared.one_answer.decode())


def main() -> None:
    """Do one job."""
    given = json.load(sys.stdin)
    job = Job(**{**given, "asks": [tuple(ask) for ask in given["asks"]]})
    json.dump(dataclasses.asdict(asyncio.run(run(job))), sys.stdout)


if __name__ == "__main__":
    main()
