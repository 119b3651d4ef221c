"""Handing an incident over, taking it over and saying what it is about, on both databases."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.commanding import flows
from bot.commanding.flows import Standing
from bot.commanding.letters import LETTERS
from bot.commanding.rules import CannotLead, ChangedMeanwhile, Lead, Leaving, TopicsLeave, lead_of, mark_of
from bot.deliveries.rules import Message
from bot.incidents.rules import AlreadyClosed, NoSuchIncident
from bot.party_lines import cases
from bot.people.rules import NeedsRole, Role
from bot.refusals import Refusals
from bot.storage import Database, Tx
from bot.topics import flows as topics
from bot.topics.flows import NoSuchTopic
from bot.topics.rules import Topic
from bot.withdrawals import flows as withdrawals
from tests.support.clock import HandClock
from tests.support.doors import must_fit_a_message, words_of
from tests.support.house import ADA, BEA, CARL, HOLDING, NETWORK, PAYROLL, SAM, STANDING, TEAM, TOPICS, VPN
from tests.support.lines import SAY, approve, go_live, hand_in, said
from tests.support.moves import ALL_CLEAR, close, count, entries, everything_written, grant, letters, update
from tests.support.together import at_once

LEADS = frozenset({Role.COMMANDER})
Act = Callable[[Tx], Standing]
BOTH = frozenset({Role.COMMANDER, Role.APPROVER})


@pytest.fixture(autouse=True)
def _several_commanders(house: Database, clock: HandClock) -> None:
    grant(house, clock(), U04APPROVER2=BOTH, U03STAFF=LEADS)


def now_led(house: Database, incident_id: str) -> Lead:
    with house.glance() as tx:
        return lead_of(flows.standing(tx, TEAM, incident_id).incident)


def change(
    house: Database,
    clock: HandClock,
    incident_id: str,
    wanted: Lead,
    *,
    seen: str = "",
    agreed: str = "",
    by: str = CARL,
) -> Standing:
    """Save a form that was opened just now, or that showed what `seen` names."""
    with house.transaction() as tx:
        shown = seen or lead_of(flows.start_handover(tx, TEAM, incident_id=incident_id, by=by).incident).mark
        return flows.hand_over(
            tx, TEAM, incident_id=incident_id, wanted=wanted, seen=shown, agreed=agreed, by=by, now=clock()
        )


def change_for_sure(house: Database, clock: HandClock, incident_id: str, wanted: Lead) -> tuple[Leaving, ...]:
    """Save a form that takes topics away, read what people are told then, and save it again. Returns what was read."""
    before = everything_written(house)
    with pytest.raises(TopicsLeave) as question:
        change(house, clock, incident_id, wanted)
    assert everything_written(house) == before
    change(house, clock, incident_id, wanted, agreed=mark_of(question.value.leaving))
    return question.value.leaving


def take(house: Database, clock: HandClock, incident_id: str, by: str) -> Standing:
    with house.transaction() as tx:
        return flows.take_over(tx, TEAM, incident_id=incident_id, by=by, now=clock())


def told(house: Database, clock: HandClock) -> dict[str, str]:
    """Return what each person is told of who leads, as it would be written now."""
    found = {}
    with house.glance() as tx:
        rows = tx.exec_driver_sql("SELECT ref, destination FROM deliveries WHERE kind = 'handover'").all()
        for ref, destination in rows:
            message = LETTERS["handover"](tx, TEAM, ref, clock())
            assert ref.endswith(destination)
            found[destination] = _checked(message)
    return found


def _checked(message: Message | None) -> str:
    if message is None:
        return ""
    must_fit_a_message({"text": message.text, "blocks": list(message.blocks)})
    return f"{message.text} | {words_of(list(message.blocks))}"


# -- handing over -------------------------------------------------------------------------------------------------


def test_handing_over_changes_who_leads_and_is_journalled(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    before = len(entries(house))
    change(house, clock, line.series, Lead(BEA, SAM, (NETWORK,)))
    assert now_led(house, line.series) == Lead(BEA, SAM, (NETWORK,))
    new = [(e.verb, e.subject_id, e.before, e.after, e.by) for e in entries(house)[before:]]
    assert new == [
        ("hand_over", line.series, CARL, BEA, CARL),
        ("set_deputy", line.series, "", SAM, CARL),
    ]


def test_the_new_and_the_old_commander_and_the_deputy_are_told_how_it_stands(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    change(house, clock, line.series, Lead(BEA, SAM, (NETWORK,)))
    found = told(house, clock)
    assert set(found) == {BEA, CARL, SAM}
    assert found[BEA].startswith("You lead Network now.")
    assert "version 1 was the newest. For what is said now, type `/partyline network`." in found[BEA]
    assert "Update" in found[BEA]
    assert found[CARL].startswith(f"<@{BEA}> leads Network now")
    assert found[SAM].startswith("You are the deputy on Network now")
    assert "Update" not in found[CARL] + found[SAM]


def test_a_letter_says_how_it_stands_when_it_is_sent_and_nothing_after_the_end(
    house: Database, clock: HandClock
) -> None:
    line = go_live(house, clock())
    change(house, clock, line.series, Lead(BEA, "", (NETWORK,)))
    change(house, clock, line.series, Lead(SAM, "", (NETWORK,)), by=BEA)
    assert "leads Network now" in told(house, clock)[BEA]
    approve(house, close(house, clock(), line.series, 1), clock())
    assert set(told(house, clock).values()) == {""}


def test_a_letter_of_an_incident_without_an_approved_line_says_so(house: Database, clock: HandClock) -> None:
    incident_id = hand_in(house, clock()).line.series
    change(house, clock, incident_id, Lead(BEA, "", (NETWORK,)))
    assert "No line on it has been approved yet." in told(house, clock)[BEA]
    with house.glance() as tx:
        assert LETTERS["handover"](tx, TEAM, f"nothing/x/{BEA}", clock()) is None


def test_a_letter_quotes_nothing_that_could_be_withdrawn_replaced_or_late(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    change(house, clock, line.series, Lead(BEA, SAM, (NETWORK,)))
    for what in told(house, clock).values():
        assert SAY not in what
        assert "Next update" not in what
    with house.transaction() as tx:
        withdrawals.withdraw(tx, TEAM, incident_id=line.series, number=1, reason="Wrong.", by=BEA, now=clock())
    assert HOLDING not in "".join(told(house, clock).values())


def test_each_handover_tells_anew(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    for leader, by in ((BEA, CARL), (CARL, BEA), (BEA, CARL)):
        change(house, clock, line.series, Lead(leader, "", (NETWORK,)), by=by)
    assert count(house, "deliveries WHERE kind = 'handover'") == 6


def test_the_cards_in_channels_are_renewed_because_they_name_the_commander(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    [card] = letters(house, "card", line.series)
    change(house, clock, line.series, Lead(BEA, "", (NETWORK,)))
    [again] = letters(house, "card", line.series)
    assert (again.destination, again.wanted) == (card.destination, card.wanted + 1)


def test_saving_what_stands_changes_nothing(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    before = everything_written(house)
    change(house, clock, line.series, Lead(CARL, "", (NETWORK,)), seen="an older form")
    assert everything_written(house) == before


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (Lead(ADA, "", (NETWORK,)), "commander"),
        (Lead("", "", (NETWORK,)), "commander"),
        (Lead("U0NOBODY", "", (NETWORK,)), "commander"),
        (Lead(BEA, "U09CLERK", (NETWORK,)), "deputy"),
        (Lead(BEA, BEA, (NETWORK,)), "deputy"),
        (Lead(BEA, "", ()), "topics"),
    ],
)
def test_who_could_not_act_and_an_incident_about_nothing_are_refused_at_their_field(
    house: Database, clock: HandClock, wanted: Lead, field: str
) -> None:
    line = go_live(house, clock())
    before = everything_written(house)
    with pytest.raises(Refusals) as refused:
        change(house, clock, line.series, wanted)
    assert [one.field for one in refused.value.refusals] == [field]
    assert everything_written(house) == before


def test_of_many_commanders_some_are_named_and_nobody_by_an_id(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    grant(house, clock(), U00NEW=LEADS, U01APPROVER=LEADS, U04APPROVER2=LEADS, U03STAFF=LEADS, U06MORE=LEADS)
    with pytest.raises(Refusals) as refused:
        change(house, clock, line.series, Lead("U09CLERK", "", (NETWORK,)))
    sentence = refused.value.sentence
    assert sentence.startswith("Only commanders can lead an incident: ")
    assert "U0" not in sentence
    assert CannotLead(["A", "B", "C", "D", "E"]).sentence.startswith(
        "Only commanders can lead an incident: A, B, C, D and others. Choose one"
    )
    assert CannotLead([]).sentence.startswith("Only commanders can lead an incident. Choose one")


def test_only_commanders_hand_over(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    for by in (ADA, "U09CLERK"):
        with pytest.raises(Exception, match=r"Only commanders hand incidents over|for our own IT staff"):
            change(house, clock, line.series, Lead(BEA, "", (NETWORK,)), by=by, seen="x")
    assert now_led(house, line.series).commander == CARL


def test_a_form_that_somebody_was_faster_than_is_refused(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    seen = now_led(house, line.series).mark
    change(house, clock, line.series, Lead(BEA, "", (NETWORK,)), seen=seen)
    with pytest.raises(ChangedMeanwhile):
        change(house, clock, line.series, Lead(SAM, "", (NETWORK,)), seen=seen)
    assert now_led(house, line.series).commander == BEA


def test_a_form_of_an_incident_that_was_closed_meanwhile_is_refused(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    seen = now_led(house, line.series).mark
    approve(house, close(house, clock(), line.series, 1), clock())
    with pytest.raises(AlreadyClosed):
        change(house, clock, line.series, Lead(BEA, "", (NETWORK,)), seen=seen)
    with pytest.raises(NoSuchIncident):
        change(house, clock, "nothing", Lead(BEA, "", (NETWORK,)), seen=seen)


def test_of_two_who_hand_over_at_once_one_is_refused(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    seen = now_led(house, line.series).mark

    def handing(to: str) -> Act:
        wanted = Lead(to, "", (NETWORK,))
        return lambda tx: flows.hand_over(
            tx, TEAM, incident_id=line.series, wanted=wanted, seen=seen, by=CARL, now=clock()
        )

    results = at_once(house, handing(BEA), handing(SAM))
    assert sorted(type(one).__name__ for one in results) == ["ChangedMeanwhile", "Standing"]
    assert count(house, "journal WHERE verb = 'hand_over'") == 1


# -- what it is about ---------------------------------------------------------------------------------------------


def test_an_incident_answers_on_each_of_its_topics(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    change(house, clock, line.series, Lead(CARL, "", (NETWORK, PAYROLL)))
    assert said(house, "network", clock()) == said(house, "payroll", clock()) == [SAY]
    entry = entries(house)[-1]
    assert (entry.verb, entry.before, entry.after) == ("set_topics", "1 topics", "2 topics")
    assert entry.facts == {"before": NETWORK, "after": f"{NETWORK} {PAYROLL}"}

    approve(house, update(house, clock(), line.series, 1, "Newer words for both."), clock())
    assert said(house, "network", clock()) == said(house, "payroll", clock()) == ["Newer words for both."]
    approve(house, close(house, clock(), line.series, 2), clock())
    assert said(house, "network", clock()) == said(house, "payroll", clock()) == [ALL_CLEAR]


def test_a_topic_that_is_taken_away_answers_as_before(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    change(house, clock, line.series, Lead(CARL, "", (NETWORK, PAYROLL)))
    [read] = change_for_sure(house, clock, line.series, Lead(CARL, "", (PAYROLL,)))
    assert (read.topic.id, read.say) == (NETWORK, STANDING)
    assert said(house, "network", clock()) == [STANDING]
    assert said(house, "payroll", clock()) == [SAY]


def test_what_people_are_told_then_may_be_another_incidents_line(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    go_live(house, clock.tick(minutes=1), say="The guest network is down.")
    [read] = change_for_sure(house, clock, line.series, Lead(CARL, "", (PAYROLL,)))
    assert read.say == "The guest network is down."
    assert said(house, "network", clock()) == ["The guest network is down."]


def test_what_was_read_counts_only_while_it_is_what_people_are_told(house: Database, clock: HandClock) -> None:
    line, wanted = go_live(house, clock()), Lead(CARL, "", (PAYROLL,))
    with pytest.raises(TopicsLeave) as question:
        change(house, clock, line.series, wanted)
    go_live(house, clock.tick(minutes=1), say="The guest network is down.")
    with pytest.raises(TopicsLeave):
        change(house, clock, line.series, wanted, agreed=mark_of(question.value.leaving))
    assert now_led(house, line.series).topic_ids == (NETWORK,)


def test_the_first_topic_stays_the_first_while_it_is_one(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock(), topic_id=VPN)
    change(house, clock, line.series, Lead(CARL, "", (NETWORK, VPN, PAYROLL)))
    assert now_led(house, line.series).topic_ids == (VPN, NETWORK, PAYROLL)
    assert update(house, clock(), line.series, 1, "Newer words.").line.topic_id == VPN


def test_the_channels_of_an_added_topic_get_the_card_and_those_of_one_taken_away_keep_it(
    house: Database, clock: HandClock
) -> None:
    with house.transaction() as tx:
        wired = (TOPICS[0], replace(TOPICS[1], channels=("C04PAY", "C03NET")), TOPICS[2])
        topics.set_topics(tx, TEAM, wired, by="operator", now=clock())
    line = go_live(house, clock())
    change(house, clock, line.series, Lead(CARL, "", (NETWORK, PAYROLL)))
    assert {one.destination: one.wanted for one in letters(house, "card", line.series)} == {"C03NET": 2, "C04PAY": 1}
    change_for_sure(house, clock, line.series, Lead(CARL, "", (PAYROLL,)))
    assert {one.destination: one.wanted for one in letters(house, "card", line.series)} == {"C03NET": 3, "C04PAY": 2}


def test_before_a_first_approval_no_card_goes_anywhere(house: Database, clock: HandClock) -> None:
    incident_id = hand_in(house, clock(), topic_id=PAYROLL).line.series
    change(house, clock, incident_id, Lead(CARL, "", (NETWORK, PAYROLL)))
    assert letters(house, "card", incident_id) == []


def test_a_topic_that_is_gone_is_refused(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    with pytest.raises(NoSuchTopic):
        change(house, clock, line.series, Lead(CARL, "", (NETWORK, "t-gone")))
    assert now_led(house, line.series).topic_ids == (NETWORK,)


def test_many_topics_are_named_shortly(house: Database, clock: HandClock) -> None:
    more = [Topic(f"t-{number}", f"{'x' * 70}{number}") for number in range(99)]
    with house.transaction() as tx:
        topics.set_topics(tx, TEAM, [*TOPICS, *more], by="operator", now=clock())
    line = go_live(house, clock())
    wanted = (NETWORK, *(topic.id for topic in more))
    stands = change(house, clock, line.series, Lead(BEA, "", wanted))
    assert stands.title.startswith("Network, Xxx")
    assert stands.title.endswith("and 97 more")
    assert "97 more" in told(house, clock)[BEA]


# -- taking over --------------------------------------------------------------------------------------------------


def test_a_commander_takes_the_lead_at_once_and_the_one_before_is_told(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    clock.tick(hours=1)
    assert take(house, clock, line.series, BEA).incident.commander == BEA
    assert now_led(house, line.series).commander == BEA
    assert set(told(house, clock)) == {CARL}
    last = entries(house)[-1]
    assert (last.verb, last.before, last.after, last.by) == ("hand_over", CARL, BEA, BEA)


def test_a_deputy_who_takes_over_is_no_deputy_any_more(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    change(house, clock, line.series, Lead(CARL, BEA, (NETWORK,)))
    take(house, clock, line.series, BEA)
    assert now_led(house, line.series) == Lead(BEA, "", (NETWORK,))


def test_another_deputy_stays_when_somebody_takes_over(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    change(house, clock, line.series, Lead(CARL, SAM, (NETWORK,)))
    take(house, clock, line.series, BEA)
    assert now_led(house, line.series) == Lead(BEA, SAM, (NETWORK,))


def test_whoever_holds_no_role_for_it_cannot_take_over(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    with pytest.raises(NeedsRole, match="Only commanders lead incidents") as refused:
        take(house, clock, line.series, ADA)
    assert CARL in refused.value.ask
    assert now_led(house, line.series).commander == CARL


def test_of_two_who_take_over_at_once_the_second_finds_who_leads(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    clock.tick(hours=1)

    def taking(by: str) -> Act:
        return lambda tx: flows.take_over(tx, TEAM, incident_id=line.series, by=by, now=clock())

    results = at_once(house, taking(BEA), taking(SAM))
    leaders = {one.incident.commander for one in results if isinstance(one, Standing)}
    assert len(results) == 2
    assert leaders == {now_led(house, line.series).commander}
    assert count(house, "journal WHERE verb = 'hand_over'") == 1


def test_whoever_took_over_after_a_missed_promise_keeps_the_lead_until_the_next_is_missed(
    house: Database, clock: HandClock
) -> None:
    line = go_live(house, clock())
    clock.tick(minutes=40)
    take(house, clock, line.series, BEA)
    clock.tick(minutes=20)
    assert take(house, clock, line.series, SAM).incident.commander == BEA
    approve(house, update(house, clock(), line.series, 1, "Newer words.", by=BEA), clock())
    clock.tick(minutes=45)
    assert take(house, clock, line.series, SAM).incident.commander == SAM


def test_taking_over_what_one_leads_changes_nothing(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    before = everything_written(house)
    take(house, clock, line.series, CARL)
    assert everything_written(house) == before


def test_a_closed_incident_cannot_be_taken_over(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    approve(house, close(house, clock(), line.series, 1), clock())
    with pytest.raises(AlreadyClosed):
        take(house, clock, line.series, BEA)


def test_whoever_leads_sees_how_far_the_newest_version_has_come(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    change(house, clock, line.series, replace(now_led(house, line.series), commander=SAM))
    assert {one.destination for one in letters(house, "push_list", line.id)} == {CARL, SAM}


def test_the_approver_reads_all_that_a_line_will_answer_for(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    change(house, clock, line.series, replace(now_led(house, line.series), topic_ids=(NETWORK, VPN)))
    waiting = update(house, clock(), line.series, 1, "Newer.")
    with house.glance() as tx:
        case = cases.case(tx, TEAM, waiting.approval.id, clock())
    assert case is not None
    assert case.topic == "Network and Vpn"
