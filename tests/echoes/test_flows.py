"""What readers answer, what is heard under posts, and what the author is told of it; on both databases."""

from datetime import timedelta

import pytest

from bot.deliveries import paces
from bot.deliveries.rules import DeliveryStatus, Priority
from bot.echoes import flows, records
from bot.echoes.flows import FIRST_LOOK, HEARD, LISTENING, WISH
from bot.echoes.rules import (
    LONGEST_WISH,
    TOLD_EVERY,
    Counts,
    LongWish,
    NothingToAnswer,
    NoWords,
    WishedEnough,
)
from bot.people.rules import Kind, NotMember
from bot.statements import publishing
from bot.statements.rules import Echo, Statement
from bot.storage import Database, Tx
from tests.support.clock import HandClock
from tests.support.echoes import FIRST, SECOND, ears, echo, hear, out, stand, sweep, take
from tests.support.house import ADA, BEA, GUS, NORA, OLGA, SAM, TEAM, furnish
from tests.support.moves import become, count, entries
from tests.support.statements import keep, sent
from tests.support.together import at_once

WORDS = "Does it work from home?"
NEVER_MET = "U0STRANGER"


def vote(house: Database, clock: HandClock, statement: Statement, by: str, *, useful: bool) -> None:
    with house.transaction() as tx:
        flows.vote(tx, TEAM, statement_id=statement.id, useful=useful, by=by, now=clock())


def wish(house: Database, clock: HandClock, statement: Statement, words: str = WORDS, by: str = NORA) -> Statement:
    with house.transaction() as tx:
        return flows.wish(tx, TEAM, statement_id=statement.id, words=words, by=by, now=clock())


def retract(house: Database, clock: HandClock, statement: Statement) -> None:
    with house.transaction() as tx:
        publishing.retract(
            tx,
            TEAM,
            statement_id=statement.id,
            live=statement.live,
            reason="Wrong.",
            tell_by_mail=False,
            by=SAM,
            now=clock(),
        )


# -- was this useful? -----------------------------------------------------------------------------------------------


def test_every_member_may_answer_whether_of_it_or_not(house: Database, clock: HandClock) -> None:
    statement = out(house, clock())
    for who in (NORA, ADA, BEA):
        vote(house, clock, statement, who, useful=True)
    vote(house, clock, statement, SAM, useful=False)
    assert echo(house, statement) == Echo(useful=3, not_useful=1)


def test_one_answer_a_person_counts_and_it_can_be_changed(house: Database, clock: HandClock) -> None:
    statement = out(house, clock())
    for useful in (True, True, False, True, False):
        vote(house, clock, statement, NORA, useful=useful)
    assert echo(house, statement) == Echo(not_useful=1)
    assert count(house, "statement_votes") == 1


@pytest.mark.parametrize("who", [GUS, OLGA, NEVER_MET, ""])
def test_guests_outside_people_and_strangers_cannot_answer(house: Database, clock: HandClock, who: str) -> None:
    statement = out(house, clock())
    for useful in (True, False):
        with pytest.raises(NotMember, match="Only members of this workspace"):
            vote(house, clock, statement, who, useful=useful)
    with pytest.raises(NotMember):
        wish(house, clock, statement, by=who)
    with house.glance() as tx, pytest.raises(NotMember):
        flows.whom_to_tell(tx, TEAM, statement_id=statement.id, by=who)
    assert count(house, "statement_votes") == count(house, "statement_wishes") == 0


def test_a_member_who_became_a_guest_cannot_answer_any_more(house: Database, clock: HandClock) -> None:
    statement = out(house, clock())
    become(house, clock(), NORA, Kind.GUEST)
    with pytest.raises(NotMember):
        vote(house, clock, statement, NORA, useful=True)


def test_what_is_not_out_or_was_taken_back_cannot_be_answered(house: Database, clock: HandClock) -> None:
    statement = out(house, clock())
    draft = keep(house, clock())
    retract(house, clock, statement)
    for one in (draft, statement):
        with pytest.raises(NothingToAnswer, match="taken back"):
            vote(house, clock, one, NORA, useful=True)
        with pytest.raises(NothingToAnswer):
            wish(house, clock, one)
    assert count(house, "statement_votes") == 0


def test_a_statement_of_another_workspace_cannot_be_answered(house: Database, clock: HandClock) -> None:
    statement = out(house, clock())
    furnish(house, clock(), "T02OTHER")
    with house.transaction() as tx, pytest.raises(NothingToAnswer):
        flows.vote(tx, "T02OTHER", statement_id=statement.id, useful=True, by=NORA, now=clock())


def test_answers_change_no_post_and_write_no_journal(house: Database, clock: HandClock) -> None:
    statement = out(house, clock())
    before = (len(entries(house)), sent(house, "statement_post", statement.id))
    vote(house, clock, statement, NORA, useful=True)
    wish(house, clock, statement)
    assert (len(entries(house)), sent(house, "statement_post", statement.id)) == before


def test_two_who_answer_at_once_both_count_and_one_person_twice_at_once_counts_once(
    house: Database, clock: HandClock
) -> None:
    statement = out(house, clock())

    def say(who: str, useful: bool) -> object:
        def act(tx: Tx) -> None:
            flows.vote(tx, TEAM, statement_id=statement.id, useful=useful, by=who, now=clock())

        return act

    acts = [say(NORA, True), say(NORA, False), say(ADA, True), say(NORA, True), say(BEA, True)]
    assert at_once(house, *acts) == [None] * 5  # type: ignore[arg-type]
    found = echo(house, statement)
    assert (found.useful + found.not_useful, count(house, "statement_votes")) == (3, 3)


# -- what is missing ------------------------------------------------------------------------------------------------


def test_what_a_reader_misses_goes_to_the_author(house: Database, clock: HandClock) -> None:
    statement = out(house, clock())
    assert wish(house, clock, statement, "  When?\r\nWho pays?\u200b ").author == SAM
    ref = f"{statement.id}.{NORA}.1"
    [letter] = sent(house, WISH, ref)
    assert letter.destination == SAM
    assert count(house, f"deliveries WHERE kind = '{WISH}' AND priority = {Priority.PEOPLE.value}") == 1
    with house.glance() as tx:
        found = flows.wish_of(tx, TEAM, ref)
    assert found is not None
    assert (found[0].words, found[0].person, found[1]) == ("When?\nWho pays?", NORA, statement.fields.subject)


def test_somebody_may_write_three_times_about_a_statement_and_not_a_fourth_time(
    house: Database, clock: HandClock
) -> None:
    first, second = out(house, clock()), out(house, clock(), audience="Everyone")
    for _ in range(3):
        wish(house, clock, first)
    with pytest.raises(WishedEnough, match="three times"):
        wish(house, clock, first)
    wish(house, clock, second)
    wish(house, clock, first, by=ADA)
    assert count(house, "statement_wishes") == count(house, f"deliveries WHERE kind = '{WISH}'") == 5


def test_four_forms_at_once_make_three_messages(house: Database, clock: HandClock) -> None:
    statement = out(house, clock())

    def write(tx: Tx) -> str:
        return flows.wish(tx, TEAM, statement_id=statement.id, words=WORDS, by=NORA, now=clock()).id

    found = at_once(house, write, write, write, write)
    assert sorted(type(one).__name__ for one in found) == ["WishedEnough", "str", "str", "str"]
    assert count(house, "statement_wishes") == count(house, f"deliveries WHERE kind = '{WISH}'") == 3


def test_no_words_and_too_many_are_refused_and_send_nothing(house: Database, clock: HandClock) -> None:
    statement = out(house, clock())
    with pytest.raises(NoWords):
        wish(house, clock, statement, " \u200b ")
    with pytest.raises(LongWish):
        wish(house, clock, statement, "x" * (LONGEST_WISH + 1))
    assert count(house, "statement_wishes") == count(house, f"deliveries WHERE kind = '{WISH}'") == 0


def test_a_letter_about_what_nobody_wrote_has_nothing_to_say(house: Database, clock: HandClock) -> None:
    statement = out(house, clock())
    with house.glance() as tx:
        assert flows.wish_of(tx, TEAM, f"{statement.id}.{NORA}.1") is None
        assert flows.wish_of(tx, TEAM, f"gone.{NORA}.1") is None


# -- listening ------------------------------------------------------------------------------------------------------


def test_a_post_is_listened_to_once_it_stands_and_not_before(house: Database, clock: HandClock) -> None:
    statement = out(house, clock(), FIRST, SECOND)
    assert take(house, clock()) is None
    assert ears(house, statement) == {}
    clock.tick(minutes=5)
    stand(house, statement, clock(), C05FIN="1.0")
    with house.glance() as tx:
        assert flows.is_due(tx, TEAM, clock())
    assert take(house, clock()) is None, "a new post has no replies yet"
    [ear] = ears(house, statement).values()
    assert (ear.channel, ear.ts, ear.since, ear.look_at) == (FIRST, "1.0", clock(), clock() + FIRST_LOOK)
    with house.glance() as tx:
        assert not flows.is_due(tx, TEAM, clock())


def test_a_post_is_looked_at_by_one_who_puts_it_off_for_the_others(house: Database, clock: HandClock) -> None:
    statement = out(house, clock())
    stand(house, statement, clock(), C05FIN="1.0")
    take(house, clock())
    clock.tick(minutes=2)
    taken = at_once(house, *[lambda tx: flows.next_ear(tx, TEAM, clock())] * 4)
    assert sum(one is not None for one in taken) == 1
    assert [one for one in taken if isinstance(one, Exception)] == []
    assert ears(house, statement)[FIRST].look_at == clock() + timedelta(minutes=2)


def test_who_read_of_a_post_before_another_took_it_does_not_get_it(house: Database, clock: HandClock) -> None:
    statement = out(house, clock())
    stand(house, statement, clock(), C05FIN="1.0")
    take(house, clock())
    before = ears(house, statement)[FIRST]
    clock.tick(minutes=2)
    assert take(house, clock()) is not None
    with house.transaction() as tx:
        assert not records.look_next(tx, TEAM, before, clock())


def test_all_posts_of_all_statements_keep_one_pace(house: Database, clock: HandClock) -> None:
    statement = out(house, clock(), FIRST, SECOND)
    stand(house, statement, clock(), C05FIN="1.0", C06CLOSE="2.0")
    take(house, clock())
    clock.tick(minutes=2)
    assert take(house, clock()) is not None
    assert take(house, clock()) is None
    clock.tick(seconds=4)
    assert take(house, clock()) is None
    clock.tick(seconds=2)
    assert take(house, clock()) is not None


def test_while_slack_told_everybody_to_stop_nobody_listens(house: Database, clock: HandClock) -> None:
    statement = out(house, clock())
    stand(house, statement, clock(), C05FIN="1.0")
    take(house, clock())
    clock.tick(minutes=2)
    with house.transaction() as tx:
        paces.stop(tx, TEAM, clock() + timedelta(minutes=1))
    assert take(house, clock()) is None
    clock.tick(minutes=2)
    assert take(house, clock()) is not None


def test_where_slack_asks_to_slow_down_no_post_is_looked_at_until_then(house: Database, clock: HandClock) -> None:
    statement = out(house, clock(), FIRST, SECOND)
    stand(house, statement, clock(), C05FIN="1.0", C06CLOSE="2.0")
    take(house, clock())
    clock.tick(minutes=2)
    ear = take(house, clock())
    assert ear is not None
    with house.transaction() as tx:
        flows.rest(tx, TEAM, ear, clock() + timedelta(seconds=90))
        assert paces.busy(tx, clock())[TEAM][LISTENING] == clock() + timedelta(seconds=90)
    clock.tick(seconds=80)
    assert take(house, clock()) is None
    clock.tick(seconds=20)
    assert take(house, clock()) is not None


def test_counts_of_all_posts_are_added_up_on_the_page(house: Database, clock: HandClock) -> None:
    statement, other = out(house, clock(), FIRST, SECOND), out(house, clock(), audience="Everyone")
    stand(house, statement, clock(), C05FIN="1.0", C06CLOSE="2.0")
    take(house, clock())
    clock.tick(minutes=2)
    hear(house, clock, 3, 4)
    clock.tick(seconds=6)
    hear(house, clock, 1, 2)
    assert echo(house, statement) == Echo(replies=4, reactions=6)
    assert echo(house, other) == Echo()


def test_after_seven_days_there_is_one_last_look(house: Database, clock: HandClock) -> None:
    statement = out(house, clock())
    stand(house, statement, clock(), C05FIN="1.0")
    take(house, clock())
    clock.tick(hours=24 * 7)
    hear(house, clock, 2)
    assert ears(house, statement)[FIRST].look_at is None
    assert echo(house, statement).replies == 2
    clock.tick(hours=24)
    assert take(house, clock()) is None
    with house.glance() as tx:
        assert not flows.is_due(tx, TEAM, clock())


def test_a_post_that_is_gone_is_not_looked_at_again_and_its_counts_stay(house: Database, clock: HandClock) -> None:
    statement = out(house, clock())
    stand(house, statement, clock(), C05FIN="1.0")
    take(house, clock())
    clock.tick(minutes=2)
    hear(house, clock, 2)
    clock.tick(minutes=2)
    ear = take(house, clock())
    assert ear is not None
    with house.transaction() as tx:
        flows.stop_listening(tx, TEAM, ear)
    clock.tick(hours=3)
    assert take(house, clock()) is None
    assert echo(house, statement).replies == 2


def test_a_post_that_was_posted_anew_is_listened_to_from_its_beginning(house: Database, clock: HandClock) -> None:
    statement = out(house, clock())
    stand(house, statement, clock(), C05FIN="1.0")
    take(house, clock())
    clock.tick(minutes=2)
    hear(house, clock, 2)
    clock.tick(hours=30)
    stand(house, statement, clock(), C05FIN="9.0")
    assert take(house, clock()) is None, "a new post has no replies yet"
    [ear] = ears(house, statement).values()
    assert (ear.ts, ear.since, ear.counts, ear.told) == ("9.0", clock(), Counts(0, 0), 0)


def test_a_late_answer_about_a_post_that_another_looks_at_by_now_counts_nothing(
    house: Database, clock: HandClock
) -> None:
    statement = out(house, clock())
    stand(house, statement, clock(), C05FIN="1.0")
    take(house, clock())
    clock.tick(minutes=2)
    slow = take(house, clock())
    clock.tick(minutes=2)
    hear(house, clock, 5)
    assert slow is not None
    with house.transaction() as tx:
        flows.note(tx, TEAM, slow, Counts(1, 1))
    assert echo(house, statement) == Echo(replies=5)


def test_posts_from_long_ago_are_not_begun_with(house: Database, clock: HandClock) -> None:
    statement = out(house, clock())
    stand(house, statement, clock(), C05FIN="1.0")
    clock.tick(hours=24 * 7)
    assert take(house, clock()) is None
    assert ears(house, statement) == {}


# -- telling the author ---------------------------------------------------------------------------------------------


def heard(house: Database, clock: HandClock, *replies: int) -> Statement:
    """Let a statement be out in as many channels, with so many replies in each."""
    channels = (FIRST, SECOND)[: len(replies)]
    statement = out(house, clock(), *channels)
    stand(house, statement, clock(), **dict(zip(channels, ("1.0", "2.0"), strict=False)))
    take(house, clock())
    clock.tick(minutes=2)
    for number in replies:
        hear(house, clock, number)
        clock.tick(seconds=6)
    return statement


def letters(house: Database) -> int:
    return count(house, f"deliveries WHERE kind = '{HEARD}'")


def arrive(house: Database) -> None:
    with house.transaction() as tx:
        tx.exec_driver_sql(f"UPDATE deliveries SET status = 'sent', ts = '5.0', sent = 1 WHERE kind = '{HEARD}'")  # noqa: S608


def test_new_replies_are_told_to_the_author_once_in_one_message(house: Database, clock: HandClock) -> None:
    statement = heard(house, clock, 2, 1)
    assert sweep(house, clock())
    ref = f"{statement.id}.{int(clock().timestamp())}"
    assert [one.destination for one in sent(house, HEARD, ref)] == [SAM]
    assert not sweep(house, clock())
    clock.tick(hours=1)
    assert not sweep(house, clock())
    assert letters(house) == 1
    with house.glance() as tx:
        news = flows.news(tx, TEAM, ref)
    assert news is not None
    assert [(ear.channel, ear.fresh) for ear in news.ears] == [(FIRST, 2), (SECOND, 1)]


def test_reactions_alone_are_counted_and_told_to_nobody(house: Database, clock: HandClock) -> None:
    statement = out(house, clock())
    stand(house, statement, clock(), C05FIN="1.0")
    take(house, clock())
    clock.tick(minutes=2)
    hear(house, clock, 0, 7)
    assert not sweep(house, clock())
    assert echo(house, statement) == Echo(reactions=7)


def test_more_replies_are_told_ten_minutes_later_and_not_before(house: Database, clock: HandClock) -> None:
    statement = heard(house, clock, 2)
    sweep(house, clock())
    arrive(house)
    told_at = clock()
    clock.tick(minutes=2)
    hear(house, clock, 5)
    assert not sweep(house, clock())
    clock.tick(seconds=(TOLD_EVERY - (clock() - told_at)).total_seconds() - 1)
    assert not sweep(house, clock())
    clock.tick(seconds=1)
    assert sweep(house, clock())
    with house.glance() as tx:
        news = flows.news(tx, TEAM, f"{statement.id}.{int(clock().timestamp())}")
        assert news is not None
        assert [ear.fresh for ear in news.ears] == [3]
        assert flows.news(tx, TEAM, f"{statement.id}.{int(told_at.timestamp())}") is None, "the later letter says it"
    assert letters(house) == 2


@pytest.mark.parametrize("status", [DeliveryStatus.WAITING, DeliveryStatus.SENDING])
def test_while_a_message_has_not_arrived_there_is_no_second_one(
    house: Database, clock: HandClock, status: DeliveryStatus
) -> None:
    heard(house, clock, 2)
    sweep(house, clock())
    with house.transaction() as tx:
        tx.exec_driver_sql(f"UPDATE deliveries SET status = '{status.value}' WHERE kind = '{HEARD}'")  # noqa: S608
    clock.tick(hours=1)
    hear(house, clock, 4)
    assert not sweep(house, clock())
    arrive(house)
    assert sweep(house, clock())


def test_only_the_channel_with_new_replies_is_named(house: Database, clock: HandClock) -> None:
    statement = heard(house, clock, 2, 1)
    sweep(house, clock())
    arrive(house)
    clock.tick(minutes=11)
    hear(house, clock, 4)
    assert sweep(house, clock())
    with house.glance() as tx:
        news = flows.news(tx, TEAM, f"{statement.id}.{int(clock().timestamp())}")
    assert news is not None
    assert [(ear.channel, ear.fresh) for ear in news.ears] == [(FIRST, 2)]


def test_a_reply_after_one_that_was_deleted_is_news(house: Database, clock: HandClock) -> None:
    heard(house, clock, 3)
    sweep(house, clock())
    arrive(house)
    clock.tick(minutes=11)
    hear(house, clock, 1)
    assert not sweep(house, clock())
    clock.tick(minutes=11)
    hear(house, clock, 2)
    assert sweep(house, clock())


def test_several_copies_that_sweep_at_once_tell_it_once(house: Database, clock: HandClock) -> None:
    heard(house, clock, 2, 1)
    found = at_once(house, *[lambda tx: flows.sweep(tx, TEAM, clock())] * 4)
    assert sorted(map(str, found)) == ["False", "False", "False", "True"]
    assert count(house, f"deliveries WHERE kind = '{HEARD}' AND wanted = 1") == 1


def test_replies_below_what_was_taken_back_are_told_too(house: Database, clock: HandClock) -> None:
    statement = heard(house, clock, 1)
    retract(house, clock, statement)
    assert sweep(house, clock())


def test_what_is_heard_in_one_workspace_is_told_in_no_other(house: Database, clock: HandClock) -> None:
    furnish(house, clock(), "T02OTHER")
    statement = heard(house, clock, 1)
    with house.transaction() as tx:
        assert not flows.sweep(tx, "T02OTHER", clock())
        assert not flows.is_due(tx, "T02OTHER", clock() + timedelta(hours=1))
        assert flows.echo(tx, "T02OTHER", statement.id) == Echo()
