"""Withdrawing through the bot's own doors, and what people are then told through them."""

from typing import Any

import pytest

from bot.withdrawals import screens
from tests.support.doors import Answer, Doors, button, elements_of, words_of
from tests.support.house import ADA, CARL, HOLDING, SAM
from tests.support.lines import SAY, approve, go_live, said
from tests.support.moves import ALL_CLEAR, close, count, update
from tests.support.recalls import WHY, corrected, withdraw

NEWER = "Wi-Fi and wired sockets are down on floors 2 to 5."


def opened(doors: Doors, by: str = CARL, text: str = "withdraw network") -> dict[str, Any]:
    """Type the command, and return the form that it opens."""
    answer = doors.command(text, by=by)
    assert answer == Answer(200, None), answer.words
    return doors.modal(by)


def everything_answered(doors: Doors) -> str:
    """Ask in every way there is, and return all that is answered."""
    words = [doors.command(text).words for text in ("network", "wifi", "", "list", "netwrok")]
    for action in ("line.show.0",):
        doors.press(action, "t-network/")
        words.append(words_of(doors.private(SAM)[-1].blocks))
    return "\n".join(words)


def test_the_form_says_what_goes_and_what_is_said_instead(open_doors: Doors) -> None:
    line = go_live(open_doors.database, open_doors.clock())
    view = opened(open_doors)
    words = words_of(view)
    assert words.index("nobody is told version 1 any more") < words.index(SAY) < words.index(HOLDING)
    assert "in the last 4 hours" in words
    assert view["submit"]["text"] == "Withdraw"
    assert screens.unpack(view["private_metadata"]) == (line.series, 1)
    open_doors.calm()


@pytest.mark.parametrize("by", [CARL, ADA])
def test_a_commander_or_an_approver_withdraws_and_every_door_says_the_holding_line(open_doors: Doors, by: str) -> None:
    line = go_live(open_doors.database, open_doors.clock())
    assert SAY in everything_answered(open_doors)
    open_doors.bot.notebook.write_down()
    done = open_doors.submit(opened(open_doors, by), by, reason=WHY).view
    assert "Version 1 is withdrawn" in words_of(done)
    assert HOLDING in words_of(done)
    assert ("Write what is right" in words_of(done)) is (by == CARL)
    shown = everything_answered(open_doors)
    assert SAY not in shown
    assert HOLDING in shown
    assert "withdrawn: please do not repeat what was said before" in shown
    assert corrected(open_doors.database, line) == {SAM: 1}
    open_doors.deliver()
    (told,) = [one for one in open_doors.posted("D03STAFF") if "Withdrawn" in one.text]
    assert HOLDING in told.text
    assert button(told.blocks, "Got it")["value"].endswith(f"/{line.series}/{line.id}")
    for message in open_doors.posted("C03NET"):
        assert SAY not in words_of(message.blocks)
    open_doors.calm()


def test_a_copy_that_was_sent_is_edited_where_it_stands(open_doors: Doors) -> None:
    line = go_live(open_doors.database, open_doors.clock())
    open_doors.press("line.send_to_me", f"t-network/{line.series}")
    open_doors.deliver()
    assert SAY in words_of([one.blocks for one in open_doors.posted("D03STAFF")])
    open_doors.submit(opened(open_doors), reason=WHY)
    open_doors.deliver()
    words = words_of([one.blocks for one in open_doors.posted("D03STAFF")])
    assert HOLDING in words
    assert SAY not in words


def test_a_missing_reason_is_refused_beside_its_field_and_nothing_is_withdrawn(open_doors: Doors) -> None:
    go_live(open_doors.database, open_doors.clock())
    view = opened(open_doors)
    assert open_doors.submit(view, reason="  ").errors["reason"].startswith("Say in a few words")
    assert said(open_doors.database, "network", open_doors.clock()) == [SAY]
    assert "is withdrawn" in open_doors.submit(view, reason=WHY).words


def test_one_form_withdraws_once(open_doors: Doors) -> None:
    go_live(open_doors.database, open_doors.clock())
    view = opened(open_doors)
    open_doors.submit(view, reason=WHY)
    assert "This was withdrawn already." in open_doors.submit(view, reason=WHY).words
    assert count(open_doors.database, "journal WHERE verb = 'withdraw'") == 1


def test_a_form_left_open_does_not_withdraw_what_came_out_meanwhile(open_doors: Doors) -> None:
    line = go_live(open_doors.database, open_doors.clock())
    view = opened(open_doors)
    approve(
        open_doors.database,
        update(open_doors.database, open_doors.clock(), line.series, 1, NEWER),
        open_doors.clock(),
    )
    assert "Version 2 came out meanwhile" in open_doors.submit(view, reason=WHY).errors["reason"]
    assert said(open_doors.database, "network", open_doors.clock()) == [NEWER]


def test_withdrawing_twice_says_who_was_faster(open_doors: Doors) -> None:
    go_live(open_doors.database, open_doors.clock())
    mine, theirs = opened(open_doors), opened(open_doors, ADA)
    open_doors.submit(theirs, ADA, reason=WHY)
    assert "Ada Okafor has withdrawn version 1 already" in open_doors.submit(mine, reason=WHY).errors["reason"]
    assert "Ada Okafor has withdrawn version 1 already" in open_doors.command("withdraw network", by=CARL).words


def test_others_are_told_who_withdraws(doors: Doors) -> None:
    go_live(doors.database, doors.clock())
    answer = doors.command("withdraw network", by=SAM)
    assert answer.said == "Only commanders and approvers withdraw lines."
    assert f"<@{CARL}>" in answer.words
    forged = screens.pack("nothing", 1)
    view: dict[str, Any] = {
        "type": "modal",
        "callback_id": screens.WITHDRAWAL_FORM,
        "private_metadata": forged,
        "blocks": [],
    }
    assert "Only commanders and approvers" in doors.submit(view, SAM).words


def test_a_form_of_another_make_is_refused(doors: Doors) -> None:
    for metadata in ("", "nonsense", "[1]", '{"a": 1}'):
        view: dict[str, Any] = {"type": "modal", "callback_id": screens.WITHDRAWAL_FORM, "blocks": []}
        view["private_metadata"] = metadata
        assert "I do not know this form any more." in doors.submit(view).words


def test_where_nothing_is_going_on_it_says_so(doors: Doors) -> None:
    assert "Nothing is open on" in doors.command("withdraw network", by=CARL).words


def test_of_several_incidents_it_asks_which_one(open_doors: Doors) -> None:
    go_live(open_doors.database, open_doors.clock())
    second = go_live(open_doors.database, open_doors.clock(), NEWER)
    answer = open_doors.command("withdraw network", by=ADA)
    picked = next(one for one in elements_of(answer.body) if second.series in one["value"])
    open_doors.press(picked["action_id"], picked["value"], ADA)
    assert NEWER in words_of(open_doors.modal(ADA))


def test_an_all_clear_is_withdrawn_with_a_word_that_its_incident_opens_again(open_doors: Doors) -> None:
    line = go_live(open_doors.database, open_doors.clock())
    database, clock = open_doors.database, open_doors.clock
    approve(database, close(database, clock(), line.series, 1), clock())
    view = opened(open_doors)
    assert ALL_CLEAR in words_of(view)
    assert "The incident opens again." in words_of(view)
    open_doors.submit(view, reason=WHY)
    assert said(database, "network", clock()) == [HOLDING]


def test_the_next_version_starts_from_the_withdrawn_words_with_the_reason_above(open_doors: Doors) -> None:
    go_live(open_doors.database, open_doors.clock())
    done = open_doors.submit(opened(open_doors), reason=WHY).view
    open_doors.push(done, "Write what is right", CARL)
    view = open_doors.modal(CARL)
    words = words_of(view)
    assert view["title"]["text"] == "Update: Network"
    assert words.index("Version 1 was withdrawn") < words.index(WHY) < words.index(SAY)
    assert "Version 2" in open_doors.submit(view, say=NEWER).words


def test_after_a_withdrawn_all_clear_the_next_version_is_an_update(open_doors: Doors) -> None:
    database, clock = open_doors.database, open_doors.clock
    line = go_live(database, clock())
    approve(database, close(database, clock(), line.series, 1), clock())
    done = open_doors.submit(opened(open_doors), reason=WHY).view
    open_doors.push(done, "Write what is right", CARL)
    view = open_doors.modal(CARL)
    assert view["title"]["text"] == "Update: Network"
    assert WHY in words_of(view)


def test_help_names_it_to_commanders_and_approvers_only(doors: Doors) -> None:
    for who, is_named in ((CARL, True), (ADA, True), (SAM, False)):
        assert doors.command("help", by=who).words.count("withdraw") == int(is_named)


def test_a_form_over_which_a_version_came_and_was_withdrawn_says_so(open_doors: Doors) -> None:
    database, clock = open_doors.database, open_doors.clock
    line = go_live(database, clock())
    assert open_doors.command("update network", by=CARL) == Answer(200, None)
    view = open_doors.modal(CARL)
    newer = approve(database, update(database, clock(), line.series, 1, NEWER), clock())
    withdraw(database, newer, clock())
    words = words_of(open_doors.submit(view, say="Something else.").view)
    assert words.index("Version 2 came out while you were writing") < words.index("That one has been withdrawn")
    assert "Something else." in words
