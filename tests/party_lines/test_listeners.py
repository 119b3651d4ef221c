"""`/partyline` and the clicks on its answers, through the bot's own doors."""

import json
from datetime import timedelta

import pytest

from bot.incidents.rules import Severity
from bot.party_lines import screens
from bot.party_lines.rules import LineKind
from bot.storage import Database
from bot.topics import flows as topics
from bot.topics.rules import Topic
from tests.support.clock import HandClock
from tests.support.doors import NOWHERE, Answer, Doors, Json, button, elements_of, take_the_database_away, words_of
from tests.support.house import (
    ADA,
    APPROVALS,
    BEA,
    CARL,
    DEFAULT,
    HOLDING,
    NETWORK,
    PAYROLL,
    SAM,
    STANDING,
    TEAM,
    TOPICS,
    furnish,
)
from tests.support.lines import SAY, approve, draft, go_live, hand_in
from tests.support.moves import close, count, letters, update

IN_QUOTES = f"“{SAY}”"


def live(doors: Doors, say: str = SAY, topic_id: str = NETWORK) -> str:
    """Put a line live, and return its incident."""
    return go_live(doors.database, doors.clock(), say, topic_id).series


# -- looking up -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", ["network", "wifi", "Wi-Fi", "WIFI", "netwrok", "networks", "internet", " network ", "is the wifi back?"]
)
def test_every_way_to_name_a_topic_gives_its_line_with_the_sentence_first(doors: Doors, typed: str) -> None:
    live(doors)
    answer = doors.command(typed)
    assert answer.said == IN_QUOTES
    assert words_of(answer.body["blocks"][0]) == IN_QUOTES


def test_the_answer_is_private_and_needs_no_call_to_slack(open_doors: Doors) -> None:
    live(open_doors)
    answer = open_doors.command("wifi")
    assert answer.body.get("response_type", "ephemeral") == "ephemeral"
    assert list(open_doors.box.ws.journal.calls) == []


def test_a_slip_of_the_finger_is_answered_and_said(doors: Doors) -> None:
    assert "Showing *network*." in doors.command("netwrok").words
    assert "Showing" not in doors.command("network").words
    assert "Showing" not in doors.command("wifi").words


def test_before_anybody_approves_the_standing_line_is_given(doors: Doors) -> None:
    hand_in(doors.database, doors.clock())
    answer = doors.command("wifi")
    assert answer.said == f"“{STANDING}”"
    assert SAY not in answer.words


def test_a_line_whose_promise_has_passed_gives_its_holding_line_and_never_the_old_time(doors: Doors) -> None:
    live(doors)
    promised = int((doors.clock() + timedelta(minutes=30)).timestamp())
    assert str(promised) in doors.command("wifi").words
    doors.clock.tick(minutes=30)
    late = doors.command("wifi")
    assert late.said == f"“{HOLDING}”"
    assert SAY not in late.words
    assert str(promised) not in late.words
    assert "please do not repeat an older time" in late.words


def test_a_closed_line_answers_for_a_day_and_then_the_standing_line_does(doors: Doors) -> None:
    incident = live(doors)
    closing = close(doors.database, doors.clock(), incident, 1, say="The Wi-Fi is back.")
    approve(doors.database, closing, doors.clock())
    doors.clock.tick(hours=23)
    assert doors.command("wifi").said == "“The Wi-Fi is back.”"
    doors.clock.tick(hours=2)
    assert doors.command("wifi").said == f"“{STANDING}”"


def test_two_topics_get_two_cards(doors: Doors) -> None:
    live(doors)
    live(doors, "Payslips are a day late.", PAYROLL)
    answer = doors.command("wifi and payslips")
    assert answer.said == f"{IN_QUOTES}\n“Payslips are a day late.”"
    assert len([one for one in elements_of(answer.body) if one["action_id"] == "line.send_to_me"]) == 2


def test_a_near_miss_gives_buttons_and_no_line(doors: Doors) -> None:
    live(doors)
    answer = doors.command("netw")
    assert SAY not in answer.words
    assert [one["text"]["text"] for one in elements_of(answer.body)] == ["network", "Tell the IT desk"]


def test_the_button_of_a_near_miss_shows_that_topics_line(open_doors: Doors) -> None:
    live(open_doors)
    open_doors.push(open_doors.command("netw").body, "network")
    (reply,) = open_doors.private(SAM)
    assert reply.text == IN_QUOTES
    open_doors.calm()


def test_at_most_five_choices_are_offered(sqlite: Database, clock: HandClock) -> None:
    furnish(sqlite, clock())
    with sqlite.transaction() as tx:
        many = [Topic(f"t-p{n}", f"printer {n}") for n in range(9)]
        topics.set_topics(tx, TEAM, [*TOPICS, *many], by="operator", now=clock())
    shown = [one for one in elements_of(Doors(sqlite, clock).command("printr").body) if "show" in one["action_id"]]
    assert 1 <= len(shown) <= 5


def test_an_unknown_topic_gets_the_default_line_and_an_owner_is_told(open_doors: Doors) -> None:
    answer = open_doors.command("quantum printer")
    assert answer.said == f"“{DEFAULT}”"
    assert "Passed on to" in answer.words
    assert APPROVALS in answer.words
    assert "“quantum printer”" in answer.words
    open_doors.deliver()
    (told,) = open_doors.posted(APPROVALS)
    assert "quantum printer" in words_of(told.blocks)
    open_doors.calm()


def test_a_topic_without_any_line_gets_the_default_line_and_its_desk_is_told(doors: Doors) -> None:
    answer = doors.command("vpn")
    assert answer.said == f"“{DEFAULT}”"
    assert count(doors.database, "asks WHERE topic_id = 't-vpn'") == 1


def test_the_same_question_asked_again_is_one_ask_and_edits_the_message_that_stands(open_doors: Doors) -> None:
    open_doors.command("quantum printer")
    open_doors.deliver()
    open_doors.command("Quantum Printer!", by=BEA)
    open_doors.deliver()
    (told,) = open_doors.posted(APPROVALS)
    assert "Asked 2 times." in words_of(told.blocks)


def test_an_owners_direct_message_is_edited_too_when_the_question_comes_again(open_doors: Doors) -> None:
    with open_doors.database.transaction() as tx:
        owned = [Topic("t-vpn", "vpn", owner=CARL), *TOPICS[:2]]
        topics.set_topics(tx, TEAM, owned, by="operator", now=open_doors.clock())
    open_doors.command("vpn")
    open_doors.deliver()
    open_doors.command("vpn", by=BEA)
    open_doors.deliver()
    (told,) = open_doors.posted("D02COMMANDER")
    assert "Asked 2 times." in words_of(told.blocks)


def test_a_workspace_without_a_default_line_says_whom_to_ask(doors: Doors) -> None:
    from bot.party_lines import flows

    with doors.database.transaction() as tx:
        flows.set_standing(tx, TEAM, kind=LineKind.DEFAULT, topic_id="", say="", by="operator", now=doors.clock())
    assert "Please ask the IT desk" in doors.command("quantum printer").said


# -- everything, and help -----------------------------------------------------------------------------------------


def test_alone_it_lists_everything_current_with_a_button_for_each(doors: Doors) -> None:
    live(doors)
    for typed in ("", "list", "LIST", "  "):
        answer = doors.command(typed)
        assert f"Network: {IN_QUOTES}" in answer.said
        assert "payroll, vpn" in answer.words
        assert button(answer.body, "Show")["value"].startswith(f"{NETWORK}/")


def test_with_nothing_going_on_it_says_so(doors: Doors) -> None:
    answer = doors.command("")
    assert answer.said == screens.NO_NEWS
    assert screens.NO_NEWS in answer.words


def test_what_waits_is_listed_for_commanders_and_approvers_only(doors: Doors) -> None:
    hand_in(doors.database, doors.clock())
    for who in (ADA, CARL):
        assert "Waiting for approval" in doors.command("", by=who).words
        assert SAY in doors.command("", by=who).words
    answer = doors.command("", by=SAM)
    assert "Waiting for approval" not in answer.words
    assert SAY not in answer.words


def test_the_fullest_list_still_fits_a_message(sqlite: Database, clock: HandClock) -> None:
    furnish(sqlite, clock())
    many = [Topic(f"t-{n}", f"printer number {n} " + "x" * 60) for n in range(30)]
    with sqlite.transaction() as tx:
        topics.set_topics(tx, TEAM, many, by="operator", now=clock())
    longest = ("worthwhile" * 3 + " ") * 12
    for topic in many[:25]:
        go_live(sqlite, clock(), (longest + topic.id)[:398], topic.id)
    for topic in many[25:]:
        hand_in(sqlite, clock(), (longest + topic.id)[:398], topic.id)
    doors = Doors(sqlite, clock)
    assert "more: type /partyline and the topic" in doors.command("", by=ADA).words


def test_the_longest_two_cards_still_fit_a_message(doors: Doors) -> None:
    from bot.party_lines import flows
    from bot.party_lines.wording import DoNotSay, QuestionAnswer

    sentence = ("worthwhile" * 2 + " ") * 40
    for topic in (NETWORK, PAYROLL):
        full = draft(
            doors.clock(),
            sentence[:397].strip(),
            if_pressed=tuple(
                QuestionAnswer("Is " + sentence[:140] + f"{n}?", sentence[:298].strip()) for n in range(5)
            ),
            do_not_say=tuple(DoNotSay(f"word{n}" + "y" * 70, sentence[:198].strip()) for n in range(5)),
            not_yet_known=sentence[:498].strip(),
            background=(sentence * 4)[:2890].strip(),
            holding=sentence[:397].strip(),
        )
        with doors.database.transaction() as tx:
            made = flows.open_line(tx, TEAM, topic_id=topic, draft=full, by=CARL, now=doors.clock())
        approve(doors.database, made, doors.clock())
    assert len(doors.command("wifi and payroll").said.split("\n")) == 2


def test_help_shows_examples_and_only_what_this_person_may_use(doors: Doors) -> None:
    staff, commander, approver = (doors.command("help", by=who).words for who in (SAM, CARL, ADA))
    assert "`/partyline network`" in staff
    assert "open" not in staff
    assert "`/partyline open network`" in commander
    assert "For approvers" in approver
    assert "For approvers" not in commander
    assert f"<@{CARL}>" in staff


def test_help_with_more_words_is_looked_up_and_never_met_with_silence(doors: Doors) -> None:
    assert doors.command("help network").said == f"“{STANDING}”"


# -- clicks -------------------------------------------------------------------------------------------------------


def test_show_gives_the_topics_card(open_doors: Doors) -> None:
    live(open_doors)
    open_doors.push(open_doors.command("").body, "Show")
    assert open_doors.private(SAM)[-1].text == IN_QUOTES


def test_show_of_a_topic_that_is_gone_gives_the_default_line(open_doors: Doors) -> None:
    open_doors.press("line.show.0", "t-gone")
    assert open_doors.private(SAM)[-1].text == f"“{DEFAULT}”"


def test_send_to_me_sends_the_card_once_as_a_message_that_stays(open_doors: Doors) -> None:
    live(open_doors)
    answer = open_doors.command("wifi")
    open_doors.push(answer.body, "Send to me")
    open_doors.deliver()
    (copy,) = open_doors.posted("D03STAFF")
    assert copy.text == IN_QUOTES
    assert "As of" in words_of(copy.blocks)
    assert elements_of(copy.blocks) == []
    assert open_doors.private(SAM)[-1].text.startswith("Sent")
    open_doors.calm()


def test_the_same_click_sent_again_by_slack_sends_one_copy(open_doors: Doors) -> None:
    live(open_doors)
    click: Json = {
        "actions": [{"type": "button", "action_id": "line.send_to_me", "value": NETWORK, "action_ts": "7.7"}]
    }
    for _ in range(3):
        assert open_doors.press("line.send_to_me", NETWORK, **click).status == 200
    assert count(open_doors.database, "deliveries WHERE kind = 'copy'") == 1
    open_doors.press("line.send_to_me", NETWORK)
    assert count(open_doors.database, "deliveries WHERE kind = 'copy'") == 2


def test_a_copy_holds_what_is_approved_when_it_is_sent(open_doors: Doors) -> None:
    incident = live(open_doors)
    open_doors.push(open_doors.command("wifi").body, "Send to me")
    newer = update(open_doors.database, open_doors.clock(), incident, 1, "Wi-Fi is back on floor 2.")
    approve(open_doors.database, newer, open_doors.clock())
    open_doors.deliver()
    (copy,) = open_doors.posted("D03STAFF")
    assert copy.text == "“Wi-Fi is back on floor 2.”"


def test_tell_the_it_desk_passes_the_question_on_once(open_doors: Doors) -> None:
    answer = open_doors.command("netw")
    for _ in range(2):
        open_doors.push(answer.body, "Tell the IT desk", trigger_id="again")
    assert open_doors.private(SAM)[-1].text == "I have told the IT desk what you were asked."
    open_doors.deliver()
    (told,) = open_doors.posted(APPROVALS)
    assert "netw" in words_of(told.blocks)


def test_a_click_slack_sends_twice_counts_a_question_once(open_doors: Doors) -> None:
    click: Json = {
        "actions": [{"type": "button", "action_id": "line.tell_the_desk", "value": "netw", "action_ts": "7.7"}]
    }
    for _ in range(3):
        open_doors.press("line.tell_the_desk", "netw", **click)
    assert count(open_doors.database, "asks WHERE times = 1") == 1


# -- notes --------------------------------------------------------------------------------------------------------


def test_a_look_up_is_noted_with_the_version_that_was_given(doors: Doors) -> None:
    live(doors)
    doors.command("wifi", by=SAM)
    assert doors.bot.notebook.write_down() == 1
    (note,) = doors.notes
    assert (note.person, note.topic_id, note.kind, note.workspace) == (SAM, NETWORK, "incident", TEAM)
    assert count(doors.database, "lookups JOIN party_lines ON party_lines.id = line_id WHERE number = 1") == 1


def test_the_button_show_is_noted_as_a_look_up(open_doors: Doors) -> None:
    live(open_doors)
    open_doors.press("line.show.0", NETWORK)
    assert [note.topic_id for note in open_doors.notes] == [NETWORK]


def test_help_choices_and_default_lines_are_no_look_ups_of_a_line(doors: Doors) -> None:
    live(doors)
    for typed in ("help", "netw", "quantum printer"):
        doors.command(typed)
    assert doors.notes == []


def test_a_line_read_in_the_list_counts_as_looked_up(doors: Doors) -> None:
    live(doors)
    doors.command("")
    assert [note.topic_id for note in doors.notes] == [NETWORK]


# -- the database away --------------------------------------------------------------------------------------------


@pytest.fixture
def away(doors: Doors) -> Doors:
    """The bot, having seen everything, with its database gone a minute later."""
    live(doors)
    doors.command("help", by=SAM)
    doors.command("help", by=CARL)
    doors.bot.memory.refresh(doors.clock())
    doors.clock.tick(minutes=1)
    take_the_database_away(doors.database)
    return doors


def test_with_the_database_away_approved_lines_are_answered_with_their_age(away: Doors) -> None:
    answer = away.command("wifi")
    assert answer.said == IN_QUOTES
    assert words_of(answer.body["blocks"][0]) == IN_QUOTES
    seen = int((away.clock() - timedelta(minutes=1)).timestamp())
    assert f"As of <!date^{seen}" in words_of(answer.body["blocks"][1])


def test_with_the_database_away_the_list_is_answered_with_its_age(away: Doors) -> None:
    answer = away.command("")
    assert IN_QUOTES in answer.said
    assert "I cannot check for anything newer right now" in answer.words


def test_with_the_database_away_a_passed_promise_is_still_not_repeated(away: Doors) -> None:
    away.clock.tick(minutes=30)
    answer = away.command("wifi")
    assert answer.said == f"“{HOLDING}”"
    assert SAY not in answer.words


def test_with_the_database_away_nobody_is_said_to_have_been_told(away: Doors) -> None:
    answer = away.command("quantum printer")
    assert answer.said == f"“{DEFAULT}”"
    assert "Passed on" not in answer.words
    assert "Please tell the IT desk yourself" in answer.words


def test_with_the_database_away_writing_says_what_to_do(away: Doors) -> None:
    for text in ("open network x", "update network", "close network"):
        answer = away.command(text, by=CARL)
        assert "try again in a minute" in answer.said


def test_with_the_database_away_and_nothing_remembered_nothing_is_made_up(doors: Doors) -> None:
    doors.press("gone", "", by=SAM)  # the gate has met them, and nobody has asked for a line
    take_the_database_away(doors.database)
    answer = doors.command("wifi")
    assert "ask the IT desk" in answer.words
    assert STANDING not in answer.words


def test_with_the_database_away_the_button_show_answers_from_memory(open_doors: Doors) -> None:
    live(open_doors)
    drawn = open_doors.command("")
    open_doors.bot.memory.refresh(open_doors.clock())
    take_the_database_away(open_doors.database)
    open_doors.push(drawn.body, "Show")
    (reply,) = open_doors.private(SAM)
    assert reply.text == IN_QUOTES
    assert "I cannot check for anything newer" in words_of(reply.blocks)


def test_with_the_database_away_send_to_me_says_that_nothing_was_done(open_doors: Doors) -> None:
    live(open_doors)
    drawn = open_doors.command("wifi")
    take_the_database_away(open_doors.database)
    open_doors.push(drawn.body, "Send to me")
    (reply,) = open_doors.private(SAM)
    assert "nothing was changed" in reply.text


# -- trouble with Slack -------------------------------------------------------------------------------------------


def test_a_look_up_needs_no_slack_at_all(doors: Doors) -> None:
    assert doors.bot.bolt.client.base_url == NOWHERE
    live(doors)
    assert doors.command("wifi").said == IN_QUOTES


def test_a_click_whose_private_reply_is_lost_still_counts(doors: Doors) -> None:
    assert doors.press("line.tell_the_desk", "netw") == Answer(200, None)
    assert count(doors.database, "asks") == 1


def test_the_most_urgent_of_several_incidents_comes_first(doors: Doors) -> None:
    from dataclasses import replace

    from bot.party_lines import flows

    live(doors, "Wi-Fi is slow on floor 2.")
    worst = replace(draft(doors.clock(), "Nobody can reach the network."), severity=Severity.CRITICAL)
    with doors.database.transaction() as tx:
        made = flows.open_line(tx, TEAM, topic_id=NETWORK, draft=worst, by=CARL, now=doors.clock())
    approve(doors.database, made, doors.clock())
    assert doors.command("wifi").said.startswith("“Nobody can reach the network.”")


def test_an_answer_is_json_that_slack_can_read(doors: Doors) -> None:
    assert json.dumps(doors.command("wifi").body)
    assert letters(doors.database, "approval_card", "none") == []
