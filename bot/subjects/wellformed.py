"""Whether a headline is a sentence: an article before one thing, verbs that agree, nothing cut off in its midst."""

import re

from bot.subjects.rule_types import Rules
from bot.subjects.words import base_of_done, folded, listed, words_of

_COUNT = r"(?:\d+|two|three|four|five|six|seven|eight|nine|ten|twelve|several|many)"
# "A 6 clues", but "a 6-month pilot", "a 2 TB disk".
_ONE_OF_MANY = re.compile(rf"\b(?:a|an|another) {_COUNT} [A-Za-z]{{3,}}(?<!s)s\b", re.IGNORECASE)
# "Changes is being made", "a form were sent".
_MANY_IS = re.compile(
    r"\b(?P<many>[a-z]{3,}(?<![sui])s) (?:is|was|has|isn't|wasn't|hasn't) (?:being|been|now|to|not)\b"
)
_ONE_THOUGH_S = listed(
    "news sms gps dns cms lms aws vps dhs physics maths mathematics economics ethics this canvas analysis"
)
# A sentence behind what wants a thing: "you can now use the command allows downloads".
_WANTS_THING = re.compile(
    r"^(?:You can now use|You can use|You can't use|You lose|Try|Join|Expect|Plan for|Get ready for|Use|Read"
    r"|Watch out for)"
    r" (?P<thing>.*)",
)
_SAYS_OF = listed(
    "allows offers enables lets gives provides brings requires helps makes becomes announces launches introduces"
    " receives gets goes comes wants needs includes contains improves simplifies makes keeps shows tells looks feels"
    " seems takes costs"
)
_LINKS = listed("that which who what how where when it he she everyone everybody and or as if so because")
_HALF = listed(
    "relevant various several following recent certain additional existing other such concerning regarding affecting"
    " causing announcing including"
)
_TELLS = re.compile(r"^Note(?: that|:) (?P<said>.*)")
# "Register for the open", where the thing itself was taken for a verb.
_ONLY_WHICH = re.compile(
    r"\b(?:the|a|an) (?:open|new|old|annual|next|first|free|full|general|main|upcoming|latest)"
    r"(?: (?:from|on|in|by|at|for|to)\b|$)"
)
# "From 400-day", where the draft goes on "to annual".
_FROM = re.compile(r"\bfrom (?P<old>\S+(?: \S+){0,2})$", re.IGNORECASE)


# "Expect the fault to be fixed", where the draft says that it is.
_STILL_TO_COME = re.compile(
    r"^Expect .* to be (?P<done>resolved|fixed|restored|solved|repaired|corrected)(?: (?:now|again|by IT))?$"
)


def is_well_formed(text: str, draft: str, rules: Rules) -> bool:
    """Tell whether a headline can be read aloud as it stands; `draft` tells what was cut off its end."""
    words = words_of(text)
    if words[-1] in _HALF or (not _ARTICLES.isdisjoint(words) and _is_wrong_one(text)):
        return False
    many = _MANY_IS.search(text) if not _IS.isdisjoint(words) else None
    if many and many["many"] not in _ONE_THOUGH_S:
        return False
    if not _SAYS_OF.isdisjoint(words) and (thing := _WANTS_THING.match(text)) and _is_sentence(thing["thing"], rules):
        return False
    if _GROWING.search(text):
        return False
    if (told := _TELLS.match(text)) and not _has_verb(told["said"], rules):
        return False
    return not _is_behind(text, draft) and not _breaks_off(text, words, draft)


# "You can now use job limits doubled": that they are is the news, and no part of a name.
_GROWING = re.compile(
    r"^(?:You can now use|You can use|Try|Use) .*\b(?:doubles|doubled|halves|halved|triples|tripled|grows)\b"
)


_ARTICLES = frozenset({"a", "an", "another", "the"})
_IS = frozenset({"is", "was", "has", "isn't", "wasn't", "hasn't"})


def _is_wrong_one(text: str) -> bool:
    return _ONE_OF_MANY.search(text) is not None or _ONLY_WHICH.search(text) is not None


def _is_behind(text: str, draft: str) -> bool:
    """Tell whether a headline expects what its draft says is done."""
    come = _STILL_TO_COME.match(text) if " to be " in text else None
    if come is None or come["done"] not in words_of(draft):
        return False
    coming = rf"\b(?:be|being|getting|get|until|when|once|not|yet) {come['done']}\b"
    return re.search(coming, folded(draft)) is None


def _breaks_off(text: str, words: list[str], draft: str) -> bool:
    found = _FROM.search(text) if "from" in words[-4:] else None
    return found is not None and f"from {folded(found['old'])} to " in folded(draft)


def _is_sentence(thing: str, rules: Rules) -> bool:
    """Tell whether what should be a thing says something of one."""
    words = words_of(thing)
    at = next((place for place, word in enumerate(words) if place and word in _SAYS_OF), 0)
    is_inside = 0 < at < len(words) - 1
    # "Job offers sent from crew accounts" are offers.
    if is_inside and (words[at + 1].endswith(("ed", "sent")) or words[at + 1] in rules.sets["prepositions"]):
        return False
    return is_inside and _LINKS.isdisjoint(words[:at]) and words[at - 1] not in rules.sets["prepositions"]


def _has_verb(said: str, rules: Rules) -> bool:
    """Tell whether what is told is a sentence: a verb stands in it, behind what it is said of."""
    for word in words_of(said)[1:]:
        if word in rules.sets["finite"] or word in rules.sets["auxiliaries"] or base_of_done(word, rules.sets):
            return True
        if word in rules.events or word.endswith(("n't", "'s", "'re", "'ll")):
            return True
        if word.endswith("s") and (word[:-1] in rules.sets["verbs"] or word[:-2] in rules.sets["verbs"]):
            return True
        if word in rules.sets["verbs"] or word in _SAYS_OF or word in rules.sets["noun-verbs"]:
            return True
    return False
