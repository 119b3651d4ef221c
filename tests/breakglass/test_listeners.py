"""Publishing without review through the bot's own doors."""

from datetime import timedelta
from typing import Any

import pytest

from bot.breakglass import screens
from bot.breakglass.rules import Urgent
from bot.party_lines.approval_screens import card_value
from bot.party_lines.flows import Submitted
from bot.people.rules import Role
from tests.support.doors import Answer, Doors, button, elements_of, words_of
from tests.support.house import ADA, APPROVALS, BEA, CARL, HOLDING, SAM, STANDING
from tests.support.lines import SAY, approve, go_live, hand_in, said
from tests.support.moves import close, count, grant, send_back
from tests.support.recalls import URGENT, WHY, publish

LABEL = "Publish now without review"


def sent(doors: Doors, **fields: Any) -> dict[str, Any]:
    """Open a line and hand it in; return what the form then says, as the modal that it is."""
    assert doors.command("open network", by=CARL) == Answer(200, None)
    view = doors.modal(CARL)
    return view | doors.submit(view, say=SAY, **fields).view


def value(submitted: Submitted) -> str:
    return card_value(submitted.approval)


def a_form(metadata: str) -> dict[str, Any]:
    """Return a form as somebody could send it who never saw it."""
    return {"type": "modal", "callback_id": screens.GLASS_FORM, "private_metadata": metadata, "blocks": []}


def test_a_major_line_can_be_published_from_where_it_was_handed_in(open_doors: Doors) -> None:
    view = sent(open_doors)
    assert said(open_doors.database, "network", open_doors.clock()) == [STANDING]
    open_doors.push(view, LABEL, CARL, view=view)
    form = open_doors.modal(CARL)
    words = words_of(form)
    assert words.index(SAY) < words.index("Unless one of them ratifies it within 15 min") < words.index(HOLDING)
    done = open_doors.submit(form, reason=URGENT).view
    assert "Version 1 is out without review" in words_of(done)
    assert said(open_doors.database, "network", open_doors.clock()) == [SAY]
    answer = open_doors.command("network").words
    assert answer.index(SAY) < answer.index("Published without review") < answer.index("next update by")
    assert "published without review" in open_doors.command("").words
    open_doors.calm()


def test_approvers_are_told_and_ratify_from_their_message(open_doors: Doors) -> None:
    view = sent(open_doors)
    open_doors.deliver()
    open_doors.push(view, LABEL, CARL, view=view)
    open_doors.submit(open_doors.modal(CARL), reason=URGENT)
    open_doors.deliver()
    (card,) = open_doors.posted(APPROVALS)
    assert "published without review" in words_of(card.blocks)
    (told,) = [one for one in open_doors.posted("D01APPROVER") if "published without review" in one.text]
    assert URGENT in words_of(told.blocks)
    ratify = button(card.blocks, "Ratify")
    open_doors.push(told.blocks, "Ratify", ADA)
    assert "without review" not in open_doors.command("network").words
    open_doors.deliver()
    assert "Ratified by Ada Okafor" in words_of(open_doors.posted(APPROVALS)[0].blocks)
    assert "Ratified by Ada Okafor" in words_of([one.blocks for one in open_doors.posted("D01APPROVER")])
    open_doors.press(ratify["action_id"], ratify["value"], BEA)
    assert "Already ratified by" in open_doors.private(BEA)[-1].text
    open_doors.calm()


def test_ratifying_in_full_view_says_what_that_means(open_doors: Doors) -> None:
    submitted = hand_in(open_doors.database, open_doors.clock())
    publish(open_doors.database, submitted, open_doors.clock())
    open_doors.press("approval.read_in_full", value(submitted), ADA)
    view = open_doors.modal(ADA)
    assert URGENT in words_of(view)
    open_doors.push(view, "Ratify", ADA, view=view)
    assert "Ratified. It counts as reviewed now." in words_of(open_doors.modal(ADA)).replace("*", "")


def test_sending_it_back_says_that_it_withdraws_it(open_doors: Doors) -> None:
    submitted = hand_in(open_doors.database, open_doors.clock())
    publish(open_doors.database, submitted, open_doors.clock())
    open_doors.press("approval.send_back", value(submitted), ADA)
    view = open_doors.modal(ADA)
    assert "sending it back withdraws it at once" in words_of(view)
    open_doors.submit(view, ADA, reason=WHY)
    answer = open_doors.command("network").words
    assert SAY not in answer
    assert HOLDING in answer


def test_minor_lines_and_all_clears_have_no_such_button(open_doors: Doors) -> None:
    assert LABEL not in words_of(sent(open_doors, severity="minor"))
    go_live(open_doors.database, open_doors.clock())
    closing = open_doors.command("close network", by=CARL)
    picked = elements_of(closing.body)[-1]
    open_doors.press(picked["action_id"], picked["value"], CARL)
    view = open_doors.modal(CARL)
    assert LABEL not in words_of(open_doors.submit(view, say="It is over.").view)


def test_the_waiting_line_of_a_topic_is_published_by_command(open_doors: Doors) -> None:
    hand_in(open_doors.database, open_doors.clock())
    assert open_doors.command("publish network", by=CARL) == Answer(200, None)
    open_doors.submit(open_doors.modal(CARL), reason=URGENT)
    assert said(open_doors.database, "network", open_doors.clock()) == [SAY]
    assert "Version 1 is out already." in open_doors.command("publish network", by=CARL).words


def test_a_short_reason_is_refused_beside_its_field_and_nothing_is_published(open_doors: Doors) -> None:
    hand_in(open_doors.database, open_doors.clock())
    open_doors.command("publish network", by=CARL)
    view = open_doors.modal(CARL)
    assert "at least 10 characters" in open_doors.submit(view, reason="Now.").errors["reason"]
    assert said(open_doors.database, "network", open_doors.clock()) == [STANDING]
    open_doors.submit(view, reason=URGENT)
    assert "This was published already." in open_doors.submit(view, reason=URGENT).words
    assert count(open_doors.database, "journal WHERE verb = 'break_glass'") == 1


@pytest.mark.parametrize("by", [ADA, SAM])
def test_nobody_else_publishes_whatever_their_form_carries(doors: Doors, by: str) -> None:
    submitted = hand_in(doors.database, doors.clock())
    assert "Only commanders publish lines without review" in doors.submit(a_form(value(submitted)), by).words
    assert "Only commanders publish lines without review" in doors.command("publish network", by=by).words
    assert said(doors.database, "network", doors.clock()) == [STANDING]


def test_a_button_pressed_after_the_decision_says_what_was_decided(open_doors: Doors) -> None:
    database, clock = open_doors.database, open_doors.clock
    approved, returned = hand_in(database, clock()), hand_in(database, clock())
    approve(database, approved, clock())
    send_back(database, returned, clock())
    for one, verb in ((approved, "approved"), (returned, "sent back")):
        open_doors.press("line.publish_now", value(one), CARL)
        assert open_doors.private(CARL)[-1].text.startswith(f"Already {verb} by <@{ADA}>")
        view = screens.form(_urgent(one)) | {"id": f"V{verb}"}
        answer = open_doors.submit(view, reason=URGENT)
        assert f"Already {verb} by <@{ADA}>" in answer.words


def _urgent(submitted: Submitted) -> Any:
    return Urgent(submitted.approval, submitted.line, "Network", HOLDING)


def test_a_button_of_an_older_text_publishes_nothing(open_doors: Doors) -> None:
    database, clock = open_doors.database, open_doors.clock
    submitted = hand_in(database, clock())
    close(database, clock(), submitted.line.series, 1)
    open_doors.press("line.publish_now", value(submitted), CARL)
    assert "nothing was published" in open_doors.private(CARL)[-1].text
    open_doors.press("line.publish_now", "nonsense", CARL)
    assert "nothing was published" in open_doors.private(CARL)[-1].text


def test_after_15_minutes_every_door_says_an_approved_text(open_doors: Doors) -> None:
    database, clock = open_doors.database, open_doors.clock
    view = sent(open_doors, promise_at=int((clock() + timedelta(days=1)).timestamp()))
    open_doors.push(view, LABEL, CARL, view=view)
    open_doors.submit(open_doors.modal(CARL), reason=URGENT)
    open_doors.press("line.send_to_me", "t-network/")
    open_doors.deliver()
    clock.tick(minutes=15)
    open_doors.bot.sweeper.once()
    open_doors.deliver()
    assert said(database, "network", clock()) == [HOLDING]
    for words in (open_doors.command("network").words, open_doors.command("").words):
        assert HOLDING in words
        assert SAY not in words
    for place in ("C03NET", "D03STAFF"):
        words = words_of([one.blocks for one in open_doors.posted(place)])
        assert HOLDING in words
        assert SAY not in words
    assert any("Nobody ratified version 1" in one.text for one in open_doors.posted("D02COMMANDER"))
    open_doors.calm()


def test_help_names_it_to_commanders_only(doors: Doors) -> None:
    grant(doors.database, doors.clock(), **{BEA: frozenset({Role.APPROVER})})
    for who, is_named in ((CARL, True), (BEA, False), (SAM, False)):
        assert ("publish" in doors.command("help", by=who).words) is is_named
