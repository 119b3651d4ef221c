"""Whether a headline makes sense: its slots hold things and doings that can stand there, and nothing left over.

A wrong headline is worse than a question, so what is in doubt is not shown.
"""

import re

from bot.subjects.claims import THINGS, overclaims
from bot.subjects.headlines import Headline
from bot.subjects.people_words import are_people
from bot.subjects.rule_types import Rules
from bot.subjects.rules import Slot, Source
from bot.subjects.wellformed import is_well_formed
from bot.subjects.words import base_of_done, folded, listed, words_of

_DOINGS = frozenset({"do", "doing", "do_yours"})
# What nobody can use, lose or wait for.
_NO_THINGS = listed(
    "sorry apologies apology oops hi hello dear thanks thank greetings regards welcome rolling staged fix fixes"
    " workaround everything nothing something anything everyone nobody date tbc tbd tba status news info details"
    " following rescheduling unfortunately however otherwise meanwhile fyi reminder eta subject going goin' goin’"
    " goin we've we’ve we're we’re"
)
# What somebody does with a thing that is new, and no part of its name.
_ANNOUNCES = listed("introducing announcing launching presenting releasing enabling implementing")
# A status page, a news feed: what people look at.
_SHOWN_ON = listed(
    "page pages feed feeds board boards screen screens site portal app channel blog list desk dashboard tracker map"
)
# Of which kind something is, and no thing: "you can't use the remote".
_OF_A_KIND = listed(
    "remote online digital physical public limited full partial external internal read write read-only temporary"
    " further additional other several various certain central local regional global high elevated increased new old"
    " first last next main"
)
_VERSIONS = listed("version release build v ver rev system software")
# What stands at the end of a thing only where a sentence was taken for a name.
_NO_END = listed(
    "yet down up again suspended slipped retired postponed delayed posted lost deleted offline unavailable affected"
    " stays remains continues longer not now soon never only still also ones one need needs open opens"
)
_CLAUSAL = re.compile(
    r"\b(?:until|unless|because|while|whether|whenever|or (?:it|they|you|we|the|your)|and (?:it|they|you|we) |but)\b"
    r"|\bnot \w+ed\b|\bonly (?:sold|paid|sent|held|given|kept|\w+ed)\b"
)
# Verbs that say nothing without what is done: "you can now share".
_NEEDS_OBJECT = listed(
    "share use get make take give send put set see find create add open manage access request order change update"
    " upload download edit choose select keep let allow enable receive submit provide bring move convert"
)


def lacks_object(words: list[str]) -> bool:
    """Tell whether "you can" stands before a verb that says nothing alone: "you can now share"."""
    doing = [word for word in words if word not in ("you", "can", "now", "also", "again", "your")]
    return words[:2] == ["you", "can"] and len(doing) == 1 and doing[0] in _NEEDS_OBJECT


_EMPTY_DOING = re.compile(
    r"(?:please )?(?:(?:clean|tidy|clear|free) up|delete|note|read|see|check|look|act|respond|help|save|clear out)"
    r"(?: (?:on|carefully|below|this|now|today|immediately|urgently|attentively|closely|thoroughly|soon"
    r"|asap|up|here))*",
    re.IGNORECASE,
)


def says_nothing(text: str) -> bool:
    """Tell whether a duty says nothing by itself: "clean up", "please read carefully"."""
    return _EMPTY_DOING.fullmatch(text.strip(" .!")) is not None


_GREETING = re.compile(
    r"\b(?:sorry|apolog\w+|oops|dear|(?<!windows )hello|thank(?:s| you))\b|^greetings\b|^(?:see|meet) you\b",
    re.IGNORECASE,
)
_DERIVED = re.compile(r"\b(?:being|to be|not to be) (?:now |automatically )?([a-z]+ed)\b")
_STACKED = re.compile(
    r"\bthe (?:not|no|every|everyone|everybody|nobody|each|any)\b|"
    r"\b(?:different|higher|lower) new\b|\b(for|to|on|in|at|by) (?!change|move|rise|grow|go)\w+ \1 \d"
    r"|^(?:You can't use|Plan around work on) .* (?:takes?|lasts?|stays?|remains?) (?:until|from|on|for|at|closed"
    r"|locked)\b"
    r"|^You can (?:still |now )?use (?:the )?(?:[a-z]+ )*(?:users|staff|students|people|customers|employees|colleagues"
    r"|patients|teachers|visitors|members)$|\buse .*\btimes again\b|\bto stick \w+ed\b|\buse affected\b"
    r"|^(?:See|Read) (?:below|above|attached|details)\b|\bstays? to be\b|^Know\b|\bmore time for .*\bhours$"
    # "Plan for the campus tests the siren": a sentence, and no thing.
    r"|^(?:Plan for|Expect|You can)\b.*\b(?:tests|checks|opens|launches|trials) (?:the|its|our|their) [a-z]"
    r"|\bto cost go\b|\bnot to be \w+ get\b"
)
# Nobody plans for what is over.
_TOO_LATE = re.compile(
    r"^(?:Plan|Get ready|Register|Join|Complete|Book)\b.*\b(?:yesterday|last (?:night|week|month|year|\w+day))\b"
)
# What is old is given back, and does not come back; what is done goes on, and nobody uses it again.
_BACK_AGAIN = re.compile(
    r"^You can use (?:the |your )?(?:(?:old|unused|expired|retired|former)|(?:[a-z]+ )?(?:roll-?outs?|migrations?"
    r"|upgrades?"
    r"|deployments?|recruitment|removals?|construction|testing|installations?|replacements?|maintenance)(?= of |"
    r" again))"
    r"\b.* again\b"
)
# Of these one is without, and nobody uses them by hand.
_NO_USE = re.compile(
    r"^You .*\buse (?:the )?(?:[a-z]+ )?(?:power|electricity|heating|cooling|steam)(?! [a-z]*(?:bi|meter|point))\b"
)
_PRONOUN_LED = re.compile(r"^(?:Expect|Plan for|You lose|You can't use) (?:it|they|them|this|that|we|you|he|she)\b")


def makes_sense(headline: Headline, draft: str, rules: Rules) -> bool:
    """Tell whether everything in a headline can stand where it stands."""
    given = folded(draft)
    if says_nothing(headline.text) or not is_well_formed(headline.text, given, rules):
        return False
    stacked = _STACKED.search(headline.text)
    own_words = [slot.text for slot in headline.slots if slot.source is Source.AUTHOR]
    if stacked and not any(stacked[0].lower() in text.lower() for text in own_words):
        return False
    if _PRONOUN_LED.match(headline.text) or _BACK_AGAIN.match(headline.text):
        return False
    if headline.reading.direction == "bad" and _NO_USE.match(headline.text):
        return False
    if _GREETING.search(headline.text):
        return False
    if any(not _is_known_verb(verb, given, rules) for verb in _DERIVED.findall(headline.text)):
        return False
    who = next((slot.text for slot in headline.slots if slot.name == "people"), "")
    if who and headline.text.startswith(f"{who}:") and not are_people(who, rules):
        return False
    if overclaims(headline, draft, rules) or _is_done_offline(headline, rules):
        return False
    # "Expect recordings to upload again" needs no object.
    itself = headline.reading.kind == "not-doing"
    # "Share charts": a doing beside its object, or that a thing does of itself.
    whole = {"doing"} if itself else {"do"} if {one.name for one in headline.slots} & {"thing", "thing_bare"} else set()
    own = (one for one in headline.slots if one.source is Source.DRAFT and one.name not in whole)
    return all(_can_stand(slot, rules) for slot in own)


def _is_done_offline(headline: Headline, rules: Rules) -> bool:
    """Tell whether what a reader does was taken for a thing that is off: "annotate papers offline"."""
    core = words_of(headline.reading.segment.core)
    is_verb = bool(core) and core[0] in rules.sets["verbs"] and core[0] not in rules.sets["noun-verbs"]
    return is_verb and core[-1] == "offline" and headline.reading.direction == "bad"


def _is_known_verb(verb: str, given: str, rules: Rules) -> bool:
    """Tell whether a participle is the draft's own, or of a verb that is known: "cleaned", and not "oned"."""
    known = verb in words_of(given) or base_of_done(verb, rules.sets)
    return bool(known) or any(word.base for _, word in rules.events.get(verb, ()))


def _can_stand(slot: Slot, rules: Rules) -> bool:
    words = [word for word in words_of(slot.text) if word not in ("the", "a", "an", "your", "our")]
    if slot.name in _DOINGS:
        return bool(words) and not (len(words) == 1 and words[0] in _NEEDS_OBJECT)
    return slot.name not in THINGS or (
        bool(words) and not _is_no_thing(words, rules) and not _is_ours(slot, words, rules)
    )


def _is_no_thing(words: list[str], rules: Rules) -> bool:
    """Tell whether words name nothing: a number, a kind, a greeting, what is left of a sentence."""
    if all(word in rules.sets["numbers"] or word in _OF_A_KIND for word in words):
        return True
    if words[0].endswith(("ed", "nt")) and len(words) > 1 and words[1] in rules.sets["prepositions"]:
        return True
    if words[0] == "contrary" or words in (["rolled"], ["put"], ["moved"], ["called"], ["held"], ["scaled"]):
        return True
    if words[0] in _ANNOUNCES or (words[0] == "more" and "time" in words[:2]):
        return True
    is_page = len(words) > 1 and words[-1] in _SHOWN_ON
    if all(word in _NO_THINGS for word in words) or (words[0] in _NO_THINGS and len(words) < 3 and not is_page):
        return True
    return _CLAUSAL.search(" ".join(words)) is not None or (len(words) > 1 and words[-1] in _NO_END)


def _is_ours(slot: Slot, words: list[str], rules: Rules) -> bool:
    """Tell whether words name what is IT's, and not the reader's: a version, a maintenance, a maker."""
    if slot.name in ("system", "thing") and words[-1] in ("maintenance", "downtime"):
        return True
    if set(words) & _VERSIONS and all(word in _VERSIONS or word[:1].isdigit() for word in words):
        return True
    return _is_vendor(slot, words, rules)


def _is_vendor(slot: Slot, words: list[str], rules: Rules) -> bool:
    """Tell whether a thing is nothing but who makes it: "you lose Microsoft"."""
    return slot.name in ("system", "thing", "thing_bare") and all(word in rules.sets["makers"] for word in words)
