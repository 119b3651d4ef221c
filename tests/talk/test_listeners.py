"""Asked where people talk: a mention, a direct message, a message of somebody else."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import count as counting

import pytest
from sqlalchemy import text

from bot.app import Identity
from bot.incidents.rules import Severity
from bot.party_lines import flows as line_flows
from bot.party_lines import records as line_records
from bot.people import records as people_records
from bot.people.rules import Kind
from bot.storage import Database, DatabaseAway, Tx
from bot.talk import flows
from bot.topics import flows as topics
from sandbox.workspace import Message
from sandbox.world import dm_id
from tests.support.doors import Answer, Doors, Json, button, elements_of, take_the_database_away, words_of
from tests.support.house import (
    ADA,
    APPROVALS,
    CARL,
    DEFAULT,
    GUS,
    HOLDING,
    NETWORK,
    NORA,
    OLGA,
    PAYROLL,
    SAM,
    STANDING,
    TEAM,
)
from tests.support.lines import SAY, approve, draft, go_live, hand_in
from tests.support.moves import become, count
from tests.support.recalls import withdraw

IN_QUOTES = f"“{SAY}”"
NO = "Party lines are for our own IT staff."
ME = "<@U0PARTYBOT>"
IT, SHARED = "C02IT", "C05SHARED"
THANKS = ["thanks!", "Thank you very much", "ok", "👍", ":thumbsup:", "great, cheers", "got it", "…", "never mind"]
_stamps = counting(1)


def stamp() -> str:
    """Return the `ts` of a message that nobody has seen yet."""
    return f"1700000100.{next(_stamps):06d}"


def mention(doors: Doors, words: str, by: str = SAM, **more: object) -> Answer:
    """Name the bot in a channel."""
    event = {"type": "app_mention", "user": by, "channel": IT, "ts": stamp(), "team": TEAM, "text": f"{ME} {words}"}
    return doors.event(event | more)


def write(doors: Doors, words: str, by: str = SAM, **more: object) -> Answer:
    """Write to the bot directly."""
    event = {"type": "message", "user": by, "channel": dm_id(by), "channel_type": "im", "ts": stamp(), "text": words}
    return doors.event(event | {"team": TEAM} | more)


def shortcut(doors: Doors, words: str, by: str = SAM, **more: object) -> Answer:
    """Choose *Answer with a party line* on somebody's message."""
    body = doors.who(by) | {
        "type": "message_action",
        "callback_id": "answer_with_line",
        "action_ts": stamp(),
        "trigger_id": doors.trigger(by),
        "response_url": doors.response_url(by),
        "channel": {"id": IT, "name": "it-staff"},
        "message_ts": "1.000001",
        "message": {"type": "message", "user": NORA, "ts": "1.000001", "thread_ts": "1.000000", "text": words},
    }
    return doors.interact(body | more)


def direct(doors: Doors, by: str = SAM) -> list[Message]:
    """Return what stands in somebody's conversation with the bot."""
    return doors.posted(dm_id(by))


def last(messages: list[Message]) -> Json:
    """Return the newest message."""
    return {"text": messages[-1].text, "blocks": messages[-1].blocks}


def quiet(doors: Doors) -> bool:
    """Tell whether nobody was sent anything."""
    return not any(doors.box.ws.messages.values())


def asked(doors: Doors) -> list[str]:
    """Return the questions that were passed on."""
    with doors.database.glance() as tx:
        return [str(one) for one in tx.execute(text("SELECT question FROM asks ORDER BY first_at")).scalars()]


@pytest.fixture
def live(open_doors: Doors) -> Doors:
    """The bot with a line on the network."""
    go_live(open_doors.database, open_doors.clock())
    open_doors.deliver()
    for messages in open_doors.box.ws.messages.values():
        messages.clear()
    return open_doors


# -- a mention ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["network", "is the wifi back?", "netwrok", "any news on the Wi-Fi, please?"])
def test_a_mention_is_answered_with_the_card_for_the_asker_only(live: Doors, words: str) -> None:
    assert mention(live, words).status == 200
    (reply,) = live.private(SAM)
    assert (reply.channel, reply.thread_ts, reply.text) == (IT, None, IN_QUOTES)
    assert words_of(reply.blocks[0]) == IN_QUOTES
    assert button(reply.blocks, "Send to me")
    assert live.posted(IT) == []
    live.calm()


def test_a_mention_in_a_thread_is_answered_in_the_thread_for_the_asker_only(live: Doors) -> None:
    parent = str(live.bot.bolt.client.chat_postMessage(channel=IT, text="Anybody?")["ts"])
    mention(live, "is the wifi back?", thread_ts=parent)
    (reply,) = live.private(SAM)
    assert (reply.thread_ts, reply.text) == (parent, IN_QUOTES)
    assert len(live.posted(IT)) == 1


def test_the_name_may_stand_anywhere_and_other_people_be_named_too(live: Doors) -> None:
    mention(live, "", text=f"Hello <@{CARL}> and {ME}, is the <#C01GEN|general> wifi back?")
    assert live.private(SAM)[-1].text == IN_QUOTES


def test_a_passed_promise_is_not_repeated_to_a_mention(live: Doors) -> None:
    live.clock.tick(minutes=30)
    mention(live, "wifi")
    assert live.private(SAM)[-1].text == f"“{HOLDING}”"


def test_a_near_miss_gives_choices_privately_and_their_button_shows_the_line(live: Doors) -> None:
    mention(live, "netw")
    choices = last(live.private(SAM))
    assert SAY not in words_of(choices)
    live.push(choices, "network")
    assert live.private(SAM)[-1].text == IN_QUOTES


@pytest.mark.parametrize("words", ["lunch anybody", "is it back yet?", "who is coming on friday"])
def test_a_mention_that_names_no_topic_gets_a_hint_and_is_passed_on_to_nobody(live: Doors, words: str) -> None:
    mention(live, words)
    (reply,) = live.private(SAM)
    assert "I can answer about: network, payroll, vpn" in reply.text
    assert "/partyline network" in words_of(reply.blocks)
    assert DEFAULT not in words_of(reply.blocks)
    assert asked(live) == []
    assert live.notes == []


def test_a_hint_without_any_topics_says_so(open_doors: Doors) -> None:
    with open_doors.database.transaction() as tx:
        topics.set_topics(tx, TEAM, [], by="operator", now=open_doors.clock())
    mention(open_doors, "lunch anybody")
    assert "No topics are set up yet" in open_doors.private(SAM)[-1].text


@pytest.mark.parametrize("words", ["", "list", "any news?", "what is going on, anything broken?"])
def test_a_mention_without_a_question_gets_everything_current_privately(live: Doors, words: str) -> None:
    mention(live, words)
    (reply,) = live.private(SAM)
    assert "What IT says now" in words_of(reply.blocks)
    assert IN_QUOTES in reply.text


@pytest.mark.parametrize("words", ["help", "Help!", "?", "can you help me please"])
def test_a_mention_asking_for_help_gets_help(live: Doors, words: str) -> None:
    mention(live, words)
    assert "gives you the sentence to say" in words_of(live.private(SAM)[-1].blocks)


def test_a_clear_topic_without_a_line_gets_the_default_line_and_its_desk_is_told(live: Doors) -> None:
    mention(live, "is the vpn back?")
    (reply,) = live.private(SAM)
    assert reply.text == f"“{DEFAULT}”"
    assert asked(live) == ["is the vpn back?"]
    live.deliver()
    assert "is the vpn back?" in words_of(live.posted(APPROVALS)[-1].blocks)


@pytest.mark.parametrize("words", THANKS)
def test_thanks_need_no_answer(live: Doors, words: str) -> None:
    mention(live, words)
    write(live, words)
    live.deliver()
    assert quiet(live)
    assert asked(live) == []


def test_with_a_line_that_cannot_be_shown_in_the_channel_it_comes_as_a_direct_message(live: Doors) -> None:
    mention(live, "wifi", channel="C04FIN")
    assert live.private(SAM) == []
    live.deliver()
    assert [one.text for one in direct(live)] == [IN_QUOTES]


NOT_LINES = {
    "help": "gives you the sentence to say",
    "lunch anybody": "I can answer about: network, payroll, vpn",
    "netw": "Which one do you mean?",
    "list": "What IT says now",
    "is the vpn back?": DEFAULT,
}


@pytest.mark.parametrize(("words", "says"), NOT_LINES.items())
def test_whatever_cannot_be_shown_in_the_channel_comes_as_one_direct_message_and_nobody_else_reads_it(
    live: Doors, words: str, says: str
) -> None:
    ts = stamp()
    for _ in range(2):
        assert mention(live, words, channel="C04FIN", ts=ts).status == 200
    live.deliver()
    (said,) = direct(live)
    assert says in f"{said.text} {words_of(said.blocks)}"
    assert live.private(SAM) == []
    assert live.posted("C04FIN") == []
    live.calm()


@pytest.mark.parametrize("error", ["bot", "archived", "channel"])
def test_why_ever_slack_refuses_to_show_an_answer_it_comes_as_a_direct_message(live: Doors, error: str) -> None:
    channels = live.box.ws.channels
    channels[IT] = replace(channels[IT], bot=error != "bot", archived=error == "archived")
    mention(live, "help", channel="C0NOWHERE" if error == "channel" else IT)
    live.deliver()
    assert "gives you the sentence to say" in words_of(last(direct(live)))


def test_the_choices_that_come_as_a_direct_message_work(live: Doors) -> None:
    mention(live, "netw", channel="C04FIN")
    live.deliver()
    live.push(last(direct(live)), "network")
    assert live.private(SAM)[-1].text == IN_QUOTES


def test_a_topic_without_a_line_beside_one_with_a_line_is_said_directly_too(live: Doors) -> None:
    mention(live, "wifi and vpn?", channel="C04FIN")
    live.deliver()
    assert sorted(one.text for one in direct(live)) == ["There is no line on vpn yet.", IN_QUOTES]
    assert asked(live) == ["vpn"]


def test_a_subcommand_that_was_meant_is_offered_directly_with_its_button(live: Doors) -> None:
    mention(live, "update network all is well", by=CARL, channel="C04FIN")
    live.deliver()
    offered = last([one for one in direct(live, CARL) if one.text.startswith("Did you mean")])
    assert offered["text"] == "Did you mean /partyline update network?"
    assert button(offered["blocks"], "Update network")


def test_help_is_not_sent_to_who_is_not_of_the_staff_any_more(live: Doors) -> None:
    mention(live, "help", channel="C04FIN")
    become(live.database, live.clock(), SAM, Kind.GUEST)
    live.deliver()
    assert direct(live) == []


def test_a_subcommand_on_a_topic_that_is_gone_is_not_offered(live: Doors) -> None:
    mention(live, "update network", by=CARL, channel="C04FIN")
    with live.database.transaction() as tx:
        topics.set_topics(tx, TEAM, [], by="operator", now=live.clock())
    live.deliver()
    assert not any(one.text.startswith("Did you mean") for one in direct(live, CARL))


@pytest.mark.parametrize("who", [GUS, OLGA])
def test_a_refusal_that_cannot_be_shown_is_let_go(live: Doors, who: str) -> None:
    assert mention(live, "wifi", by=who, channel="C0NOWHERE").status == 200
    live.deliver()
    assert quiet(live)


# -- a direct message -----------------------------------------------------------------------------------------------


def test_a_direct_message_is_answered_there_by_a_message_that_stays_with_clock_times_only(live: Doors) -> None:
    assert write(live, "is the wifi back yet?").status == 200
    live.deliver()
    (reply,) = direct(live)
    assert reply.text == IN_QUOTES
    said = words_of(reply.blocks)
    assert words_of(reply.blocks[0]) == IN_QUOTES
    assert "As of <!date^" in said
    assert "next update by *<!date^" in said
    assert " min)" not in said
    assert " ago" not in said
    live.calm()


LASTING = {"wifi": SAY, "list": SAY, "any news?": SAY, "quantum printer": DEFAULT, "vpn": DEFAULT}


@pytest.mark.parametrize(("words", "say"), LASTING.items())
def test_an_answer_that_was_acknowledged_outlives_whatever_happens_to_the_bot(
    live: Doors, words: str, say: str
) -> None:
    live.box.ws.faults.add({"method": "chat.postMessage", "fault": "500"})
    assert write(live, words).status == 200
    after_a_restart = Doors(live.database, live.clock, live.slack)
    after_a_restart.deliver()
    (said,) = direct(live)
    assert say in said.text


@pytest.mark.parametrize("words", ["wifi", "list", "any news?"])
def test_no_answer_that_stays_keeps_a_line_that_was_withdrawn(live: Doors, words: str) -> None:
    write(live, words)
    live.deliver()
    assert SAY in words_of(last(direct(live)))
    with live.database.glance() as tx:
        line_id = str(
            tx.execute(text("SELECT id FROM party_lines WHERE status = 'live' AND kind = 'incident'")).scalar()
        )
        line = line_records.get(tx, TEAM, line_id)
    assert line is not None
    withdraw(live.database, line, live.clock())
    live.deliver()
    assert not any(SAY in f"{one.text} {words_of(one.blocks)}" for one in direct(live))


@pytest.mark.parametrize("by", [ADA, CARL])
def test_a_text_that_waits_for_approval_is_in_no_direct_message_that_stays(live: Doors, by: str) -> None:
    hand_in(live.database, live.clock(), "Payslips may be late.", PAYROLL)
    mention(live, "list", by=by)
    assert "Payslips may be late." in words_of(live.private(by)[-1].blocks)
    write(live, "list", by=by)
    live.deliver()
    lists = [one for one in direct(live, by) if "What IT says now" in words_of(one.blocks)]
    assert len(lists) == 1
    assert "Payslips may be late." not in words_of(lists[0].blocks)


@pytest.mark.parametrize("words", ["netw", "help", "hello", "is it back yet?"])
@pytest.mark.parametrize("fault", ["500", "429"])
def test_an_answer_that_slack_did_not_take_is_given_when_it_asks_again(live: Doors, words: str, fault: str) -> None:
    live.box.ws.faults.add({"method": "chat.postMessage", "fault": fault})
    ts = stamp()
    assert write(live, words, ts=ts).status == 500
    assert [write(live, words, ts=ts).status for _ in range(2)] == [200, 200]
    assert len(direct(live)) == 1


def test_an_answer_that_was_posted_is_not_given_by_another_copy_of_the_bot_too(live: Doors) -> None:
    ts = stamp()
    write(live, "help", ts=ts)
    write(Doors(live.database, live.clock, live.slack), "help", ts=ts)
    assert len(direct(live)) == 1


def test_an_answer_of_which_nobody_knows_whether_it_was_written_down_is_asked_for_again_and_comes_once(
    live: Doors, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def committing_in_vain(database: Database) -> Iterator[Tx]:
        with whole(database) as tx:
            yield tx
        raise DatabaseAway

    whole, ts = Database.transaction, stamp()
    with monkeypatch.context() as patch:
        patch.setattr(Database, "transaction", committing_in_vain)
        broken = Doors(live.database, live.clock, live.slack)
        assert write(broken, "wifi", ts=ts).status == 500
    assert direct(live) == []
    assert write(live, "wifi", ts=ts).status == 200
    live.deliver()
    assert [one.text for one in direct(live)] == [IN_QUOTES]


def test_two_topics_get_a_message_each_and_what_has_no_line_is_said(live: Doors) -> None:
    go_live(live.database, live.clock(), "Payslips are a day late.", PAYROLL)
    write(live, "wifi, payslips and vpn?")
    live.deliver()
    said = [one.text for one in direct(live)]
    assert sorted(said) == sorted(["There is no line on vpn yet.", IN_QUOTES, "“Payslips are a day late.”"])
    assert asked(live) == ["vpn"]


def test_more_than_two_lines_come_as_a_list_with_clock_times_only(live: Doors) -> None:
    for say in ("The LAN is slow.", "The guest network is down."):
        made = draft(live.clock(), say)
        with live.database.transaction() as tx:
            handed = line_flows.open_line(tx, TEAM, topic_id=NETWORK, draft=made, by=CARL, now=live.clock())
        approve(live.database, handed, live.clock())
    write(live, "wifi and vpn?")
    live.deliver()
    beside, listed = (
        {"text": one.text, "blocks": one.blocks} for one in sorted(direct(live), key=lambda one: len(one.text))
    )
    assert beside["text"] == "There is no line on vpn yet."
    assert "The guest network is down." in listed["text"]
    assert " min)" not in words_of(listed)
    assert "As of" in words_of(listed)


def test_a_direct_message_that_is_unclear_gets_choices_with_buttons_that_work(live: Doors) -> None:
    write(live, "netw")
    live.push(last(direct(live)), "network")
    assert live.private(SAM)[-1].text == IN_QUOTES


def test_list_and_help_work_in_a_direct_message(live: Doors) -> None:
    write(live, "list")
    live.deliver()
    assert "What IT says now" in words_of(last(direct(live)))
    assert " min)" not in words_of(last(direct(live)))
    write(live, "help")
    assert "gives you the sentence to say" in words_of(last(direct(live)))


def test_an_unknown_question_in_a_direct_message_gets_the_default_line_and_is_passed_on(live: Doors) -> None:
    write(live, "is the quantum printer back?")
    live.deliver()
    reply = last(direct(live))
    assert reply["text"] == f"“{DEFAULT}”"
    assert "Passed on to" in words_of(reply)
    assert asked(live) == ["is the quantum printer back?"]
    assert "quantum printer" in words_of(live.posted(APPROVALS)[-1].blocks)


@pytest.mark.parametrize("words", ["hello", "Good morning!", "is it back yet?", "ok?"])
def test_a_direct_message_without_anything_to_look_up_gets_a_hint(live: Doors, words: str) -> None:
    write(live, words)
    assert "I can answer about: network" in last(direct(live))["text"]
    assert asked(live) == []


NEWS = [
    {"subtype": "message_changed", "hidden": True, "message": {"text": "wifi", "user": SAM}},
    {"subtype": "message_deleted", "hidden": True},
    {"subtype": "channel_join"},
    {"subtype": "bot_message", "bot_id": "B1", "user": ""},
    {"bot_id": "B1"},
    {"user": "U0PARTYBOT"},
    {"user": ""},
    {"subtype": "file_share", "text": "", "files": [{"id": "F1"}]},
    {"text": "   "},
    {"text": None},
    {"ts": ""},
    {"channel": "C02IT", "channel_type": "channel"},
]


@pytest.mark.parametrize("more", NEWS, ids=lambda more: json.dumps(more)[:40])
def test_what_is_no_message_of_a_person_to_the_bot_is_not_answered(live: Doors, more: Json) -> None:
    assert write(live, "wifi", **more).status == 200
    live.deliver()
    assert quiet(live)
    assert live.notes == []


@pytest.mark.parametrize("more", [{"bot_id": "B1"}, {"subtype": "bot_message", "bot_id": "B1", "user": ""}])
def test_another_bot_that_names_this_one_is_not_answered(live: Doors, more: Json) -> None:
    assert mention(live, "wifi", **more).status == 200
    assert quiet(live)


def test_an_app_that_writes_as_a_person_is_not_answered(live: Doors) -> None:
    become(live.database, live.clock(), SAM, Kind.APP)
    mention(live, "wifi")
    write(live, "wifi")
    live.deliver()
    assert quiet(live)


def test_a_file_with_a_question_is_answered(live: Doors) -> None:
    write(live, "is the wifi back?", subtype="file_share", files=[{"id": "F1"}])
    live.deliver()
    assert [one.text for one in direct(live)] == [IN_QUOTES]


# -- once -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["wifi", "netw", "help", "list", "lunch anybody", "quantum printer", "vpn"])
def test_a_message_that_slack_tells_of_again_is_answered_once(live: Doors, words: str) -> None:
    for ts in (stamp(), stamp()):
        for _ in range(3):
            mention(live, words, ts=ts)
            write(live, words, ts=ts)
    live.deliver()
    assert len(live.private(SAM)) == 2
    assert len(direct(live)) == 2
    assert count(live.database, "asks WHERE times > 4") == 0


def test_a_message_and_a_mention_of_the_same_message_get_one_answer(live: Doors) -> None:
    ts, dm = stamp(), dm_id(SAM)
    mention(live, "wifi", ts=ts, channel=dm)
    write(live, f"{ME} wifi", ts=ts)
    live.deliver()
    assert [one.text for one in direct(live)] == [IN_QUOTES]
    assert live.private(SAM) == []


def test_two_copies_of_the_bot_give_one_answer(live: Doors) -> None:
    other, ts = Doors(live.database, live.clock, live.slack), stamp()
    for doors in (live, other):
        mention(doors, "wifi", ts=ts)
        write(doors, "wifi", ts=ts)
    live.deliver()
    assert len(live.private(SAM)) == len(direct(live)) == 1
    assert len(live.notes) + len(other.notes) == 2


def test_a_question_whose_answer_could_not_be_written_down_is_asked_for_again(
    live: Doors, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError

    ts = stamp()
    with monkeypatch.context() as patch:
        patch.setattr(line_flows, "send_copy", broken)
        assert write(live, "wifi", ts=ts).status == 500
    assert write(live, "wifi", ts=ts).status == 200
    live.deliver()
    assert [one.text for one in direct(live)] == [IN_QUOTES]


# -- who may --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", [GUS, NORA])
def test_guests_and_others_than_the_staff_get_a_polite_no_at_every_one_of_these_doors(live: Doors, who: str) -> None:
    ts = stamp()
    for words in ("wifi", "", "help", "quantum printer", "netw", "thanks"):
        for _ in range(2):
            mention(live, words, by=who, channel="C01GEN", ts=f"{ts}{words}")
            write(live, words or "wifi!", by=who, ts=f"{ts}{words}")
    shortcut(live, "is the wifi back?", by=who)
    live.deliver()
    said = [one.text for one in (*live.private(who), *direct(live, who))]
    assert len(said) == 13
    assert all(one.startswith(NO) for one in said)
    assert live.modals(who) == 0
    assert live.notes == []
    assert asked(live) == []


def test_people_of_another_organisation_get_no_line(live: Doors) -> None:
    elsewhere = {"team": "T99OTHER", "user_team": "T99OTHER", "source_team": "T99OTHER"}
    for more in ({}, elsewhere):
        mention(live, "wifi", by=OLGA, channel=SHARED, **more)
        write(live, "wifi", by=OLGA, **more)
    shortcut(live, "wifi", by=OLGA)
    live.deliver()
    everything = words_of([one.blocks for messages in live.box.ws.messages.values() for one in messages])
    assert SAY not in everything
    assert all(one.text.startswith(NO) for one in live.private(OLGA))
    assert live.posted(SHARED) == []


def test_somebody_whom_slack_says_to_be_of_another_organisation_is_refused_even_if_known_as_a_member(
    live: Doors,
) -> None:
    mention(live, "wifi", channel=SHARED, user_team="T99OTHER")
    write(live, "wifi", source_team="T99OTHER")
    assert [one.text.startswith(NO) for one in (*live.private(SAM), *direct(live))] == [True, True]


def test_staff_are_answered_in_a_shared_channel_for_their_eyes_only(live: Doors) -> None:
    mention(live, "wifi", channel=SHARED, user_team=TEAM, source_team=TEAM)
    assert [one.text for one in live.private(SAM)] == [IN_QUOTES]
    assert live.posted(SHARED) == []


def test_in_an_enterprise_slack_is_asked_instead_of_comparing_workspaces(live: Doors) -> None:
    event = {"type": "app_mention", "user": SAM, "channel": IT, "ts": stamp(), "team": "T55SISTER", "text": "wifi"}
    live.event(event, enterprise_id="E1")
    assert [one.text for one in live.private(SAM)] == [IN_QUOTES]


def test_a_member_who_became_a_guest_is_refused_from_then_on(live: Doors) -> None:
    write(live, "wifi")
    become(live.database, live.clock(), SAM, Kind.GUEST)
    write(live, "wifi again")
    assert direct(live)[-1].text.startswith(NO)


def test_somebody_new_is_looked_up_in_slack_and_answered(live: Doors) -> None:
    with live.database.transaction() as tx:
        people_records.change_workspace(tx, TEAM, name="Example IT", staff_group=None, approvals_channel=None)
    mention(live, "wifi", by="U06STAFF2")
    assert [one.text for one in live.private("U06STAFF2")] == [IN_QUOTES]


def test_a_stranger_while_slack_does_not_answer_is_asked_to_try_again(live: Doors) -> None:
    live.box.ws.faults.add({"method": "users.info", "fault": "500"})
    write(live, "wifi", by="U06STAFF2")
    assert "could not check who you are" in direct(live, "U06STAFF2")[-1].text


def test_a_workspace_that_nobody_has_set_up_is_told_so(live: Doors) -> None:
    event = {"type": "message", "channel_type": "im", "user": SAM, "channel": dm_id(SAM), "ts": stamp(), "text": "wifi"}
    assert live.event(event, team_id="T77OTHER").status == 200
    assert "not set up for this workspace" in direct(live)[-1].text


@pytest.mark.parametrize("more", [{}, {"authorizations": [{"user_id": "U0PARTYBOT", "is_bot": True}]}])
def test_the_bots_name_is_not_taken_for_a_question_even_before_slack_told_it(live: Doors, more: Json) -> None:
    unmet = Doors(live.database, live.clock, live.slack, identity=Identity())
    event = {"type": "app_mention", "user": SAM, "channel": IT, "ts": stamp(), "text": f"{ME} <@{CARL}>"}
    unmet.event(event, **more)
    assert "I can answer about" in live.private(SAM)[-1].text
    unmet.event(event | {"ts": stamp(), "text": ME}, **more)
    assert "What IT says now" in words_of(live.private(SAM)[-1].blocks)


# -- noting, and the database away ----------------------------------------------------------------------------------


def test_lines_given_where_people_talk_are_noted_as_looked_up(live: Doors) -> None:
    mention(live, "wifi")
    write(live, "wifi")
    shortcut(live, "is the wifi back?")
    mention(live, "list")
    assert [(note.person, note.topic_id, note.kind) for note in live.notes] == [(SAM, NETWORK, "incident")] * 4


@pytest.fixture
def away(live: Doors) -> Doors:
    """The bot, having seen everything, with its database gone a minute later."""
    live.command("help", by=SAM)
    live.bot.memory.refresh(live.clock())
    live.clock.tick(minutes=1)
    take_the_database_away(live.database)
    return live


def test_with_the_database_away_messages_are_answered_once_from_memory_with_the_age_of_the_answer(away: Doors) -> None:
    ts = stamp()
    for _ in range(2):
        mention(away, "wifi", ts=ts)
        write(away, "wifi", ts=ts)
    for answer in (*away.private(SAM), *direct(away)):
        assert answer.text == IN_QUOTES
        assert "I cannot check for anything newer right now" in words_of(answer.blocks)
    assert len(away.private(SAM)) == len(direct(away)) == 1
    assert [note.topic_id for note in away.notes] == [NETWORK] * 2


def test_with_the_database_away_a_message_shortcut_is_answered_from_memory(away: Doors) -> None:
    shortcut(away, "is the wifi back?")
    assert "I cannot check for anything newer" in words_of(away.modal(SAM))


def test_with_the_database_away_nobody_is_said_to_have_been_told(away: Doors) -> None:
    write(away, "is the quantum printer back?")
    reply = last(direct(away))
    assert reply["text"] == f"“{DEFAULT}”"
    assert "I could not pass the question on" in words_of(reply)


def test_with_a_database_that_cannot_be_written_a_line_is_still_given(
    live: Doors, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise DatabaseAway

    monkeypatch.setattr(flows, "take", full)
    ts = stamp()
    for _ in range(2):
        write(live, "wifi", ts=ts)
        mention(live, "wifi", ts=ts, channel="C04FIN")
    assert [one.text for one in direct(live)] == [IN_QUOTES]
    assert "As of" in words_of(direct(live)[0].blocks)


def test_with_the_database_away_and_nothing_remembered_that_is_said(open_doors: Doors) -> None:
    open_doors.press("gone", "", by=SAM)  # the gate has met them, and nobody has asked for a line
    take_the_database_away(open_doors.database)
    write(open_doors, "wifi")
    assert "I cannot look anything up right now" in direct(open_doors)[-1].text


# -- what is typed after /partyline ---------------------------------------------------------------------------------


def test_a_subcommand_written_where_people_talk_gets_a_button_that_begins_it(live: Doors) -> None:
    mention(live, "open payroll Payslips are late", by=CARL)
    offered = last(live.private(CARL))
    assert "Did you mean /partyline open payroll Payslips are late?" in offered["text"]
    live.push(offered, "Open payroll", by=CARL)
    assert "Payslips are late" in words_of(live.modal(CARL))
    write(live, "Update wifi", by=CARL)
    assert "Did you mean /partyline update network?" in last(direct(live, CARL))["text"]


def test_who_may_not_use_a_subcommand_or_names_no_topic_after_it_is_answered_as_ever(live: Doors) -> None:
    mention(live, "open network")
    assert live.private(SAM)[-1].text == IN_QUOTES
    mention(live, "update lunch", by=CARL)
    assert "I can answer about" in live.private(CARL)[-1].text


# -- somebody else's message ----------------------------------------------------------------------------------------


def test_the_shortcut_shows_the_card_in_a_modal_to_the_presser_only(live: Doors) -> None:
    assert shortcut(live, f"<@{SAM}> when is the wi-fi coming back? My boss is furious") == Answer(200, None)
    modal = live.modal(SAM)
    assert words_of(modal["blocks"][0]) == IN_QUOTES
    assert live.private(SAM) == []
    assert quiet(live)
    live.calm()


@pytest.mark.parametrize("label", ["Send to me", "Follow", "Got it"])
def test_buttons_of_a_card_in_a_modal_do_something(live: Doors, label: str) -> None:
    shortcut(live, "wifi?")
    modal = live.modal(SAM)
    live.push(modal, label, view=modal)
    assert live.modals(SAM) == 2
    assert "I do not know that button" not in words_of(live.modal(SAM))


def test_the_shortcut_asks_which_topic_where_the_message_nearly_names_one(live: Doors) -> None:
    shortcut(live, "netw")
    modal = live.modal(SAM)
    assert "Which one do you mean?" in words_of(modal)
    assert [one["text"]["text"] for one in elements_of(modal)] == ["network"]
    live.push(modal, "network", view=modal)
    assert IN_QUOTES in words_of(live.modal(SAM))


def test_the_shortcut_offers_topics_where_the_message_names_none_and_repeats_nothing_of_it(live: Doors) -> None:
    shortcut(live, "Lunch, anybody? It is about my quantum salary.")
    modal = live.modal(SAM)
    assert "I find no topic in that message. Which one is it?" in words_of(modal)
    assert [one["text"]["text"] for one in elements_of(modal)] == ["network", "payroll", "vpn"]
    assert "quantum" not in json.dumps(modal)
    assert asked(live) == []
    live.push(modal, "network", view=modal)
    assert IN_QUOTES in words_of(live.modal(SAM))


def test_the_shortcut_passes_on_the_topic_and_not_somebody_elses_words(live: Doors) -> None:
    shortcut(live, "My salary is nobody's business, but is the vpn back?")
    assert DEFAULT in words_of(live.modal(SAM))
    assert asked(live) == ["vpn"]


def test_the_shortcut_without_any_topics_says_so(open_doors: Doors) -> None:
    with open_doors.database.transaction() as tx:
        topics.set_topics(tx, TEAM, [], by="operator", now=open_doors.clock())
    shortcut(open_doors, "wifi?")
    assert "No topics are set up yet" in words_of(open_doors.modal(SAM))


def test_the_shortcut_on_a_message_without_text_offers_topics(live: Doors) -> None:
    shortcut(live, "", message={"type": "message", "ts": "1.000001", "attachments": [{"text": "wifi"}]})
    assert "I find no topic in that message" in words_of(live.modal(SAM))


def test_the_shortcut_answers_below_the_message_where_slack_opens_no_modal(live: Doors) -> None:
    live.box.ws.faults.add({"method": "views.open", "fault": "500"})
    assert shortcut(live, "wifi?").status == 200
    assert [one.text for one in live.private(SAM)] == [IN_QUOTES]


def test_the_most_urgent_line_comes_first_in_the_modal(live: Doors) -> None:
    worst = replace(draft(live.clock(), "Nobody can reach the network."), severity=Severity.CRITICAL)
    with live.database.transaction() as tx:
        made = line_flows.open_line(tx, TEAM, topic_id=NETWORK, draft=worst, by=CARL, now=live.clock())
    approve(live.database, made, live.clock())
    shortcut(live, "wifi?")
    assert words_of(live.modal(SAM)["blocks"][0]) == "“Nobody can reach the network.”"


def test_words_that_ping_or_format_stay_words(live: Doors) -> None:
    nasty = "&lt;!channel&gt; *b* `c` quantum &lt;@U01APPROVER&gt;"
    write(live, nasty)
    mention(live, nasty)
    live.deliver()
    assert "<!channel> *b*" in words_of(direct(live)[-1].blocks)
    live.calm()


def test_standing_lines_are_given_too(open_doors: Doors) -> None:
    write(open_doors, "is the network ok?")
    open_doors.deliver()
    assert direct(open_doors)[-1].text == f"“{STANDING}”"


def test_a_mention_that_says_nothing_of_itself_is_taken_quietly(doors: Doors) -> None:
    assert doors.event({"type": "app_mention"}) == Answer(200, None)
