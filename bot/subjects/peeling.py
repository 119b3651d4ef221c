"""What stands around news, peeled off, so that rules see the news alone: openers, reasons, IT as the one who acts."""

import re
from collections.abc import Iterator
from functools import lru_cache

from bot.subjects.rule_types import Rules
from bot.subjects.verb_forms import done
from bot.subjects.words import base_of, base_of_done, folded, is_noun_phrase, words_of

_REASON_WORDS = (
    r"due to|because of|as part of|owing to|following|after|in preparation for|in advance of|ahead of|on account of"
    r"|as a result of|in order to|to (?:improve|ensure|allow|enable|support|help|comply|meet|address|reduce|prepare"
    r"|protect|keep|make|enhance)|thanks to|given|in response to|in light of|as a precaution|during|once|when|with"
)
_REASON_FIRST = re.compile(rf"(?:{_REASON_WORDS}) [^,]{{3,160}},\s+(?=\S)", re.IGNORECASE)
# "Due to a fault at our supplier some letters ...": without a comma, news begins with what counts or points.
_REASON_OPEN = re.compile(
    rf"(?:{_REASON_WORDS}) (?:\S+ ){{2,8}}?"
    r"(?=(?:some|all|most|many|several|you|your|there|no|users|staff|(?<!at )(?<!of )(?<!in )(?<!on )(?<!by )(?<!to )"
    r"(?<!with )(?<!for )(?<!from )the) \S)",
    re.IGNORECASE,
)
_REASON_ALONE = re.compile(rf"(?:{_REASON_WORDS})\s", re.IGNORECASE)
_REASON_LAST = re.compile(
    r",?\s+(?:due to|because of|because|as part of|owing to|in order to|so that|so you can|so we can"
    r"|while (?:we|it|the)"
    r"|caused by|following|in preparation for|in advance of|ahead of|as a result of|on account of|during(?= \D)"
    r"|thanks to|which (?:is|"
    r"will|was|are)|as we|to (?:allow|improve|enable|support|ensure|accommodate|address|comply|make way|meet|prepare)"
    r"|or (?:else )?(?:[a-z'-]+ ){1,3}(?:will|won't|may|can|can't|cannot|is|are|gets?|stops?)\b"
    r"|pending|in response to|as announced|as planned)\s.*$"
    r"|\s+for (?:the )?(?:[\w-]+ ){1,6}?(?:patches|patching|mitigations?|vulnerabilities|fixes|repairs)$",
    re.IGNORECASE,
)
# What is done meanwhile stands below: "downtime to replace the pump".
_FOR_WORK = re.compile(
    r"(?P<kept>\b(?:downtime|outage|maintenance|unavailable|offline|down|closed|shutdown|interruption)) to (?:update"
    r"|upgrade|perform|replace|install|move|migrate|repair|apply|carry out|complete|make|do|add|fix)\b.*$",
    re.IGNORECASE,
)
_WE = (
    r"(?:we|(?-i:IT)|(?-i:ITS)|ict|(?:the )?it (?:team|department|services|staff|support|desk)"
    r"|our (?:it )?(?:team|vendor|provider"
    r"|supplier)|(?:the )?(?:service|help) ?desk|facilities|engineers|technicians|(?:the )?(?:vendor"
    r"|provider|supplier))"
)
_ACTS = re.compile(
    rf"{_WE}(?P<have>'ve| have| has)?(?P<will> will be| will| are going to| is going to| plan to"
    rf"| are planning to| intend"
    r" to| need to| must| are| is|'re|'ll be|'ll)?(?: be)? (?:(?:now|also|soon|shortly|currently|just|successfully) )*"
    r"(?P<never>no longer |not )?(?P<verb>[a-z]+) (?P<what>\S.*)",
    re.IGNORECASE,
)


_DOING = re.compile(rf"{_WE}(?: will be| are| is|'re|'ll be) (?=\w+ing )", re.IGNORECASE)


# "IT service problems" are no doing of IT: one that acts has its verb with an ending.
_ONE = re.compile(r"(?:IT|ITS|ICT|it|ict|(?i:(?:the )?(?:service|help) ?desk|(?:the )?(?:vendor|provider|supplier)))\b")


def is_our_doing(core: str) -> bool:
    """Tell whether a part says what IT does itself, which nobody else is to do: "we are raising prices"."""
    return _DOING.search(core) is not None


def is_reason(core: str) -> bool:
    """Tell whether a part only says why, or after what: "due to a power cut"."""
    return _REASON_ALONE.match(core) is not None


def without_reason(core: str) -> str:
    """Return a part without the reason at its end."""
    return _REASON_LAST.sub("", core)


# Why something is to be done stands below, the more so as it speaks of IT's work.
_CAUSE = re.compile(
    r",? (?:due to|because|owing to|as part of|ahead of|in preparation for|in advance of|as a result of|on account of"
    r"|in response to|in light of|following (?:the|an?|our|last|yesterday's|this))\b.*$",
    re.IGNORECASE,
)


def without_cause(duty: str) -> str:
    """Return what is to be done without why, where two words or more are left."""
    cause = _CAUSE.search(duty)
    return duty[: cause.start()] if cause and duty[: cause.start()].count(" ") > 0 else duty


def opened(core: str, rules: Rules) -> str:
    """Return a part without what a sentence opens with before its news: "please note that"."""
    return _openers(rules.lists.get("openers", ())).sub("", core, count=1)


def peeled(core: str, rules: Rules) -> Iterator[str]:
    """Yield a part without what stands around its news, one way after the other; nothing where there is nothing."""
    openers = _openers(rules.lists.get("openers", ()))
    text = _WRITTEN.sub("", openers.sub("", core, count=1), count=1).removesuffix(" after all")
    without = _REASON_FIRST.sub("", text, count=1)
    without = _REASON_OPEN.sub("", text, count=1) if without == text else without
    text = openers.sub("", without, count=1)
    if text != core:
        yield text
    shorter = _REASON_LAST.sub("", _FOR_WORK.sub(r"\g<kept>", text))
    if shorter != text and len(shorter) > 2:
        yield shorter
        text = shorter
    if _DOING.match(text):
        yield _DOING.sub("", text, count=1)
    if turned := passive(text, rules):
        yield turned


# "The bank's statement on the mail outage": the outage is the news.
_WRITTEN = re.compile(
    r"^(?:\S+ ){0,3}?(?:statement|message|notice|advisory|bulletin|note|letter|memo)"
    r" (?:on|about|regarding|concerning|for) (?:the |our |multiple |several )?(?=\S)",
    re.IGNORECASE,
)


@lru_cache(maxsize=4)
def _openers(phrases: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(phrases, key=len, reverse=True)
    return re.compile(rf"^(?:{'|'.join(map(re.escape, longest_first)) or '(?!)'})[,:]?\s+(?=\S)", re.IGNORECASE)


# What somebody does that is not done to a thing: "we have left the forum".
_NOT_DONE_TO = frozenset({"leave", "join", "reach", "enter", "celebrate", "turn", "hire", "become", "have"})
_OF_IT = re.compile(r" (?:of|to|in|on|for|at|with|from) ")


def passive(core: str, rules: Rules) -> str:
    """Say what is done to a thing without the one who does it: "we will replace X" becomes "X will be replaced"."""
    found = _ACTS.match(core)
    if found is None:
        return ""
    verb, what = folded(found["verb"]), found["what"]
    base = base_of(verb, rules.sets) or (base_of_done(verb, rules.sets) if found["have"] else "")
    base = base or next((word.base for _, word in rules.events.get(verb, ()) if word.base), "") or verb
    known = base in rules.sets["verbs"] or base in rules.sets["noun-verbs"]
    known = known or any(word.base for _, word in rules.events.get(base, ()))
    what = re.sub(r"^(?:our|all of our|the existing)\s+(?=\S)", "", what, flags=re.IGNORECASE)
    particle = re.match(r"(?:out|down|off|over|up)\s+(?=\S)", what, re.IGNORECASE)
    if particle:
        base, what = f"{base} {particle[0].strip().lower()}", what[particle.end() :]
    is_named = not found["have"] and not found["will"] and _ONE.match(core) is not None
    if base in _NOT_DONE_TO:
        return ""
    if not known or not is_noun_phrase(" ".join(words_of(what)[:2]), rules.sets):
        return ""
    if is_named and (not verb.endswith(("s", "ing", "ed")) or verb in rules.sets["noun-gerunds"]):
        return ""
    thing, rest = _object(what, rules)
    is_past = verb.endswith("ed") and not base_of(verb, rules.sets)
    many = words_of(_OF_IT.split(thing)[0])[-1:] if thing else []
    have = "have been" if many and many[0].endswith("s") and not many[0].endswith(("ss", "us", "is")) else "has been"
    helper = have if found["have"] or is_past else "will be" if "will" in (found["will"] or "") else "is being"
    never = "" if not found["never"] else " not" if folded(found["never"]).strip() == "not" else " no longer"
    helper = f"will{never} be" if never and helper == "will be" else f"{helper}{never}"
    return f"{thing} {helper} {done(base)} {rest}".strip()


def _object(what: str, rules: Rules) -> tuple[str, str]:
    """Tell the thing that something is done to from what is said of the doing: "to Teams", "with a new one"."""
    words = what.split()
    for at, word in enumerate(words):
        if at and folded(word).strip(",") in ("to", "with", "by", "into", "from", "via") and at < len(words) - 1:
            return " ".join(words[:at]), " ".join(words[at:])
    del rules
    return what, ""
