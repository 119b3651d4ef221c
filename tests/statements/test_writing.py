"""The form for statements, step by step, through the bot's own doors."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from bot.audiences import records as audiences
from bot.audiences.rules import Audience
from bot.people import flows as people
from bot.people.rules import Kind, Profile, Role
from bot.slack.blocks import text_input
from bot.statements import advice_screens, form_screens, records, wording
from bot.statements.rules import Link, Out, Statement, Work
from bot.storage import Database
from tests.statements.forms import (
    DRAFT,
    FIRST,
    as_sent,
    close,
    filled,
    given,
    held,
    ids,
    in_form,
    opened,
    statement,
    step_three,
    step_two,
    submit,
)
from tests.support.doors import Doors, button, elements_of, take_the_database_away, words_of
from tests.support.house import ADA, CARL, NAMES, SAM, TEAM
from tests.support.moves import count
from tests.support.statements import LEDGER, handed_in, published, stands
from tests.support.statements import keep as keep_draft

NASTY = "<!channel> *b* & <https://evil.example|click> :tada: `x`"


def newest(database: Database, number: int = 1) -> Statement:
    with database.glance() as tx:
        found = records.numbered(tx, TEAM, number)
    assert found is not None
    return found


def labels(view: Any) -> list[str]:
    return [one["text"]["text"] for one in elements_of(view) if one.get("type") == "button"]


# -- the first step -------------------------------------------------------------------------------------------------


def test_the_form_asks_first_for_whom_it_is_and_what_they_can_do(office: Doors) -> None:
    view = opened(office)
    asked = [one["block_id"].partition("~")[0] for one in view["blocks"] if one["type"] == "input"]
    assert asked[:2] == [wording.AUDIENCE, wording.OUTCOME]
    assert words_of(view["blocks"][0]) == "*Who is it for, and what can they do afterwards?*"
    assert (view["title"]["text"], view["submit"]["text"], view["close"]["text"]) == ("New statement", "Next", "Cancel")
    assert set(held(view).values()) == {None}


def test_opening_the_form_writes_nothing(office: Doors) -> None:
    opened(office)
    assert count(office.database, "statements") == 0


@pytest.mark.parametrize("empty", [{wording.OUTCOME: ""}, {wording.OUTCOME: " \n "}, {wording.OUTCOME: "n/a"}])
def test_without_an_outcome_nobody_gets_to_the_second_step(office: Doors, empty: dict[str, Any]) -> None:
    view = opened(office)
    answer = submit(office, view, **FIRST | empty)
    said = answer.errors[f"{wording.OUTCOME}~0"]
    assert said == "Without an outcome this is an announcement about us. What can Finance do afterwards?"
    assert count(office.database, "statements") == 0


def test_without_an_audience_nobody_gets_to_the_second_step(office: Doors) -> None:
    typed = {name: value for name, value in FIRST.items() if name != wording.AUDIENCE}
    answer = submit(office, opened(office), **typed)
    assert answer.errors == {f"{wording.AUDIENCE}~0": "Who is this for? Choose an audience."}


def test_all_that_is_wrong_is_said_at_once_each_beside_its_field(office: Doors) -> None:
    wrong = {wording.OUTCOME: "", wording.DAY: None, wording.MUST_DO: "", wording.ASK_WHOM: "x\u200by"}
    found = submit(office, opened(office), **FIRST | wrong).errors
    assert set(found) == {f"{name}~0" for name in (wording.OUTCOME, wording.DAY, wording.MUST_DO, wording.ASK_WHOM)}


def test_what_happens_can_be_written_later(office: Doors) -> None:
    assert submit(office, opened(office), **FIRST | {wording.HAPPENS: ""}).view["submit"]["text"] == "Preview"


def test_everything_that_was_typed_is_kept_by_the_authors_clock(office: Doors) -> None:
    with office.database.transaction() as tx:
        tokyo = Profile(SAM, NAMES[SAM][0], Kind.MEMBER, "Asia/Tokyo")
        people.remember(tx, TEAM, tokyo, now=office.clock())
    view = opened(office)
    assert "From (Tokyo time)" in words_of(view)
    assert {one["timezone"] for one in elements_of(view) if one["type"] == "timepicker"} == {"Asia/Tokyo"}
    submit(office, view, **FIRST)
    fields = newest(office.database).fields
    assert (fields.day, fields.start, fields.until) == (date(2026, 3, 31), time(18), time(20))
    assert (fields.zone, fields.do_by) == ("Asia/Tokyo", date(2026, 3, 27))
    assert (fields.audience, fields.outcome, fields.happens, fields.must_do, fields.ask_whom) == tuple(
        FIRST[name] for name in (wording.AUDIENCE, wording.OUTCOME, wording.HAPPENS, wording.MUST_DO, wording.ASK_WHOM)
    )
    assert fields.subject == DRAFT
    assert (newest(office.database).out, newest(office.database).work) == (Out.NOTHING, Work.DRAFT)


def test_without_any_audience_the_form_says_who_makes_one_and_a_draft_can_be_kept(office: Doors) -> None:
    with office.database.transaction() as tx:
        audiences.replace(tx, TEAM, ())
    view = opened(office)
    assert "There is no audience yet" in words_of(view)
    typed = {name: value for name, value in FIRST.items() if name != wording.AUDIENCE}
    assert "no audience to write to yet" in str(submit(office, view, **typed).errors)
    in_form(office, view, "Keep as draft", **typed)
    assert newest(office.database).fields.outcome == FIRST[wording.OUTCOME]


def test_an_audience_that_is_gone_is_named_and_another_one_chosen(office: Doors) -> None:
    draft = keep_draft(office.database, office.clock(), replace(LEDGER, audience="Old *team*"))
    office.press("statement.continue.0", draft.id)
    view = office.modal(SAM)
    assert "The audience *Old team* is gone" in words_of(view)
    assert held(view)[wording.AUDIENCE] is None


@pytest.mark.parametrize(
    "typed", [{}, {wording.OUTCOME: "Half a thought"}, {wording.AUDIENCE: "Finance", wording.HAPPENS: NASTY}]
)
def test_a_draft_can_be_kept_whatever_is_missing(office: Doors, typed: dict[str, Any]) -> None:
    view = opened(office)
    in_form(office, view, "Keep as draft", **typed)
    shown = office.modal(SAM)
    assert shown["title"]["text"] == "Kept as a draft"
    kept = newest(office.database)
    assert {"outcome": kept.fields.outcome, "subject": kept.fields.subject} == {
        "outcome": typed.get(wording.OUTCOME, ""),
        "subject": DRAFT,
    }
    office.calm()


def test_what_cannot_be_kept_gets_a_sentence_above_the_form_which_stays(office: Doors) -> None:
    view = opened(office)
    in_form(office, view, "Keep as draft", **{wording.OUTCOME: "x\u200by"})
    assert office.modals(SAM) == 2
    assert "nobody can see" in words_of(office.modal(SAM))
    assert count(office.database, "statements") == 0


# -- the second step ------------------------------------------------------------------------------------------------


def test_the_second_step_starts_from_the_draft_and_from_the_audience(office: Doors) -> None:
    view = step_two(office)
    found = held(view)
    assert found[wording.SUBJECT] == DRAFT
    assert found[wording.BODY] == "Close the month from home.\n\nThe ledger moves to the new system."
    assert found[wording.CHANNELS] == ["C04FIN", "C02IT"]
    assert found[wording.MAIL] == "finance@example.com\nbooks@example.com"
    assert found[wording.GOES_AT] is None
    assert wording.MISTAKE not in found


def test_another_audience_brings_its_places_unless_the_author_chose_others(office: Doors) -> None:
    view = step_two(office)
    in_form(office, view, "Back")
    view = as_sent(view, submit(office, office.modal(SAM), **{wording.AUDIENCE: "Everyone"}))
    assert (held(view)[wording.CHANNELS], held(view)[wording.MAIL]) == (["C01GEN"], None)
    in_form(office, view, "Back", **given({wording.CHANNELS: ["C03NET"]}))
    view = as_sent(view, submit(office, office.modal(SAM), **{wording.AUDIENCE: "Finance"}))
    assert held(view)[wording.CHANNELS] == ["C03NET"]
    assert held(view)[wording.MAIL] == "finance@example.com\nbooks@example.com"


def test_the_text_follows_the_answers_until_somebody_edits_it(office: Doors) -> None:
    view = step_two(office)
    in_form(office, view, "Back")
    view = as_sent(view, submit(office, office.modal(SAM), **{wording.OUTCOME: "Sleep at month end"}))
    assert held(view)[wording.BODY].startswith("Sleep at month end.")
    in_form(office, view, "Back", **{wording.BODY: "My own words."})
    view = as_sent(view, submit(office, office.modal(SAM), **{wording.OUTCOME: "Something else"}))
    assert held(view)[wording.BODY] == "My own words."
    submit(office, view, **{wording.BODY: "", wording.SUBJECT: "A subject"})
    assert newest(office.database).fields.body.startswith("Something else.")


def test_the_text_opens_otherwise_where_the_subject_is_the_outcome_and_goes_on_following(office: Doors) -> None:
    """Nobody touched the text: it follows the subject that is chosen, there and back, and the answers after it."""
    view = step_two(office)
    both = "Close the month from home.\n\nThe ledger moves to the new system."
    assert held(view)[wording.BODY] == both
    shown = submit(office, view, **{wording.SUBJECT: "Close the month from home"})
    assert newest(office.database).fields.body == "The ledger moves to the new system."
    in_form(office, as_sent(view, shown), "Back")
    view = office.modal(SAM)
    assert held(view)[wording.BODY] == "The ledger moves to the new system."
    in_form(office, view, "Keep as draft", **{wording.SUBJECT: "The ledger moves on 31 March"})
    assert newest(office.database).fields.body == both
    view = opened(office, "show 1")
    office.push(view, "Continue", SAM)
    view = office.modal(SAM)
    view = as_sent(view, submit(office, view, **{wording.HAPPENS: "It moves on Tuesday."}))
    assert held(view)[wording.BODY] == "Close the month from home.\n\nIt moves on Tuesday."


def test_a_text_that_somebody_wrote_stays_whatever_subject_is_chosen(office: Doors) -> None:
    view = step_two(office)
    mine = "Close the month from home.\n\nMy own words."
    submit(office, view, **{wording.SUBJECT: "Close the month from home", wording.BODY: mine})
    assert newest(office.database).fields.body == mine


def test_links_addresses_channels_and_the_time_are_kept(office: Doors) -> None:
    at = office.clock() + timedelta(hours=3)
    typed = {
        wording.SUBJECT: "Close the month from home",
        wording.LINKS: "How to sign in  https://intranet.example.com/a\n\nAll about it https://intranet.example.com/b",
        wording.CHANNELS: ["C03NET"],
        wording.MAIL: "a@example.com, b@example.com a@example.com",
        wording.GOES_AT: int(at.timestamp()),
    }
    submit(office, step_two(office), **given(typed))
    fields = newest(office.database).fields
    assert fields.links == (
        Link("How to sign in", "https://intranet.example.com/a"),
        Link("All about it", "https://intranet.example.com/b"),
    )
    assert (fields.channels, fields.mail, fields.goes_at) == (("C03NET",), ("a@example.com", "b@example.com"), at)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (wording.SUBJECT, ""),
        (wording.SUBJECT, "=?UTF-8?Q?=0A?=Bcc: x@example.com"),
        (wording.SUBJECT, "x" * 151),
        (wording.LINKS, "javascript:alert(1)"),
        (wording.LINKS, "no address"),
        (wording.MAIL, "finance@example.com\nnot an address"),
        (wording.GOES_AT, 1_700_000_000),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(office: Doors, name: str, value: Any) -> None:
    view = step_two(office)
    assert set(submit(office, view, **{wording.SUBJECT: "A subject", name: value}).errors) == set(
        ids(view, {name: value})
    )


def test_nowhere_to_go_is_said_beside_the_channels(office: Doors) -> None:
    view = step_two(office)
    typed = given({wording.SUBJECT: "A subject", wording.CHANNELS: [], wording.MAIL: ""})
    assert list(submit(office, view, **typed).errors) == list(ids(view, {wording.CHANNELS: []}))


def test_wrong_links_stay_in_a_draft_as_they_were_typed(office: Doors) -> None:
    view = step_two(office)
    in_form(office, view, "Back", **{wording.LINKS: "no address", wording.MAIL: "nobody"})
    view = as_sent(view, submit(office, office.modal(SAM)))
    assert (held(view)[wording.LINKS], held(view)[wording.MAIL]) == ("no address", "nobody")


# -- suggestions ----------------------------------------------------------------------------------------------------


def fields_of(view: dict[str, Any]) -> list[str]:
    return [one["block_id"] for one in view["blocks"] if one["type"] == "input"]


def offered(view: dict[str, Any]) -> list[str]:
    return [one["value"] for one in elements_of(view) if one["action_id"].startswith(f"{advice_screens.USE}.")]


def test_up_to_three_subjects_are_offered_each_with_its_reason(office: Doors) -> None:
    view = step_two(office)
    found = offered(view)
    assert 1 <= len(found) <= 3
    assert any("lose the month from home" in one for one in found)
    assert "“Version 999”" in words_of(view)
    # Rules are named where rules are written: at /subject.
    assert "(rule " not in words_of(view)


def test_a_day_that_the_draft_names_is_told_once_below_a_suggestion(office: Doors) -> None:
    said = words_of(step_two(office)).partition("In this subject")[0]
    assert "As of March 31" in said
    assert "31 March 2026" not in said
    office.push(office.command("", by=SAM, command="/statement").body, "Continue")
    view = office.modal(SAM)
    other = submit(office, view, **given({wording.DAY: "2026-04-01"})).words.partition("In this subject")[0]
    assert "As of March 31" in other
    assert "Wednesday 1 April 2026, 18:00 to 20:00" in other


def test_a_suggestion_is_put_into_the_field_and_all_else_stays(office: Doors) -> None:
    view = step_two(office)
    chosen = offered(view)[0]
    in_form(office, view, "Use this", **{wording.MAIL: "typed@example.com"})
    shown = office.modal(SAM)
    assert held(shown)[wording.SUBJECT] == chosen
    before, after = (fields_of(drawn) for drawn in (view, shown))
    changed = [(was, is_now) for was, is_now in zip(before, after, strict=True) if was != is_now]
    assert len(changed) == 1
    assert changed[0][0].startswith(wording.SUBJECT)
    assert shown["private_metadata"] == view["private_metadata"]
    submit(office, shown, **{wording.MAIL: "typed@example.com"})
    assert (newest(office.database).fields.subject, newest(office.database).fields.mail) == (
        chosen,
        ("typed@example.com",),
    )


def test_a_second_suggestion_replaces_the_first_in_the_field(office: Doors) -> None:
    view = step_two(office)
    doors_press = f"{advice_screens.USE}.0"
    office.press(doors_press, "First choice", view=filled(view))
    first = office.modal(SAM)
    office.press(doors_press, "Second choice", view=filled(first))
    second = office.modal(SAM)
    assert held(second)[wording.SUBJECT] == "Second choice"
    assert ids(first, {wording.SUBJECT: 1}) != ids(second, {wording.SUBJECT: 1})


@pytest.mark.parametrize("how", ["button", "enter"])
def test_suggestions_are_made_anew_from_what_stands_in_the_field(office: Doors, how: str) -> None:
    view = step_two(office)
    before = words_of(view)
    typed = {wording.SUBJECT: "Printers move to floor 3 on 5 May"}
    if how == "button":
        in_form(office, view, "Suggest again", **typed)
    else:
        (block_id,) = ids(view, typed)
        pressed = {"type": "plain_text_input", "block_id": block_id, "action_id": "value", "action_ts": "1.1"}
        office.press("value", view=filled(view, **typed), actions=[pressed])
    shown = office.modal(SAM)
    assert words_of(shown) != before
    assert fields_of(shown) == fields_of(view)
    assert len([one for one in labels(shown) if one == "Suggest again"]) == 1


def test_a_language_that_no_rules_speak_is_left_as_it_is(office: Doors) -> None:
    view = step_two(office)
    in_form(office, view, "Suggest again", **{wording.SUBJECT: "Wartung des Netzwerks am 3. Mai zwischen 8 und 10 Uhr"})
    assert offered(office.modal(SAM)) == []
    assert "I only write English subjects so far" in words_of(office.modal(SAM))


# -- back, and forth, and away --------------------------------------------------------------------------------------


def test_back_keeps_what_stands_in_the_second_step(office: Doors) -> None:
    view = step_two(office)
    in_form(office, view, "Back", **{wording.SUBJECT: "Half a subj"})
    first = office.modal(SAM)
    assert held(first)[wording.OUTCOME] == FIRST[wording.OUTCOME]
    assert first["close"]["text"] == form_screens.CLOSE
    view = as_sent(first, submit(office, first))
    assert held(view)[wording.SUBJECT] == "Half a subj"
    assert count(office.database, "statements") == 1


def test_back_from_the_preview_leads_to_the_second_step(office: Doors) -> None:
    in_form(office, step_three(office), "Back")
    assert office.modal(SAM)["callback_id"] == form_screens.SECOND_FORM


def test_a_draft_can_be_kept_at_every_step_and_continued(office: Doors) -> None:
    for reach in (step_two, step_three):
        view = reach(office)
        in_form(office, view, "Keep as draft")
        assert office.modal(SAM)["title"]["text"] == "Kept as a draft"
        assert office.modal(SAM)["clear_on_close"]
    listed = statement(office)
    assert "Yours to finish" in listed.words
    office.push(listed.body, "Continue")
    assert held(office.modal(SAM))[wording.OUTCOME] == FIRST[wording.OUTCOME]


def test_closing_the_form_keeps_what_slack_tells_of_it(office: Doors) -> None:
    view = step_two(office)
    assert (view["close"]["text"], view["notify_on_close"]) == ("Close", True)
    assert close(office, view, **{wording.SUBJECT: "Typed and closed"}).status == 200
    assert newest(office.database).fields.subject == "Typed and closed"


def test_closing_without_a_change_or_with_what_cannot_be_kept_changes_nothing(office: Doors) -> None:
    out = published(office.database, office.clock())
    office.push(opened(office, "show 1"), "Correct", view=office.modal(SAM))
    view = office.modal(SAM)
    assert close(office, view).status == 200
    assert close(office, view, **{wording.OUTCOME: "x\u200by"}).status == 200
    office.send_form(view | {"state": {"values": {}}}, SAM, type="view_closed")
    assert stands(office.database, out) == out


def test_closing_a_preview_is_fine(office: Doors) -> None:
    assert close(office, step_three(office)).status == 200


# -- twice, and two at once -----------------------------------------------------------------------------------------


def test_a_form_that_slack_sends_twice_makes_one_statement_and_shows_the_same(office: Doors) -> None:
    view = opened(office)
    first, second = (submit(office, view, **FIRST) for _ in range(2))
    assert first.view == second.view
    assert count(office.database, "statements") == 1


def test_other_words_sent_after_an_answer_was_lost_are_not_lost(office: Doors) -> None:
    view = opened(office)
    submit(office, view, **FIRST)
    submit(office, view, **FIRST | {wording.OUTCOME: "Another outcome"})
    assert {newest(office.database, number).fields.outcome for number in (1, 2)} == {
        FIRST[wording.OUTCOME],
        "Another outcome",
    }


def test_a_form_that_comes_twice_after_more_was_written_says_where_to_go_on(office: Doors) -> None:
    view = opened(office)
    second = as_sent(view, submit(office, view, **FIRST))
    submit(office, second, **{wording.SUBJECT: "A subject"})
    assert "kept already" in str(submit(office, view, **FIRST).errors)


def test_the_same_step_of_a_kept_draft_sent_twice_is_answered_alike(office: Doors) -> None:
    view = step_two(office)
    first, second = (submit(office, view, **{wording.SUBJECT: "A subject"}) for _ in range(2))
    assert words_of(first.view) == words_of(second.view)
    assert newest(office.database).revision == 2


def test_what_slack_cannot_show_any_more_is_kept_all_the_same(office: Doors) -> None:
    view = step_two(office)
    gone = view | {"id": "V0GONE"}
    assert in_form(office, gone, "Keep as draft", **{wording.SUBJECT: "Kept"}).status == 200
    assert newest(office.database).fields.subject == "Kept"
    assert office.private(SAM) == []
    in_form(office, view, "Keep as draft", **{wording.SUBJECT: "Kept"})
    assert office.modal(SAM)["title"]["text"] == "Kept as a draft"


def test_times_stay_by_the_clock_they_were_given_by_whoever_goes_on(office: Doors) -> None:
    out = published(office.database, office.clock(), LEDGER)
    with office.database.transaction() as tx:
        people.remember(tx, TEAM, Profile(CARL, NAMES[CARL][0], Kind.MEMBER, "Asia/Tokyo"), now=office.clock())
    office.press("statement.continue.0", out.id, by=CARL)
    view = office.modal(CARL)
    assert "From (London time)" in words_of(view)
    submit(office, view, CARL, **{wording.OUTCOME: "Other words"})
    assert stands(office.database, out).fields.zone == "Europe/London"


def test_a_click_that_slack_sends_twice_acts_once(office: Doors) -> None:
    view = opened(office)
    pressed = {"type": "button", "action_id": form_screens.KEEP, "action_ts": "7.7"}
    for _ in range(2):
        office.press(form_screens.KEEP, view=filled(view, **FIRST), actions=[pressed])
    assert count(office.database, "statements") == 1


@pytest.mark.parametrize("which", ["first", "second"])
def test_a_stale_form_shows_how_it_stands_now_and_keeps_what_was_typed(office: Doors, which: str) -> None:
    draft = keep_draft(office.database, office.clock(), LEDGER)
    office.press("statement.continue.0", draft.id)
    view = office.modal(SAM)
    if which == "second":
        view = as_sent(view, submit(office, view))
        draft = stands(office.database, draft)
    keep_draft(office.database, office.clock(), replace(LEDGER, happens="Theirs.", subject="Their subject"), on=draft)
    name = wording.OUTCOME if which == "first" else wording.SUBJECT
    answer = submit(office, view, **{name: "My own words"})
    assert "changed in another window" in words_of(answer.view)
    assert ("Theirs." if which == "first" else "Their subject") in words_of(answer.view)
    assert held(answer.view)[name] == "My own words"
    assert stands(office.database, draft).fields.happens == "Theirs."
    submit(office, as_sent(view, answer))
    assert getattr(stands(office.database, draft).fields, name.removeprefix("statement_")) == "My own words"


def test_a_stale_form_holding_just_what_stands_goes_on(office: Doors) -> None:
    here = replace(LEDGER, zone="UTC")
    draft = keep_draft(office.database, office.clock(), here)
    office.press("statement.continue.0", draft.id)
    view = office.modal(SAM)
    keep_draft(office.database, office.clock(), replace(here, ask_whom="The same"), on=draft)
    answer = submit(office, view, **{wording.ASK_WHOM: "The same"})
    assert answer.view["callback_id"] == form_screens.SECOND_FORM


@pytest.mark.parametrize("label", ["Keep as draft", "Back"])
def test_a_button_in_a_stale_form_shows_how_it_stands_too(office: Doors, label: str) -> None:
    view = step_two(office)
    draft = newest(office.database)
    keep_draft(office.database, office.clock(), replace(draft.fields, subject="Theirs."), on=draft)
    in_form(office, view, label, **{wording.SUBJECT: "Mine"})
    assert "Theirs." in words_of(office.modal(SAM))
    assert held(office.modal(SAM))[wording.SUBJECT] == "Mine"


def test_with_the_database_away_there_is_a_sentence_and_the_form_stays(office_here: Doors) -> None:
    view = {"id": "V1", "callback_id": form_screens.FIRST_FORM, "private_metadata": form_screens.Target().pack()}
    view |= given({"type": "modal", "blocks": [text_input(wording.OUTCOME, "Outcome")]})
    statement(office_here, "help")
    take_the_database_away(office_here.database)
    answer = office_here.submit(view, by=SAM, **{wording.OUTCOME: "Typed"})
    assert "I cannot reach my database" in str(answer.errors)


def test_a_form_that_this_program_did_not_write_gets_a_sentence(office: Doors) -> None:
    view = opened(office) | {"private_metadata": "]["}
    assert "I do not know this form any more" in str(submit(office, view, **FIRST).errors)


# -- who may --------------------------------------------------------------------------------------------------------


def test_nobody_writes_on_somebody_elses_draft_from_any_door(office: Doors) -> None:
    draft = keep_draft(office.database, office.clock(), LEDGER)
    office.press("statement.continue.0", draft.id, by=CARL)
    assert "no such statement" in words_of(office.private(CARL)[-1].blocks)
    target = form_screens.Target(draft.id, draft.revision)
    view = opened(office, by=CARL) | {"private_metadata": target.pack()}
    assert "no such statement" in str(submit(office, view, CARL, **FIRST).errors)
    assert stands(office.database, draft) == draft


def test_an_approver_who_is_no_author_cannot_write(office: Doors) -> None:
    answer = statement(office, "new Something", by=ADA)
    assert "Only authors write statements." in answer.words
    view = opened(office)
    assert "Only authors" in str(submit(office, view, ADA, **FIRST).errors)
    assert count(office.database, "statements") == 0


# -- preview and handing in -----------------------------------------------------------------------------------------


def without_id(block: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in block.items() if name != "block_id"}


def test_the_preview_is_what_is_published_block_for_block(office: Doors) -> None:
    view = step_three(office)
    submit(office, view)
    office.deliver()
    office.push(office.posted("C01APPR")[-1].blocks, "Approve", by=ADA)
    office.deliver()
    for channel in ("C04FIN", "C02IT"):
        (message,) = office.posted(channel)
        shown = [without_id(one) for one in message.blocks if one["type"] != "actions"]
        at = view["blocks"].index(shown[0])
        assert view["blocks"][at : at + len(shown)] == shown
    office.calm()


def test_the_preview_shows_the_mail_as_it_goes(office: Doors) -> None:
    view = step_three(office)
    said = words_of(view)
    assert "To (each alone): finance@example.com, books@example.com" in said
    assert "Subject: Close the month from home" in said
    assert "You get this because you are among: Finance." in said
    assert "Tuesday 31 March 2026, 18:00 to 20:00" in said
    assert "the operator has not set MAIL_FROM and SMTP_URL" in said


@pytest.mark.parametrize(("moves_to", "both"), [("Asia/Tokyo", False), ("America/New_York", True)])
def test_the_preview_says_when_it_goes_by_both_clocks_where_its_author_is_elsewhere_by_now(
    office: Doors, moves_to: str, both: bool
) -> None:
    def move(zone: str) -> None:
        with office.database.transaction() as tx:
            people.remember(tx, TEAM, Profile(SAM, NAMES[SAM][0], Kind.MEMBER, zone), now=office.clock())

    move("Asia/Tokyo")
    at = datetime(2026, 3, 4, 1, 0, tzinfo=UTC)
    view = step_two(office)
    move(moves_to)
    typed = given({wording.SUBJECT: "Close the month from home", wording.GOES_AT: int(at.timestamp())})
    view = as_sent(view, submit(office, view, **typed))
    assert f"<!date^{int(at.timestamp())}^" in words_of(view)
    assert ("(10:00 Tokyo time)" in words_of(view)) is both


def test_what_still_keeps_it_from_going_stands_beside_the_way_to_mend_it(office: Doors) -> None:
    view = step_two(office, **{wording.HAPPENS: ""})
    view = as_sent(view, submit(office, view, **{wording.SUBJECT: "A subject"}))
    assert "submit" not in view
    assert "Before it can be handed in" in words_of(view)
    assert "What happens?" in words_of(view)
    in_form(office, view, "Mend on page 1")
    assert office.modal(SAM)["callback_id"] == form_screens.FIRST_FORM


def test_the_second_page_is_a_press_away_where_the_mistake_is_there(office: Doors) -> None:
    draft = keep_draft(office.database, office.clock(), replace(LEDGER, subject=""))
    office.press("statement.continue.0", draft.id)
    view = office.modal(SAM)
    office.press("statement.step.0", "2", view=view)
    assert office.modal(SAM)["callback_id"] == form_screens.SECOND_FORM


def test_handing_in_says_who_is_asked(office: Doors) -> None:
    answer = submit(office, step_three(office))
    assert "Statement 1 is on its way to the approvers:* <#C01APPR>" in answer.words
    assert "Once approved, it goes at once." in answer.words
    assert newest(office.database).work is Work.WAITING


def test_a_preview_sent_twice_is_handed_in_once(office: Doors) -> None:
    view = step_three(office)
    submit(office, view)
    assert "sent for approval already" in submit(office, view).words
    assert count(office.database, "approvals") == 1


def test_a_statement_changed_after_its_preview_is_previewed_again(office: Doors) -> None:
    view = step_three(office)
    draft = newest(office.database)
    keep_draft(office.database, office.clock(), replace(draft.fields, body="Other words."), on=draft)
    answer = submit(office, view)
    assert "so nothing was handed in yet" in words_of(answer.view)
    assert "Other words." in words_of(answer.view)
    assert count(office.database, "approvals") == 0
    submit(office, as_sent(view, answer))
    assert count(office.database, "approvals") == 1


def test_what_became_wrong_since_the_preview_is_shown_in_it(office: Doors) -> None:
    view = step_three(office)
    with office.database.transaction() as tx:
        audiences.replace(tx, TEAM, (Audience("Others", ("C01GEN",)),))
    answer = submit(office, view)
    assert "There is no audience “Finance” any more" in words_of(answer.view)
    assert count(office.database, "approvals") == 0


@pytest.mark.parametrize("keeps", [True, False])
def test_two_to_one_audience_within_an_hour_are_questioned_and_the_author_chooses(office: Doors, keeps: bool) -> None:
    published(office.database, office.clock())
    view = step_three(office)
    assert "Finance got statement 1" in words_of(view)
    radio = next(one for one in elements_of(view) if one["type"] == "radio_buttons")
    offered_, mine = (one["text"]["text"] for one in radio["options"])
    assert offered_.startswith("Today 15:3")
    assert mine == "Keep my time"
    nothing_chosen = submit(office, view)
    assert nothing_chosen.view["callback_id"] == "statement.preview_form"
    assert count(office.database, "approvals WHERE status = 'waiting'") == 0
    answer = submit(office, view, statement_traffic="mine" if keeps else "better")
    assert "on its way" in answer.words
    goes_at = newest(office.database, 2).goes_at
    assert (goes_at is None) is keeps
    assert goes_at is None or goes_at > office.clock() + timedelta(hours=1)


def test_where_nobody_could_approve_it_the_draft_stays_and_who_can_help_is_named(office: Doors) -> None:
    with office.database.transaction() as tx:
        people.set_roles(tx, TEAM, {SAM: frozenset({Role.AUTHOR})}, by=ADA, now=office.clock())
    answer = submit(office, step_three(office))
    assert "Nobody but you can approve statements here" in answer.words
    assert newest(office.database).work is Work.DRAFT


def test_an_edit_after_handing_in_cancels_it_and_the_card_says_so(office: Doors) -> None:
    done = handed_in(office.database, office.clock(), replace(LEDGER, channels=("C04FIN",), mail=()))
    office.deliver()
    office.press("statement.continue.0", done.statement.id)
    view = office.modal(SAM)
    assert "What you change takes it back from there" in words_of(view)
    submit(office, view, **{wording.OUTCOME: "Other words"})
    office.deliver()
    (card,) = office.posted("C01APPR")
    assert "Its author changed it or took it back" in words_of(card.blocks)
    assert labels(card.blocks) == []
    assert button(statement(office).body, "Continue")["value"] == done.statement.id
