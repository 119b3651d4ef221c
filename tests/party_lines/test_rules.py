"""What makes a draft acceptable, and what counts in its fingerprint."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.incidents.rules import IncidentStatus, Severity
from bot.party_lines.rules import (
    HOLDING,
    LONGEST_PROMISE,
    Draft,
    FarPromise,
    LineKind,
    MissingPromise,
    PastPromise,
    check_holding,
    check_promise,
    standing_series,
)
from bot.party_lines.wording import Words, complaints
from bot.refusals import Refusal

NOW = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("promise", "refused"),
    [
        (None, MissingPromise),
        (NOW - MOMENT, PastPromise),
        (NOW, PastPromise),
        (NOW + MOMENT, None),
        (NOW + LONGEST_PROMISE, None),
        (NOW + LONGEST_PROMISE + MOMENT, FarPromise),
    ],
)
def test_a_promise_lies_ahead_and_not_too_far(promise: datetime | None, refused: type[Refusal] | None) -> None:
    found = check_promise(promise, NOW)
    assert (type(found) if found else None) is refused
    assert found is None or found.field == "promise_at"


@pytest.mark.parametrize(
    "holding",
    [
        "More at 14:30.",
        "More at 2.30",
        "More at 9h15",
        "At 3 pm.",
        "at 3pm",
        "At 11 A.M.",
        "By 3 o'clock",
        "by 3 o’clock",
    ],
)
def test_a_time_in_a_holding_line_is_refused(holding: str) -> None:
    found = check_holding(holding)
    assert found is not None
    assert found.field == "holding"


@pytest.mark.parametrize("holding", ["", HOLDING, "More in the afternoon.", "Floors 2 to 5 wait.", "Version 3 is out."])
def test_a_holding_line_without_a_time_is_fine(holding: str) -> None:
    assert check_holding(holding) is None


def test_our_own_holding_line_may_be_said() -> None:
    assert complaints(Words("Fine.", holding=HOLDING)) == ()


def test_a_promise_is_the_same_instant_in_every_zone() -> None:
    first, second = (
        Draft(Words("Down."), IncidentStatus.IDENTIFIED, Severity.MAJOR, at)
        for at in (NOW, NOW.astimezone(timezone(timedelta(hours=9))))
    )
    assert first.fingerprint == second.fingerprint


def test_texts_of_a_topic_never_share_a_series_with_others() -> None:
    kinds = (LineKind.STANDING, LineKind.HOLDING)
    series = {standing_series(kind, topic) for kind in kinds for topic in ("a", "b")}
    assert len(series | {standing_series(LineKind.DEFAULT)}) == 5
