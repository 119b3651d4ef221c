"""`make try`: a sandbox, a bot, a sample workspace, and one address to open in a browser."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from sandbox.driver import Driver  # noqa: E402 - the path is set a line above
from sandbox.manifest import load_manifest  # noqa: E402
from sandbox.pace import Limits  # noqa: E402
from sandbox.running import running  # noqa: E402
from sandbox.script import ScriptError, load_script, play  # noqa: E402
from sandbox.workspace import Tokens  # noqa: E402
from sandbox.world import load_world  # noqa: E402

FOLDER = ROOT / ".try"
USUAL_PORT = 8055
TOKENS = Tokens()


def main() -> int:
    """Run until Ctrl-C. Returns 1 with the reason where something does not start."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    try:
        with trial(_free_port()) as (address, bot):
            _say(address)
            while not stop.wait(1.0) and bot.poll() is None:
                pass
    except (subprocess.CalledProcessError, ScriptError, OSError) as trouble:
        print(f"It did not start: {trouble}\nThe bot's log is {FOLDER / 'bot.log'}", file=sys.stderr)
        return 1
    return 0


@contextlib.contextmanager
def trial(port: int = 0) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Run the sandbox and the bot on the sample workspace; gives the address to open, and the bot's process.

    Raises CalledProcessError, ScriptError or OSError where something does not start.
    """
    # What is in the sandbox lives only as long as it does, so the bot starts afresh with it.
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    world, manifest = load_world(ROOT / "samples/world.yml"), load_manifest(ROOT / "manifest.yml")
    with running(world, manifest, TOKENS, limits=Limits(), host="127.0.0.1", port=port) as box:
        environment = _environment(box.api_url, box.mail_url)
        for command in (["migrate"], ["load", "samples/workspace.yml"]):
            _run(command, environment)
        with _bot(environment) as bot:
            play(Driver(box.base_url), load_script(ROOT / "samples/opening.yml"), lambda _: None)
            yield box.base_url, bot


def _say(address: str) -> None:
    print(
        f"\nPartyline is ready. Open this in a browser:\n\n    {address}\n\n"
        "You can be anybody there: a commander, an approver, somebody in IT, a guest.\n"
        "What Partyline sends by mail lands under Mail on the same page, and nowhere else.\n"
        "The tour on the page shows the way. Ctrl-C stops everything.",
        flush=True,
    )


def _environment(api_url: str, mail_url: str) -> dict[str, str]:
    mine = {
        "SLACK_BOT_TOKEN": TOKENS.bot,
        "SLACK_APP_TOKEN": TOKENS.app,
        "SLACK_SIGNING_SECRET": "",
        "SLACK_API_URL": api_url,
        "SMTP_URL": mail_url,
        "MAIL_FROM": "Partyline <it-news@example.com>",
        "DATABASE_URL": f"sqlite:///{FOLDER / 'partyline.db'}",
        "HOST": "127.0.0.1",
        "PORT": "0",
        "COURIER": "on",
        "LOG_LEVEL": "INFO",
        "LOG_FORMAT": "text",
    }
    return dict(os.environ) | mine


def _run(command: list[str], environment: dict[str, str]) -> None:
    subprocess.run([sys.executable, "-m", "bot", *command], cwd=ROOT, env=environment, check=True)


@contextlib.contextmanager
def _bot(environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    with (FOLDER / "bot.log").open("wb") as log:
        bot = subprocess.Popen([sys.executable, "-m", "bot", "serve"], cwd=ROOT, env=environment, stderr=log)
        try:
            yield bot
        finally:
            bot.terminate()
            bot.wait(timeout=10)


def _free_port() -> int:
    """Return the usual port, or any free one where that is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", USUAL_PORT))
        except OSError:
            return 0
        return USUAL_PORT


if __name__ == "__main__":
    sys.exit(main())
