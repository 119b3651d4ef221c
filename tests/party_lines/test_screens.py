"""What people read when they look a line up: the sentence first, user text inert, every draw within Slack's limits."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.incidents.rules import Incident, IncidentStatus, Severity
from bot.party_lines import screens
from bot.party_lines.rules import Draft, LineKind, LineStatus, PartyLine
from bot.party_lines.serving import MOST_ROWS, Answer, Cards, Everything, NoLine, Served, WhichOne
from bot.party_lines.wording import DoNotSay, QuestionAnswer, Words
from bot.topics.rules import Topic
from tests.support.doors import elements_of, must_fit_a_message, pings_of, words_of

NOW = datetime(2026, 3, 2, 14, 48, tzinfo=UTC)
SAY = "Wi-Fi is down on floors 2 to 5."
NETWORK = Topic("t1", "network")
WORDS = Words(
    SAY,
    (QuestionAnswer("Is my data safe?", "Yes."),),
    (DoNotSay("the vendor's name", "I do not have that detail."),),
    "Why it failed.",
    "The core switch died.",
    "We are still working on it.",
)
INCIDENT = Incident("i1", "Network", Severity.MAJOR, IncidentStatus.IDENTIFIED, "U02CARL", NOW, None, ("t1",))
NASTY = "<!channel> <@U01ADA> <https://evil.example|click> *b* _i_ ~s~ `c` &amp; :smile: <!subteam^S0IT>"


def a_line(kind: LineKind = LineKind.INCIDENT, words: Words = WORDS, promise: datetime | None = None) -> PartyLine:
    made = Draft(words, IncidentStatus.IDENTIFIED, Severity.MAJOR, promise or NOW + timedelta(minutes=12))
    at = NOW - timedelta(minutes=6)
    return PartyLine("l1", kind, "i1", "t1", 3, made, "U02CARL", at, LineStatus.LIVE, "U01ADA", at)


def served(kind: LineKind = LineKind.INCIDENT, say: str = SAY, topic: Topic | None = NETWORK, **more: object) -> Served:
    line = a_line(kind, **more)  # type: ignore[arg-type]
    incident = INCIDENT if kind in {LineKind.INCIDENT, LineKind.CLOSING, LineKind.HOLDING} else None
    return Served(kind, topic, say, line, incident)


def drawn(given: Answer) -> screens.Screen:
    screen = screens.answer(given, NOW)
    must_fit_a_message(screen)
    return screen


def test_the_sentence_comes_first_in_quotation_marks_and_as_large_as_slack_can() -> None:
    screen = drawn(Cards((served(),)))
    assert screen["blocks"][0] == {"type": "header", "text": {"type": "plain_text", "text": f"“{SAY}”", "emoji": False}}
    assert screen["text"] == f"“{SAY}”"


def test_a_sentence_too_long_for_a_header_is_given_whole_and_bold() -> None:
    long = "We are moving everybody to the wired network. " * 8
    for say in (long.strip(), "Two\nlines."):
        first = drawn(Cards((served(say=say),)))["blocks"][0]
        assert first["elements"][0]["elements"] == [{"type": "text", "text": f"“{say}”", "style": {"bold": True}}]


def test_then_comes_where_it_stands_when_more_comes_and_who_approved_it_how_long_ago() -> None:
    first, second = (one["text"] for one in drawn(Cards((served(),)))["blocks"][1]["elements"])
    promise = f"<!date^{int((NOW + timedelta(minutes=12)).timestamp())}^{{time}}|2026-03-02 15:00 UTC>"
    assert first == f"*Network* · identified · next update by *{promise}* (in 12 min)"
    assert second == "Version 3, approved by <@U01ADA> 6 min ago · commander <@U02CARL>"


def test_what_helps_with_the_follow_up_comes_last_and_the_background_never() -> None:
    words = words_of(drawn(Cards((served(),)))["blocks"])
    for shown in ("If pressed", "Is my data safe?", "the vendor's name", "Say: “I do not have that detail.”", "Why it"):
        assert shown in words
    assert "core switch" not in words


def test_an_empty_part_leaves_no_heading_behind() -> None:
    words = words_of(drawn(Cards((served(words=Words(SAY)),)))["blocks"])
    assert not any(heading in words for heading in ("If pressed", "Do not say", "Not yet known"))


def test_a_late_line_gives_the_holding_sentence_and_no_time() -> None:
    screen = drawn(Cards((served(LineKind.HOLDING, "We are still working on it."),)))
    assert screen["text"] == "“We are still working on it.”"
    context = screen["blocks"][1]["elements"][0]["text"]
    assert context.endswith("the promised update is late: please do not repeat an older time")
    assert "<!date" not in context
    assert SAY not in words_of(screen["blocks"])


def test_a_late_line_keeps_back_the_answers_that_may_be_old_too() -> None:
    words = words_of(drawn(Cards((served(LineKind.HOLDING, "We are still working on it."),)))["blocks"])
    assert "Is my data safe?" not in words


def test_a_closed_line_says_how_long_ago() -> None:
    one = served(LineKind.CLOSING, "It is back.")
    closed = replace(INCIDENT, closed_at=NOW - timedelta(minutes=40), status=IncidentStatus.RESOLVED)
    first = drawn(Cards((replace(one, incident=closed),)))["blocks"][1]["elements"][0]["text"]
    assert first == "*Network* · closed 40 min ago"


def test_a_standing_line_claims_nothing_about_incidents() -> None:
    context = drawn(Cards((served(LineKind.STANDING, "All is well."),)))["blocks"][1]
    assert [one["text"] for one in context["elements"]] == ["*Network* · nothing new to say"]


def test_several_cards_stand_one_below_the_other_and_are_all_in_the_text() -> None:
    payroll = served(say="Payslips are late.", topic=Topic("t2", "payroll"))
    screen = drawn(Cards((served(), payroll)))
    assert screen["text"] == f"“{SAY}”\n“Payslips are late.”"
    send = [one["value"] for one in elements_of(screen["blocks"]) if one["action_id"] == screens.SEND_TO_ME]
    assert send == ["t1/i1", "t2/i1"]


def test_a_corrected_slip_is_said_in_a_last_small_line() -> None:
    last = drawn(Cards((served(),), corrected=("network", "vpn")))["blocks"][-1]
    assert last["elements"][0]["text"] == "Showing *network* and *vpn*."


def test_a_copy_that_stays_holds_clock_times_only_and_no_buttons() -> None:
    copy = screens.kept_copy(Cards((served(),)), NOW)
    assert copy is not None
    must_fit_a_message(copy)
    words = words_of(copy["blocks"])
    assert " ago" not in words
    assert "(in " not in words
    assert "As of <!date" in words
    assert elements_of(copy["blocks"]) == []


def test_a_copy_of_many_lines_is_a_list_with_clock_times_only_and_of_no_line_there_is_none() -> None:
    many = Everything(tuple(served() for _ in range(MOST_ROWS)), 3, ("vpn",))
    copy = screens.kept_copy(many, NOW)
    assert copy is not None
    must_fit_a_message(copy)
    assert words_of(copy["blocks"]).count(SAY) == MOST_ROWS
    assert " ago" not in words_of(copy["blocks"])
    assert "(in " not in words_of(copy["blocks"])
    assert screens.kept_copy(NoLine("x", None), NOW) is None
    assert screens.kept_copy(WhichOne("x", (NETWORK,)), NOW) is None


def test_what_is_remembered_is_marked_with_its_age_below_the_first_sentence() -> None:
    screen = screens.answer(Cards((served(),)), NOW, as_of=NOW - timedelta(minutes=3))
    must_fit_a_message(screen)
    assert words_of(screen["blocks"][0]) == f"“{SAY}”"
    assert "I cannot check for anything newer right now" in words_of(screen["blocks"][1])


def test_choices_are_buttons_and_one_of_them_is_the_way_out() -> None:
    screen = drawn(WhichOne("netw", tuple(Topic(f"t{n}", f"network {n}") for n in range(5))))
    assert screen["text"] == "Which one do you mean?"
    buttons = elements_of(screen["blocks"])
    assert [one["value"] for one in buttons] == ["t0", "t1", "t2", "t3", "t4", "netw"]
    assert len({one["action_id"] for one in buttons}) == 6


def test_a_single_choice_is_asked_about_as_one() -> None:
    assert drawn(WhichOne("netw", (NETWORK,)))["text"] == "Do you mean this?"


def test_no_line_says_the_default_and_honestly_whether_anybody_was_told() -> None:
    given = NoLine("quantum printer", a_line(LineKind.DEFAULT, Words("I will find out.")))
    told = screens.answer(given, NOW, told=("U02CARL", "C01APPR"))
    must_fit_a_message(told)
    assert told["text"] == "“I will find out.”"
    assert words_of(told["blocks"][1]) == "Passed on to  U02CARL ,  C01APPR : “quantum printer”"
    untold = drawn(given)
    assert "Please tell the IT desk yourself" in words_of(untold["blocks"])


def test_no_line_at_all_never_answers_blank() -> None:
    assert drawn(NoLine("", None))["text"] == screens.NOT_SET_UP


def test_everything_gives_a_row_for_each_and_names_what_is_quiet() -> None:
    screen = drawn(Everything((served(), served(LineKind.HOLDING, "Still at it.")), 0, ("payroll", "vpn")))
    assert screen["text"] == f"Network: “{SAY}”\nNetwork: “Still at it.”"
    assert "You can also ask about: payroll, vpn" in words_of(screen["blocks"])
    assert len({one["action_id"] for one in elements_of(screen["blocks"])}) == 2


def test_many_quiet_topics_are_cut_short() -> None:
    screen = drawn(Everything((), 0, tuple(f"topic{n}" for n in range(40))))
    assert "topic14 …" in words_of(screen["blocks"])
    assert "topic15" not in words_of(screen["blocks"])


def test_user_text_pings_nobody_and_formats_nothing_in_any_answer() -> None:
    nasty = Words(NASTY, (QuestionAnswer(f"{NASTY}?", NASTY),), (DoNotSay(NASTY[:80], NASTY),), NASTY, NASTY, NASTY)
    topic = Topic("t1", NASTY)
    card = served(say=NASTY, topic=topic, words=nasty)
    for answer in (
        Cards((card,), corrected=(NASTY,)),
        Everything((card,), 0, (NASTY,)),
        WhichOne(NASTY, (topic,)),
        NoLine(NASTY, a_line(LineKind.DEFAULT, Words(NASTY))),
    ):
        screen = drawn(answer)
        targets = pings_of(screen["text"], screen["blocks"])
        assert targets <= {"@U02CARL"} | ({"@U01ADA"} if isinstance(answer, Cards) else set())
        assert "<http" not in words_of([one for one in screen["blocks"] if one["type"] in {"section", "context"}])


USER_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=400)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(say=USER_TEXT.filter(str.strip), name=USER_TEXT.map(lambda t: t[:80]).filter(lambda t: any(map(str.isalnum, t))))
def test_whatever_people_write_slack_takes_the_answer(say: str, name: str) -> None:
    topic = Topic("t1", name)
    drawn(Cards((served(say=say, topic=topic, words=Words(say, not_yet_known=say, holding=say)),), (name,)))
    drawn(Everything((served(say=say, topic=topic),), 3, (name,)))
    drawn(WhichOne(say, (topic, NETWORK)))
