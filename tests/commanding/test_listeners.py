"""`/partyline handover` and the button that takes an incident over, through the bot's own doors."""

from typing import Any

import pytest

from bot.incidents.rules import TAKE_OVER
from bot.party_lines import flows as lines
from bot.party_lines.rules import LineKind
from bot.people.rules import Role
from bot.topics import flows as topics
from bot.topics.rules import Topic
from tests.support.doors import Answer, Doors, must_fit_a_view, words_of
from tests.support.house import ADA, BEA, CARL, NETWORK, PAYROLL, SAM, STANDING, TEAM, TOPICS
from tests.support.lines import SAY, approve, go_live, hand_in, said
from tests.support.moves import close, count, everything_written, grant

BOTH = frozenset({Role.APPROVER, Role.COMMANDER})


@pytest.fixture(autouse=True)
def _bea_commands_too(open_doors: Doors) -> None:
    grant(open_doors.database, open_doors.clock(), U04APPROVER2=BOTH)


def opened(doors: Doors, by: str = CARL) -> dict[str, Any]:
    assert doors.command("handover network", by=by) == Answer(200, None)
    return doors.modal(by)


def fields(view: dict[str, Any]) -> dict[str, Any]:
    return {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}


def plainly(view: dict[str, Any]) -> str:
    return words_of(view).replace("*", "")


def leads(doors: Doors, who: str) -> bool:
    return count(doors.database, f"incidents WHERE commander = '{who}'") == 1


# -- the form -----------------------------------------------------------------------------------------------------


def test_the_form_shows_how_it_stands(open_doors: Doors) -> None:
    go_live(open_doors.database, open_doors.clock())
    form = fields(opened(open_doors))
    assert form["commander"]["initial_user"] == CARL
    assert "initial_user" not in form["deputy"]
    assert [one["value"] for one in form["topics"]["initial_options"]] == [NETWORK]
    assert {one["value"] for one in form["topics"]["options"]} == {topic.id for topic in TOPICS}
    open_doors.calm()


def test_saving_it_hands_over_and_says_how_it_stands(open_doors: Doors) -> None:
    grant(open_doors.database, open_doors.clock(), U01APPROVER=BOTH, U04APPROVER2=BOTH)
    go_live(open_doors.database, open_doors.clock())
    answer = open_doors.submit(opened(open_doors), commander=BEA, deputy=ADA, topics=[NETWORK, PAYROLL])
    assert f"Network and Payroll* is led by <@{BEA}>. Deputy: <@{ADA}>." in words_of(answer.view)
    assert leads(open_doors, BEA)
    assert said(open_doors.database, "payroll", open_doors.clock()) == [SAY]
    open_doors.deliver()
    assert any("You lead Network and Payroll now" in one.text for one in open_doors.posted("D04APPROVER2"))
    assert any("leads Network and Payroll now" in one.text for one in open_doors.posted("D02COMMANDER"))
    assert any("deputy on Network and Payroll" in one.text for one in open_doors.posted("D01APPROVER"))
    again = fields(opened(open_doors, by=BEA))
    assert again["deputy"]["initial_user"] == ADA
    assert {one["value"] for one in again["topics"]["initial_options"]} == {NETWORK, PAYROLL}
    open_doors.calm()


def test_handing_over_right_before_a_promise_hands_its_reminder_on(open_doors: Doors) -> None:
    go_live(open_doors.database, open_doors.clock())
    open_doors.clock.tick(minutes=25)
    open_doors.bot.sweeper.once()
    open_doors.deliver()
    [reminder] = [one for one in open_doors.posted("D02COMMANDER") if "you promised an update" in one.text]
    open_doors.submit(opened(open_doors), commander=BEA)
    open_doors.bot.sweeper.once()
    open_doors.deliver()
    [theirs] = [one for one in open_doors.posted("D04APPROVER2") if "an update is promised by" in one.text]
    open_doors.push(theirs.blocks, "No change, new time", by=BEA)
    assert open_doors.modal(BEA)["title"]["text"] == "No change, new time"
    stands = next(one for one in open_doors.posted("D02COMMANDER") if one.ts == reminder.ts)
    assert stands.text == "Done: Bea Lindqvist leads Network now."
    # Back again, and the first one's reminder is worth pressing again.
    open_doors.submit(opened(open_doors, by=BEA), by=BEA, commander=CARL)
    open_doors.bot.sweeper.once()
    open_doors.deliver()
    stands = next(one for one in open_doors.posted("D02COMMANDER") if one.ts == reminder.ts)
    assert "you promised an update" in stands.text
    theirs = next(one for one in open_doors.posted("D04APPROVER2") if one.ts == theirs.ts)
    assert theirs.text == "Done: Carl Jensen leads Network now."


def test_the_letters_button_opens_the_form_for_the_next_version(open_doors: Doors) -> None:
    go_live(open_doors.database, open_doors.clock())
    open_doors.submit(opened(open_doors), commander=BEA)
    open_doors.deliver()
    letter = next(one for one in open_doors.posted("D04APPROVER2") if "You lead" in one.text)
    open_doors.push(letter.blocks, "Update", by=BEA)
    assert open_doors.modal(BEA)["title"]["text"] == "Update: Network"


def test_one_form_sent_twice_hands_over_once(open_doors: Doors) -> None:
    go_live(open_doors.database, open_doors.clock())
    view = opened(open_doors)
    open_doors.submit(view, commander=BEA)
    before = everything_written(open_doors.database)
    assert "is led by" in words_of(open_doors.submit(view, commander=BEA).view)
    assert everything_written(open_doors.database) == before


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        (
            {"commander": SAM},
            "commander",
            "Only commanders can lead an incident: Carl Jensen, Bea Lindqvist. "
            "Choose one, or ask an admin to add this person to the commanders.",
        ),
        ({"commander": None}, "commander", "Only commanders can lead"),
        (
            {"deputy": SAM},
            "deputy",
            "A deputy may have to take over, so only commanders can be one: Bea Lindqvist. Choose one, or nobody.",
        ),
        ({"deputy": CARL}, "deputy", "choose another person, or nobody"),
        ({"topics": []}, "topics", "at least one topic"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    open_doors: Doors, changed: dict[str, Any], field: str, sentence: str
) -> None:
    go_live(open_doors.database, open_doors.clock())
    answer = open_doors.submit(opened(open_doors), **changed)
    assert sentence in answer.errors[field]
    assert leads(open_doors, CARL)


# -- a topic that people hear the line on -----------------------------------------------------------------------------


def test_taking_a_topic_away_asks_first_and_shows_what_people_are_told_then(open_doors: Doors) -> None:
    go_live(open_doors.database, open_doors.clock())
    before = everything_written(open_doors.database)
    asked = open_doors.submit(opened(open_doors), deputy=BEA, topics=[PAYROLL]).view
    assert "Take Network off this incident? Whoever asks about Network is then told:" in plainly(asked)
    assert f"“{STANDING}”" in words_of(asked)
    assert asked["submit"]["text"] == "Save all the same"
    assert everything_written(open_doors.database) == before
    assert said(open_doors.database, "network", open_doors.clock()) == [SAY]
    form = fields(asked)
    assert (form["commander"]["initial_user"], form["deputy"]["initial_user"]) == (CARL, BEA)
    assert [one["value"] for one in form["topics"]["initial_options"]] == [PAYROLL]


def test_who_has_read_it_takes_the_topic_away_with_the_same_form(open_doors: Doors) -> None:
    go_live(open_doors.database, open_doors.clock())
    view = opened(open_doors)
    asked = open_doors.submit(view, deputy=BEA, topics=[PAYROLL]).view
    answer = open_doors.submit(asked | {"id": view["id"]})
    assert f"Payroll is led by <@{CARL}>. Deputy: <@{BEA}>." in plainly(answer.view)
    assert said(open_doors.database, "network", open_doors.clock()) == [STANDING]
    assert said(open_doors.database, "payroll", open_doors.clock()) == [SAY]


def test_a_topic_that_is_chosen_again_stays(open_doors: Doors) -> None:
    go_live(open_doors.database, open_doors.clock())
    view = opened(open_doors)
    asked = open_doors.submit(view, topics=[PAYROLL]).view
    answer = open_doors.submit(asked | {"id": view["id"]}, topics=[PAYROLL, NETWORK])
    assert "Network and Payroll is led by" in plainly(answer.view)
    assert said(open_doors.database, "network", open_doors.clock()) == [SAY]


def test_who_agreed_to_lose_one_topic_is_asked_about_another(open_doors: Doors) -> None:
    go_live(open_doors.database, open_doors.clock())
    open_doors.submit(opened(open_doors), topics=[NETWORK, PAYROLL])
    view = opened(open_doors)
    asked = open_doors.submit(view, topics=[NETWORK]).view
    assert "Take Payroll off this incident? Then there is no line" not in plainly(asked)
    again = open_doors.submit(asked | {"id": view["id"]}, topics=[PAYROLL]).view
    assert "Take Network off this incident?" in plainly(again)
    assert "Take Payroll off" not in plainly(again)
    assert said(open_doors.database, "network", open_doors.clock()) == [SAY]


def test_without_any_line_to_fall_back_on_it_says_so(open_doors: Doors) -> None:
    with open_doors.database.transaction() as tx:
        for kind, topic_id in ((LineKind.STANDING, NETWORK), (LineKind.DEFAULT, "")):
            lines.set_standing(tx, TEAM, kind=kind, topic_id=topic_id, say="", by=CARL, now=open_doors.clock())
    go_live(open_doors.database, open_doors.clock())
    asked = open_doors.submit(opened(open_doors), topics=[PAYROLL]).view
    assert "Take Network off this incident? Then there is no line on Network." in plainly(asked)


def test_before_a_first_approval_nobody_is_asked(open_doors: Doors) -> None:
    hand_in(open_doors.database, open_doors.clock())
    answer = open_doors.submit(opened(open_doors), topics=[PAYROLL])
    assert "Payroll is led by" in plainly(answer.view)


def test_of_many_topics_that_go_at_once_five_are_shown(open_doors: Doors) -> None:
    more = [Topic(f"t-{number}", f"topic {number}") for number in range(7)]
    with open_doors.database.transaction() as tx:
        topics.set_topics(tx, TEAM, [*TOPICS, *more], by="operator", now=open_doors.clock())
    go_live(open_doors.database, open_doors.clock())
    open_doors.submit(opened(open_doors), topics=[NETWORK, *(topic.id for topic in more)])
    asked = open_doors.submit(opened(open_doors), topics=[NETWORK]).view
    assert plainly(asked).count("Take Topic") == 5
    assert "And 2 more topics?" in plainly(asked)


def test_whoever_was_faster_is_heard_of_before_anything_is_asked_or_done(open_doors: Doors) -> None:
    go_live(open_doors.database, open_doors.clock())
    view = opened(open_doors)
    asked = open_doors.submit(view, topics=[PAYROLL]).view
    open_doors.submit(opened(open_doors, by=BEA), by=BEA, commander=BEA)
    answer = open_doors.submit(asked | {"id": view["id"]})
    assert "Somebody else changed who leads" in " ".join(answer.errors.values())
    assert said(open_doors.database, "network", open_doors.clock()) == [SAY]


def test_a_form_that_stood_open_while_somebody_else_saved_is_refused(open_doors: Doors) -> None:
    go_live(open_doors.database, open_doors.clock())
    mine, theirs = opened(open_doors), opened(open_doors, by=BEA)
    open_doors.submit(theirs, by=BEA, commander=BEA)
    open_doors.clock.tick(hours=1)
    assert "Somebody else changed who leads" in " ".join(open_doors.submit(mine, deputy=ADA).errors.values())
    assert leads(open_doors, BEA)


def test_a_form_submitted_after_the_end_is_refused(open_doors: Doors) -> None:
    line = go_live(open_doors.database, open_doors.clock())
    view = opened(open_doors)
    approve(open_doors.database, close(open_doors.database, open_doors.clock(), line.series, 1), open_doors.clock())
    assert "This incident is closed." in " ".join(open_doors.submit(view, commander=BEA).errors.values())


def test_a_form_that_nobody_drew_is_refused(open_doors: Doors) -> None:
    go_live(open_doors.database, open_doors.clock())
    view = opened(open_doors)
    for metadata in ("", "{}", "[1]", '["a"]', '["a", "b"]', "nonsense"):
        answer = open_doors.submit(view | {"private_metadata": metadata}, commander=BEA)
        assert "I do not know this form any more" in " ".join(answer.errors.values())
    assert leads(open_doors, CARL)


def test_of_more_topics_than_a_menu_holds_its_own_come_first(open_doors: Doors) -> None:
    more = [Topic(f"t-{number:03}", f"{'a' * 76}{number:03}") for number in range(150)]
    with open_doors.database.transaction() as tx:
        topics.set_topics(tx, TEAM, [*TOPICS, *more], by="operator", now=open_doors.clock())
    go_live(open_doors.database, open_doors.clock())
    view = opened(open_doors)
    must_fit_a_view({key: value for key, value in view.items() if key != "id"})
    menu = fields(view)["topics"]
    assert len(menu["options"]) == 100
    assert menu["options"][0]["value"] == NETWORK
    assert "The first 100 of 153 topics are listed." in words_of(view)


def test_staff_and_approvers_are_told_who_may(open_doors: Doors) -> None:
    go_live(open_doors.database, open_doors.clock())
    for by in (SAM, ADA):
        words = open_doors.command("handover network", by=by).words
        said = f"Only commanders hand incidents over. Ask <@{CARL}> or <@{BEA}>, or an admin to add you."
        assert said in words
        assert open_doors.modals(by) == 0


def test_where_nothing_is_open_there_is_nothing_to_hand_over(open_doors: Doors) -> None:
    assert "Nothing is open on" in open_doors.command("handover payroll", by=CARL).words


def test_of_several_incidents_it_asks_which_one(open_doors: Doors) -> None:
    for say in ("One.", "Two is down."):
        go_live(open_doors.database, open_doors.clock(), say)
        open_doors.clock.tick(minutes=1)
    asked = open_doors.command("handover network", by=CARL)
    assert "Network has 2 open incidents. Which one?" in asked.words
    open_doors.push(asked.body["blocks"], "Handover this one", by=CARL)
    assert open_doors.modal(CARL)["title"]["text"] == "Who leads"


# -- taking over --------------------------------------------------------------------------------------------------


def test_taking_over_is_answered_with_who_leads_and_a_way_to_update_it(open_doors: Doors) -> None:
    line = go_live(open_doors.database, open_doors.clock())
    open_doors.clock.tick(hours=1)
    open_doors.press(TAKE_OVER, line.series, by=BEA)
    reply = open_doors.private(BEA)[-1]
    assert reply.text == "You lead Network now."
    assert leads(open_doors, BEA)
    open_doors.push(reply.blocks, "Update", by=BEA)
    assert open_doors.modal(BEA)["title"]["text"] == "Update: Network"
    open_doors.calm()


def test_the_second_of_two_is_told_who_leads_now(open_doors: Doors) -> None:
    grant(
        open_doors.database,
        open_doors.clock(),
        U04APPROVER2=frozenset({Role.COMMANDER}),
        U03STAFF=frozenset({Role.COMMANDER}),
    )
    line = go_live(open_doors.database, open_doors.clock())
    open_doors.clock.tick(hours=1)
    open_doors.press(TAKE_OVER, line.series, by=BEA)
    open_doors.press(TAKE_OVER, line.series, by=SAM)
    assert open_doors.private(SAM)[-1].text.startswith(f"<@{BEA}> leads Network now")
    assert leads(open_doors, BEA)


def test_one_press_sent_twice_acts_once(open_doors: Doors) -> None:
    line = go_live(open_doors.database, open_doors.clock())
    open_doors.clock.tick(hours=1)
    action = {"type": "button", "block_id": "b", "action_id": TAKE_OVER, "value": line.series, "action_ts": "1.1"}
    for _ in range(2):
        open_doors.press(TAKE_OVER, by=BEA, actions=[action])
    assert count(open_doors.database, "journal WHERE verb = 'hand_over'") == 1
    assert len([one for one in open_doors.private(BEA) if "You lead" in one.text]) == 2


def test_an_approver_who_is_no_commander_is_told_who_may(open_doors: Doors) -> None:
    line = hand_in(open_doors.database, open_doors.clock()).line
    open_doors.press(TAKE_OVER, line.series, by=ADA)
    assert "Only commanders lead incidents." in open_doors.private(ADA)[-1].text
    assert leads(open_doors, CARL)


def test_a_button_of_an_incident_that_is_over_or_gone_says_so(open_doors: Doors) -> None:
    line = go_live(open_doors.database, open_doors.clock())
    approve(open_doors.database, close(open_doors.database, open_doors.clock(), line.series, 1), open_doors.clock())
    for value, sentence in ((line.series, "This incident is closed."), ("nothing", "not there any more")):
        open_doors.press(TAKE_OVER, value, by=BEA)
        assert sentence in open_doors.private(BEA)[-1].text
