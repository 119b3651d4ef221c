import json
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.statements.posts import NOT_USEFUL, USEFUL, post, retraction
from bot.statements.rules import Fields, Link, Post
from sandbox.blocks import check_message_blocks
from sandbox.content import LONGEST_WHOLE, whole_length
from sandbox.dates import Reader, words
from sandbox.pings import find_pings
from tests.support.doors import elements_of, words_of

UNHURRIED = settings(deadline=None)  # other tests may be running beside these

NEWS = Fields(
    audience="Finance",
    outcome="send invoices from your phone",
    happens="The invoice app opens to all of Finance.",
    day=date(2026, 3, 31),
    start=time(22),
    until=time(23),
    must_do="Install the app",
    do_by=date(2026, 3, 30),
    ask_whom="The desk, 4357",
    subject="Send invoices from your phone",
    body="Send invoices from your phone.\n\nThe app opens.",
    links=(Link("The guide", "https://example.com/guide?a=1&b=2"),),
    channels=("C02FIN",),
    zone="Asia/Tokyo",
)
HOSTILE = "<!channel> <@U01ADA> *b* _i_ ~s~ `c` :smile: <https://evil.example|Guide> &lt;!here&gt; <b>x</b>"
BLANK_FIELDS = Fields()


def runs(drawn: Post) -> list[Any]:
    """Return every run of rich text, in order."""
    rich = [block for block in drawn.blocks if block["type"] == "rich_text"]
    return [run for block in rich for group in block["elements"] for run in group["elements"]]


def read_by(drawn: Post, zone: str) -> str:
    """Return what somebody in a zone reads in the rich text."""

    def shown(run: Any) -> str:
        if run["type"] != "date":
            return str(run["text"])
        return str(words(run["format"], run["timestamp"], Reader(zone)))

    rich = [Post("", (block,)) for block in drawn.blocks if block["type"] == "rich_text"]
    return "\n".join("".join(map(shown, runs(one))) for one in rich)


def line_of(drawn: Post, label: str, zone: str = "UTC") -> str:
    return next(line for line in read_by(drawn, zone).split("\n") if line.startswith(f"{label}: "))


def test_the_subject_comes_first_then_the_text_then_the_facts_then_the_question() -> None:
    drawn = post(NEWS, "s1")
    assert [block["type"] for block in drawn.blocks] == ["header", "rich_text", "rich_text", "context", "actions"]
    assert drawn.blocks[0]["text"] == {"type": "plain_text", "text": NEWS.subject, "emoji": False}
    assert runs(drawn)[0] == {"type": "text", "text": NEWS.body}
    labels = [run["text"] for run in runs(drawn) if run.get("style") == {"bold": True}]
    assert labels == ["When: ", "What to do: ", "By: ", "Questions: ", "Links:"]


def test_notifications_and_screen_readers_say_subject_and_outcome() -> None:
    drawn = post(replace(NEWS, subject="Invoices move to an app"), "s1")
    assert drawn.text == "Invoices move to an app\nSend invoices from your phone."


def test_nobody_hears_the_same_words_twice() -> None:
    assert post(NEWS, "s1").text == "Send invoices from your phone"


@pytest.mark.parametrize(
    ("zone", "line"),
    [
        ("Asia/Tokyo", "When: Tuesday, March 31st, 2026 at 22:00 to 23:00 (your time)"),
        ("America/New_York", "When: Tuesday, March 31st, 2026 at 09:00 to 10:00 (your time)"),
        ("Pacific/Auckland", "When: Wednesday, April 1st, 2026 at 02:00 to 03:00 (your time)"),
    ],
)
def test_each_reader_sees_the_time_by_their_own_clock(zone: str, line: str) -> None:
    assert line_of(post(NEWS, "s1"), "When", zone) == line


def test_a_start_alone_has_no_end() -> None:
    drawn = post(replace(NEWS, until=None), "s1")
    assert line_of(drawn, "When", "Asia/Tokyo") == "When: Tuesday, March 31st, 2026 at 22:00 (your time)"


def test_across_midnight_both_days_are_named() -> None:
    drawn = post(replace(NEWS, until=time(2)), "s1")
    assert line_of(drawn, "When", "Asia/Tokyo") == (
        "When: Tuesday, March 31st, 2026 at 22:00 to Wednesday, April 1st, 2026 at 02:00 (your time)"
    )


def test_a_day_alone_is_the_same_day_for_everybody() -> None:
    drawn = post(replace(NEWS, start=None, until=None), "s1")
    assert "date" not in {run["type"] for run in runs(drawn)}
    assert line_of(drawn, "When") == "When: Tuesday 31 March 2026"
    assert line_of(drawn, "By") == "By: Monday 30 March 2026"


def test_the_hour_that_comes_twice_is_said_with_its_offsets_too() -> None:
    twice = replace(NEWS, day=date(2026, 11, 1), start=time(1, 15), until=time(1, 45), zone="America/New_York")
    assert line_of(post(twice, "s1"), "When", "UTC") == (
        "When: Sunday, November 1st, 2026 at 05:15 to 06:45 (your time)"
        ". That is Sunday 1 November 2026, 01:15 (UTC−4) to 01:45 (UTC−5), New York time."
    )


def test_where_dates_cannot_be_shown_the_author_s_clock_is_named() -> None:
    fallbacks = [run["fallback"] for run in runs(post(NEWS, "s1")) if run["type"] == "date"]
    assert fallbacks == [
        "Tuesday 31 March 2026, 22:00 (Tokyo time, UTC+9)",
        "Tuesday 31 March 2026, 23:00 (Tokyo time, UTC+9)",
    ]


def test_links_open_https_addresses_under_the_authors_titles() -> None:
    bad = (Link("Bad", "javascript:alert(1)"), Link("Old", "http://example.com"), Link("", "https://example.com/x"))
    drawn = post(replace(NEWS, links=(*NEWS.links, *bad)), "s1")
    assert [run for run in runs(drawn) if run["type"] == "link"] == [
        {"type": "link", "url": "https://example.com/guide?a=1&b=2", "text": "The guide"},
        {"type": "link", "url": "https://example.com/x", "text": "https://example.com/x"},
    ]


def test_below_it_readers_are_asked_whether_it_was_useful() -> None:
    buttons = elements_of(list(post(NEWS, "s1").blocks))
    assert [(one["action_id"], one["value"], one["text"]["text"]) for one in buttons] == [
        (USEFUL, "s1", "Yes"),
        (NOT_USEFUL, "s1", "No"),
    ]
    assert (USEFUL, NOT_USEFUL) == ("statement_useful", "statement_not_useful")
    assert "Was this useful?" in words_of(list(post(NEWS, "s1").blocks))


def test_a_correction_begins_with_what_was_wrong() -> None:
    drawn = post(replace(NEWS, mistake="the date was wrong"), "s1")
    said = "Corrected: the date was wrong."
    assert drawn.blocks[0] == {
        "type": "context",
        "elements": [{"type": "plain_text", "text": said, "emoji": False}],
    }
    assert drawn.text.startswith(f"{said}\n")
    assert drawn.blocks[1:] == post(NEWS, "s1").blocks


def test_what_was_taken_back_says_so_and_keeps_nothing_to_act_on() -> None:
    drawn = retraction(NEWS, "s1")
    said = "IT has taken this announcement back. Please do not act on it."
    assert drawn.text == f"{said} It was: Send invoices from your phone"
    assert read_by(drawn, "UTC") == f"{said}\nIt was: {NEWS.subject}\nQuestions: {NEWS.ask_whom}"
    struck = [run["text"] for run in runs(drawn) if run.get("style") == {"strike": True}]
    assert struck == [NEWS.subject]
    assert elements_of(list(drawn.blocks)) == []
    assert "invoice app" not in json.dumps(drawn.blocks)


def test_what_was_taken_back_without_a_subject_is_the_fixed_words() -> None:
    drawn = retraction(BLANK_FIELDS, "s1")
    assert drawn.text == read_by(drawn, "UTC") == "IT has taken this announcement back. Please do not act on it."


def test_an_unfinished_statement_can_be_drawn_too() -> None:
    drawn = post(BLANK_FIELDS, "s1")
    assert check_message_blocks(list(drawn.blocks)) == []
    assert [block["type"] for block in drawn.blocks] == ["context", "actions"]
    assert drawn.text


HOSTILE_FIELDS = Fields(
    audience=HOSTILE,
    outcome=HOSTILE,
    happens=HOSTILE,
    must_do=HOSTILE,
    ask_whom=HOSTILE,
    subject=HOSTILE,
    body=HOSTILE,
    mistake=HOSTILE,
    links=(Link(HOSTILE, "https://example.com"),),
)


@pytest.mark.parametrize("draw", [post, retraction])
def test_what_somebody_wrote_notifies_nobody_and_links_nowhere(draw: Any) -> None:
    drawn = draw(HOSTILE_FIELDS, "s1")
    message = {"text": drawn.text, "blocks": list(drawn.blocks)}
    assert find_pings(message["text"], message["blocks"]) == []
    assert "<" not in drawn.text
    links = [run["url"] for run in runs(drawn) if run["type"] == "link"]
    assert links in ([], ["https://example.com"])
    for block in drawn.blocks:
        if block["type"] == "context":
            kinds = {element["type"]: element["text"] for element in block["elements"]}
            assert HOSTILE[:20] not in kinds.get("mrkdwn", "")


_TEXT = st.text(max_size=50) | st.text(max_size=5).map(lambda text: text * 3000)
_DAYS = st.none() | st.dates()
_FIELDS = st.builds(
    Fields,
    audience=_TEXT,
    outcome=_TEXT,
    day=_DAYS,
    start=st.none() | st.times(),
    until=st.none() | st.times(),
    must_do=_TEXT,
    do_by=_DAYS,
    ask_whom=_TEXT,
    subject=_TEXT,
    body=_TEXT,
    links=st.lists(st.builds(Link, _TEXT, _TEXT | st.just("https://example.com/" + "x" * 480)), max_size=12).map(tuple),
    zone=st.sampled_from(["UTC", "Asia/Tokyo", "America/New_York", "Nowhere"]),
    mistake=_TEXT,
)


@UNHURRIED
@given(_FIELDS)
def test_whatever_was_stored_slack_takes_what_is_drawn_and_it_is_the_same_each_time(fields: Fields) -> None:
    for draw in (post, retraction):
        drawn = draw(fields, "s1")
        assert check_message_blocks(list(drawn.blocks)) == []
        assert 0 < len(drawn.text) <= 4000
        assert whole_length(list(drawn.blocks)) <= LONGEST_WHOLE
        assert draw(fields, "s1") == drawn


def test_all_of_the_longest_fits_into_one_message() -> None:
    longest = Fields(
        outcome="&" * 300,
        happens="<" * 2000,
        day=date(2026, 9, 23),
        start=time(22),
        until=time(21),
        must_do="x" * 500,
        do_by=date(2026, 9, 23),
        ask_whom="x" * 200,
        subject="x" * 150,
        body="x" * 3000,
        links=(Link("x" * 100, "https://example.com/" + "x" * 180),) * 10,
        zone="America/Argentina/Buenos_Aires",
        mistake="x" * 280,
    )
    drawn = post(longest, "s1")
    assert check_message_blocks(list(drawn.blocks)) == []
    whole = whole_length(list(drawn.blocks)) + sum(len(link.address) for link in longest.links)
    assert whole <= LONGEST_WHOLE
    assert "…" not in words_of(list(drawn.blocks))


def test_times_in_posts_are_instants() -> None:
    stamps = [run["timestamp"] for run in runs(post(NEWS, "s1")) if run["type"] == "date"]
    assert stamps == [int(datetime(2026, 3, 31, hour, tzinfo=UTC).timestamp()) for hour in (13, 14)]
