"""Trouble on demand: a method that answers 429 or 500, never answers, or answers after it was done; and mail's."""

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

KINDS = ("429", "500", "timeout", "posted_no_answer", "posted_late", "fatal")
MAIL = "mail"  # the `method` of faults that hit mail
MAIL_KINDS = (
    *("unknown_recipient", "mailbox_full", "over_quota", "greylisted"),
    *("broken_before_dot", "answer_lost", "slow", "hangs_up", "refused"),
)
_UNTIL_CLEARED = {"greylisted", "refused"}  # with no `count`: each recipient once, and nobody gets through
_KEYS = {"method", "fault", "count", "probability", "seed", "retry_after", "seconds", "channel", "to"}


class FaultError(ValueError):
    """A fault was described in a way that means nothing; the text says what to write."""


@dataclass
class Fault:
    """One fault that waits for its call: `count` times, or each time with `probability`.

    `channel` and `to` limit it to calls about one channel, and to mail for one address.
    """

    method: str
    kind: str
    count: int | None
    probability: float
    retry_after: int
    seconds: float
    channel: str | None
    dice: random.Random
    to: str | None = None
    greeted: set[str] = field(default_factory=set)

    def strikes(self, method: str, channel: str | None) -> bool:
        """Say whether this call is hit, and count it."""
        if self.method not in {method, "*"} or self.channel not in {None, channel}:
            return False
        return self._strikes()

    def strikes_mail(self, kind: str, recipients: Iterable[str]) -> bool:
        """Say whether this mail, or this attempt to send one, is hit by a fault of this kind, and count it."""
        addresses = {one.lower() for one in recipients}
        if (self.method, self.kind) != (MAIL, kind) or (self.to and self.to.lower() not in addresses):
            return False
        if kind == "greylisted":
            if addresses <= self.greeted:
                return False
            self.greeted |= addresses
        return self._strikes()

    def _strikes(self) -> bool:
        if self.count == 0:
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
        kinds = MAIL_KINDS if raw.get("method") == MAIL else KINDS
        if strangers or raw.get("fault") not in kinds or not isinstance(raw.get("method"), str):
            raise FaultError(f"a fault has a method, a fault of {', '.join(kinds)}, and {', '.join(sorted(_KEYS))}")
        lasting = "probability" in raw or (raw["method"] == MAIL and raw["fault"] in _UNTIL_CLEARED)
        count = raw.get("count", None if lasting else 1)
        fault = Fault(
            method=raw["method"],
            kind=raw["fault"],
            count=None if count is None else int(count),
            probability=float(raw.get("probability", 1.0)),
            retry_after=int(raw.get("retry_after", 1)),
            seconds=float(raw.get("seconds", 5.0)),
            channel=raw.get("channel"),
            dice=random.Random(int(raw.get("seed", 0))),  # noqa: S311 - dice for a test, to be repeated
            to=raw.get("to"),
        )
        self.waiting.append(fault)

    def strike(self, method: str, channel: str | None) -> Fault | None:
        """Return the fault that hits this call, if any."""
        return next((fault for fault in self.waiting if fault.strikes(method, channel)), None)

    def strike_mail(self, kind: str, recipients: Iterable[str]) -> Fault | None:
        """Return the fault of this kind that hits a mail for these addresses, if any."""
        addresses = list(recipients)
        return next((fault for fault in self.waiting if fault.strikes_mail(kind, addresses)), None)

    def is_on(self, kind: str) -> bool:
        """Say whether a fault of mail is switched on that lasts until it is switched off."""
        return any((fault.method, fault.kind) == (MAIL, kind) for fault in self.waiting)

    def of_mail(self) -> list[str]:
        """Return the kinds of the mail faults that still wait or last."""
        return [fault.kind for fault in self.waiting if fault.method == MAIL and fault.count != 0]
