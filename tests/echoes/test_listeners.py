"""*Was this useful?* and *Say what is missing*, through the bot's own doors."""

from typing import Any

import pytest

from bot.echoes.flows import WISH
from bot.echoes.rules import LONGEST_WISH
from bot.echoes.screens import SAY_WHAT, THANKS, WISH_FORM
from bot.statements.posts import NOT_USEFUL, USEFUL, post
from bot.statements.rules import Echo, Statement
from tests.support.doors import Answer, Doors, button, must_fit_a_message, take_the_database_away, words_of
from tests.support.echoes import echo, out
from tests.support.house import GUS, NORA, OLGA, SAM
from tests.support.moves import count
from tests.support.statements import LEDGER

WORDS = "Does it work from home?"
NASTY = "<!channel> *b* & <https://evil.example|click> :tada:"


def published(doors: Doors, subject: str = LEDGER.subject) -> Statement:
    return out(doors.database, doors.clock(), subject=subject)


def press(doors: Doors, label: str, statement: Statement, by: str = NORA, **more: Any) -> Answer:
    """Press a button of the post as it stands in the channel."""
    drawn = button(post(statement.fields, statement.id).blocks, label)
    return doors.press(drawn["action_id"], drawn["value"], by, **more)


def wish_form(doors: Doors, statement: Statement, by: str = NORA) -> dict[str, Any]:
    """Say No, press *Say what is missing*, and return the form."""
    press(doors, "No", statement, by)
    assert doors.push(doors.private(by)[-1].blocks, "Say what is missing", by) == Answer(200, None)
    return doors.modal(by)


# -- answering ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", [SAM, NORA])
def test_every_member_can_answer_and_is_thanked_where_nobody_else_sees_it(open_doors: Doors, who: str) -> None:
    statement = published(open_doors)
    assert press(open_doors, "Yes", statement, who) == Answer(200, None)
    [reply] = open_doors.private(who)
    assert reply.text == THANKS
    assert words_of(reply.blocks) == THANKS
    assert echo(open_doors.database, statement) == Echo(useful=1)
    open_doors.calm()


def test_who_says_no_is_offered_to_say_what_is_missing(open_doors: Doors) -> None:
    statement = published(open_doors)
    press(open_doors, "No", statement)
    [reply] = open_doors.private(NORA)
    must_fit_a_message({"text": reply.text, "blocks": reply.blocks})
    assert reply.text == THANKS
    assert button(reply.blocks, "Say what is missing")["value"] == statement.id
    assert echo(open_doors.database, statement) == Echo(not_useful=1)
    open_doors.calm()


def test_an_answer_can_be_changed(open_doors: Doors) -> None:
    statement = published(open_doors)
    for label in ("No", "Yes", "No", "Yes"):
        press(open_doors, label, statement)
    assert echo(open_doors.database, statement) == Echo(useful=1)


def test_a_click_that_comes_again_late_does_not_change_a_later_answer(open_doors: Doors) -> None:
    statement = published(open_doors)
    early = {"type": "button", "block_id": "b", "action_id": USEFUL, "value": statement.id, "action_ts": "1.000001"}
    assert press(open_doors, "Yes", statement, actions=[early]) == Answer(200, None)
    press(open_doors, "No", statement)
    assert press(open_doors, "Yes", statement, actions=[early]) == Answer(200, None)
    assert echo(open_doors.database, statement) == Echo(not_useful=1)
    assert count(open_doors.database, "receipts WHERE key LIKE 'click:%'") == 2


@pytest.mark.parametrize("value", ["", "x", "gone", "\x00", "a" * 2000])
def test_a_button_that_nobody_drew_gets_a_sentence(open_doors: Doors, value: str) -> None:
    for action in (USEFUL, NOT_USEFUL, SAY_WHAT):
        open_doors.press(action, value, NORA)
        assert "nothing left to answer" in open_doors.private(NORA)[-1].text
    assert count(open_doors.database, "statement_votes") == 0
    assert open_doors.modals(NORA) == 0


def test_with_the_database_away_a_reader_is_told_so(open_doors: Doors) -> None:
    statement = published(open_doors)
    press(open_doors, "Yes", statement)
    take_the_database_away(open_doors.database)
    press(open_doors, "No", statement)
    assert "nothing was changed" in open_doors.private(NORA)[-1].text


# -- what is missing ------------------------------------------------------------------------------------------------


def test_what_a_reader_misses_reaches_the_author_as_a_direct_message(open_doors: Doors) -> None:
    statement = published(open_doors, NASTY)
    form = wish_form(open_doors, statement)
    assert NASTY in words_of(form["blocks"])
    assert "with your name" in words_of(form["blocks"])
    answer = open_doors.submit(form, NORA, words=f"{WORDS}\n{NASTY}")
    assert f"<@{SAM}>" in words_of(answer.view)
    open_doors.deliver()
    [told] = [one for one in open_doors.posted(f"D{SAM[1:]}") if "misses something" in one.text]
    assert f"{WORDS}\n{NASTY}" in words_of(told.blocks)
    assert "<!channel>" not in told.text
    open_doors.calm()


def test_a_form_that_comes_twice_sends_one_message(open_doors: Doors) -> None:
    statement = published(open_doors)
    form = wish_form(open_doors, statement)
    open_doors.submit(form, NORA, words=WORDS)
    assert "sent already" in words_of(open_doors.submit(form, NORA, words=WORDS).view)
    assert count(open_doors.database, "statement_wishes") == 1
    assert count(open_doors.database, f"deliveries WHERE kind = '{WISH}'") == 1


@pytest.mark.parametrize("words", [" ", "\u200b", "x" * (LONGEST_WISH + 1)])
def test_what_is_wrong_with_the_words_is_said_beside_them_and_the_form_stays(open_doors: Doors, words: str) -> None:
    form = wish_form(open_doors, published(open_doors))
    assert set(open_doors.submit(form, NORA, words=words).errors) == {"words"}
    assert "go to" in words_of(open_doors.submit(form, NORA, words=WORDS).view), "the same form can be mended"


def test_the_fourth_time_a_reader_is_told_where_to_write_instead(open_doors: Doors) -> None:
    statement = published(open_doors)
    for _ in range(3):
        open_doors.submit(wish_form(open_doors, statement), NORA, words=WORDS)
    refused = open_doors.submit(wish_form(open_doors, statement), NORA, words=WORDS)
    assert "reply below the post" in refused.errors["words"]


@pytest.mark.parametrize("metadata", ["", "gone", "\x00"])
def test_a_form_about_no_statement_gets_a_sentence(open_doors: Doors, metadata: str) -> None:
    form = wish_form(open_doors, published(open_doors)) | {"private_metadata": metadata}
    assert "nothing left to answer" in next(iter(open_doors.submit(form, NORA, words=WORDS).errors.values()))


# -- the gate -------------------------------------------------------------------------------------------------------


def form(callback: str, statement: Statement) -> dict[str, Any]:
    words = {"words": {"value": {"type": "plain_text_input", "value": WORDS}}}
    field = {"type": "input", "block_id": "words", "label": {}, "element": {"type": "plain_text_input"}}
    return {
        "id": "V1",
        "type": "modal",
        "callback_id": callback,
        "blocks": [field],
        "state": {"values": words},
        "private_metadata": statement.id,
    }


@pytest.mark.parametrize("who", [GUS, OLGA])
def test_guests_and_outside_people_are_refused_at_each_of_these_doors(open_doors: Doors, who: str) -> None:
    statement = published(open_doors)
    for action in (USEFUL, NOT_USEFUL, SAY_WHAT):
        open_doors.press(action, statement.id, who)
        assert "Only members of this workspace" in open_doors.private(who)[-1].text
    answer = open_doors.send_form(form(WISH_FORM, statement), who)
    assert "Only members of this workspace" in answer.errors["words"]
    assert count(open_doors.database, "statement_votes") == count(open_doors.database, "statement_wishes") == 0
    assert open_doors.modals(who) == 0


def test_somebody_of_another_organisation_is_refused_even_if_we_know_them_as_a_member(open_doors: Doors) -> None:
    statement = published(open_doors)
    press(open_doors, "Yes", statement, user={"id": NORA, "team_id": "T99OTHER"})
    assert "Only members of this workspace" in open_doors.private(NORA)[-1].text
    assert echo(open_doors.database, statement) == Echo()


def test_nobody_at_all_is_refused(doors: Doors) -> None:
    statement = published(doors)
    doors.press(USEFUL, statement.id, "")
    assert echo(doors.database, statement) == Echo()


def test_a_member_nobody_has_met_is_looked_up_in_slack_once(open_doors: Doors) -> None:
    statement = published(open_doors)
    for label in ("Yes", "No"):
        press(open_doors, label, statement, "U06STAFF2")
    asked = [one["method"] for one in open_doors.box.ws.journal.calls]
    assert asked.count("users.info") == 1
    assert echo(open_doors.database, statement) == Echo(not_useful=1)


def test_a_stranger_whom_slack_does_not_know_is_refused(open_doors: Doors) -> None:
    statement = published(open_doors)
    press(open_doors, "Yes", statement, "U99NEW")
    assert echo(open_doors.database, statement) == Echo()


def test_with_nobody_to_ask_a_stranger_does_not_count(doors: Doors) -> None:
    statement = published(doors)
    press(doors, "Yes", statement, "U99NEW")
    assert echo(doors.database, statement) == Echo()


def staff_only(doors: Doors) -> str:
    return doors.private(NORA)[-1].text


@pytest.mark.parametrize(
    "action",
    [
        "line.show.0",
        "approval.approve",
        "echo.form",
        "statement_useful.0",
        "statement_useful ",
        "x.statement_useful",
        "STATEMENT_USEFUL",
        "statement_",
        "",
    ],
)
def test_nothing_else_passes_for_members_outside_the_staff(open_doors: Doors, action: str) -> None:
    open_doors.press(action, published(open_doors).id, NORA)
    assert staff_only(open_doors).startswith("Party lines are for our own IT staff.")


def test_a_button_pressed_together_with_another_is_for_staff(open_doors: Doors) -> None:
    statement = published(open_doors)
    mine = {"type": "button", "block_id": "b", "action_id": USEFUL, "value": statement.id, "action_ts": "1.1"}
    other = mine | {"action_id": "approval.approve"}
    for actions in ([mine, other], [other, mine]):
        open_doors.press(USEFUL, statement.id, NORA, actions=actions)
        assert staff_only(open_doors).startswith("Party lines are for our own IT staff.")
    assert echo(open_doors.database, statement) == Echo()


@pytest.mark.parametrize(
    "callback", ["line.form", "statement_useful", "statement_useful.", "echo.say_what", "", "echo.say_what.0"]
)
def test_no_other_form_passes_for_members_outside_the_staff(doors: Doors, callback: str) -> None:
    answer = doors.send_form(form(callback, published(doors)), NORA)
    assert "Party lines are for our own IT staff." in answer.errors["words"]


@pytest.mark.parametrize("kind", ["message_action", "shortcut", "block_suggestion", "view_closed", "", None])
def test_these_ids_open_no_other_kind_of_door(open_doors: Doors, kind: str | None) -> None:
    statement = published(open_doors)
    open_doors.press(USEFUL, statement.id, NORA, type=kind, callback_id=USEFUL)
    assert staff_only(open_doors).startswith("Party lines are for our own IT staff.")
    assert echo(open_doors.database, statement) == Echo()


def test_a_command_does_not_pass_as_one_of_these_buttons(open_doors: Doors) -> None:
    statement = published(open_doors)
    answer = open_doors.press(USEFUL, statement.id, NORA, command="/partyline", text="wifi")
    assert "Party lines are for our own IT staff." in answer.words
    assert echo(open_doors.database, statement) == Echo()
