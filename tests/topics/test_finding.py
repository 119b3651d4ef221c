import unicodedata
from hashlib import sha256
from itertools import cycle, islice, product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.topics.finding import (
    FILLER,
    LONGEST,
    RESERVED,
    Choices,
    Found,
    Index,
    Name,
    Nothing,
    find,
    key,
    prefix,
)

UNHURRIED = settings(deadline=None)  # other tests may be running beside these

TOPICS = {
    "network": ["network", "wifi", "wi-fi", "lan", "internet"],
    "payroll": ["payroll", "payslips"],
    "phones": ["phones", "téléphonie"],
    "backup": ["backup"],
    "on_call": ["on-call"],
    "it": ["IT"],
    "japan": ["ネットワーク"],
    "signal": ["📶"],
    "windows": ["windows 10"],
    "databases": ["databases"],
    "policies": ["policies"],
    "mailbox": ["mailbox"],
}


def index_of(topics: dict[str, list[str]], shown_as: dict[str, str] | None = None) -> Index:
    return Index((Name(topic, text) for topic, texts in topics.items() for text in texts), shown_as)


INDEX = index_of(TOPICS)
PRINTERS = {"network": ["network"], "printers": ["printers"]}
VPNS = {"london": ["vpn london"], "paris": ["vpn paris"]}


@pytest.mark.parametrize("typed", ["Wi-Fi", "wifi", "wi fi", "WI_FI", "  Wi–Fi. ", "ｗｉｆｉ", "wi\u200bfi", "*wifi*"])
def test_spellings_of_one_name_are_one_key(typed: str) -> None:
    assert key(typed) == "wifi"


def test_accents_fall_to_their_base_letter_and_japanese_marks_stay() -> None:
    assert key("Téléphonie") == "telephonie"
    assert key("ガ") != key("カ")


@UNHURRIED
@given(st.text(max_size=300))
def test_key_never_fails_is_bounded_and_folds_only_once(text: str) -> None:
    folded = key(text)
    assert len(folded) <= LONGEST
    assert not any(char.isspace() or unicodedata.category(char) in {"Cc", "Cf", "Cs"} for char in folded)
    assume(len(folded) < 100)
    assert key(folded) == folded


def test_reserved_words_are_written_as_key_writes_them() -> None:
    assert {key(word) for word in RESERVED} == set(RESERVED)
    assert {"help", "list", "open", "close", "update", "same", "withdraw", "history", "follow"} <= RESERVED
    assert {"unfollow", "export", "handover", "drill", "asked", "settings", "admin"} <= RESERVED


def test_filler_words_are_written_as_they_are_compared() -> None:
    assert {key(word) for word in FILLER - {","}} == FILLER - {","}


@pytest.mark.parametrize(
    ("typed", "topic"),
    [
        ("network", "network"),
        ("NETWORKS", "network"),
        ("Wi-Fi", "network"),
        ("pay roll", "payroll"),
        ("pay-rolls", "payroll"),
        ("payslip", "payroll"),
        ("Telephonie", "phones"),
        ("ネットワーク", "japan"),
        ("📶", "signal"),
        ("database", "databases"),
        ("policy", "policies"),
        ("mailboxes", "mailbox"),
        ("on call", "on_call"),
        ("back up", "backup"),
        ("it", "it"),
    ],
)
def test_case_plurals_aliases_and_spaces_find_the_topic_without_a_word_about_it(typed: str, topic: str) -> None:
    assert find(INDEX, typed) == Found((topic,))


@pytest.mark.parametrize(
    ("typed", "topic"),
    [
        ("netwrok", "network"),
        ("netwroks", "network"),
        ("nework", "network"),
        ("pay rol", "payroll"),
        ("payrol system", "payroll"),
        ("windwos 10", "windows"),
        ("databses", "databases"),
        ("ネットワク", "japan"),
    ],
)
def test_a_clear_slip_finds_the_topic_and_says_which(typed: str, topic: str) -> None:
    assert find(INDEX, typed) == Found((topic,), (TOPICS[topic][0],))


@pytest.mark.parametrize(
    "question",
    [
        "is the wifi back?",
        "When will the network be up again",
        "what's going on with the internet, please?",
        "is it the wi-fi or the LAN",
        "is the network back up",
    ],
)
def test_a_natural_question_finds_its_topic(question: str) -> None:
    assert find(INDEX, question) == Found(("network",))


@pytest.mark.parametrize("typed", ["", "   ", "?!", "the", "is it down?", "when will it be back up", "\x00\u202e", ","])
def test_no_words_or_only_filler_is_nothing(typed: str) -> None:
    assert find(INDEX, typed) == Nothing()


@pytest.mark.parametrize("typed", ["quantum chromodynamics", "xyzzy", "the quantum thing", "zz", "a" * 10_000])
def test_unknown_words_are_nothing(typed: str) -> None:
    assert find(INDEX, typed) == Nothing()


def test_an_empty_index_finds_nothing() -> None:
    assert find(Index([]), "network") == Nothing()
    assert prefix(Index([]), "network down") == (Nothing(), "network down")


@pytest.mark.parametrize(
    "typed",
    ["wifi and payroll", "wifi, payroll", "network payroll", "wifi and lan; payroll & wi-fi", "wifi,payroll"],
)
def test_two_topics_are_both_found_once_in_typed_order(typed: str) -> None:
    assert find(INDEX, typed) == Found(("network", "payroll"))


def test_only_the_slip_among_several_topics_is_said() -> None:
    assert find(INDEX, "wifi and payrol") == Found(("network", "payroll"), ("payroll",))


def test_the_longest_name_wins() -> None:
    together = index_of({**PRINTERS, "both": ["network printers"]})
    assert find(together, "network printers") == Found(("both",))
    assert find(together, "is the network printer down?") == Found(("both",))
    assert find(index_of(PRINTERS), "network printers") == Found(("network", "printers"))


def test_a_comma_parts_two_topics_unless_the_name_has_it() -> None:
    together = index_of({**PRINTERS, "both": ["network printers"]})
    assert find(together, "network, printers") == Found(("network", "printers"))
    assert find(index_of({"smith": ["Smith, Jones"]}), "smith, jones") == Found(("smith",))


def test_slips_in_several_words_are_found_word_by_word() -> None:
    assert find(index_of(PRINTERS), "netwrok prnters") == Found(("network", "printers"), ("network", "printers"))
    together = index_of({**PRINTERS, "both": ["network printers"]})
    assert find(together, "netwrok prnters") == Found(("both",), ("network printers",))


def test_an_unknown_word_beside_a_name_is_passed_over_and_the_name_is_said() -> None:
    alone = index_of({"vpn": ["vpn"]}, shown_as={"vpn": "VPN"})
    assert find(alone, "vpn london") == Found(("vpn",), ("VPN",))


def test_a_part_of_longer_names_offers_them() -> None:
    assert find(index_of(VPNS), "vpn") == Choices(("london", "paris"))
    assert find(index_of(VPNS), "vpn rome") == Choices(("london", "paris"))


def test_an_exact_name_wins_over_longer_ones() -> None:
    assert find(index_of({**VPNS, "vpn": ["vpn"]}), "is the vpn down") == Found(("vpn",))


def test_an_unknown_word_where_longer_names_go_on_offers_all_of_them() -> None:
    index = index_of({**VPNS, "vpn": ["vpn"]})
    assert find(index, "vpn rome") == Choices(("vpn", "london", "paris"))
    assert find(index, "vpn for the sales people") == Found(("vpn",), ("vpn",))
    assert find(index, "rome vpn") == Found(("vpn",), ("vpn",))


@pytest.mark.parametrize("typed", ["lna", "wan", "lam"])
def test_a_slip_in_a_short_name_is_only_offered(typed: str) -> None:
    assert find(INDEX, typed) == Choices(("network",))


def test_two_slips_are_offered_for_long_names_only() -> None:
    index = index_of({"network": ["network"], "email": ["email"]})
    assert find(index, "netwrrk x") == Found(("network",), ("network",))
    assert find(index, "ntwrk") == Choices(("network",))
    assert find(index, "emoul") == Nothing()


def test_a_slip_near_two_topics_is_only_offered() -> None:
    index = index_of({"printer": ["printer"], "painter": ["painter"]})
    assert find(index, "prinnter") == Found(("printer",), ("printer",))
    found = find(index, "pinter")
    assert isinstance(found, Choices)
    assert set(found.topic_ids) == {"printer", "painter"}


def test_a_changed_digit_is_never_a_slip() -> None:
    assert find(INDEX, "windows 11") == Choices(("windows",))


def test_a_word_of_another_name_is_never_a_slip() -> None:
    index = index_of({"count": ["count"], "drive": ["mount drive"]})
    assert find(index, "mount") == Choices(("drive", "count"))


def test_the_beginning_of_another_name_is_never_a_slip() -> None:
    index = index_of({"sprint": ["sprint"], "printing": ["printing"], "sprints": ["sprint review"]})
    assert find(index, "print") == Choices(("sprint", "printing", "sprints"))
    assert find(index, "sprin") == Found(("sprint",), ("sprint",))


def test_a_slip_is_not_taken_from_a_filler_word() -> None:
    assert find(index_of({"whens": ["whena"]}), "where when") == Nothing()


@pytest.mark.parametrize("typed", ["net", "netw", "twor", "networking"])
def test_a_part_of_a_name_offers_the_topic(typed: str) -> None:
    assert find(INDEX, typed) == Choices(("network",))


def test_two_letters_offer_nothing() -> None:
    assert find(INDEX, "ne") == Nothing()


def test_at_most_five_choices_are_offered_names_that_begin_so_first() -> None:
    index = index_of({f"t{n}": [f"vpn {n}"] for n in range(10)})
    found = find(index, "vpn")
    assert isinstance(found, Choices)
    assert len(found.topic_ids) == 5
    assert find(index_of({"a": ["blueprint"], "b": ["printing"]}), "print") == Choices(("b", "a"))


def test_a_name_of_two_topics_offers_both_always_in_one_order() -> None:
    index = index_of({"a": ["shared"], "b": ["Shared"], "c": ["payroll"]})
    assert find(index, "shared") == Choices(("a", "b"))
    assert find(index, "payroll and shared") == Choices(("c", "a", "b"))
    assert prefix(index, "shared is down") == (Choices(("a", "b")), "is down")


def test_a_spelled_name_wins_over_the_plural_of_another() -> None:
    index = index_of({"one": ["printer"], "many": ["printers"]})
    assert find(index, "printer") == Found(("one",))
    assert find(index, "printers") == Found(("many",))


@pytest.mark.parametrize(
    ("typed", "topic", "rest"),
    [
        ("network Wi-Fi down on 2", "network", "Wi-Fi down on 2"),
        ("network printers Wi-Fi down", "both", "Wi-Fi down"),
        ("network: it is\n  *down*  ", "network", "it is\n  *down*"),
        ("network", "network", ""),
        ("wi fi is slow", "network", "is slow"),
    ],
)
def test_a_command_is_split_after_its_longest_topic(typed: str, topic: str, rest: str) -> None:
    index = index_of({**PRINTERS, "network": ["network", "wifi"], "both": ["network printers"]})
    assert prefix(index, typed) == (Found((topic,)), rest)


def test_a_command_with_a_slip_in_its_topic_says_which_topic_it_took() -> None:
    assert prefix(INDEX, "netwrok  is   down") == (Found(("network",), ("network",)), "is   down")
    assert prefix(INDEX, "pay rol is late") == (Found(("payroll",), ("payroll",)), "is late")


def test_a_command_without_a_clear_topic_offers_what_its_first_word_may_mean() -> None:
    assert prefix(index_of(VPNS), "vpn is down") == (Choices(("london", "paris")), "is down")
    assert prefix(INDEX, " quantum down ") == (Nothing(), "quantum down")
    assert prefix(INDEX, "") == (Nothing(), "")


def test_a_long_command_keeps_every_character_after_its_topic() -> None:
    rest = "Wi-Fi é 🛜 " + "x" * 5_000
    assert prefix(INDEX, f"network {rest}") == (Found(("network",)), rest)


LETTERS = "abcdefghijklmnopqrstuvwxyz"


@st.composite
def names_and_slips(draw: st.DrawFn) -> tuple[str, str]:
    name = draw(st.text(LETTERS, min_size=5, max_size=12))
    at = draw(st.integers(0, len(name) - 1))
    letter = draw(st.sampled_from(LETTERS))
    slips = {
        "more": name[:at] + letter + name[at:],
        "less": name[:at] + name[at + 1 :],
        "other": name[:at] + letter + name[at + 1 :],
        "swapped": name[:at] + name[at + 1 : at + 2] + name[at] + name[at + 2 :],
    }
    return name, slips[draw(st.sampled_from(sorted(slips)))]


@UNHURRIED
@given(names_and_slips())
def test_no_single_slip_is_missed(pair: tuple[str, str]) -> None:
    name, slip = pair
    assume(not {name, slip} & FILLER)
    found = find(index_of({"it": [name], "other": ["0"]}), slip)
    assert isinstance(found, Found)
    assert found.topic_ids == ("it",)


@UNHURRIED
@given(st.lists(st.text("abc ,-é1ガ📶s", min_size=1, max_size=9), max_size=8), st.text(max_size=60))
def test_any_words_get_an_answer_that_keeps_its_promises(names: list[str], typed: str) -> None:
    index = Index(Name(str(number), text) for number, text in enumerate(names))
    for words in (typed, *names):
        found = find(index, words)
        topics = () if isinstance(found, Nothing) else found.topic_ids
        assert len(topics) == len(set(topics))
        assert not isinstance(found, Choices) or 0 < len(topics) <= 5
        taken, rest = prefix(index, words)
        assert words.rstrip().endswith(rest)
        assert rest == words.strip() or not isinstance(taken, Nothing)


@UNHURRIED
@given(st.lists(st.text("abcdef -", min_size=1, max_size=9), min_size=1, max_size=8))
def test_every_name_finds_its_own_topic(names: list[str]) -> None:
    index = Index(Name(key(text), text) for text in names)
    for text in filter(key, names):
        assert find(index, text) == Found((key(text),))


class CountingIndex(Index):
    searches = 0

    def near(self, word: str, slips: int) -> list[tuple[int, str]]:
        self.searches += 1
        return super().near(word, slips)


def unlike_words(count: int) -> list[str]:
    return ["".join(letters) for letters in islice(cycle(product("bcdxyz", repeat=5)), count)]


def test_work_is_bounded_by_the_first_thirty_words() -> None:
    index = CountingIndex([Name("network", "network"), Name("long", "a name of many more words than most")])
    for count in (30, 300, 3_000):
        index.searches = 0
        find(index, " ".join(unlike_words(count)))
        assert index.searches < 400


def test_ten_thousand_names_leave_few_to_compare_with_a_slip() -> None:
    letters = str.maketrans("0123456789", LETTERS[6:16])
    names = [sha256(b"%d" % n).hexdigest()[: 6 + n % 9].translate(letters) for n in range(10_000)]
    index = Index(Name(text, text) for text in names)
    assert max(len(kept) for edge, kept in index._edges.items() if edge.startswith("1")) <= 50
    assert find(index, names[7][:6] + names[7][7:]) == Found((names[7],), (names[7],))
