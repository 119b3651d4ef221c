"""`/partyline history` and its buttons, through the bot's own doors."""

import csv
import io
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.breakglass import flows as breakglass
from bot.history import screens
from bot.history.rules import PAGE, Reach, Version
from bot.incidents import flows as incidents
from bot.party_lines import records
from bot.party_lines.wording import DoNotSay, QuestionAnswer
from bot.people.rules import Role
from bot.withdrawals import flows as withdrawals
from tests.support.doors import Answer, Doors, button, elements_of, must_fit_a_view, words_of
from tests.support.house import ADA, CARL, NETWORK, NORA, PAYROLL, SAM, TEAM, TOPICS
from tests.support.lines import SAY, approve, draft, go_live, hand_in, seen
from tests.support.moves import close, count, everything_written, grant, send_back, update

DM = "D02COMMANDER"


def opened(doors: Doors, by: str = CARL, topic: str = "network") -> dict[str, Any]:
    assert doors.command(f"history {topic}", by=by) == Answer(200, None)
    return doors.modal(by)


def labels(view: dict[str, Any]) -> list[str]:
    return [one["text"]["text"] for one in elements_of(view) if one.get("type") == "button"]


def versions(doors: Doors, count_: int) -> str:
    """Approve so many versions of one incident, and return its id."""
    line = go_live(doors.database, doors.clock(), "Version 1.")
    for number in range(2, count_ + 1):
        doors.clock.tick(minutes=1)
        made = update(doors.database, doors.clock(), line.series, number - 1, f"Version {number}.")
        approve(doors.database, made, doors.clock())
    return line.series


# -- reading ------------------------------------------------------------------------------------------------------


def test_it_shows_each_version_with_what_became_of_it(open_doors: Doors) -> None:
    line = go_live(open_doors.database, open_doors.clock())
    open_doors.clock.tick(minutes=10)
    back = update(open_doors.database, open_doors.clock(), line.series, 1, "Wi-Fi is back.")
    send_back(open_doors.database, back, open_doors.clock(), reason="Say <which> floors.")
    newer = update(open_doors.database, open_doors.clock(), line.series, 2, "Wi-Fi is back on floors 2 and 3.")
    approve(open_doors.database, newer, open_doors.clock())
    view = opened(open_doors)
    words = words_of(view)
    assert view["title"]["text"] == "History: Network"
    assert words.index("Version 3* · live") < words.index("Version 2* · sent back") < words.index("Version 1* · repl")
    assert f"“{SAY}”" in words
    assert "Sent back:  Say <which> floors." in words
    assert "Changed since version 1: " in words
    assert f"approved by <@{ADA}> at" in words
    assert "looked up by 0 people · sent in 0 messages" in words
    assert ": kept" in words
    assert open_doors.modals(CARL) == 1
    open_doors.calm()


def test_what_changed_besides_the_sentence_is_named(open_doors: Doors) -> None:
    line = go_live(open_doors.database, open_doors.clock())
    open_doors.clock.tick(minutes=5)
    later = update(open_doors.database, open_doors.clock(), line.series, 1, SAY)
    approve(open_doors.database, later, open_doors.clock())
    words = words_of(opened(open_doors))
    assert "Changed since version 1:  the sentence is the same.  Also: next update." in words
    assert "Live from" in words


def test_an_incident_that_is_over_says_when_it_was_closed(open_doors: Doors) -> None:
    series = versions(open_doors, 1)
    approve(open_doors.database, close(open_doors.database, open_doors.clock(), series, 1), open_doors.clock())
    words = words_of(opened(open_doors))
    assert ", closed at <!date^" in words
    assert "Closing line, version 2* · live" in words


def test_an_incident_is_called_by_the_topics_that_it_is_about_now(open_doors: Doors) -> None:
    series = versions(open_doors, 1)
    with open_doors.database.transaction() as tx:
        both = (NETWORK, PAYROLL)
        incidents.set_topics(tx, TEAM, incident_id=series, topic_ids=both, by=CARL, now=open_doors.clock())
    assert "*Network and Payroll*, opened at" in words_of(opened(open_doors))


def test_what_was_published_without_review_says_so_and_who_approved_it_since(open_doors: Doors) -> None:
    submitted = hand_in(open_doors.database, open_doors.clock())
    with open_doors.database.transaction() as tx:
        breakglass.break_glass(
            tx,
            TEAM,
            approval_id=submitted.approval.id,
            seen=seen(submitted),
            reason="Nobody answers, and shops are shut.",
            by=CARL,
            now=open_doors.clock(),
        )
    words = words_of(opened(open_doors))
    assert "live, published without review" in words
    assert "· published at <!date^" in words
    assert "Published without review:  Nobody answers, and shops are shut." in words
    approve(open_doors.database, submitted, open_doors.clock())
    words = words_of(opened(open_doors))
    assert "live, published without review and approved since" in words
    assert f"approved since by <@{ADA}>" in words


def test_a_topic_without_versions_says_so(open_doors: Doors) -> None:
    assert "Nothing has been written about *Payroll* yet." in words_of(opened(open_doors, topic="payslips"))


def test_staff_are_told_who_may_read_it(open_doors: Doors) -> None:
    go_live(open_doors.database, open_doors.clock())
    answer = open_doors.command("history network", by=SAM)
    assert "Only commanders and approvers read the history of a topic." in answer.words
    assert SAY not in answer.words
    assert "for our own IT staff" in open_doors.command("history network", by=NORA).words
    assert open_doors.modals(SAM) == open_doors.modals(NORA) == 0


def test_help_names_it_to_those_who_may_read_it(doors: Doors) -> None:
    assert "history" in doors.command("help", by=CARL).words
    assert "history" in doors.command("help", by=ADA).words
    assert "history" not in doors.command("help", by=SAM).words


def test_pages_turn_to_older_ones_and_back_to_the_newest(open_doors: Doors) -> None:
    versions(open_doors, PAGE + 2)
    first = opened(open_doors)
    assert "Newest" not in labels(first)
    open_doors.push(first, "Older", by=CARL, view=first)
    second = open_doors.modal(CARL)
    assert "“Version 2.”" in words_of(second)
    assert "“Version 3.”" not in words_of(second)
    assert "Older" not in labels(second)
    open_doors.push(second, "Newest", by=CARL, view=second)
    assert f"“Version {PAGE + 2}.”" in words_of(open_doors.modal(CARL))
    assert open_doors.modals(CARL) == 1
    open_doors.calm()


def test_somebody_who_lost_the_role_turns_no_page(open_doors: Doors) -> None:
    versions(open_doors, PAGE + 2)
    first = opened(open_doors)
    grant(open_doors.database, open_doors.clock(), U02COMMANDER=frozenset())
    open_doors.push(first, "Older", by=CARL, view=first)
    assert "Only commanders and approvers" in words_of(open_doors.modal(CARL))
    assert "“Version 1.”" not in words_of(open_doors.modal(CARL))


def test_names_and_texts_of_people_stay_text(open_doors: Doors) -> None:
    line = go_live(open_doors.database, open_doors.clock(), "Call <!channel> & *all* <@U01X|there>.")
    with open_doors.database.transaction() as tx:
        withdrawals.withdraw(
            tx, TEAM, incident_id=line.series, number=1, reason="<@U03STAFF>", by=CARL, now=open_doors.clock()
        )
    view = opened(open_doors)
    texts = [block for block in view["blocks"] if block["type"] in {"section", "context"}]
    assert "channel" not in words_of(texts)
    assert "U03STAFF" not in words_of(texts)
    assert "“Call <!channel> & *all* <@U01X|there>.”" in words_of(view)
    assert "Withdrawn:  <@U03STAFF>" in words_of(view)
    open_doors.calm()


def test_the_largest_page_there_can_be_fits(open_doors: Doors) -> None:
    pairs = tuple(QuestionAnswer(f"{'q' * 140} {n}?", "a" * 300) for n in range(5))
    avoid = tuple(DoNotSay(f"{'p' * 70} {n}", "i" * 200) for n in range(5))
    long = draft(open_doors.clock(), "w" * 400, if_pressed=pairs, do_not_say=avoid, background="b" * 2900)
    line = go_live(open_doors.database, open_doors.clock())
    full = replace(line, draft=long, glass_reason="r" * 1000, withdrawn_at=open_doors.clock(), withdrawn_why="y" * 1000)
    full = replace(full, instead="x" * 400)
    other = replace(line, draft=draft(open_doors.clock(), "v " * 200))
    with open_doors.database.glance() as tx:
        incident = incidents.get(tx, TEAM, line.series)
    shown = [
        Version(replace(full, series=f"i{n}"), open_doors.clock(), Reach(10**6, 10**5, 10**4), other, "s" * 1000, "i")
        for n in range(PAGE)
    ]
    about, titles = {f"i{n}": incident for n in range(PAGE)}, {f"i{n}": "t" * 80 for n in range(PAGE)}
    view = screens.page(TOPICS[0], shown, about, titles, open_doors.clock(), more=True, is_newest=False)
    must_fit_a_view(view)


# -- putting forward again ----------------------------------------------------------------------------------------


def test_an_earlier_version_goes_through_approval_again(open_doors: Doors) -> None:
    series = versions(open_doors, 2)
    view = opened(open_doors)
    open_doors.push(view, "Put forward again", by=CARL, view=view)
    form = open_doors.modal(CARL)
    assert open_doors.modals(CARL) == 2
    assert form["title"]["text"] == "Update: Network"
    assert "The words of version 1. Sending this form asks for approval again." in words_of(form)
    assert "Version 1." in words_of(form)
    assert "Version 3 is on its way" in words_of(open_doors.submit(form).view)
    assert count(open_doors.database, "party_lines WHERE status = 'live' AND say = 'Version 2.'") == 1
    assert count(open_doors.database, f"party_lines WHERE series = '{series}' AND status = 'submitted'") == 1
    open_doors.calm()


def test_it_says_so_where_another_version_waits(open_doors: Doors) -> None:
    series = versions(open_doors, 2)
    update(open_doors.database, open_doors.clock(), series, 2, "Waits.")
    view = opened(open_doors)
    open_doors.push(view, "Put forward again", by=CARL, view=view)
    assert "Version 3 is waiting for approval. Sending this form replaces it." in words_of(open_doors.modal(CARL))


def test_a_closing_line_that_was_sent_back_is_put_forward_as_one(open_doors: Doors) -> None:
    series = versions(open_doors, 1)
    sent = close(open_doors.database, open_doors.clock(), series, 1, "All is well.")
    send_back(open_doors.database, sent, open_doors.clock())
    view = opened(open_doors)
    open_doors.push(view, "Put forward again", by=CARL, view=view)
    form = open_doors.modal(CARL)
    assert form["title"]["text"] == "Close: Network"
    assert "All is well." in words_of(form)
    assert "“Version 1.”" in words_of(form)


def test_a_closing_line_before_a_first_approval_is_put_forward_too(open_doors: Doors) -> None:
    submitted = hand_in(open_doors.database, open_doors.clock())
    sent = close(open_doors.database, open_doors.clock(), submitted.line.series, 1, "All is well.")
    send_back(open_doors.database, sent, open_doors.clock())
    view = opened(open_doors)
    open_doors.push(view, "Put forward again", by=CARL, view=view)
    assert "Said now" not in words_of(open_doors.modal(CARL))


def test_a_button_from_before_the_end_says_that_it_is_closed(open_doors: Doors) -> None:
    series = versions(open_doors, 2)
    view = opened(open_doors)
    approve(open_doors.database, close(open_doors.database, open_doors.clock(), series, 2), open_doors.clock())
    open_doors.push(view, "Put forward again", by=CARL, view=view)
    assert "This incident is closed." in words_of(open_doors.modal(CARL))
    assert "Put forward again" not in labels(opened(open_doors))


@pytest.mark.parametrize("value", ["", "a/b", "t-network/x/y/z", f"{NETWORK}//", f"{NETWORK}/nothing/nothing"])
def test_a_button_that_nobody_drew_changes_nothing(open_doors: Doors, value: str) -> None:
    versions(open_doors, 2)
    before = everything_written(open_doors.database)
    for action in ("history.put_forward.0", "history.older"):
        open_doors.press(action, value, by=CARL, view=opened(open_doors))
    assert everything_written(open_doors.database) == before


def test_approvers_read_it_without_a_button_to_put_anything_forward(open_doors: Doors) -> None:
    versions(open_doors, 2)
    assert "Put forward again" not in labels(opened(open_doors, by=ADA))
    grant(open_doors.database, open_doors.clock(), U01APPROVER=frozenset({Role.APPROVER, Role.COMMANDER}))
    assert "Put forward again" in labels(opened(open_doors, by=ADA))


# -- the file -----------------------------------------------------------------------------------------------------


def test_the_export_comes_as_a_file_to_whoever_asks(open_doors: Doors) -> None:
    versions(open_doors, 2)
    view = opened(open_doors)
    open_doors.push(view, "Export CSV", by=CARL, view=view)
    assert "Sent: look in your messages with me." in words_of(open_doors.modal(CARL))
    [message] = [one for one in open_doors.posted(DM) if one.files]
    [file] = message.files
    assert file.name == "history-network.csv"
    assert "keep it in IT" in message.text
    content = (file.content or b"").decode("utf-8")
    rows = list(csv.DictReader(io.StringIO(content, newline="")))
    assert [(row["number"], row["say"]) for row in rows] == [("1", "Version 1."), ("2", "Version 2.")]
    open_doors.calm()


def test_the_export_comes_as_json_too(open_doors: Doors) -> None:
    versions(open_doors, 2)
    view = opened(open_doors)
    open_doors.push(view, "Export JSON", by=CARL, view=view)
    [message] = [one for one in open_doors.posted(DM) if one.files]
    [file] = message.files
    assert file.name == "history-network.json"
    assert [(row["number"], row["say"]) for row in json.loads(file.content or b"")] == [
        (1, "Version 1."),
        (2, "Version 2."),
    ]


def test_a_click_that_comes_twice_sends_one_file(open_doors: Doors) -> None:
    versions(open_doors, 1)
    view = opened(open_doors)
    action = {
        "type": "button",
        "block_id": "b",
        "action_id": "history.export_csv",
        "value": NETWORK,
        "action_ts": "1.1",
    }
    for _ in range(2):
        open_doors.press("history.export_csv", by=CARL, view=view, actions=[action])
    assert len([one for one in open_doors.posted(DM) if one.files]) == 1


@pytest.mark.parametrize("method", ["conversations.open", "files.getUploadURLExternal", "files.completeUploadExternal"])
def test_where_slack_does_not_take_the_file_it_says_so(open_doors: Doors, method: str) -> None:
    versions(open_doors, 1)
    view = opened(open_doors)
    open_doors.box.ws.faults.add({"method": method, "fault": "fatal", "count": 1})
    open_doors.push(view, "Export CSV", by=CARL, view=view)
    assert "Slack did not take the file. Try again in a minute" in words_of(open_doors.modal(CARL))
    open_doors.push(view, "Export CSV", by=CARL, view=view)
    assert len([one for one in open_doors.posted(DM) if one.files]) == 1


def test_nobody_else_gets_the_file(open_doors: Doors) -> None:
    versions(open_doors, 1)
    view = opened(open_doors)
    for by in (SAM, NORA):
        open_doors.press("history.export_csv", NETWORK, by=by, view=view)
    assert [one for place in open_doors.box.ws.messages.values() for one in place if one.files] == []


def test_the_file_holds_the_newest_versions_where_there_are_many(
    open_doors: Doors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.history.exporting.MOST_IN_SLACK", 2)
    versions(open_doors, 3)
    view = opened(open_doors)
    open_doors.push(view, "Export CSV", by=CARL, view=view)
    [message] = [one for one in open_doors.posted(DM) if one.files]
    content = (message.files[0].content or b"").decode("utf-8")
    assert [row["number"] for row in csv.DictReader(io.StringIO(content, newline=""))] == ["2", "3"]


def test_a_promise_that_was_moved_says_so(open_doors: Doors) -> None:
    line = go_live(open_doors.database, open_doors.clock())
    with open_doors.database.transaction() as tx:
        records.extend(tx, TEAM, line.id, open_doors.clock() + timedelta(hours=1))
    open_doors.clock.tick(hours=2)
    assert "(moved): late" in words_of(opened(open_doors))
    assert button(opened(open_doors), "Export CSV")["value"] == NETWORK
