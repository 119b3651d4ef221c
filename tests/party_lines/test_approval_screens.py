"""What approvers and authors read: exactly what is approved, what changed, and what became of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.approvals.rules import Approval, ApprovalStatus
from bot.approvals.screens import read_card_value
from bot.deliveries.rules import Message
from bot.incidents.rules import IncidentStatus, Severity
from bot.party_lines import approval_screens
from bot.party_lines.approval_screens import (
    card,
    card_value,
    decided_already,
    decision,
    in_full,
    read_compared,
)
from bot.party_lines.rules import Case, Draft, LineKind, LineStatus, PartyLine
from bot.party_lines.wording import DoNotSay, QuestionAnswer, Words
from tests.support.doors import button, elements_of, must_fit_a_message, must_fit_a_view, pings_of, words_of

NOW = datetime(2026, 3, 2, 14, 48, tzinfo=UTC)
BEFORE = Words("Wi-Fi is down on floors 2 to 5.", holding="Still at it.")
AFTER = Words(
    "Wi-Fi is down on floors 4 and 5.",
    (QuestionAnswer("Is my data safe?", "Yes."),),
    (DoNotSay("the vendor", "I do not have that detail."),),
    "Why it failed.",
    "The core switch died.",
    "We are still at it.",
)
NASTY = "<!channel> <@U01ADA> <https://evil.example|click> *b* _i_ ~s~ `c`"


def a_line(number: int, words: Words, kind: LineKind = LineKind.INCIDENT, **more: object) -> PartyLine:
    made = Draft(words, IncidentStatus.IDENTIFIED, Severity.MAJOR, NOW + timedelta(minutes=12))
    made = replace(made, **more)  # type: ignore[arg-type]
    return PartyLine(f"l{number}", kind, "i1", "t1", number, made, "U02CARL", NOW, LineStatus.SUBMITTED, None, None)


def an_approval(line: PartyLine, status: ApprovalStatus = ApprovalStatus.WAITING, reason: str = "") -> Approval:
    by, at = (None, None) if status is ApprovalStatus.WAITING else ("U01ADA", NOW)
    asked = (line.number, line.draft.fingerprint, "U02CARL", NOW)
    return Approval("a1", "line", line.id, *asked, status, by, at, reason)


def a_case(
    line: PartyLine | None = None,
    live: PartyLine | None = None,
    status: ApprovalStatus = ApprovalStatus.WAITING,
    reason: str = "",
) -> Case:
    newest = line or a_line(2, AFTER)
    return Case(an_approval(newest, status, reason), newest, live, "Network", "Carl Jensen", "Ada Okafor")


def drawn(case: Case) -> Message:
    message = card(case, NOW)
    must_fit_a_message({"text": message.text, "blocks": message.blocks})
    return message


def test_a_waiting_card_shows_the_sentence_large_and_the_three_buttons() -> None:
    message = drawn(a_case())
    assert words_of(message.blocks[1]) == f"“{AFTER.say}”"
    assert message.text == f"Network: version 2: “{AFTER.say}”"
    assert [one["text"]["text"] for one in elements_of(message.blocks)] == ["Approve", "Send back", "Read in full"]


def test_every_button_carries_the_revision_and_fingerprint_of_what_it_stands_beside() -> None:
    case = a_case()
    for label in ("Approve", "Send back", "Read in full"):
        value = button(drawn(case).blocks, label)["value"]
        assert read_card_value(value) == ("a1", (2, case.line.draft.fingerprint))


def test_a_fingerprint_covers_every_byte_that_is_approved() -> None:
    line = a_line(2, AFTER)
    changed = [
        replace(AFTER, say="x"),
        replace(AFTER, if_pressed=()),
        replace(AFTER, do_not_say=()),
        replace(AFTER, not_yet_known=""),
        replace(AFTER, background=""),
        replace(AFTER, holding=""),
    ]
    drafts = [replace(line.draft, words=words) for words in changed]
    drafts += [
        replace(line.draft, status=IncidentStatus.MONITORING),
        replace(line.draft, severity=Severity.MINOR),
        replace(line.draft, promise_at=NOW),
    ]
    assert len({line.draft.fingerprint, *(made.fingerprint for made in drafts)}) == 10


def test_a_first_version_says_that_it_is_the_first_of_its_incident() -> None:
    assert "The first line of this incident." in words_of(drawn(a_case()).blocks)


def test_a_first_version_shows_what_people_hear_about_the_topic_already() -> None:
    words = words_of(drawn(replace(a_case(), also=("Wi-Fi <!channel> drops out.",))).blocks)
    assert "another incident on Network" in words
    assert "“Wi-Fi <!channel> drops out.”" in words


def test_an_update_shows_word_by_word_what_goes_and_what_comes() -> None:
    message = drawn(a_case(live=a_line(1, BEFORE)))
    runs = [run for block in message.blocks if block["type"] == "rich_text" for run in block["elements"][0]["elements"]]
    struck = [run["text"] for run in runs if run.get("style", {}).get("strike")]
    bold = [run["text"] for run in runs if run.get("style", {}).get("bold")]
    assert struck[0] == "2 to"
    assert "4 and" in bold
    changes = words_of(message.blocks[3:4])
    for named in ("If pressed: ", "Do not say: ", "Not yet known: ", "Said if the update is late: ", "Background: "):
        assert named in changes
    assert AFTER.not_yet_known in changes, "the new words stand there, not only that there are some"
    assert AFTER.background not in words_of(message.blocks)


def test_an_update_shows_what_the_promise_the_situation_and_the_severity_were() -> None:
    live = a_line(1, BEFORE, promise_at=NOW + timedelta(minutes=2), status=IncidentStatus.INVESTIGATING)
    terms = drawn(a_case(live=live)).blocks[2]["elements"][0]["text"]
    assert terms.startswith("investigating → identified · major · next update by <!date^")
    assert terms.count("<!date^") == 2
    assert " → <!date^" in terms


def test_an_update_of_other_parts_says_that_the_sentence_is_the_same() -> None:
    live = a_line(1, replace(AFTER, if_pressed=(QuestionAnswer("Why?", "We do not know."),)))
    words = words_of(drawn(a_case(live=live)).blocks)
    assert "the sentence is the same" in words
    assert "If pressed: " in words
    assert "We do not know." in words, "what goes is shown too"


def test_a_closing_line_says_that_approving_closes_the_incident() -> None:
    closing = a_line(3, Words("It is back."), LineKind.CLOSING, promise_at=None)
    message = drawn(a_case(closing, a_line(2, AFTER)))
    assert "Approving this closes the incident." in words_of(message.blocks)
    assert "closing line, version 3" in message.text


def test_the_holding_line_is_shown_because_it_is_approved_too() -> None:
    assert "We are still at it." in words_of(drawn(a_case()).blocks)


def test_after_a_decision_the_card_says_who_and_when_and_has_no_buttons() -> None:
    for status, said in (
        (ApprovalStatus.APPROVED, "Approved by Ada Okafor at <!date^"),
        (ApprovalStatus.SENT_BACK, "Sent back by Ada Okafor at <!date^"),
        (ApprovalStatus.CANCELLED, "The text was changed after this card was sent."),
    ):
        message = drawn(a_case(status=status, reason="Which floors?"))
        assert said in words_of(message.blocks)
        assert said in message.text
        assert elements_of(message.blocks) == []


def test_the_full_text_holds_every_byte_with_the_background_and_the_live_version() -> None:
    view = in_full(a_case(live=a_line(1, BEFORE)), NOW)
    must_fit_a_view(view)
    words = words_of(view)
    for shown in (
        AFTER.say,
        "Is my data safe?",
        "the vendor",
        "Why it failed.",
        "The core switch",
        "We are still at it.",
    ):
        assert shown in words
    assert "Live now: version 1" in words
    assert BEFORE.say in words
    assert [one["text"]["text"] for one in elements_of(view)] == ["Approve", "Send back"]


def test_the_form_to_send_back_shows_the_sentence_and_asks_what_should_change() -> None:
    case = a_case()
    view = approval_screens.send_back_form(case)
    must_fit_a_view(view)
    assert AFTER.say in words_of(view)
    assert read_card_value(view["private_metadata"]) == read_card_value(card_value(case.approval))


def test_an_author_reads_what_was_approved_or_why_not_and_how_to_mend_it() -> None:
    live = replace(a_line(2, AFTER), status=LineStatus.LIVE)
    approved = decision(a_case(live, status=ApprovalStatus.APPROVED), NOW)
    must_fit_a_message({"text": approved.text, "blocks": approved.blocks})
    assert approved.text == f"Approved: “{AFTER.say}”"
    assert "Everyone who asks is told this now:" in words_of(approved.blocks)
    back = decision(a_case(status=ApprovalStatus.SENT_BACK, reason="Which floors?"), NOW)
    must_fit_a_message({"text": back.text, "blocks": back.blocks})
    assert "Which floors?" in words_of(back.blocks)
    assert button(back.blocks, "Edit and send again")["value"] == "i1"


def test_an_author_is_not_told_that_a_late_line_is_what_everyone_is_told() -> None:
    live = replace(a_line(2, AFTER), status=LineStatus.LIVE)
    late = decision(a_case(live, status=ApprovalStatus.APPROVED), NOW + timedelta(minutes=12))
    must_fit_a_message({"text": late.text, "blocks": late.blocks})
    words = words_of(late.blocks)
    assert "approved version 2 on Network. The update that it promises is late." in words
    assert "told this now" not in words
    assert AFTER.say in words


def test_an_author_is_not_sent_what_is_withdrawn_or_replaced() -> None:
    live = replace(a_line(2, AFTER), status=LineStatus.LIVE)
    gone = replace(live, withdrawn_at=NOW, withdrawn_by="U04BEA", instead="Please wait.")
    for line, why in ((gone, "withdrawn since"), (replace(live, status=LineStatus.REPLACED), "A newer one is out.")):
        told = decision(a_case(line, status=ApprovalStatus.APPROVED), NOW)
        must_fit_a_message({"text": told.text, "blocks": told.blocks})
        assert told.text.startswith("Approved: version 2 on Network. ")
        assert why in told.text
        assert why in words_of(told.blocks)
        assert AFTER.say not in told.text + words_of(told.blocks)


def test_the_second_presser_reads_who_was_faster_and_what_they_did() -> None:
    out = replace(a_line(2, AFTER), status=LineStatus.LIVE, glass_reason="It cannot wait.")
    for line, status, verb, own in (
        (None, ApprovalStatus.APPROVED, "approved", "You approved this version at <!date^"),
        (None, ApprovalStatus.SENT_BACK, "sent back", "You sent this version back at <!date^"),
        (out, ApprovalStatus.APPROVED, "ratified", "You ratified this version at <!date^"),
        (out, ApprovalStatus.SENT_BACK, "sent back", "You sent this version back at <!date^"),
    ):
        case = a_case(line, status=status)
        assert decided_already(case, "U04BEA", NOW).startswith(f"Already {verb} by <@U01ADA> at <!date^")
        assert decided_already(case, "U01ADA", NOW).startswith(own)


def test_a_button_says_with_what_its_text_is_compared() -> None:
    live = a_line(1, BEFORE)
    gone = replace(live, status=LineStatus.LIVE, withdrawn_at=NOW, withdrawn_by="U04BEA")
    for before, named in ((None, ""), (live, "1"), (gone, "1 withdrawn")):
        assert read_compared(button(drawn(a_case(live=before)).blocks, "Approve")["value"]) == named
    assert read_compared("a1|2|of another program") == ""


def test_the_card_of_an_all_clear_says_what_it_did_to_its_incident() -> None:
    closing = a_line(3, Words("It is back."), LineKind.CLOSING, promise_at=None)
    out = replace(closing, status=LineStatus.LIVE)
    gone = replace(out, withdrawn_at=NOW, withdrawn_by="U04BEA")
    for line, status, said in (
        (out, ApprovalStatus.APPROVED, "This closed the incident."),
        (gone, ApprovalStatus.APPROVED, "This closed the incident. Withdrawing it opened the incident again."),
        (closing, ApprovalStatus.SENT_BACK, "The incident was not closed with this."),
        (closing, ApprovalStatus.CANCELLED, "The incident was not closed with this."),
    ):
        words = words_of(drawn(a_case(line, a_line(2, AFTER), status, "Not yet.")).blocks)
        assert said in words
        assert "Approving this closes the incident." not in words
    told = decision(a_case(out, status=ApprovalStatus.APPROVED), NOW)
    assert "This closed the incident. Everyone who asks is told this now:" in words_of(told.blocks)


def test_what_waits_is_listed_at_most_five_times_with_what_keeps_its_card_back() -> None:
    listed = approval_screens.waiting_list([(a_case(), "invite Partyline <there>")] * 7)
    must_fit_a_message({"text": "x", "blocks": listed})
    assert words_of(listed).count("Carl Jensen") == 5
    assert "invite Partyline &lt;there&gt;" in words_of(listed)
    assert approval_screens.waiting_list([]) == []


def test_nothing_an_author_or_approver_writes_pings_anybody_on_a_card() -> None:
    words = Words(NASTY, (QuestionAnswer(f"{NASTY}?", NASTY),), (DoNotSay(NASTY, NASTY),), NASTY, NASTY, NASTY)
    for status in ApprovalStatus:
        case = a_case(a_line(2, words), a_line(1, BEFORE), status, NASTY)
        case = replace(case, author=NASTY, decider=NASTY, topic=NASTY)
        message = drawn(case)
        assert pings_of(message.text, message.blocks) == set()
        view = in_full(case, NOW)
        must_fit_a_view(view)
        assert pings_of("", view["blocks"]) == set()
        told = decision(case, NOW)
        assert pings_of(told.text, told.blocks) <= {"@U01ADA"}


def test_the_longest_text_fits_its_card_and_its_modal() -> None:
    long = "worthwhile " * 400
    words = Words(
        long[:400].strip(),
        tuple(QuestionAnswer(f"{n}{long[:140]}?", long[:300].strip()) for n in range(5)),
        tuple(DoNotSay(f"{n}{long[:70]}", long[:200].strip()) for n in range(5)),
        long[:500].strip(),
        long[:2900].strip(),
        long[:400].strip(),
    )
    other = replace(words, say=("elsewhere " * 40).strip(), not_yet_known="")
    case = a_case(a_line(2, words), a_line(1, other))
    drawn(case)
    must_fit_a_view(in_full(case, NOW))
    must_fit_a_view(approval_screens.send_back_form(case))
    done = decision(replace(case, approval=an_approval(case.line, ApprovalStatus.SENT_BACK, "x" * 1000)), NOW)
    must_fit_a_message({"text": done.text, "blocks": done.blocks})
