"""What writing a subject takes, kept at hand: each workspace's glossary, and the rules, loaded after the start."""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Lock
from typing import TYPE_CHECKING

from bot.people.rules import Workspace
from bot.storage import Database, DatabaseAway
from bot.subjects import records
from bot.subjects.rules import Fields, GlossaryEntry, Result, Slot

if TYPE_CHECKING:
    from bot.subjects.packs import Shelf
    from bot.subjects.rule_types import Rules

logger = logging.getLogger(__name__)

Glossary = tuple[GlossaryEntry, ...]
# Seconds: by then the bot is ready, and takes commands.
AFTER_THE_START = 2.0
# The slots that hold what a subject is about, the most telling first.
_ABOUT = ("name", "system", "thing", "target")
_ARTICLE = re.compile(r"^(?:the|our|an?) ", re.IGNORECASE)
# What nobody takes for good cheer: to say such a thing in the middle of trouble is in order.
_NOT_GLAD = frozenset({"bad", "partial", "postponed", "extended", "cancelled", "restored"})


@dataclass
class Writer:
    """Writes subjects for all workspaces. `folder` holds an organisation's own rules; "" where it has none."""

    database: Database
    folder: str = ""
    _glossaries: dict[str, tuple[int, Glossary]] = field(default_factory=dict)
    _shelf: "Shelf | None" = None
    _lock: Lock = field(default_factory=Lock)
    _told: object = ()

    def prepare(self, stop: Event) -> None:
        """Load what writing takes, unless told to stop: it may be a second's work, and who asks first has three in all.

        Meant for a thread of its own, beside the bot's; who asks before it is done waits for the rest of it.
        https://docs.slack.dev/interactivity/handling-user-interaction#acknowledgment_response
        """
        if stop.wait(AFTER_THE_START):
            return

        self._rules()

    def glossary(self, place: Workspace, *, away: bool) -> Glossary:
        """Return a workspace's glossary as the database has it, or as it last had while that is `away`.

        Each change is journalled in its own transaction, so a journal that has not moved says that nothing has
        changed. Raises DatabaseAway where nothing is remembered.
        """
        known = self._glossaries.get(place.id)
        if known is not None and (away or known[0] >= place.journal_number):
            return known[1]
        try:
            with self.database.glance() as tx:
                found = tuple(records.all_of(tx, place.id))
        except DatabaseAway:
            if known is None:
                raise
            return known[1]
        self._glossaries[place.id] = (place.journal_number, found)
        return found

    def write(self, draft: str, fields: Fields, glossary: Glossary) -> Result:
        """Write subjects for a draft. The same draft, fields, glossary and rules give the same answer."""
        # Not at the top, which the start waits for: it is short on purpose.
        from bot.subjects.rewriting import rewrite  # noqa: PLC0415

        return rewrite(draft, fields, glossary, self._rules())

    def named_in(self, draft: str, glossary: Glossary, result: Result) -> str:
        """Return the name of what a draft is about: an entry's, else what the draft calls it; "" where unclear."""
        from bot.subjects.drafts import take_apart  # noqa: PLC0415

        slots: Sequence[Slot] = result.rewrites[0].slots if result.rewrites else ()
        taken = take_apart(draft, glossary, self._rules())
        names = [one.entry.name for one in taken.mentions]
        names += [slot.text for wanted in _ABOUT for slot in slots if slot.name == wanted]
        names += [one.slots[wanted] for one in taken.readings for wanted in _ABOUT if wanted in one.slots]
        bare = (_ARTICLE.sub("", name) for name in names)
        return next((name for name in bare if name and len(name) <= 80), "")

    def is_bad_news(self, draft: str, glossary: Glossary) -> bool:
        """Tell whether a subject says that something is lost, late or cancelled, or that something bad is over."""
        from bot.subjects.drafts import take_apart  # noqa: PLC0415

        taken = take_apart(draft, glossary, self._rules())
        return any(one.direction in _NOT_GLAD for one in (*taken.readings, *taken.labels))

    def _rules(self) -> "Rules":
        from bot.subjects.packs import Shelf  # noqa: PLC0415

        with self._lock:
            if self._shelf is None:
                self._shelf = Shelf(Path(self.folder) if self.folder else None)
            rules = self._shelf.rules()
            problems, told = self._shelf.problems, self._told
            self._told = problems
        if problems and problems != told:
            logger.warning("SUBJECT_RULES: a change cannot be used, and the rules before it stay in force")
            for one in problems[:5]:
                logger.warning("SUBJECT_RULES: %s", one)
        return rules
