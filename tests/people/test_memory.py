"""Who people were when we last knew."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.people import memory
from bot.people.memory import Acquaintances
from bot.people.rules import Kind, Person, Workspace

WORKSPACE = Workspace("T01TEST", "Example IT", None, None, "token")
ADA = Person(WORKSPACE, "U1", "Ada", Kind.MEMBER, True, frozenset(), datetime(2026, 3, 2, tzinfo=UTC))


def test_a_stranger_is_not_recalled() -> None:
    assert Acquaintances().recall("T01TEST", "U1") is None


def test_somebody_is_recalled_as_they_were_last_seen_and_only_in_their_workspace() -> None:
    met = Acquaintances()
    met.keep_in_mind(ADA)
    met.keep_in_mind(replace(ADA, kind=Kind.GUEST))
    assert met.recall("T01TEST", "U1") == replace(ADA, kind=Kind.GUEST)
    assert met.recall("T02OTHER", "U1") is None


def test_only_the_people_met_most_recently_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "MOST_PEOPLE", 2)
    met = Acquaintances()
    for who in ("U1", "U2", "U1", "U3"):
        met.keep_in_mind(replace(ADA, slack_id=who))
    assert [who for who in ("U1", "U2", "U3") if met.recall("T01TEST", who)] == ["U1", "U3"]
