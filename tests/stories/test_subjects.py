"""From a draft that nobody reads to a subject that everybody does: asked once, approved once, known from then on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.people.rules import Role
from bot.statements import listing
from bot.storage import Database
from sandbox.driver import Actor, Json
from tests.support.clock import HandClock
from tests.support.doors import loud
from tests.support.glossary import REMOTE, glossary, known
from tests.support.house import SAM, TEAM, furnish
from tests.support.moves import entries, grant
from tests.support.processes import Stage, on_stage

DRAFT = "NeSI documentation upgrade to version 7 on 5 May"
GOOD = "Find every guide in one place"


@pytest.fixture(params=[False, True], ids=["socket", "http"])
def stage(sqlite: Database, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Stage]:
    furnish(sqlite, HandClock()())
    known(sqlite, REMOTE)
    with on_stage(str(sqlite.engine.url), tmp_path, over_http=request.param) as found:
        found.bot.start()
        found.driver.wait_for_bot()
        yield found


def ask(who: Actor, draft: str) -> Json:
    """Type `/subject` and a draft, and return the answer, which only they see."""
    ts = who.command(f"/subject {draft}".strip(), channel="it-staff")["ts"]
    answer = next(message for message in who.messages("it-staff") if message["ts"] == ts)
    assert answer["ephemeral"]
    return answer


def first_line(who: Actor, answer: Json) -> str:
    return who.text_of(answer).strip().splitlines()[0]


def card_with(who: Actor, text: str) -> Json:
    """Wait for the approvers' card that holds a text."""
    who.wait_for_text(text)
    return next(one for one in reversed(who.messages("partyline-approvals")) if text in who.text_of(one))


def test_what_the_glossary_knows_becomes_the_subject_and_why_says_so(stage: Stage) -> None:
    sam = stage.driver.person("sam")
    answer = ask(sam, "VPN upgrade to Version 999 as of March 31")
    assert first_line(sam, answer) == REMOTE.outcome
    assert "March 31" in sam.text_of(answer)
    sam.press("Why?", channel="it-staff", ts=answer["ts"])
    assert "is what the glossary says, under VPN." in sam.text_of(sam.wait_for_modal())
    sam.close()
    assert "/subject glossary" in sam.text_of(ask(sam, "help"))
    stage.calm()


def test_an_author_takes_a_subject_into_a_statement_and_its_draft_along(stage: Stage, sqlite: Database) -> None:
    grant(sqlite, HandClock()(), **{SAM: frozenset({Role.AUTHOR})})
    sam = stage.driver.person("sam")
    answer = ask(sam, "VPN upgrade to Version 999 as of March 31")
    sam.press("Use in a statement", channel="it-staff", ts=answer["ts"])
    form = sam.text_of(sam.wait_for_modal())
    assert f"Your draft subject is on the next page: {REMOTE.outcome}" in form
    sam.press("Keep as draft")
    sam.wait_for_text("Kept: statement 1")
    sam.close()
    sam.command("/statement", channel="it-staff")
    sam.wait_for_text("number 1 · draft")
    with sqlite.glance() as tx:
        (kept,) = listing.listed(tx, TEAM, by=SAM).drafts
    assert (kept.fields.subject, kept.fields.happens) == (REMOTE.outcome, "VPN upgrade to Version 999 as of March 31")
    stage.calm()


def test_what_the_reader_can_do_is_asked_once_and_known_after_approval(stage: Stage, sqlite: Database) -> None:
    ada, bea, sam = (stage.driver.person(name) for name in ("ada", "bea", "sam"))
    answer = ask(sam, DRAFT)
    assert GOOD not in sam.text_of(answer)
    label = next(one for one in ("Tell me", "Add what it lets people do") if one in sam.text_of(answer))
    sam.press(label, channel="it-staff", ts=answer["ts"])
    sam.wait_for_modal()
    sam.fill("What can people do with it?", "find how things are done")
    sam.fill("What can they do afterwards", GOOD)
    sam.submit()
    assert "On its way to the approvers" in sam.text_of(sam.modal() or {})
    sam.close()
    assert GOOD not in sam.text_of(ask(sam, DRAFT))

    card = card_with(bea, "“You can't find how things are done”")
    bea.press("Send back", channel="partyline-approvals", ts=card["ts"])
    bea.fill("What should change", "Say guides, not things.")
    bea.submit()
    sam.wait_for_text("Say guides, not things.")
    sam.press("Edit and send again", channel="dm")
    sam.wait_for_modal()
    sam.fill("What can people do with it?", "find our guides")
    sam.submit()
    sam.close()

    card = card_with(ada, "“You can't find our guides”")
    ada.press("Approve", channel="partyline-approvals", ts=card["ts"])
    sam.wait_for_text("approved NeSI documentation for the glossary.")
    assert first_line(sam, ask(sam, DRAFT)) == GOOD
    assert "find our guides" in sam.text_of(ask(sam, "glossary"))
    assert [one.name for one in glossary(sqlite)] == ["NeSI documentation", "VPN"]
    assert [one.verb for one in entries(sqlite)].count("set_entry") == 1
    stage.calm()
    assert loud(stage.driver.log()["pings"]) == []


def test_guests_and_people_of_other_organisations_get_no_subject(stage: Stage) -> None:
    for name in ("gus", "nora"):
        who = stage.driver.person(name)
        ts = who.command("/subject VPN upgrade", channel="network-status")["ts"]
        answer = next(message for message in who.messages("network-status") if message["ts"] == ts)
        assert "Party lines are for our own IT staff." in who.text_of(answer)
    refused = stage.driver.person("olga").lenient().command("/subject VPN upgrade", channel="vendor-shared")
    assert refused["error"] == "unknown_command"
    stage.calm()
