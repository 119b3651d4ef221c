"""What may be in a set-up file only once, and how much of it there may be."""

from collections.abc import Iterator

from bot.audiences.rules import MOST_AUDIENCES
from bot.setup.problems import Problem, quoted
from bot.setup.tree import Path, Tree
from bot.topics.finding import key

MOST_TOPICS = 5_000
MOST_ALIASES = 20_000
MOST_PEOPLE = 10_000


def clashes(tree: Tree) -> Iterator[Problem]:
    """Find people and names that are there twice, and lists that are too long."""
    yield from _people(tree)
    yield from _shared(tree, "topics", "the topic")
    yield from _shared(tree, "glossary", "the entry")
    yield from _shared(tree, "audiences", "the audience")
    yield from _too_many(tree)


def _people(tree: Tree) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for at in range(tree.size_of("people")):
        if found := tree.text_at("people", at, "slack_id"):
            who, line = found
            if who in seen:
                said = f"{quoted(who)} is here twice (first in line {seen[who]}). Give one entry all the roles."
                yield Problem(line, said)
            seen.setdefault(who, line)


def _shared(tree: Tree, section: str, what: str) -> Iterator[Problem]:
    """Find names that fold to one; other spellings within one entry (`wifi`, `wi-fi`) are welcome."""
    owners: dict[str, tuple[int, str, int]] = {}
    for at in range(tree.size_of(section)):
        own = tree.text_at(section, at, "name")
        for text, line in _names(tree, (section, at)):
            first, owner, where = owners.setdefault(key(text), (at, own[0] if own else text, line))
            if first != at and key(text):
                yield Problem(
                    line,
                    f"{quoted(text)} belongs to {what} {quoted(owner)} already (line {where}). "
                    "Take one of the two out, or make both one.",
                )


def _names(tree: Tree, entry: Path) -> Iterator[tuple[str, int]]:
    if name := tree.text_at(*entry, "name"):
        yield name
    for at in range(tree.size_of(*entry, "aliases")):
        if alias := tree.text_at(*entry, "aliases", at):
            yield alias


def _too_many(tree: Tree) -> Iterator[Problem]:
    topics = tree.size_of("topics")
    aliases = sum(tree.size_of("topics", at, "aliases") for at in range(topics))
    counted = (
        ("topics", "topics", topics, MOST_TOPICS),
        ("topics", "aliases", aliases, MOST_ALIASES),
        ("people", "people", tree.size_of("people"), MOST_PEOPLE),
        ("audiences", "audiences", tree.size_of("audiences"), MOST_AUDIENCES),
    )
    for section, what, count, most in counted:
        if count > most:
            said = f"There are {count:,} {what}. Keep it to {most:,}."
            yield Problem(tree.places[(section,)].key_line, said)
