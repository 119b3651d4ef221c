"""*Got it*, *I was asked something else* and *Add to if pressed*, through the bot's own doors."""

from typing import Any

import pytest

from bot.asks.rules import LONGEST_QUESTION
from bot.party_lines.rules import PartyLine
from bot.party_lines.screens import ASKED_SOMETHING_ELSE, GOT_IT
from bot.people.rules import Role
from tests.support.doors import Answer, Doors, button, elements_of, take_the_database_away, words_of
from tests.support.house import ADA, BEA, CARL, GUS, NETWORK, SAM, VPN
from tests.support.lines import SAY, approve, go_live, hand_in
from tests.support.moves import close, count, everything_written, grant, update
from tests.support.recalls import corrected, withdraw

FLOOR = "When will floor 4 be back?"
NASTY = "<!channel> *b* & <https://evil.example|click> :tada:"


def live(doors: Doors, say: str = SAY) -> PartyLine:
    return go_live(doors.database, doors.clock(), say)


def which(line: PartyLine) -> str:
    return f"{NETWORK}/{line.series}/{line.id}"


def next_version(doors: Doors, line: PartyLine, say: str) -> PartyLine:
    submitted = update(doors.database, doors.clock(), line.series, line.number, say)
    return approve(doors.database, submitted, doors.clock())


def private(doors: Doors, by: str = SAM) -> str:
    """Return what the newest private reply says."""
    return words_of(doors.private(by)[-1].blocks)


def asked_form(doors: Doors, line: PartyLine, by: str = SAM) -> dict[str, Any]:
    """Press *I was asked something else*, and return the form."""
    answer = doors.press(ASKED_SOMETHING_ELSE, which(line), by=by)
    assert answer == Answer(200, None), answer.words
    return doors.modal(by)


def pass_on(doors: Doors, line: PartyLine, question: str = FLOOR, by: str = SAM) -> Answer:
    """Pass a question on by typing it."""
    return doors.submit(asked_form(doors, line, by), by=by, question=question)


def tallies(doors: Doors, by: str = CARL) -> list[Any]:
    """Let the courier work, and return the tallies in somebody's messages with the bot."""
    doors.deliver()
    return [one for one in doors.posted(f"D{by[1:]}") if "What people are asked" in one.text]


# -- got it ---------------------------------------------------------------------------------------------------------


def test_got_it_on_a_card_says_which_version_one_has(open_doors: Doors) -> None:
    live(open_doors)
    open_doors.push(open_doors.command("wifi").body, "Got it")
    assert private(open_doors) == "Noted: you have version 1 of Network."
    assert count(open_doors.database, f"confirmations WHERE person = '{SAM}'") == 1
    open_doors.calm()


def test_got_it_twice_says_that_one_has_it_already(open_doors: Doors) -> None:
    line = live(open_doors)
    for _ in range(2):
        open_doors.press(GOT_IT, which(line))
    assert private(open_doors) == "You have it already: version 1 of Network."
    assert count(open_doors.database, "confirmations") == 1


def test_got_it_on_an_old_card_shows_the_newer_sentence_with_a_way_to_its_card(open_doors: Doors) -> None:
    line = live(open_doors)
    next_version(open_doors, line, "Floors 2 and 3 are back.")
    open_doors.press(GOT_IT, which(line))
    reply = open_doors.private(SAM)[-1]
    assert "Noted: you have version 1 of Network." in reply.text
    assert "Version 2 is out:" in words_of(reply.blocks)
    assert "“Floors 2 and 3 are back.”" in words_of(reply.blocks)
    open_doors.push(reply.blocks, "Show")
    assert open_doors.private(SAM)[-1].text == "“Floors 2 and 3 are back.”"
    open_doors.calm()


def test_got_it_after_the_promise_has_passed_says_what_to_say_now_and_no_old_time(open_doors: Doors) -> None:
    line = live(open_doors)
    open_doors.clock.tick(minutes=31)
    open_doors.press(GOT_IT, which(line))
    assert "Say this now:" in private(open_doors)
    assert SAY not in private(open_doors)


def test_got_it_on_a_correction_says_that_the_version_is_withdrawn(open_doors: Doors) -> None:
    line = live(open_doors)
    with open_doors.database.transaction() as tx:
        tx.exec_driver_sql("UPDATE party_lines SET withdrawn_at = approved_at, instead = 'We do not know yet.'")
    open_doors.press(GOT_IT, which(line))
    said = private(open_doors)
    assert "Noted: you know that version 1 of Network is withdrawn." in said
    assert "Say this now:* “We do not know yet.”" in said


@pytest.mark.parametrize("value", ["", "x", "a/b/c", "a/b/c/d/e", "///", "\x00"])
def test_a_button_that_nobody_drew_gets_a_sentence(open_doors: Doors, value: str) -> None:
    for action in (GOT_IT, ASKED_SOMETHING_ELSE):
        open_doors.press(action, value)
        assert "any more" in private(open_doors)
    assert open_doors.modals(SAM) == 0


def test_guests_are_refused_at_every_button(open_doors: Doors) -> None:
    line = live(open_doors)
    before = everything_written(open_doors.database)
    for action in (GOT_IT, ASKED_SOMETHING_ELSE, "asked.this.0", "asked.add.0"):
        open_doors.press(action, which(line), by=GUS)
        assert "Party lines are for our own IT staff." in private(open_doors, GUS)
    assert everything_written(open_doors.database) == before


def test_with_the_database_away_a_press_says_that_nothing_was_changed(open_doors: Doors) -> None:
    line = live(open_doors)
    open_doors.command("wifi")
    take_the_database_away(open_doors.database)
    for action in (GOT_IT, ASKED_SOMETHING_ELSE):
        open_doors.press(action, which(line))
        assert "nothing was changed" in private(open_doors)


# -- asked something else -------------------------------------------------------------------------------------------


def test_the_first_question_is_typed_and_goes_to_the_commander(open_doors: Doors) -> None:
    line = live(open_doors)
    answer = pass_on(open_doors, line)
    assert f"Passed on to <@{CARL}>." in answer.words
    assert FLOOR in answer.words
    assert f"If you know nothing better, say:* “{SAY}”" in answer.words
    (tally,) = tallies(open_doors)
    assert tally.text == f"What people are asked about Network: 1× {FLOOR}"
    open_doors.calm()


def test_what_is_not_yet_known_is_said_with_the_sentence(open_doors: Doors) -> None:
    open_doors.submit(written(open_doors, "open network"), say=SAY, not_yet_known="Why it failed.")
    open_doors.deliver()
    open_doors.push(open_doors.posted("C01APPR")[-1].blocks, "Approve", by=ADA)
    open_doors.push(open_doors.command("wifi").body, "I was asked something else")
    answer = open_doors.submit(open_doors.modal(SAM), by=SAM, question="Why did it fail?")
    assert "Not yet known  Why it failed." in answer.words


def test_where_nothing_is_said_on_it_the_question_is_passed_on_all_the_same(open_doors: Doors) -> None:
    incident = hand_in(open_doors.database, open_doors.clock(), topic_id=VPN).line.series
    open_doors.press(ASKED_SOMETHING_ELSE, f"{VPN}/{incident}/")
    answer = open_doors.submit(open_doors.modal(SAM), by=SAM, question=FLOOR)
    assert "Passed on to" in answer.words
    assert "say" not in answer.words


def test_the_next_who_is_asked_the_same_needs_two_presses(open_doors: Doors) -> None:
    line = live(open_doors)
    pass_on(open_doors, line)
    open_doors.push(open_doors.command("wifi", by=BEA).body, "I was asked something else", by=BEA)
    view = open_doors.modal(BEA)
    assert FLOOR in words_of(view)
    open_doors.push(view, "I was asked this", by=BEA, view=view)
    assert "Passed on to" in words_of(open_doors.modal(BEA))
    assert "Asked 2 times so far." in words_of(open_doors.modal(BEA))
    assert "submit" not in open_doors.modal(BEA)
    (tally,) = tallies(open_doors)
    assert f"2× {FLOOR}" in words_of(tally.blocks)
    open_doors.calm()


def test_at_most_five_questions_are_there_to_press_the_most_asked_first(open_doors: Doors) -> None:
    line = live(open_doors)
    for number in range(7):
        for _ in range(number + 1):
            pass_on(open_doors, line, f"Is floor {number} back?")
    view = asked_form(open_doors, line)
    shown = [block["text"]["text"] for block in view["blocks"] if block["type"] == "section"]
    assert shown == [f"Is floor {number} back?" for number in (6, 5, 4, 3, 2)]


def test_the_first_is_asked_for_its_question_and_later_ones_need_not_type(open_doors: Doors) -> None:
    line = live(open_doors)
    first = asked_form(open_doors, line)
    assert [(block["label"]["text"], block["optional"]) for block in first["blocks"]] == [
        ("What were you asked?", False)
    ]
    pass_on(open_doors, line)
    assert asked_form(open_doors, line)["blocks"][-1]["optional"]


@pytest.mark.parametrize("nothing", ["", "   ", "?!", "\u200b"])
def test_an_empty_form_asks_for_a_question_beside_its_field(open_doors: Doors, nothing: str) -> None:
    line = live(open_doors)
    answer = pass_on(open_doors, line, nothing)
    assert answer.errors == {"question": "Choose a question, or type what you were asked."}
    assert count(open_doors.database, "asks") == 0


def test_a_question_that_is_too_long_says_so_and_can_be_mended(open_doors: Doors) -> None:
    view = asked_form(open_doors, live(open_doors))
    answer = open_doors.submit(view, by=SAM, question="word " * 50)
    assert answer.errors["question"].startswith("That is 249 characters.")
    assert "Passed on to" in open_doors.submit(view, by=SAM, question="x" * LONGEST_QUESTION).words


def test_the_same_form_sent_again_by_slack_counts_once(open_doors: Doors) -> None:
    view = asked_form(open_doors, live(open_doors))
    open_doors.submit(view, by=SAM, question=FLOOR)
    again = open_doors.submit(view, by=SAM, question=FLOOR)
    assert "This was passed on already." in again.words
    assert count(open_doors.database, "asks WHERE times = 1") == 1


def test_a_question_pressed_twice_in_one_form_counts_once(open_doors: Doors) -> None:
    line = live(open_doors)
    pass_on(open_doors, line)
    view = asked_form(open_doors, line, BEA)
    for _ in range(2):
        open_doors.push(view, "I was asked this", by=BEA, view=view)
    assert "This was passed on already." in words_of(open_doors.modal(BEA))
    assert count(open_doors.database, "asks WHERE times = 2") == 1


def test_a_question_counts_although_slack_cannot_change_the_form(open_doors: Doors) -> None:
    line = live(open_doors)
    pass_on(open_doors, line)
    view = asked_form(open_doors, line, BEA) | {"id": "VGONE"}
    assert open_doors.push(view, "I was asked this", by=BEA, view=view) == Answer(200, None)
    assert count(open_doors.database, "asks WHERE times = 2") == 1


def test_a_question_that_is_gone_says_so_and_the_form_stays(open_doors: Doors) -> None:
    view = asked_form(open_doors, live(open_doors))
    open_doors.press("asked.this.0", "gone", view=view)
    assert "That question is not there any more." in words_of(open_doors.modal(SAM))
    assert "Passed on to" in open_doors.submit(view, by=SAM, question=FLOOR).words


def test_a_form_that_this_program_did_not_write_gets_a_sentence(open_doors: Doors) -> None:
    view = asked_form(open_doors, live(open_doors)) | {"private_metadata": "x"}
    answer = open_doors.submit(view, by=SAM, question=FLOOR)
    assert "not there any more" in answer.errors["question"]


def test_an_answer_that_the_line_has_is_given_at_once(open_doors: Doors) -> None:
    view = written(open_doors, "open network")
    open_doors.submit(view, say=SAY, if_pressed="Is my data safe? Yes. All of it.")
    open_doors.deliver()
    (card,) = open_doors.posted("C01APPR")
    open_doors.push(card.blocks, "Approve", by=ADA)
    open_doors.push(open_doors.command("wifi").body, "I was asked something else")
    answer = open_doors.submit(open_doors.modal(SAM), by=SAM, question="is my data safe")
    assert "You can say:* “Yes. All of it.”" in answer.words
    (tally,) = tallies(open_doors)
    assert "Answered in version 1: 1 question." in words_of(tally.blocks)
    assert elements_of(tally.blocks) == []


def test_what_people_type_stays_text_wherever_it_is_shown(open_doors: Doors) -> None:
    line = live(open_doors)
    assert NASTY in pass_on(open_doors, line, NASTY).words
    assert NASTY in words_of(asked_form(open_doors, line, BEA))
    (tally,) = tallies(open_doors)
    assert f"1× {NASTY}" in words_of(tally.blocks)
    assert "<!channel>" not in tally.text
    open_doors.calm()


# -- who was told something here hears of it when it is withdrawn ---------------------------------------------------


def given(doors: Doors, by: str = SAM) -> list[tuple[str, str, str]]:
    """Return what was noted as told to somebody: topic, version, and what kind of sentence."""
    return [(one.topic_id, one.line_id, one.kind) for one in doors.notes if one.person == by]


def hears_that_it_is_withdrawn(doors: Doors, line: PartyLine, by: str) -> bool:
    doors.bot.notebook.write_down()
    withdraw(doors.database, line, doors.clock())
    return by in corrected(doors.database, line)


def test_got_it_on_an_old_card_hands_out_the_newer_version_and_notes_that(open_doors: Doors) -> None:
    line = live(open_doors)
    newer = next_version(open_doors, line, "Floors 2 and 3 are back.")
    open_doors.press(GOT_IT, which(line))
    assert given(open_doors) == [(NETWORK, newer.id, "incident")]
    assert hears_that_it_is_withdrawn(open_doors, newer, SAM)


def test_got_it_on_what_is_said_now_tells_nothing_that_was_not_told(open_doors: Doors) -> None:
    line = live(open_doors)
    open_doors.press(GOT_IT, which(line))
    assert given(open_doors) == []


def test_got_it_after_the_promise_notes_that_the_holding_line_was_told(open_doors: Doors) -> None:
    line = live(open_doors)
    open_doors.clock.tick(minutes=31)
    open_doors.press(GOT_IT, which(line))
    assert given(open_doors) == [(NETWORK, line.id, "holding")]


def test_who_passes_a_question_on_is_told_the_line_and_that_is_noted(open_doors: Doors) -> None:
    line = live(open_doors)
    view = asked_form(open_doors, line)
    for _ in range(2):
        open_doors.submit(view, by=SAM, question=FLOOR)
    assert given(open_doors) == [(NETWORK, line.id, "incident")]
    assert hears_that_it_is_withdrawn(open_doors, line, SAM)


def test_who_was_asked_the_same_is_told_the_line_and_that_is_noted(open_doors: Doors) -> None:
    line = live(open_doors)
    pass_on(open_doors, line)
    view = asked_form(open_doors, line, BEA)
    for _ in range(2):
        open_doors.push(view, "I was asked this", by=BEA, view=view)
    assert given(open_doors, BEA) == [(NETWORK, line.id, "incident")]
    assert hears_that_it_is_withdrawn(open_doors, line, BEA)


def test_where_nothing_is_said_nothing_is_noted(open_doors: Doors) -> None:
    incident = hand_in(open_doors.database, open_doors.clock(), topic_id=VPN).line.series
    open_doors.press(ASKED_SOMETHING_ELSE, f"{VPN}/{incident}/")
    open_doors.submit(open_doors.modal(SAM), by=SAM, question=FLOOR)
    assert given(open_doors) == []


# -- the commander's answer -----------------------------------------------------------------------------------------


def written(doors: Doors, text: str, by: str = CARL) -> dict[str, Any]:
    assert doors.command(text, by=by) == Answer(200, None)
    return doors.modal(by)


def if_pressed(view: dict[str, Any]) -> str:
    return next(
        str(block["element"].get("initial_value", "")) for block in view["blocks"] if block["block_id"] == "if_pressed"
    )


def test_one_press_puts_a_question_into_the_next_version(open_doors: Doors) -> None:
    line = live(open_doors)
    pass_on(open_doors, line)
    (tally,) = tallies(open_doors)
    open_doors.push(tally.blocks, "Add to if pressed", by=CARL)
    view = open_doors.modal(CARL)
    assert view["title"]["text"] == "Update: Network"
    assert if_pressed(view) == f"{FLOOR} "
    assert "no answer" in open_doors.submit(view).errors["if_pressed"]
    answer = open_doors.submit(view, if_pressed=f"{FLOOR} At four.")
    assert "Version 2 is on its way to the approvers" in answer.words


def test_a_question_goes_below_the_answers_that_are_there(open_doors: Doors) -> None:
    open_doors.submit(written(open_doors, "open network"), say=SAY, if_pressed="Is my data safe? Yes.")
    with open_doors.database.glance() as tx:
        incident = str(tx.exec_driver_sql("SELECT id FROM incidents").scalar_one())
    tally = doors_ask(open_doors, incident, "no mark")
    open_doors.push(tally.blocks, "Add to if pressed", by=CARL)
    assert if_pressed(open_doors.modal(CARL)) == "Is my data safe? Yes.\nno mark? "


def doors_ask(doors: Doors, incident: str, question: str) -> Any:
    """Pass a question on about an incident, and return the commander's tally."""
    doors.press(ASKED_SOMETHING_ELSE, f"{NETWORK}/{incident}/")
    doors.submit(doors.modal(SAM), by=SAM, question=question)
    return tallies(doors)[-1]


def test_a_question_with_marks_in_its_middle_becomes_one_that_leaves_the_tally(open_doors: Doors) -> None:
    line = live(open_doors)
    tally = doors_ask(open_doors, line.series, "Is it back? And when? Really!")
    open_doors.push(tally.blocks, "Add to if pressed", by=CARL)
    view = open_doors.modal(CARL)
    assert if_pressed(view) == "Is it back, And when, Really? "
    open_doors.submit(view, if_pressed=f"{if_pressed(view)}At four.")
    open_doors.deliver()
    open_doors.push(open_doors.posted("C01APPR")[-1].blocks, "Approve", by=ADA)
    (tally,) = tallies(open_doors)
    assert "Every question so far is answered." in words_of(tally.blocks)
    said = open_doors.command("asked network", by=CARL).words
    assert "Since this was opened at <!date^" in said
    assert "the line has answered 1 question that people were asked" in said


def test_a_question_that_stands_in_the_waiting_version_is_not_put_in_twice(open_doors: Doors) -> None:
    line = live(open_doors)
    tally = doors_ask(open_doors, line.series, FLOOR)
    open_doors.push(tally.blocks, "Add to if pressed", by=CARL)
    open_doors.submit(open_doors.modal(CARL), if_pressed=f"{FLOOR} At four.")
    open_doors.push(tally.blocks, "Add to if pressed", by=CARL)
    assert if_pressed(open_doors.modal(CARL)) == f"{FLOOR} At four."


def test_only_commanders_may_add(open_doors: Doors) -> None:
    tally = doors_ask(open_doors, live(open_doors).series, FLOOR)
    open_doors.push(tally.blocks, "Add to if pressed", by=ADA)
    assert "Only commanders answer what people are asked." in private(open_doors, ADA)
    assert open_doors.modals(ADA) == 0


def test_once_an_incident_is_closed_its_questions_have_no_button_and_an_old_one_says_so(open_doors: Doors) -> None:
    line = live(open_doors)
    old = doors_ask(open_doors, line.series, FLOOR)
    add = button(old.blocks, "Add to if pressed")
    approve(open_doors.database, close(open_doors.database, open_doors.clock(), line.series, 1), open_doors.clock())
    (tally,) = tallies(open_doors)
    assert elements_of(tally.blocks) == []
    assert FLOOR in words_of(tally.blocks)
    open_doors.press(add["action_id"], add["value"], by=CARL)
    assert "This incident is closed." in private(open_doors, CARL)


def test_the_tally_shows_five_and_where_the_rest_is(open_doors: Doors) -> None:
    line = live(open_doors)
    for number in range(8):
        pass_on(open_doors, line, f"Is floor {number} back?")
    (tally,) = tallies(open_doors)
    assert len(elements_of(tally.blocks)) == 5
    assert "3 more questions: `/partyline asked network`" in words_of(tally.blocks)


def test_the_tally_is_one_message_that_is_edited(open_doors: Doors) -> None:
    line = live(open_doors)
    pass_on(open_doors, line)
    (first,) = tallies(open_doors)
    pass_on(open_doors, line, by=BEA)
    open_doors.press(GOT_IT, which(line))
    (second,) = tallies(open_doors)
    assert (second.ts, second.text) == (first.ts, f"What people are asked about Network: 2× {FLOOR}")
    assert "1 person has pressed *Got it* on version 1." in words_of(second.blocks)


# -- /partyline asked -----------------------------------------------------------------------------------------------


def test_asked_lists_every_question_privately(open_doors: Doors) -> None:
    line = live(open_doors)
    for number in range(8):
        open_doors.clock.tick(seconds=1)
        pass_on(open_doors, line, f"Is floor {number} back?")
    answer = open_doors.command("asked wifi", by=CARL)
    assert answer.body.get("response_type", "ephemeral") == "ephemeral"
    assert len([one for one in elements_of(answer.body) if one["action_id"].startswith("asked.add.")]) == 8
    open_doors.push(answer.body, "Add to if pressed", by=CARL)
    assert if_pressed(open_doors.modal(CARL)) == "Is floor 7 back? "
    open_doors.calm()


def test_however_many_and_long_the_questions_they_fit_slack(open_doors: Doors) -> None:
    line = live(open_doors)
    for number in range(35):
        pass_on(open_doors, line, f"{number} {'&' * 190}")
    answer = open_doors.command("asked network", by=CARL)
    assert "5 more questions" in answer.words
    assert len(asked_form(open_doors, line)["blocks"]) == 6
    (tally,) = tallies(open_doors)
    assert "30 more questions" in words_of(tally.blocks)
    open_doors.calm()


def test_asked_without_a_question_says_so(doors: Doors) -> None:
    live(doors)
    answer = doors.command("asked network", by=CARL)
    assert "Nobody was asked anything else so far." in answer.words
    assert "0 people have pressed *Got it* on version 1." in answer.words


def test_asked_before_the_first_approval_says_nothing_of_a_version(doors: Doors) -> None:
    hand_in(doors.database, doors.clock())
    assert "version" not in doors.command("asked network", by=CARL).words


def test_asked_is_for_commanders(doors: Doors) -> None:
    live(doors)
    answer = doors.command("asked network", by=SAM)
    assert answer.said.startswith("Only commanders see what people are asked.")
    assert f"<@{CARL}>" in answer.words


def test_asked_of_several_incidents_lets_one_choose(open_doors: Doors) -> None:
    first = live(open_doors)
    live(open_doors, "The cable to London is cut.")
    pass_on(open_doors, first)
    answer = open_doors.command("asked network", by=CARL)
    chosen = [one for one in elements_of(answer.body) if one["text"]["text"] == "Show this one"]
    assert len(chosen) == 2
    for one in chosen:
        open_doors.press(one["action_id"], one["value"], by=CARL)
    assert sum(FLOOR in words_of(reply.blocks) for reply in open_doors.private(CARL)) == 1


def test_a_commander_who_is_none_any_more_cannot_open_the_form(open_doors: Doors) -> None:
    tally = doors_ask(open_doors, live(open_doors).series, FLOOR)
    grant(open_doors.database, open_doors.clock(), **{CARL: frozenset({Role.APPROVER})})
    open_doors.push(tally.blocks, "Add to if pressed", by=CARL)
    assert open_doors.modals(CARL) == 0
