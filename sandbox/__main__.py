"""The command line: `python -m sandbox --world FILE`. See README.md."""

import argparse
import os
import signal
import sys
import threading
from pathlib import Path

from sandbox.driver import Driver
from sandbox.manifest import ManifestError, load_manifest
from sandbox.pace import Limits
from sandbox.running import Running, running
from sandbox.script import ScriptError, load_script, play
from sandbox.workspace import Tokens
from sandbox.world import WorldError, load_world


def main(argv: list[str] | None = None) -> int:
    """Serve until interrupted; returns 2 for wrong files, 1 when a script's step did not work, else 0."""
    options = _options(argv)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: stop.set())
    try:
        world, manifest = load_world(options.world), load_manifest(options.manifest)
        steps = load_script(options.script) if options.script else []
        limits = Limits(options.burst, options.tier_factor, options.posts_a_minute)
        with running(
            world,
            manifest,
            _tokens(),
            request_url=options.request_url,
            limits=limits,
            host=options.host,
            port=options.port,
            mail_port=options.mail_port,
        ) as box:
            return _serve(box, options, steps, stop)
    except (WorldError, ManifestError, ScriptError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2


def _options(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="A small, strict stand-in for Slack.")
    parser.add_argument("--world", type=Path, required=True, help="who is there (YAML)")
    parser.add_argument("--manifest", type=Path, default=Path("manifest.yml"), help="the app's manifest")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8055)
    parser.add_argument("--mail-port", type=int, default=0, help="where mail is taken, on loopback (any free port)")
    parser.add_argument("--request-url", help="where a bot without Socket Mode takes what Slack sends")
    parser.add_argument("--script", type=Path, help="steps to play once the bot can be reached (YAML)")
    parser.add_argument("--ready-file", type=Path, help="is written with the address when all is ready")
    parser.add_argument("--burst", type=int, default=5, help="posts at once in a channel; 0 is no limit")
    parser.add_argument("--tier-factor", type=float, default=10.0, help="times Slack's tiers; 0 is no limit")
    parser.add_argument("--posts-a-minute", type=float, default=0.0, help="posts in the whole workspace; 0 is no limit")
    return parser.parse_args(argv)


def _tokens() -> Tokens:
    usual = Tokens()
    return Tokens(
        bot=os.environ.get("SLACK_BOT_TOKEN") or usual.bot,
        app=os.environ.get("SLACK_APP_TOKEN") or usual.app,
        signing_secret=os.environ.get("SLACK_SIGNING_SECRET") or usual.signing_secret,
    )


def _serve(box: Running, options: argparse.Namespace, steps: list[dict[str, object]], stop: threading.Event) -> int:
    failed: list[str] = []
    if options.ready_file:
        options.ready_file.write_text(f"{box.base_url}\n", encoding="utf-8")
    sys.stdout.write(f"Sandbox ready: {box.base_url}\nMail goes to: {box.mail_url}\n")
    sys.stdout.flush()
    if steps:
        threading.Thread(target=_play, args=(box, steps, failed), daemon=True).start()
    stop.wait()
    return 1 if failed else 0


def _play(box: Running, steps: list[dict[str, object]], failed: list[str]) -> None:
    def say(line: str) -> None:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()

    try:
        play(Driver(box.base_url), steps, say)
    except ScriptError as error:
        failed.append(str(error))
        say(f"The script stopped at {error}")


if __name__ == "__main__":
    sys.exit(main())
