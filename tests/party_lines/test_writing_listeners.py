"""Opening, updating and closing by command and form, and the approvers' buttons, through the bot's own doors."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.party_lines.approval_screens import card_value
from bot.party_lines.flows import Submitted
from bot.people.rules import Role
from bot.topics import flows as topics
from bot.topics.rules import Topic
from tests.support.doors import Answer, Doors, button, elements_of, take_the_database_away, words_of
from tests.support.house import ADA, APPROVALS, BEA, CARL, HOLDING, NETWORK, SAM, STANDING, TEAM, TOPICS
from tests.support.lines import SAY, approve, go_live, hand_in, said
from tests.support.moves import close, count, entries, everything_written, grant, send_back, update

TEMPLATE = "Some people cannot reach the network. We are on it."
APPROVE, SEND_BACK, READ = "approval.approve", "approval.send_back", "approval.read_in_full"


def opened(doors: Doors, text: str = "open network", by: str = CARL) -> dict[str, Any]:
    """Type a command that opens a form, and return the form."""
    answer = doors.command(text, by=by)
    assert answer == Answer(200, None), answer.words
    return doors.modal(by)


def fields(view: dict[str, Any]) -> dict[str, Any]:
    return {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}


def value(submitted: Submitted) -> str:
    return card_value(submitted.approval)


def private(doors: Doors, by: str) -> str:
    return doors.private(by)[-1].text


# -- opening the form ---------------------------------------------------------------------------------------------


def test_open_shows_a_form_with_the_words_typed_after_the_topic(open_doors: Doors) -> None:
    view = opened(open_doors, "open network Wi-Fi down on &lt;2&gt;")
    assert view["title"]["text"] == "New line: Network"
    assert fields(view)["say"]["initial_value"] == "Wi-Fi down on <2>"
    assert fields(view)["holding"]["initial_value"] == HOLDING
    open_doors.calm()


def test_open_starts_from_the_topics_template_where_nothing_was_typed(open_doors: Doors) -> None:
    assert fields(opened(open_doors, "open wifi"))["say"]["initial_value"] == TEMPLATE


def test_open_promises_half_an_hour_on_a_round_minute(open_doors: Doors) -> None:
    open_doors.clock.tick(minutes=3, seconds=20)
    picked = fields(opened(open_doors))["promise_at"]["initial_date_time"]
    assert picked == int((open_doors.clock().replace(second=0) + timedelta(minutes=32)).timestamp())


@pytest.mark.parametrize("verb", ["open", "OPEN", "Open"])
def test_a_slip_or_an_alias_finds_the_topic_for_writing_too(open_doors: Doors, verb: str) -> None:
    for name in ("netwrok", "Wi-Fi"):
        assert opened(open_doors, f"{verb} {name}")["title"]["text"] == "New line: Network"


def test_open_alone_asks_for_a_topic_by_example(doors: Doors) -> None:
    answer = doors.command("open", by=CARL)
    assert answer.said == "Open a line on which topic?"
    assert "`/partyline open network`" in answer.words
    assert "network, payroll, vpn" in answer.words


def test_open_on_what_is_no_topic_asks_for_one(doors: Doors) -> None:
    for text in ("open quantum printer", "update quantum", "close quantum"):
        assert "which topic" in doors.command(text, by=CARL).said.lower() + "which topic" * text.startswith("close")


def test_a_near_miss_offers_buttons_that_keep_what_was_typed(open_doors: Doors) -> None:
    answer = open_doors.command("open netw Wi-Fi is down", by=CARL)
    open_doors.push(answer.body, "network", by=CARL)
    assert fields(open_doors.modal(CARL))["say"]["initial_value"] == "Wi-Fi is down"


@pytest.mark.parametrize("signs", ['"', "\\", "\n", "é", "🛜", "\x01", "<", "&"])
def test_however_long_and_odd_the_words_the_buttons_of_a_near_miss_fit_slack(doors: Doors, signs: str) -> None:
    answer = doors.command(f"open netw x{signs * 3000}", by=CARL)
    assert [one["text"]["text"] for one in elements_of(answer.body)] == ["network"]


def test_only_commanders_write_and_others_are_told_whom_to_ask(doors: Doors) -> None:
    before = everything_written(doors.database)
    for verb in ("open", "update", "close"):
        for who in (SAM, ADA):
            answer = doors.command(f"{verb} network x", by=who)
            assert answer.said.startswith(f"Only commanders {verb} lines.")
            assert f"<@{CARL}>" in answer.words
    assert everything_written(doors.database) == before


def test_update_and_close_with_nothing_open_say_how_to_open(doors: Doors) -> None:
    for verb in ("update", "close"):
        answer = doors.command(f"{verb} network", by=CARL)
        assert answer.said == "Nothing is open on network. To open a line, type /partyline open network"


def test_update_starts_from_the_live_version_and_its_promise(open_doors: Doors) -> None:
    line = go_live(open_doors.database, open_doors.clock())
    found = fields(opened(open_doors, "update network"))
    assert found["say"]["initial_value"] == SAY
    assert line.draft.promise_at is not None
    assert found["promise_at"]["initial_date_time"] == int(line.draft.promise_at.timestamp())


def test_update_never_starts_from_a_promise_that_has_passed(open_doors: Doors) -> None:
    go_live(open_doors.database, open_doors.clock())
    open_doors.clock.tick(hours=2)
    picked = fields(opened(open_doors, "update network"))["promise_at"]["initial_date_time"]
    assert picked > open_doors.clock().timestamp()


def test_words_after_the_topic_replace_the_sentence_of_an_update(open_doors: Doors) -> None:
    go_live(open_doors.database, open_doors.clock())
    assert fields(opened(open_doors, "update network Back soon."))["say"]["initial_value"] == "Back soon."


def test_update_of_what_waits_for_approval_says_that_it_replaces_it(open_doors: Doors) -> None:
    hand_in(open_doors.database, open_doors.clock())
    view = opened(open_doors, "update network")
    assert "Version 1 is waiting for approval. Sending this form replaces it." in words_of(view)
    assert fields(view)["say"]["initial_value"] == SAY


def test_several_open_incidents_are_offered_to_choose_from(open_doors: Doors) -> None:
    go_live(open_doors.database, open_doors.clock(), "Wi-Fi is down on floor 2.")
    go_live(open_doors.database, open_doors.clock(), "The cable to London is cut.")
    answer = open_doors.command("update network", by=CARL)
    assert answer.said == "Network has 2 open incidents. Which one?"
    assert "Wi-Fi is down on floor 2." in answer.words
    open_doors.push(answer.body, "Update this one", by=CARL)
    assert fields(open_doors.modal(CARL))["say"]["initial_value"] in words_of(answer.body)


def test_open_on_a_topic_that_has_an_incident_offers_to_update_it(open_doors: Doors) -> None:
    go_live(open_doors.database, open_doors.clock())
    view = opened(open_doors, "open network Now it is floor 6 too.")
    assert "This topic has an open incident already" in words_of(view)
    open_doors.push(view, "Update that line instead", by=CARL, view=view | {"state": {"values": {}}})
    assert open_doors.modal(CARL)["title"]["text"] == "Update: Network"


def test_close_asks_for_the_all_clear_and_shows_what_is_said_now(open_doors: Doors) -> None:
    go_live(open_doors.database, open_doors.clock())
    view = opened(open_doors, "close network")
    assert view["title"]["text"] == "Close: Network"
    assert SAY in words_of(view)
    assert "promise_at" not in fields(view)


def test_when_slack_does_not_open_the_form_the_person_is_told_that_nothing_was_changed(doors: Doors) -> None:
    answer = doors.command("open network Wi-Fi down", by=CARL)
    assert answer.status == 200
    assert "nothing was changed" in answer.said


# -- handing in ---------------------------------------------------------------------------------------------------


def test_handing_in_says_who_is_asked_and_what_is_said_until_then(open_doors: Doors) -> None:
    answer = open_doors.submit(opened(open_doors), say=SAY)
    assert "Version 1 is on its way to the approvers" in answer.words
    assert APPROVALS in answer.words
    assert STANDING in answer.words
    assert said(open_doors.database, "wifi", open_doors.clock()) == [STANDING]


def test_what_was_handed_in_reaches_the_approvers_by_the_courier(open_doors: Doors) -> None:
    open_doors.submit(opened(open_doors), say=SAY)
    open_doors.deliver()
    (card,) = open_doors.posted(APPROVALS)
    assert SAY in words_of(card.blocks)
    assert [one["text"]["text"] for one in elements_of(card.blocks)] == ["Approve", "Send back", "Read in full"]
    open_doors.calm()


def test_the_same_form_sent_again_by_slack_hands_in_once(open_doors: Doors) -> None:
    view = opened(open_doors)
    open_doors.submit(view, say=SAY)
    again = open_doors.submit(view, say=SAY)
    assert "sent for approval already" in again.words
    assert count(open_doors.database, "party_lines WHERE kind = 'incident'") == 1
    assert count(open_doors.database, "deliveries") == 1


def test_a_refused_form_can_be_mended_and_sent(open_doors: Doors) -> None:
    view = opened(open_doors)
    assert open_doors.submit(view, say="word " * 60).errors["say"].startswith("That is 60 words.")
    assert "Version 1" in open_doors.submit(view, say=SAY).words


def test_all_that_is_wrong_is_said_at_once_each_beside_its_field(open_doors: Doors) -> None:
    before = everything_written(open_doors.database)
    errors = open_doors.submit(
        opened(open_doors),
        say="Server db01 at 10.2.0.17 has been told to the vendor.",
        promise_at=int(open_doors.clock().timestamp()),
        do_not_say="the vendor | I do not have that detail.",
        holding="News at 14:30.",
        background="a\x00b",
    ).errors
    assert "“10.2.0.17” is an address" in errors["say"]
    assert "“db01” is the name of a machine" in errors["say"]
    assert "do-not-say list" in errors["say"]
    assert "That time has passed" in errors["promise_at"]
    assert "Leave it out" in errors["holding"]
    assert "NUL" in errors["background"]
    assert everything_written(open_doors.database) == before


def test_what_cannot_be_read_is_refused_beside_its_field(open_doors: Doors) -> None:
    view = opened(open_doors)
    assert "Question? Answer." in open_doors.submit(view, say=SAY, if_pressed="no question").errors["if_pressed"]
    assert "polite words" in open_doors.submit(view, say=SAY, do_not_say="the vendor").errors["do_not_say"]
    assert "how far the work is" in open_doors.submit(view, say=SAY, status="resolved").errors["status"]
    assert "how bad it is" in open_doors.submit(view, say=SAY, severity="apocalyptic").errors["severity"]
    assert "Choose a day" in open_doors.submit(view, say=SAY, promise_at=None).errors["promise_at"]


def test_somebody_who_lost_the_role_while_writing_is_refused_and_keeps_their_text(open_doors: Doors) -> None:
    view = opened(open_doors)
    grant(open_doors.database, open_doors.clock(), **{CARL: frozenset({Role.LEAD})})
    answer = open_doors.submit(view, say=SAY)
    assert answer.errors["say"].startswith("Only commanders open lines.")
    assert count(open_doors.database, "incidents") == 0


def test_nobody_else_can_hand_in_a_form_even_by_forging_it(open_doors: Doors) -> None:
    view = opened(open_doors)
    for who in (SAM, ADA):
        assert open_doors.submit(view, by=who, say=SAY).errors["say"].startswith("Only commanders")
    assert count(open_doors.database, "incidents") == 0


@pytest.mark.parametrize(
    "metadata", ["", "[]", "{", '["a"]', '["a", "b", "c"]', "null", "7", '["t-network", "", 1e999]', "[" * 1400]
)
def test_a_form_with_forged_metadata_is_refused_and_the_text_kept(open_doors: Doors, metadata: str) -> None:
    view = opened(open_doors) | {"private_metadata": metadata}
    before = everything_written(open_doors.database)
    answer = open_doors.submit(view, say=SAY)
    assert "I do not know this form any more" in answer.errors["say"]
    assert everything_written(open_doors.database) == before


@pytest.mark.parametrize("metadata", ['["t-gone", "", 0]', '["t-network", "no-such-incident", 3]'])
def test_a_form_about_what_is_not_there_is_refused(open_doors: Doors, metadata: str) -> None:
    answer = open_doors.submit(opened(open_doors) | {"private_metadata": metadata}, say=SAY)
    assert "not there any more" in answer.errors["say"]
    assert count(open_doors.database, "party_lines WHERE kind = 'incident'") == 0


def test_a_newer_version_is_shown_above_what_was_typed_and_sending_again_replaces_it(open_doors: Doors) -> None:
    line = go_live(open_doors.database, open_doors.clock())
    view = opened(open_doors, "update network")
    update(open_doors.database, open_doors.clock(), line.series, 1, "Somebody else was faster.")
    shown = open_doors.submit(view, say="My own words.", background="mine")
    assert "Version 2 was handed in while you were writing" in shown.words
    assert "Somebody else was faster." in shown.words
    assert fields(shown.view)["say"]["initial_value"] == "My own words."
    assert fields(shown.view)["background"]["initial_value"] == "mine"
    done = open_doors.submit(shown.view, view_id=view["id"])
    assert "Version 3 is on its way to the approvers" in done.words
    assert count(open_doors.database, "party_lines WHERE status = 'submitted'") == 1


def test_a_form_for_an_incident_that_was_closed_meanwhile_is_refused(open_doors: Doors) -> None:
    line = go_live(open_doors.database, open_doors.clock())
    view = opened(open_doors, "update network")
    approve(open_doors.database, close(open_doors.database, open_doors.clock(), line.series, 1), open_doors.clock())
    assert "This incident is closed" in open_doors.submit(view, say="Still down.").errors["say"]


def test_closing_goes_through_approval_and_then_answers(open_doors: Doors) -> None:
    go_live(open_doors.database, open_doors.clock())
    open_doors.clock.tick(minutes=1)
    answer = open_doors.submit(opened(open_doors, "close network"), say="The Wi-Fi is back.")
    assert "Version 2 is on its way to the approvers" in answer.words
    assert SAY in answer.words
    open_doors.deliver()
    open_doors.push(open_doors.posted(APPROVALS)[-1].blocks, "Approve", by=ADA)
    assert said(open_doors.database, "wifi", open_doors.clock()) == ["The Wi-Fi is back."]


def test_with_the_database_away_a_form_says_so_and_keeps_the_text(open_doors: Doors) -> None:
    view = opened(open_doors)
    take_the_database_away(open_doors.database)
    assert "nothing was changed" in open_doors.submit(view, say=SAY).errors["say"]


# -- deciding -----------------------------------------------------------------------------------------------------


def test_approving_lets_it_be_said_updates_the_card_and_tells_the_author(open_doors: Doors) -> None:
    open_doors.submit(opened(open_doors), say=SAY)
    open_doors.deliver()
    assert open_doors.push(open_doors.posted(APPROVALS)[0].blocks, "Approve", by=ADA) == Answer(200, None)
    assert said(open_doors.database, "wifi", open_doors.clock()) == [SAY]
    open_doors.deliver()
    (card,) = open_doors.posted(APPROVALS)
    assert "Approved by Ada Okafor" in words_of(card.blocks)
    assert elements_of(card.blocks) == []
    told = [message.text for message in open_doors.posted("D02COMMANDER")]
    assert told.count(f"Approved: “{SAY}”") == 1
    open_doors.calm()


def test_the_second_approver_is_told_who_was_faster(open_doors: Doors) -> None:
    submitted = hand_in(open_doors.database, open_doors.clock())
    open_doors.press(APPROVE, value(submitted), by=ADA)
    open_doors.press(APPROVE, value(submitted), by=BEA)
    assert private(open_doors, BEA).startswith(f"Already approved by <@{ADA}> at <!date^")
    open_doors.press(SEND_BACK, value(submitted), by=BEA)
    assert private(open_doors, BEA).startswith(f"Already approved by <@{ADA}>")
    assert open_doors.modals(BEA) == 0


def test_a_click_sent_again_by_slack_approves_once_and_scolds_nobody(open_doors: Doors) -> None:
    submitted = hand_in(open_doors.database, open_doors.clock())
    action = {"type": "button", "action_id": APPROVE, "value": value(submitted), "action_ts": "7.7"}
    for _ in range(3):
        assert open_doors.press(APPROVE, by=ADA, actions=[action]).status == 200
    assert open_doors.private(ADA) == []
    assert [entry.verb for entry in entries(open_doors.database)].count("go_live") == 1


def test_an_author_who_is_an_approver_too_cannot_approve_their_own(open_doors: Doors) -> None:
    both = {CARL: frozenset({Role.COMMANDER, Role.APPROVER})}
    grant(open_doors.database, open_doors.clock(), **both)
    submitted = hand_in(open_doors.database, open_doors.clock())
    open_doors.press(APPROVE, value(submitted), by=CARL)
    assert private(open_doors, CARL) == "Someone else needs to approve your own line."
    open_doors.press(SEND_BACK, value(submitted), by=CARL)
    assert "To change it, type /partyline update and the topic" in private(open_doors, CARL)
    assert open_doors.modals(CARL) == 0
    assert said(open_doors.database, "wifi", open_doors.clock()) == [STANDING]


def test_staff_who_are_no_approvers_cannot_decide_or_read_what_waits(open_doors: Doors) -> None:
    submitted = hand_in(open_doors.database, open_doors.clock())
    for action in (APPROVE, SEND_BACK, READ, f"{READ}.3"):
        open_doors.press(action, value(submitted), by=SAM)
        assert private(open_doors, SAM).startswith("Only approvers")
    assert open_doors.modals(SAM) == 0
    assert said(open_doors.database, "wifi", open_doors.clock()) == [STANDING]


def test_an_approver_of_another_workspace_approves_nothing_here(open_doors: Doors) -> None:
    from tests.support.house import furnish

    furnish(open_doors.database, open_doors.clock(), "T02OTHER")
    submitted = hand_in(open_doors.database, open_doors.clock())
    stranger = {"team": {"id": "T02OTHER", "domain": "other"}, "user": {"id": BEA, "team_id": "T02OTHER"}}
    open_doors.press(APPROVE, value(submitted), by=BEA, **stranger)
    assert "nothing was approved" in private(open_doors, BEA)
    assert said(open_doors.database, "wifi", open_doors.clock()) == [STANDING]


FORGED = ["", "x", "|", "||", "{id}", "{id}|1", "{id}|1|", "{id}|1|{f}x", "{id}|2|{f}", "{id}|-1|{f}", "{id}|¹|{f}"]


@pytest.mark.parametrize("forge", [*FORGED, "\x00|1|x", "x" * 2000])
def test_a_forged_button_approves_nothing(open_doors: Doors, forge: str) -> None:
    submitted = hand_in(open_doors.database, open_doors.clock())
    approval = submitted.approval
    for action in (APPROVE, SEND_BACK):
        open_doors.press(action, forge.format(id=approval.id, f=approval.fingerprint), by=ADA)
        assert "nothing was approved" in private(open_doors, ADA)
    assert said(open_doors.database, "wifi", open_doors.clock()) == [STANDING]


def test_a_card_of_a_text_that_was_edited_meanwhile_approves_nothing_and_says_why(open_doors: Doors) -> None:
    old = hand_in(open_doors.database, open_doors.clock())
    update(open_doors.database, open_doors.clock.tick(seconds=1), old.line.series, 1, "Edited.")
    open_doors.press(APPROVE, value(old), by=ADA)
    assert "The text changed after this card was sent, so nothing was approved" in private(open_doors, ADA)
    assert said(open_doors.database, "wifi", open_doors.clock()) == [STANDING]
    open_doors.deliver()
    first, second = open_doors.posted(APPROVALS)
    assert "The text was changed after this card was sent" in words_of(first.blocks)
    assert "Edited." in words_of(second.blocks)


def test_a_text_whose_promise_has_passed_cannot_be_approved(open_doors: Doors) -> None:
    submitted = hand_in(open_doors.database, open_doors.clock())
    open_doors.clock.tick(minutes=31)
    open_doors.press(APPROVE, value(submitted), by=ADA)
    assert "has passed, so nothing was approved" in private(open_doors, ADA)


def test_send_back_asks_for_a_reason_and_gives_it_to_the_author_with_a_way_to_mend(open_doors: Doors) -> None:
    submitted = hand_in(open_doors.database, open_doors.clock())
    open_doors.press(SEND_BACK, value(submitted), by=ADA)
    view = open_doors.modal(ADA)
    assert SAY in words_of(view)
    assert open_doors.submit(view, by=ADA, reason="Floors 4 and 5 are *16:30*.").body == {"response_action": "clear"}
    open_doors.deliver()
    (news,) = open_doors.posted("D02COMMANDER")
    assert news.text == "Sent back: Floors 4 and 5 are *16:30*."
    assert said(open_doors.database, "wifi", open_doors.clock()) == [STANDING]
    open_doors.push(news.blocks, "Edit and send again", by=CARL)
    form = open_doors.modal(CARL)
    assert "Version 1 was sent back:" in words_of(form)
    assert fields(form)["say"]["initial_value"] == SAY
    assert "Version 2 is on its way to the approvers" in open_doors.submit(form, say="Mended.").words
    open_doors.calm()


def test_a_closing_line_that_was_sent_back_opens_as_a_closing_line_again(open_doors: Doors) -> None:
    line = go_live(open_doors.database, open_doors.clock())
    closing = close(open_doors.database, open_doors.clock.tick(seconds=9), line.series, 1, say="The Wi-Fi is back.")
    send_back(open_doors.database, closing, open_doors.clock())
    open_doors.deliver()
    open_doors.push(open_doors.posted("D02COMMANDER")[-1].blocks, "Edit and send again", by=CARL)
    form = open_doors.modal(CARL)
    assert form["title"]["text"] == "Close: Network"
    assert fields(form)["say"]["initial_value"] == "The Wi-Fi is back."


@pytest.mark.parametrize("reason", ["", "   ", "\n"])
def test_sending_back_without_a_reason_is_refused_beside_the_field(open_doors: Doors, reason: str) -> None:
    submitted = hand_in(open_doors.database, open_doors.clock())
    open_doors.press(SEND_BACK, value(submitted), by=ADA)
    assert "what should change" in open_doors.submit(open_doors.modal(ADA), by=ADA, reason=reason).errors["reason"]


@pytest.mark.parametrize("reason", ["a\x00b", "a\u202eb", "x" * 1001, "a\x07b"])
def test_a_reason_that_cannot_be_shown_is_refused_beside_the_field(open_doors: Doors, reason: str) -> None:
    submitted = hand_in(open_doors.database, open_doors.clock())
    open_doors.press(SEND_BACK, value(submitted), by=ADA)
    assert open_doors.submit(open_doors.modal(ADA), by=ADA, reason=reason).errors["reason"]
    assert count(open_doors.database, "approvals WHERE status = 'waiting'") == 1


def test_a_reason_handed_in_after_somebody_approved_says_who_was_faster(open_doors: Doors) -> None:
    submitted = hand_in(open_doors.database, open_doors.clock())
    open_doors.press(SEND_BACK, value(submitted), by=BEA)
    open_doors.press(APPROVE, value(submitted), by=ADA)
    answer = open_doors.submit(open_doors.modal(BEA), by=BEA, reason="Too late.")
    assert f"Already approved by <@{ADA}>" in words_of(answer.view)
    assert said(open_doors.database, "wifi", open_doors.clock()) == [SAY]


def test_only_an_approver_sends_back_even_with_a_forged_form(open_doors: Doors) -> None:
    submitted = hand_in(open_doors.database, open_doors.clock())
    open_doors.press(SEND_BACK, value(submitted), by=ADA)
    view = open_doors.modal(ADA)
    for who in (SAM, CARL):
        assert open_doors.submit(view, by=who, reason="No.").errors["reason"].startswith("Only approvers")
    assert count(open_doors.database, "approvals WHERE status = 'waiting'") == 1


def test_read_in_full_shows_every_byte_and_the_live_version(open_doors: Doors) -> None:
    line = go_live(open_doors.database, open_doors.clock())
    newer = update(open_doors.database, open_doors.clock(), line.series, 1, "Wi-Fi is back on floor 2.")
    open_doors.press(READ, value(newer), by=ADA)
    view = open_doors.modal(ADA)
    assert "Wi-Fi is back on floor 2." in words_of(view)
    assert HOLDING in words_of(view)
    assert "Live now: version 1" in words_of(view)
    assert SAY in words_of(view)


def test_approving_in_the_full_text_says_so_where_the_text_was(open_doors: Doors) -> None:
    submitted = hand_in(open_doors.database, open_doors.clock())
    open_doors.press(READ, value(submitted), by=ADA)
    view = open_doors.modal(ADA)
    assert open_doors.push(view, "Approve", by=ADA, view=view) == Answer(200, None)
    assert "Approved." in words_of(open_doors.modal(ADA))
    assert said(open_doors.database, "wifi", open_doors.clock()) == [SAY]
    open_doors.calm()


def test_sending_back_from_the_full_text_closes_all_of_it(open_doors: Doors) -> None:
    submitted = hand_in(open_doors.database, open_doors.clock())
    open_doors.press(READ, value(submitted), by=ADA)
    view = open_doors.modal(ADA)
    open_doors.push(view, "Send back", by=ADA, view=view)
    assert open_doors.modals(ADA) == 2
    assert open_doors.submit(open_doors.modal(ADA), by=ADA, reason="Why?").body == {"response_action": "clear"}


def test_an_approval_counts_even_when_slack_does_not_show_that_it_did(open_doors: Doors) -> None:
    submitted = hand_in(open_doors.database, open_doors.clock())
    open_doors.press(READ, value(submitted), by=ADA)
    view = open_doors.modal(ADA)
    open_doors.box.ws.faults.add({"method": "views.update", "fault": "500"})
    open_doors.push(view, "Approve", by=ADA, view=view)
    assert said(open_doors.database, "wifi", open_doors.clock()) == [SAY]
    told = words_of(open_doors.modal(ADA)) + " ".join(message.text for message in open_doors.private(ADA))
    assert "nothing was changed" not in told


def test_the_full_text_of_what_was_decided_has_no_buttons(open_doors: Doors) -> None:
    submitted = hand_in(open_doors.database, open_doors.clock())
    approve(open_doors.database, submitted, open_doors.clock())
    open_doors.press(READ, value(submitted), by=BEA)
    assert elements_of(open_doors.modal(BEA)) == []


def test_what_waits_can_be_read_and_approved_from_the_list(open_doors: Doors) -> None:
    hand_in(open_doors.database, open_doors.clock())
    listed = open_doors.command("list", by=ADA)
    open_doors.push(listed.body, "Read in full", by=ADA)
    view = open_doors.modal(ADA)
    open_doors.push(view, "Approve", by=ADA, view=view)
    assert said(open_doors.database, "wifi", open_doors.clock()) == [SAY]


def test_the_list_says_why_a_card_is_not_out_yet(open_doors: Doors) -> None:
    channels = open_doors.box.ws.channels
    channels[APPROVALS] = replace(channels[APPROVALS], bot=False)
    hand_in(open_doors.database, open_doors.clock())
    open_doors.bot.courier.deliver_one()
    assert "The approvers' card is not out yet" in open_doors.command("list", by=CARL).words


# -- choosing, and what was typed ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "forged", ["", "x", "[]", '["delete", "t-network", "", ""]', '["open"]', "7", "null", "[" * 990]
)
def test_a_forged_choice_is_refused(open_doors: Doors, forged: str) -> None:
    open_doors.press("line.pick.0", forged, by=CARL)
    assert "Please type the command again" in private(open_doors, CARL)


def test_a_choice_of_a_topic_that_is_gone_says_so(open_doors: Doors) -> None:
    open_doors.press("line.pick.0", '["open", "t-gone", "", ""]', by=CARL)
    assert "not there any more" in private(open_doors, CARL)


def test_only_commanders_choose_what_to_write_about(open_doors: Doors) -> None:
    for picked in ('["open", "t-network", "", ""]', '["close", "t-network", "x", ""]'):
        open_doors.press("line.pick.0", picked, by=SAM)
        assert private(open_doors, SAM).startswith("Only commanders")
    open_doors.press("approval.edit", "x", by=SAM)
    assert private(open_doors, SAM).startswith("Only commanders")
    assert open_doors.modals(SAM) == 0


def test_choosing_another_situation_brings_its_template_unless_the_author_has_written(open_doors: Doors) -> None:
    templates = {"investigating": TEMPLATE, "identified": "We know what is wrong with the network."}
    with open_doors.database.transaction() as tx:
        changed = [Topic(NETWORK, "network", ("wifi",), CARL, (), templates), *TOPICS[1:]]
        topics.set_topics(tx, TEAM, changed, by="operator", now=open_doors.clock())

    def choose(status: str, say: str) -> dict[str, Any]:
        view = opened(open_doors)
        state: dict[str, Any] = {
            "say": {"value": {"type": "plain_text_input", "value": say}},
            "status": {"value": {"type": "static_select", "selected_option": {"value": status}}},
        }
        sent = view | {"state": {"values": state}, "hash": open_doors.box.ws.views[view["id"]].hash}
        action = {"type": "static_select", "block_id": "status", "action_id": "value", "action_ts": "1.1"}
        answer = open_doors.press("value", by=CARL, view=sent, actions=[action])
        assert answer == Answer(200, None)
        return open_doors.modal(CARL)

    assert "We know what is wrong" in words_of(choose("identified", TEMPLATE))
    assert "We know what is wrong" in words_of(choose("identified", ""))
    assert "We know what is wrong" not in words_of(choose("identified", "My own words."))
    assert "We know what is wrong" not in words_of(choose("monitoring", TEMPLATE))


def test_a_button_that_was_drawn_is_found_by_its_label() -> None:
    assert button({"type": "button", "action_id": "a", "text": {"text": "Go"}}, "Go")["action_id"] == "a"
