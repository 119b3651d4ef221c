"""What people notice all the same in news of IT's own house: who they are, what they use, what they lose."""

import re

from bot.subjects.drafts import Draft
from bot.subjects.lint_words import found_in, places_of, trade_words
from bot.subjects.readings import Reading
from bot.subjects.rule_types import Rules
from bot.subjects.words import words_of

# What goes wrong, comes back or has to be done concerns people, whatever it is about.
_CONCERNS = frozenset({"bad", "partial", "duty", "restored", "postponed", "cancelled", "extended"})
# But that a machine of IT's own is no more, is worked on without a day, or that work on it is over, does not.
_ENDS = frozenset({"retirement", "deadline", "event", "freeze", "restoration", "maintenance", "swap-window"})
_AT_A_PLACE = frozenset({"maintenance", "swap-window", "blocked"})
_BACK = frozenset({"again", "back", "once"})
# "The back end" is a thing, and no end of anything.
_NO_END = re.compile(r"\b(?:back|front) end\b", re.IGNORECASE)
# What to do with papers is to read them.
_READING = frozenset({"find", "read", "see", "note", "look", "meet", "visit", "discover", "check", "browse"})


def is_noticed(draft: Draft, words: list[str], ours: set[int], rules: Rules, *, told: bool = False) -> bool:
    """Tell whether a draft speaks of people, of what they use, or of what they notice; `ours` are the places of IT's.

    Of what is `told` by papers and topics only a duty is read: that an audit is closed is no loss.
    """
    sets = rules.sets
    named = {words[at] for at in ours if at >= 0}
    labels = _labels(draft, named)
    others = [word for word in beside(words, ours) if word not in labels]
    # "Lab middleware" is a machine's name, and speaks of no lab.
    free = [word for at, word in enumerate(words) if at not in ours and at + 1 not in ours and word not in labels]
    if places_of(free, sets["inhouse-people"]) or not sets["users-own"].isdisjoint(others):
        return True
    if found_in(others, sets["inhouse-noticed"]):
        return True
    flat = f" {' '.join(words)} "
    if any(f" {one} " in flat for one in sets["flag-harmless"]):
        return True
    if not told and _goes_to_a_product(words, rules):
        return True
    if any(_moves_people(one, named) for one in draft.readings):
        return True
    read = (one for one in draft.readings if not told or one.direction == "duty" or one.kind == "leak")
    return any(_concerns(one, words, named, rules) for one in read)


def _moves_people(one: Reading, named: set[str]) -> bool:
    """Tell whether something moves that is no machine of IT's: people who use it go with it."""
    if one.kind not in ("migration", "migrating", "move-to"):
        return False
    what = words_of(one.slots.get("old") or one.slots.get("thing") or one.slots.get("system", ""))
    return bool(what) and named.isdisjoint(what)


def _goes_to_a_product(words: list[str], rules: Rules) -> bool:
    """Tell whether something moves to a version of what everybody knows: whose programs use it, has to test them."""
    known = rules.sets["products"]
    return any(
        word == "to" and at + 2 < len(words) and words[at + 1] in known and words[at + 2][:1].isdigit()
        for at, word in enumerate(words)
    )


def beside(words: list[str], ours: set[int]) -> list[str]:
    """Return the words of a draft that are not IT's; that something is done to all of them says no more."""
    return [word for at, word in enumerate(words) if at not in ours and word != "all"]


def says_no_more(word: str, rules: Rules) -> bool:
    """Tell whether a word beside a machine of IT's is of IT's trade, of its work, or a name."""
    sets = rules.sets
    names = ("inhouse-beside", "inhouse-done", "work-over", "own-work", "function", "routine", "products")
    if any(word in sets[name] for name in names) or not any(map(str.isalpha, word)):
        return True
    return word not in sets["ordinary"] or bool(found_in([word], trade_words(rules)))


def _labels(draft: Draft, named: set[str]) -> set[str]:
    """Return the words of a name behind which stands what was done to it: "Library discovery layer: index rebuilt"."""
    if len(draft.segments) < 2 or named.isdisjoint(words_of(draft.segments[-1].core)):
        return set()
    return set(words_of(draft.segments[0].core)) - set(words_of(draft.segments[-1].core))


def _concerns(one: Reading, words: list[str], named: set[str], rules: Rules) -> bool:
    """Tell whether news is a loss, a duty or a return that is more than the end of a thing of IT's own."""
    if one.direction not in _CONCERNS:
        return False
    thing = words_of(one.slots.get("system") or one.slots.get("thing") or one.slots.get("event", ""))
    if one.direction == "duty":
        return not _is_our_duty(one, thing, words, named, rules)
    if one.kind == "retirement" and (_NO_END.search(one.segment.core) or _are_parts(thing, one, named, rules)):
        return False
    where = words_of(one.slots.get("where", "")) if one.kind in _AT_A_PLACE else []
    is_ours, is_there = not named.isdisjoint(thing), not named.isdisjoint(where)
    if one.kind == "blocked":
        return not (is_ours and is_there)
    if places_of(thing, rules.sets["inhouse-papers"]) or places_of(thing, rules.sets["inhouse-topics"]):
        return False
    if (where and not is_there) or one.kind not in _ENDS or not (is_ours or is_there or one.kind == "freeze"):
        return True
    return one.direction == "restored" and not _is_work_over(words, rules)


def _is_work_over(words: list[str], rules: Rules) -> bool:
    """Tell whether work is over, and nothing that was lost is there again."""
    return _BACK.isdisjoint(words) and not rules.sets["inhouse-done"].isdisjoint(words)


def _is_our_duty(one: Reading, thing: list[str], words: list[str], named: set[str], rules: Rules) -> bool:
    """Tell whether what looks like a duty is none: "Switch refresh programme", "Index rebuilt", to read the minutes."""
    sets = rules.sets
    done = words_of(one.slots.get("duty") or one.slots.get("do", "")) or thing
    if done[:1] and done[0] in _READING and places_of(words, sets["inhouse-papers"]):
        return True
    is_over = any(done[-1:] and done[-1] in sets[name] for name in ("inhouse-done", "work-over"))
    is_named = is_over or not named.isdisjoint(done)
    return is_named and all(word in named or says_no_more(word, rules) for word in done)


def _are_parts(thing: list[str], one: Reading, named: set[str], rules: Rules) -> bool:
    """Tell whether what goes is no more than parts of a machine: "212 rules", "Java 8 removed from the build farm"."""
    if all(word in rules.sets["inhouse-beside"] or not word[:1].isalpha() for word in thing):
        return True
    return not named.isdisjoint(words_of(one.segment.core)) and all(says_no_more(word, rules) for word in thing)
