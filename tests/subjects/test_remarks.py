"""What is worked out for a kind of news is what frames for it speak of, and nothing that they speak of is left out."""

import json
from pathlib import Path

from bot.subjects.cases import Case
from bot.subjects.drafts import take_apart
from bot.subjects.packs import shipped
from bot.subjects.remarks import _REMARKS
from bot.subjects.rules import Fields

DATA = Path(__file__).parent / "data"


def test_a_remark_fills_no_other_slots_than_it_is_listed_with() -> None:
    rules, seen = shipped(), set()
    for line in (DATA / "train.jsonl").read_text().splitlines():
        draft = take_apart(json.loads(line)["subject"], (), rules)
        for reading in draft.readings:
            for names, remark in _REMARKS:
                found = {name for name, _ in remark(Case(reading, draft, Fields(), rules))}
                assert found <= names, (remark.__name__, found - names)
                seen |= found
    assert {"problem", "whole_a", "amount", "price"} <= seen


def test_what_is_still_missing_beside_what_works_is_told() -> None:
    rules = shipped()
    draft = take_apart("Berth planner back, charts still missing", (), rules)
    limits = next(remark for names, remark in _REMARKS if "limit" in names)
    found = {name for one in draft.readings for name, _ in limits(Case(one, draft, Fields(), rules))}
    assert found & {"limit", "limit_full", "left_out"}
