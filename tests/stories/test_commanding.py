"""The lead of an incident changes hands, and afterwards everybody can read what was said: on real parts."""

import csv
import io
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.people import flows as people
from bot.people.rules import Role
from bot.storage import Database
from sandbox.driver import Actor
from tests.support.clock import HandClock
from tests.support.doors import loud
from tests.support.house import ADA, BEA, ROLES, TEAM, furnish
from tests.support.moves import count, entries
from tests.support.processes import Stage, on_stage, until

SAY = "Wi-Fi is down on floors 2 to 5. Wired sockets work."
NEWER = "Wi-Fi is back on floors 2 and 3. Floors 4 and 5 are next."


@pytest.fixture
def stage(sqlite: Database, tmp_path: Path) -> Iterator[Stage]:
    furnish(sqlite, HandClock()())
    with sqlite.transaction() as tx:
        both = ROLES | {who: frozenset({Role.APPROVER, Role.COMMANDER}) for who in (ADA, BEA)}
        people.set_roles(tx, TEAM, both, by="operator", now=datetime.now(UTC))
    with on_stage(str(sqlite.engine.url), tmp_path) as found:
        found.bot.start()
        found.driver.wait_for_bot()
        yield found


def hand_in(who: Actor, command: str, say: str) -> None:
    who.command(f"/partyline {command}", channel="it-staff")
    who.wait_for_modal()
    who.fill("What should anyone", say)
    who.submit()
    who.close()


def approve(who: Actor, text: str) -> None:
    who.wait_for_text(text)
    card = next(one for one in reversed(who.messages("partyline-approvals")) if text in who.text_of(one))
    who.press("Approve", channel="partyline-approvals", ts=card["ts"])


def answer(who: Actor, words: str) -> str:
    ts = who.command(f"/partyline {words}", channel="it-staff")["ts"]
    return who.text_of(next(one for one in who.messages("it-staff") if one["ts"] == ts))


def test_an_incident_is_handed_over_widened_updated_and_read_back(stage: Stage, sqlite: Database) -> None:
    ada, bea, carl, sam = (stage.driver.person(name) for name in ("ada", "bea", "carl", "sam"))
    hand_in(carl, "open network", SAY)
    approve(ada, SAY)
    sam.wait_until(lambda _: SAY in answer(sam, "wifi"))

    carl.command("/partyline handover network", channel="it-staff")
    carl.wait_for_modal()
    carl.fill("Commander", "Bea Lindqvist")
    carl.fill("Deputy", "Ada Okafor")
    carl.fill("About", ["Network", "Payroll"])
    carl.submit()
    assert "Network and Payroll is led by @Bea Lindqvist. Deputy: @Ada Okafor." in carl.text_of(carl.modal() or {})
    carl.close()
    assert SAY in answer(sam, "payslips")
    assert answer(sam, "").count(SAY) == 1
    assert "Network and Payroll" in answer(sam, "")
    bea.wait_for_text("You lead Network and Payroll now")
    carl.wait_for_text("Bea Lindqvist leads Network and Payroll now")
    ada.wait_for_text("You are the deputy on Network and Payroll now")

    bea.press("Update", channel="dm")
    bea.wait_for_modal()
    bea.fill("What should anyone", NEWER)
    bea.submit()
    bea.close()
    approve(ada, NEWER)
    assert NEWER in answer(sam, "network")
    assert NEWER in answer(sam, "payroll")

    bea.command("/partyline history network", channel="it-staff")
    read = bea.text_of(bea.wait_for_modal())
    assert read.index("Version 2 · live") < read.index("Version 1 · replaced")
    # Look-ups are written down a moment after they were answered.
    until(stage, lambda: count(sqlite, "lookups WHERE person = 'U03STAFF'") >= 4)
    bea.press("Export CSV")
    assert "Sent: look in your messages with me." in bea.text_of(bea.modal() or {})
    bea.close(everything=True)
    message = bea.wait_until(lambda _: [one for one in bea.messages("dm") if one.get("files")])[0]
    with urllib.request.urlopen(message["files"][0]["url_private"], timeout=10) as file:  # noqa: S310
        rows = list(csv.DictReader(io.StringIO(file.read().decode("utf-8"), newline="")))
    assert [(row["number"], row["say"], row["also_about"]) for row in rows] == [
        ("1", SAY, "payroll"),
        ("2", NEWER, "payroll"),
    ]
    assert int(rows[0]["look_ups"]) >= 3
    assert rows[0]["people"] == "1"

    bea.command("/partyline history network", channel="it-staff")
    bea.wait_for_modal()
    bea.press("Put forward again")
    assert SAY in bea.text_of(bea.modal() or {})
    bea.submit()
    assert "Version 3 is on its way" in bea.text_of(bea.modal() or {})
    bea.close(everything=True)
    assert NEWER in answer(sam, "network")

    assert "Only commanders and approvers read the history" in answer(sam, "history network")
    verbs = [entry.verb for entry in entries(sqlite)]
    assert (verbs.count("hand_over"), verbs.count("set_topics"), verbs.count("set_deputy")) == (1, 1, 1)
    assert loud(stage.driver.log()["pings"]) == []
    stage.calm()
