"""What readers make of a statement comes back to its author: answers, words, replies, on real parts."""

import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.echoes.flows import HEARD
from bot.statements.rules import Echo
from bot.storage import Database
from sandbox.driver import Actor, Json
from tests.support.clock import HandClock
from tests.support.doors import loud
from tests.support.echoes import echo
from tests.support.house import furnish
from tests.support.moves import count
from tests.support.processes import Stage, on_stage, until
from tests.support.statements import LEDGER, handed_in, open_press_office, stands

WORDS = "Does it work from home? <!channel>"


@pytest.fixture(params=[False, True], ids=["socket", "http"])
def stage(sqlite: Database, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Stage]:
    furnish(sqlite, HandClock()())
    open_press_office(sqlite, HandClock()())
    with on_stage(str(sqlite.engine.url), tmp_path, over_http=request.param) as found:
        found.bot.clock = tmp_path / "clock"
        found.bot.clock.write_text("0")
        found.bot.start()
        found.driver.wait_for_bot()
        yield found
        found.calm()
        assert loud(found.driver.log()["pings"]) == []


def post(who: Actor) -> Json:
    """Wait until the statement stands in the channel of its readers."""

    def seen(_: Json) -> list[Json]:
        return [one for one in who.messages("finance") if LEDGER.subject in who.text_of(one)]

    return who.wait_until(seen)[0]


def told(who: Actor, words: str) -> int:
    return sum(words in who.text_of(one) for one in who.messages("dm"))


def test_what_readers_answer_and_write_comes_back_to_the_author(stage: Stage, sqlite: Database) -> None:
    ada, sam, nora, lea = (stage.driver.person(name) for name in ("ada", "sam", "nora", "lea"))
    fields = replace(LEDGER, channels=("C04FIN",), mail=())
    submitted = handed_in(sqlite, HandClock()(), fields)
    ada.wait_for_text(LEDGER.subject)
    ada.press("Approve", channel="partyline-approvals")

    stands_as = post(nora)
    ts = stands_as["ts"]
    lea.press("Yes", channel="finance", ts=ts)
    nora.press("No", channel="finance", ts=ts)
    nora.wait_for_text("You can change your answer")
    nora.press("Say what is missing", channel="finance")
    nora.wait_for_modal()
    nora.fill("What would you like to know?", WORDS)
    nora.submit()
    sam.wait_for_text("misses something in")
    assert told(sam, WORDS) == 1

    lea.say("From home too?", channel="finance", thread_ts=ts)
    nora.say("I wonder as well.", channel="finance", thread_ts=ts)
    lea.react("tada", ts, channel="finance")
    until(stage, lambda: count(sqlite, "statement_echoes") == 1)
    assert stage.bot.clock is not None
    stage.bot.clock.write_text("130")
    sam.wait_for_text("2 new replies under")
    # Noted before the kill: a clock that is ahead of Slack's would look for the message where it is not.
    until(stage, lambda: count(sqlite, f"deliveries WHERE kind = '{HEARD}' AND status = 'sent'") == 1)
    stage.bot.stop(signal.SIGKILL)
    stage.bot.start()
    stage.driver.wait_for_bot()

    lea.say("One more thing.", channel="finance", thread_ts=ts)
    stage.bot.clock.write_text("900")
    sam.wait_for_text("1 new reply under")
    assert (told(sam, "2 new replies under"), told(sam, "1 new reply under")) == (1, 1)
    statement = stands(sqlite, submitted.statement)
    assert echo(sqlite, statement) == Echo(useful=1, not_useful=1, replies=3, reactions=1)
    now = post(nora)
    assert (now["text"], now["blocks"], now.get("edited")) == (
        stands_as["text"],
        stands_as["blocks"],
        stands_as.get("edited"),
    )
