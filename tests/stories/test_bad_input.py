"""Whatever is typed, pressed or sent: a clear sentence, nothing stored by halves, no traceback to a person, no ping."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.storage import Database, open_database
from sandbox.driver import Actor
from tests.support.clock import HandClock
from tests.support.doors import loud
from tests.support.house import DEFAULT, STANDING, furnish
from tests.support.moves import count, entries, everything_written
from tests.support.processes import Stage, on_stage

SAY = "Wi-Fi is down on floors 2 to 5."
NASTY = "<!channel> <!here> <@U01APPROVER> @ada #general https://evil.example *b* _i_ ~s~ `c` > q &amp; :smile:"
TROUBLE = "tell an admin this code"
ODD = {
    "ten thousand characters": "word " * 2000,
    "ten thousand signs": "x" * 10_000,
    "NUL": "Wi-Fi\x00down",
    "control": "Wi-Fi \x07\x1b[31m down",
    "pings": NASTY,
    "override": "Wi-Fi \u202enwod\u202c",
    "emoji": "👩🏽\u200d💻🛜🏳️\u200d🌈",
    "zero width": "\u200b\u200b",
    "lines": "\n\n\n",
    "combining": "e" + "\u0301" * 500,
    "quotes": "\"'`\\\\'; DROP TABLE asks; --",
    "han": "网络断了" * 30,
    "format": "{0} %s {typed} %(x)s",
}


@pytest.fixture
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """SQLite, unless a test asks for PostgreSQL too: what it refuses and SQLite takes is met where text is stored."""
    if getattr(request, "param", "sqlite") == "postgres":
        opened = open_database(request.getfixturevalue("postgres").new_database())
    else:
        opened = request.getfixturevalue("sqlite")
    furnish(opened, HandClock()())
    yield opened
    opened.close()


on_both = pytest.mark.parametrize(
    "database", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)


@pytest.fixture
def stage(database: Database, tmp_path: Path) -> Iterator[Stage]:
    with on_stage(database.engine.url.render_as_string(hide_password=False), tmp_path) as found:
        found.bot.start()
        found.driver.wait_for_bot()
        yield found
        found.calm()
        assert loud(found.driver.log()["pings"]) == []


@pytest.fixture
def carl(stage: Stage) -> Actor:
    return stage.driver.person("carl")


@pytest.fixture
def ada(stage: Stage) -> Actor:
    return stage.driver.person("ada")


@pytest.fixture
def sam(stage: Stage) -> Actor:
    return stage.driver.person("sam")


def ask(who: Actor, words: str) -> str:
    ts = who.command(f"/partyline {words}", channel="it-staff")["ts"]
    return who.text_of(next(message for message in who.messages("it-staff") if message["ts"] == ts))


def form(carl: Actor, command: str = "open network") -> None:
    carl.command(f"/partyline {command}", channel="it-staff")
    carl.wait_for_modal()


def errors(carl: Actor, **values: object) -> dict[str, str]:
    """Submit the form with these values, past Slack's own checks, and return what stands beside its fields."""
    states = {name: {"value": {"value": value}} for name, value in values.items()}
    answer = carl.lenient().submit(raw=True, values=states)
    found: dict[str, str] = answer.get("errors") or {}
    return found


@on_both
def test_whatever_is_looked_up_is_answered_with_the_default_line_or_the_right_one(stage: Stage, sam: Actor) -> None:
    for odd in ODD.values():
        for words in (odd, f"wifi {odd}", f"help {odd}"):
            answer = ask(sam, words)
            assert TROUBLE not in answer, odd
            known = (DEFAULT, STANDING, "mean", "What IT says now", "Asked about something?")
            assert any(one in answer for one in known), odd


@on_both
def test_whatever_a_commander_types_after_a_verb_opens_a_form_or_asks_which_topic(stage: Stage, carl: Actor) -> None:
    for odd in ODD.values():
        form(carl, f"open network {odd}")
        carl.close()
        for verb in ("open", "update", "close"):
            answer = carl.lenient().command(f"/partyline {verb} {odd}", channel="it-staff")
            assert answer["ok"], (odd, answer)
            if carl.modal() is not None:
                carl.close()


@on_both
def test_what_cannot_be_said_is_refused_beside_its_field_and_nothing_is_stored(
    stage: Stage, database: Database, carl: Actor
) -> None:
    form(carl)
    before = everything_written(database)
    good = {"say": SAY, "if_pressed": "", "do_not_say": "", "not_yet_known": "", "holding": "", "background": ""}
    for field in good:
        for name in ("ten thousand characters", "ten thousand signs", "NUL", "control", "override", "zero width"):
            found = errors(carl, **good | {field: ODD[name]})
            assert list(found) == [field], (name, found)
            assert TROUBLE not in found[field]
    assert everything_written(database) == before
    assert errors(carl, **good) == {}
    assert count(database, "party_lines WHERE kind = 'incident'") == 1


def test_an_empty_form_asks_for_the_sentence(stage: Stage, database: Database, carl: Actor) -> None:
    form(carl, "open payroll")
    assert carl.lenient().submit()["error"] == "incomplete"
    found = errors(carl, say="")
    assert found == {"say": "What should anyone in IT say? One or two sentences."}
    assert count(database, "incidents") == 0


def test_a_promise_in_the_past_or_too_far_away_is_refused_beside_its_field(
    stage: Stage, database: Database, carl: Actor
) -> None:
    form(carl)
    carl.fill("What should anyone", SAY)
    for when, said in (("2020-01-01T10:00", "has passed"), ("2099-01-01T10:00", "more than 14 days")):
        carl.fill("Next update by", when)
        answer = carl.submit()
        assert said in answer["errors"]["promise_at"]
    assert count(database, "incidents") == 0
    assert SAY in carl.text_of(carl.modal() or {})


@on_both
def test_what_is_odd_but_visible_is_shown_as_it_was_written_and_pings_nobody(
    stage: Stage, carl: Actor, ada: Actor, sam: Actor
) -> None:
    say = "<!channel> Wi-Fi *down* _on_ ~floor~ `2` @ada 🛜 & <b>"
    form(carl)
    fields = {
        "say": say,
        "if_pressed": f"<!here> why? {NASTY.replace('evil.example', 'elsewhere')}"[:290],
        "do_not_say": "<!everyone> | <@U01APPROVER> I do not have that detail.",
        "not_yet_known": "<!channel> *why*",
        "background": NASTY,
    }
    found = errors(carl, **fields)
    assert set(found) <= {"if_pressed"}
    if found:
        assert errors(carl, **fields | {"if_pressed": "<!here> why? <!channel> *b*"}) == {}
    card = ada.wait_until(lambda _: [m for m in ada.messages("partyline-approvals") if say in ada.text_of(m)])[0]
    ada.press("Read in full", channel="partyline-approvals", ts=card["ts"])
    assert "<!everyone>" in ada.text_of(ada.wait_for_modal())
    ada.press("Approve")
    answer = ask(sam, "wifi")
    assert say in answer.splitlines()[0]
    assert "<!channel> *why*" in answer
    carl.wait_for_text("approved version 1")
    carl.close(everything=True)
    form(carl, "update network")
    carl.fill("What should anyone", f"{say} Still.")
    carl.submit()
    newer = ada.wait_until(lambda _: [m for m in ada.messages("partyline-approvals") if "version 2" in ada.text_of(m)])
    ada.close(everything=True)
    ada.press("Send back", channel="partyline-approvals", ts=newer[-1]["ts"])
    ada.fill("What should change", NASTY)
    ada.submit()
    carl.wait_for_text(NASTY)


def test_a_question_that_pings_reaches_the_desk_as_text(stage: Stage, ada: Actor, sam: Actor) -> None:
    ask(sam, f"quantum {NASTY}")
    ada.wait_for_text("There is no party line for this question")
    assert "<!channel>" in ada.all_text()


def test_replayed_forms_and_clicks_act_once(stage: Stage, database: Database, carl: Actor, ada: Actor) -> None:
    form(carl)
    carl.fill("What should anyone", SAY)
    carl.submit()
    carl.repeat(3)
    assert count(database, "party_lines WHERE kind = 'incident'") == 1
    ada.wait_for_text(SAY)
    assert len(ada.messages("partyline-approvals")) == 1
    ada.press("Approve")
    ada.repeat(3)
    assert [entry.verb for entry in entries(database)].count("go_live") == 1
    assert "Already approved" not in ada.all_text()


def test_replayed_questions_are_counted_and_told_in_one_message(stage: Stage, ada: Actor, sam: Actor) -> None:
    ask(sam, "quantum printer")
    ada.wait_for_text("quantum printer")
    sam.repeat(2)
    ada.wait_for_text("Asked 3 times.")
    assert len(ada.messages("partyline-approvals")) == 1


@on_both
def test_forged_buttons_and_unknown_ones_get_a_sentence(
    stage: Stage, database: Database, carl: Actor, ada: Actor
) -> None:
    form(carl)
    carl.fill("What should anyone", SAY)
    carl.submit()
    ada.wait_for_text(SAY)
    (message,) = stage.box.ws.messages["C01APPR"]
    row = next(block for block in message.blocks if block["type"] == "actions")
    approve = next(one for one in row["elements"] if one["action_id"] == "approval.approve")
    good = approve["value"]
    for forged in ("x", "", good[:-1] + "_", good.replace("|1|", "|2|"), "\x00", "x" * 2000):
        approve["value"] = forged
        ada.press("Approve", channel="partyline-approvals")
        assert "nothing was approved" in ada.text_of(ada.last_private() or {})
    approve |= {"value": good, "action_id": "approval.approve_everything"}
    ada.press("approval.approve_everything", channel="partyline-approvals")
    assert "/partyline help" in ada.text_of(ada.last_private() or {})
    assert count(database, "approvals WHERE status = 'waiting'") == 1


def test_a_late_form_shows_the_newer_version_and_keeps_what_was_typed(stage: Stage, carl: Actor, ada: Actor) -> None:
    form(carl)
    carl.fill("What should anyone", SAY)
    carl.submit()
    carl.close()
    ada.wait_for_text(SAY)
    ada.press("Approve")
    carl.wait_for_text("approved version 1")
    form(carl, "update network")
    late = stage.box.ws.screen(carl.id).modals[-1]
    # The same person at another device: a second form on the same version, sent first.
    carl.fill("What should anyone", "Faster words.")
    late.raw["private_metadata"] = late.raw["private_metadata"].replace(", 1]", ", 0]")
    answer = carl.submit()
    assert answer["response_action"] == "update"
    shown = carl.text_of(carl.modal() or {})
    assert "Version 1 came out while you were writing" in shown
    assert SAY in shown
    assert "Faster words." in shown
    carl.submit()
    assert "Version 2 is on its way to the approvers" in carl.text_of(carl.modal() or {})


@pytest.mark.parametrize("fault", ["500", "timeout", "fatal", "429"])
def test_when_slack_does_not_open_a_form_the_person_reads_that_nothing_was_changed(
    stage: Stage, database: Database, carl: Actor, fault: str
) -> None:
    stage.expects_trouble = True
    before = everything_written(database)
    stage.driver.fault("views.open", fault)
    said = ask(carl, "open network Wi-Fi down")
    assert "nothing was changed" in said
    assert everything_written(database) == before
    form(carl)


def test_deliveries_outlive_every_kind_of_trouble_with_slack(
    stage: Stage, database: Database, carl: Actor, ada: Actor
) -> None:
    for fault in ("500", "429", "fatal"):
        stage.driver.fault("chat.postMessage", fault)
    form(carl)
    carl.fill("What should anyone", SAY)
    carl.submit()
    ada.wait_for_text(SAY)
    assert len(ada.messages("partyline-approvals")) == 1
    assert count(database, "deliveries") == 1
