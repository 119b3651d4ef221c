"""The judge finds what is planted, and finds nothing in what is good."""

import json
from collections import Counter
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any

import pytest
import yaml

from bench.subjects import CannotJudge, judged, read_glossary, read_items, report, shown
from bench.subjects_checks import CHECKS, ill_formed
from bench.subjects_gates import GATES, UNWELCOME
from bench.subjects_items import CODES, STATUSES, Answer, Entry, Item, Rewrite, read_answer, read_item
from bench.subjects_judge import Verdict, code_of, counted, judge, lint_scores, repeated, unmapped
from bench.subjects_text import has, keeps

DATA = Path(__file__).parent / "data"
SETS = sorted(DATA.glob("*.jsonl"))
VPN = Entry("VPN", ("VPN client",), "remote access", "reach work files from home", "Work from home more easily")
OUTAGE = Item(
    "1",
    "VPN outage on Friday 3 May, 18:00-20:00, some users",
    direction="bad",
    facts=("3 May", "18:00", "some"),
    say=("VPN|home", "can't|not"),
    avoid=("again",),
)
GOOD_LINE = "Some of you can't work from home on Friday 3 May"
UPGRADE = Item("2", "VPN upgrade to version 9.1 on 3 May", direction="good", facts=("3 May",))


def answer(headline: str, line: str = "3 May, 18:00-20:00, some of you", **other: Any) -> Answer:
    return Answer("ok", rewrites=(Rewrite(headline, line, "Your glossary says it", "outage.loss"),), **other)


def faults(item: Item, given: Answer) -> set[str]:
    verdict = judge(item, given, [VPN])
    return {finding.code for finding in (*verdict.gates, *verdict.checks)}


def test_a_good_answer_passes_everything() -> None:
    assert faults(OUTAGE, answer(GOOD_LINE)) == set()
    assert faults(UPGRADE, answer("Work from home more easily", "From 3 May")) == set()


@pytest.mark.parametrize(
    "line",
    [
        "18:00-20:00, some of you",
        "13 May, 18:00-20:00, some of you",
        "3 May, 8:00-20:00, some of you",
        "3 May, 18:00-20:00",
        "3 May, 18:00.5, some of you",
        "Was: VPN outage on 3 May, 18:00-20:00, some users",
    ],
)
def test_a_fact_that_is_lost_or_altered_is_found(line: str) -> None:
    assert "lost_fact" in faults(OUTAGE, answer("Plan for a day without VPN: you can't work", line))


def test_a_fact_is_looked_for_in_every_rewrite() -> None:
    good = answer(GOOD_LINE)
    both = replace(good, rewrites=(*good.rewrites, Rewrite("You can't use the VPN", "", "Your draft", "x")))
    assert faults(OUTAGE, both) == {"lost_fact"}


def test_facts_are_looked_for_after_unescaping_with_plain_spaces_and_dashes() -> None:
    assert keeps("R&D", "Delete R&amp;D files".replace("&amp;", "&"))
    item = replace(OUTAGE, subject="R&D share lost, 5–7 am, some users", facts=("R&D", "5-7 am", "some"), say=())
    assert faults(item, answer("You lose the R&amp;D share", "5–7 am, some of you")) == set()


@pytest.mark.parametrize(
    ("fact", "text", "stands"),
    [
        ("may", "You may lose files", True),
        ("may", "You lose files on 3 May", False),
        ("8", "Room 18", False),
        ("8", "8 rooms", True),
        ("5 pm", "15 pm", False),
        ("action:update", "Updating helps", True),
        ("a|b c", "B  C", True),
        ("$60", "$600", False),
        ("3.4", "13.4", False),
        ("3.4", "until 3.4.", True),
    ],
)
def test_facts_stand_or_do_not(fact: str, text: str, stands: bool) -> None:
    assert keeps(fact, text) is stands


@pytest.mark.parametrize(
    "headline",
    [
        "Some of you can't work from home until 4 June",
        "Some of you can't work from home at 9:30",
        "Some of you can't work from home on Monday",
        "Some of you can't work from home tomorrow",
        "Some of you can't work from home for two hours",
        "Some of you can't work from home: it costs €5",
        "Some of you can't work from home: 5% remain",
        "Some of you can't reach SAP from home",
        "Some of you can't work from home soon",
        "Some of you can't work from home briefly",
        "Some of you can't work from home by 3 May",
    ],
)
def test_a_fact_that_nobody_gave_is_found(headline: str) -> None:
    assert "invented_fact" in faults(OUTAGE, answer(headline))


def test_a_doubt_that_nobody_had_is_found() -> None:
    item = replace(OUTAGE, subject="VPN maintenance, May 3, 18:00", facts=())
    assert "invented_fact" in faults(item, answer("You may not work from home on May 3", ""))
    assert "invented_fact" not in faults(item, answer("You can't work from home on May 3", ""))


def test_what_author_and_glossary_give_is_not_invented() -> None:
    item = replace(OUTAGE, fields={"action": "Call Mercury at 555"})
    given = answer("Some of you can't use remote access: call Mercury at 555")
    assert faults(replace(item, say=()), given) == set()


@pytest.mark.parametrize(
    "headline",
    [
        "Work from home faster",
        "Work from home with improved VPN",
        "Work safely from home",
        "Use the new features of the VPN",
        "Enjoy working from home",
    ],
)
def test_a_claim_that_nobody_made_is_found(headline: str) -> None:
    assert "invented_claim" in faults(UPGRADE, answer(headline, "From 3 May"))


def test_a_claim_of_a_system_that_the_draft_does_not_name_is_invented() -> None:
    item = replace(UPGRADE, subject="Parking upgrade on 3 May")
    assert "invented_claim" in faults(item, answer("Work from home more easily", "From 3 May"))


@pytest.mark.parametrize("headline", ["You work no more than before", "You can't use it any more", "Free up space now"])
def test_words_that_only_look_like_a_claim_are_none(headline: str) -> None:
    assert not faults(UPGRADE, answer(headline, "From 3 May")) & {"invented_claim"}


@pytest.mark.parametrize("direction", sorted(UNWELCOME))
def test_bad_news_that_wears_the_glossarys_benefit_is_found(direction: str) -> None:
    item = replace(OUTAGE, direction=direction)
    assert "dressed_up" in faults(item, answer("Work from home more easily on 3 May"))


@pytest.mark.parametrize(
    "headline", ["Reach work files from home", "You can reach work files again", "You can now work from home"]
)
def test_bad_news_that_sounds_like_good_news_is_found(headline: str) -> None:
    assert "dressed_up" in faults(OUTAGE, answer(headline))


@pytest.mark.parametrize(
    ("headline", "line"),
    [
        ("You can't use R&D", ""),
        ("You can't use <VPN>", ""),
        ("You can't use *VPN* now", ""),
        ("You can't use _VPN_ now", ""),
        ("You can't use ~VPN~ now", ""),
        ("You can't use `VPN` now", ""),
        ("You can't use VPN :fire:", ""),
        ("You can't use\nVPN", ""),
        ("You can't use VPN\x07", ""),
        ("You can't use \u202eVPN", ""),
        ("You can't use VPN @here", ""),
        ("You can't use VPN", "<!channel>"),
        ("You can't use VPN", "&gt; some, 3 May"),
        ("You can't use VPN", "&nbsp;"),
    ],
)
def test_unsafe_text_is_found(headline: str, line: str) -> None:
    assert "unsafe_text" in faults(OUTAGE, answer(headline, line))


def test_unsafe_text_is_found_in_questions_reasons_and_lints() -> None:
    unsafe = answer(GOOD_LINE, questions=("What is <VPN>?",))
    assert faults(OUTAGE, unsafe) == {"unsafe_text"}
    assert faults(OUTAGE, answer(GOOD_LINE, lints=(("jargon", "R&D"),))) == {"unsafe_text"}
    assert faults(OUTAGE, Answer("ok", rewrites=(replace(unsafe.rewrites[0], reason="Your <draft>"),))) == {
        "unsafe_text"
    }


@pytest.mark.parametrize(
    ("code", "headline"),
    [
        ("too_long", "Some of you can't work from home on Friday 3 May, from 18:00-20:00"),
        ("reader_first", "VPN is not there for some of you"),
        ("reader_first", "Maintenance: some of you can't work from home"),
        ("reader_first", "VPN users are out: some of you can't work"),
        ("reader_first", "Upgrade stops VPN, some can't work"),
        ("version", "You can't use version 9.1 of the VPN"),
        ("jargon", "You can't use the VPN: migration"),
        ("says", "You work less on Friday"),
        ("avoids", "Some of you can't work from home again"),
        ("draft_again", "VPN outage on Friday 3 May, 18:00-20:00: some users"),
        ("ill_formed", "Some of you can't work from home on"),
        ("ill_formed", "some of you can't work from home"),
    ],
)
def test_what_keeps_a_rewrite_from_being_good_is_found(code: str, headline: str) -> None:
    assert code in CHECKS
    assert code in faults(OUTAGE, answer(headline))


@pytest.mark.parametrize(
    ("headline", "why"),
    [
        ("", "empty"),
        ("You can't print.", "ends"),
        ("You can't can't print", "doubled"),
        ("You can't print (today", "alone"),
        ("You can't \"print", "alone"),
        ("You can't print , today", "left-overs"),
        ("The new None", "left-overs"),
        ("Your new thing", "no verb"),
        ("You can't print from the", "breaks off"),
        ("You can't use the scheduled on Monday", "without its noun"),
        ("You can't use the no", "without its noun"),
        ("Expect no s print room", "a letter alone"),
        ("You can't use Extended", "for no name"),
        ("You lose old print server", "article"),
    ],
)
def test_a_line_that_is_not_well_formed_is_found(headline: str, why: str) -> None:
    assert any(why in one for one in ill_formed(headline))


@pytest.mark.parametrize("headline", ["You can't log in", "Some of you can't sign in", "You can't print at 4 p.m."])
def test_a_line_that_ends_well_is_well_formed(headline: str) -> None:
    assert list(ill_formed(headline)) == []


@pytest.mark.parametrize(
    "headline", ["You lose old files", "You lose the old print server", "Use new software", "Get a"]
)
def test_words_in_their_place_are_well_formed(headline: str) -> None:
    assert not {"an article is missing", "a letter alone", "an adjective without its noun"} & {*ill_formed(headline)}


def test_a_date_that_is_torn_apart_is_lost() -> None:
    torn = answer("Some of you can't work from home, 18:00-20:00, 3", "May, some of you")
    assert "lost_fact" in faults(OUTAGE, torn)


def test_a_name_in_small_letters_is_found() -> None:
    assert "ill_formed" in faults(OUTAGE, answer("Some of you can't use the vpn"))


def test_nothing_comes_back_that_was_never_gone() -> None:
    assert "avoids" in faults(UPGRADE, answer("You can work from home again", "3 May"))


def test_what_is_wrong_with_the_other_rewrites_is_told_and_decides_nothing() -> None:
    good = answer(GOOD_LINE)
    verdict = judge(OUTAGE, replace(good, rewrites=(*good.rewrites, *answer("You lose Mondays").rewrites)), [VPN])
    assert {finding.code for finding in verdict.others} == {"says"}
    assert verdict.checks == ()


def test_a_version_that_the_reader_must_act_on_may_stay() -> None:
    item = replace(UPGRADE, flags=frozenset({"actver"}))
    assert "version" not in faults(item, answer("Update your VPN to version 9.1", "3 May"))
    assert "version" in faults(UPGRADE, answer("Update your VPN to version 9.1", "3 May"))


@pytest.mark.parametrize("rewrite", [{"reason": ""}, {"reason": "Because"}, {"rule": ""}])
def test_a_reason_without_a_source_is_found(rewrite: dict[str, str]) -> None:
    bare = replace(answer(GOOD_LINE).rewrites[0], **rewrite)
    assert faults(OUTAGE, Answer("ok", rewrites=(bare,))) == {"reason"}


@pytest.mark.parametrize(
    ("expected", "given"),
    [
        ("ok", Answer("needs_input", questions=("What?",))),
        ("ok", Answer("ok")),
        ("keep", answer(GOOD_LINE)),
        ("needs_input", answer(GOOD_LINE)),
        ("needs_input", Answer("needs_input")),
        ("keep", replace(answer(GOOD_LINE), status="keep")),
        ("unsupported_language", replace(answer(GOOD_LINE), status="unsupported_language")),
    ],
)
def test_a_status_that_was_not_expected_or_lacks_its_part_is_found(expected: str, given: Answer) -> None:
    assert faults(replace(OUTAGE, statuses=frozenset({expected})), given) == {"status"}


def test_the_status_that_was_expected_passes() -> None:
    item = replace(OUTAGE, statuses=frozenset({"needs_input", "keep"}))
    assert faults(item, Answer("keep")) == set()
    assert faults(item, Answer("needs_input", questions=("What can they do afterwards?",))) == set()


def test_declines_are_counted_apart() -> None:
    declined = Answer("needs_input", questions=("What?",))
    wrong = judge(OUTAGE, declined)
    right = judge(replace(OUTAGE, statuses=frozenset({"needs_input"})), declined)
    answered = judge(replace(OUTAGE, statuses=frozenset({"needs_input"})), answer(GOOD_LINE))
    assert [wrong.declines_wrongly, right.declines_rightly, answered.answers_wrongly] == [True, True, True]
    assert not any([wrong.declines_rightly, right.declines_wrongly, right.answers_wrongly])


def test_the_same_headline_for_many_drafts_is_found() -> None:
    same = [judge(replace(OUTAGE, id=str(number)), answer(GOOD_LINE)) for number in range(4)]
    others = [judge(OUTAGE, answer(f"You can't use lift {number}")) for number in range(97)]
    assert repeated([*same, *others]) == {GOOD_LINE: 4}
    assert repeated([*same[:3], *others]) == {}


# -- lints ----------------------------------------------------------------------------------------------------------


def linted(problems: set[str], may: set[str], *rules: str) -> Verdict:
    item = replace(OUTAGE, problems=frozenset(problems), may=frozenset(may))
    return judge(item, answer(GOOD_LINE, lints=tuple((rule, "why") for rule in rules)))


def test_lints_are_scored_against_what_a_reader_names() -> None:
    verdicts = [
        linted({"jargon", "version"}, {"passive"}, "jargon.words", "passive"),
        linted(set(), set(), "version"),
        linted({"version"}, set(), "version.number"),
    ]
    scores = {score.code: score for score in lint_scores(verdicts)}
    assert (scores["jargon"].recall, scores["jargon"].precision) == (1, 1)
    assert (scores["version"].recall, scores["version"].precision) == (0.5, 0.5)
    assert "passive" not in scores
    assert (scores["all"].right, scores["all"].missed, scores["all"].wrong) == (2, 1, 1)


def test_rules_stand_for_codes_by_their_name_or_by_a_table() -> None:
    assert code_of("too-long.sixty", {}) == "too_long"
    assert code_of("lint.shouting", {}) == "shouting"
    assert code_of("loud.caps", {"loud": "shouting"}) == "shouting"
    assert code_of("loud.caps", {}) == ""
    assert unmapped([linted(set(), set(), "loud.caps")]) == {"loud.caps": 1}


# -- reading and reporting ------------------------------------------------------------------------------------------


def test_a_set_without_status_and_direction_is_read_by_its_flags() -> None:
    row = {"id": "1", "subject": "TASK1", "problems": ["G", "T"]}
    assert read_item(row | {"flags": ["thin"]}).statuses == {"needs_input"}
    assert read_item(row | {"flags": ["good"]}).statuses == {"keep", "ok"}
    assert read_item(row | {"flags": ["neg", "tech"]}).direction == "bad"
    assert read_item(row | {"flags": ["neg", "restored"]}).direction == "restored"
    assert read_item(row).problems == {"nothing_to_use", "bare_ticket"}


def test_an_answer_that_does_not_keep_to_the_format_is_refused() -> None:
    with pytest.raises(KeyError):
        read_answer({"id": "1", "status": "ok", "questions": [], "lints": []})


def test_a_line_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"id": "1", "subject": "x"}\n\n{"id": "2"}\n', encoding="utf-8")
    with pytest.raises(CannotJudge, match="line 3"):
        read_items(bad)


def test_an_answer_that_is_missing_is_named() -> None:
    with pytest.raises(CannotJudge, match="no answer to 1"):
        judged([OUTAGE], {}, [])


def test_the_report_names_what_fails_and_why() -> None:
    verdicts = [judge(OUTAGE, answer(GOOD_LINE)), judge(OUTAGE, answer("Enjoy VPN on 9 June", ""))]
    text = "\n".join([*report(verdicts), *shown(verdicts)])
    assert "1 of 2 (50%)" in text
    assert "GATE invented_claim" in text
    assert set(counted(verdicts)) >= set(GATES)


# -- the sets themselves --------------------------------------------------------------------------------------------


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def as_answered(item: Item) -> Answer:
    status = "keep" if item.good == item.subject else "ok"
    line = "; ".join(fact.split("|")[0].removeprefix("action:") for fact in item.facts)
    best = Rewrite(escape(item.good, quote=False), escape(line, quote=False), "Your draft says so", "example")
    return Answer(status, rewrites=(best,))


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_every_good_rewrite_of_a_set_passes(path: Path) -> None:
    glossary = read_glossary(DATA / "glossary.yaml")
    verdicts = [judge(item, as_answered(item), glossary) for item in read_items(path) if item.good]
    assert [text for one in verdicts if not one.passes for text in (*one.gates, *one.checks)] == []


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_a_set_is_written_as_its_page_says(path: Path) -> None:
    for row in rows(path):
        given = {row["status"]} if isinstance(row["status"], str) else set(row["status"])
        assert given <= set(STATUSES), row["id"]
        assert {*row["problems"], *row["problems_may"]} <= CODES, row["id"]
        assert not {*row["problems"]} & {*row["problems_may"]}, row["id"]
        assert all(fact and has(fact.split("|")[0][:1], fact[:1]) for fact in row["facts_to_keep"]), row["id"]
        assert ("too_long" in row["problems"]) is (len(row["subject"]) > 60), row["id"]
        assert row["good_rewrite"] or "needs_input" in given or given == {"unsupported_language"}, row["id"]


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_about_half_of_a_set_is_news_that_nobody_likes(path: Path) -> None:
    counts = Counter(row["direction"] for row in rows(path))
    assert 0.4 < sum(counts[direction] for direction in UNWELCOME) / counts.total() < 0.6


def test_no_subject_stands_in_two_sets_or_twice_in_one() -> None:
    subjects = Counter(row["subject"].casefold() for path in SETS for row in rows(path))
    assert [subject for subject, times in subjects.items() if times > 1] == []


def test_the_glossary_names_each_system_once() -> None:
    systems = yaml.safe_load((DATA / "glossary.yaml").read_text(encoding="utf-8"))["systems"]
    names = Counter(name.casefold() for one in systems for name in (one["name"], *one["aliases"]))
    assert names.most_common(1)[0][1] == 1
