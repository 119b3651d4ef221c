"""A system that stands as a label before its news, "Larch: compiler update", named where people use it."""

from dataclasses import replace

from bot.subjects.drafts import Draft
from bot.subjects.headlines import Headline
from bot.subjects.rule_types import Rules
from bot.subjects.rules import LONGEST_HEADLINE, Slot, Source
from bot.subjects.words import bare, folded, listed, small, words_of

_NAMED = ("system", "thing", "old", "event", "thing_bare", "system_bare", "event_bare", "thing_one", "thing_a")
# What people use on a machine: with one of these a name that no list knows is a machine's, and no town's.
_ON_MACHINES = listed(
    "scratch queue queues compiler compilers module modules partition partitions node nodes gpu gpus scheduler"
    " filesystem jobs job login logins mpi openmpi cuda python slurm software storage quota quotas toolchain"
    " toolchains library libraries kernel driver drivers desktop desktops home limits limit workspace workspaces"
    " sessions session disk disks"
)


def on_system(one: Headline, draft: Draft, rules: Rules) -> Headline:
    """Return a headline that says on which system, where a label alone says so and there is room."""
    name = draft.names[0].core if draft.names and draft.names[0] is draft.segments[0] else ""
    if not _is_name(name, rules) or one.reading.segment is draft.segments[0] or name in one.text:
        return one
    for slot in one.slots:
        if slot.name not in _NAMED or slot.source is not Source.DRAFT or slot.text not in one.text:
            continue
        place = _place(name, slot.text, rules)
        text = one.text.replace(slot.text, f"{slot.text} {place} {name}", 1)
        if place and len(text) <= LONGEST_HEADLINE and f"{name} {place} " not in text:
            return replace(one, text=text, slots=(*one.slots, Slot("topic_name", name, Source.DRAFT)))
        return one
    return one


def _is_name(name: str, rules: Rules) -> bool:
    is_word = name.isalnum() and name[:1].isupper() and name[1:] != name[1:].upper()
    return is_word and small(name, rules.sets) == name


def _place(name: str, thing: str, rules: Rules) -> str:
    """Return the word before a system: "on Larch", "in Moodle"; nothing where it may be a town."""
    words = words_of(thing)
    if any(word in rules.sets["prepositions"] for word in words):
        return ""
    if folded(name) in rules.sets["products"]:
        return "in"
    is_machine = folded(name) in rules.sets["given-names"] or bool({*words, *map(bare, words)} & _ON_MACHINES)
    return "on" if is_machine else ""
