"""Handing in, approving and sending back, on both databases."""

from bot.storage import Database
from tests.support.clock import HandClock
from tests.support.house import STANDING
from tests.support.lines import SAY, approve, hand_in, said


def test_before_approval_people_are_told_what_they_were_told_before(house: Database, clock: HandClock) -> None:
    hand_in(house, clock())
    assert [STANDING] == said(house, "wifi", clock())


def test_after_approval_people_are_told_the_approved_sentence(house: Database, clock: HandClock) -> None:
    approve(house, hand_in(house, clock()), clock())
    assert [SAY] == said(house, "wifi", clock())
