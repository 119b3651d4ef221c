"""What writing a subject takes, kept at hand: each workspace's glossary, and the rules, loaded when first asked for."""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock, Thread
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
    _ready: "Rules | None" = None

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
        # The rules take a tenth of a second to load: not at the start, which is short on purpose.
        from bot.subjects.rewriting import rewrite  # noqa: PLC0415

        rules = self._rules()
        result = rewrite(draft, fields, glossary, rules)
        self._make_ready(rules)
        return result

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

    def _make_ready(self, rules: "Rules") -> None:
        """Compile what later drafts may need, beside them and after the first, which Slack gives three seconds.

        https://docs.slack.dev/interactivity/handling-user-interaction#acknowledgment_response
        """
        from bot.subjects.packs import make_ready  # noqa: PLC0415

        with self._lock:
            before, self._ready = self._ready, rules
        if rules is not before:
            Thread(target=make_ready, args=(rules,), name="phrases", daemon=True).start()
