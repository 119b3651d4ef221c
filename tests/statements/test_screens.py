"""The words of the screens of statements, where no door leads to each of them."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from bot.approvals.rules import Approval, ApprovalStatus
from bot.audiences.rules import Audience
from bot.deliveries.rules import Delivery, DeliveryStatus, Progress
from bot.journal.rules import Entry
from bot.refusals import Refusal
from bot.slack import blocks
from bot.statements import (
    advice_screens,
    card_screens,
    form_reading,
    form_screens,
    mails,
    news_screens,
    places_screens,
    posts,
    preview_screens,
    screens,
    traffic_screens,
    wording,
)
from bot.statements.form_screens import Target
from bot.statements.rules import Fields, Out, Question, Statement, Text, TextKind, Work
from bot.statements.views import Case, Preview, Start
from bot.subjects.rules import Lint, Result, Rewrite, Status
from tests.support.doors import must_fit_a_message, must_fit_a_view, words_of
from tests.support.statements import LEDGER

NOW = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)
DRAFT = Statement("s1", 12, "U1", Out.NOTHING, Work.DRAFT, LEDGER, 1, 0, 0, None, None, NOW, NOW)


def text(fields: Fields = LEDGER, number: int = 1, kind: TextKind = TextKind.FIRST) -> Text:
    return Text("s1", number, kind, fields, posts.post(fields, "s1"), mails.mail(fields), False, "f", "U1", NOW)


def approval(status: ApprovalStatus, by: str | None = "U2") -> Approval:
    return Approval("a1", "statement", "s1", 1, "f", "U1", NOW, status, by, NOW if by else None, "")


def case(statement: Statement, status: ApprovalStatus = ApprovalStatus.APPROVED, **more: Any) -> Case:
    return Case(statement, replace(text(), **more), None, approval(status), "Sam", "Ada")


# -- how it stands --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (DRAFT, "draft"),
        (replace(DRAFT, work=Work.WAITING), "waits for an approver"),
        (replace(DRAFT, work=Work.SENT_BACK), "sent back"),
        (replace(DRAFT, work=Work.NONE), "draft"),
        (
            replace(DRAFT, out=Out.SCHEDULED, work=Work.NONE, goes_at=NOW + timedelta(hours=1)),
            "approved, goes at <!date^",
        ),
        (replace(DRAFT, out=Out.SCHEDULED, work=Work.NONE, goes_at=NOW + timedelta(days=2)), "approved, goes <!date^"),
        (replace(DRAFT, out=Out.SCHEDULED, work=Work.NONE), "approved, goes now"),
        (replace(DRAFT, out=Out.LATE, work=Work.NONE, goes_at=NOW), "approved, but not out"),
        (replace(DRAFT, out=Out.PUBLISHED, work=Work.NONE, published_at=NOW), "published at <!date^"),
        (replace(DRAFT, out=Out.PUBLISHED, published_at=NOW), " · its correction: draft"),
        (replace(DRAFT, out=Out.PUBLISHED, work=Work.SENT_BACK, published_at=NOW), " · its correction: sent back"),
        (replace(DRAFT, out=Out.RETRACTED, work=Work.NONE), "retracted at <!date^"),
        (replace(DRAFT, out=Out.DISCARDED, work=Work.NONE), "thrown away at <!date^"),
    ],
)
def test_each_state_has_words_of_its_own(statement: Statement, said: str) -> None:
    assert said in screens.state(statement, NOW)


def test_a_time_that_has_passed_is_not_promised() -> None:
    assert screens.goes(NOW - timedelta(minutes=1), NOW) == "goes as soon as it is approved"
    assert screens.goes(None, NOW) == "goes as soon as it is approved"
    assert screens.goes(NOW + timedelta(minutes=1), NOW).startswith("goes at <!date^")


def test_a_zone_of_no_place_is_not_named() -> None:
    assert screens.by_the_authors_clock(NOW, "UTC") == ""
    assert screens.by_the_authors_clock(NOW, "America/New_York") == " (09:30 New York time)"


def test_where_it_goes_is_said_in_few_words() -> None:
    assert screens.places_words(Fields()) == "nowhere yet"
    assert screens.places_words(Fields(mail=("a@example.com",))) == "1 mail address"
    many = screens.places_words(Fields(channels=tuple(f"C{number}" for number in range(10))))
    assert many.endswith("<#C7> and 2 more")


def test_for_nobody_yet_is_said() -> None:
    assert screens.audience_words(Fields()) == "for nobody yet"
    assert screens.audience_words(Fields(audience="<!here> *x*")) == "for &lt;!here&gt; x"


def test_a_subject_that_no_header_takes_is_drawn_bold() -> None:
    assert screens.large("Short")["type"] == "header"
    for words in ("x" * 151, "two\nlines", "", " "):
        drawn = screens.large(words)
        must_fit_a_message({"text": "x", "blocks": [drawn]})
        assert drawn["type"] == "rich_text"


def test_what_a_button_carries_is_read_back() -> None:
    statement = replace(DRAFT, live=3, goes_at=NOW)
    assert screens.read_packed(screens.pack(statement)) == screens.Packed(12, "s1", 3, NOW, 1)
    assert screens.read_packed(screens.pack(DRAFT)) == screens.Packed(12, "s1", 0, None, 1)


@pytest.mark.parametrize("value", ["", "|", "x|y|z|w", "1|s|2|2026-03-02T14:30:00", "²|s|³|never", "1" * 99])
def test_nonsense_on_a_button_is_about_nothing(value: str) -> None:
    found = screens.read_packed(value)
    assert found.goes_at is None
    assert found.number in {0, 1}


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"work": Work.WAITING}, "still waits for an approver"),
        ({"work": Work.NONE, "out": Out.SCHEDULED}, "is approved as before"),
        ({}, "Yours to finish"),
    ],
)
def test_keeping_says_whether_anything_changed(how: dict[str, Any], said: str) -> None:
    assert said in words_of(form_screens.kept(replace(DRAFT, **how)))


# -- the form -------------------------------------------------------------------------------------------------------


def test_a_form_remembers_what_it_is_about() -> None:
    target = Target("s1", 4, "A “draft”", "network critical", NOW)
    assert Target.unpack(target.pack()) == target
    assert Target.unpack(Target().pack()) == Target()


def test_a_draft_too_long_to_remember_is_left_out() -> None:
    target = Target("s1", 4, "\\" * 2990)
    assert Target.unpack(target.pack()) == Target("s1", 4)


@pytest.mark.parametrize(
    "metadata", ["", "nonsense", "[]", "{}", '["a","x","","",""]', '["a",1,"","","soon"]', "[" * 9999]
)
def test_metadata_of_others_gets_a_sentence(metadata: str) -> None:
    with pytest.raises(Refusal, match="I do not know this form any more"):
        Target.unpack(metadata)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (replace(DRAFT, work=Work.WAITING), "takes it back from there"),
        (replace(DRAFT, out=Out.SCHEDULED, work=Work.NONE), "What you change cancels that"),
        (replace(DRAFT, out=Out.LATE, work=Work.NONE), "What you change cancels that"),
        (replace(DRAFT, out=Out.PUBLISHED, work=Work.NONE), "becomes a correction"),
    ],
)
def test_the_form_says_what_writing_on_does(statement: Statement, said: str) -> None:
    view = form_screens.first_step(Start((Audience("Finance"),), LEDGER, statement), Target("s1", 1))
    must_fit_a_view(view)
    assert said in words_of(view)


def test_more_audiences_than_a_menu_holds_stand_in_groups() -> None:
    names = tuple(Audience(f"Team {number:03}") for number in range(250))
    view = form_screens.first_step(Start(names, replace(LEDGER, audience="Team 123")), Target())
    must_fit_a_view(view)
    assert "Team 100 to Team 199" in words_of(view)


def test_both_steps_fit_slack_with_everything_as_long_as_it_may_be() -> None:
    longest = replace(
        LEDGER,
        audience="a" * 80,
        outcome="o" * 300,
        happens="h" * 2000,
        must_do="m" * 500,
        body="b" * 3000,
        subject="s" * 150,
        mistake="w" * 300,
        mail=("x@example.com",) * 50,
    )
    out = replace(DRAFT, out=Out.PUBLISHED, fields=longest)
    for statement in (DRAFT, out):
        start = Start((Audience("a" * 80),), longest, statement, "r" * 1000)
        notes = form_screens.moved_note(longest, LEDGER)
        must_fit_a_view(form_screens.first_step(start, Target("s1", 1), notes))
        must_fit_a_view(form_screens.second_step(start, Target("s1", 1), [], notes))


def test_a_note_of_what_moved_names_only_what_differs() -> None:
    said = words_of(form_screens.moved_note(replace(LEDGER, outcome="Theirs", ask_whom=""), LEDGER))
    assert "What they can do afterwards:  Theirs" in said
    assert "Whom they can ask:  (empty)" in said
    assert "Subject" not in said
    assert "Where or when" not in said
    moved = form_screens.moved_note(replace(LEDGER, channels=(), goes_at=NOW), LEDGER)
    assert "Where or when it goes was changed there too." in words_of(moved)


def test_a_correction_reads_no_places_from_the_form() -> None:
    view: dict[str, Any] = {"state": {"values": {wording.MAIL: {"value": {"value": "evil@example.com"}}}}}
    assert form_reading.read_second(view, LEDGER, is_correction=True).mail == LEDGER.mail
    assert form_reading.read_first(view, LEDGER, (), is_correction=True).audience == LEDGER.audience


def test_an_audience_that_is_not_there_brings_no_places() -> None:
    chosen = {"selected_option": {"value": "Gone"}}
    view: dict[str, Any] = {"state": {"values": {wording.AUDIENCE: {"value": chosen}}}}
    read = form_reading.read_first(view, LEDGER, (Audience("Finance", ("C1",)),), is_correction=False)
    assert (read.audience, read.channels) == ("Gone", LEDGER.channels)


def test_days_and_times_that_no_calendar_has_are_none() -> None:
    state = {
        wording.DAY: {"value": {"selected_date": "2026-02-30"}},
        wording.START: {"value": {"selected_time": "25:00"}},
        wording.UNTIL: {"value": {"selected_time": "10:00+02:00"}},
    }
    read = form_reading.read_first({"state": {"values": state}}, Fields(), (), is_correction=False)
    assert (read.day, read.start, read.until) == (None, None, time(10))


# -- suggestions ----------------------------------------------------------------------------------------------------


def test_a_good_subject_is_told_that_it_is() -> None:
    drawn = advice_screens.suggestions(Result(Status.KEEP, rewrites=(Rewrite("Fine", "", "Good.", "keep"),)))
    assert "Good as it is." in words_of(drawn)
    assert "Use this" not in words_of(drawn)


def test_without_a_suggestion_it_says_what_to_write() -> None:
    assert "Say in a few words what changes" in words_of(advice_screens.suggestions(Result(Status.NEEDS_INPUT)))


def test_a_suggested_subject_stands_out_and_its_reason_is_small_below_it_in_words() -> None:
    reason = "It begins with the reader &amp; their day. From the outcome you gave (rule good.outcome-and-action)."
    offered = Rewrite("A &lt; B *c* :tada:", "From 3 May", reason, "good.outcome-and-action")
    drawn = advice_screens.suggestions(Result(Status.OK, (), (Lint("x", "a &amp; b"),), (offered, offered)))
    subject, small, row = drawn[:3]
    (run,) = subject["elements"][0]["elements"]
    assert run == {"type": "text", "text": "A < B *c* :tada:", "style": {"bold": True}}
    assert [(one["type"], one["text"]) for one in small["elements"]] == [
        ("plain_text", "From 3 May"),
        ("plain_text", "It begins with the reader & their day. From the outcome you gave."),
    ]
    assert [one["value"] for one in row["elements"]] == ["A < B *c* :tada:"]
    assert len({one["block_id"] for one in drawn}) == len(drawn)
    said = words_of(drawn)
    assert "(rule" not in said
    assert "•  a & b" in said


# -- preview --------------------------------------------------------------------------------------------------------


def test_a_better_time_is_named_as_people_say_it() -> None:
    zone = "Asia/Tokyo"
    said = [traffic_screens.day_and_time(NOW + timedelta(hours=hours), zone, NOW) for hours in (0.1, 12, 200)]
    assert said == ["Today 23:36", "Tomorrow 11:30", "11 March 07:30"]
    assert traffic_screens.zone_name("America/New_York") == "New York"


def test_an_answer_is_to_the_question_that_the_form_asked() -> None:
    question = Question("Now?", NOW, "network critical")
    target = preview_screens.asks(Target("s1", 2), question)
    assert (target.cause, target.better) == ("network critical", NOW)
    for chosen, keeps, better in (("mine", True, None), ("better", False, NOW), ("", False, None)):
        state = {traffic_screens.TRAFFIC: {"value": {"selected_option": {"value": chosen}}}}
        answer = preview_screens.read_answer({"state": {"values": state}}, target)
        assert (answer.cause, answer.keeps, answer.better) == ("network critical", keeps, better)


def test_many_complaints_are_counted_and_the_question_waits() -> None:
    complaints = tuple(Refusal(f"Wrong {number}.", wording.OUTCOME) for number in range(20))
    shown = Preview(DRAFT, text(), complaints, Question("Now?", NOW))
    view = preview_screens.preview(shown, Target("s1", 1), "IT <it@example.com>", NOW)
    must_fit_a_view(view)
    assert "And 5 more." in words_of(view)
    assert "Now?" not in words_of(view)


def test_with_a_mail_server_the_sender_is_named() -> None:
    said = words_of(preview_screens.as_published(text(), "IT <it@example.com>"))
    assert "From: IT <it@example.com>" in said
    assert "plain and as HTML with the same words" in said


def test_who_may_not_decide_reads_that_it_waits_and_who_has_decided_reads_what() -> None:
    waits = case(replace(DRAFT, work=Work.WAITING, submitted=1), ApprovalStatus.WAITING)
    assert "somebody else than you" in words_of(preview_screens.to_decide(waits, "", "U1", NOW))
    done = case(replace(DRAFT, out=Out.PUBLISHED, live=1), out_at=NOW)
    view = preview_screens.to_decide(done, "", "U2", NOW, "It changed.")
    assert "*It changed.*" in words_of(view)
    assert "Approved by Ada" in words_of(view)


def test_an_approver_reads_when_it_goes_by_both_clocks() -> None:
    timed = replace(LEDGER, goes_at=NOW + timedelta(hours=2), zone="Asia/Tokyo")
    waits = Case(DRAFT, text(timed), None, approval(ApprovalStatus.WAITING, None), "Sam")
    said = words_of(preview_screens.to_decide(waits, "", "U2", NOW))
    assert "It goes at <!date^" in said
    assert "(01:30 Tokyo time)" in said


# -- what became of it ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "out_at", "said"),
    [
        (replace(DRAFT, out=Out.PUBLISHED, live=1), NOW, "It is out since"),
        (replace(DRAFT, out=Out.PUBLISHED, live=2), NOW, "A correction has taken its place since."),
        (replace(DRAFT, out=Out.RETRACTED, live=1), NOW, "It was retracted at"),
        (replace(DRAFT, out=Out.SCHEDULED, submitted=1, goes_at=NOW), None, "It goes at"),
        (replace(DRAFT, out=Out.LATE, submitted=1, goes_at=NOW), None, "Its author decides what happens now."),
        (replace(DRAFT, out=Out.SCHEDULED, submitted=2, goes_at=NOW), None, "so it was not published"),
    ],
)
def test_the_card_says_what_became_of_what_was_approved(
    statement: Statement, out_at: datetime | None, said: str
) -> None:
    assert said in card_screens.became(case(statement, out_at=out_at), NOW)


def test_a_text_that_was_taken_back_sends_its_author_no_decision() -> None:
    assert card_screens.decision(case(DRAFT, ApprovalStatus.CANCELLED), NOW) is None


def test_a_correction_that_changes_nothing_says_so() -> None:
    before = replace(text(), out_at=NOW)
    after = replace(text(replace(LEDGER, mistake="A slip."), 2, TextKind.CORRECTION), mail_again=True)
    shown = Case(
        replace(DRAFT, out=Out.PUBLISHED, live=1), after, before, approval(ApprovalStatus.WAITING, None), "Sam"
    )
    drawn = card_screens.card(shown, NOW)
    must_fit_a_message({"text": drawn.text, "blocks": [dict(one) for one in drawn.blocks]})
    assert "Nothing but the mark that it is corrected." in words_of(list(drawn.blocks))
    assert "goes by mail too" in words_of(list(drawn.blocks))


def test_a_card_without_a_text_is_still_a_card() -> None:
    bare = replace(text(), fields=Fields(audience="Finance"))
    drawn = card_screens.card(Case(DRAFT, bare, None, approval(ApprovalStatus.WAITING, None), "Sam"), NOW)
    must_fit_a_message({"text": drawn.text, "blocks": [dict(one) for one in drawn.blocks]})
    assert screens.NO_SUBJECT in words_of(list(drawn.blocks))


def test_your_own_decision_is_told_as_yours() -> None:
    back = case(DRAFT, ApprovalStatus.SENT_BACK)
    assert card_screens.decided_already(back, "U2", NOW).startswith("You sent this back at")
    assert card_screens.decided_already(back, "U3", NOW).startswith("Already sent back by <@U2> at")


# -- how far it came ------------------------------------------------------------------------------------------------


def delivery(destination: str, status: DeliveryStatus, reason: str = "why") -> Delivery:
    return Delivery("T1", "d1", "statement_post", "s1", destination, 1, 0, status, 1, NOW, "", "", reason, NOW)


def progress(*deliveries: Delivery, **counts: int) -> Progress:
    return Progress({DeliveryStatus(name): count for name, count in counts.items()}, deliveries)


def test_progress_counts_what_goes_and_leaves_out_what_was_dropped() -> None:
    posted, mailed = progress(sent=2, dropped=4), progress(sent=1, failed=2, waiting=1, sending=1)
    assert places_screens.progress_words(posted, mailed) == (
        "*2 of 2 channels* and *1 of 5 mails* sent. 2 more on the way."
    )
    assert places_screens.progress_words(progress(), progress(sent=1)) == "*1 of 1 mail* sent."
    assert places_screens.progress_words(progress(), progress(dropped=1)) == "It goes nowhere."


def test_troubles_are_named_and_cut() -> None:
    many = progress(*(delivery(f"C{number}", DeliveryStatus.FAILED) for number in range(12)))
    drawn = places_screens.troubles(many, progress())
    must_fit_a_message({"text": "x", "blocks": drawn})
    assert words_of(drawn).count("Failed:") == 10
    assert "And 2 more." in words_of(drawn)
    waits = places_screens.troubles(progress(delivery("C1", DeliveryStatus.WAITING)), progress())
    assert "Waiting:" in words_of(waits)
    assert places_screens.try_again_buttons("v", progress(delivery("C1", DeliveryStatus.WAITING)), progress()) == []


def test_news_of_what_was_taken_back_meanwhile_is_short() -> None:
    gone = replace(DRAFT, out=Out.RETRACTED, live=1)
    told = news_screens.out(gone, text(), "1", progress(sent=1), progress(), NOW)
    assert told.text == "Statement 12 was out, and is taken back since."


def test_what_has_another_time_by_now_says_so() -> None:
    moved = replace(DRAFT, out=Out.LATE, work=Work.NONE, goes_at=NOW + timedelta(hours=1))
    assert "It has another time now: at <!date^" in news_screens.late(moved, NOW - timedelta(days=1), NOW).text


def test_a_step_that_has_no_words_yet_is_named_by_its_verb() -> None:
    entry = Entry(1, NOW, "U1", "do_something_new", "statement", "s1", "", "", {}, "", "")
    assert "<@U1> do something new" in words_of(news_screens.history([entry], DRAFT, NOW))


def steps(*told: tuple[str, str]) -> tuple[list[Entry], str]:
    """Return journal entries, one a minute, each by somebody and of a verb, and what the history says of them."""
    entries = [
        Entry(at, NOW + timedelta(minutes=at), by, verb, "statement", "s1", "", "nothing/draft", {}, "", "")
        for at, (by, verb) in enumerate(told)
    ]
    return entries, words_of(news_screens.history(entries, DRAFT, NOW + timedelta(hours=1)))


def test_the_same_done_again_in_a_row_by_one_person_is_one_line_with_the_last_time_and_the_first() -> None:
    sam, carl, edit = "U1", "U2", "edit_statement"
    entries, said = steps(
        (sam, "begin_statement"), (sam, edit), (sam, edit), (sam, edit), (carl, edit), (sam, edit), (sam, "hand_in")
    )
    times = [f"<!date^{int(one.at.timestamp())}^{{time}}|" for one in entries]
    lines = [line for line in said.split("\n") if "<@" in line]
    assert [line.partition(" · ")[2].partition(" since ")[0] for line in lines] == [
        "<@U1> handed it in for approval",
        "<@U1> changed the draft",
        "<@U2> changed the draft",
        "<@U1> changed the draft 3 times",
        "<@U1> began it",
    ]
    assert lines[3].startswith(times[3])
    assert f" since {times[1]}" in lines[3]


def test_what_comes_with_a_step_parts_no_edits_but_a_step_between_them_does() -> None:
    edit = ("U1", "edit_statement")
    assert "2 times" in steps(edit, ("U1", "ask_approval"), edit)[1]
    assert "times" not in steps(edit, ("U1", "take_back"), edit)[1]


def test_what_was_done_again_within_a_minute_needs_no_second_time() -> None:
    row = [Entry(at, NOW, "U1", "edit_statement", "statement", "s1", "", "", {}, "", "") for at in range(2)]
    said = words_of(news_screens.history(row, DRAFT, NOW))
    assert "changed the draft 2 times" in said
    assert "since" not in said


def test_each_change_of_the_time_stands_alone_and_what_is_written_after_publishing_is_a_correction() -> None:
    moved = [
        Entry(at, NOW, "U1", "change_time", "statement", "s1", "", "", {"goes_at": NOW.isoformat()}, "", "")
        for at in range(2)
    ]
    assert words_of(news_screens.history(moved, DRAFT, NOW)).count("changed its time, for ") == 2
    fixed = Entry(1, NOW, "U1", "edit_statement", "statement", "s1", "", "published/draft", {}, "", "")
    assert "<@U1> changed the correction" in words_of(news_screens.history([fixed], DRAFT, NOW))


def test_the_longest_history_fits() -> None:
    told = [("U01ABCDEFGH", "send_again" if number // 2 % 2 else "edit_statement") for number in range(200)]
    entries = [
        Entry(at, NOW - timedelta(days=900 - at), by, verb, "statement", "s1", "", "", {}, "", "")
        for at, (by, verb) in enumerate(told)
    ]
    must_fit_a_view(news_screens.history(entries, DRAFT, NOW))


def test_the_day_of_a_field_is_drawn_where_there_is_one() -> None:
    drawn = blocks.date_input("x", "Day", initial=date(2026, 3, 31))
    assert drawn["element"]["initial_date"] == "2026-03-31"
    assert blocks.clock_input("x", "From", zone="UTC", initial=time(9, 5))["element"]["initial_time"] == "09:05"


def test_the_first_page_shows_that_a_typed_subject_is_kept() -> None:
    start = Start((Audience("Finance"),), Fields(subject="System <!channel> upgrade"))
    assert "Your draft subject is on the next page:  System <!channel> upgrade" in words_of(
        form_screens.first_step(start, form_screens.target_of(start))["blocks"]
    )
