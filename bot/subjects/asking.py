"""Questions that a draft answers itself: "Looking for the old price list? It is under Tools", "Can I still fax? No"."""

import re

from bot.subjects.readings import Reading
from bot.subjects.rule_types import About, ReadingRule, Rules
from bot.subjects.segments import Segment
from bot.subjects.words import folded, is_noun_phrase, starts_with_verb

_FOUND = ReadingRule(
    About("draft.found", "The draft asks where something is, and says it."), "found", "neutral", (), 92
)
_NO = ReadingRule(
    About("draft.no-longer", "The draft asks whether something goes, and says no."), "asked-no", "bad", (), 92
)
_OUT = ReadingRule(
    About("draft.not-there", "The draft asks whether it is there, and says no."), "outage", "bad", (), 92
)

_LOOKED_FOR = re.compile(
    r"(?:(?:are you )?(?:still )?(?:looking|searching) for|can't find|cannot find|(?:do you )?need to find|missing"
    r"|(?:wondering )?where (?:is|are|can (?:i|you|we) (?:find|get)|do (?:i|you|we) (?:find|get)|to find|has"
    r"|have|did|do i find))"
    r" (?P<what>\S.*?)(?: (?:go|gone|moved(?: to)?|now|is|are))?",
    re.IGNORECASE,
)
_THERE = re.compile(
    r"(?:(?:you(?:'ll| will| can)? )?(?:now )?(?:find|get) (?:it|them|yours)|(?:it|they|this|these)(?: is|'s"
    r"| are|'re| has| have)?"
    r"(?: now| been| moved| lives?| live| all){0,2}|where to find (?:it|them)|here is where(?: to find (?:it"
    r"|them))?|now)? ?"
    r"(?P<where>(?:in|on|under|at|inside|behind|with|next to) \S.*)",
    re.IGNORECASE,
)
_CAN = re.compile(r"(?:can|may|could) (?:i|we|you|one)(?: still| now)? (?P<do>\S.*)", re.IGNORECASE)
_WILL_BE = re.compile(
    r"(?:will|is|are) (?P<what>\S.*?) (?:be )?(?:still )?(?:available|open|there|up|running|usable|working|online)\b.*",
    re.IGNORECASE,
)
_YOURS = re.compile(r"^(?:your|my|our) ", re.IGNORECASE)
_BOTH = 2
_LONGEST_PLACE = 40


def answered(text: str, segments: tuple[Segment, ...], rules: Rules) -> Reading | None:
    """Read a draft that is a question and its answer."""
    if "?" not in text or len(segments) < _BOTH:
        return None
    first, second = segments[0], segments[1]
    if "?" not in text[first.end - 1 : second.start + 1]:
        return None
    asked = text[first.start : first.end].strip(" ?.!")
    told = text[second.start : second.end].strip(" .!()")
    if found := _LOOKED_FOR.fullmatch(asked):
        return _as_found(found["what"], told, segments, rules) if len(segments) == _BOTH else None
    if yes := _YES.fullmatch(told):
        return _as_yes(asked, yes["where"] or "", segments, rules)
    if folded(told).split(" ", 1)[0].strip(",:;.!") not in ("no", "sorry", "unfortunately"):
        return None
    return _as_no(asked, text, segments, rules)


def _as_found(what: str, told: str, segments: tuple[Segment, ...], rules: Rules) -> Reading | None:
    there = _THERE.fullmatch(told)
    if there is None or len(there["where"]) > _LONGEST_PLACE or not is_noun_phrase(_YOURS.sub("", what), rules.sets):
        return None
    at, place = there["where"].split(" ", 1)
    if not is_noun_phrase(place, rules.sets):
        return None
    return Reading.by(_FOUND, {"do": f"Find {_MY.sub('your', what)} {folded(at)} {place}"}, segments[1])


_YES = re.compile(r"yes(?:, | - | – |: )?(?P<where>(?:at|in|on|with|by|from|until|via) [^,;:]{3,30})?", re.IGNORECASE)
_MY = re.compile(r"\bmy\b", re.IGNORECASE)


def _as_yes(asked: str, where: str, segments: tuple[Segment, ...], rules: Rules) -> Reading | None:
    """Read "can we still pay in cash? Yes, at desk 4" as what people can do."""
    can = _CAN.fullmatch(asked)
    if not can or not starts_with_verb(can["do"], rules.sets) or len(segments) > _BOTH:
        return None
    still = "still " if " still " in f" {folded(asked)} " else ""
    do = f"You can {still}{_MY.sub('your', can['do'])} {where}".strip()
    return Reading(_FOUND, _FOUND.kind, "good", {"do": do}, segments[1])


def _as_no(asked: str, text: str, segments: tuple[Segment, ...], rules: Rules) -> Reading | None:
    """Read "can I still fax orders? No, from 1 June only by e-mail" as what people cannot do, and from when."""
    whens = next((one.whens for one in segments[1:] if one.whens), segments[0].whens)
    own = Segment(text, segments[0].start, segments[-1].end, whens)
    can = _CAN.fullmatch(asked)
    if can and starts_with_verb(can["do"], rules.sets):
        return Reading.by(_NO, {"do": _MY.sub("your", can["do"])}, own)
    there = _WILL_BE.fullmatch(asked)
    if there and is_noun_phrase(there["what"], rules.sets):
        slots = dict.fromkeys(("system", "thing"), there["what"])
        return Reading.by(_OUT, slots, own)
    return None
