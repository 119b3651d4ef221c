"""The page of a statement and what may be done from there, and the letters about it, through the bot's own doors."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from bot import journal
from bot.deliveries.records import DELIVERIES
from bot.deliveries.rules import UNKNOWN, DeliveryStatus, Message
from bot.people.records import PEOPLE
from bot.people.rules import Role
from bot.statements import listing, page_screens, places_screens, publishing, wording
from bot.statements.letters import LETTERS
from bot.statements.rules import MAIL, NEWS, Answer, Fields, Out, Statement, Work, ref_of
from tests.statements.forms import FIRST, as_sent, given, held, opened, submit
from tests.support.doors import Doors, button, elements_of, words_of
from tests.support.house import ADA, BEA, CARL, SAM, TEAM
from tests.support.moves import everything_written, grant
from tests.support.statements import LEDGER, approve, glad, handed_in, keep, published, scheduled, sent, stands
from tests.support.statements import submit as hand_in

QUIET = replace(LEDGER, channels=("C04FIN",), mail=())


def labels(drawn: Any) -> list[str]:
    return [one["text"]["text"] for one in elements_of(drawn) if one.get("type") == "button"]


def page(doors: Doors, by: str = SAM, number: int = 1) -> dict[str, Any]:
    return opened(doors, f"show {number}", by)


def act(doors: Doors, label: str, by: str = SAM) -> dict[str, Any]:
    """Press a button of the page, and return what stands there then."""
    view = page(doors, by)
    doors.push(view, label, by, view=view)
    return doors.modal(by)


def confirm(view: dict[str, Any], label: str) -> dict[str, Any]:
    found: dict[str, Any] = button(view, label)["confirm"]
    return found


def out_later(doors: Doors, fields: Fields = QUIET) -> Statement:
    return scheduled(doors.database, doors.clock(), doors.clock() + timedelta(hours=20), fields)


def letters(doors: Doors, by: str = SAM) -> list[Any]:
    doors.deliver()
    return doors.posted(f"D{by[1:]}")


# -- what the page says ---------------------------------------------------------------------------------------------


def test_the_page_of_what_is_out_says_where_it_stands_and_who_answered_for_it(office: Doors) -> None:
    published(office.database, office.clock(), QUIET)
    office.deliver()
    said = words_of(page(office))
    assert "Close the month a day earlier from 31 March" in said
    assert "*Published at" in said
    assert "begun by Sam Rivera · approved by Ada Okafor at" in said
    assert "*1 of 1 channel* sent." in said
    assert "Nothing has come back from readers yet." in said


def test_votes_and_replies_are_counted_on_the_page(office: Doors) -> None:
    published(office.database, office.clock(), QUIET)
    office.deliver()
    post = office.posted("C04FIN")[-1]
    for who in (CARL, BEA):
        office.push(post.blocks, "Yes", by=who)
    office.push(post.blocks, "No", by=ADA)
    assert "Useful: 2 · not useful: 1 · 0 replies · 0 reactions" in words_of(page(office))


def test_the_list_leads_to_the_page(office: Doors) -> None:
    published(office.database, office.clock(), QUIET)
    office.push(office.command("", by=SAM, command="/statement").body, "Show")
    assert office.modal(SAM)["title"]["text"] == "Statement 1"


def test_the_page_names_who_corrected_what_another_began(office: Doors) -> None:
    out = published(office.database, office.clock(), QUIET)
    fixed = keep(office.database, office.clock(), replace(out.fields, mistake="A slip."), on=out, by=CARL)
    approve(office.database, office.clock(), hand_in(office.database, office.clock(), fixed, by=CARL))
    assert "begun by Sam Rivera, this text by Carl Jensen" in words_of(page(office))


def test_what_slack_cannot_show_any_more_is_done_all_the_same(office: Doors) -> None:
    out = out_later(office)
    view = page(office)
    assert office.push(view, "Cancel", view=view | {"id": "V0GONE"}).status == 200
    assert stands(office.database, out).work is Work.DRAFT
    assert office.private(SAM) == []


def test_a_time_is_said_by_the_authors_clock_too(office: Doors) -> None:
    out_later(office, replace(QUIET, zone="Asia/Tokyo"))
    assert "(19:30 Tokyo time)" in words_of(page(office))
    grant_zone(office, "Asia/Tokyo")
    assert "Tokyo time" not in words_of(page(office))
    assert "(19:30 Tokyo time)" in words_of(page(office, BEA))


def grant_zone(doors: Doors, zone: str) -> None:
    """Let Sam's own clock hang in a zone."""
    with doors.database.transaction() as tx:
        tx.execute(update(PEOPLE).where(PEOPLE.c.slack_id == SAM).values(zone=zone))


@pytest.mark.parametrize(
    ("subject", "said"), [("Close the month a day earlier from 31 March", False), ("The ledger moves", True)]
)
def test_what_the_subject_says_already_is_not_said_again_on_page_and_card(
    office: Doors, subject: str, said: bool
) -> None:
    handed_in(office.database, office.clock(), replace(QUIET, subject=subject))
    office.deliver()
    label = "What they can do afterwards:  Close the month a day earlier"
    assert (label in words_of(page(office))) is said
    assert (label in words_of(office.posted("C01APPR")[-1].blocks)) is said


def test_a_draft_that_was_sent_back_shows_why(office: Doors) -> None:
    handed_in(office.database, office.clock(), QUIET)
    office.deliver()
    office.push(office.posted("C01APPR")[-1].blocks, "Send back", by=ADA)
    office.submit(office.modal(ADA), by=ADA, reason="Too long.")
    view = page(office)
    assert "Sent back:  Too long." in words_of(view)
    assert labels(view)[:2] == ["Mend", "Discard"]


# -- who may do what ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        (SAM, ["Correct", "Retract", "Read as published", "History"]),
        (CARL, ["Correct", "Retract", "Read as published", "History"]),
        (ADA, ["Retract", "Read as published", "History"]),
    ],
)
def test_each_reader_of_what_is_out_sees_what_they_may_do(office: Doors, who: str, expected: list[str]) -> None:
    published(office.database, office.clock(), QUIET)
    assert labels(page(office, who)) == expected


def test_staff_without_a_role_may_only_look(office: Doors) -> None:
    published(office.database, office.clock(), QUIET)
    grant(office.database, office.clock(), **{SAM: frozenset({Role.AUTHOR})}, **{CARL: frozenset()})
    assert labels(page(office, CARL)) == ["Read as published", "History"]


@pytest.mark.parametrize(
    ("who", "expected"),
    [(SAM, ["Take back", "Change"]), (ADA, ["Read and decide"]), (CARL, [])],
)
def test_what_waits_can_be_taken_back_by_its_author_and_decided_by_others(
    office: Doors, who: str, expected: list[str]
) -> None:
    handed_in(office.database, office.clock(), QUIET)
    assert labels(page(office, who)) == [*expected, "Read as published", "History"]


@pytest.mark.parametrize("who", [ADA, CARL])
def test_a_draft_is_nobody_elses_business(office: Doors, who: str) -> None:
    draft = keep(office.database, office.clock(), QUIET)
    office.press("statement.show.0", f"1|{draft.id}|0|", by=who)
    assert "There is no statement 1." in words_of(office.private(who)[-1].blocks)


@pytest.mark.parametrize(
    "action",
    [
        *(page_screens.TAKE_BACK, page_screens.CANCEL, page_screens.DISCARD, page_screens.PUBLISH_NOW),
        *(page_screens.CHANGE_TIME, page_screens.RETRACT, page_screens.HISTORY, page_screens.AS_PUBLISHED),
        *(places_screens.AGAIN, places_screens.AGAIN_TOO),
    ],
)
def test_nonsense_on_a_button_gets_a_sentence_and_does_nothing(office: Doors, action: str) -> None:
    out = published(office.database, office.clock(), QUIET)
    draft = keep(office.database, office.clock(), QUIET)
    before = everything_written(office.database)
    for value in ("", "nonsense", "9|x|1|", f"{draft.number}|{draft.id}|0|never"):
        office.press(action, value, by=BEA)
        assert words_of(office.private(BEA)[-1].blocks)
    assert everything_written(office.database) == before
    assert stands(office.database, out) == out


# -- doing it -------------------------------------------------------------------------------------------------------


def test_taking_back_from_the_approvers_asks_first_and_makes_a_draft_again(office: Doors) -> None:
    done = handed_in(office.database, office.clock(), QUIET)
    assert confirm(page(office), "Take back")
    view = act(office, "Take back")
    assert "Taken back from the approvers. It is a draft again." in words_of(view)
    assert labels(view)[:2] == ["Continue", "Discard"]
    assert stands(office.database, done.statement).work is Work.DRAFT


def test_discarding_asks_first_and_leaves_the_list(office: Doors) -> None:
    keep(office.database, office.clock(), QUIET)
    assert confirm(page(office), "Discard")
    view = act(office, "Discard")
    assert "*Thrown away.*" in words_of(view)
    assert labels(view) == ["History"]
    assert "No press statements yet" in office.command("", by=SAM, command="/statement").words


def test_cancelling_makes_a_draft_again(office: Doors) -> None:
    out = out_later(office)
    assert confirm(page(office), "Cancel")
    assert "Cancelled: statement 1 does not go." in words_of(act(office, "Cancel"))
    assert (stands(office.database, out).out, stands(office.database, out).work) == (Out.NOTHING, Work.DRAFT)


def test_publishing_now_says_where_it_goes_first_and_goes(office: Doors) -> None:
    out_later(office, replace(QUIET, mail=("finance@example.com",)))
    asked = confirm(page(office), "Publish now")["text"]["text"]
    assert asked == "It goes at once, to 1 channel and 1 mail address. Its words stay as they were approved."
    assert "*Statement 1 is out.*" in words_of(act(office, "Publish now"))
    office.deliver()
    assert len(office.posted("C04FIN")) == 1


def test_what_goes_by_mail_alone_says_so_before_it_is_published(office: Doors) -> None:
    out_later(office, replace(QUIET, channels=(), mail=("a@example.com", "b@example.com")))
    assert "It goes at once, to 2 mail addresses." in confirm(page(office), "Publish now")["text"]["text"]


def test_the_time_can_be_changed_without_a_new_approval(office: Doors) -> None:
    out = out_later(office)
    view = act(office, "Change time")
    later = office.clock() + timedelta(hours=30)
    answer = office.submit(view, by=SAM, **given({wording.GOES_AT: int(later.timestamp())}))
    assert "It has another time now." in words_of(answer.view)
    assert answer.view["clear_on_close"]
    assert stands(office.database, out).goes_at == later
    assert stands(office.database, out).out is Out.SCHEDULED


def test_a_time_that_has_passed_is_refused_beside_its_field(office: Doors) -> None:
    out = out_later(office)
    view = act(office, "Change time")
    past = given({wording.GOES_AT: int(office.clock().timestamp()) - 60})
    assert "has passed" in office.submit(view, by=SAM, **past).errors[wording.GOES_AT]
    assert stands(office.database, out).goes_at == out.goes_at


def test_a_form_without_a_time_is_never_taken_for_now(office: Doors) -> None:
    out = out_later(office)
    view = act(office, "Change time")
    assert (
        "Choose a day and a time"
        in office.submit(view, by=SAM, **given({wording.GOES_AT: None})).errors[wording.GOES_AT]
    )
    assert stands(office.database, out) == out


def test_two_changes_of_the_time_at_once_are_told_apart(office: Doors) -> None:
    out = out_later(office)
    view = act(office, "Change time")
    other = office.clock() + timedelta(hours=25)
    with office.database.transaction() as tx:
        publishing.change_time(
            tx,
            TEAM,
            answer=Answer(),
            cheerful=glad,
            statement_id=out.id,
            was=out.goes_at,
            to=other,
            by=SAM,
            now=office.clock(),
        )
    answer = office.submit(view, by=SAM, **given({wording.GOES_AT: int(office.clock().timestamp()) + 9000}))
    assert "changed in another window" in words_of(answer.view)
    assert stands(office.database, out).goes_at == other


def test_what_is_out_already_has_no_time_to_change(office: Doors) -> None:
    out = published(office.database, office.clock(), QUIET)
    office.press(page_screens.CHANGE_TIME, f"1|{out.id}|1|")
    assert "not scheduled any more" in words_of(office.private(SAM)[-1].blocks)


def test_a_click_that_slack_sends_twice_acts_once(office: Doors) -> None:
    out = out_later(office)
    value = button(page(office), "Cancel")["value"]
    pressed = {"type": "button", "action_id": page_screens.CANCEL, "value": value, "action_ts": "7.7"}
    view = office.modal(SAM)
    for _ in range(2):
        assert office.press(page_screens.CANCEL, view=view, actions=[pressed]).status == 200
    assert stands(office.database, out).work is Work.DRAFT
    assert office.modals(SAM) == 1


# -- correcting and taking back -------------------------------------------------------------------------------------


def test_a_correction_goes_the_way_of_the_form_and_the_approvers(office: Doors) -> None:
    published(office.database, office.clock(), replace(QUIET, mail=("finance@example.com",)))
    office.deliver()
    first = act(office, "Correct")
    assert first["title"]["text"] == "Correct statement 1"
    assert wording.AUDIENCE not in str(first["blocks"])
    second = as_sent(first, submit(office, first))
    assert not {wording.CHANNELS, wording.MAIL, wording.GOES_AT} & set(held(second))
    refused = submit(office, second)
    assert "What was wrong?" in str(refused.errors)
    typed = {wording.MISTAKE: "It is on the 30th.", wording.SUBJECT: "Close on the 30th"}
    preview = submit(office, second, **typed)
    assert "It is not sent by mail again" in preview.words
    assert "in the place of what is out" in preview.words
    sent_in = submit(office, as_sent(second, preview))
    assert "The correction of statement 1 is on its way" in sent_in.words
    office.deliver()
    office.push(office.posted("C01APPR")[-1].blocks, "Approve", by=ADA)
    office.deliver()
    (post,) = office.posted("C04FIN")
    assert "Corrected: It is on the 30th." in words_of(post.blocks)
    assert "What was wrong before:  It is on the 30th." in words_of(page(office))
    assert any("*The correction of statement 1 is out*" in words_of(one.blocks) for one in letters(office))
    with office.database.glance() as tx:
        statement = listing.page(tx, TEAM, number=1, by=SAM).statement
        older = LETTERS[NEWS](tx, TEAM, ref_of(statement.id, 1), office.clock())
    assert isinstance(older, Message)
    assert older.text == "Statement 1 was out, and is corrected since."


def test_a_correction_can_go_by_mail_too(office: Doors) -> None:
    published(office.database, office.clock(), replace(QUIET, mail=("finance@example.com",)))
    first = act(office, "Correct")
    second = as_sent(first, submit(office, first))
    typed = given({wording.MISTAKE: "It is on the 30th.", wording.MAIL_AGAIN: ["yes"]})
    preview = submit(office, second, **typed)
    assert "Subject: Correction: Close the month" in preview.words
    submit(office, as_sent(second, preview))
    office.deliver()
    assert "Takes the place of what is out, and goes by mail too" in words_of(office.posted("C01APPR")[-1].blocks)


def test_a_correction_that_is_begun_can_be_continued_or_thrown_away(office: Doors) -> None:
    out = published(office.database, office.clock(), QUIET)
    keep(office.database, office.clock(), replace(out.fields, outcome="Half"), on=out)
    view = page(office)
    assert "its correction: draft" in words_of(view)
    assert labels(view)[:3] == ["Continue the correction", "Discard the correction", "Retract"]
    assert "The correction is thrown away. What is out stays." in words_of(act(office, "Discard the correction"))
    assert stands(office.database, out).fields == out.fields


def test_retracting_asks_first_wants_a_reason_and_edits_every_post(office: Doors) -> None:
    out = published(office.database, office.clock(), replace(QUIET, channels=("C04FIN", "C02IT")))
    office.deliver()
    view = act(office, "Retract")
    assert "This takes it back everywhere it stands." in words_of(view)
    assert wording.REASON in office.submit(view, by=SAM, **{wording.REASON: " "}).errors
    answer = office.submit(view, by=SAM, **{wording.REASON: "It was for <next> month."})
    assert "It is being taken back everywhere it stands." in words_of(answer.view)
    assert "Why it was retracted:  It was for <next> month." in words_of(answer.view)
    office.deliver()
    for channel in ("C04FIN", "C02IT"):
        (post,) = office.posted(channel)
        assert "IT has taken this announcement back" in post.text
        assert "next" not in words_of(post.blocks)
    assert stands(office.database, out).out is Out.RETRACTED
    assert any("*Statement 1 is taken back*" in words_of(one.blocks) for one in letters(office))
    view = page(office)
    assert labels(view) == ["Read as published", "History"]
    office.push(view, "Read as published", view=view)
    assert "before it was taken back" in words_of(office.modal(SAM))
    office.calm()


def test_retracting_can_tell_those_who_had_it_by_mail(office: Doors) -> None:
    out = published(office.database, office.clock(), replace(QUIET, mail=("finance@example.com",)))
    mark_mail(office, out, DeliveryStatus.SENT)
    view = act(office, "Retract")
    assert "A mail cannot be called back." in words_of(view)
    office.submit(view, by=SAM, **given({wording.REASON: "Wrong.", page_screens.TELL_BY_MAIL: ["yes"]}))
    assert [one.destination for one in sent(office.database, MAIL, ref_of(out.id, "r"))] == ["finance@example.com"]


def test_retracting_says_how_many_addresses_have_it_however_many_mails_they_got(office: Doors) -> None:
    news = replace(QUIET, mail=("finance@example.com", "books@example.com"))
    out = published(office.database, office.clock(), news)
    assert "None has gone yet" in words_of(act(office, "Retract"))
    assert "Tell whoever has it by mail by then" in words_of(office.modal(SAM))
    mark_mail(office, out, DeliveryStatus.SENT)
    fixed = replace(out.fields, mistake="A slip.", outcome="Other", mail_again=True)
    done = hand_in(office.database, office.clock(), keep(office.database, office.clock(), fixed, on=out))
    approve(office.database, office.clock(), done)
    mark_mail(office, out, DeliveryStatus.SENT, part=2)
    view = act(office, "Retract")
    assert "*4 of 4 mails* sent" in words_of(page(office))
    assert "2 addresses have it, or may have it" in words_of(view)
    assert "Tell 2 addresses that have it by mail" in words_of(view)
    office.submit(view, by=SAM, **given({wording.REASON: "Wrong.", page_screens.TELL_BY_MAIL: ["yes"]}))
    assert len(sent(office.database, MAIL, ref_of(out.id, "r"))) == 2


def test_one_address_that_has_it_is_spoken_of_as_one(office: Doors) -> None:
    out = published(office.database, office.clock(), replace(QUIET, mail=("finance@example.com",)))
    mark_mail(office, out, DeliveryStatus.SENT)
    view = act(office, "Retract")
    assert "1 address has it, or may have it" in words_of(view)
    assert "Tell 1 address that has it by mail" in words_of(view)


def test_what_was_corrected_while_somebody_wanted_it_back_is_shown_first(office: Doors) -> None:
    out = published(office.database, office.clock(), QUIET)
    view = act(office, "Retract")
    fixed = replace(out.fields, mistake="A slip.", outcome="Other")
    done = hand_in(office.database, office.clock(), keep(office.database, office.clock(), fixed, on=out))
    approve(office.database, office.clock(), done)
    answer = office.submit(view, by=SAM, **{wording.REASON: "Wrong."})
    assert "changed in another window" in words_of(answer.view)
    assert stands(office.database, out).out is Out.PUBLISHED


def test_a_retraction_sent_twice_acts_once(office: Doors) -> None:
    published(office.database, office.clock(), QUIET)
    view = act(office, "Retract")
    answers = [office.submit(view, by=SAM, **{wording.REASON: "Wrong."}) for _ in range(2)]
    assert all("Why it was retracted:  Wrong." in words_of(one.view) for one in answers)


# -- what did not arrive --------------------------------------------------------------------------------------------


def mark_mail(
    doors: Doors, statement: Statement, status: DeliveryStatus, *, unknown: bool = False, part: int = 1
) -> None:
    """Let the mail of one of a statement's texts have come to this."""
    about = (DELIVERIES.c.kind == MAIL, DELIVERIES.c.ref == ref_of(statement.id, part))
    values: dict[str, Any] = {"status": status.value, "reason": UNKNOWN if unknown else "no such mailbox"}
    values |= {"unclear_since": doors.clock()} if unknown else {}
    with doors.database.transaction() as tx:
        tx.execute(update(DELIVERIES).where(*about).values(**values))


def test_what_failed_is_named_with_its_reason_and_tried_again_at_a_press(office: Doors) -> None:
    out = published(office.database, office.clock(), replace(QUIET, mail=("finance@example.com",)))
    mark_mail(office, out, DeliveryStatus.FAILED)
    view = page(office)
    assert "*0 of 1 mail*" in words_of(view)
    assert "Failed:  finance@example.com , no such mailbox" in words_of(view)
    assert "confirm" not in button(view, "Try again")
    assert "On its way again, to 1 place." in words_of(act(office, "Try again"))
    (mail,) = sent(office.database, MAIL, ref_of(out.id, 1))
    assert mail.status is DeliveryStatus.WAITING


def test_what_nobody_knows_is_sent_again_only_after_a_question(office: Doors) -> None:
    out = published(office.database, office.clock(), replace(QUIET, mail=("finance@example.com",)))
    mark_mail(office, out, DeliveryStatus.FAILED, unknown=True)
    view = page(office)
    assert "Unknown:  finance@example.com" in words_of(view)
    assert "Try again" not in labels(view)
    assert "they may get it twice" in confirm(view, "Send the unknown again")["text"]["text"]
    office.press(places_screens.AGAIN, button(view, "Send the unknown again")["value"])
    assert "Nothing is left to send again." in words_of(office.private(SAM)[-1].blocks)
    assert "On its way again, to 1 place." in words_of(act(office, "Send the unknown again"))


def test_a_reader_without_a_role_is_offered_nothing_to_send_again(office: Doors) -> None:
    out = published(office.database, office.clock(), replace(QUIET, mail=("finance@example.com",)))
    mark_mail(office, out, DeliveryStatus.FAILED)
    grant(office.database, office.clock(), **{SAM: frozenset({Role.AUTHOR})}, **{CARL: frozenset()})
    assert "Try again" not in labels(page(office, CARL))


# -- looking back ---------------------------------------------------------------------------------------------------


def test_the_history_has_every_step_with_who_and_when(office: Doors) -> None:
    view = opened(office)
    second = as_sent(view, submit(office, view, **FIRST))
    preview = as_sent(second, submit(office, second, **{wording.SUBJECT: "A subject", wording.MAIL: ""}))
    submit(office, preview)
    office.deliver()
    office.push(office.posted("C01APPR")[-1].blocks, "Approve", by=ADA)
    view = act(office, "History")
    said = words_of(view)
    steps = [
        f"<@{ADA}> published it",
        f"<@{ADA}> approved it",
        f"<@{SAM}> handed it in for approval",
        f"<@{SAM}> changed the draft",
        f"<@{SAM}> began it",
    ]
    places = [said.index(one) for one in steps]
    assert places == sorted(places)
    assert said.count("handed it in") == 1


def test_the_history_says_for_when_it_was_scheduled_and_that_it_went_by_itself(office: Doors) -> None:
    out = out_later(office)
    assert out.goes_at is not None
    office.clock.tick(hours=20)
    with office.database.transaction() as tx:
        publishing.sweep(tx, TEAM, office.clock())
    said = words_of(act(office, "History"))
    assert f"scheduled it, for <!date^{int(out.goes_at.timestamp())}^" in said
    assert "By itself: it was published" in said


def test_a_long_history_is_cut_and_says_so(office: Doors) -> None:
    draft = keep(office.database, office.clock(), QUIET)
    with office.database.transaction() as tx:
        for number in range(95):
            verb = "send_again" if number % 2 else "edit_statement"
            about = ("statement", draft.id)
            journal.write(tx, TEAM, verb=verb, subject=about, change=("", ""), by=SAM, now=office.clock(), facts={})
    assert "And 6 earlier ones." in words_of(act(office, "History"))


def test_nothing_to_read_as_published_gets_a_sentence(office: Doors) -> None:
    draft = keep(office.database, office.clock(), QUIET)
    office.press(page_screens.AS_PUBLISHED, f"1|{draft.id}|0|")
    assert "nothing to read as published" in words_of(office.private(SAM)[-1].blocks)


@pytest.mark.parametrize(("at", "said"), [(0, "As it was published."), (20, "As it will be published, if")])
def test_read_as_published_shows_the_bytes(office: Doors, at: int, said: str) -> None:
    if at:
        handed_in(office.database, office.clock(), QUIET)
    else:
        published(office.database, office.clock(), QUIET)
    view = act(office, "Read as published")
    assert said in words_of(view)
    assert "It is not sent by mail: there is no address." in words_of(view)


def test_mail_alone_is_said_to_be_posted_nowhere(office: Doors) -> None:
    published(office.database, office.clock(), replace(QUIET, channels=(), mail=("finance@example.com",)))
    assert "It is not posted in Slack" in words_of(act(office, "Read as published"))


# -- when it was late -----------------------------------------------------------------------------------------------


def late(doors: Doors, **by: float) -> Statement:
    """Let the bot be off when a statement was to go, and come back so much after its time."""
    out = out_later(doors)
    doors.clock.tick(hours=20)
    doors.clock.tick(**by)
    with doors.database.transaction() as tx:
        publishing.sweep(tx, TEAM, doors.clock())
    return stands(doors.database, out)


def test_what_is_over_an_hour_late_is_asked_about_with_three_ways_on(office: Doors) -> None:
    assert late(office, hours=2).out is Out.LATE
    (asked,) = [one for one in letters(office) if "while I was off" in one.text]
    assert "It is not out. What shall happen?" in asked.text
    assert labels(asked.blocks) == ["Publish now", "Change time", "Cancel"]
    assert "Not out" not in asked.text
    assert "approved, but not out" in office.command("", by=SAM, command="/statement").words
    office.push(asked.blocks, "Publish now")
    assert "Statement 1 is out." in words_of(office.private(SAM)[-1].blocks)
    (asked,) = [one for one in letters(office) if "while I was off" in one.text]
    assert "It went at" in asked.text
    assert labels(asked.blocks) == ["Show"]
    assert len(office.posted("C04FIN")) == 1


@pytest.mark.parametrize(("label", "said"), [("Cancel", "It did not go."), ("Change time", "It has another time now")])
def test_the_question_says_how_it_was_answered(office: Doors, label: str, said: str) -> None:
    out = late(office, hours=2)
    (asked,) = [one for one in letters(office) if "while I was off" in one.text]
    office.push(asked.blocks, label)
    if label == "Change time":
        later = int((office.clock() + timedelta(hours=5)).timestamp())
        office.submit(office.modal(SAM), by=SAM, **given({wording.GOES_AT: later}))
    (asked,) = [one for one in letters(office) if "while I was off" in one.text]
    assert said in asked.text
    assert stands(office.database, out).out is (Out.NOTHING if label == "Cancel" else Out.SCHEDULED)


def test_what_is_a_little_late_goes_once_and_its_author_is_told(office: Doors) -> None:
    assert late(office, minutes=10).out is Out.PUBLISHED
    (told,) = [one for one in letters(office) if "while I was off" in one.text]
    assert "It went at" in told.text
    assert len(office.posted("C04FIN")) == 1


def test_a_statement_that_is_gone_sends_no_letters(office: Doors) -> None:
    with office.database.glance() as tx:
        for kind, letter in LETTERS.items():
            assert letter(tx, TEAM, "gone.1" if kind != "statement_post" else "gone", office.clock()) is None
