"""The forms that commanders write in, and reading them back: nothing typed is lost, nothing forged is believed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.incidents.rules import Incident, IncidentStatus, Severity
from bot.party_lines import forms
from bot.party_lines.forms import Target, Typed
from bot.party_lines.rules import Draft, LineKind, LineStatus, NewerVersion, PartyLine
from bot.party_lines.wording import DoNotSay, QuestionAnswer, Words
from bot.refusals import Refusal, Refusals
from sandbox.states import state_values
from tests.support.doors import must_fit_a_view, words_of

NOW = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)
WORDS = Words(
    "Wi-Fi is down.",
    (QuestionAnswer("Is my data safe?", "Yes."), QuestionAnswer("Why?", "We do not know.")),
    (DoNotSay("the vendor", "I do not have that detail."), DoNotSay("a, b", "c | d")),
    "Why it failed.",
    "The core switch died.",
    "Still at it.",
)
DRAFT = Draft(WORDS, IncidentStatus.MONITORING, Severity.CRITICAL, NOW + timedelta(minutes=45))
LINE = PartyLine("l1", LineKind.INCIDENT, "i1", "t1", 3, DRAFT, "U1", NOW, LineStatus.LIVE, "U2", NOW)
INCIDENT = Incident("i1", "Network", Severity.MAJOR, IncidentStatus.IDENTIFIED, "U1", NOW, None, ("t1",))


def sent(view: dict[str, Any]) -> dict[str, Any]:
    """Return a view as Slack sends it when nobody has touched its fields."""
    return view | {"state": {"values": state_values(view["blocks"], {})}}


def line_form(typed: Typed, target: Target | None = None) -> dict[str, Any]:
    view = forms.line_form(target or Target("t1"), "Network", typed, NOW)
    must_fit_a_view(view)
    return view


def test_a_version_put_into_the_form_and_sent_untouched_is_the_same_version() -> None:
    draft = replace(DRAFT, words=replace(WORDS, do_not_say=WORDS.do_not_say[:1]))
    assert forms.draft_of(forms.read(sent(line_form(forms.typed_of(draft))))) == draft


@pytest.mark.parametrize("target", [Target("t1"), Target("t-é", "i1", 12)])
def test_what_a_form_is_about_travels_in_it(target: Target) -> None:
    view = line_form(Typed(), target)
    assert Target.unpack(view["private_metadata"]) == target


@given(st.text(max_size=300))
def test_metadata_that_this_program_did_not_write_is_refused_with_a_sentence(metadata: str) -> None:
    with pytest.raises(Refusal, match="open it again"):
        Target.unpack(metadata)


def test_an_empty_form_starts_half_an_hour_away_on_a_round_minute() -> None:
    for seconds in (0, 1, 59, 299):
        view = forms.line_form(Target("t1"), "Network", Typed(), NOW + timedelta(seconds=seconds))
        picked = datetime.fromtimestamp(view["blocks"][1]["element"]["initial_date_time"], UTC)
        assert picked.minute % 5 == 0
        assert timedelta(minutes=29) < picked - (NOW + timedelta(seconds=seconds)) < timedelta(minutes=35)


def test_a_promise_that_holds_is_kept_and_one_that_has_passed_is_not() -> None:
    for promise in (NOW - timedelta(seconds=1), NOW):
        assert line_form(Typed(promise_at=promise))["blocks"][1]["element"]["initial_date_time"] > NOW.timestamp()
    later = NOW + timedelta(minutes=7)
    assert line_form(Typed(promise_at=later))["blocks"][1]["element"]["initial_date_time"] == later.timestamp()


def test_a_form_drawn_from_forged_choices_is_still_a_form() -> None:
    line_form(Typed(status="resolved", severity="apocalyptic"))


def test_texts_too_long_for_a_field_do_not_break_the_form_that_keeps_them() -> None:
    line_form(Typed(*["x" * 9000] + [None, "identified", "minor"] + ["y" * 9000] * 5))  # type: ignore[arg-type]


def test_every_field_says_what_to_write_and_the_sentence_comes_first() -> None:
    view = line_form(Typed())
    assert view["blocks"][0]["label"]["text"] == "What should anyone in IT say?"
    assert "27 words" in view["blocks"][0]["hint"]["text"]
    assert view["submit"]["text"] == "Send for approval"


def test_only_the_sentence_the_time_and_two_choices_are_needed() -> None:
    needed = [block["block_id"] for block in line_form(Typed())["blocks"] if not block["optional"]]
    assert needed == ["say", "promise_at", "status", "severity"]


def test_a_long_topic_fits_the_title() -> None:
    must_fit_a_view(forms.line_form(Target("t1"), "Network printers in the London office", Typed(), NOW))


def test_a_draft_is_tidied_once_before_it_is_approved() -> None:
    typed = Typed(say="  Wi-Fi is down. \r\n It will be back.  ", severity="minor")
    assert forms.draft_of(typed).words.say == "Wi-Fi is down.\n It will be back."


def test_all_that_cannot_be_read_is_said_at_once() -> None:
    typed = Typed(status="", severity="x", if_pressed="no question", do_not_say="nothing instead")
    with pytest.raises(Refusals) as refused:
        forms.draft_of(typed)
    fields = [one.field for one in refused.value.refusals]
    assert fields == ["if_pressed", "do_not_say", "status", "severity"]


def test_a_closing_form_shows_what_is_said_now_and_asks_for_no_promise() -> None:
    view = forms.closing_form(Target("t1", "i1", 3), "Network", Typed(say="It is back."), WORDS.say)
    must_fit_a_view(view)
    assert WORDS.say in words_of(view)
    words = forms.closing_words_of(forms.read(sent(view)))
    assert words == Words(say="It is back.")
    must_fit_a_view(forms.closing_form(Target("t1", "i1"), "Network", Typed(), ""))


def test_questions_of_a_closing_line_that_cannot_be_read_are_refused_beside_their_field() -> None:
    with pytest.raises(Refusals) as refused:
        forms.closing_words_of(Typed(say="It is back.", if_pressed="no question"))
    assert [one.field for one in refused.value.refusals] == ["if_pressed"]


def test_after_handing_in_people_read_who_is_asked_and_what_is_said_until_then() -> None:
    view = forms.sent_for_approval(4, ["C01APPR", "U01ADA"], "Old <sentence>.")
    must_fit_a_view(view)
    assert "<#C01APPR>, <@U01ADA>" in words_of(view)
    assert "Old <sentence>." in words_of(view)
    nothing = forms.sent_for_approval(1, ["U01ADA"], None)
    must_fit_a_view(nothing)
    assert "there is nothing to say" in words_of(nothing)
    must_fit_a_view(forms.already_sent())


def test_a_second_incident_on_a_topic_is_pointed_out_with_the_way_to_the_first() -> None:
    notes = forms.already_open([(INCIDENT, WORDS.say), (INCIDENT, "")] * 3)
    view = forms.line_form(Target("t1"), "Network", Typed(), NOW, notes)
    must_fit_a_view(view)
    assert words_of(notes).count("Update that line instead") == 3
    assert "not approved yet" in words_of(notes)
    assert forms.already_open([]) == []


def test_an_update_says_what_it_starts_from() -> None:
    assert "Sending this form replaces it" in words_of(forms.starting_note(LINE, ""))
    back = forms.starting_note(LINE, "<!channel> Which floors?")
    assert words_of(back) == "*Version 3 was sent back:* <!channel> Which floors?"
    assert back[1]["elements"][0]["elements"][0]["type"] == "text"
    for notes in (back, forms.newer_note(LINE), forms.starting_note(LINE, "")):
        must_fit_a_view(forms.line_form(Target("t1"), "Network", Typed(), NOW, notes))


def test_what_came_meanwhile_is_said_to_be_out_only_where_it_is() -> None:
    for status, said in (
        (LineStatus.LIVE, "Version 3 came out while you were writing."),
        (LineStatus.SUBMITTED, "Version 3 was handed in while you were writing."),
        (LineStatus.SENT_BACK, "Version 3 was handed in while you were writing."),
    ):
        newest = replace(LINE, status=status)
        assert NewerVersion(newest).sentence == said
        words = words_of(forms.newer_note(newest))
        assert said in words
        assert ("An approver has sent that one back." in words) is (status is LineStatus.SENT_BACK)
