"""Whatever goes in: well-formed, inert, the same each time, little work, and no fact lost."""

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.subjects_worst import ORDINARY, WORST
from bot.subjects.rewriting import rewrite
from bot.subjects.rules import LONGEST_HEADLINE, LONGEST_SUBJECT, Fields, GlossaryEntry, Result
from tests.support.work import calls

GLOSSARY = (GlossaryEntry("VPN", ("VPN client",), "remote access", "reach work from home", "Work from home"),)
SYSTEMS = st.sampled_from(
    ["VPN", "the student portal", "Jira", "Email", "Wi-Fi in Building C", "Room 204 printer", "Oracle"]
)
EVENTS = st.sampled_from(
    [
        *("maintenance", "outage", "is down", "is back", "upgrade", "will be retired", "may be slow", "now available"),
        *("training", "migration", "postponed", "cancelled", "survey", "required", "partially restored"),
    ]
)
TIMES = st.sampled_from(
    [
        "on 5 May",
        "by Friday 5 pm",
        "from 04/05/2026",
        "tonight at 22:00",
        "Sunday 2-4 am",
        "May 28, 2024",
        "until further notice",
        "",
    ]
)
LABELS = st.sampled_from(["", "URGENT: ", "RESOLVED: ", "POSTPONED: ", "<!here> ", "[IT] ", "*Reminder:* "])
TAILS = st.sampled_from(
    ["", " - no action needed", ", costs $25", " for 300 users", " (some users only)", " – save your work"]
)
SOME_WORDS = (
    "email outage down back is are the for by 5 May Friday VPN some may not $5 10% please save your work",
    ": - ( ) , . ! <!here> *x* _y_ `z` & < > INC1234567 🔥",
)
WORDS = st.lists(st.sampled_from(" ".join(SOME_WORDS).split()), max_size=25).map(" ".join)
ANY = st.one_of(st.text(max_size=200), WORDS)


def visible(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


@settings(max_examples=150, deadline=None)
@given(draft=ANY, outcome=st.one_of(st.just(""), ANY), action=st.one_of(st.just(""), ANY))
def test_any_text_gives_well_formed_and_inert_output(draft: str, outcome: str, action: str) -> None:
    result = rewrite(draft, Fields(outcome=outcome, action=action), GLOSSARY)
    assert result.questions or result.rewrites
    assert len(result.rewrites) <= 3
    for one in result.rewrites:
        assert one.headline
        assert len(visible(one.headline)) <= LONGEST_HEADLINE
        for text in (one.headline, one.facts_line, one.reason):
            assert re.search(r"[<>\n*`]|&(?!amp;|lt;|gt;)|@(?:here|channel|everyone)\b", text) is None, text
            assert not [char for char in text if unicodedata.category(char) in ("Cc", "Cf", "Cs")], text


@settings(max_examples=100, deadline=None)
@given(draft=ANY)
def test_the_same_text_gives_the_same_bytes(draft: str) -> None:
    assert repr(rewrite(draft, Fields(), GLOSSARY)) == repr(rewrite(draft, Fields(), GLOSSARY))


@settings(max_examples=300, deadline=None)
@given(label=LABELS, system=SYSTEMS, event=EVENTS, time=TIMES, tail=TAILS)
def test_facts_in_are_facts_out(label: str, system: str, event: str, time: str, tail: str) -> None:
    draft = f"{label}{system} {event} {time}{tail}"
    result = rewrite(draft, Fields(), GLOSSARY)
    for one in result.rewrites:
        said = visible(f"{one.headline}\n{one.facts_line}")
        for fact in result.facts:
            if fact.kind in ("time", "money", "amount", "place", "address"):
                assert fact.text in said, (draft, fact.text, said)
        # No figure comes from nowhere, and none is changed.
        assert set(re.findall(r"\d+", said)) <= set(re.findall(r"\d+", draft)), (draft, said)


@settings(max_examples=200, deadline=None)
@given(
    label=LABELS,
    system=SYSTEMS,
    time=TIMES,
    event=st.sampled_from(["outage", "is down", "will be retired", "maintenance"]),
)
def test_bad_news_never_wears_a_benefit(label: str, system: str, time: str, event: str) -> None:
    if label == "RESOLVED: ":
        return
    for one in rewrite(f"{label}{system} {event} {time}", Fields(), GLOSSARY).rewrites:
        assert "Work from home" not in one.headline
        assert re.search(r"\b(again|enjoy|now use|better|faster|easier)\b", one.headline) is None


def answered(draft: str) -> int:
    """Answer a draft that is also its author's outcome, and return how many calls that takes."""

    def task() -> Result:
        return rewrite(draft, Fields(outcome=draft), GLOSSARY)

    task()  # what is kept for good is made now
    return calls(task)


@pytest.mark.parametrize("draft", WORST)
def test_no_draft_is_much_more_work_than_an_ordinary_one(draft: str) -> None:
    assert len(draft) <= LONGEST_SUBJECT
    assert answered(draft) < 20 * answered(ORDINARY)


@pytest.mark.parametrize("draft", WORST)
def test_a_draft_twice_as_long_is_about_twice_the_work(draft: str) -> None:
    assert answered(draft) < 2.5 * answered(draft[: len(draft) // 2])
