"""The wiring: what breaks is a code for the person and a place in the log, and what people wrote is in neither."""

import logging
import re
import threading
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from slack_bolt import Ack

from bot.app import CODE_SIGNS, build
from bot.deliveries.smtp import postman_for
from bot.refusals import Refusal, Refusals
from bot.slack import blocks
from bot.storage import Database
from tests.support.clock import HandClock
from tests.support.doors import NOWHERE, Answer, Doors, elements_of, words_of
from tests.support.house import ADA, CARL, NETWORK, SAM, STANDING, TEAM, furnish
from tests.support.lines import SAY, hand_in
from tests.support.moves import count

TYPED = "my secret words about the vendor"
CODE = re.compile(rf"code: ([{CODE_SIGNS}]{{4}})$")


def raising(error: Exception) -> Callable[..., None]:
    def listener(ack: Ack) -> None:
        raise error

    return listener


def boom(doors: Doors, error: Exception) -> Answer:
    """Let a command fail while somebody's words are in it."""
    doors.bot.bolt.command("/boom")(raising(error))
    fields = {"command": "/boom", "text": TYPED, "team_id": TEAM, "user_id": SAM, "trigger_id": "1"}
    return doors.post(urlencode(fields))


def test_trouble_is_a_code_for_the_person_and_the_same_code_in_the_log(
    doors: Doors, caplog: pytest.LogCaptureFixture
) -> None:
    answer = boom(doors, RuntimeError(TYPED))
    found = CODE.search(answer.said)
    assert found is not None
    assert answer.said.startswith("I could not do that, and nothing was changed.")
    (record,) = [one for one in caplog.records if one.levelno >= logging.ERROR]
    assert f"code {found[1]}: RuntimeError" in record.getMessage()


def test_trouble_shows_no_traceback_to_a_person_and_no_words_of_people_in_the_log(
    doors: Doors, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = boom(doors, RuntimeError(TYPED))
    for private in ("Traceback", "RuntimeError", ".py", TYPED):
        assert private not in answer.words
    assert TYPED not in caplog.text
    assert "test_app.py" in caplog.text
    assert "message withheld" in caplog.text


def test_a_database_error_that_quotes_what_people_wrote_is_logged_without_it(
    doors: Doors, caplog: pytest.LogCaptureFixture
) -> None:
    def listener(ack: Ack) -> None:
        with doors.database.transaction() as tx:
            tx.exec_driver_sql("INSERT INTO asks (id, question) VALUES (?, ?)", ("a", TYPED))

    doors.bot.bolt.command("/boom")(listener)
    with caplog.at_level(logging.DEBUG):
        answer = doors.post(urlencode({"command": "/boom", "text": TYPED, "team_id": TEAM, "user_id": SAM}))
    assert CODE.search(answer.said)
    assert "IntegrityError" in caplog.text
    assert TYPED not in caplog.text


def test_nothing_that_is_typed_pressed_or_handed_in_reaches_the_log(
    open_doors: Doors, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        caplog.set_level(logging.WARNING, "slack_sdk")
        open_doors.command(TYPED)
        open_doors.command(f"open network {TYPED}", by=CARL)
        view = open_doors.modal(CARL)
        open_doors.submit(view, say=f"{TYPED} 10.2.0.17")
        open_doors.submit(view, say=f"{TYPED} is down.", background=TYPED)
        open_doors.press("line.tell_the_desk", TYPED)
        open_doors.press("unknown.action", TYPED)
        open_doors.send_form(
            {"id": "V1", "type": "modal", "callback_id": "unknown", "blocks": [], "private_metadata": TYPED}
        )
        open_doors.deliver()
    ours = [record for record in caplog.records if record.name.startswith(("bot", "slack", "sqlalchemy"))]
    assert TYPED not in "\n".join(map(logging.Formatter().format, ours))


def test_two_troubles_have_two_codes(doors: Doors) -> None:
    codes = {CODE.search(boom(doors, RuntimeError()).said)[1] for _ in range(5)}  # type: ignore[index]
    assert len(codes) == 5


def test_a_refusal_is_a_sentence_and_names_people_who_can_help(doors: Doors, caplog: pytest.LogCaptureFixture) -> None:
    answer = boom(doors, Refusal("Only <cats> do that.", ask=(ADA, CARL)))
    assert answer.said == "Only <cats> do that."
    assert words_of(answer.body["blocks"]) == f"Only &lt;cats&gt; do that. Ask <@{ADA}> or <@{CARL}>."
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


def test_several_refusals_of_one_field_are_all_said_beside_it(doors: Doors) -> None:
    found = (Refusal("One.", "say"), Refusal("Two.", "background"), Refusal("Three.", "say"), Refusal("Four."))
    doors.bot.bolt.view("boom")(raising(Refusals(found)))
    fields = [blocks.text_input(name, name) for name in ("say", "background")]
    view = blocks.modal("Boom", fields, callback="boom", submit="Send")
    errors = doors.submit(view, by=SAM).errors
    assert errors == {"say": "One. Three. Four.", "background": "Two."}


def test_an_unknown_button_gets_a_sentence_and_not_silence(open_doors: Doors) -> None:
    answer = open_doors.press("unknown.action", "x")
    assert answer.status == 200
    (reply,) = open_doors.private(SAM)
    assert "/partyline help" in reply.text


def test_an_unknown_form_gets_a_sentence_and_keeps_what_was_typed(doors: Doors) -> None:
    view = blocks.modal("Old", [blocks.text_input("a", "A")], callback="unknown", submit="Send")
    assert doors.submit(view, by=SAM, a=TYPED).errors["a"]


def test_an_unknown_shortcut_gets_a_sentence(open_doors: Doors) -> None:
    body = open_doors.who(SAM) | {"type": "shortcut", "callback_id": "unknown", "trigger_id": open_doors.trigger(SAM)}
    assert open_doors.interact(body).status == 200
    assert open_doors.modals(SAM) == 1


def test_building_calls_nobody_and_runs_nothing(sqlite: Database, clock: HandClock) -> None:
    before = threading.active_count()
    made = build(sqlite, bot_token="xoxb-1", signing_secret="s", api_url=NOWHERE, now=clock)
    assert threading.active_count() == before
    assert made.bolt.client.base_url == NOWHERE


def test_mail_goes_through_the_mail_server_of_the_settings(sqlite: Database, clock: HandClock) -> None:
    given: dict[str, Any] = {"bot_token": "xoxb-1", "signing_secret": "s", "api_url": NOWHERE, "now": clock}
    made = build(sqlite, **given, smtp_url="smtp://127.0.0.1:2525", mail_from="Example IT <it@example.com>")
    assert made.courier.mail == postman_for("smtp://127.0.0.1:2525", "Example IT <it@example.com>")
    assert build(sqlite, **given).courier.mail == postman_for("", "")


def test_listeners_never_wait_longer_for_slack_than_it_waits_for_them(doors: Doors) -> None:
    client: Any = doors.bot.bolt.client
    assert client.timeout < 3
    assert client.retry_handlers == []
    assert doors.bot.housekeeping.client.retry_handlers == []


def test_stopping_writes_down_the_notes_that_were_taken(sqlite: Database, clock: HandClock) -> None:
    furnish(sqlite, clock())
    doors = Doors(sqlite, clock)
    doors.bot.start(with_courier=False)
    assert STANDING in doors.command("wifi").words
    doors.bot.close()
    assert count(sqlite, "lookups") == 1
    assert doors.bot.stop.is_set()


def test_the_rules_for_subjects_are_loaded_beside_a_bot_that_runs(
    doors: Doors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.subjects.memory.AFTER_THE_START", 0.0)
    loaded = threading.Event()
    monkeypatch.setattr("bot.subjects.memory.Writer._rules", lambda _writer: loaded.set())
    doors.bot.start(with_courier=False)
    try:
        assert loaded.wait(10)
    finally:
        doors.bot.close()


def test_the_courier_inside_sends_what_is_due_as_soon_as_it_is_woken(open_doors: Doors) -> None:
    from sandbox.driver import Driver

    open_doors.bot.start(with_courier=True)
    try:
        submitted = hand_in(open_doors.database, open_doors.clock())
        open_doors.bot.wake.set()
        ada = Driver(open_doors.box.base_url).person("ada")
        ada.wait_for_text(SAY)
        assert submitted.line.number == 1
    finally:
        open_doors.bot.close()


def test_every_button_of_every_answer_is_answered(open_doors: Doors) -> None:
    hand_in(open_doors.database, open_doors.clock())
    drawn = [open_doors.command(text, by=ADA).body for text in ("", "wifi", "netw", "list")]
    pressed = {one["action_id"]: one.get("value", "") for one in elements_of(drawn)}
    assert {"line.send_to_me", "line.show.0", "line.tell_the_desk"} <= set(pressed)
    for action, value in pressed.items():
        open_doors.press(action, value, by=ADA)
    assert not [one for one in open_doors.private(ADA) if "code:" in one.text or "do not know" in one.text]
    assert NETWORK in pressed.values()
