"""Trouble on demand: a method that answers 429 or 500, never answers, or answers after it was done."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

KINDS = ("429", "500", "timeout", "posted_no_answer", "posted_late", "fatal")
_KEYS = {"method", "fault", "count", "probability", "seed", "retry_after", "seconds", "channel"}


class FaultError(ValueError):
    """A fault was described in a way that means nothing; the text says what to write."""


@dataclass
class Fault:
    """One fault that waits for its call: `count` times, or each time with `probability`."""

    method: str
    kind: str
    count: int | None
    probability: float
    retry_after: int
    seconds: float
    channel: str | None
    dice: random.Random

    def strikes(self, method: str, channel: str | None) -> bool:
        """Say whether this call is hit, and count it."""
        if self.method not in {method, "*"} or self.channel not in {None, channel} or self.count == 0:
            return False
        if self.dice.random() >= self.probability:
            return False
        if self.count is not None:
            self.count -= 1
        return True


@dataclass
class Faults:
    """All faults that are switched on; the first that strikes wins."""

    waiting: list[Fault] = field(default_factory=list)

    def add(self, raw: Mapping[str, Any]) -> None:
        """Switch one on; raises FaultError. With neither count nor probability it strikes once."""
        strangers = sorted(set(raw) - _KEYS)
        if strangers or raw.get("fault") not in KINDS or not isinstance(raw.get("method"), str):
            raise FaultError(f"a fault has a method, a fault of {', '.join(KINDS)}, and {', '.join(sorted(_KEYS))}")
        count = raw.get("count", None if "probability" in raw else 1)
        fault = Fault(
            method=raw["method"],
            kind=raw["fault"],
            count=None if count is None else int(count),
            probability=float(raw.get("probability", 1.0)),
            retry_after=int(raw.get("retry_after", 1)),
            seconds=float(raw.get("seconds", 5.0)),
            channel=raw.get("channel"),
            dice=random.Random(int(raw.get("seed", 0))),  # noqa: S311 - dice for a test, to be repeated
        )
        self.waiting.append(fault)

    def strike(self, method: str, channel: str | None) -> Fault | None:
        """Return the fault that hits this call, if any."""
        return next((fault for fault in self.waiting if fault.strikes(method, channel)), None)
