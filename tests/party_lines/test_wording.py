import re
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.party_lines import wording
from bot.party_lines.machine_names import machine_names
from bot.party_lines.wording import (
    MOST_WORDS,
    DoNotSay,
    QuestionAnswer,
    WordingProblem,
    Words,
    complaints,
    count_words,
    difference,
    fingerprint,
    format_avoid,
    format_pairs,
    parse_avoid,
    parse_pairs,
)
from bot.plain_text import hidden_characters, tidy

UNHURRIED = settings(deadline=None)  # other tests may be running beside these

GOOD = Words(
    say="Wi-Fi is down on floors 2 to 5. Wired sockets work. We expect it back by 15:30.",
    if_pressed=(QuestionAnswer("Is my data safe?", "Yes. Only the wireless network is affected."),),
    do_not_say=(DoNotSay("the vendor", "I do not have that detail; the next update is at 15:00."),),
    not_yet_known="Why it happened.",
    background="The controller lon-vpn-gw01 at 10.2.0.17 is stuck.",
    holding="We are still working on the Wi-Fi. I will have news for you shortly.",
)


def sentences(words: Words) -> list[tuple[str, str]]:
    return [(complaint.field, complaint.sentence) for complaint in complaints(words)]


def said(text: str) -> list[str]:
    return [complaint.sentence for complaint in complaints(Words(text))]


def test_tidy_takes_off_only_what_nobody_sees() -> None:
    assert tidy("\r\n  One \t\r\n\r\n two  \rthree\u00a0 \n") == "One\n\n two\nthree"


@UNHURRIED
@given(st.text())
def test_tidy_never_changes_a_visible_character_and_works_once(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
    assert "".join(tidy(text).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("– … —", 0),
        ("Wi-Fi is down.", 3),
        ("back by 15:30, 24/7", 4),
        ("down—but not out", 4),
        ("one\ntwo\u00a0three", 3),
        ("网络已经恢复正常", 4),
        ("ネットワークは15:30に復旧", 6),
        ("네트워크가 복구되었습니다", 2),
    ],
)
def test_words_are_counted_as_they_are_spoken(text: str, count: int) -> None:
    assert count_words(text) == count


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("a\x00b", "NUL (U+0000)"),
        ("a\x07b", "control character (U+0007)"),
        ("a\rb", "control character (U+000D)"),
        ("a\u202eb", "right-to-left override (U+202E)"),
        ("a\u2066b", "left-to-right isolate (U+2066)"),
        ("a\u200bb", "zero width space (U+200B)"),
        ("\ufeffa", "byte order mark (U+FEFF)"),
        ("a\ud800b", "half a character (U+D800)"),
        ("a\ufffeb", "noncharacter (U+FFFE)"),
        ("a\ufdd0b", "noncharacter (U+FDD0)"),
        ("a\U000e0041b", "tag latin capital letter a (U+E0041)"),
        ("ven\u200ddor", "zero width joiner (U+200D)"),
        ("a\ufe0fb", "variation selector-16 (U+FE0F)"),
        ("❤\ufe0f\ufe0e", "variation selector-15 (U+FE0E)"),
        ("a\u2028b", "line separator (U+2028)"),
        ("a\u3164b", "hangul filler (U+3164)"),
    ],
)
def test_what_nobody_can_see_is_named(text: str, name: str) -> None:
    assert hidden_characters(text) == (name,)


@pytest.mark.parametrize(
    "text", ["Plain,\nwith a\ttab.", "👩‍💻 ❤️‍🔥 👍🏽 1️⃣ ©️ ☎️", "می‌خواهم شبکه", "क्‍ष", "\u200f15:30\u200e עד", "ガ é ﬁ"]
)
def test_signs_that_a_language_or_emoji_needs_are_not_hidden(text: str) -> None:
    assert hidden_characters(text) == ()


def test_each_hidden_character_is_named_once_in_the_order_of_the_text() -> None:
    names = ("byte order mark (U+FEFF)", "zero width space (U+200B)")
    assert hidden_characters("\ufeffa\u200bb\u200b\ufeff") == names


MACHINES = """
10.2.0.17 10.2.0.17:8080 10.0.0.0/8 192.168.001.001 2001:db8::1 fe80::1%eth0 ::1 2001:db8::/32
vpn.example.com help.corp.local SRV-DB.CORP.LOCAL bbc.co.uk www.foo example.it x.com Example.Com
lon-vpn-gw01 srv-db-02 db01 dc02 DC02 nyc-mercury07 gw01-lon lonsrv01 web-prod-3 lon-core-01 mail02 srv_db_02
"""
PLAIN = """
15.30 3.5 v2.1 e.g. i.e. a.m. p.m.in Node.js ASP.NET COVID-19 windows-11 2-5 9:30 9:30:15 1.5.2026 24/7 and/or
help@example.com mailto:help@example.com working.Please works.It fixed.IT network.No 15.30.The 3.no etc...and
std::vector a::b 00:1a:2b:3c:4d:5e 1.2.3.4.5 999.1.1.1 CVE-2024-0123 INC-2024-001 INC0012345 KB5034441 SW1 H2O
Room-B07 agent-007 Db2 P1 2026-03-01 app-v2 phase-2 ISO-27001 x86 log4j M365 iPhone15 setup.py U.S.A https://
"""


@pytest.mark.parametrize("name", MACHINES.split())
@pytest.mark.parametrize("frame", ["{}", "Use {}.", "(see {})", "“{}”, please", "*{}* is down", "{}?"])
def test_a_machine_is_named_as_it_was_written(name: str, frame: str) -> None:
    assert machine_names(frame.format(name)) == (name,)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("http://wiki/x?y=db.z", ("wiki",)),
        ("https://user:secret@intranet.example.com:8443/a", ("intranet.example.com",)),
        ("http://10.2.0.17/admin", ("10.2.0.17",)),
        ("[2001:db8::1]:443", ("2001:db8::1",)),
        ("open \\\\files\\share", ("files",)),
        ("root@10.2.0.17", ("10.2.0.17",)),
        ("10.2.0.17-10.2.0.19", ("10.2.0.17", "10.2.0.19")),
        ("10.2.0.17/10.2.0.18, 10.2.0.17", ("10.2.0.17", "10.2.0.18")),
        ("１０.２.０.１７", ("１０.２.０.１７",)),
        ("vpn.example.com's address", ("vpn.example.com",)),
        ("db01 and db01 and dc02", ("db01", "dc02")),
    ],
)
def test_machines_are_found_inside_what_surrounds_them(text: str, names: tuple[str, ...]) -> None:
    assert machine_names(text) == names


@pytest.mark.parametrize("name", [*PLAIN.split(), "Office 365", "floors 2-5", "Wi-Fi 6", "at 15.30. In it"])
def test_times_versions_products_and_mail_addresses_are_no_machines(name: str) -> None:
    assert machine_names(f"Use {name} today") == ()


@UNHURRIED
@given(st.text())
def test_machine_names_are_written_in_the_text(text: str) -> None:
    assert all(name in text for name in machine_names(text))


def test_a_good_line_has_nothing_to_complain_about() -> None:
    assert complaints(GOOD) == ()


@pytest.mark.parametrize("say", ["", "  \n", "👍", "…"])
def test_a_line_that_says_nothing_is_asked_for(say: str) -> None:
    assert said(say) == ["What should anyone in IT say? One or two sentences."]


def test_a_long_sentence_is_told_how_long_it_may_be() -> None:
    assert said("now " * MOST_WORDS) == []
    assert said("now " * 52) == ["That is 52 words. In a lift you have time for 27; the limit is 45."]


@pytest.mark.parametrize("text", ["x" * 10_000, "db01 " * 2_000, "10." * 3_333 + "1", "a\u200b" * 5_000, "?" * 10_000])
def test_ten_thousand_characters_get_one_clear_sentence_in_any_field(text: str) -> None:
    assert said(text) == ["This line has 10,000 characters; the limit is 400."]
    for words in (
        replace(GOOD, if_pressed=(QuestionAnswer("Why?", text),)),
        replace(GOOD, if_pressed=(QuestionAnswer(text, "We do not know."),)),
        replace(GOOD, do_not_say=(DoNotSay(text, "Not now."),)),
        replace(GOOD, do_not_say=(DoNotSay("the vendor", text),)),
        replace(GOOD, not_yet_known=text),
        replace(GOOD, background=text),
        replace(GOOD, holding=text),
    ):
        assert len(complaints(words)) == 1
        assert "10,000 characters; the limit is" in complaints(words)[0].sentence


def test_every_address_and_machine_in_the_line_is_named() -> None:
    assert said("10.2.0.17 and db01 are down") == [
        "“10.2.0.17” is an address. Say what people notice instead.",
        "“db01” is the name of a machine. Say what people notice instead.",
    ]


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("say", replace(GOOD, say="Ask db01.")),
        ("holding", replace(GOOD, holding="Ask db01.")),
        ("if_pressed", replace(GOOD, if_pressed=(QuestionAnswer("Why?", "Ask db01."),))),
        ("do_not_say", replace(GOOD, do_not_say=(DoNotSay("the vendor", "Ask db01."),))),
    ],
)
def test_no_machine_is_named_in_anything_that_is_spoken(field: str, words: Words) -> None:
    assert sentences(words) == [(field, "“db01” is the name of a machine. Say what people notice instead.")]


def test_no_do_not_say_phrase_is_in_anything_that_is_spoken() -> None:
    text = "We wait for The  Vendor."
    words = replace(GOOD, say=text, holding=text, if_pressed=(QuestionAnswer("Why?", text),))
    which = "says “the vendor”, which is on your own do-not-say list."
    assert sentences(words) == [
        ("say", f"This line {which}"),
        ("if_pressed", f"The answer to “Why?” {which}"),
        ("holding", f"The holding line {which}"),
    ]


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("third party", "a third-party fault"),
        ("Vendor", "the vendor’s fault"),
        ("“hacked”", "we were HACKED!"),
        ("ｖｅｎｄｏｒ", "our vendor"),
        ("don’t know", "we don't know"),
        ("straße", "die STRASSE"),
        ("ベンダー", "これはベンダーの問題です"),
        ("データ", "個人データ"),
        ("100%", "it is 100% sure"),
    ],
)
def test_a_phrase_is_found_however_it_is_written(phrase: str, text: str) -> None:
    assert len(complaints(Words(text, do_not_say=(DoNotSay(phrase, "Not now."),)))) == 1


@pytest.mark.parametrize(("phrase", "text"), [("art", "we start now"), ("5%", "it is at 15%"), ("hack", "a hackathon")])
def test_a_phrase_is_found_only_as_whole_words(phrase: str, text: str) -> None:
    assert complaints(Words(text, do_not_say=(DoNotSay(phrase, "Not now."),))) == ()


def test_what_nobody_can_see_is_refused_in_every_field() -> None:
    text = "a\u200bb"
    words = Words(text, (QuestionAnswer(f"{text}?", "Yes."),), (DoNotSay(text, "No."),), text, text, text)
    assert {complaint.field for complaint in complaints(words)} == {field.name for field in fields(Words)}
    assert said(text) == ["This line holds what nobody can see: zero width space (U+200B). Type that part again."]


def test_no_more_than_five_pairs_and_phrases_are_taken() -> None:
    pairs = tuple(QuestionAnswer(f"Question {n}?", "Yes.") for n in range(6))
    avoids = tuple(DoNotSay(f"phrase {n}", "Not now.") for n in range(6))
    assert complaints(Words("Fine.", pairs[:5], avoids[:5])) == ()
    assert sentences(Words("Fine.", pairs, avoids)) == [
        ("if_pressed", "That is 6 questions. Keep the 5 that matter most."),
        ("do_not_say", "That is 6 phrases. Keep the 5 that matter most."),
    ]


@pytest.mark.parametrize(
    ("line", "question", "answer"),
    [
        ("Is it safe? Yes. Really? Yes.", "Is it safe?", "Yes. Really? Yes."),
        ("Is it safe?! Yes.", "Is it safe?!", "Yes."),
        ("安全ですか？はい。", "安全ですか？", "はい。"),
        ("هل البيانات آمنة؟ نعم", "هل البيانات آمنة؟", "نعم"),
    ],
)
def test_a_pair_is_split_after_its_first_question_mark(line: str, question: str, answer: str) -> None:
    assert parse_pairs(f"\n  {line}  \r\n\n") == (QuestionAnswer(question, answer),)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Why? Because.\nIs it safe", "“Is it safe” has no question mark. Write: Question? Answer."),
        ("Is it safe?", "“Is it safe?” has no answer. Write: Question? Answer."),
        ("? Yes", "“? Yes” has no question. Write: Question? Answer."),
    ],
)
def test_a_line_that_is_no_pair_is_named(text: str, sentence: str) -> None:
    with pytest.raises(WordingProblem, match=re.escape(sentence)):
        parse_pairs(text)


@pytest.mark.parametrize("mark", [", ", ", say ", ", Say: ", ": ", ":", " -> ", " → ", " = ", " => ", "|", "，"])
def test_a_phrase_and_what_to_say_instead_may_be_parted_in_many_ways(mark: str) -> None:
    assert parse_avoid(f"the vendor{mark}We are on it\n\n") == (DoNotSay("the vendor", "We are on it"),)


@pytest.mark.parametrize(
    ("line", "phrase", "instead"),
    [
        ("a, b = c -> d | e", "a, b = c -> d", "e"),
        ("hacked, leaked -> Not now", "hacked, leaked", "Not now"),
        ("the vendor, News at 15:00: wait", "the vendor", "News at 15:00: wait"),
        ("15:30: no time yet", "15:30", "no time yet"),
        ("1,000 people, some people", "1,000 people", "some people"),
    ],
)
def test_the_strongest_separator_parts_a_phrase_from_its_words(line: str, phrase: str, instead: str) -> None:
    assert parse_avoid(line) == (DoNotSay(phrase, instead),)


@pytest.mark.parametrize("line", ["the vendor", "the vendor,", ", not now", "|", "at 15:30"])
def test_a_phrase_without_polite_words_is_named(line: str) -> None:
    sentence = f"“{line}” needs the polite words too. Write: what to leave out | what to say instead"
    with pytest.raises(WordingProblem, match=re.escape(sentence)):
        parse_avoid(f"a, b\n{line}")


def test_entries_that_would_not_read_back_are_refused() -> None:
    refused = Words("Fine.", (QuestionAnswer("Why", "So\nthere."),), (DoNotSay("a|b", "c"),))
    assert sentences(refused) == [
        ("if_pressed", "Write “Why” and its answer on one line: Question? Answer."),
        ("do_not_say", "Write “a|b” on one line, without “|”: what to leave out | what to say instead"),
    ]


AWKWARD = st.text(st.one_of(st.sampled_from("ab1 ,:=|->→?？؟\n\t.say"), st.characters()), max_size=12)


@UNHURRIED
@given(st.lists(st.builds(QuestionAnswer, AWKWARD.map(lambda text: f"{text}?"), AWKWARD), max_size=5).map(tuple))
def test_pairs_that_pass_are_read_back_as_they_were_written(pairs: tuple[QuestionAnswer, ...]) -> None:
    kept = tuple(pair for pair in pairs if not complaints(Words("Fine.", (pair,))))
    assert parse_pairs(format_pairs(kept)) == kept


@UNHURRIED
@given(st.lists(st.builds(DoNotSay, AWKWARD, AWKWARD), max_size=5).map(tuple))
def test_phrases_that_pass_are_read_back_as_they_were_written(avoids: tuple[DoNotSay, ...]) -> None:
    kept = tuple(avoid for avoid in avoids if not complaints(Words("Fine.", do_not_say=(avoid,))))
    assert parse_avoid(format_avoid(kept)) == kept


TEXTS: Any = st.text('a"{},:\\ \ud83d\ude00😀', max_size=4)
PAIRS = st.lists(st.builds(QuestionAnswer, TEXTS, TEXTS), max_size=2).map(tuple)
AVOIDS = st.lists(st.builds(DoNotSay, TEXTS, TEXTS), max_size=2).map(tuple)
ALL_WORDS = st.builds(Words, TEXTS, PAIRS, AVOIDS, TEXTS, TEXTS, TEXTS)
EXTRA = st.dictionaries(TEXTS, TEXTS, max_size=2)


@UNHURRIED
@given(ALL_WORDS, EXTRA, ALL_WORDS, EXTRA)
def test_only_the_same_texts_share_a_fingerprint(
    words: Words, extra: dict[str, str], other: Words, other_extra: dict[str, str]
) -> None:
    same = (words, extra) == (other, other_extra)
    assert (fingerprint(words, extra) == fingerprint(other, other_extra)) == same


def test_a_fingerprint_sees_every_field_and_no_order_of_what_is_beside_them() -> None:
    others: dict[str, Any] = {field.name: "b" for field in fields(Words)}
    prints = {fingerprint(replace(Words("a"), **{name: text}), {}) for name, text in others.items()}
    assert len({fingerprint(Words("a"), {}), *prints}) == 1 + len(others)
    assert fingerprint(Words("ab"), {}) != fingerprint(Words("a", background="b"), {})
    assert fingerprint(GOOD, {"a": "1", "b": "2"}) == fingerprint(GOOD, {"b": "2", "a": "1"})
    assert fingerprint(Words("😀"), {}) != fingerprint(Words("\ud83d\ude00"), {})


def test_the_difference_is_shown_word_by_word() -> None:
    assert difference("Wi-Fi is down on 2 to 5.", "Wi-Fi is back on 2 to 5.") == (
        ("same", "Wi-Fi is "),
        ("gone", "down"),
        ("new", "back"),
        ("same", " on 2 to 5."),
    )
    assert difference("by 15:30.", "by 15:30. Sorry.") == (("same", "by 15:30."), ("new", " Sorry."))
    assert difference("by noon today", "at two today") == (("gone", "by noon"), ("new", "at two"), ("same", " today"))
    assert difference("网络中断", "网络恢复") == (("same", "网络"), ("gone", "中断"), ("new", "恢复"))
    assert difference("", "") == ()
    assert difference("same", "same") == (("same", "same"),)


@UNHURRIED
@given(st.text("ab \n\t网", max_size=30), st.text("ab \n\t网", max_size=30))
def test_the_difference_holds_both_texts_whole(before: str, after: str) -> None:
    parts = difference(before, after)
    assert "".join(text for kind, text in parts if kind != "new") == before
    assert "".join(text for kind, text in parts if kind != "gone") == after
    assert all(text for _, text in parts)


def test_no_regular_expression_can_go_back_over_a_text() -> None:
    for name, pattern in vars(wording).items():
        if not isinstance(pattern, re.Pattern):
            continue
        # Take off escapes and classes: what is left must not repeat without bound before anything else.
        shape = re.sub(r"\[[^]]*\]", "x", re.sub(r"\\.", "x", pattern.pattern))
        steps = [step for step in shape.split("|") if re.search(r"[+*](?!$)", step)]
        assert steps == [], f"{name} repeats and goes on: {shape}"
