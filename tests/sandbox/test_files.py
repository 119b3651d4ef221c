"""World, manifest and script files: what is wrong is said, with where and what to write."""

from pathlib import Path
from typing import Any

import pytest

from sandbox.manifest import ManifestError, load_manifest, parse_manifest
from sandbox.script import ScriptError, load_script
from sandbox.world import Kind, WorldError, load_world, parse_world
from tests.sandbox.conftest import SAMPLES

Json = dict[str, Any]


def a_world(**changes: Any) -> Json:
    return {
        "team": {"id": "T01", "name": "IT", "domain": "it"},
        "app": {"id": "A01", "name": "App", "bot_user": "U0BOT", "bot_id": "B01"},
        "people": [{"id": "U01", "name": "ada", "real_name": "Ada"}],
        **changes,
    }


def test_sample_world_holds_everybody_the_stories_need() -> None:
    world = load_world(SAMPLES / "world.yml")
    kinds = {person.id: person.kind for person in world.people}
    assert (kinds["U07GUEST"], kinds["U08OUTSIDE"]) == (Kind.GUEST, Kind.OUTSIDE)
    assert not {"U07GUEST", "U08OUTSIDE", "U09CLERK"} & set(world.groups[0].members)
    assert "U08OUTSIDE" not in world.channels[0].members


def test_small_world_is_filled_up() -> None:
    person = parse_world(a_world()).people[0]
    assert (person.kind, person.email) == (Kind.MEMBER, "ada@example.com")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"team": None}, "team"),
        ({"planet": {}}, "unknown key 'planet'"),
        ({"team": {"id": "X01", "name": "IT", "domain": "it"}}, "begins with T"),
        ({"team": {"id": "T01", "name": "IT"}}, "`domain` is missing"),
        ({"people": []}, "at least one"),
        ({"people": "ada"}, "a list belongs here"),
        ({"people": [{"id": "U01", "name": "ada", "real_name": "Ada", "kind": "king"}]}, "kind is one of"),
        ({"people": [{"id": "U01", "name": "ada", "real_name": "Ada", "tz": "Mars/Base"}]}, "Mars/Base"),
        ({"people": [{"id": "U01", "name": "ada", "real_name": "Ada", "age": 7}]}, "unknown key 'age'"),
        ({"people": [{"id": "U01", "name": "a", "real_name": "A"}] * 2}, "U01: this id is used twice"),
        ({"groups": [{"id": "S01", "handle": "it", "name": "IT", "members": ["U9"]}]}, "no person has the id 'U9'"),
        ({"channels": [{"id": "C01", "name": "x", "members": ["U9"]}]}, "no person has the id 'U9'"),
        (
            {
                "people": [{"id": "U01", "name": "o", "real_name": "O", "kind": "outside"}],
                "channels": [{"id": "C01", "name": "x", "members": ["U01"]}],
            },
            "ext_shared",
        ),
    ],
)
def test_wrong_worlds_are_refused(changes: Json, said: str) -> None:
    with pytest.raises(WorldError, match=said):
        parse_world(a_world(**changes))


def test_files_are_named(tmp_path: Path) -> None:
    file = tmp_path / "wrong.yml"
    file.write_text("team: [", encoding="utf-8")
    for load, error in ((load_world, WorldError), (load_manifest, ManifestError), (load_script, ScriptError)):
        with pytest.raises(error, match=r"wrong\.yml"):
            load(file)


def features(**found: Any) -> Json:
    return {"display_information": {"name": "App"}, "features": found}


COMMAND = {"command": "/x", "description": "y"}
SHORTCUT = {"name": "x", "type": "global", "callback_id": "x", "description": "x"}


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        ([], "keys and values"),
        ({"display_information": {"name": "x" * 36}}, "1 to 35"),
        ({**features(), "nonsense": 1}, "unknown key"),
        (features(slash_commands=[{**COMMAND, "command": "x"}]), "slash command 'x'"),
        (features(slash_commands=[{**COMMAND, "command": "/" + "x" * 32}]), "31"),
        (features(slash_commands=[{**COMMAND, "description": ""}]), "description"),
        (features(slash_commands=[{**COMMAND, "usage_hint": "x" * 1001}]), "usage_hint"),
        (features(slash_commands=[{**COMMAND, "colour": 1}]), "unknown key"),
        (features(slash_commands=[COMMAND] * 51), "at most 50"),
        (features(shortcuts=[{**SHORTCUT, "name": "x" * 25}]), "24"),
        (features(shortcuts=[{**SHORTCUT, "type": "local"}]), "global or message"),
        (features(shortcuts=[{**SHORTCUT, "description": "x" * 151}]), "150"),
        (features(shortcuts=[{**SHORTCUT, "callback_id": "x" * 256}]), "255"),
        ({**features(), "oauth_config": {"scopes": {"bot": ["a", "a"]}}}, "twice"),
        ({**features(), "oauth_config": {"scopes": {"bot": "a"}}}, "a list of words"),
    ],
)
def test_wrong_manifests_are_refused(manifest: Any, said: str) -> None:
    with pytest.raises(ManifestError, match=said):
        parse_manifest(manifest)


def test_manifest_says_what_the_app_may() -> None:
    raw = features(app_home={"messages_tab_enabled": False}, slash_commands=[COMMAND], shortcuts=[SHORTCUT])
    found = parse_manifest(raw)
    assert (found.home, found.messages_tab, found.interactive) == (False, False, False)
    assert found.commands[0].should_escape is False


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("as: ada", "a list of steps"),
        ("- {command: /x}", "step 1: a step says `as` whom"),
        ("- {as: ada}", "does one of"),
        ("- {as: ada, home: true, reload: true}", "does one of"),
        ("- {as: ada, dance: true}", "does one of"),
    ],
)
def test_wrong_scripts_are_refused(tmp_path: Path, script: str, said: str) -> None:
    file = tmp_path / "script.yml"
    file.write_text(script, encoding="utf-8")
    with pytest.raises(ScriptError, match=said):
        load_script(file)
