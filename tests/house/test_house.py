"""The rules of the house that no linter and no import contract can check (docs/architecture.md)."""

import argparse
import ast
import json
import re
import socket
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import yaml
from alembic.config import Config
from alembic.script import ScriptDirectory
from slack_bolt import BoltResponse
from slack_bolt.error import BoltUnhandledRequestError

from bot.__main__ import _parser
from bot.app import VERBS
from bot.party_lines.listeners import _READING
from bot.settings import Settings, read_settings
from bot.storage.migrating import folder, head
from tests.support.doors import ROOT, Doors
from tests.support.house import ADA, SAM, TEAM

MANIFEST: dict[str, Any] = yaml.safe_load((ROOT / "manifest.yml").read_text(encoding="utf-8"))
LOCKS = [ROOT / "requirements.lock", ROOT / "requirements-test.lock"]
LONGEST_FILE, LONGEST_FUNCTION = 400, 60


@cache
def tracked() -> tuple[Path, ...]:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return tuple(path for name in listed.split("\0") if name and (path := ROOT / name).is_file())


def sources(*roots: str) -> list[Path]:
    return sorted(path for root in roots for path in (ROOT / root).rglob("*.py"))


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def uses(path: Path) -> set[str]:
    """Return every dotted name that a file uses, and what it imports by name."""
    names: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Attribute):
            names.add(dotted(node))
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{one.name}" for one in node.names}
    return names


# -- Slack: the manifest, the listeners and what is drawn agree -----------------------------------------------------


def test_both_manifests_say_the_same() -> None:
    assert json.loads((ROOT / "manifest.json").read_text(encoding="utf-8")) == MANIFEST


def registered(kind: str) -> set[str]:
    """Return the names given to `app.command`, `app.event` and the like, or to `Command`, anywhere in the bot."""
    found = set()
    for path in sources("bot"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and dotted(node.func) in {f"app.{kind}", kind.capitalize()}:
                first = node.args[:1]
                found |= {one.value for one in first if isinstance(one, ast.Constant) and isinstance(one.value, str)}
    return found


def test_every_command_in_the_manifest_has_a_listener_and_every_listener_a_command() -> None:
    assert {one["command"] for one in MANIFEST["features"]["slash_commands"]} == registered("command")


def test_every_event_in_the_manifest_has_a_listener_and_every_listener_an_event() -> None:
    # Slack asks for message.im and sends `message`: https://docs.slack.dev/reference/events/message.im
    asked_for = {name.partition(".")[0] for name in MANIFEST["settings"]["event_subscriptions"]["bot_events"]}
    assert asked_for == registered("event")


def test_every_shortcut_in_the_manifest_has_a_listener_and_every_listener_a_shortcut() -> None:
    drawn = {one["callback_id"] for one in MANIFEST["features"].get("shortcuts", ())}
    assert drawn == registered("shortcut") | registered("global_shortcut") | registered("message_shortcut")


def test_commands_hand_names_over_as_ids_so_that_nobody_is_pinged_by_accident() -> None:
    assert all(one["should_escape"] for one in MANIFEST["features"]["slash_commands"])


ID = re.compile(r"[a-z_]+\.[a-z_]+")
SCREENS = [path for path in sources("bot") if re.search(r"(screens?|forms|pickers)\.py$", path.name)]


def drawn_ids() -> dict[str, str]:
    """Return the ids that screens and forms write on what they draw, by the name of the constant that holds each."""
    return {
        f"{path.parent.name}.{path.stem}.{target.id}": node.value.value
        for path in SCREENS
        for node in tree(path).body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name) and isinstance(node.value.value, str) and ID.fullmatch(node.value.value)
    }


def unheard(doors: Doors) -> list[str]:
    """Let the bot note what nobody listens to, instead of telling the person."""
    noted: list[str] = []

    def note(error: Exception, body: Mapping[str, Any]) -> BoltResponse:
        if isinstance(error, BoltUnhandledRequestError):
            noted.append(str(body.get("actions") or body.get("view") or body.get("command")))
        return BoltResponse(status=200, body="")

    doors.bot.bolt.error(note)
    return noted


@pytest.mark.parametrize("drawn", sorted(drawn_ids().items()), ids=lambda pair: pair[0])
def test_every_id_that_is_drawn_is_listened_to(doors: Doors, drawn: tuple[str, str]) -> None:
    name, value = drawn
    noted = unheard(doors)
    if name.endswith("_FORM"):
        form = {"id": "V1", "type": "modal", "callback_id": value, "blocks": [], "state": {"values": {}}}
        doors.send_form(form | {"private_metadata": ""}, by=ADA)
        assert noted == []
    else:
        for action in (value, f"{value}.0"):
            doors.press(action, "", by=ADA)
        assert len(noted) < 2


def test_ids_are_found_where_they_are_drawn() -> None:
    assert {"line.show", "approval.approve", "line.form", "line.pick"} <= set(drawn_ids().values())


def test_what_nobody_drew_is_noticed_as_unheard(doors: Doors) -> None:
    noted = unheard(doors)
    doors.press("nobody.drew_this", by=SAM)
    doors.send_form({"id": "V1", "type": "modal", "callback_id": "nobody.drew_this", "blocks": []}, by=SAM)
    doors.post(urlencode({"command": "/nobody", "team_id": TEAM, "user_id": SAM, "text": ""}))
    assert len(noted) == 3


# -- the environment and the clock ----------------------------------------------------------------------------------


def test_only_the_settings_read_the_environment() -> None:
    reading = {
        str(path.relative_to(ROOT))
        for path in sources("bot")
        if uses(path) & {"os.environ", "os.getenv", "os.environb", "os.getenvb", "os.putenv"}
    }
    assert reading == {"bot/settings.py"}


def test_only_the_front_door_reads_the_clock_and_nobody_sleeps() -> None:
    clocks = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.sleep"}
    clocks |= {f"datetime.{name}" for name in clocks} | {"time.time_ns", "asyncio.sleep"}
    reading = {str(path.relative_to(ROOT)) for path in sources("bot") if uses(path) & clocks}
    assert reading == {"bot/__main__.py"}


def settings_read() -> set[str]:
    """Return the variables that the settings look at."""
    names = set(re.findall(r'"([A-Z][A-Z_]+)"', (ROOT / "bot/settings.py").read_text(encoding="utf-8")))
    return names - {"DEBUG", "INFO", "WARNING", "ERROR"}


def test_the_example_names_exactly_the_variables_that_are_read() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    named = {line.partition("=")[0] for line in lines if line and not line.startswith("#")}
    assert named == settings_read()
    assert named == {field.name.upper() for field in fields(Settings)}


def test_the_example_as_it_stands_gives_the_defaults() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    given = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    assert read_settings(given) == Settings()


# -- sizes ----------------------------------------------------------------------------------------------------------


def test_no_file_is_longer_than_can_be_read_in_one_go() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in sources("bot", "sandbox")}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{path.relative_to(ROOT)}:{node.name}", (node.end_lineno or 0) - node.lineno + 1


def test_no_function_is_longer_than_a_screen() -> None:
    long = {name: lines for path in sources("bot", "sandbox") for name, lines in functions(path)}
    assert {name: lines for name, lines in long.items() if lines > LONGEST_FUNCTION} == {}


# -- migrations -----------------------------------------------------------------------------------------------------


def test_migrations_have_one_head_and_start_up_knows_it_without_alembic() -> None:
    config = Config()
    config.set_main_option("script_location", str(folder()))
    heads = ScriptDirectory.from_config(config).get_heads()
    assert [head()] == list(heads)


# -- what is installed, and where it comes from ---------------------------------------------------------------------


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_file_holds_hashes_and_no_addresses(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index-url" not in text
    wanted = [block for block in re.split(r"\n(?=\S)", text) if block.strip() and not block.startswith("#")]
    assert len(wanted) > 10
    for block in wanted:
        assert re.match(r"[a-z0-9][a-z0-9.\-\[\]]*==\S+", block), block
        assert "--hash=sha256:" in block, block


def required() -> set[str]:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    wanted = [*project["project"]["dependencies"], *(one for group in groups.values() for one in group)]
    names = [re.split(r"[\[>=;]", one)[0].strip().lower() for one in wanted if isinstance(one, str)]
    return {name.replace("_", "-") for name in names}


def test_everything_that_is_required_is_locked() -> None:
    locked = {match[1] for lock in LOCKS for match in re.finditer(r"^([a-z0-9.\-]+)==", lock.read_text(), re.MULTILINE)}
    assert required() <= locked


# Written in pieces, so that this file does not hold what it looks for.
REGISTRIES = ["pypi" + ".org", "python" + "hosted.org", "npm" + "js.org", "npm" + "js.com", "registry." + "yarnpkg"]
MACHINE = re.compile("/" + r"(?:root|work|Users|home/(?!runner)\w+)/[\w.]+")


def test_no_tracked_file_names_a_package_registry_or_a_folder_of_somebodys_machine() -> None:
    found = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path.name}: {host}" for host in REGISTRIES if host in text]
        found += [f"{path.name}: {match[0]}" for match in MACHINE.finditer(text)]
    assert found == []


# -- the documents --------------------------------------------------------------------------------------------------


def document(*names: str) -> str:
    files = [ROOT / "docs" / name for name in names] or sorted((ROOT / "docs").glob("*.md"))
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


@pytest.mark.parametrize("word", sorted({*VERBS} | {word for word in _READING if word}))
def test_every_subcommand_is_in_the_documents(word: str) -> None:
    assert f"/partyline {word}" in document()


def commands() -> dict[str, argparse.ArgumentParser]:
    parsers = [one for one in _parser()._actions if isinstance(one, argparse._SubParsersAction)]
    return dict(parsers[0].choices)


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_of_the_command_line_is_on_the_operators_page_with_its_options(name: str) -> None:
    page = document("operator.md")
    assert f"python -m bot {name}" in page
    options = [option for action in commands()[name]._actions for option in action.option_strings]
    for option in options:
        if option.startswith("--") and option != "--help":
            assert option in page, option


@pytest.mark.parametrize("name", sorted(settings_read()))
def test_every_setting_is_on_the_operators_page(name: str) -> None:
    assert f"`{name}`" in document("operator.md")


@pytest.mark.parametrize(
    "path", [*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md"], ids=lambda path: path.name
)
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target


# -- the tests themselves -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("2001:db8::1", 80), ("slack.com", 443)])
def test_tests_reach_nothing_beyond_this_machine(address: tuple[str, int]) -> None:
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    with socket.socket(family) as reaching, pytest.raises(AssertionError, match="a test tried to reach"):
        reaching.connect(address)


def test_tests_neither_sleep_nor_measure_time() -> None:
    clocks = {"time.sleep", "time.perf_counter", "time.process_time", "timeit.timeit"}
    assert [str(path.relative_to(ROOT)) for path in sources("tests") if uses(path) & clocks] == []


def test_every_picture_of_the_docs_is_there_and_is_taken_by_the_script_for_pictures() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    shown = {name for page in pages for name in re.findall(r"pictures/([\w-]+)\.png", page.read_text(encoding="utf-8"))}
    taken = set(re.findall(r'_shoot\(page, "([\w-]+)"', (ROOT / "scripts/pictures.py").read_text(encoding="utf-8")))
    kept = {path.stem for path in (ROOT / "docs/pictures").glob("*.png")}
    assert shown == taken == kept
