"""What may stand in the glossary, and what a proposal to change it is (PRODUCT.md, section 5)."""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from bot.approvals.rules import Approval, Matter
from bot.people.rules import Role
from bot.plain_text import hidden_characters, tidy
from bot.refusals import Refusal, Refusals
from bot.subjects.rules import GlossaryEntry
from bot.topics.finding import key

# What approvals of entries are called, and who decides them beside approvers.
ENTRIES = Matter("entry", "glossary entry", "glossary entries", Role.ADMIN)
# The fields of the form, which refusals are put beside.
NAME, PLAIN, ALIASES, LETS_YOU, OUTCOME = (
    "entry_name",
    "entry_plain",
    "entry_aliases",
    "entry_lets_you",
    "entry_outcome",
)

LONGEST_NAME = 80
LONGEST_GLOSS = 200
MOST_ALIASES = 20
# What people write in front of what they can do; a headline brings its own "you can".
_LEAD = re.compile(
    r"(?:(?:you|we|they|people|staff|users|everyone|everybody) can (?:now )?"
    r"|(?:it )?(?:lets|allows) (?:you|us|them|people|staff|users|everyone|everybody) (?:to )?|to )(?=\S)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Typed:
    """The form as it was filled in."""

    name: str = ""
    plain: str = ""
    aliases: str = ""
    lets_you: str = ""
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """An entry as somebody wants it, in place of the one `before` (None: there was none). Its words never change."""

    id: str
    entry: GlossaryEntry
    before: GlossaryEntry | None
    author: str
    created_at: datetime

    @property
    def fingerprint(self) -> str:
        """Return the fingerprint of every byte that an approver is shown: what is to be, and what it replaces."""
        return fingerprint(self.entry, self.before)

    @property
    def about(self) -> str:
        """Return the name of the entry that it changes, or adds."""
        return self.before.name if self.before else self.entry.name


@dataclass(frozen=True, slots=True)
class EntryCase:
    """A proposal as an approver reads it; `author` and `decider` are names."""

    approval: Approval
    proposal: Proposal
    author: str
    decider: str = ""


class EntryMoved(Refusal):
    """The entry was changed, added or taken out while somebody wrote; `present` is what stands now."""

    def __init__(self, present: GlossaryEntry | None) -> None:
        super().__init__("The glossary changed while you wrote, so nothing was sent yet. Look at it and send again.")
        self.present = present


class UnknownProposal(Refusal):
    """A button of an earlier day, or one that this program did not write."""

    def __init__(self) -> None:
        super().__init__("I do not know this button any more. Type /subject glossary to see what there is.")


class NobodyCanApproveEntries(Refusal):
    """An entry that nobody could approve would wait for ever."""

    def __init__(self, admins: tuple[str, ...]) -> None:
        super().__init__(
            "Nobody but you can approve glossary entries here, and nobody approves their own. "
            "Ask an admin to make somebody an approver. Your text is kept in this form.",
            ask=admins,
        )


def fingerprint(*entries: GlossaryEntry | None) -> str:
    """Return the SHA-256 of entries, every byte of them."""
    plain = [asdict(entry) if entry else None for entry in entries]
    return hashlib.sha256(json.dumps(plain, ensure_ascii=True, sort_keys=True).encode()).hexdigest()


def entry_of(typed: Typed) -> GlossaryEntry:
    """Read an entry from a form. Raises Refusals, each beside its field."""
    name = _line(typed.name)
    spelled = (_line(one) for one in re.split(r"[,;\n]", typed.aliases))
    aliases = tuple(dict.fromkeys(one for one in spelled if one and one != name))
    lets_you = _LEAD.sub("", _line(typed.lets_you), count=1).rstrip(".! ")
    entry = GlossaryEntry(name, aliases, _line(typed.plain).rstrip(". "), lets_you, _line(typed.outcome).rstrip(".! "))
    if refusals := tuple(_complaints(entry)):
        raise Refusals(refusals)
    return entry


def _line(text: str) -> str:
    return " ".join(tidy(text).split())


def _complaints(entry: GlossaryEntry) -> Iterator[Refusal]:
    if not key(entry.name):
        yield Refusal("What is it called in drafts? Write a name with letters or digits, such as VPN.", NAME)
    if not entry.lets_you:
        yield Refusal("Say in a few words what people do with it, such as: reach work systems from home", LETS_YOU)
    if len(entry.aliases) > MOST_ALIASES:
        said = f"That is {len(entry.aliases)} other names. Keep the {MOST_ALIASES} that people write most."
        yield Refusal(said, ALIASES)
    for alias in entry.aliases:
        if not key(alias):
            yield Refusal(f"“{alias[:20]}” holds no letter and no digit. Leave it out.", ALIASES)
    for field, text, most in _texts(entry):
        if hidden := hidden_characters(text):
            yield Refusal(f"This holds {hidden[0]}, which nobody sees. Type it again, or paste as plain text.", field)
        if len(text) > most:
            yield Refusal(f"That is {len(text)} characters. A few words are enough; the most is {most}.", field)


def _texts(entry: GlossaryEntry) -> Iterator[tuple[str, str, int]]:
    yield NAME, entry.name, LONGEST_NAME
    yield from ((ALIASES, alias, LONGEST_NAME) for alias in entry.aliases)
    yield from ((PLAIN, entry.plain, LONGEST_GLOSS), (LETS_YOU, entry.lets_you, LONGEST_GLOSS))
    yield OUTCOME, entry.outcome, LONGEST_GLOSS


def named(glossary: Sequence[GlossaryEntry], name: str) -> GlossaryEntry | None:
    """Return the entry of this name, however it is spelled; an alias is not its name."""
    wanted = key(name)
    return next((one for one in glossary if key(one.name) == wanted), None) if wanted else None


def owner_of(glossary: Sequence[GlossaryEntry], name: str) -> GlossaryEntry | None:
    """Return the entry that has this as its name, or else as one of its other names."""
    wanted = key(name)
    also = (one for one in glossary if any(key(alias) == wanted for alias in one.aliases))
    return named(glossary, name) or (next(also, None) if wanted else None)


def clashes(
    entry: GlossaryEntry, before: GlossaryEntry | None, glossary: Sequence[GlossaryEntry]
) -> tuple[Refusal, ...]:
    """Return what keeps an entry out: names that belong to another entry than the one that it replaces."""
    others = tuple(one for one in glossary if before is None or one.name != before.name)
    found: list[Refusal] = []
    for field, name in ((NAME, entry.name), *((ALIASES, alias) for alias in entry.aliases)):
        other = owner_of(others, name)
        if other is not None:
            what = "has an entry of its own" if key(other.name) == key(name) else f"belongs to “{other.name}” already"
            found.append(Refusal(f"“{name}” {what}. Change that entry, or leave the name out here.", field))
    return tuple(found)


def on_top(entry: GlossaryEntry, present: GlossaryEntry) -> GlossaryEntry:
    """Put what somebody added under a name that has an entry on top of it: what they left empty stays as it is."""
    aliases = tuple(dict.fromkeys((*present.aliases, *entry.aliases)))
    plain, outcome = entry.plain or present.plain, entry.outcome or present.outcome
    return replace(entry, name=present.name, aliases=aliases, plain=plain, outcome=outcome)


def is_overtaken(proposal: Proposal, glossary: Sequence[GlossaryEntry]) -> bool:
    """Tell whether what a proposal replaces is not what stands now, or its names have gone to another entry."""
    present = next((one for one in glossary if proposal.before and one.name == proposal.before.name), None)
    return present != proposal.before or bool(clashes(proposal.entry, proposal.before, glossary))
