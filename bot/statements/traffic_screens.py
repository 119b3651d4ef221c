"""The question about a bad moment: why a statement would read badly then, and a better time to choose."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.refusals import Refusal
from bot.slack import blocks, payloads
from bot.slack.blocks import Block
from bot.statements.rules import Answer, Question, Statement
from bot.statements.screens import large, subject_of
from bot.statements.times import MONTHS, clock_words, zone_of

QUESTION_FORM = "statement.question_form"
TRAFFIC = "statement_traffic"
BETTER, MINE = "better", "mine"


def choice(question: Question, zone: str, now: datetime, keep: str = "Keep my time") -> list[Block]:
    """Ask what only the author can weigh; neither answer is chosen for them."""
    options = {BETTER: day_and_time(question.better, zone, now), MINE: keep}
    hint = f"By the clock of {zone_name(zone)}."
    return [
        blocks.item(question.sentence),
        blocks.radio_input(TRAFFIC, "When shall it go?", options, hint=hint),
    ]


def read_choice(view: Mapping[str, Any], cause: str, better: datetime | None) -> Answer:
    """Read what the author said to a question of that cause, which offered that better time."""
    said = payloads.chosen(view, TRAFFIC)
    return Answer(cause, said == MINE, better if said == BETTER else None)


def zone_name(zone: str) -> str:
    """Name a zone by its place: "Tokyo"."""
    return zone.rpartition("/")[2].replace("_", " ")


def day_and_time(at: datetime, zone: str, now: datetime) -> str:
    """Write an instant by the clock of a zone, as a person says it now: "Tomorrow 10:00", "31 March 10:00"."""
    there, here = at.astimezone(zone_of(zone)), now.astimezone(zone_of(zone))
    near = {here.date(): "Today", here.date() + timedelta(days=1): "Tomorrow"}
    day = near.get(there.date()) or f"{there.day} {MONTHS[there.month - 1]}"
    return f"{day} {clock_words(there.time())}"


# -- another time for what is approved ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was wanted when a question came up: for which statement (as `pack` wrote it) which time, None for now.

    `cause` and `better` are of the question.
    """

    packed: str
    to: datetime | None
    cause: str
    better: datetime

    def pack(self) -> str:
        """Write it for a form's private metadata."""
        to = self.to.isoformat() if self.to else ""
        return json.dumps([self.packed, to, self.cause, self.better.isoformat()], ensure_ascii=False)

    @staticmethod
    def unpack(metadata: str) -> "Wanted":
        """Read it back. Raises Refusal for what this program did not write."""
        try:
            packed, to, cause, better = json.loads(metadata)
            at = datetime.fromisoformat(to).astimezone(UTC) if to else None
            return Wanted(str(packed), at, str(cause), datetime.fromisoformat(better).astimezone(UTC))
        except (ValueError, TypeError, OverflowError, RecursionError) as error:
            raise Refusal("I do not know this form any more. Close it and open it again.") from error


def time_question(statement: Statement, packed: str, to: datetime | None, question: Question, now: datetime) -> Block:
    """Ask about another time for what is approved, before it is taken."""
    keep = "Keep my time" if to else "Publish it now"
    return blocks.modal(
        f"Statement {statement.number}",
        [large(subject_of(statement.fields)), *choice(question, statement.fields.zone, now, keep)],
        callback=QUESTION_FORM,
        submit="Go on",
        close="Cancel",
        metadata=Wanted(packed, to, question.cause, question.better).pack(),
    )
