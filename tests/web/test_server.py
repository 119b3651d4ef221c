"""Health, readiness, metrics, and which doors there are."""

import pytest
from starlette.applications import Starlette

from bot.storage import Database
from bot.web.metrics import Metrics
from bot.web.server import routes
from tests.support.asgi import call
from tests.support.clock import HandClock
from tests.support.doors import Doors


def site(database: Database, missing: list[str], doors: Doors | None = None) -> Starlette:
    bolt = doors.bot.bolt if doors else None
    return routes(bolt, lambda: missing, Metrics(database, HandClock()))


def test_health_says_that_the_process_answers(sqlite: Database) -> None:
    answer = call(site(sqlite, ["database"]), "GET", "/health")
    assert (answer.status, answer.json()) == (200, {"status": "ok"})


def test_ready_is_200_when_nothing_is_missing(sqlite: Database) -> None:
    answer = call(site(sqlite, []), "GET", "/ready")
    assert (answer.status, answer.json()) == (200, {"ready": True, "missing": []})


def test_ready_is_503_and_says_what_is_missing(sqlite: Database) -> None:
    answer = call(site(sqlite, ["slack", "migrations"]), "GET", "/ready")
    assert (answer.status, answer.json()) == (503, {"ready": False, "missing": ["slack", "migrations"]})


def test_metrics_are_text_for_prometheus(sqlite: Database) -> None:
    answer = call(site(sqlite, []), "GET", "/metrics")
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert "partyline_deliveries" in answer.text


def test_without_http_mode_slack_has_no_door(sqlite: Database) -> None:
    assert call(site(sqlite, []), "POST", "/slack/events").status == 404


@pytest.mark.parametrize("path", ["/", "/slack", "/slack/events/", "/admin", "/health/x"])
def test_there_are_no_other_doors(doors: Doors, path: str) -> None:
    answer = call(site(doors.database, [], doors), "GET", path)
    assert answer.status in {307, 404}


def test_the_door_takes_posts_only(doors: Doors) -> None:
    assert call(site(doors.database, [], doors), "GET", "/slack/events").status == 405
