"""`/statement`, its list and its shortcuts, through the bot's own doors."""

from dataclasses import replace
from typing import Any

import pytest

from bot.people.rules import Role
from bot.statements import card_screens, list_screens, page_screens, places_screens, screens, wording
from bot.statements.rules import Fields
from bot.subjects.screens import Chosen
from tests.statements.forms import DRAFT, FIRST, as_sent, held, opened, statement, submit
from tests.support.doors import ROOT, Answer, Doors, button, elements_of, words_of
from tests.support.glossary import REMOTE, known
from tests.support.house import ADA, BEA, CARL, GUS, NORA, OLGA, SAM
from tests.support.moves import count, everything_written, grant
from tests.support.statements import LEDGER, handed_in, keep, published, scheduled

QUIET = replace(LEDGER, channels=("C04FIN",), mail=())
NASTY = "<!channel> *b* & <https://evil.example|click> :tada: `x`"


def labels(drawn: Any) -> list[str]:
    return [one["text"]["text"] for one in elements_of(drawn) if one.get("type") == "button"]


# -- what may be typed ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["help", "HELP", "?", "hlep"])
def test_help_shows_examples_and_not_a_manual(office_here: Doors, words: str) -> None:
    said = statement(office_here, words).words
    assert "/statement new System Upgrade" in said
    assert "/statement show 12" in said
    assert "Make a press statement" in said


def test_help_shows_only_what_a_person_may_use(office_here: Doors) -> None:
    said = statement(office_here, "help", by=ADA).words
    assert "/statement new" not in said
    assert "/statement show 12" in said


@pytest.mark.parametrize("words", ["what is this", "nonsense", NASTY, "show me the money", "help me", "show x"])
def test_words_that_are_no_subcommand_get_a_sentence_and_a_way_on(office_here: Doors, words: str) -> None:
    answer = statement(office_here, words)
    assert "/statement" in answer.words
    assert count(office_here.database, "statements") == 0


def test_unknown_words_can_begin_a_statement(office: Doors) -> None:
    answer = statement(office, "Printers move to floor 3")
    office.push(answer.body, "Begin a statement with it")
    submitted = submit(office, office.modal(SAM), **{wording.AUDIENCE: "Everyone", wording.OUTCOME: "Print closer"})
    assert held(submitted.view)[wording.SUBJECT] == "Printers move to floor 3"


def test_whoever_may_not_write_is_not_offered_to_begin(office_here: Doors) -> None:
    assert labels(statement(office_here, "Printers move", by=ADA).body) == []


@pytest.mark.parametrize("words", [f"new {DRAFT}", f"NEW {DRAFT}", f"nwe {DRAFT}", f"new   {DRAFT}  "])
def test_new_opens_the_form_and_keeps_the_draft_whatever_slips(office: Doors, words: str) -> None:
    view = opened(office, words)
    submitted = submit(office, view, **{wording.AUDIENCE: "Everyone", wording.OUTCOME: "Work from home"})
    assert held(submitted.view)[wording.SUBJECT] == DRAFT


def test_new_alone_opens_an_empty_form(office: Doors) -> None:
    assert set(held(opened(office, "new")).values()) == {None}


def test_what_slack_escaped_is_read_as_it_was_typed(office: Doors) -> None:
    view = opened(office, "new A &amp; B, ask <@U01APPROVER|ada> &lt;now&gt;")
    submitted = submit(office, view, **{wording.AUDIENCE: "Everyone", wording.OUTCOME: "Work from home"})
    assert held(submitted.view)[wording.SUBJECT] == "A & B, ask @ada <now>"


def test_a_whole_message_is_no_subject(office_here: Doors) -> None:
    answer = statement(office_here, "new " + "word " * 40)
    assert "That is 199 characters, and a subject has 150 at most" in answer.said


def test_show_needs_a_number(office_here: Doors) -> None:
    assert "Which one?" in statement(office_here, "show").said


@pytest.mark.parametrize("words", ["show 7", "SHOW 7", "shwo 7", "7"])
def test_a_number_that_nothing_has_gets_a_sentence(office_here: Doors, words: str) -> None:
    assert "There is no statement 7. Type /statement to see what there is." in statement(office_here, words).words


@pytest.mark.parametrize("words", ["show 1", "SHOW 1", "shwo 1", "1"])
def test_show_opens_the_page(office: Doors, words: str) -> None:
    keep(office.database, office.clock(), QUIET)
    assert opened(office, words)["title"]["text"] == "Statement 1"


def test_audiences_lists_them(office_here: Doors) -> None:
    answer = statement(office_here, "audiences")
    assert "Finance" in answer.words
    assert "Everyone" in answer.words


@pytest.mark.parametrize("who", [GUS, NORA, OLGA])
def test_guests_and_people_outside_it_are_refused_at_every_door(office: Doors, who: str) -> None:
    out = published(office.database, office.clock(), QUIET)
    before = everything_written(office.database)
    for words in ("", "help", "new X", "show 1", "audiences", "1"):
        assert "Party lines are for our own IT staff" in statement(office, words, by=who).words
    values = (out.id, f"1|{out.id}|1|", "")
    for action in _all_actions():
        for value in values:
            office.press(action, value, by=who)
    assert office.modals(who) == 0
    assert everything_written(office.database) == before


def _all_actions() -> list[str]:
    rooms = (screens, card_screens, page_screens, places_screens)
    return sorted(
        {
            value
            for room in rooms
            for name, value in vars(room).items()
            if name.isupper() and isinstance(value, str) and value.startswith("statement.") and "_form" not in value
        }
    )


# -- the list -------------------------------------------------------------------------------------------------------


def test_an_empty_list_says_how_to_begin(office_here: Doors) -> None:
    answer = statement(office_here)
    assert "`/statement new System Upgrade to Version 999 as of March 31`" in answer.words
    assert labels(answer.body) == ["New statement"]
    assert labels(statement(office_here, by=ADA).body) == []


def test_the_button_of_the_list_opens_an_empty_form(office: Doors) -> None:
    office.push(statement(office).body, "New statement")
    assert office.modal(SAM)["title"]["text"] == "New statement"


def test_the_list_has_each_statement_once_under_how_it_stands(office_here: Doors) -> None:
    database, clock = office_here.database, office_here.clock
    published(database, clock(), replace(QUIET, subject="Out already"))
    clock.tick(hours=2)
    scheduled(database, clock(), clock.tick(hours=3), replace(QUIET, subject="Goes later"))
    clock.tick(hours=-3)
    handed_in(database, clock(), replace(QUIET, subject="Waits", audience="Everyone"))
    keep(database, clock(), replace(QUIET, subject="Half a draft"))
    said = statement(office_here).words
    places = [said.index(one) for one in ("Waits", "Half a draft", "Goes later", "Out already")]
    assert places == sorted(places)
    titles = ("*Waiting for approval*", "*Yours to finish*", "*Scheduled*", "*Published*")
    assert all(said.count(title) == 1 for title in titles)
    assert all(said.count(subject) == 1 for subject in ("Waits", "Half a draft", "Goes later", "Out already"))
    assert statement(office_here).said.startswith("Press statements: 1 waiting for approval, 1 yours to finish")


def test_drafts_are_listed_for_their_author_alone(office_here: Doors) -> None:
    keep(office_here.database, office_here.clock(), replace(QUIET, subject="Half a draft"))
    for other in (CARL, ADA):
        assert "Half a draft" not in statement(office_here, by=other).words


def test_staff_see_what_is_out_and_nothing_that_is_not(office_here: Doors) -> None:
    database, clock = office_here.database, office_here.clock
    grant(database, clock(), **{SAM: frozenset({Role.AUTHOR})})
    published(database, clock(), replace(QUIET, subject="Out already"))
    clock.tick(hours=2)
    handed_in(database, clock(), replace(QUIET, subject="Waits"))
    said = statement(office_here, by=CARL).words
    assert "Out already" in said
    assert "Waits" not in said


def test_an_approver_reads_from_the_list(office: Doors) -> None:
    handed_in(office.database, office.clock(), QUIET)
    answer = statement(office, by=ADA)
    assert "from Sam Rivera" in answer.words
    office.push(answer.body, "Read", by=ADA)
    assert labels(office.modal(ADA)) == ["Approve", "Send back"]


def test_an_author_sees_that_their_own_waits(office_here: Doors) -> None:
    handed_in(office_here.database, office_here.clock(), QUIET)
    answer = statement(office_here)
    assert "waits for an approver since" in answer.words
    assert labels(answer.body) == ["New statement", "Show"]


def test_an_approver_who_wrote_it_is_not_offered_to_decide(office_here: Doors) -> None:
    handed_in(office_here.database, office_here.clock(), QUIET, by=BEA)
    assert "Read" not in labels(statement(office_here, by=BEA).body)


def test_a_long_list_is_cut_and_says_so(office_here: Doors) -> None:
    for number in range(12):
        keep(office_here.database, office_here.clock(), Fields(subject=f"Draft {number} " + "x" * 130))
    answer = statement(office_here)
    assert "And 4 more." in answer.words
    assert len(answer.body["blocks"]) < 50


@pytest.mark.parametrize("field", ["subject", "outcome", "happens"])
def test_text_in_the_list_stays_text(office_here: Doors, field: str) -> None:
    empty = Fields(audience="Finance")
    keep(office_here.database, office_here.clock(), replace(empty, **{field: NASTY}))  # type: ignore[arg-type]
    item = next(one for one in statement(office_here).body["blocks"] if NASTY in words_of(one))
    assert item["text"] == {"type": "plain_text", "text": NASTY, "emoji": False}


def test_a_draft_without_a_word_is_listed_too(office_here: Doors) -> None:
    keep(office_here.database, office_here.clock(), Fields())
    assert "No subject yet" in statement(office_here).words


# -- the shortcuts --------------------------------------------------------------------------------------------------


def shortcut(doors: Doors, callback: str, by: str = SAM, **more: Any) -> Answer:
    kind = "message_action" if "message" in more else "shortcut"
    body = doors.who(by) | {"type": kind, "callback_id": callback, "trigger_id": doors.trigger(by), "action_ts": "1.1"}
    return doors.interact(body | more)


def test_the_global_shortcut_opens_the_form(office: Doors) -> None:
    assert shortcut(office, "statement_new").status == 200
    assert office.modal(SAM)["title"]["text"] == "New statement"


def test_the_global_shortcut_says_who_may_write(office: Doors) -> None:
    shortcut(office, "statement_new", by=ADA)
    assert "Only authors write statements." in words_of(office.modal(ADA))


def of_message(doors: Doors, text: str) -> dict[str, Any]:
    message = {"type": "message", "ts": "1.1", "user": CARL, "text": text}
    shortcut(doors, "statement_of_message", message=message, channel={"id": "C02IT", "name": "it-staff"})
    return doors.modal(SAM)


def test_a_message_becomes_what_happens(office: Doors) -> None:
    view = of_message(office, "The <https://x.example|ledger> moves &amp; grows.\u200b\nAsk <@U01APPROVER>.")
    assert held(view)[wording.HAPPENS] == "The ledger moves & grows.\nAsk @U01APPROVER."
    assert "its end was left out" not in words_of(view)


def test_a_long_message_is_cut_and_says_so(office: Doors) -> None:
    view = of_message(office, "word " * 1000)
    assert len(held(view)[wording.HAPPENS]) == wording.LONGEST[wording.HAPPENS]
    assert "its end was left out" in words_of(view)


def test_a_message_without_words_opens_an_empty_form(office: Doors) -> None:
    assert held(of_message(office, ""))[wording.HAPPENS] is None


# -- from a subject that `/subject` wrote ---------------------------------------------------------------------------


def subject(doors: Doors, draft: str, by: str = SAM) -> Answer:
    return doors.command(draft, by=by, command="/subject")


def use(doors: Doors, pressed: dict[str, Any], by: str = SAM) -> dict[str, Any]:
    doors.press(pressed["action_id"], pressed["value"], by=by)
    return doors.modal(by)


def test_a_subject_goes_into_a_statement_with_its_draft_as_what_happens(office: Doors) -> None:
    known(office.database, REMOTE)
    pressed = button(subject(office, "VPN upgrade to Version 999 as of March 31").body, "Use in a statement")
    view = use(office, pressed)
    assert view["title"]["text"] == "New statement"
    assert f"Your draft subject is on the next page:  {REMOTE.outcome}" in words_of(view)
    assert held(view)[wording.HAPPENS] == "VPN upgrade to Version 999 as of March 31"
    second = as_sent(view, submit(office, view, **FIRST | {wording.HAPPENS: "VPN upgrade to Version 999"}))
    assert held(second)[wording.SUBJECT] == REMOTE.outcome


def test_each_of_three_subjects_can_be_used_and_each_brings_its_own(office: Doors) -> None:
    drawn = subject(office, "File server maintenance on Friday").body
    offered = [one for one in elements_of(drawn) if one["action_id"].startswith("subject.use")]
    assert len(offered) > 1
    assert len({one["action_id"] for one in offered}) == len(offered)
    last = use(office, offered[-1])
    assert f"on the next page:  {Chosen.unpack(offered[-1]['value']).headline}" in words_of(last)


def test_a_subject_that_is_good_as_it_is_can_be_used_too(office: Doors) -> None:
    pressed = button(
        subject(office, "You can pick up your new phone at reception from Monday").body, "Use in a statement"
    )
    assert "You can pick up your new phone at reception from Monday" in words_of(use(office, pressed))


def test_only_who_writes_statements_is_offered_to_use_a_subject_and_nobody_else_can(office: Doors) -> None:
    answer = subject(office, "Phone outage on Friday", by=ADA)
    assert "Use in a statement" not in labels(answer.body)
    theirs = button(subject(office, "Phone outage on Friday").body, "Use in a statement")
    office.press(theirs["action_id"], theirs["value"], by=ADA)
    assert "Only authors write statements." in office.private(ADA)[-1].text


@pytest.mark.parametrize("value", ["", "{", "[]", '["a", 7]', "[" * 1999, '["' + "x" * 1900 + '", "\\u200b"]'])
def test_a_button_with_nonsense_opens_a_form_all_the_same(office: Doors, value: str) -> None:
    office.press("subject.use.0", value, by=SAM)
    view = office.modal(SAM)
    assert view["title"]["text"] == "New statement"
    assert held(view)[wording.HAPPENS] in (None, "")


def test_what_is_in_a_subject_and_its_draft_stays_text(office: Doors) -> None:
    office.press("subject.use.0", Chosen(NASTY, NASTY).pack(), by=SAM)
    view = office.modal(SAM)
    assert held(view)[wording.HAPPENS] == NASTY
    shown = next(one for one in view["blocks"] if "on the next page" in words_of(one))
    assert shown["type"] == "rich_text"


# -- the way from the words to the published statement --------------------------------------------------------------


def test_every_subcommand_is_in_the_authors_page() -> None:
    page = (ROOT / "docs" / "author.md").read_text(encoding="utf-8")
    assert all(f"/statement {word}" in page for word in list_screens.SUBCOMMANDS)


def test_buttons_of_the_list_carry_ids_of_their_own(office_here: Doors) -> None:
    for _ in range(3):
        keep(office_here.database, office_here.clock(), QUIET)
    ids = [one["action_id"] for one in elements_of(statement(office_here).body)]
    assert len(ids) == len(set(ids))
    assert button(statement(office_here).body, "Continue")["action_id"] == "statement.continue.0"
