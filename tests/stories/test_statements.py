"""A press statement from its author's draft to its readers, corrected and taken back, on real parts."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.audiences import records as audiences
from bot.audiences.rules import Audience
from bot.storage import Database
from sandbox.driver import Actor, Json
from tests.support.clock import HandClock
from tests.support.doors import loud
from tests.support.glossary import REMOTE, known
from tests.support.house import TEAM, furnish
from tests.support.processes import Stage, on_stage, until
from tests.support.statements import open_press_office

DRAFT = "System Upgrade to Version 999 as of March 31"
OUTCOME = "Work from home more easily and effectively"
BOOKS, LEDGER = "books@example.com", "ledger@example.com"
AUDIENCE = Audience("Finance", ("C04FIN", "C01GEN"), (BOOKS, LEDGER), "month end")


@pytest.fixture(params=[False, True], ids=["socket", "http"])
def stage(sqlite: Database, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Stage]:
    furnish(sqlite, HandClock()())
    open_press_office(sqlite, HandClock()())
    known(sqlite, REMOTE)
    with sqlite.transaction() as tx:
        audiences.replace(tx, TEAM, (AUDIENCE,))
    with on_stage(str(sqlite.engine.url), tmp_path, over_http=request.param) as found:
        found.bot.clock = tmp_path / "clock"
        found.bot.clock.write_text("0")
        found.bot.more = {"SMTP_URL": found.box.mail_url, "MAIL_FROM": "IT news <it-news@example.com>"}
        found.bot.start()
        found.driver.wait_for_bot()
        yield found
        found.calm()
        assert loud(found.driver.log()["pings"]) == []


def write(sam: Actor, draft: str = DRAFT, *, goes_at: int | None = None) -> None:
    """Fill all steps of the form up to the preview."""
    sam.command(f"/statement new {draft}", channel="it-staff")
    sam.wait_for_modal()
    sam.fill("Who is it for?", "Finance")
    sam.fill("What can they do afterwards", OUTCOME)
    sam.fill("What happens?", "The remote desktop gets a new version over night.")
    sam.fill("On which day?", "2027-03-31")
    sam.fill("What do they have to do?", "Sign in once more")
    sam.fill("By which day?", "2027-04-02")
    sam.fill("Whom can they ask?", "The service desk, 4357")
    sam.submit()
    assert OUTCOME in sam.text_of(sam.modal() or {})
    choose(sam, OUTCOME)
    if goes_at is not None:
        sam.fill("When does it go?", goes_at)
    sam.submit()


def choose(sam: Actor, subject: str) -> None:
    """Press the button that puts one of the suggested subjects into its field."""
    rows = [block.get("elements") or () for block in (sam.modal() or {})["blocks"] if block["type"] == "actions"]
    sam.press(next(one["action_id"] for row in rows for one in row if one.get("value") == subject))


def posts(who: Actor, channel: str) -> list[Json]:
    return [one for one in who.messages(channel) if one.get("bot_id") or OUTCOME in who.text_of(one)]


def standing(who: Actor, channel: str, words: str) -> Json:
    """Wait until a post with these words stands in a channel, and return it: there is no other."""

    def seen(_: Json) -> list[Json]:
        return [one for one in posts(who, channel) if words in who.text_of(one)]

    found = who.wait_until(seen)
    assert len(found) == len(posts(who, channel)) == 1
    return found[0]


def bare(thing: Json) -> list[Json]:
    """Return blocks without the ids that Slack gives them."""
    return [{name: given for name, given in one.items() if name != "block_id"} for one in thing["blocks"]]


def page(who: Actor) -> str:
    """Return what `/statement show 1` answers."""
    who.close(everything=True) if who.modal() else None
    who.command("/statement show 1", channel="it-staff")
    return who.text_of(who.wait_for_modal())


def test_a_statement_is_written_approved_published_at_its_time_corrected_and_taken_back(stage: Stage) -> None:
    ada, sam, nora = (stage.driver.person(name) for name in ("ada", "sam", "nora"))
    at = int(time.time()) // 60 * 60 + 180
    write(sam, goes_at=at)
    preview = sam.text_of(sam.modal() or {})
    assert OUTCOME in preview
    previewed = bare(sam.modal() or {})
    sam.submit()

    ada.wait_for_text(OUTCOME)
    ada.press("Read as published", channel="partyline-approvals")
    assert "Sign in once more" in ada.text_of(ada.wait_for_modal())
    ada.press("Approve")
    until(stage, lambda: "goes" in page(sam).lower())
    assert (posts(nora, "finance"), stage.driver.mails()) == ([], [])

    assert stage.bot.clock is not None
    stage.bot.clock.write_text(str(at - time.time() + 1))
    first = standing(nora, "finance", OUTCOME)
    # What was previewed is what stands there, and nothing but the buttons beside it.
    assert [one for one in bare(first) if one["type"] != "actions" and one not in previewed] == []
    assert bare(standing(sam, "general", OUTCOME)) == bare(first)
    mails = [stage.driver.wait_for_mail(to=one) for one in (BOOKS, LEDGER)]
    until(stage, lambda: len(stage.driver.mails()) == 2)
    for whole in mails:
        assert whole["subject"] == OUTCOME
        # What was previewed is what came, word for word.
        assert " ".join(whole["plain"].split()) in " ".join(preview.split())
        assert "Sign in once more" in whole["html"]
    assert "Sign in once more" in nora.text_of(first)

    page(sam)
    sam.press("Correct")
    sam.submit()
    sam.fill("What was wrong?", "The day was wrong")
    sam.fill("Text", "It is a day later than we said.")
    sam.submit()
    sam.submit()
    ada.wait_until(lambda _: ada.find("Approve", channel="partyline-approvals"))
    ada.press("Approve", channel="partyline-approvals")
    fixed = standing(nora, "finance", "It is a day later than we said.")
    assert fixed["ts"] == first["ts"]
    assert "Corrected: The day was wrong." in nora.text_of(fixed)
    standing(sam, "general", "It is a day later than we said.")

    page(sam)
    sam.press("Retract")
    sam.fill("Why", "It will not happen.")
    sam.submit()
    gone = standing(nora, "finance", "has taken this announcement back")
    assert gone["ts"] == first["ts"]
    assert "Sign in once more" not in nora.text_of(gone)
    assert len(stage.driver.mails()) == 2

    page(sam)
    sam.press("History")
    said = sam.text_of(sam.modal() or {})
    for step in ("handed it in", "approved it", "was published", "published the correction", "retracted it"):
        assert step in said.lower()


def test_without_audience_or_outcome_nothing_goes_to_an_approver(stage: Stage) -> None:
    sam = stage.driver.person("sam")
    sam.command("/statement new", channel="it-staff")
    sam.wait_for_modal()
    sam.fill("What happens?", "The remote desktop gets a new version.")
    sam.press("Keep as draft")
    assert "Kept" in sam.text_of(sam.modal() or {})
    sam.close()
    sam.command("/statement", channel="it-staff")
    sam.press("Continue", channel="it-staff")
    sam.wait_for_modal()
    refused = sam.lenient().submit()
    assert "errors" in str(refused)
    assert "gets a new version" in sam.text_of(sam.modal() or {})


def test_a_mail_of_which_nobody_knows_is_shown_and_sent_again_only_by_a_person(stage: Stage) -> None:
    ada, sam = (stage.driver.person(name) for name in ("ada", "sam"))
    stage.driver.fault("mail", "answer_lost", to=BOOKS, count=1)
    stage.driver.fault("mail", "unknown_recipient", to=LEDGER, count=1)
    write(sam)
    sam.submit()
    ada.wait_for_text(OUTCOME)
    ada.press("Approve", channel="partyline-approvals")
    until(stage, lambda: "unknown" in page(sam) and "550" in page(sam))
    assert [one["to"] for one in stage.driver.mails()] == [[BOOKS]]
    sam.press("Send the unknown again")
    until(stage, lambda: len(stage.driver.mails(to=BOOKS)) == 2)
    assert [bool(one["doubled"]) for one in stage.driver.mails(to=BOOKS)].count(True) == 1
