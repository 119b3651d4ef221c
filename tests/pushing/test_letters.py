"""What is sent of a push: always what is said at the moment it is sent, and text that stays text."""

from datetime import datetime, timedelta

import pytest

from bot.deliveries.rules import Message
from bot.incidents import flows as incidents
from bot.incidents.rules import IncidentStatus, Severity
from bot.party_lines import flows, recall, steps
from bot.party_lines.reach import CARD, NEWS, NOTE, PUSH_LIST
from bot.party_lines.rules import Draft, LineStatus, PartyLine
from bot.party_lines.wording import DoNotSay, QuestionAnswer, Words
from bot.pushing.letters import LETTERS
from bot.storage import Database
from bot.topics import flows as topics
from tests.support.clock import HandClock
from tests.support.doors import elements_of, must_fit_a_message, pings_of, words_of
from tests.support.house import ADA, CARL, HOLDING, NETWORK, TEAM, TOPICS, furnish
from tests.support.lines import SAY, approve, go_live, hand_in, seen
from tests.support.moves import close, update

NEWER = "Wi-Fi is back on floors 2 and 3."
INSTEAD = "Please say that we are looking into it."


@pytest.fixture
def place(sqlite: Database, clock: HandClock) -> Database:
    """A workspace to act in; what is written does not depend on the database."""
    furnish(sqlite, clock())
    return sqlite


def letter(place: Database, kind: str, ref: str, now: datetime) -> Message | None:
    with place.glance() as tx:
        message = LETTERS[kind](tx, TEAM, ref, now)
    if message is not None:
        must_fit_a_message({"text": message.text, "blocks": message.blocks})
    return message


def written(place: Database, kind: str, ref: str, now: datetime) -> Message:
    message = letter(place, kind, ref, now)
    assert message is not None
    return message


def reads(message: Message) -> str:
    return f"{message.text} {words_of(message.blocks)}"


def withdraw(place: Database, line: PartyLine, now: datetime) -> None:
    with place.transaction() as tx:
        incident = incidents.get(tx, TEAM, line.series)
        recall.take_back(tx, TEAM, incident, line, why="Wrong floors.", instead=INSTEAD, by=CARL, now=now)


def publish_unreviewed(place: Database, now: datetime) -> PartyLine:
    line = hand_in(place, now).line
    until = now + timedelta(minutes=15)
    with place.transaction() as tx:
        return steps.publish_unreviewed(tx, TEAM, line, reason="Now.", until=until, instead=INSTEAD, by=CARL, now=now)


# -- a version that is said ---------------------------------------------------------------------------------------


def test_a_note_goes_below_the_card_and_news_has_a_time_and_a_way_out(place: Database, clock: HandClock) -> None:
    line = go_live(place, clock())
    note, news = written(place, NOTE, line.id, clock()), written(place, NEWS, line.id, clock())
    assert (note.below, note.only_edit) == ((CARD, line.series), False)
    assert "Updated at " in note.text
    assert [one["text"]["text"] for one in elements_of(news.blocks)] == ["Unfollow"]
    assert "As of " in reads(news)
    assert not news.only_edit


def test_a_card_pings_nobody_and_a_version_says_nothing_that_is_for_it_only(place: Database, clock: HandClock) -> None:
    nasty = "<!channel> <@U01APPROVER> *b* `c` &amp; :fire: <!here>"
    words = Words(
        say=nasty,
        if_pressed=(QuestionAnswer("Q?", "A."),),
        do_not_say=(DoNotSay("the vendor", "I do not know."),),
        background="The core switch died.",
    )
    due = clock() + timedelta(minutes=30)
    draft = Draft(words, IncidentStatus.IDENTIFIED, Severity.MAJOR, due)
    with place.transaction() as tx:
        made = flows.open_line(tx, TEAM, topic_id=NETWORK, draft=draft, by=CARL, now=clock())
        flows.approve(tx, TEAM, made.approval.id, seen=seen(made), by=ADA, now=clock())
    refs = {CARD: made.line.series, NOTE: made.line.id, NEWS: made.line.id}
    for kind, ref in refs.items():
        message = written(place, kind, ref, clock())
        assert nasty in words_of(message.blocks)
        assert "core switch" not in reads(message)
        if kind != NEWS:
            assert pings_of(message.text, message.blocks) == set()


def test_the_longest_line_fits_everywhere(place: Database, clock: HandClock) -> None:
    say = "word " * 44 + "é" * 150
    line = go_live(place, clock(), say)
    for kind, ref in {CARD: line.series, NOTE: line.id, NEWS: line.id, PUSH_LIST: line.id}.items():
        written(place, kind, ref, clock())


def test_an_incident_whose_topic_is_gone_still_has_a_card(place: Database, clock: HandClock) -> None:
    line = go_live(place, clock())
    with place.transaction() as tx:
        topics.set_topics(tx, TEAM, TOPICS[1:], by="operator", now=clock())
    assert "*Network*" in reads(written(place, CARD, line.series, clock()))
    assert "type `/partyline`." in reads(written(place, NEWS, line.id, clock()))


# -- late ---------------------------------------------------------------------------------------------------------


def test_after_the_promise_nothing_new_is_posted_but_the_holding_line(place: Database, clock: HandClock) -> None:
    line = go_live(place, clock())
    late = clock.tick(minutes=30)
    assert written(place, CARD, line.series, late).text == f"“{HOLDING}”"
    assert written(place, NEWS, line.id, late).text == f"“{HOLDING}”"
    assert letter(place, NOTE, line.id, late) is None
    for kind, ref in {CARD: line.series, NEWS: line.id}.items():
        assert SAY not in reads(written(place, kind, ref, late))


# -- replaced, closed, withdrawn, unreviewed ----------------------------------------------------------------------


def test_of_a_version_that_is_replaced_nothing_is_posted_and_no_text_is_kept(place: Database, clock: HandClock) -> None:
    old = go_live(place, clock())
    approve(place, update(place, clock.tick(minutes=1), old.series, 1, NEWER), clock())
    for kind in (NOTE, NEWS, PUSH_LIST):
        message = written(place, kind, old.id, clock())
        assert message.only_edit
        assert SAY not in reads(message)
        assert NEWER not in reads(message)
        assert elements_of(message.blocks) == []
    assert "by a newer line: type /partyline network." in written(place, NEWS, old.id, clock()).text
    assert written(place, CARD, old.series, clock()).text == f"“{NEWER}”"


def test_a_closing_line_is_named_as_one(place: Database, clock: HandClock) -> None:
    line = go_live(place, clock())
    closing = approve(place, close(place, clock.tick(minutes=1), line.series, 1), clock())
    assert written(place, NOTE, closing.id, clock()).text.startswith("Closed at ")
    assert written(place, PUSH_LIST, closing.id, clock()).text.startswith("Closing line, version 2 on Network is out:")


def test_of_a_line_that_is_withdrawn_no_copy_keeps_the_text_and_who_had_it_is_told_what_to_say(
    place: Database, clock: HandClock
) -> None:
    line = go_live(place, clock())
    withdraw(place, line, clock.tick(minutes=5))
    for kind, ref in {CARD: line.series, NOTE: line.id, NEWS: line.id, PUSH_LIST: line.id}.items():
        assert SAY not in reads(written(place, kind, ref, clock()))
    assert INSTEAD in written(place, CARD, line.series, clock()).text
    news = written(place, NEWS, line.id, clock())
    assert news.only_edit
    assert news.text.startswith("What I told you here was withdrawn at ")
    assert INSTEAD in words_of(news.blocks)
    assert written(place, NOTE, line.id, clock()).only_edit
    assert "is withdrawn, and replaced in:" in written(place, PUSH_LIST, line.id, clock()).text


def test_a_line_without_review_is_marked_everywhere_and_taken_back_when_nobody_ratifies_it(
    place: Database, clock: HandClock
) -> None:
    line = publish_unreviewed(place, clock())
    card = written(place, CARD, line.series, clock())
    assert "*Published without review* by Carl Jensen" in reads(card)
    assert f"*Published without review* by <@{CARL}>" in reads(written(place, NEWS, line.id, clock()))
    assert written(place, NOTE, line.id, clock()).text.startswith("Updated without review at ")
    clock.tick(minutes=15)
    assert written(place, CARD, line.series, clock()).text == f"“{INSTEAD}”"
    assert written(place, NEWS, line.id, clock()).only_edit
    assert written(place, NOTE, line.id, clock()).only_edit
    for kind, ref in {CARD: line.series, NOTE: line.id, NEWS: line.id}.items():
        assert SAY not in reads(written(place, kind, ref, clock()))


def test_nothing_is_written_about_what_is_not_there(place: Database, clock: HandClock) -> None:
    submitted = hand_in(place, clock())
    assert letter(place, CARD, submitted.line.series, clock()) is None
    for kind in (CARD, NOTE, NEWS, PUSH_LIST):
        assert letter(place, kind, "gone", clock()) is None


def test_nothing_that_waits_for_approval_is_ever_written(place: Database, clock: HandClock) -> None:
    line = go_live(place, clock())
    waiting = update(place, clock.tick(minutes=1), line.series, 1, NEWER)
    assert waiting.line.status is LineStatus.SUBMITTED
    for kind, ref in {CARD: line.series, NOTE: waiting.line.id, NEWS: waiting.line.id}.items():
        message = letter(place, kind, ref, clock())
        assert message is None or NEWER not in reads(message)
