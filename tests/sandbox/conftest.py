from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient

from sandbox.clock import HandClock
from sandbox.driver import Actor, Driver
from sandbox.manifest import Manifest, parse_manifest
from sandbox.running import Running, running
from sandbox.world import World, load_world
from tests.sandbox.puppet import Puppet, puppet

SAMPLES = Path(__file__).parents[2] / "samples"
MANIFEST: dict[str, Any] = {
    "display_information": {"name": "Partyline"},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "slash_commands": [
            {"command": "/partyline", "description": "What IT says now", "should_escape": True},
            {"command": "/subject", "description": "Subjects", "should_escape": False},
        ],
        "shortcuts": [
            {"type": "global", "name": "Publish", "callback_id": "publish", "description": "Publish it"},
            {"type": "message", "name": "Answer", "callback_id": "answer", "description": "Answer it"},
        ],
    },
    "oauth_config": {
        "scopes": {
            "bot": [
                *("commands", "chat:write", "users:read", "usergroups:read", "app_mentions:read"),
                *("channels:read", "groups:read", "im:read", "im:write", "channels:join", "reactions:read"),
                *("channels:history", "groups:history", "im:history"),
            ]
        }
    },
    "settings": {
        "interactivity": {"is_enabled": True},
        "event_subscriptions": {
            "bot_events": [
                *("app_home_opened", "app_mention", "message.channels", "message.groups", "message.im"),
                *("member_joined_channel", "user_change", "team_join", "subteam_members_changed"),
                "reaction_added",
            ]
        },
    },
}


@pytest.fixture(scope="session")
def world() -> World:
    return load_world(SAMPLES / "world.yml")


@pytest.fixture(scope="session")
def manifest() -> Manifest:
    return parse_manifest(MANIFEST)


@pytest.fixture(scope="session")
def clock() -> HandClock:
    return HandClock()


@pytest.fixture(scope="session")
def one_bot() -> Iterator[Puppet]:
    with puppet() as doll:
        yield doll


@pytest.fixture(scope="session")
def one_box(world: World, manifest: Manifest, clock: HandClock, one_bot: Puppet) -> Iterator[Running]:
    with running(world, manifest, clock=clock, request_url=one_bot.url) as found:
        yield found


@pytest.fixture
def bot(one_bot: Puppet) -> Iterator[Puppet]:
    yield one_bot
    one_bot.fresh()


@pytest.fixture
def box(one_box: Running, bot: Puppet) -> Iterator[Running]:
    yield one_box
    Driver(one_box.base_url).reset()


@pytest.fixture
def driver(box: Running) -> Driver:
    return Driver(box.base_url)


@pytest.fixture
def ada(driver: Driver) -> Actor:
    return driver.person("ada")


@pytest.fixture
def carl(driver: Driver) -> Actor:
    return driver.person("carl")


@pytest.fixture
def sam(driver: Driver) -> Actor:
    return driver.person("sam")


@pytest.fixture
def olga(driver: Driver) -> Actor:
    return driver.person("olga")


@pytest.fixture
def client(box: Running) -> WebClient:
    return WebClient("xoxb-sandbox", base_url=box.api_url, retry_handlers=[])
