"""The approvers' card of a statement and its buttons, through the bot's own doors."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.statements import card_screens, screens
from bot.statements.rules import Fields, Out, Work
from bot.statements.views import Submitted
from tests.statements.forms import held, opened
from tests.support.doors import Doors, button, elements_of, words_of
from tests.support.house import ADA, BEA, CARL, SAM
from tests.support.moves import count, everything_written
from tests.support.statements import LEDGER, approve, handed_in, keep, published, stands, submit

QUIET = replace(LEDGER, channels=("C04FIN",), mail=())
NASTY = "<!channel> *b* & <https://evil.example|click> :tada: `x`"


def card(doors: Doors) -> Any:
    """Let the courier work, and return the newest card for the approvers."""
    doors.deliver()
    return doors.posted("C01APPR")[-1]


def labels(drawn: Any) -> list[str]:
    return [one["text"]["text"] for one in elements_of(drawn) if one.get("type") == "button"]


def handed(doors: Doors, fields: Fields = QUIET, by: str = SAM) -> Submitted:
    return handed_in(doors.database, doors.clock(), fields, by=by)


def private(doors: Doors, by: str) -> str:
    return words_of(doors.private(by)[-1].blocks)


def letter(doors: Doors, by: str = SAM) -> Any:
    doors.deliver()
    return doors.posted(f"D{by[1:]}")[-1]


# -- the card -------------------------------------------------------------------------------------------------------


def test_the_card_says_what_for_whom_when_and_where(office: Doors) -> None:
    handed(office, replace(LEDGER, channels=("C04FIN", "C02IT"), goes_at=office.clock() + timedelta(days=1)))
    shown = card(office)
    said = words_of(shown.blocks)
    assert shown.text == "Statement 1: Close the month a day earlier from 31 March"
    assert "*Statement 1 for approval* · from Sam Rivera" in said
    assert "Close the month a day earlier from 31 March" in said
    assert "For:  Finance" in said
    assert "Goes <!date^" in said
    assert "<#C04FIN>, <#C02IT> and 2 mail addresses" in said
    assert "Send your corrections" in said
    assert labels(shown.blocks) == ["Approve", "Send back", "Read as published"]


def test_what_goes_at_once_says_so(office: Doors) -> None:
    handed(office)
    assert "Goes as soon as it is approved · <#C04FIN>" in words_of(card(office).blocks)


def test_text_on_the_card_stays_text(office: Doors) -> None:
    names = ("outcome", "happens", "must_do", "ask_whom", "subject", "body")
    handed(office, replace(QUIET, **dict.fromkeys(names, NASTY)))  # type: ignore[arg-type]
    shown = card(office)
    mrkdwn = [one for one in _texts(shown.blocks) if one["type"] == "mrkdwn"]
    assert all("evil" not in one["text"] for one in mrkdwn)
    office.press(screens.READ, button(shown.blocks, "Read as published")["value"], by=ADA)
    assert all("evil" not in one["text"] for one in _texts(office.modal(ADA)) if one["type"] == "mrkdwn")
    office.push(shown.blocks, "Approve", by=ADA)
    office.deliver()
    office.calm()


def _texts(node: Any) -> list[dict[str, Any]]:
    if isinstance(node, dict):
        own = [node] if node.get("type") in {"mrkdwn", "plain_text"} else []
        return own + [found for value in node.values() for found in _texts(value)]
    return [found for one in node for found in _texts(one)] if isinstance(node, list | tuple) else []


def test_a_correction_shows_the_difference_to_what_is_out(office: Doors) -> None:
    out = published(office.database, office.clock(), QUIET)
    fixed = replace(
        out.fields, body="The ledger takes bookings until 22:00.", mistake="It is 22:00.", must_do="", do_by=None
    )
    submit(office.database, office.clock(), keep(office.database, office.clock(), fixed, on=out))
    said = words_of(card(office).blocks)
    assert "Statement 1, a correction for approval" in said
    assert "What was wrong:  It is 22:00." in said
    assert "Changed since what is out:" in said
    assert "What to do:  Send your corrections" in said
    assert "Takes the place of what is out, as soon as it is approved" in said
    struck = [one["text"] for one in _runs(card(office).blocks) if one.get("style", {}).get("strike")]
    assert "Send your corrections" in "".join(struck)


def test_a_correction_names_mail_addresses_only_if_it_goes_by_mail(office: Doors) -> None:
    by_mail = replace(QUIET, mail=("finance@example.com",))
    out = published(office.database, office.clock(), by_mail)
    fixed = replace(out.fields, mistake="It is 22:00.")
    submit(office.database, office.clock(), keep(office.database, office.clock(), fixed, on=out))
    assert "mail address" not in words_of(card(office).blocks)


def _runs(node: Any) -> list[dict[str, Any]]:
    if isinstance(node, dict):
        own = [node] if node.get("type") == "text" else []
        return own + [found for value in node.values() for found in _runs(value)]
    return [found for one in node for found in _runs(one)] if isinstance(node, list | tuple) else []


# -- approving ------------------------------------------------------------------------------------------------------


def test_approving_publishes_and_the_card_and_the_author_are_told(office: Doors) -> None:
    done = handed(office)
    office.push(card(office).blocks, "Approve", by=ADA)
    assert stands(office.database, done.statement).out is Out.PUBLISHED
    shown = card(office)
    assert "Approved by Ada Okafor at" in words_of(shown.blocks)
    assert "It is out since" in words_of(shown.blocks)
    assert labels(shown.blocks) == []
    told = [words_of(one.blocks) for one in office.posted(f"D{SAM[1:]}")]
    assert any("approved statement 1" in one for one in told)
    assert any("*Statement 1 is out*" in one and "*1 of 1 channel*" in one for one in told)
    office.calm()


def test_the_author_cannot_approve_their_own(office: Doors) -> None:
    done = handed(office, by=BEA)
    shown = card(office)
    office.push(shown.blocks, "Approve", by=BEA)
    assert "Someone else needs to approve your own statement." in private(office, BEA)
    office.push(shown.blocks, "Read as published", by=BEA)
    assert labels(office.modal(BEA)) == []
    assert stands(office.database, done.statement).work is Work.WAITING


def test_whoever_is_no_approver_decides_nothing(office: Doors) -> None:
    handed(office)
    shown = card(office)
    before = everything_written(office.database)
    for label in ("Approve", "Send back"):
        office.push(shown.blocks, label, by=CARL)
        assert "Only approvers" in private(office, CARL)
    office.push(shown.blocks, "Read as published", by=CARL)
    assert "no such statement" in private(office, CARL)
    assert everything_written(office.database) == before


def test_the_second_presser_is_told_who_was_faster(office: Doors) -> None:
    handed(office)
    shown = card(office)
    office.push(shown.blocks, "Approve", by=ADA)
    office.push(shown.blocks, "Approve", by=BEA)
    assert f"Already approved by <@{ADA}> at" in private(office, BEA)
    office.push(shown.blocks, "Send back", by=ADA)
    assert "You approved this at" in private(office, ADA)


def test_one_click_that_slack_sends_twice_approves_once(office: Doors) -> None:
    handed(office)
    value = button(card(office).blocks, "Approve")["value"]
    pressed = {"type": "button", "action_id": card_screens.APPROVE, "value": value, "action_ts": "7.7"}
    for _ in range(2):
        assert office.press(card_screens.APPROVE, by=ADA, actions=[pressed]).status == 200
    assert count(office.database, "deliveries WHERE kind = 'statement_post'") == 1
    assert office.private(ADA) == []


def test_a_card_of_an_older_text_is_refused(office: Doors) -> None:
    done = handed(office)
    old = card(office)
    keep(office.database, office.clock(), replace(QUIET, body="Other words."), on=done.statement)
    office.push(old.blocks, "Approve", by=ADA)
    assert "The text changed after this card was sent" in private(office, ADA)
    assert stands(office.database, done.statement).out is Out.NOTHING


@pytest.mark.parametrize("value", ["", "nonsense", "a|b|c", "|||", "x|99999999999999999999|y"])
def test_nonsense_on_a_button_decides_nothing(office: Doors, value: str) -> None:
    for action in (card_screens.APPROVE, card_screens.SEND_BACK, screens.READ):
        office.press(action, value, by=ADA)
        assert private(office, ADA)
    assert office.modals(ADA) == 0


# -- reading all of it ----------------------------------------------------------------------------------------------


def test_the_whole_of_it_is_the_bytes_that_are_published_and_can_be_approved_there(office: Doors) -> None:
    done = handed(office, replace(QUIET, mail=("finance@example.com",), body="Line one.\n\n" + "Words. " * 300))
    office.push(card(office).blocks, "Read as published", by=ADA)
    view = office.modal(ADA)
    shown = [{name: value for name, value in one.items() if name != "block_id"} for one in view["blocks"]]
    assert all(dict(one) in shown for one in done.text.post.blocks if one["type"] != "actions")
    assert done.text.mail.plain.rstrip("\n") in "".join(run["text"] for run in _runs(view))
    assert labels(view) == ["Approve", "Send back"]
    office.push(view, "Approve", by=ADA, view=view)
    assert "*Approved.* It is out since" in words_of(office.modal(ADA))


def test_the_longest_statement_fits_every_screen(office: Doors) -> None:
    longest = replace(
        LEDGER,
        channels=("C04FIN",),
        mail=tuple(f"{'x' * 40}{number}@example.com" for number in range(50)),
        outcome="o" * 300,
        happens="h" * 2000,
        must_do="m" * 500,
        ask_whom="a" * 200,
        subject="&" * 149 + "a",
        body="<" * 2999 + "a",
    )
    handed(office, longest)
    shown = card(office)
    office.push(shown.blocks, "Read as published", by=ADA)
    office.push(shown.blocks, "Approve", by=ADA)
    office.deliver()
    assert opened(office, "show 1")["title"]["text"] == "Statement 1"
    office.push(office.modal(SAM), "Read as published", view=office.modal(SAM))
    assert office.modals(SAM) == 2
    office.calm()


# -- sending back ---------------------------------------------------------------------------------------------------


def back(doors: Doors, reason: str, by: str = ADA) -> Any:
    doors.push(card(doors).blocks, "Send back", by=by)
    return doors.submit(doors.modal(by), by=by, reason=reason)


def test_a_text_goes_back_with_the_reason_and_its_author_can_mend_it(office: Doors) -> None:
    done = handed(office)
    assert back(office, "Finance closes on the 30th.").body == {"response_action": "clear"}
    assert "Sent back by Ada Okafor at" in words_of(card(office).blocks)
    assert "Finance closes on the 30th." in words_of(card(office).blocks)
    told = letter(office)
    assert told.text == "Sent back: Finance closes on the 30th."
    office.push(told.blocks, "Mend")
    view = office.modal(SAM)
    assert "Finance closes on the 30th." in words_of(view)
    assert held(view)["statement_outcome"] == QUIET.outcome
    assert stands(office.database, done.statement).work is Work.SENT_BACK


@pytest.mark.parametrize("reason", ["", "  ", "x\u200by", "x" * 1001])
def test_a_reason_has_to_say_something(office: Doors, reason: str) -> None:
    done = handed(office)
    assert "reason" in back(office, reason).errors
    assert stands(office.database, done.statement).work is Work.WAITING


def test_who_sends_back_what_was_approved_meanwhile_is_told(office: Doors) -> None:
    done = handed(office)
    office.push(card(office).blocks, "Send back", by=BEA)
    approve(office.database, office.clock(), done, by=ADA)
    answer = office.submit(office.modal(BEA), by=BEA, reason="Too late.")
    assert f"Already approved by <@{ADA}>" in answer.words


def test_a_form_for_the_reason_sent_twice_acts_once(office: Doors) -> None:
    handed(office)
    office.push(card(office).blocks, "Send back", by=ADA)
    view = office.modal(ADA)
    for _ in range(2):
        assert office.submit(view, by=ADA, reason="Mend it.").body == {"response_action": "clear"}


# -- what the card says later ---------------------------------------------------------------------------------------


def test_the_card_keeps_saying_what_became_of_it(office: Doors) -> None:
    due = office.clock() + timedelta(hours=30)
    done = handed(office, replace(QUIET, goes_at=due))
    office.push(card(office).blocks, "Approve", by=ADA)
    assert "It goes <!date^" in words_of(card(office).blocks)
    office.push(opened(office, "show 1"), "Cancel", view=office.modal(SAM))
    assert "Its author took it back before it went out" in words_of(card(office).blocks)
    again = submit(office.database, office.clock(), stands(office.database, done.statement))
    approve(office.database, office.clock(), again)
    assert len(office.posted("C01APPR")) == 1
    office.deliver()
    assert len(office.posted("C01APPR")) == 2
