"""Who holds a version, and what people are asked about an incident, on both databases."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event, text

from bot.asks import flows as asks
from bot.asks.rules import LONGEST_QUESTION, LongQuestion, NothingAsked, QuestionGone
from bot.deliveries.rules import Priority
from bot.incidents.rules import NoSuchIncident
from bot.listening import flows
from bot.listening.rules import Held, NoSuchVersion, PassedOn, Ratio, Tally
from bot.party_lines import flows as lines
from bot.party_lines.reach import TALLY
from bot.party_lines.rules import Draft, PartyLine
from bot.party_lines.wording import QuestionAnswer
from bot.people.rules import Kind, NeedsRole, NotStaff, Role
from bot.storage import Database
from bot.topics import records as topics
from tests.support.clock import HandClock
from tests.support.house import ADA, BEA, CARL, GUS, HOLDING, NETWORK, NORA, SAM, STANDING, TEAM, VPN, furnish
from tests.support.lines import SAY, approve, draft, go_live, hand_in, look_up
from tests.support.moves import become, close, count, entries, grant, letters, update

FLOOR = "When will floor 4 be back?"
SAFE = QuestionAnswer("Is my data safe?", "Yes. Only the wireless network is affected.")


def live(house: Database, clock: HandClock, say: str = SAY, **words: Any) -> PartyLine:
    """Let a line go live, with more to say than its sentence."""
    with house.transaction() as tx:
        made = draft(clock(), say, **words)
        submitted = lines.open_line(tx, TEAM, topic_id=NETWORK, draft=made, by=CARL, now=clock())
    return approve(house, submitted, clock())


def next_version(house: Database, clock: HandClock, line: PartyLine, say: str, **words: Any) -> PartyLine:
    """Let the next version go live."""
    made: Draft = draft(clock(), say, **words)
    with house.transaction() as tx:
        submitted = lines.submit_update(
            tx, TEAM, incident_id=line.series, base=line.number, draft=made, by=CARL, now=clock()
        )
    return approve(house, submitted, clock())


def got(house: Database, clock: HandClock, line: PartyLine, by: str = SAM, topic_id: str = NETWORK) -> Held:
    with house.transaction() as tx:
        return flows.confirm(tx, TEAM, topic_id=topic_id, line_id=line.id, by=by, now=clock())


def asked(house: Database, clock: HandClock, line: PartyLine, question: str = FLOOR, by: str = SAM) -> PassedOn:
    with house.transaction() as tx:
        return flows.pass_on(tx, TEAM, incident_id=line.series, topic_id=NETWORK, question=question, by=by, now=clock())


def tally(house: Database, line: PartyLine) -> Tally:
    with house.glance() as tx:
        return flows.tally(tx, TEAM, line.series)


def holding(house: Database, line: PartyLine) -> set[str]:
    with house.glance() as tx:
        found = tx.execute(text("SELECT person FROM confirmations WHERE line_id = :line"), {"line": line.id})
        return set(found.scalars())


def waiting(house: Database, line: PartyLine) -> list[tuple[int, str]]:
    return [(one.times, one.question) for one in tally(house, line).waiting]


# -- got it ---------------------------------------------------------------------------------------------------------


def test_got_it_notes_who_has_which_version(house: Database, clock: HandClock) -> None:
    line = live(house, clock)
    held = got(house, clock, line)
    assert (held.line.number, held.about, held.already, held.is_current) == (1, "Network", False, True)
    got(house, clock, line, by=BEA)
    assert holding(house, line) == {SAM, BEA}


def test_got_it_twice_is_noted_once_and_said_so(house: Database, clock: HandClock) -> None:
    line = live(house, clock)
    got(house, clock, line)
    clock.tick(minutes=1)
    assert got(house, clock, line).already
    assert count(house, "confirmations") == 1


def test_who_has_the_old_version_is_told_what_the_newer_one_says(house: Database, clock: HandClock) -> None:
    first = live(house, clock)
    newer = next_version(house, clock, first, "Floors 2 and 3 are back.")
    held = got(house, clock, first)
    assert not held.is_current
    assert held.said_now is not None
    assert (held.said_now.line.number, held.said_now.say) == (2, "Floors 2 and 3 are back.")
    assert (holding(house, first), holding(house, newer)) == ({SAM}, set())


def test_who_has_a_version_whose_promise_has_passed_is_told_its_holding_line(house: Database, clock: HandClock) -> None:
    line = live(house, clock)
    clock.tick(minutes=30)
    held = got(house, clock, line)
    assert not held.is_current
    assert held.said_now is not None
    assert held.said_now.say == HOLDING


def test_a_day_after_the_end_nobody_is_told_the_closing_line_any_more(house: Database, clock: HandClock) -> None:
    line = live(house, clock)
    closing = approve(house, close(house, clock(), line.series, 1), clock())
    assert got(house, clock, closing).is_current
    clock.tick(hours=24)
    said_now = got(house, clock, line).said_now
    assert said_now is not None
    assert said_now.say == STANDING


def test_a_version_that_is_not_out_cannot_be_had(house: Database, clock: HandClock) -> None:
    waiting_one = hand_in(house, clock()).line
    for line in (waiting_one, replace(waiting_one, id="gone")):
        with pytest.raises(NoSuchVersion):
            got(house, clock, line)
    assert count(house, "confirmations") == 0


def test_a_text_that_is_no_incidents_cannot_be_had(house: Database, clock: HandClock) -> None:
    with house.glance() as tx:
        standing = lines.shelf(tx, TEAM).standing([NETWORK])[0]
    with pytest.raises(NoSuchIncident):
        got(house, clock, standing)
    assert count(house, "confirmations") == 0


def test_a_version_of_another_workspace_cannot_be_had(house: Database, clock: HandClock) -> None:
    furnish(house, clock(), "T02OTHER")
    line = live(house, clock)
    with house.transaction() as tx, pytest.raises(NoSuchVersion):
        flows.confirm(tx, "T02OTHER", topic_id=NETWORK, line_id=line.id, by=SAM, now=clock())


@pytest.mark.parametrize("who", [GUS, NORA, "U99NOBODY"])
def test_only_staff_have_versions_and_pass_questions_on(house: Database, clock: HandClock, who: str) -> None:
    line = live(house, clock)
    with pytest.raises(NotStaff):
        got(house, clock, line, by=who)
    with pytest.raises(NotStaff):
        asked(house, clock, line, by=who)
    with house.glance() as tx, pytest.raises(NotStaff):
        flows.offered(tx, TEAM, incident_id=line.series, by=who)
    assert count(house, "confirmations") == count(house, "asks") == 0


def test_a_topic_that_is_none_of_the_incidents_is_not_believed(house: Database, clock: HandClock) -> None:
    line = live(house, clock)
    held = got(house, clock, line, topic_id=VPN)
    assert (held.about, held.is_current) == ("Network", True)
    with house.transaction() as tx:
        passed = flows.pass_on(tx, TEAM, incident_id=line.series, topic_id=VPN, question=FLOOR, by=SAM, now=clock())
    assert passed.ask.topic_id == NETWORK


def test_got_it_changes_no_answer_and_writes_no_journal(house: Database, clock: HandClock) -> None:
    line = live(house, clock)
    before, said = len(entries(house)), look_up(house, "wifi", clock())
    got(house, clock, line)
    assert (len(entries(house)), look_up(house, "wifi", clock())) == (before, said)


# -- asked something else -------------------------------------------------------------------------------------------


def test_a_question_goes_to_the_commander_before_everything_else(house: Database, clock: HandClock) -> None:
    line = live(house, clock)
    passed = asked(house, clock, line)
    assert (passed.commander, passed.ask.times, passed.ask.question) == (CARL, 1, FLOOR)
    [letter] = letters(house, TALLY, line.series)
    assert letter.destination == CARL
    assert count(house, f"deliveries WHERE kind = 'tally' AND priority = {Priority.FIRST.value}") == 1


def test_the_same_question_is_counted_however_it_is_written(house: Database, clock: HandClock) -> None:
    line = live(house, clock)
    for question in (FLOOR, "when will floor 4 be back", " When will  FLOOR 4 be back?! "):
        asked(house, clock, line, question)
    assert waiting(house, line) == [(3, FLOOR)]
    assert count(house, "asks") == 1
    [letter] = letters(house, TALLY, line.series)
    assert letter.wanted == 3


def test_questions_are_ranked_by_how_often_they_were_asked_then_by_how_lately(
    house: Database, clock: HandClock
) -> None:
    line = live(house, clock)
    for question in ("Why?", FLOOR, "Who did it?", FLOOR, "Why?", FLOOR):
        clock.tick(seconds=1)
        asked(house, clock, line, question)
    clock.tick(seconds=1)
    asked(house, clock, line, "Is it raining?")
    assert waiting(house, line) == [(3, FLOOR), (2, "Why?"), (1, "Is it raining?"), (1, "Who did it?")]


def test_the_same_question_on_two_incidents_and_in_a_look_up_is_three(house: Database, clock: HandClock) -> None:
    first, second = live(house, clock), live(house, clock, "The cable to London is cut.")
    with house.transaction() as tx:
        asks.record(tx, TEAM, question=FLOOR, topic=None, by=SAM, now=clock())
    asked(house, clock, first)
    asked(house, clock, second)
    with house.transaction() as tx:
        asks.record(tx, TEAM, question=FLOOR, topic=None, by=BEA, now=clock())
    assert count(house, "asks WHERE times = 1") == 2
    assert count(house, "asks WHERE times = 2 AND incident_id = ''") == 1
    assert waiting(house, first) == waiting(house, second) == [(1, FLOOR)]


def test_at_most_five_questions_are_offered_the_most_asked_first(house: Database, clock: HandClock) -> None:
    line = live(house, clock)
    for number in range(7):
        for _ in range(number + 1):
            asked(house, clock, line, f"Is floor {number} back?")
    with house.glance() as tx:
        offered = flows.offered(tx, TEAM, incident_id=line.series, by=SAM)
    assert [one.times for one in offered] == [7, 6, 5, 4, 3]


def test_a_question_that_is_offered_is_counted_by_its_id(house: Database, clock: HandClock) -> None:
    line = live(house, clock)
    first = asked(house, clock, line)
    with house.transaction() as tx:
        again = flows.pass_on_again(tx, TEAM, ask_id=first.ask.id, by=BEA, now=clock())
    assert (again.ask.id, again.ask.times) == (first.ask.id, 2)


def test_a_question_that_is_gone_or_of_no_incident_cannot_be_counted_or_answered(
    house: Database, clock: HandClock
) -> None:
    with house.transaction() as tx:
        asks.record(tx, TEAM, question="quantum printer", topic=None, by=SAM, now=clock())
        lookup = tx.exec_driver_sql("SELECT id FROM asks").scalar_one()
    for ask_id in ("gone", "", lookup):
        with house.transaction() as tx, pytest.raises(QuestionGone):
            flows.pass_on_again(tx, TEAM, ask_id=ask_id, by=SAM, now=clock())
        with house.glance() as tx, pytest.raises(QuestionGone):
            flows.question(tx, TEAM, ask_id=ask_id, by=CARL)


@pytest.mark.parametrize("nothing", ["", "   ", "?!", "\u200b\u202e", "\x00 \n"])
def test_a_question_of_nothing_is_refused_and_counts_nothing(house: Database, clock: HandClock, nothing: str) -> None:
    line = live(house, clock)
    with pytest.raises(NothingAsked, match="Choose a question, or type what you were asked"):
        asked(house, clock, line, nothing)
    assert count(house, "asks") == count(house, "deliveries WHERE kind = 'tally'") == 0


def test_a_question_may_be_200_characters_long_and_no_longer(house: Database, clock: HandClock) -> None:
    line = live(house, clock)
    assert asked(house, clock, line, "x" * LONGEST_QUESTION).ask.times == 1
    with pytest.raises(LongQuestion, match="That is 201 characters"):
        asked(house, clock, line, "x" * (LONGEST_QUESTION + 1))
    assert count(house, "asks") == 1


def test_what_nobody_sees_in_a_question_is_taken_off(house: Database, clock: HandClock) -> None:
    line = live(house, clock)
    passed = asked(house, clock, line, "Is \u202eit\u202c  ba\u200bck\x00?\n🛜")
    assert passed.ask.question == "Is it back? 🛜"


def test_a_question_about_what_is_not_there_is_refused(house: Database, clock: HandClock) -> None:
    line = live(house, clock)
    with pytest.raises(NoSuchIncident):
        asked(house, clock, replace(line, series="gone"))
    with house.glance() as tx, pytest.raises(NoSuchIncident):
        flows.offered(tx, TEAM, incident_id="gone", by=SAM)


def test_whoever_commands_now_gets_the_tally(house: Database, clock: HandClock) -> None:
    line = live(house, clock)
    asked(house, clock, line)
    with house.transaction() as tx:
        tx.execute(
            text("UPDATE incidents SET commander = :bea WHERE id = :incident"), {"bea": BEA, "incident": line.series}
        )
    assert asked(house, clock, line).commander == BEA
    assert {letter.destination for letter in letters(house, TALLY, line.series)} == {CARL, BEA}


# -- what can be said meanwhile -------------------------------------------------------------------------------------


def test_a_question_that_the_line_answers_is_counted_and_its_answer_given(house: Database, clock: HandClock) -> None:
    line = live(house, clock, if_pressed=(SAFE,))
    passed = asked(house, clock, line, "is my DATA safe")
    assert (passed.answer, passed.ask.times) == (SAFE.answer, 1)


def test_without_an_answer_the_sentence_and_what_is_not_known_are_given(house: Database, clock: HandClock) -> None:
    line = live(house, clock, not_yet_known="Why it failed.")
    passed = asked(house, clock, line)
    assert (passed.answer, passed.say, passed.not_yet_known) == ("", SAY, "Why it failed.")


def test_beside_a_holding_line_no_follow_up_of_the_late_version_is_given(house: Database, clock: HandClock) -> None:
    line = live(house, clock, if_pressed=(SAFE,), not_yet_known="Why it failed.")
    clock.tick(minutes=30)
    passed = asked(house, clock, line, SAFE.question)
    assert (passed.answer, passed.say, passed.not_yet_known) == ("", HOLDING, "")


def test_before_a_line_is_out_questions_count_all_the_same(house: Database, clock: HandClock) -> None:
    line = hand_in(house, clock()).line
    passed = asked(house, clock, line)
    assert (passed.ask.times, passed.say) == (1, STANDING)
    assert tally(house, line).version == 0


def test_where_nothing_is_said_nothing_is_given(house: Database, clock: HandClock) -> None:
    with house.transaction() as tx:
        made = draft(clock())
        line = lines.open_line(tx, TEAM, topic_id=VPN, draft=made, by=CARL, now=clock()).line
    assert asked(house, clock, line).say == ""


def test_with_many_incidents_on_a_topic_the_answer_is_this_ones(house: Database, clock: HandClock) -> None:
    made = [live(house, clock, f"Cable {number} is cut.") for number in range(4)]
    assert [asked(house, clock, line).say for line in made] == [f"Cable {number} is cut." for number in range(4)]
    late = hand_in(house, clock()).line
    assert asked(house, clock, late).say.startswith("Cable ")


# -- the tally ------------------------------------------------------------------------------------------------------


def test_a_question_leaves_the_tally_with_the_version_that_answers_it(house: Database, clock: HandClock) -> None:
    line = live(house, clock)
    for question in (FLOOR, FLOOR, "Why?"):
        asked(house, clock, line, question)
    newer = next_version(
        house, clock, line, "Floors 2 and 3 are back.", if_pressed=(QuestionAnswer(FLOOR, "At four."),)
    )
    found = tally(house, line)
    assert [one.question for one in found.waiting] == ["Why?"]
    assert [one.question for one in found.answered] == [FLOOR]
    assert found.version == newer.number == 2
    [letter] = letters(house, TALLY, line.series)
    assert letter.wanted == 4


def test_an_answer_that_is_taken_out_again_leaves_the_question_waiting_and_answered_once(
    house: Database, clock: HandClock
) -> None:
    line = live(house, clock, if_pressed=(SAFE,))
    asked(house, clock, line, SAFE.question)
    next_version(house, clock, line, "Floors 2 and 3 are back.")
    assert waiting(house, line) == [(1, SAFE.question)]
    assert ratio(house, line).answered == 1


def test_what_was_withdrawn_answers_nothing(house: Database, clock: HandClock) -> None:
    line = live(house, clock, if_pressed=(SAFE,))
    asked(house, clock, line, SAFE.question)
    assert waiting(house, line) == []
    with house.transaction() as tx:
        tx.exec_driver_sql(
            f"UPDATE party_lines SET withdrawn_at = approved_at, instead = 'Not so.' WHERE id = '{line.id}'"  # noqa: S608
        )
    assert waiting(house, line) == [(1, SAFE.question)]
    held = got(house, clock, line)
    assert held.said_now is not None
    assert (held.is_current, held.said_now.say) == (False, "Not so.")
    assert asked(house, clock, line, SAFE.question).answer == ""


def test_the_tally_counts_who_has_the_version_that_is_live(house: Database, clock: HandClock) -> None:
    line = live(house, clock)
    for who in (SAM, BEA, ADA):
        got(house, clock, line, by=who)
    assert (tally(house, line).holders, tally(house, line).version) == (3, 1)
    next_version(house, clock, line, "Floors 2 and 3 are back.")
    assert (tally(house, line).holders, tally(house, line).version) == (0, 2)


def test_got_it_brings_a_tally_up_to_date_that_stands_and_makes_none(house: Database, clock: HandClock) -> None:
    line = live(house, clock)
    got(house, clock, line)
    assert letters(house, TALLY, line.series) == []
    asked(house, clock, line)
    got(house, clock, line, by=BEA)
    [letter] = letters(house, TALLY, line.series)
    assert letter.wanted == 1, "it waits to be sent, and will say the new count then"
    with house.transaction() as tx:
        tx.exec_driver_sql("UPDATE deliveries SET status = 'sent', ts = '1.0', sent = 1 WHERE kind = 'tally'")
    got(house, clock, line, by=ADA)
    got(house, clock, line, by=ADA)
    [letter] = letters(house, TALLY, line.series)
    assert letter.wanted == 2
    assert count(house, f"deliveries WHERE kind = 'tally' AND priority = {Priority.TIDYING.value}") == 1


def test_a_tally_of_what_is_not_there_is_refused(house: Database) -> None:
    with house.glance() as tx, pytest.raises(NoSuchIncident):
        flows.tally(tx, TEAM, "gone")


def test_listening_is_compared_with_pushing(house: Database, clock: HandClock) -> None:
    with house.transaction() as tx:
        topics.follow(tx, TEAM, NETWORK, SAM, clock())
        topics.follow(tx, TEAM, NETWORK, BEA, clock())
    line = live(house, clock, if_pressed=(SAFE,))
    next_version(house, clock, line, "Floors 2 and 3 are back.", if_pressed=(SAFE, QuestionAnswer(FLOOR, "At four.")))
    update(house, clock(), line.series, 2, "This one waits for approval.")
    for question in (FLOOR, FLOOR, SAFE.question, "Why?"):
        asked(house, clock, line, question)
    assert ratio(house, line) == Ratio(answered=2, versions=0, messages=0), "nothing has reached anybody yet"
    with house.transaction() as tx:
        tx.exec_driver_sql("UPDATE deliveries SET sent = 1, status = 'sent' WHERE kind IN ('card', 'note', 'news')")
    assert ratio(house, line) == Ratio(answered=2, versions=2, messages=count(house, "deliveries WHERE sent = 1"))
    assert ratio(house, line).messages >= 5
    with house.transaction() as tx:
        tx.exec_driver_sql("UPDATE deliveries SET status = 'waiting' WHERE destination <> 'C03NET'")
    assert ratio(house, line).messages >= 5, "what waits for its next edit stands all the same"


def ratio(house: Database, line: PartyLine) -> Ratio:
    with house.glance() as tx:
        compared = flows.tally(tx, TEAM, line.series, compared=True).ratio
    assert compared is not None
    return compared


def test_for_a_question_more_nobody_counts_what_was_sent(house: Database, clock: HandClock) -> None:
    line = live(house, clock)
    asked(house, clock, line)
    read: list[str] = []
    event.listen(house.engine, "before_cursor_execute", lambda *args: read.append(args[2]))
    assert tally(house, line).ratio is None
    assert read
    assert [one for one in read if "deliveries" in one] == []


def test_messages_of_another_incident_are_not_counted(house: Database, clock: HandClock) -> None:
    first, second = go_live(house, clock()), go_live(house, clock(), "The cable to London is cut.")
    with house.transaction() as tx:
        tx.execute(text("UPDATE deliveries SET sent = 1 WHERE ref = :incident"), {"incident": second.series})
    assert ratio(house, first).messages == 0
    assert ratio(house, second).messages == 1


def test_only_commanders_turn_a_question_into_an_answer(house: Database, clock: HandClock) -> None:
    line = live(house, clock)
    ask_id = asked(house, clock, line).ask.id
    with house.glance() as tx:
        assert flows.question(tx, TEAM, ask_id=ask_id, by=CARL).question == FLOOR
        for who in (SAM, ADA):
            with pytest.raises(NeedsRole, match="Only commanders answer what people are asked"):
                flows.question(tx, TEAM, ask_id=ask_id, by=who)
    grant(house, clock(), **{CARL: frozenset[Role]()})
    become(house, clock(), CARL, Kind.GUEST)
    with house.glance() as tx, pytest.raises(NotStaff):
        flows.question(tx, TEAM, ask_id=ask_id, by=CARL)
