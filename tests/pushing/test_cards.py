"""Cards, the notes below them, and news, through the bot's own doors."""

from bot.people.rules import Kind
from tests.pushing.places import (
    CHANNEL,
    NEWER,
    OTHER,
    SAMS,
    about_both,
    deliver,
    give_channels,
    newer,
    private,
    reads,
    with_questions,
)
from tests.support.doors import Doors, elements_of
from tests.support.house import GUS, HOLDING, OLGA, SAM
from tests.support.lines import SAY, approve, go_live
from tests.support.moves import become, close, count

# -- the card --------------------------------------------------------------------------------------------------------


def test_a_first_line_puts_a_card_into_the_topics_channel_without_a_note_and_pings_nobody(open_doors: Doors) -> None:
    go_live(open_doors.database, open_doors.clock())
    deliver(open_doors)
    (card,) = open_doors.posted(CHANNEL)
    assert card.text == f"“{SAY}”"
    assert "*Network* · investigating · next update by" in reads(card)
    assert "Version 1, approved by Ada Okafor at" in reads(card)
    assert "commander Carl Jensen" in reads(card)
    assert [one["text"]["text"] for one in elements_of(card.blocks)] == ["Follow"]
    open_doors.calm()


def test_an_update_edits_the_card_in_place_with_one_note_below_it(open_doors: Doors) -> None:
    line = go_live(open_doors.database, open_doors.clock())
    deliver(open_doors)
    (first,) = open_doors.posted(CHANNEL)
    newer(open_doors, line.series, 1)
    deliver(open_doors)
    card, note = open_doors.posted(CHANNEL)
    assert (card.ts, card.text) == (first.ts, f"“{NEWER}”")
    assert note.thread_ts == card.ts
    assert note.text.startswith("Updated at ")
    assert f": “{NEWER}”" in reads(note)
    open_doors.calm()


def test_notes_of_older_versions_keep_no_older_text(open_doors: Doors) -> None:
    line = go_live(open_doors.database, open_doors.clock())
    deliver(open_doors)
    newer(open_doors, line.series, 1)
    deliver(open_doors)
    newer(open_doors, line.series, 2, "All floors but the fifth work.")
    deliver(open_doors)
    _, old, new = open_doors.posted(CHANNEL)
    assert old.text == "Replaced by a newer version."
    assert NEWER not in reads(old)
    assert "All floors but the fifth work." in reads(new)


def test_the_closing_line_stands_on_the_card_and_in_its_thread(open_doors: Doors) -> None:
    line = go_live(open_doors.database, open_doors.clock())
    deliver(open_doors)
    approve(open_doors.database, close(open_doors.database, open_doors.clock(), line.series, 1), open_doors.clock())
    deliver(open_doors)
    card, note = open_doors.posted(CHANNEL)
    assert "The Wi-Fi works again on all floors." in card.text
    assert "closed at" in reads(card)
    assert note.text.startswith("Closed at ")


def test_if_pressed_shows_the_newest_answer_to_the_presser_alone_and_counts_as_looked_up(open_doors: Doors) -> None:
    submitted = with_questions(open_doors)
    approve(open_doors.database, submitted, open_doors.clock())
    deliver(open_doors)
    (card,) = open_doors.posted(CHANNEL)
    assert "Is my data safe?" not in reads(card)
    open_doors.push(card.blocks, "If pressed", by=SAM)
    assert "Is my data safe?" in reads(open_doors.private(SAM)[-1])
    newest = newer(open_doors, submitted.line.series, 1)
    open_doors.push(card.blocks, "If pressed", by=SAM)
    assert NEWER in reads(open_doors.private(SAM)[-1])
    assert [one.line_id for one in open_doors.notes] == [submitted.line.id, newest.id]


def test_a_card_whose_promise_has_passed_is_late_and_has_no_questions_behind_it(open_doors: Doors) -> None:
    approve(open_doors.database, with_questions(open_doors), open_doors.clock())
    deliver(open_doors)
    open_doors.clock.tick(minutes=30)
    deliver(open_doors)
    card = open_doors.posted(CHANNEL)[0]
    assert card.text == f"“{HOLDING}”"
    assert SAY not in reads(card)
    assert [one["text"]["text"] for one in elements_of(card.blocks)] == ["Follow"]


def test_whoever_may_not_have_lines_gets_none_from_the_buttons_of_a_card(open_doors: Doors) -> None:
    go_live(open_doors.database, open_doors.clock())
    deliver(open_doors)
    (card,) = open_doors.posted(CHANNEL)
    become(open_doors.database, open_doors.clock(), GUS, Kind.GUEST)
    become(open_doors.database, open_doors.clock(), OLGA, Kind.OUTSIDE)
    for who in (GUS, OLGA):
        open_doors.push(card.blocks, "Follow", by=who)
        assert "Party lines are for our own IT staff" in private(open_doors, who)
    assert count(open_doors.database, "follows") == 0


# -- news ------------------------------------------------------------------------------------------------------------


def test_a_follower_gets_one_message_with_the_sentence_and_when_that_was(open_doors: Doors) -> None:
    open_doors.command("follow network", by=SAM)
    go_live(open_doors.database, open_doors.clock())
    deliver(open_doors)
    (news,) = open_doors.posted(SAMS)
    assert news.text == f"“{SAY}”"
    assert "As of " in reads(news)
    assert "`/partyline network`" in reads(news)
    open_doors.push(news.blocks, "Unfollow", by=SAM)
    assert private(open_doors, SAM) == "You do not follow Network any more."
    open_doors.calm()


def test_who_follows_two_topics_of_an_incident_is_told_once(open_doors: Doors) -> None:
    line = go_live(open_doors.database, open_doors.clock())
    about_both(open_doors, line.series)
    for topic in ("network", "payroll"):
        open_doors.command(f"follow {topic}", by=SAM)
    newer(open_doors, line.series, 1)
    deliver(open_doors)
    assert [news.text for news in open_doors.posted(SAMS)] == [f"“{NEWER}”"]


def test_news_that_is_replaced_keeps_no_older_text_and_says_where_the_newer_one_is(open_doors: Doors) -> None:
    open_doors.command("follow network", by=SAM)
    line = go_live(open_doors.database, open_doors.clock())
    deliver(open_doors)
    newer(open_doors, line.series, 1)
    deliver(open_doors)
    old, new = open_doors.posted(SAMS)
    assert old.text.startswith("This was replaced at <!date^")
    assert old.text.endswith("by a newer line: type /partyline network.")
    assert SAY not in reads(old) + old.text
    assert NEWER in reads(new)


def test_an_update_before_the_first_push_has_come_far_leaves_no_older_text_anywhere(open_doors: Doors) -> None:
    give_channels(open_doors, CHANNEL, OTHER)
    open_doors.command("follow network", by=SAM)
    line = go_live(open_doors.database, open_doors.clock())
    for _ in range(5):
        open_doors.bot.courier.deliver_one()
        open_doors.clock.tick(seconds=1)
    assert open_doors.posted(CHANNEL) + open_doors.posted(OTHER)
    assert open_doors.posted(SAMS) == []
    newer(open_doors, line.series, 1)
    deliver(open_doors)
    standing = [message for place in (CHANNEL, OTHER, SAMS) for message in open_doors.posted(place)]
    assert [one.text for one in standing if SAY in reads(one) + one.text] == []
    assert [one.text for one in open_doors.posted(SAMS)] == [f"“{NEWER}”"]
    for channel in (CHANNEL, OTHER):
        assert open_doors.posted(channel)[0].text == f"“{NEWER}”"


def test_a_follower_who_is_not_on_the_staff_any_more_is_sent_nothing(open_doors: Doors) -> None:
    open_doors.command("follow network", by=SAM)
    become(open_doors.database, open_doors.clock(), SAM, Kind.GUEST)
    go_live(open_doors.database, open_doors.clock())
    deliver(open_doors)
    assert open_doors.posted(SAMS) == []
