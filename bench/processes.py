"""Starting and stopping the processes that are measured, and looking at them from outside."""

import dataclasses
import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.load import Job, Measured

ROOT = Path(__file__).parents[1]
LONGEST_START = 30.0
KEPT = {"PATH", "HOME", "LANG", "TMPDIR"}  # of the environment: no settings of whoever runs this


class DidNotRun(Exception):  # noqa: N818 - read as a sentence
    """Something could not be measured."""


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers."""

    port: int
    pid: int
    ready_after: float

    def cpu_seconds(self) -> float:
        """Return how much processor time it has used so far; 0 where the system does not tell (no /proc)."""
        stat = Path(f"/proc/{self.pid}/stat")
        if not stat.is_file():
            return 0.0
        user, system = stat.read_text().rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float:
        """Return what it holds in memory (its resident set), in MiB."""
        status = Path(f"/proc/{self.pid}/status")
        if status.is_file():
            line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
            return int(line.split()[1]) / 1024
        asked = subprocess.run(["ps", "-o", "rss=", "-p", str(self.pid)], capture_output=True, check=True)
        return int(asked.stdout) / 1024


@contextmanager
def server(*arguments: str, cwd: Path, port: int, settings: dict[str, str] | None = None) -> Iterator[Running]:
    """Run a server while the block lasts; then it gets time to write down what it still holds."""
    began = time.perf_counter()
    log = cwd / f"server-{port}.log"
    with log.open("ab") as said:
        environment = _environment() | (settings or {})
        process = subprocess.Popen([sys.executable, *arguments], cwd=cwd, env=environment, stdout=said, stderr=said)
    try:
        yield Running(port, process.pid, _wait_until_ready(process, port, began))
    except DidNotRun:
        note(log.read_text()[-2000:])
        raise
    finally:
        process.terminate()
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def load(job: Job) -> Measured:
    """Run one load in a process of its own. Raises DidNotRun where an answer was not right."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.load"],
        input=json.dumps(dataclasses.asdict(job)).encode(),
        stdout=subprocess.PIPE,
        env=_environment(),
        cwd=ROOT,
        timeout=job.seconds + 60,
        check=True,
    )
    measured = Measured(**json.loads(done.stdout))
    if measured.wrong:
        raise DidNotRun(f"an answer was wrong: {measured.wrong[0]}")
    return measured


def import_seconds(module: str) -> float:
    """Measure how long a fresh Python takes from its start to having imported a module."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", f"import {module}"], env=_environment(), cwd=ROOT, check=True)
    return time.perf_counter() - began


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def note(said: str) -> None:
    """Say how far it is, where the table is not."""
    print(said, file=sys.stderr, flush=True)


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name in KEPT} | {"PYTHONPATH": str(ROOT)}


def _wait_until_ready(process: subprocess.Popen[bytes], port: int, began: float) -> float:
    """Ask `GET /ready` until it says 200; returns the seconds since `began`."""
    while time.perf_counter() < began + LONGEST_START:
        if process.poll() is not None:
            raise DidNotRun(f"a server ended with status {process.returncode} before it was ready")
        if _is_ready(port):
            return time.perf_counter() - began
        time.sleep(0.005)
    raise DidNotRun(f"a server was not ready in {LONGEST_START:.0f} s")


def _is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/ready")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
