"""`/subject` and the glossary's buttons and forms, through the bot's own doors."""

import json
from typing import Any

import pytest

from bot.approvals.screens import card_value
from bot.people.rules import Role
from bot.subjects import entry_screens, screens
from bot.subjects.entries import ALIASES, LETS_YOU, NAME, OUTCOME, PLAIN
from bot.subjects.flows import ENTRY_CARD
from bot.subjects.rules import GlossaryEntry
from bot.subjects.screens import Chosen
from tests.support.doors import Answer, Doors, button, elements_of, pings_of, take_the_database_away, words_of
from tests.support.glossary import PAY, REMOTE, approve, glossary, known, propose
from tests.support.house import ADA, BEA, CARL, GUS, NORA, SAM
from tests.support.moves import count, everything_written, grant

DRAFT = "VPN upgrade to Version 999 as of March 31"
UNKNOWN = "NeSI documentation upcoming changes"
NASTY = "<!channel> *b* & <https://evil.example|click> :tada: `x`"
CHANGED = GlossaryEntry("VPN", ("VPN client",), "remote access", "reach your files from home")


def subject(doors: Doors, text: str, by: str = SAM) -> Answer:
    """Type `/subject` and these words."""
    return doors.command(text, by=by, command="/subject")


def form_of(doors: Doors, by: str = SAM, draft: str = UNKNOWN) -> dict[str, Any]:
    """Press the button about the glossary below an answer, and return the form."""
    answer = subject(doors, draft, by)
    pressed = next(one for one in elements_of(answer.body) if one["action_id"] == screens.ADD)
    doors.press(screens.ADD, pressed["value"], by=by)
    return doors.modal(by)


def fields(view: dict[str, Any]) -> dict[str, str]:
    return {
        one["block_id"]: one["element"].get("initial_value", "") for one in view["blocks"] if one["type"] == "input"
    }


def card(doors: Doors) -> Any:
    """Let the courier work, and return the newest card for the approvers."""
    doors.deliver()
    return doors.posted("C01APPR")[-1]


def private(doors: Doors, by: str = SAM) -> str:
    return words_of(doors.private(by)[-1].blocks)


# -- asking for a subject -------------------------------------------------------------------------------------------


def test_a_draft_is_answered_privately_with_the_best_subject_first_and_large(doors: Doors) -> None:
    known(doors.database, REMOTE)
    answer = subject(doors, DRAFT)
    assert answer.body.get("response_type", "ephemeral") == "ephemeral"
    assert answer.body["blocks"][0] == {"type": "header", "text": answer.body["blocks"][0]["text"]}
    assert answer.said == "Work from home more easily"
    assert answer.body["blocks"][0]["text"]["text"] == answer.said
    assert "March 31" in answer.words
    assert DRAFT in answer.words
    assert "“Version 999”" in answer.words
    assert "VPN" in answer.words


def test_the_answer_needs_no_call_to_slack_and_writes_nothing(doors: Doors) -> None:
    known(doors.database, REMOTE)
    before = everything_written(doors.database)
    assert subject(doors, DRAFT).status == 200
    assert everything_written(doors.database) == before


def test_the_same_draft_gets_the_same_answer(doors: Doors) -> None:
    known(doors.database, REMOTE)
    assert subject(doors, DRAFT).body == subject(doors, DRAFT).body


@pytest.mark.parametrize("words", ["", "  ", "help", "HELP", "?"])
def test_without_a_draft_there_is_an_example_and_no_more_than_one_needs(doors: Doors, words: str) -> None:
    answer = subject(doors, words)
    assert f"/subject {screens.EXAMPLE}" in answer.words
    assert "/subject glossary" in answer.words


def test_a_draft_about_help_is_a_draft(doors: Doors) -> None:
    assert screens.EXAMPLE not in subject(doors, "Help desk closes at 17:00 on 3 May").words


def test_three_thousand_characters_are_taken_and_more_get_a_sentence(doors: Doors) -> None:
    assert "characters, and a phone shows" not in subject(doors, "word " * 599 + "word").words
    answer = subject(doors, "word " * 600 + "word")
    assert "That is 3,004 characters" in answer.said


@pytest.mark.parametrize(
    "typed",
    [
        NASTY,
        "&lt;!channel&gt; VPN down",
        "<!here> <@U01APPROVER|ada> closes <#C01GEN|general> on 3 May, see <https://evil.example|this>",
        "🔥🔥🔥",
        "VPN OUTAGE!!! ALL STAFF!!!",
        "VPN is down. Also the printers on floor 3 move on 5 May.",
        "line one\nline two",
        "&amp;" * 500,
        "\u202etxet desrever",
    ],
)
def test_whatever_is_typed_gets_a_clear_answer_in_which_it_stays_text(doors: Doors, typed: str) -> None:
    answer = subject(doors, typed)
    assert answer.status == 200
    assert answer.said.strip()
    assert pings_of(answer.said, answer.body["blocks"]) == set()
    assert all(one["text"]["type"] != "mrkdwn" or "evil" not in one["text"]["text"] for one in sections(answer))


def sections(answer: Answer) -> list[dict[str, Any]]:
    return [one for one in answer.body["blocks"] if one["type"] == "section"]


def test_names_and_links_are_read_as_the_person_typed_them(doors: Doors) -> None:
    typed = "<https://travel.example|Travel site> closes 30 June &amp; moves, ask <@U01APPROVER|ada>"
    add = next(one for one in elements_of(subject(doors, typed).body) if one["action_id"] == screens.ADD)
    assert screens.About.unpack(add["value"]).draft == "Travel site closes 30 June & moves, ask @ada"


def test_a_language_it_does_not_speak_is_left_as_it_is(doors: Doors) -> None:
    draft = "Wartung des Netzwerks am 3. Mai zwischen 8 und 10 Uhr"
    answer = subject(doors, draft)
    assert draft in answer.words
    assert [one for one in elements_of(answer.body) if one["type"] == "button"] == []


def test_a_good_subject_is_kept(doors: Doors) -> None:
    answer = subject(doors, "Take our survey by 5 May")
    assert answer.body["blocks"][0]["text"]["text"] == "Take our survey by 5 May"
    assert answer.said == "Good as it is: Take our survey by 5 May"


def test_where_nothing_is_known_it_asks_and_takes_the_answer(open_doors: Doors) -> None:
    answer = subject(open_doors, UNKNOWN)
    assert "What can people do" in answer.said
    assert button(answer.body, "Tell me")["style"] == "primary"
    view = form_of(open_doors)
    assert fields(view)[NAME] == "NeSI documentation"


@pytest.mark.parametrize("who", [GUS, NORA])
def test_guests_and_people_outside_it_are_refused_at_every_door(open_doors: Doors, who: str) -> None:
    proposed = propose(open_doors.database, open_doors.clock(), REMOTE)
    value = card_value(proposed.approval)
    before = everything_written(open_doors.database)
    no = "Party lines are for our own IT staff."
    for words in ("", "help", "glossary", DRAFT):
        assert no in subject(open_doors, words, by=who).words
    pressed = {
        f"{screens.WHY}.0": "[]",
        screens.ADD: "",
        f"{entry_screens.CHANGE}.0": "",
        entry_screens.MORE: "0",
        entry_screens.AGAIN: proposed.proposal.id,
        f"{entry_screens.READ}.0": value,
        entry_screens.APPROVE: value,
        entry_screens.SEND_BACK: value,
    }
    for action, carried in pressed.items():
        open_doors.press(action, carried, by=who)
        assert no in private(open_doors, who)
    assert open_doors.modals(who) == 0
    assert everything_written(open_doors.database) == before


def test_with_the_database_away_the_glossary_is_remembered(doors: Doors) -> None:
    known(doors.database, REMOTE)
    first = subject(doors, DRAFT)
    take_the_database_away(doors.database)
    assert subject(doors, DRAFT).body == first.body
    assert "nothing was changed" in subject(doors, "glossary").words


def test_with_the_database_away_and_nothing_remembered_it_says_so(doors: Doors) -> None:
    doors.command("wifi")
    take_the_database_away(doors.database)
    assert "I cannot reach my database" in subject(doors, DRAFT).words


def test_why_shows_where_each_word_comes_from(open_doors: Doors) -> None:
    known(open_doors.database, REMOTE)
    open_doors.push(subject(open_doors, DRAFT).body, "Why?")
    view = open_doors.modal(SAM)
    assert "is what the glossary says, under VPN." in words_of(view)
    assert "Nothing is made up" in words_of(view)


def test_why_shows_what_the_answer_was_also_after_the_glossary_changed(open_doors: Doors) -> None:
    known(open_doors.database, REMOTE)
    answer = subject(open_doors, DRAFT)
    known(open_doors.database)
    open_doors.push(answer.body, "Why?")
    assert "Work from home more easily" in words_of(open_doors.modal(SAM))


# -- proposing ------------------------------------------------------------------------------------------------------


def test_the_form_starts_from_the_entry_that_the_draft_names(open_doors: Doors) -> None:
    known(open_doors.database, REMOTE)
    assert fields(form_of(open_doors, draft="VPN client upgrade to Version 999")) == {
        NAME: "VPN",
        PLAIN: "remote access",
        ALIASES: "VPN client",
        LETS_YOU: "reach work systems from home",
        OUTCOME: "Work from home more easily",
    }


def test_an_entry_travels_from_the_question_to_the_next_answer(open_doors: Doors) -> None:
    doors = open_doors
    answer = doors.submit(
        form_of(doors),
        by=SAM,
        entry_lets_you="find how things are done",
        entry_outcome="Find every guide in one place",
    )
    assert "On its way to the approvers:* <#C01APPR>" in answer.words
    assert "Your subject, from what you just told me" in answer.words
    assert "ind every guide in one place" in answer.words
    assert glossary(doors.database) == []

    shown = card(doors)
    assert "a new glossary entry for approval" in shown.text
    assert "“You can't find how things are done”" in words_of(shown.blocks)
    doors.push(shown.blocks, "Approve", by=ADA)
    assert [one.name for one in glossary(doors.database)] == ["NeSI documentation"]
    assert "Approved by Ada Okafor" in words_of(card(doors).blocks)
    assert [one for one in elements_of(card(doors).blocks) if one["type"] == "button"] == []
    told = doors.posted(f"D{SAM[1:]}")[-1]
    assert told.text == "Approved: NeSI documentation is in the glossary."
    assert "What can people do" not in subject(doors, "NeSI documentation upgrade").said
    doors.calm()


def test_an_author_takes_the_subject_of_what_they_just_said_into_a_statement(open_doors: Doors) -> None:
    grant(open_doors.database, open_doors.clock(), **{SAM: frozenset({Role.AUTHOR})})
    answer = open_doors.submit(
        form_of(open_doors),
        by=SAM,
        entry_lets_you="find how things are done",
        entry_outcome="Find every guide in one place",
    )
    used = Chosen.unpack(button(answer.view, "Use in a statement")["value"])
    assert used == Chosen("Find every guide in one place", UNKNOWN)


def test_without_what_comes_of_it_no_subject_is_promised(open_doors: Doors) -> None:
    answer = open_doors.submit(form_of(open_doors), by=SAM, entry_lets_you="find how things are done")
    assert "On its way" in answer.words
    assert "Your subject" not in answer.words


def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(open_doors: Doors) -> None:
    known(open_doors.database, REMOTE)
    view = form_of(open_doors)
    answer = open_doors.submit(view, by=SAM, entry_name="vpn client", entry_lets_you="x" * 201)
    assert "201 characters" in answer.errors[LETS_YOU]
    answer = open_doors.submit(view, by=SAM, entry_name="vpn client", entry_lets_you="x")
    assert "belongs to “VPN” already" in answer.errors[NAME]
    assert count(open_doors.database, "glossary_proposals") == 0


def test_a_form_sent_twice_asks_once(open_doors: Doors) -> None:
    view = form_of(open_doors)
    assert "On its way" in open_doors.submit(view, by=SAM, entry_lets_you="find things").words
    assert "sent for approval already" in open_doors.submit(view, by=SAM, entry_lets_you="find things").words
    assert count(open_doors.database, "glossary_proposals") == 1


def test_where_the_glossary_changed_while_one_wrote_the_text_is_kept_and_can_be_sent_again(open_doors: Doors) -> None:
    known(open_doors.database, REMOTE)
    view = form_of(open_doors, draft=DRAFT)
    known(open_doors.database, CHANGED)
    answer = open_doors.submit(view, by=SAM, entry_plain="tunnel")
    assert "The glossary changed while you wrote" in answer.words
    assert "reach your files from home" in answer.words
    assert fields(answer.view)[PLAIN] == "tunnel"
    again = open_doors.submit(answer.view | {"id": view["id"]}, by=SAM)
    assert "On its way" in again.words
    known(open_doors.database)
    third = open_doors.submit(answer.view, by=SAM)
    assert "yours would be a new one" in third.words


def test_a_draft_too_long_to_carry_is_left_behind_and_the_form_opens_all_the_same(open_doors: Doors) -> None:
    view = form_of(open_doors, draft="NeSI documentation upcoming changes " + "and more " * 300)
    assert json.loads(view["private_metadata"])[2] == ""


def test_an_entry_whose_approvers_are_all_its_author_is_refused_and_kept(open_doors: Doors) -> None:
    grant(open_doors.database, open_doors.clock(), **{BEA: frozenset(), ADA: frozenset({Role.ADMIN})})
    answer = open_doors.submit(form_of(open_doors, by=ADA), by=ADA, entry_lets_you="x")
    assert "nobody approves their own" in answer.errors[NAME]


@pytest.mark.parametrize("value", ["", "x", "[", "[1]", '["a"]', "[[[", "9" * 5000])
def test_a_button_that_nobody_drew_gets_a_form_or_a_sentence(open_doors: Doors, value: str) -> None:
    for action in (screens.ADD, f"{entry_screens.CHANGE}.0"):
        open_doors.press(action, value)
        assert fields(open_doors.modal(SAM))[NAME] == ""
    open_doors.press(f"{screens.WHY}.0", value)
    assert "I do not know this button any more." in private(open_doors)
    open_doors.press(entry_screens.AGAIN, value)
    assert "I do not know this button any more." in private(open_doors)
    open_doors.press(entry_screens.MORE, value)
    assert "The glossary is empty." in private(open_doors)
    for action in (entry_screens.APPROVE, entry_screens.SEND_BACK, f"{entry_screens.READ}.0"):
        open_doors.press(action, value, by=ADA)
        assert "The text changed after this card was sent" in private(open_doors, ADA)
    assert count(open_doors.database, "journal WHERE verb = 'set_entry'") == 0


# -- deciding -------------------------------------------------------------------------------------------------------


def test_an_author_who_approves_cannot_approve_their_own(open_doors: Doors) -> None:
    propose(open_doors.database, open_doors.clock(), REMOTE, by=ADA)
    open_doors.push(card(open_doors).blocks, "Approve", by=ADA)
    assert "Someone else needs to approve your own glossary entry." in private(open_doors, ADA)
    open_doors.push(card(open_doors).blocks, "Send back", by=ADA)
    assert open_doors.modals(ADA) == 0
    assert glossary(open_doors.database) == []


def test_a_commander_reads_the_card_and_cannot_decide(open_doors: Doors) -> None:
    propose(open_doors.database, open_doors.clock(), REMOTE)
    open_doors.push(card(open_doors).blocks, "Approve", by=CARL)
    assert "Only approvers and admins approve glossary entries." in private(open_doors, CARL)


def test_a_click_that_slack_sends_twice_approves_once(open_doors: Doors) -> None:
    propose(open_doors.database, open_doors.clock(), REMOTE)
    found = button(card(open_doors).blocks, "Approve")
    action = {"type": "button", "block_id": "b", "action_id": found["action_id"], "value": found["value"]}
    pressed = [action | {"text": found["text"], "action_ts": "1700000099.000001"}]
    for _ in range(2):
        assert open_doors.press(found["action_id"], by=ADA, actions=pressed).status == 200
    assert count(open_doors.database, "journal WHERE verb = 'set_entry'") == 1
    assert open_doors.private(ADA) == []


def test_the_second_presser_hears_who_was_faster(open_doors: Doors) -> None:
    propose(open_doors.database, open_doors.clock(), REMOTE)
    shown = card(open_doors).blocks
    open_doors.push(shown, "Approve", by=ADA)
    for label in ("Approve", "Send back"):
        open_doors.push(shown, label, by=BEA)
        assert f"Already approved by <@{ADA}> at" in private(open_doors, BEA)


def test_what_the_glossary_overtook_is_not_approved_and_its_author_can_send_it_again(open_doors: Doors) -> None:
    doors = open_doors
    known(doors.database, REMOTE)
    propose(doors.database, doors.clock(), CHANGED, before=REMOTE)
    shown = card(doors).blocks
    known(doors.database, GlossaryEntry("VPN", lets_you="reach the intranet"), PAY)
    doors.push(shown, "Approve", by=ADA)
    assert "nothing was approved" in private(doors, ADA)
    assert "Nobody decides on this any more" in words_of(card(doors).blocks)
    told = doors.posted(f"D{SAM[1:]}")[-1]
    assert "nobody decided on it" in told.text
    doors.push(told.blocks, "Edit and send again")
    assert fields(doors.modal(SAM))[LETS_YOU] == "reach your files from home"
    assert "On its way" in doors.submit(doors.modal(SAM), by=SAM).words
    doors.calm()


def test_sent_back_the_author_reads_the_reason_and_mends_it(open_doors: Doors) -> None:
    doors = open_doors
    propose(doors.database, doors.clock(), REMOTE)
    doors.push(card(doors).blocks, "Send back", by=BEA)
    form = doors.modal(BEA)
    assert "reach work systems from home" in words_of(form)
    assert "Say in a few words" in doors.submit(form, by=BEA, reason="  ").errors["reason"]
    doors.submit(form, by=BEA, reason=NASTY)
    assert "Sent back by Bea Lindqvist" in words_of(card(doors).blocks)
    told = doors.posted(f"D{SAM[1:]}")[-1]
    assert NASTY in words_of(told.blocks)
    doors.push(told.blocks, "Edit and send again")
    assert NASTY in words_of(doors.modal(SAM))
    assert "On its way" in doors.submit(doors.modal(SAM), by=SAM, entry_plain="the tunnel").words
    assert doors.submit(form, by=BEA, reason="Once more.").body == {"response_action": "clear"}
    late = doors.submit(form | {"id": "V2"}, by=ADA, reason="Too late.")
    assert "Already sent back by" in late.words
    doors.calm()


# -- the list -------------------------------------------------------------------------------------------------------


def test_the_list_says_what_systems_let_people_do_and_each_can_be_changed(open_doors: Doors) -> None:
    known(open_doors.database, PAY, REMOTE)
    answer = subject(open_doors, "Glossary")
    assert answer.said == "What our systems let people do: 2 entries."
    assert "reach work systems from home" in answer.words
    assert "also VPN client" in answer.words
    changes = [one for one in elements_of(answer.body) if one["action_id"].startswith(entry_screens.CHANGE)]
    open_doors.press(changes[1]["action_id"], changes[1]["value"])
    assert fields(open_doors.modal(SAM))[NAME] == "VPN"
    open_doors.push(answer.body, "Add")
    assert fields(open_doors.modal(SAM))[NAME] == ""


def test_an_empty_glossary_says_what_it_is_for(doors: Doors) -> None:
    answer = subject(doors, "glossary")
    assert "The glossary is empty." in answer.words
    assert button(answer.body, "Add")


def test_a_long_glossary_goes_on_at_a_button(open_doors: Doors) -> None:
    many = [GlossaryEntry(f"System {number:03}", ("a" * 80,) * 20, "p" * 200, "x" * 200) for number in range(40)]
    known(open_doors.database, *many)
    answer = subject(open_doors, "glossary")
    assert "System 014" in answer.words
    assert "System 015" not in answer.words
    open_doors.push(answer.body, "Show 15 more")
    assert "System 029" in private(open_doors)
    open_doors.push(open_doors.private(SAM)[-1].blocks, "Show 10 more")
    assert "System 039" in private(open_doors)
    assert "more" not in [one["text"]["text"] for one in elements_of(open_doors.private(SAM)[-1].blocks)]


def test_approvers_decide_from_the_list_too_and_authors_see_that_theirs_waits(open_doors: Doors) -> None:
    doors = open_doors
    propose(doors.database, doors.clock(), REMOTE)
    assert "Waiting for approval:* VPN, from you" in subject(doors, "glossary").words
    assert "Waiting" not in subject(doors, "glossary", by=CARL).words
    answer = subject(doors, "glossary", by=ADA)
    assert "Waiting for approval:* VPN, from Sam Rivera" in answer.words
    doors.push(answer.body, "Read", by=ADA)
    view = doors.modal(ADA)
    doors.push(view, "Approve", by=ADA, view=view)
    assert "*Approved.*" in words_of(doors.modal(ADA))
    assert glossary(doors.database) == [REMOTE]


def test_an_approved_entry_counts_in_the_very_next_answer(doors: Doors) -> None:
    assert "reach work systems" not in subject(doors, "VPN outage").words
    approve(doors.database, propose(doors.database, doors.clock(), REMOTE), doors.clock())
    assert "can't reach work systems from home" in subject(doors, "VPN outage").words


def test_the_courier_of_an_entry_that_is_gone_drops_it(open_doors: Doors) -> None:
    proposed = propose(open_doors.database, open_doors.clock(), REMOTE)
    with open_doors.database.transaction() as tx:
        tx.exec_driver_sql("DELETE FROM glossary_proposals")
    open_doors.deliver()
    assert open_doors.posted("C01APPR") == []
    assert count(open_doors.database, f"deliveries WHERE kind = '{ENTRY_CARD}' AND status = 'dropped'") == 1
    assert proposed.asked == ("C01APPR",)
