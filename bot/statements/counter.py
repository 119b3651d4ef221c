"""The counter at which statements are written, decided on and looked after: the desk, and what only this room needs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from slack_bolt import BoltContext

from bot.desk import Desk
from bot.people.rules import Person
from bot.slack.blocks import Block
from bot.statements import advice_screens, listing, page_screens
from bot.statements.moments import Cheerful
from bot.statements.rules import Echo, Fields
from bot.statements.times import names_day, when_words
from bot.storage import Tx
from bot.subjects.memory import Writer
from bot.subjects.rules import LONGEST_SUBJECT
from bot.subjects.rules import Fields as Known

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Counter:
    """The desk, the writer of subjects, whom mail comes from ("" where none is sent), what came back from readers."""

    desk: Desk
    writer: Writer
    sender: str
    echo: Callable[[Tx, str, str], Echo]

    def advice(self, context: BoltContext, fields: Fields) -> list[Block]:
        """Write better subjects for a statement, from its own outcome, time and duty, and draw them."""
        glossary = self.writer.glossary(context["person"].workspace, away=context["database_away"])
        draft = (fields.subject or fields.happens.partition("\n")[0])[:LONGEST_SUBJECT]
        # A day that the draft names is not told a second time, in other words.
        is_told = fields.day is not None and names_day(draft, fields.day)
        known = Known(fields.audience, fields.outcome, "", "" if is_told else when_words(fields), fields.must_do)
        return advice_screens.suggestions(self.writer.write(draft, known, glossary))

    def cheerful(self, context: BoltContext) -> Cheerful:
        """Return what tells good news from bad, by the subject."""
        glossary = self.writer.glossary(context["person"].workspace, away=context["database_away"])
        return lambda fields: not self.writer.is_bad_news(fields.subject, glossary)

    def page(self, tx: Tx, person: Person, number: int, now: datetime, said: str = "") -> Block:
        """Draw the page of a statement for one person. Raises NotStaff, UnknownStatement."""
        shown = listing.page(tx, person.workspace.id, number=number, by=person.slack_id)
        echo = self.echo(tx, person.workspace.id, shown.statement.id)
        return page_screens.page(shown, echo, person.slack_id, now, said)
