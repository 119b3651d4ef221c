"""Sentences that no rule reads: told whole, as what to expect or to note, in the draft's own words."""

import re
from collections.abc import Iterator

from bot.subjects.rule_types import About, ReadingRule, Rules
from bot.subjects.verb_forms import forms
from bot.subjects.words import EDGES, LONGEST_NAME, base_of_done, folded, listed, named, words_of

_WILL = frozenset({"will", "shall"})
_BE = frozenset({"is", "are"})
_OTHER = listed(
    "was were may might could can must should has have had do does did can't cannot won't isn't aren't hasn't haven't"
    " doesn't don't didn't"
)
# Verbs that are seldom nouns, behind the thing that does them.
_ACTING = (
    "show", "need", "begin", "remain", "require", "support", "include", "contain", "become", "get", "take", "stay",
    "keep", "continue", "belong", "reach", "expire", "arrive", "return", "differ", "appear", "happen", "apply", "allow",
    "let", "accept", "send", "receive", "ask", "tell", "give", "use", "go", "come", "open", "close", "start", "stop",
    "end", "move", "run", "leave", "turn", "cover", "work", "join", "switch", "cost", "rise", "fall", "grow", "log",
    "sign", "connect", "double", "halve", "drop", "increase", "shrink", "reject", "refuse", "lose",
    "say", "read", "write", "follow", "replace",
)  # fmt: skip
_FORMS = {form: verb for verb in _ACTING for form in forms(verb) if form.endswith("s")}
# Pasts that no ending tells.
_PAST = listed("went came got ran took gave began showed")
_HELPING = _WILL | _BE | _OTHER | _PAST
CLAUSE = ReadingRule(About("draft.clause", "No rule understands this sentence."), "clause", "neutral", (), 1)


def told(core: str, rules: Rules) -> Iterator[tuple[str, str]]:
    """Yield how a sentence can be told: `expected`, "the pumps to be cleaned", and `clause`, the sentence as it is."""
    words = _FROM_NOW.sub("", core).split()
    # "(IS)" is a short form, and no verb.
    low = [folded(word).strip(EDGES) if word[:1] != "(" else word for word in words]
    if _PRIDE & set(low[:3]) or _ODDS.search(core) or (low[0] == "no" and low[-1] in _FORESEEN):
        return
    # "Radios locked when the code is wrong": what is said under a condition has its verb before it.
    ends = next((place for place, word in enumerate(low) if place > 1 and word in _IF), len(low))
    at = next((place for place, word in enumerate(low[:ends]) if place and word in _HELPING), 0)
    at = at or _past(low, rules) or _no_longer(low, rules)
    if not at and "to" in low[1:-1] and low[low.index("to", 1) + 1] == "be":
        at = low.index("to", 1)
    if at and not _IF.isdisjoint(low[:at]):
        # "Keys revoked if a code is used twice": that verb is one of the condition.
        return
    if not at:
        slots = dict(_acting(words, low, rules))
        slots = slots or dict(_done(words, low, rules)) or dict(_now(words, low, rules))
        yield from slots.items()
        return
    thing = " ".join(words[:at])
    if not _is_thing(thing, rules) or at == len(words) - 1 or (at > 1 and low[at - 1] in _EVERYBODY):
        # "Ten habits everyone should have": whose they are, and no sentence.
        return
    rest = words[at + 1 :]
    if low[-1] in _OVER and not set(low) & _WILL:
        return
    if expected := _expected(low[at], rest):
        yield "expected", f"{_thing(thing, rules)} {expected}"
    yield "clause", f"{_thing(thing, rules)} {' '.join(words[at:])}"


def _no_longer(low: list[str], rules: Rules) -> int:
    """Return where "no longer" stands before a verb: "interns no longer get a phone", or 0."""
    for at in range(1, len(low) - 2):
        if low[at : at + 2] == ["no", "longer"] and (low[at + 2] in rules.sets["verbs"] or low[at + 2] in _ACTING):
            return at
    return 0


def _past(low: list[str], rules: Rules) -> int:
    """Return where the verb of "some students received the wrong results" stands, or 0."""
    if low[:1] and low[0] not in _COUNTED and not low[0].isdigit():
        return 0
    for at in range(1, len(low) - 1):
        small = any(low[at + 1] in rules.sets[name] for name in ("prepositions", "conjunctions", "auxiliaries"))
        if low[at] in _SUFFERED and not small and low[at + 1] not in _HOW and low[at - 1] not in _COUNTED:
            return at
        known = low[at].endswith("ed") and base_of_done(low[at], rules.sets)
        if known and low[at + 1] in _OBJECTS and not low[at - 1].endswith("ed"):
            return at
    return 0


_ALSO_THINGS = listed("logs shows covers stops starts costs uses reads signs turns drops runs needs moves")
# What is told with pride gives nobody anything to expect.
_IF = frozenset({"if", "unless", "when", "because", "while"})
_FORESEEN = listed("expected planned anticipated foreseen")
_PRIDE = listed("milestone milestones anniversary")
# "Older than will be purged": how old, a time said that is told apart.
_ODDS = re.compile(r"\bthan (?:will|are|is|must|can|cannot|may)\b", re.IGNORECASE)
_EVERYBODY = listed("everyone everybody you we they people nobody anyone")
_WHOLLY = listed("fully completely entirely partly partially newly freshly wholly fast mostly largely")
_SEEN = listed("appear arrive differ happen belong begin remain")
_ABOUT_SO_MANY = re.compile(r"^(?:about|around|over|nearly|almost) (?=\d|all)", re.IGNORECASE)
# What went wrong is over, and nothing to expect: "some invoices sent twice".
_WRONGLY = listed("wrong twice late double mistakenly incorrectly wrongly")
_COUNTED = listed("some all most many several few a about around nearly almost over both two three four five six")
# What becomes of things, in a past that is no participle here: "lost greetings", but not "lost twice".
_SUFFERED = listed("lost received kept sent found missed got showed")
_HOW = listed("twice again late early today yesterday online only once overnight")
_OBJECTS = listed("the a an their wrong no incorrect")
# Behind one of these stands a noun: "the new returns policy".
_BEFORE_NOUNS = listed("the a an our your new old updated revised current annual")
# A line does not end in "on".
_FROM_NOW = re.compile(r",? (?:from now on|going forward|from here on)$", re.IGNORECASE)


def _expected(helper: str, rest: list[str]) -> str:
    first = folded(rest[0])
    if "again" in map(folded, rest):
        return ""
    if helper == "to":
        return f"to {' '.join(rest)}"
    if helper in _WILL:
        return f"{first} to {' '.join(rest[1:])}" if first in ("not", "never") else f"to {' '.join(rest)}"
    if helper in _BE and first in ("to", "going"):
        return " ".join(rest).removeprefix("going ")
    if helper in _BE and first not in ("not", "no", "now", "being", "there", "it", "our", "your", "an", "a", "the"):
        return f"to be {' '.join(rest)}"
    return ""


def _acting(words: list[str], low: list[str], rules: Rules) -> Iterator[tuple[str, str]]:
    for at in range(1, len(words) - 1):
        verb = "" if _is_no_verb(low, at, rules) else _verb_at(low, at, rules)
        before = at - 1 if low[at - 1] == "now" else at
        thing = " ".join(words[:before])
        if verb and before and _is_thing(thing, rules) and low[at + 1] not in rules.sets["auxiliaries"]:
            name = _thing(thing, rules)
            yield "expected", f"{name} to {verb} {' '.join(words[at + 1 :])}"
            yield "clause", f"{name} {' '.join(words[before:])}"
            return


def _is_no_verb(low: list[str], at: int, rules: Rules) -> bool:
    """Tell from the words beside it that a word is no verb of a sentence here."""
    if low[at - 1] in ("who", "that", "which") or low[at - 1] in _BEFORE_NOUNS:
        return True
    # "Audit logs for teams" are logs.
    if low[at] in _ALSO_THINGS and low[at + 1] in ("for", "of"):
        return True
    if low[at] == "works" and low[at + 1] not in rules.sets["prepositions"]:
        return True
    # "The deadline for stock returns pushed back": the verb is behind.
    is_done = low[at + 1].endswith("ed") and bool(base_of_done(low[at + 1], rules.sets))
    return is_done or low[at + 1] in ("go", "goes", "going", "up", "rise", "rises", "increase", "change", "fall")


def _verb_at(low: list[str], at: int, rules: Rules) -> str:
    """Return the verb that a word is behind the thing that does it, in its plain form, or nothing."""
    word, before = low[at], low[at - 1]
    is_plain = word in _ACTING and before.endswith("s")
    if word == "need" or (
        is_plain and (word not in rules.sets["noun-verbs"] or low[at + 1] in rules.sets["determiners"])
    ):
        return word
    if word in _FORMS:
        return _FORMS[word]
    if before == "now" and (word in rules.sets["verbs"] or word in _SEEN):
        return word
    return _third_person(low, at, rules) or _plural(low, at, rules)


# What goes on with one of these is no name: "no new accounts until storage is expanded".
_UNTIL = frozenset({"until", "unless", "because", "whenever"})


# What opens a sentence, and is no thing.
_SAID_FIRST = listed("unfortunately sadly regrettably sorry luckily hopefully finally however")


def _is_thing(text: str, rules: Rules) -> bool:
    words = words_of(_ABOUT_SO_MANY.sub("", _YOURS.sub("", text)))
    sets = rules.sets
    if not words or len(words) > LONGEST_NAME or any(word in sets["finite"] for word in words) or "ed, " in text:
        return False
    if not _UNTIL.isdisjoint(words) or words[0] in _SAID_FIRST:
        return False
    return not any(words[0] in sets[name] for name in ("prepositions", "pronouns", "conjunctions"))


def _now(words: list[str], low: list[str], rules: Rules) -> Iterator[tuple[str, str]]:
    """Read a clause that has "now" for its verb: "two monitors now standard"."""
    at = low.index("now") if "now" in low[1:-1] else 0
    if at and low[at + 1] in _FORMS:
        return
    if at and low[at - 1].endswith("s") and low[at + 1] in _LASTING and at + 1 < len(low):
        yield "expected", f"{_thing(' '.join(words[:at]), rules)} to {' '.join(words[at + 1 :])}"
        return
    if at and (base := _base_of_third(low[at + 1], rules)) and at + 2 < len(low):
        yield "expected", f"{_thing(' '.join(words[:at]), rules)} to {base} {' '.join(words[at + 2 :])}"
        return
    if at > 0 and _is_thing(" ".join(words[:at]), rules):
        yield "expected", f"{_thing(' '.join(words[:at]), rules)} to be {' '.join(words[at + 1 :])}"


# What many things do from now on, and what each of these never is.
_LASTING = listed("last need require use take cost run start open close expire include show work support end begin")


def _plural(low: list[str], at: int, rules: Rules) -> str:
    """Return the verb of "dashboards refresh hourly": a plural before it, and how or when it is done behind it."""
    word, is_many = low[at], low[at - 1].endswith("s") and not low[at - 1].endswith("ss")
    is_verb = word in rules.sets["verbs"] or word in rules.sets["noun-verbs"]
    how = low[at + 1].endswith("ly") or low[at + 1] in rules.sets["determiners"] - {
        "for",
        "from",
        "by",
        "before",
        "now",
    }
    return word if is_many and is_verb and how else ""


def _base_of_third(word: str, rules: Rules) -> str:
    """Return the verb of "finds" or "carries", or nothing where it is none that is known."""
    if not word.endswith("s") or word.endswith("ss"):
        return ""
    stems = (word[:-1], word[:-2] if word.endswith("es") else "", f"{word[:-3]}y" if word.endswith("ies") else "")
    lists = (rules.sets["verbs"], rules.sets["done-verbs"], rules.sets["noun-verbs"])
    known = next((one for one in stems if any(one in verbs for verbs in lists)), "")
    return known or next((one.base for _, one in rules.events.get(word, ()) if one.base), "")


def _third_person(low: list[str], at: int, rules: Rules) -> str:
    """Return the verb of "the pump alerts the ward": an ending, and an object or a preposition behind it."""
    word, after = low[at], low[at + 1]
    base = "" if low[at - 1].endswith("s") else _base_of_third(word, rules)
    base = "" if base in rules.sets["it-doing"] or base in rules.sets["noun-verbs"] else base
    follows = after in rules.sets["determiners"] or after in ("your", "into", "onto", "up", "out", "off", "down", "to")
    return base if follows and after not in ("for", "from", "by", "before", "now") else ""


def _done(words: list[str], low: list[str], rules: Rules) -> Iterator[tuple[str, str]]:
    """Read a clause that leaves its helping verb out: "renewals now handled online"."""
    for at in range(1, len(words)):
        is_done = low[at] in _KEPT_SO or (
            low[at].endswith("ed") and low[at] not in _OVER and base_of_done(low[at], rules.sets)
        )
        before = at - 1 if low[at - 1] in _SKIPPED or low[at - 1] in ("get", "gets") else at
        how = low[before - 1] if before > 1 and low[before - 1] in _WHOLLY else ""
        before = before - 1 if how else before
        ends = at == len(words) - 1 or low[at + 1] in rules.sets["prepositions"] or low[at + 1] in _SKIPPED
        ends = ends or low[at + 1] in _IF
        if is_done and ends and before and _is_thing(" ".join(words[:before]), rules):
            done = " ".join(word for word in ([how] if how else []) + words[at:] if folded(word) != "now")
            if (low[0] in _COUNTED or low[0].isdigit()) and _WRONGLY & set(low[at:]):
                yield "clause", f"{_thing(' '.join(words[:before]), rules)} were {done}"
                return
            done = f"{low[at - 1]} {done}" if low[at - 1] == "only" else done
            yield "expected", f"{_thing(' '.join(words[:before]), rules)} to be {done}"
            return


_IF = frozenset({"if", "unless", "when"})
_KEPT_SO = listed("kept held sent sold paid cut built made taken given shown written")
# What is said of work that is over: nothing to expect.
_OVER = listed(
    "returned resumed restored repaired fixed reopened recovered reconnected completed finished patched deployed"
    " updated upgraded migrated installed released concluded implemented"
)
_SKIPPED = listed("now only also online automatically monthly weekly daily again then instead twice once")
_YOURS = re.compile(r"^(?:your|our|these|this|only|those)\s+", re.IGNORECASE)
_KEPT = listed(
    "the your a an all some no any only both anyone anybody everyone everybody nobody each every many most few several"
    " staff people users customers students visitors"
)


def _thing(text: str, rules: Rules) -> str:
    first, _, rest = text.partition(" ")
    is_small = folded(first) in _KEPT or _ABOUT_SO_MANY.match(text) is not None
    return f"{folded(first)} {rest}".strip() if is_small else named(text, rules.sets)


def is_told(core: str, rules: Rules) -> bool:
    """Tell whether a part is a sentence that can be told as it stands."""
    return len(words_of(core)) > 2 and any(True for _ in told(core, rules))
