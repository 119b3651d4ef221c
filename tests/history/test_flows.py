"""What the history of a topic tells, to whom, and page by page; on both databases."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.asks import records as ask_records
from bot.asks.rules import Lookup
from bot.breakglass import flows as breakglass
from bot.commanding import flows as commanding
from bot.commanding.rules import Lead, lead_of
from bot.history import flows
from bot.history.flows import Page
from bot.history.rules import PAGE, NoSuchVersion, live_until, promise_words, status_words
from bot.incidents import flows as incidents
from bot.party_lines.rules import LineKind, PartyLine
from bot.people.rules import NeedsRole, NotStaff, Role
from bot.storage import Database
from bot.topics import records as topic_records
from bot.topics.flows import NoSuchTopic
from bot.withdrawals import flows as withdrawals
from tests.support.clock import HandClock
from tests.support.house import ADA, BEA, CARL, NETWORK, NORA, PAYROLL, SAM, TEAM, furnish
from tests.support.lines import SAY, approve, go_live, hand_in, seen
from tests.support.moves import close, everything_written, grant, send_back, update


def history(house: Database, clock: HandClock, topic: str = NETWORK, *, by: str = CARL, older_than: str = "") -> Page:
    with house.glance() as tx:
        return flows.page(tx, TEAM, topic_id=topic, older_than=older_than, by=by, now=clock())


def numbers(found: Page) -> list[int]:
    return [one.line.number for one in found.versions]


def looked_up(house: Database, clock: HandClock, line: PartyLine, kind: LineKind, *people: str) -> None:
    with house.transaction() as tx:
        notes = [Lookup(TEAM, who, line.topic_id, line.id, kind.value, clock()) for who in people]
        ask_records.add_lookups(tx, notes)


def sent(house: Database, kind: str) -> None:
    """Let Slack take whatever waits of a kind."""
    with house.transaction() as tx:
        said = "UPDATE deliveries SET status = 'sent', ts = '1.1', sent = wanted WHERE kind = '{}'"
        tx.exec_driver_sql(said.format(kind))


def many(house: Database, clock: HandClock, count: int) -> list[PartyLine]:
    """Approve so many versions of one incident, a minute apart."""
    lines = [go_live(house, clock(), "Version 1.")]
    for number in range(2, count + 1):
        clock.tick(minutes=1)
        lines.append(approve(house, update(house, clock(), lines[0].series, number - 1, f"Version {number}."), clock()))
    return lines


# -- who may ------------------------------------------------------------------------------------------------------


def test_commanders_and_approvers_may_read_it_and_nobody_else(house: Database, clock: HandClock) -> None:
    go_live(house, clock())
    for by in (CARL, BEA):
        assert numbers(history(house, clock, by=by)) == [1]
    with pytest.raises(NeedsRole, match="Only commanders and approvers read the history of a topic"):
        history(house, clock, by=SAM)
    with pytest.raises(NotStaff):
        history(house, clock, by=NORA)
    with house.glance() as tx, pytest.raises(NeedsRole):
        flows.version(tx, TEAM, "any", by=SAM)


def test_a_topic_or_version_that_is_not_there_or_elsewhere_is_refused(house: Database, clock: HandClock) -> None:
    furnish(house, clock(), "T02OTHER")
    line = go_live(house, clock())
    with pytest.raises(NoSuchTopic):
        history(house, clock, "t-gone")
    with house.glance() as tx:
        for workspace, line_id in ((TEAM, "nothing"), ("T02OTHER", line.id)):
            with pytest.raises(NoSuchVersion):
                flows.version(tx, workspace, line_id, by=CARL)
        assert flows.page(tx, "T02OTHER", topic_id=NETWORK, by=CARL, now=clock()).versions == ()


def test_reading_changes_nothing(house: Database, clock: HandClock) -> None:
    many(house, clock, 3)
    before = everything_written(house)
    history(house, clock)
    assert everything_written(house) == before


# -- what became of each ------------------------------------------------------------------------------------------


def told(found: Page, clock: HandClock) -> dict[int, str]:
    return {one.line.number: status_words(one.line, clock()) for one in found.versions}


def test_it_tells_what_became_of_each_version_newest_first(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    send_back(house, update(house, clock(), line.series, 1, "Sent back."), clock(), reason="Say which floors.")
    update(house, clock(), line.series, 2, "Cancelled.")
    update(house, clock(), line.series, 3, "Waits.")
    found = history(house, clock)
    assert numbers(found) == [4, 3, 2, 1]
    assert told(found, clock) == {1: "live", 2: "sent back", 3: "replaced before approval", 4: "waiting for approval"}
    assert {one.line.number: one.reason for one in found.versions if one.reason} == {2: "Say which floors."}


def test_what_nothing_took_the_place_of_is_not_called_live_when_its_time_is_over(
    house: Database, clock: HandClock
) -> None:
    line = go_live(house, clock())
    approve(house, close(house, clock(), line.series, 1), clock())
    clock.tick(hours=24, microseconds=-1)
    assert told(history(house, clock), clock) == {1: "replaced", 2: "live"}
    clock.tick(microseconds=1)
    assert told(history(house, clock), clock) == {1: "replaced", 2: "over"}
    until = clock() + timedelta(minutes=15)
    unreviewed = replace(line, approved_by=None, glass_reason="Nobody answers.", glass_until=until)
    assert status_words(unreviewed, clock()) == "live, published without review"
    assert status_words(unreviewed, until) == "no longer said, published without review"


def test_it_tells_from_when_until_when_a_version_was_live(house: Database, clock: HandClock) -> None:
    start = clock()
    many(house, clock, 2)
    newer, older = history(house, clock).versions
    assert live_until(older.line, older.ended_at, clock()) == start + timedelta(minutes=1)
    assert live_until(newer.line, newer.ended_at, clock()) is None


def test_what_was_never_live_was_live_until_no_time(house: Database, clock: HandClock) -> None:
    send_back(house, hand_in(house, clock()), clock())
    [one] = history(house, clock).versions
    assert one.ended_at == clock()
    assert live_until(one.line, one.ended_at, clock()) is None


def test_a_closing_line_was_said_for_a_day(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    approve(house, close(house, clock(), line.series, 1), clock())
    closed_at = clock()
    clock.tick(hours=23)
    newest = history(house, clock).versions[0]
    assert live_until(newest.line, newest.ended_at, clock()) is None
    clock.tick(hours=2)
    assert live_until(newest.line, newest.ended_at, clock()) == closed_at + timedelta(hours=24)


def test_a_withdrawn_version_says_so_and_was_live_until_then(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    at = clock.tick(minutes=5)
    with house.transaction() as tx:
        withdrawals.withdraw(tx, TEAM, incident_id=line.series, number=1, reason="Wrong floors.", by=CARL, now=at)
    clock.tick(hours=1)
    [one] = history(house, clock).versions
    assert status_words(one.line, clock()) == "withdrawn"
    assert one.line.withdrawn_why == "Wrong floors."
    assert live_until(one.line, one.ended_at, clock()) == at
    assert promise_words(one.line, one.ended_at, clock()) == ""
    approve(house, update(house, clock(), line.series, 1, "Right floors."), clock())
    older = history(house, clock).versions[1]
    assert (status_words(older.line, clock()), live_until(older.line, older.ended_at, clock())) == ("withdrawn", at)


def published_unreviewed(house: Database, clock: HandClock) -> PartyLine:
    submitted = hand_in(house, clock())
    with house.transaction() as tx:
        breakglass.break_glass(
            tx,
            TEAM,
            approval_id=submitted.approval.id,
            seen=seen(submitted),
            reason="Nobody answers, and shops are shut.",
            by=CARL,
            now=clock(),
        )
    return submitted.line


# -- promises -----------------------------------------------------------------------------------------------------


def test_it_tells_which_promises_were_kept(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    first = history(house, clock).versions[0]
    assert promise_words(first.line, first.ended_at, clock()) == ""
    clock.tick(minutes=10)
    approve(house, update(house, clock(), line.series, 1, "In time."), clock())
    clock.tick(minutes=40)
    late, kept = history(house, clock).versions
    assert promise_words(kept.line, kept.ended_at, clock()) == "kept"
    assert promise_words(late.line, late.ended_at, clock()) == "late"
    approve(house, update(house, clock(), line.series, 2, "Too late."), clock())
    still_late = history(house, clock).versions[1]
    assert promise_words(still_late.line, still_late.ended_at, clock()) == "late"


def test_what_never_went_live_promised_nobody_anything(house: Database, clock: HandClock) -> None:
    hand_in(house, clock())
    clock.tick(hours=1)
    [one] = history(house, clock).versions
    assert promise_words(one.line, one.ended_at, clock()) == ""


# -- whom it reached ----------------------------------------------------------------------------------------------


def test_it_counts_the_people_who_were_given_the_sentence_and_not_what_took_its_place(
    house: Database, clock: HandClock
) -> None:
    old, new = many(house, clock, 2)
    looked_up(house, clock, old, LineKind.INCIDENT, SAM, SAM, ADA)
    looked_up(house, clock, new, LineKind.INCIDENT, SAM)
    looked_up(house, clock, new, LineKind.HOLDING, ADA, BEA)
    newer, older = history(house, clock).versions
    assert (older.reach.look_ups, older.reach.people) == (3, 2)
    assert (newer.reach.look_ups, newer.reach.people) == (1, 1)


def test_it_counts_the_messages_that_carried_a_version(house: Database, clock: HandClock) -> None:
    with house.transaction() as tx:
        topic_records.follow(tx, TEAM, NETWORK, SAM, clock())
    line = go_live(house, clock())
    assert [one.reach.messages for one in history(house, clock).versions] == [0]
    for kind in ("card", "news"):
        sent(house, kind)
    clock.tick(minutes=1)
    approve(house, update(house, clock(), line.series, 1, "Newer."), clock())
    assert [one.reach.messages for one in history(house, clock).versions] == [1, 2]
    for kind in ("note", "news"):
        sent(house, kind)
    newer, older = history(house, clock).versions
    assert older.reach.messages == 2  # the card in the channel, the news to the follower
    assert newer.reach.messages == 3  # the same, and the note below the card


def test_a_card_that_came_later_did_not_carry_an_earlier_version(house: Database, clock: HandClock) -> None:
    first = go_live(house, clock(), topic_id=PAYROLL)
    clock.tick(minutes=1)
    approve(house, update(house, clock(), first.series, 1, "Newer."), clock())
    clock.tick(minutes=1)
    with house.transaction() as tx:
        shown = lead_of(commanding.start_handover(tx, TEAM, incident_id=first.series, by=CARL).incident).mark
        wanted = Lead(CARL, "", (PAYROLL, NETWORK))
        commanding.hand_over(tx, TEAM, incident_id=first.series, wanted=wanted, seen=shown, by=CARL, now=clock())
    sent(house, "card")
    newer, older = history(house, clock).versions
    assert (newer.reach.messages, older.reach.messages) == (1, 0)


# -- which versions, page by page ---------------------------------------------------------------------------------


def test_pages_hold_so_many_and_lead_on_to_the_first_version(house: Database, clock: HandClock) -> None:
    count = 2 * PAGE + 1
    many(house, clock, count)
    found: list[int] = []
    older_than = ""
    pages: list[Page] = []
    while not pages or pages[-1].more:
        pages.append(history(house, clock, older_than=older_than))
        found += numbers(pages[-1])
        older_than = pages[-1].versions[-1].line.id
    assert found == list(range(count, 0, -1))
    assert [len(page.versions) for page in pages] == [PAGE, PAGE, 1]
    assert [page.is_newest for page in pages] == [True, False, False]


def test_versions_of_one_instant_are_all_shown_once(house: Database, clock: HandClock) -> None:
    for number in range(PAGE):
        line = go_live(house, clock(), f"Incident {number}.")
        approve(house, update(house, clock(), line.series, 1, f"Incident {number}, again."), clock())
    first = history(house, clock)
    second = history(house, clock, older_than=first.versions[-1].line.id)
    found = {one.line.id for one in (*first.versions, *second.versions)}
    assert len(found) == 2 * PAGE
    assert not second.more


def test_a_page_stays_where_it_was_when_something_new_comes(house: Database, clock: HandClock) -> None:
    lines = many(house, clock, PAGE + 2)
    first = history(house, clock)
    clock.tick(minutes=1)
    approve(house, update(house, clock(), lines[0].series, PAGE + 2, "New meanwhile."), clock())
    assert numbers(history(house, clock, older_than=first.versions[-1].line.id)) == [2, 1]


def test_each_version_is_compared_with_the_one_before_it_also_across_pages(house: Database, clock: HandClock) -> None:
    many(house, clock, PAGE + 1)
    last = history(house, clock).versions[-1]
    assert last.line.number == 2
    assert last.before is not None
    assert last.before.words.say == "Version 1."
    second = history(house, clock, older_than=last.line.id)
    assert second.versions[0].before is None


def test_versions_stay_in_the_history_of_a_topic_that_the_incident_is_not_about_any_more(
    house: Database, clock: HandClock
) -> None:
    line = go_live(house, clock())
    for topic_ids in ((NETWORK, PAYROLL), (PAYROLL,)):
        with house.transaction() as tx:
            incidents.set_topics(tx, TEAM, incident_id=line.series, topic_ids=topic_ids, by=CARL, now=clock())
    assert numbers(history(house, clock)) == numbers(history(house, clock, PAYROLL)) == [1]


# -- putting forward again ----------------------------------------------------------------------------------------


def again(found: Page) -> Sequence[str]:
    return [one.again for one in found.versions]


def test_what_is_live_or_waits_need_not_be_put_forward_and_the_rest_may(house: Database, clock: HandClock) -> None:
    old, _ = many(house, clock, 2)
    update(house, clock(), old.series, 2, "Waits.")
    assert again(history(house, clock)) == ["", "", old.series]


def test_approvers_who_do_not_command_put_nothing_forward(house: Database, clock: HandClock) -> None:
    old, _ = many(house, clock, 2)
    assert again(history(house, clock, by=ADA)) == ["", ""]
    grant(house, clock(), U01APPROVER=frozenset({Role.APPROVER, Role.COMMANDER}))
    assert again(history(house, clock, by=ADA)) == ["", old.series]


def test_where_nothing_is_open_nothing_is_put_forward(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    approve(house, close(house, clock(), line.series, 1), clock())
    assert again(history(house, clock)) == ["", ""]


def test_words_of_an_incident_that_is_over_go_to_the_one_that_is_open_and_to_none_of_several(
    house: Database, clock: HandClock
) -> None:
    line = go_live(house, clock())
    approve(house, close(house, clock(), line.series, 1), clock())
    clock.tick(minutes=1)
    new = go_live(house, clock(), "Once more.")
    assert again(history(house, clock)) == ["", new.series, new.series]
    clock.tick(minutes=1)
    go_live(house, clock(), "And another.")
    assert again(history(house, clock)) == ["", "", "", ""]


def test_what_was_published_without_review_says_so(house: Database, clock: HandClock) -> None:
    line = published_unreviewed(house, clock)
    [one] = history(house, clock).versions
    assert status_words(one.line, clock()) == "live, published without review"
    until = one.line.glass_until
    assert until is not None
    assert live_until(one.line, None, until - timedelta(seconds=1)) is None
    assert live_until(one.line, None, until) == until
    assert one.line.words.say == SAY
    assert line.id == one.line.id
