"""Scripts, and the command line that plays them."""

import os
import queue
import signal
import smtplib
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
import yaml
from slack_sdk import WebClient

from sandbox.driver import Driver, DriverError, NotSeenError
from sandbox.manifest import Manifest
from sandbox.running import Running, running
from sandbox.script import ScriptError, play
from sandbox.world import World
from tests.sandbox.conftest import MANIFEST, SAMPLES
from tests.sandbox.puppet import Puppet

Json = dict[str, Any]


def words(text: str) -> Json:
    return {"type": "plain_text", "text": text}


TYPED = {"type": "plain_text_input", "action_id": "a"}
FIELD = {"type": "input", "block_id": "say", "label": words("What to say"), "element": TYPED}
FORM = {"type": "modal", "callback_id": "form", "title": words("F"), "submit": words("Send"), "blocks": [FIELD]}
ROW = [{"type": "actions", "elements": [{"type": "button", "action_id": "ok", "text": words("Approve")}]}]


@pytest.fixture
def little_bot(bot: Puppet, client: WebClient) -> Puppet:
    """Opens a form for a command, posts a card for a form, and says so when the card is pressed."""

    def answer(payload: Json) -> Any:
        match payload.get("type", "command"):
            case "command" | "shortcut" | "message_action":
                client.views_open(trigger_id=payload["trigger_id"], view=FORM)
            case "view_submission":
                said = payload["view"]["state"]["values"]["say"]["a"]["value"]
                if said == "wrong":
                    return {"response_action": "errors", "errors": {"say": "Not that."}}
                client.chat_postMessage(channel="C01APPR", text=said, blocks=ROW)
            case "block_actions":
                client.chat_postMessage(channel="C01GEN", text="Approved")
        return None

    bot.answer = answer
    return bot


def test_script_waits_for_what_it_needs(driver: Driver, little_bot: Puppet) -> None:
    steps = yaml.safe_load("""
    - {as: carl, in: it-staff, command: /partyline open network}
    - {as: carl, fill: {"What to": "Wi-Fi is down"}}
    - {as: carl, submit: true}
    - {as: ada, in: partyline-approvals, press: Approve}
    - {as: sam, see: Approved}
    - {as: sam, in: general, say: thanks}
    - {as: sam, in: general, message_shortcut: Answer, with: thanks}
    - {as: sam, close: true}
    - {as: sam, shortcut: Publish}
    - {as: sam, close: all}
    - {as: sam, home: true}
    - {as: sam, reload: true}
    """)
    said: list[str] = []
    play(driver, steps, said.append)
    assert len(said) == len(steps)
    assert said[0] == "step 1: carl command"


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        ({"as": "nobody", "home": True}, "nobody is called 'nobody'"),
        ({"as": "carl", "command": "/nonsense"}, "unknown_command"),
        ({"as": "olga", "home": True}, "outside"),
    ],
)
def test_step_that_fails_says_why(driver: Driver, little_bot: Puppet, step: Json, reason: str) -> None:
    with pytest.raises(ScriptError, match=rf"step 1.*{reason}"):
        play(driver, [step], lambda _line: None)


def test_refused_form_fails_its_step(driver: Driver, little_bot: Puppet) -> None:
    steps: list[Json] = [
        {"as": "carl", "command": "/partyline"},
        {"as": "carl", "fill": {"What": "wrong"}},
        {"as": "carl", "submit": True},
    ]
    with pytest.raises(ScriptError, match=r"step 3 \(carl, submit\): Not that"):
        play(driver, steps, lambda _line: None)


def test_waiting_gives_up_and_shows_the_screen(driver: Driver, client: WebClient) -> None:
    client.chat_postMessage(channel="C01GEN", text="something else")
    with pytest.raises(NotSeenError, match="something else"):
        driver.person("sam").wait_for_text("Approved", timeout=0.05)


def test_bot_that_never_comes_is_told(world: World, manifest: Manifest) -> None:
    with running(world, manifest) as box, pytest.raises(DriverError, match="could not be reached"):
        Driver(box.base_url).wait_for_bot(0.05)


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    manifest = tmp_path / "manifest.yml"
    manifest.write_text(yaml.safe_dump(MANIFEST), encoding="utf-8")
    return ["--world", str(SAMPLES / "world.yml"), "--manifest", str(manifest), "--port", "0"]


def start(arguments: list[str]) -> subprocess.Popen[str]:
    root = SAMPLES.parent
    tokens = {"SLACK_BOT_TOKEN": "xoxb-other", "PYTHONPATH": str(root), "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(
        [sys.executable, "-m", "sandbox", *arguments],
        cwd=root,
        env={**os.environ, **tokens},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def lines_of(process: subprocess.Popen[str]) -> "queue.Queue[str]":
    found: queue.Queue[str] = queue.Queue()

    def read() -> None:
        if process.stdout:
            for line in process.stdout:
                found.put(line.rstrip())

    threading.Thread(target=read, daemon=True).start()
    return found


def stop(process: subprocess.Popen[str]) -> int:
    process.send_signal(signal.SIGTERM)
    try:
        return process.wait(15)
    finally:
        process.kill()
        if process.stdout:
            process.stdout.close()


def test_command_line_serves_and_says_where(files: list[str], tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    process = start([*files, "--ready-file", str(ready)])
    try:
        address = lines_of(process).get(timeout=20).removeprefix("Sandbox ready: ")
        assert ready.read_text(encoding="utf-8").strip() == address
        assert WebClient("xoxb-other", base_url=f"{address}/api/").auth_test()["ok"]
    finally:
        assert stop(process) == 0


@pytest.mark.parametrize(("command", "status"), [("/partyline", 0), ("/nonsense", 1)])
def test_command_line_plays_a_script(files: list[str], tmp_path: Path, bot: Puppet, command: str, status: int) -> None:
    script = tmp_path / "script.yml"
    script.write_text(yaml.safe_dump([{"as": "carl", "command": command}]), encoding="utf-8")
    process = start([*files, "--script", str(script), "--request-url", bot.url])
    try:
        lines = lines_of(process)
        assert lines.get(timeout=20).startswith("Sandbox ready")
        assert lines.get(timeout=20).startswith("Mail goes to: smtp://127.0.0.1:")
        told = lines.get(timeout=20)
        assert told == "step 1: carl command" if status == 0 else "unknown_command" in told
    finally:
        assert stop(process) == status


def test_wrong_files_end_it_at_once(files: list[str]) -> None:
    process = start(["--world", "nowhere.yml", *files[2:]])
    assert "nowhere.yml" in lines_of(process).get(timeout=20)
    assert process.wait(15) == 2
    if process.stdout:
        process.stdout.close()


def test_script_waits_for_mail(driver: Driver, box: Running) -> None:
    with smtplib.SMTP("127.0.0.1", int(box.mail_url.rpartition(":")[2]), timeout=10) as line:
        line.sendmail("a@example.com", ["b@example.com"], b"Subject: Close the month\r\n\r\nx\r\n")
    said: list[str] = []
    play(driver, [{"as": "carl", "mail": "Close the", "to": "b@example.com"}], said.append)
    assert said == ["step 1: carl mail"]
