"""What a button carries about the text beside it, and what nonsense there comes to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.approvals.rules import Approval, ApprovalStatus
from bot.approvals.screens import card_value, read_card_value
from tests.support.clock import HandClock
from tests.support.house import CARL

SHOWN = "f" * 64


def test_a_button_carries_which_text_it_stands_beside_whatever_its_room_adds() -> None:
    waits = ApprovalStatus.WAITING
    approval = Approval("a1", "line", "l1", 2, SHOWN, CARL, HandClock()(), waits, None, None, "")
    for value in (card_value(approval), f"{card_value(approval)}|v3", f"{card_value(approval)}|v3|more"):
        assert read_card_value(value) == ("a1", (2, SHOWN))


@pytest.mark.parametrize("value", ["", "|", "a|²|x", "a|-1|x", "a||", "a|٣|x"])
def test_nonsense_on_a_card_fits_no_text(value: str) -> None:
    assert read_card_value(value)[1][0] == -1


@given(st.text(max_size=2000))
def test_a_value_that_is_nonsense_breaks_nothing(value: str) -> None:
    approval_id, (revision, fingerprint) = read_card_value(value)
    assert revision >= -1
    assert isinstance(approval_id, str)
    assert isinstance(fingerprint, str)
