"""Whatever two people and the clock do with one statement at the same instant, on both databases."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import combinations_with_replacement
from typing import Any

import pytest

from bot import journal
from bot.approvals import records as approvals
from bot.refusals import Refusal
from bot.statements import deciding, flows, publishing, records
from bot.statements.rules import POST, STATEMENTS, Answer, Out, Statement, Work
from bot.storage import Database, Tx
from tests.support.clock import HandClock
from tests.support.house import ADA, BEA, SAM, TEAM
from tests.support.statements import (
    LEDGER,
    glad,
    handed_in,
    keep,
    published,
    scheduled,
    sent,
    stands,
    submit,
)
from tests.support.together import at_once

Act = Callable[[Tx], object]
Acts = Mapping[str, Act]

AGAIN = replace(LEDGER, body="Until eleven.", mistake="the hour", mail_again=True)


def acts_on(press_house: Database, clock: HandClock, one: Statement) -> Acts:
    """Return all that anybody could do with a statement as it stands now, each as its button would."""
    with press_house.glance() as tx:
        asked = approvals.of_subject(tx, TEAM, (STATEMENTS.kind, one.id))
    assert asked is not None
    now, shown = clock(), (asked.revision, asked.fingerprint)
    words = replace(one.fields, body="Other words.", mistake="the hour")
    what: dict[str, Any] = {"statement_id": one.id, "by": SAM, "now": now}
    return {
        "approve": lambda tx: deciding.approve(tx, TEAM, asked.id, seen=shown, by=ADA, now=now),
        "send back": lambda tx: deciding.send_back(tx, TEAM, asked.id, seen=shown, reason="No.", by=BEA, now=now),
        "edit": lambda tx: flows.keep(tx, TEAM, base=one.revision, fields=words, **what),
        "submit": lambda tx: flows.submit(tx, TEAM, base=one.revision, answer=Answer(), cheerful=glad, **what),
        "take back": lambda tx: flows.take_back(tx, TEAM, **what),
        "discard": lambda tx: flows.discard(tx, TEAM, **what),
        "sweep": lambda tx: publishing.sweep(tx, TEAM, now),
        "cancel": lambda tx: publishing.cancel(tx, TEAM, **what),
        "an approver cancels": lambda tx: publishing.cancel(tx, TEAM, **what | {"by": ADA}),
        "publish now": lambda tx: publishing.change_time(
            tx, TEAM, answer=Answer(), cheerful=glad, was=one.goes_at, to=None, **what
        ),
        "later": lambda tx: publishing.change_time(
            tx, TEAM, answer=Answer(), cheerful=glad, was=one.goes_at, to=now + timedelta(hours=3), **what
        ),
        "retract": lambda tx: publishing.retract(tx, TEAM, live=one.live, reason="Wrong.", tell_by_mail=True, **what),
        "send again": lambda tx: publishing.try_again(tx, TEAM, unknown_too=True, **what),
    }


def waiting(press_house: Database, clock: HandClock) -> Statement:
    return handed_in(press_house, clock()).statement


def due(press_house: Database, clock: HandClock) -> Statement:
    one = scheduled(press_house, clock(), clock() + timedelta(minutes=10))
    clock.tick(minutes=10)
    return one


def out(press_house: Database, clock: HandClock) -> Statement:
    return published(press_house, clock())


def correcting(press_house: Database, clock: HandClock) -> Statement:
    return submit(press_house, clock(), keep(press_house, clock(), AGAIN, on=published(press_house, clock()))).statement


def draft(press_house: Database, clock: HandClock) -> Statement:
    done = handed_in(press_house, clock())
    with press_house.transaction() as tx:
        return flows.take_back(tx, TEAM, statement_id=done.statement.id, by=SAM, now=clock())


@pytest.mark.parametrize(
    ("begin", "names"),
    [
        (waiting, ("approve", "send back", "edit", "take back", "discard")),
        (due, ("sweep", "edit", "cancel", "an approver cancels", "publish now", "later")),
        (out, ("edit", "discard", "retract", "send again")),
        (correcting, ("approve", "edit", "discard", "retract")),
        (draft, ("edit", "submit", "discard")),
    ],
)
def test_whatever_two_do_at_once_nothing_unapproved_goes_out_and_nothing_twice(
    press_house: Database, clock: HandClock, begin: Callable[[Database, HandClock], Statement], names: Sequence[str]
) -> None:
    for pair in combinations_with_replacement(names, 2):
        clock.tick(hours=4)
        one = begin(press_house, clock)
        acts = acts_on(press_house, clock, one)
        got = at_once(press_house, *(acts[name] for name in pair))
        wrong = [
            f"{each!r} {each.__cause__}"
            for each in got
            if isinstance(each, Exception) and not isinstance(each, Refusal)
        ]
        assert (pair, wrong) == (pair, [])
        assert (pair, stands_whole(press_house, one)) == (pair, [])


def stands_whole(press_house: Database, one: Statement) -> list[str]:
    """Return what of a statement does not fit together."""
    now = stands(press_house, one)
    with press_house.glance() as tx:
        texts = {text.number: text for text in records.texts(tx, TEAM, one.id)}
        asked = [each for each in approvals.waiting(tx, TEAM) if each.subject_id == one.id]
        verbs = [entry.verb for entry in journal.read(tx, TEAM, one.id)]
        post = publishing.post_of(tx, TEAM, one.id)
    wrong = []
    if now.live and not texts[now.live].approved_by:
        wrong.append("what is out was not approved")
    if now.out in {Out.SCHEDULED, Out.LATE} and not texts[now.submitted].approved_by:
        wrong.append("what is to go was not approved")
    if [each.revision for each in asked] != ([now.submitted] if now.work is Work.WAITING else []):
        wrong.append("something else waits than what was handed in")
    if now.out is Out.PUBLISHED and (post is None or post != texts[now.live].post):
        wrong.append("something else stands than what was approved")
    if verbs.count("publish") > 1 or verbs.count("retract") > 1:
        wrong.append("it was published or taken back twice")
    changes = sum(verbs.count(verb) for verb in ("publish", "correct", "retract"))
    if {each.wanted for each in sent(press_house, POST, one.id)} - {changes}:
        wrong.append("posts were asked for more often than something changed")
    return wrong


def test_several_that_are_due_go_while_one_of_them_is_edited_and_nobody_waits_for_ever(
    press_house: Database, clock: HandClock
) -> None:
    for _ in range(3):
        at = clock() + timedelta(minutes=10)
        both = [scheduled(press_house, clock(), at, replace(LEDGER, audience=to)) for to in ("Everyone", "Finance")]
        clock.tick(minutes=20)
        acts = acts_on(press_house, clock, both[1])
        got = at_once(press_house, acts["edit"], acts["sweep"])
        assert [repr(one) for one in got if isinstance(one, Exception) and not isinstance(one, Refusal)] == []
        assert stands(press_house, both[0]).out is Out.PUBLISHED
        assert stands_whole(press_house, both[1]) == []
        clock.tick(hours=4)
