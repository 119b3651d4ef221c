"""What is judged: a subject with what is expected of it, and what the bot answered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bench.subjects_text import has, plain

# Codes of one letter, as older sets name what is wrong with a draft.
LETTERS = {
    "S": "system_first",
    "J": "jargon",
    "C": "codename",
    "V": "version",
    "P": "passive",
    "K": "shouting",
    "L": "too_long",
    "D": "ambiguous_date",
    "G": "nothing_to_use",
    "T": "bare_ticket",
}
CODES = frozenset(LETTERS.values())
STATUSES = ("ok", "keep", "needs_input", "unsupported_language")
DECLINES = frozenset({"needs_input", "unsupported_language"})


@dataclass(frozen=True, slots=True)
class Item:
    """A subject with what is expected: the data folder's page says what each field means."""

    id: str
    subject: str
    kind: str = ""
    direction: str = ""
    statuses: frozenset[str] = frozenset({"ok"})
    facts: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    say: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    good: str = ""
    problems: frozenset[str] = frozenset()
    may: frozenset[str] = frozenset()
    flags: frozenset[str] = frozenset()

    @property
    def known(self) -> str:
        """Return all that draft and author say."""
        return "\n".join([self.subject, *self.fields.values()])


def read_item(row: Mapping[str, Any]) -> Item:
    """Read a line of a set. Where it expects no status or direction by name, its flags tell them."""
    flags = frozenset(row.get("flags", ()))
    return Item(
        id=str(row["id"]),
        subject=row["subject"],
        kind=row.get("kind", ""),
        direction=row.get("direction") or _direction(flags),
        statuses=_statuses(row.get("status"), flags),
        facts=tuple(row.get("facts_to_keep", ())),
        fields=dict(row.get("fields") or {}),
        say=tuple(row.get("say", ())),
        avoid=tuple(row.get("avoid", ())),
        good=row.get("good_rewrite", ""),
        problems=_codes(row.get("problems", ())),
        may=_codes(row.get("problems_may", ())),
        flags=flags,
    )


def _statuses(given: str | Iterable[str] | None, flags: frozenset[str]) -> frozenset[str]:
    if isinstance(given, str):
        return frozenset({given})
    if given:
        return frozenset(given)
    if "thin" in flags:
        return frozenset({"needs_input"})
    return frozenset({"keep", "ok"}) if "good" in flags else frozenset({"ok"})


def _direction(flags: frozenset[str]) -> str:
    if "restored" in flags:
        return "restored"
    return "bad" if "neg" in flags else ""


def _codes(given: Iterable[str]) -> frozenset[str]:
    return frozenset(LETTERS.get(code, code) for code in given)


@dataclass(frozen=True, slots=True)
class Entry:
    """A system of the glossary."""

    name: str
    aliases: tuple[str, ...] = ()
    plain: str = ""
    lets_you: str = ""
    outcome: str = ""

    def stands_in(self, text: str) -> bool:
        """Tell whether the system is named in a text, with or without hyphens and in the plural too."""
        squeezed = plain(text).replace("-", "")
        for name in (self.name, *self.aliases):
            short = plain(name).replace("-", "")
            if has(name, text) or has(f"{short}|{short}s", squeezed):
                return True
        return False


def read_entry(row: Mapping[str, Any]) -> Entry:
    """Read an entry of a glossary file."""
    texts = {key: row.get(key) or "" for key in ("plain", "lets_you", "outcome")}
    return Entry(name=row["name"], aliases=tuple(row.get("aliases") or ()), **texts)


@dataclass(frozen=True, slots=True)
class Rewrite:
    """One proposal, as it goes to Slack: escaped."""

    headline: str
    facts_line: str = ""
    reason: str = ""
    rule: str = ""

    @property
    def lines(self) -> tuple[str, str]:
        """Return all that a reader gets: headline and facts line, without the draft where that is cited."""
        return plain(self.headline), plain(self.facts_line).split("Was: ")[0]

    @property
    def whole(self) -> str:
        """Return both lines as one text."""
        return "\n".join(self.lines)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bot says of one draft."""

    status: str
    questions: tuple[str, ...] = ()
    lints: tuple[tuple[str, str], ...] = ()
    rewrites: tuple[Rewrite, ...] = ()


def read_answer(row: Mapping[str, Any]) -> Answer:
    """Read an answered line. A line that does not keep to the format raises KeyError or TypeError."""
    names = ("headline", "facts_line", "reason", "rule")
    return Answer(
        status=row["status"],
        questions=tuple(row["questions"]),
        lints=tuple((lint["rule"], lint["message"]) for lint in row["lints"]),
        rewrites=tuple(Rewrite(**{name: one[name] or "" for name in names}) for one in row["rewrites"]),
    )


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with an answer."""

    code: str
    why: str

    def __str__(self) -> str:
        return f"{self.code}: {self.why}"
