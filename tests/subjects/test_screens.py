"""What is drawn of an answer and of the glossary: within Slack's limits, the headline first, people's text as text."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.approvals.rules import Approval, ApprovalStatus
from bot.subjects import entry_screens, screens
from bot.subjects.entries import EntryCase, Proposal, Typed
from bot.subjects.rules import GlossaryEntry, Lint, Result, Rewrite, Slot, Source, Status
from bot.subjects.screens import About, Chosen
from tests.support.clock import HandClock
from tests.support.doors import button, elements_of, must_fit_a_message, must_fit_a_view, pings_of, words_of
from tests.support.glossary import PAY, REMOTE
from tests.support.house import ADA, SAM

NOW = HandClock()()
NASTY = "<!channel> *b* & <https://evil.example|click> :tada:"
SLOTS = (
    Slot("outcome", "Work from home", Source.GLOSSARY, "VPN"),
    Slot("action", "call us", Source.AUTHOR, "action"),
    Slot("when", "by 5 May", Source.DRAFT),
    Slot("lead", "You can now", Source.RULE, "good.outcome"),
    Slot("lead", "please", Source.RULE),
    Slot("lead", "all of it", Source.GLOSSARY),
    Slot("nothing", "", Source.RULE),
)
ONE = Rewrite("Work from home &amp; &lt;more&gt;", "by 5 May", "Bad news is best said plainly.", "outage.use", SLOTS)
DRAFT = About("VPN", "VPN upgrade by 5 May")


def result(*rewrites: Rewrite, status: Status = Status.OK, lints: int = 0, questions: tuple[str, ...] = ()) -> Result:
    return Result(status, questions, tuple(Lint("x", f"Thing {number}.") for number in range(lints)), rewrites)


def case(status: ApprovalStatus = ApprovalStatus.WAITING, **changed: object) -> EntryCase:
    proposal = Proposal("p", REMOTE, None, SAM, NOW)
    decided = status is not ApprovalStatus.WAITING
    reason = "Shorter." if status is ApprovalStatus.SENT_BACK else ""
    who, when = (ADA, NOW) if decided else (None, None)
    approval = Approval("a" * 16, "entry", "p", 1, proposal.fingerprint, SAM, NOW, status, who, when, reason)
    made = EntryCase(approval, replace(proposal, **changed), "Sam Rivera", "Ada Okafor" if decided else "")  # type: ignore[arg-type]
    return replace(made, approval=replace(approval, fingerprint=made.proposal.fingerprint))


# -- answers --------------------------------------------------------------------------------------------------------


def test_the_first_subject_is_large_and_what_people_see_is_not_escaped() -> None:
    drawn = screens.answer(result(ONE, replace(ONE, headline="Second")), DRAFT)
    must_fit_a_message(drawn)
    assert drawn["blocks"][0]["text"]["text"] == "Work from home & <more>"
    assert drawn["text"] == "Work from home &amp; &lt;more&gt;"
    assert words_of(drawn["blocks"][1]) == "by 5 May · Was: VPN upgrade by 5 May"
    assert "2   Second" in words_of(drawn["blocks"])


def test_who_may_write_statements_can_use_each_subject_as_people_see_it() -> None:
    drawn = screens.answer(result(ONE, replace(ONE, headline="Second")), DRAFT, may_write=True)
    must_fit_a_message(drawn)
    uses = [one for one in elements_of(drawn) if one["action_id"].startswith(screens.USE)]
    assert [Chosen.unpack(one["value"]) for one in uses] == [
        Chosen("Work from home & <more>", DRAFT.draft),
        Chosen("Second", DRAFT.draft),
    ]
    for hidden in (screens.answer(result(ONE), DRAFT), screens.answer(result(), DRAFT, may_write=True)):
        assert screens.USE not in str([one["action_id"] for one in elements_of(hidden)])


def test_a_draft_that_the_facts_repeat_is_not_said_twice() -> None:
    drawn = screens.answer(result(replace(ONE, facts_line=f"{DRAFT.draft} (some)")), DRAFT)
    assert words_of(drawn["blocks"][1]) == "VPN upgrade by 5 May (some)"


def test_at_most_three_are_shown_and_each_says_why_with_its_rule() -> None:
    drawn = screens.answer(result(*[ONE] * 5), DRAFT)
    whys = [one for one in elements_of(drawn) if one["action_id"].startswith(screens.WHY)]
    assert [one["action_id"] for one in whys] == [f"{screens.WHY}.{number}" for number in range(3)]
    assert "Bad news is best said plainly. (rule outage.use)" in words_of(drawn)


def test_a_reason_that_names_its_rule_does_not_say_it_twice() -> None:
    named = replace(ONE, reason="Said plainly (rule outage.use).")
    assert "(rule outage.use). (rule" not in words_of(screens.answer(result(named), DRAFT))


def test_what_is_wrong_is_one_thing_a_line_and_at_most_eight() -> None:
    said = words_of(screens.answer(result(ONE, lints=12), DRAFT))
    assert "Thing 7." in said
    assert "Thing 8." not in said
    assert "In your draft" not in words_of(screens.answer(result(ONE), DRAFT))


def test_a_subject_without_facts_and_a_second_without_any_are_drawn() -> None:
    bare = replace(ONE, facts_line="")
    drawn = screens.answer(result(bare, bare), About("VPN", ""))
    must_fit_a_message(drawn)
    assert drawn["blocks"][1]["type"] == "section"


@pytest.mark.parametrize("headline", ["h" * 151, "", "two\nlines"])
def test_what_does_not_fit_a_heading_is_drawn_in_bold(headline: str) -> None:
    drawn = screens.answer(result(replace(ONE, headline=headline)), DRAFT)
    assert drawn["blocks"][0]["type"] == "rich_text"
    must_fit_a_message({**drawn, "text": drawn["text"] or "-"})


def test_a_question_is_asked_with_one_primary_button_and_with_our_own_where_there_is_none() -> None:
    drawn = screens.answer(result(status=Status.NEEDS_INPUT, lints=1, questions=("What is new &amp; good?",)), DRAFT)
    must_fit_a_message(drawn)
    assert words_of(drawn["blocks"][0]) == "What is new & good?"
    assert button(drawn, "Tell me")["style"] == "primary"
    assert screens.answer(result(), DRAFT)["text"] == screens.WHAT_FOR


def test_a_kept_subject_offers_the_glossary_only_where_a_system_is_named() -> None:
    kept = result(ONE, status=Status.KEEP)
    assert button(screens.answer(kept, DRAFT), "Add what it lets people do")
    assert screens.ADD not in [one["action_id"] for one in elements_of(screens.answer(kept, About("", "x")))]
    bare = screens.answer(result(status=Status.KEEP), About("", "Call us"))
    assert (bare["blocks"][0]["text"]["text"], bare["blocks"][1]["text"]["text"]) == ("Call us", "Good as it is.")


def test_another_language_is_declined_in_the_rules_own_words_or_in_ours() -> None:
    said = screens.answer(result(status=Status.UNSUPPORTED_LANGUAGE, questions=("English only.",)), About("", NASTY))
    assert said["text"] == "English only."
    assert NASTY in words_of(said)
    assert "English" in screens.answer(result(status=Status.UNSUPPORTED_LANGUAGE), About("", "x"))["text"]


# -- what buttons carry ---------------------------------------------------------------------------------------------


def test_a_subject_comes_back_from_its_button_as_it_was() -> None:
    back = screens.read_rewrite(screens.pack_rewrite(ONE))
    assert back is not None
    assert [(slot.text, slot.source, slot.origin) for slot in back.slots] == [
        (slot.text, slot.source, slot.origin) for slot in SLOTS
    ]
    assert replace(back, slots=()) == replace(ONE, slots=())


@given(st.text(max_size=400), st.lists(st.text(max_size=400), max_size=12))
def test_whatever_a_subject_holds_its_button_fits_slack(text: str, texts: list[str]) -> None:
    slots = tuple(Slot("s", one, Source.DRAFT, one) for one in texts)
    value = screens.pack_rewrite(Rewrite(text, text, text, "some.rule", slots))
    assert len(value) <= screens.MOST_CARRIED
    back = screens.read_rewrite(value)
    assert (back is None) is (not text.strip())
    if back is not None:
        must_fit_a_view(screens.why(back))


@pytest.mark.parametrize("sign", ["x", '"', "\n", "\x01"])
def test_a_subject_with_too_much_to_say_is_cut_and_still_read_back(sign: str) -> None:
    much = sign * 900
    value = screens.pack_rewrite(Rewrite("Good", much, much, "some.rule", (Slot("s", much, Source.DRAFT, much),) * 9))
    assert len(value) <= screens.MOST_CARRIED
    back = screens.read_rewrite(value)
    assert back is not None
    assert (back.headline, back.rule) == ("Good", "some.rule")


@given(st.text(max_size=3000), st.text(max_size=80))
def test_what_a_form_starts_from_comes_back_from_its_button(draft: str, name: str) -> None:
    about = About(name, draft)
    assert len(about.pack()) <= screens.MOST_CARRIED
    assert About.unpack(about.pack()) in (about, About(name, ""))


@given(st.text(max_size=3000), st.text(max_size=150))
def test_a_subject_to_use_comes_back_from_its_button(draft: str, headline: str) -> None:
    chosen = Chosen(headline, draft)
    assert len(chosen.pack()) <= screens.MOST_CARRIED
    assert Chosen.unpack(chosen.pack()) in (chosen, Chosen(headline, ""))


def test_nonsense_on_a_slot_is_left_out() -> None:
    back = screens.read_rewrite('["h", "f", "r", "rule", [["x", "draft", ""], ["x", "nobody", ""], 7, ["x"]]]')
    assert back is not None
    assert [slot.text for slot in back.slots] == ["x"]


def test_why_names_who_said_each_part() -> None:
    view = screens.why(ONE)
    must_fit_a_view(view)
    said = words_of(view)
    for part in (
        "“Work from home”  is what the glossary says, under VPN.",
        "“call us”  is what you told me.",
        "“by 5 May”  comes from your draft.",
        "“You can now”  is how the rule good.outcome says it.",
        "“please”  is how the rule says it.",
        "“all of it”  is what the glossary says.",
    ):
        assert part in said
    assert "“”" not in said
    must_fit_a_view(screens.why(replace(ONE, facts_line="", slots=())))


# -- the glossary ---------------------------------------------------------------------------------------------------


def test_the_card_of_a_new_entry_shows_every_byte_and_what_subjects_will_say() -> None:
    message = entry_screens.card(case(), NOW)
    must_fit_a_message({"text": message.text, "blocks": message.blocks})
    said = words_of(message.blocks)
    for words in (REMOTE.name, REMOTE.plain, *REMOTE.aliases, REMOTE.lets_you, REMOTE.outcome):
        assert words in said
    assert "“You can reach work systems from home” and “You can't reach work systems from home”." in said
    assert [one["text"]["text"] for one in elements_of(message.blocks)] == ["Approve", "Send back"]


def test_the_card_of_a_change_strikes_what_goes_and_shows_what_comes_in_bold() -> None:
    changed = GlossaryEntry("VPN", (), "the tunnel", "reach work systems from home", "Work from home more easily")
    message = entry_screens.card(case(entry=changed, before=replace(REMOTE, outcome="")), NOW)
    runs = {run["text"]: run.get("style", {}) for run in message.blocks[1]["elements"][0]["elements"]}
    assert runs["remote access"] == {"strike": True}
    assert runs["the tunnel"] == {"bold": True}
    assert runs["VPN client"] == {"strike": True}
    assert runs["nothing any more"] == {"bold": True}
    assert runs["Work from home more easily"] == {"bold": True}
    assert runs["reach work systems from home"] == {}
    assert "a change in the glossary for approval" in message.text


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (ApprovalStatus.APPROVED, "Approved by Ada Okafor at"),
        (ApprovalStatus.SENT_BACK, "Sent back by Ada Okafor at"),
        (ApprovalStatus.CANCELLED, "Nobody decides on this any more"),
    ],
)
def test_a_decided_card_says_by_whom_and_has_no_buttons(status: ApprovalStatus, says: str) -> None:
    message = entry_screens.card(case(status), NOW)
    assert says in words_of(message.blocks)
    assert says in message.text
    assert elements_of(message.blocks) == []


@pytest.mark.parametrize("status", list(ApprovalStatus))
def test_hostile_words_ping_nobody_wherever_an_entry_is_drawn(status: ApprovalStatus) -> None:
    hostile = GlossaryEntry(NASTY, (NASTY,) * 20, NASTY, NASTY, NASTY)
    one = case(status, entry=hostile)
    one = replace(one, author=NASTY, approval=replace(one.approval, reason=NASTY, decided_by=ADA))
    for message in (entry_screens.card(one, NOW), entry_screens.decision(one)):
        must_fit_a_message({"text": message.text, "blocks": message.blocks})
        assert pings_of(message.text, message.blocks) <= {f"@{ADA}"}
    listed = entry_screens.listed([hostile] * 20, [one] * 7, ADA)
    must_fit_a_message(listed)
    assert pings_of(listed["text"], listed["blocks"]) == set()
    for view in (
        entry_screens.form(entry_screens.typed_of(hostile), hostile, NASTY, reason=NASTY),
        entry_screens.form(Typed(), hostile, NASTY, moved=True),
        entry_screens.send_back_form(one),
        entry_screens.in_full(one, NOW),
        entry_screens.sent(one.proposal, ("C01APPR", ADA), result(ONE)),
    ):
        must_fit_a_view(view)


def test_what_waits_is_above_the_first_page_only() -> None:
    assert "Waiting" in words_of(entry_screens.listed([PAY], [case()], ADA))
    assert "Waiting" not in words_of(entry_screens.listed([PAY] * 20, [case()], ADA, after=15))


def test_the_list_is_in_the_order_of_the_alphabet_whatever_the_case() -> None:
    names = ["SSO", "email", "Zoom"]
    drawn = entry_screens.listed([GlossaryEntry(name, lets_you="x") for name in names], [], ADA)
    shown = [block["text"]["text"].splitlines()[0] for block in drawn["blocks"][1:]]
    assert shown == ["email", "SSO", "Zoom"]


def test_an_entry_without_a_capability_says_so() -> None:
    assert "Nobody has said yet" in words_of(entry_screens.listed([GlossaryEntry("X")], [], ADA))


@pytest.mark.parametrize("value", ["", "x", "{}", "[1]", "[[", '["a", "b", "c", "d"]', "null"])
def test_a_form_that_remembers_nonsense_is_about_nothing(value: str) -> None:
    assert entry_screens.read_metadata(value) == ("", "", "")
