"""Starting and stopping: what keeps the bot from starting is a sentence, and what was going on ends in order."""

import logging
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.serve import run_courier, serve
from bot.settings import Settings
from bot.storage import Database, open_database
from bot.storage.migrating import head, migrate
from sandbox.running import Running
from tests.support.clock import HandClock
from tests.support.doors import NOWHERE, TOKEN
from tests.support.house import NETWORK, PAYROLL, SAM, STANDING, VPN, furnish
from tests.support.lines import SAY, hand_in
from tests.support.moves import count
from tests.support.processes import APP_TOKEN, PATIENCE, Stage, on_stage, until


def now() -> datetime:
    return datetime(2026, 3, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _logs_as_before() -> Iterator[None]:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    yield
    root.handlers[:], root.level = before, level


def settings(url: str, **more: str) -> Settings:
    given = {"slack_bot_token": TOKEN, "slack_app_token": APP_TOKEN, "slack_api_url": NOWHERE} | more
    return Settings(database_url=url, port=0, **given)  # type: ignore[arg-type]


@pytest.fixture
def url(sqlite: Database) -> str:
    return str(sqlite.engine.url)


def refused(capsys: pytest.CaptureFixture[str], status: int) -> str:
    """Return the sentence that it was refused with."""
    said = capsys.readouterr().err
    assert status == 1
    assert "Traceback" not in said
    return said


def test_without_a_bot_token_it_says_where_to_find_it(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert "SLACK_BOT_TOKEN is missing" in refused(capsys, serve(settings(url, slack_bot_token=""), now))
    assert "SLACK_BOT_TOKEN is missing" in refused(capsys, run_courier(settings(url, slack_bot_token=""), now))


def test_without_a_way_for_slack_to_reach_it_it_says_which_two_there_are(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = refused(capsys, serve(settings(url, slack_app_token=""), now))
    assert "SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP" in said


def test_on_an_empty_database_it_says_to_migrate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = refused(capsys, serve(settings(f"sqlite:///{tmp_path}/new.db"), now))
    assert f"The database stands at migration none, and {head()} is needed. Run: python -m bot migrate" in said


def test_on_an_older_database_it_says_which_migration_is_needed(
    sqlite: Database, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    migrate(sqlite, "base")
    assert "Run: python -m bot migrate" in refused(capsys, serve(settings(url), now))


def test_with_the_database_away_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "folder.db").mkdir()
    said = refused(capsys, serve(settings(f"sqlite:///{tmp_path}/folder.db"), now))
    assert "The database does not answer. Check DATABASE_URL" in said
    nobody = "postgresql://nobody@127.0.0.1:9/x"
    assert "The database does not answer" in refused(capsys, serve(settings(nobody), now))


def test_a_file_in_a_folder_that_is_not_there_is_a_sentence_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = refused(capsys, serve(settings(f"sqlite:///{tmp_path}/no/such/folder/x.db"), now))
    assert "DATABASE_URL" in said


def test_a_token_that_slack_refuses_is_said_with_the_mend(
    url: str, slack: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    said = refused(capsys, serve(settings(url, slack_bot_token="xoxb-wrong", slack_api_url=slack.api_url), now))
    assert "Slack refuses SLACK_BOT_TOKEN (invalid_auth). Install the app again" in said
    assert "xoxb-wrong" not in said


@pytest.fixture
def stage(sqlite: Database, url: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Stage]:
    furnish(sqlite, HandClock()())
    with on_stage(url, tmp_path, over_http=getattr(request, "param", False)) as found:
        yield found


both_ways = pytest.mark.parametrize("stage", [False, True], ids=["socket", "http"], indirect=True)


@both_ways
def test_it_gets_ready_answers_and_ends_cleanly_when_it_is_told_to(stage: Stage, sqlite: Database) -> None:
    stage.bot.start()
    stage.driver.wait_for_bot()
    sam = stage.driver.person(SAM)
    sam.command("/partyline wifi", channel="it-staff")
    answer = sam.last_private()
    assert answer is not None
    assert STANDING in sam.text_of(answer)
    assert stage.bot.get("/health") == (200, '{"status":"ok"}')
    assert stage.bot.get("/ready") == (200, '{"ready":true,"missing":[]}')
    assert 'partyline_lookups_total{kind="standing"} 1.0' in stage.bot.get("/metrics")[1]
    assert stage.bot.stop(signal.SIGTERM) == 0
    assert count(sqlite, "lookups") == 1
    stage.calm()


def test_it_ends_cleanly_when_the_operator_presses_control_c(stage: Stage) -> None:
    stage.bot.start()
    stage.driver.wait_for_bot()
    assert stage.bot.stop(signal.SIGINT) in {0, 130}
    stage.calm()


@pytest.mark.parametrize("stage", [True], ids=["http"], indirect=True)
def test_it_starts_while_slack_is_away_and_says_so(stage: Stage) -> None:
    stage.driver.fault("auth.test", "500")
    stage.bot.start()
    stage.driver.wait_for_bot()
    assert "Slack does not answer yet" in stage.bot.said()
    assert stage.bot.stop() == 0


def test_over_sockets_only_slack_has_no_door_in_the_web_server(stage: Stage) -> None:
    stage.bot.start()
    stage.driver.wait_for_bot()
    status, _ = stage.bot.get("/slack/events")
    assert status == 404


def test_a_second_process_on_the_same_sqlite_file_is_refused_with_a_sentence(
    stage: Stage, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    stage.bot.start()
    stage.driver.wait_for_bot()
    for another in (serve, run_courier):
        said = refused(capsys, another(settings(url), now))
        assert "Another Partyline works on this SQLite file. Stop it first" in said
    stage.bot.stop(signal.SIGKILL)
    stage.bot.start()
    stage.driver.wait_for_bot()


def test_when_slack_asks_connections_to_come_back_people_notice_nothing(stage: Stage) -> None:
    stage.bot.start()
    stage.driver.wait_for_bot()
    stage.driver.refresh_sockets()
    stage.driver.wait_for_bot()
    sam = stage.driver.person(SAM)
    sam.command("/partyline wifi", channel="it-staff")
    stage.calm()


def test_with_the_courier_off_what_is_due_is_sent_by_a_courier_of_its_own(
    stage: Stage, sqlite: Database, url: str
) -> None:
    stage.bot.start(COURIER="off")
    stage.driver.wait_for_bot()
    carl = stage.driver.person("carl")
    carl.command("/partyline open network", channel="it-staff")
    carl.fill("What should anyone", SAY)
    carl.submit()
    assert stage.driver.person("ada").messages("partyline-approvals") == []
    stage.bot.stop()
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "courier"], cwd=stage.bot.folder, env=stage.bot.environment
    )
    try:
        stage.driver.person("ada").wait_for_text(SAY)
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
    assert count(sqlite, "deliveries WHERE status = 'sent'") == 1


def test_a_workspace_that_is_not_set_up_is_named_with_the_mend(sqlite: Database, tmp_path: Path) -> None:
    with on_stage(str(sqlite.engine.url), tmp_path) as stage:
        stage.bot.start()
        stage.driver.wait_for_bot()
        assert "workspace T01TEST is not set up: run `python -m bot load FILE`" in stage.bot.said()
        sam = stage.driver.person(SAM)
        sam.command("/partyline wifi", channel="it-staff")
        assert "not set up for this workspace" in sam.all_text()


@pytest.mark.postgres
def test_two_copies_on_postgresql_share_the_work_and_send_everything_once(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    postgres_url: str = request.getfixturevalue("postgres").new_database()
    database = open_database(postgres_url)
    furnish(database, HandClock()())
    folder = tmp_path / "second"
    folder.mkdir()
    with on_stage(postgres_url, tmp_path) as one, on_stage(postgres_url, folder) as two:
        for stage in (one, two):
            stage.bot.start()
            stage.driver.wait_for_bot()
        for topic in (NETWORK, PAYROLL, VPN):
            hand_in(database, HandClock()(), topic_id=topic)
        until(one, lambda: count(database, "deliveries WHERE status = 'sent'") == 3)
        cards = [len(stage.driver.person("ada").messages("partyline-approvals")) for stage in (one, two)]
        assert sum(cards) == 3
        assert one.bot.stop() == two.bot.stop() == 0
    database.close()
