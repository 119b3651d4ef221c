"""After a withdrawal: what waits, what the next version starts from, what each topic says, what stays in threads."""

from dataclasses import replace
from typing import Any

from bot.incidents import flows as incidents
from bot.party_lines import flows as lines
from bot.party_lines.rules import HOLDING as OUR_HOLDING
from bot.party_lines.rules import LineKind, PartyLine
from bot.party_lines.wording import DoNotSay, QuestionAnswer, Words, format_avoid
from bot.storage import Database
from tests.support.clock import HandClock
from tests.support.doors import Doors, words_of
from tests.support.house import ADA, CARL, HOLDING, NETWORK, PAYROLL, TEAM, VPN
from tests.support.lines import SAY, approve, draft, go_live, hand_in, said, seen
from tests.support.moves import ALL_CLEAR, close, update
from tests.support.recalls import WHY, publish, withdraw

NEWER = "Wi-Fi and wired sockets are down on floors 2 to 5."
VPN_HOLDING = "We are still working on the VPN. The next update comes shortly."
RICH = Words(
    SAY,
    (QuestionAnswer("Is my data safe?", "Yes."),),
    (DoNotSay("the vendor", "I do not have that detail."),),
    "Why it failed.",
    "The core switch died.",
    "We are still at it.",
)


def opened(doors: Doors, text: str) -> dict[str, Any]:
    doors.command(text, by=CARL)
    return doors.modal(CARL)


def fields(view: dict[str, Any]) -> dict[str, str]:
    drawn = [block for block in view["blocks"] if block["type"] == "input"]
    return {block["block_id"]: block["element"].get("initial_value", "") for block in drawn}


def go_live_with(database: Database, clock: HandClock, words: Words) -> PartyLine:
    made = replace(draft(clock(), words.say), words=words)
    with database.transaction() as tx:
        handed = lines.open_line(tx, TEAM, topic_id=NETWORK, draft=made, by=CARL, now=clock())
        return lines.approve(tx, TEAM, handed.approval.id, seen=seen(handed), by=ADA, now=clock())


def about(database: Database, line: PartyLine, topics: tuple[str, ...], clock: HandClock) -> None:
    """Let an incident be about these topics, of which the VPN has a holding line of its own."""
    with database.transaction() as tx:
        incidents.set_topics(tx, TEAM, incident_id=line.series, topic_ids=topics, by=CARL, now=clock())
        kind = LineKind.HOLDING
        lines.set_standing(tx, TEAM, kind=kind, topic_id=VPN, say=VPN_HOLDING, by="operator", now=clock())


# -- before: the form ---------------------------------------------------------------------------------------------


def test_the_form_names_the_version_that_waits_and_what_becomes_of_it(open_doors: Doors) -> None:
    database, clock = open_doors.database, open_doors.clock
    line = go_live(database, clock())
    assert "waiting for approval" not in words_of(opened(open_doors, "withdraw network"))
    waiting = update(database, clock(), line.series, 1, NEWER)
    view = opened(open_doors, "withdraw network")
    told = "Version 2 is waiting for approval. It stays there, and is said once it is approved."
    assert told in words_of(view)
    open_doors.submit(view, reason=WHY)
    assert said(database, "network", clock()) == [HOLDING]
    approve(database, waiting, clock())
    assert said(database, "network", clock()) == [NEWER]


def test_the_forms_name_what_is_said_on_topics_with_a_holding_line_of_their_own(open_doors: Doors) -> None:
    database, clock = open_doors.database, open_doors.clock
    line = go_live(database, clock())
    assert VPN_HOLDING not in words_of(opened(open_doors, "withdraw network"))
    about(database, line, (NETWORK, VPN), clock)
    words = words_of(opened(open_doors, "withdraw network"))
    assert words.index(HOLDING) < words.index("About *Vpn*:") < words.index(VPN_HOLDING)
    update(database, clock(), line.series, 1, NEWER)
    view = opened(open_doors, "publish network")
    assert words_of(view).index(HOLDING) < words_of(view).index(VPN_HOLDING)


# -- while it is withdrawn: each topic says its own ---------------------------------------------------------------


def test_each_topic_of_a_withdrawn_line_is_answered_with_its_own_holding_line(
    house: Database, clock: HandClock
) -> None:
    line = go_live(house, clock())
    about(house, line, (NETWORK, VPN, PAYROLL), clock)
    assert said(house, "network vpn", clock()) == [SAY]
    withdraw(house, line, clock())
    assert said(house, "network", clock()) == [HOLDING]
    assert said(house, "vpn", clock()) == [VPN_HOLDING]
    assert said(house, "payroll", clock()) == [OUR_HOLDING]
    assert said(house, "network vpn", clock()) == [HOLDING, VPN_HOLDING]


def test_the_list_of_everything_has_a_row_for_each_of_these_sentences(open_doors: Doors) -> None:
    database, clock = open_doors.database, open_doors.clock
    line = go_live(database, clock())
    about(database, line, (NETWORK, VPN), clock)
    withdraw(database, line, clock())
    words = open_doors.command("list").words
    assert words.count(HOLDING) == words.count(VPN_HOLDING) == 2, "once as a row, once in the message's own text"


def test_each_topic_of_a_line_that_nobody_ratified_is_answered_with_its_own(house: Database, clock: HandClock) -> None:
    submitted = hand_in(house, clock())
    line = publish(house, submitted, clock())
    about(house, line, (NETWORK, VPN), clock)
    assert said(house, "vpn", clock()) == [SAY]
    clock.tick(minutes=15)
    assert said(house, "network", clock()) == [HOLDING]
    assert said(house, "vpn", clock()) == [VPN_HOLDING]
    approve(house, submitted, clock())
    assert said(house, "vpn", clock()) == [SAY]


def test_a_late_update_is_answered_with_the_lines_own_holding_line_on_every_topic(
    house: Database, clock: HandClock
) -> None:
    line = go_live_with(house, clock, RICH)
    about(house, line, (NETWORK, VPN), clock)
    clock.tick(hours=1)
    assert said(house, "vpn", clock()) == said(house, "network", clock()) == [RICH.holding]


# -- after: the next version --------------------------------------------------------------------------------------


def test_after_a_withdrawn_all_clear_the_form_starts_from_what_was_said_before_it(open_doors: Doors) -> None:
    database, clock = open_doors.database, open_doors.clock
    line = go_live_with(database, clock, RICH)
    withdraw(database, approve(database, close(database, clock(), line.series, 1), clock()), clock())
    view = opened(open_doors, "update network")
    shown = fields(view)
    assert shown["say"] == SAY
    assert shown["holding"] == RICH.holding
    assert shown["do_not_say"] == format_avoid(RICH.do_not_say)
    assert shown["if_pressed"] == "Is my data safe? Yes."
    assert (shown["not_yet_known"], shown["background"]) == (RICH.not_yet_known, RICH.background)
    words = words_of(view)
    assert words.index("Version 2, the all-clear, was withdrawn, so nobody is told it any more.") < words.index(WHY)
    assert "The words below are from version 1. Change what is not true any more." in words
    assert ALL_CLEAR not in words
    handed = open_doors.submit(view, promise_at=int(clock.tick(minutes=1).timestamp()) + 1800)
    assert "Version 3 is on its way to the approvers" in handed.words


def test_it_starts_from_the_last_line_that_was_not_withdrawn(open_doors: Doors) -> None:
    database, clock = open_doors.database, open_doors.clock
    line = go_live(database, clock())
    wrong = approve(database, update(database, clock(), line.series, 1, NEWER), clock())
    withdraw(database, wrong, clock())
    withdraw(database, approve(database, close(database, clock(), line.series, 2), clock()), clock())
    view = opened(open_doors, "update network")
    assert fields(view)["say"] == SAY
    assert "The words below are from version 1. " in words_of(view)


def test_where_every_line_was_withdrawn_the_form_says_so_of_the_words_in_it(open_doors: Doors) -> None:
    database, clock = open_doors.database, open_doors.clock
    line = go_live(database, clock())
    withdraw(database, line, clock())
    withdraw(database, approve(database, close(database, clock(), line.series, 1), clock()), clock())
    view = opened(open_doors, "update network")
    assert fields(view)["say"] == SAY
    assert "The words below are from version 1, which was withdrawn too. " in words_of(view)


def test_where_nothing_was_said_before_the_all_clear_its_words_stand_there_marked(open_doors: Doors) -> None:
    database, clock = open_doors.database, open_doors.clock
    submitted = hand_in(database, clock())
    closing = approve(database, close(database, clock(), submitted.line.series, 1), clock())
    withdraw(database, closing, clock())
    view = opened(open_doors, "update network")
    assert fields(view)["say"] == ALL_CLEAR
    assert "was withdrawn, so nobody is told the words below any more" in words_of(view)


def test_a_closing_form_after_a_withdrawal_does_not_speak_of_words_that_are_not_in_it(open_doors: Doors) -> None:
    database, clock = open_doors.database, open_doors.clock
    line = go_live(database, clock())
    withdraw(database, line, clock())
    words = words_of(opened(open_doors, "close network"))
    assert "Version 1 was withdrawn, so nobody is told it any more." in words
    assert SAY not in words


# -- what stays in a thread ---------------------------------------------------------------------------------------


def thread(doors: Doors) -> str:
    return words_of([message.blocks for message in doors.posted("C03NET")[1:]])


def test_once_a_newer_line_is_out_no_note_in_the_thread_says_what_to_say_instead(open_doors: Doors) -> None:
    database, clock = open_doors.database, open_doors.clock
    line = go_live(database, clock())
    open_doors.deliver()
    for number in (1, 2):
        withdraw(database, line, clock())
        open_doors.deliver()
        assert thread(open_doors).count(HOLDING) == 1, "only the note of what is withdrawn now says what to say"
        line = approve(database, update(database, clock(), line.series, number, f"{NEWER} {number}"), clock())
        open_doors.deliver()
        assert HOLDING not in thread(open_doors)
        assert thread(open_doors).count("A newer line is out.") == number
    approve(database, close(database, clock(), line.series, 3), clock())
    open_doors.deliver()
    assert HOLDING not in thread(open_doors)
    assert open_doors.posted("C03NET")[0].text == f"“{ALL_CLEAR}”"
