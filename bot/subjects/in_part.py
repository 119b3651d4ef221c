"""What works again in part: one thing does and another does not, or a fault is fixed for most and not for all."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.subjects.readings import Reading
from bot.subjects.rule_types import About, ReadingRule, Rules
from bot.subjects.segments import Segment
from bot.subjects.words import folded, head_of, is_noun_phrase, is_plural, listed, named, words_of

_HALVES = ReadingRule(About("draft.halves", "One thing works and another does not."), "restoration", "partial", (), 93)
_FIXED = ReadingRule(About("draft.fixed-for", "It is fixed for some only."), "fixed-for", "partial", (), 94)

_PIECES = re.compile(r"[,;|:]\s+|\.\s+(?=[A-Z])|\s[-–—]\s|\s\(|\s(?=(?:but|though|although|while|whereas)\s)")
_JOINT = re.compile(r"^(?:but|though|although|however|while|whereas|and|yet),? ", re.IGNORECASE)
# What is left out, and how: "tide data still missing", "meeting rooms are not yet back", "calendar still doesn't".
_LEFT = re.compile(
    r"(?P<none>still no) (?P<of>\S.*)"
    r"|(?P<what>\S.*?) (?:(?:is|are|has|have) )?(?P<still>still|remains?|stays?) "
    r"(?!not\b|no\b|does\b|do\b|doesn't|don't|isn't|aren't)(?P<state>\S.*)"
    r"|(?P<other>\S.*?) (?:still )?(?:is|are|do|does|has|have|will|can)(?: still)?(?: not|n't)(?: yet)?(?P<how> \S.*)?"
    r"|(?P<third>\S.*?) (?:still )?(?:cannot|can't|won't)(?P<able> \S.*)?"
    r"|(?P<last>\S.*?) (?:still )?not(?: yet)?(?P<so> (?!for |in |at |on |to )\S.*)?"
    r"|(?P<later>\S.*?) (?:to follow|to come|will follow|yet to follow|yet to come)(?: \S+)?",
    re.IGNORECASE,
)
# What nobody can use is simply left out of what they can: "but not voicemail".
_GONE = listed(
    "down dark broken out off offline unavailable closed missing affected failing fails fail inaccessible unreachable"
    " suspended back restored available working reachable visible accessible possible usable yet work running up online"
    " open dead shut blocked"
)
_WORKS = re.compile(
    r"(?P<what>\S.*?)(?: (?:is|are))?(?: now| all)? (?:(?:works?|working|running|runs|up and running|up|on|online"
    r"|available|open"
    r"|back|fine|ok|okay|usable|reachable|stable|operational)(?P<again> (?:again|now|normally|fine))*)"
    r"(?P<where> (?:for|in|at|on|from) \S.*)?",
    re.IGNORECASE,
)
_AGAIN = re.compile(
    r"\b(?:again|back|restor\w+|recover\w*|resolved|fixed|solved|repaired|partial\w*|partly)\b", re.IGNORECASE
)
_STILL = re.compile(r"\b(?:still|yet|remains?)\b", re.IGNORECASE)
_HINT = re.compile(r"\b(?:still|not|no|yet|remains?|stays?|to follow|to come|can't|cannot)\b|n't\b", re.IGNORECASE)
_FIXED_FOR = re.compile(
    r"(?P<what>\S.*?),?(?: (?:is|are|was|were|has|have|been|now|already))* "
    r"(?P<done>fixed|resolved|solved|repaired|mended|cleared|corrected|cured|restored|recovered|lifted|over)"
    r"(?: again)? "
    r"(?P<portion>(?:for|on|at|in|across|with|to) \S.*|(?:everywhere )?(?:except|apart from|but not|other than) \S.*)",
    re.IGNORECASE,
)
_PORTION = re.compile(
    r"\b(?:most|some|many|several|(?<!a )few|a few|majority|nearly|almost|all but|except|apart from|other than|only"
    r"|but not|not all|not everyone|half|quarter|two thirds|a third"
    r"|(?:\w+) (?:out )?of (?:the |our |all )?(?:\d+|two|three|four|five|six|seven|eight|nine|ten|twelve)\b)|\d ?%",
    re.IGNORECASE,
)
_TROUBLES = listed(
    "freeze freezes crash crashes hang hangs lag lags drop drops loop loops jam jams stall stalls slowdown slowdowns"
    " flicker hiccup hiccups lockout lockouts bugs mistake mistakes mix-up leak leaks blockage shortage noise echo"
    " error errors fault faults loading sync defect defects"
)
_TROUBLED = listed("slow missing lost wrong incorrect broken frozen stuck delayed late duplicate failed double faulty")


@dataclass(frozen=True, slots=True)
class Left:
    """What does not work yet beside what does. `short` stands behind "but", `whole` is a sentence of its own."""

    short: str
    full: str
    whole: str


def left_out(text: str, known: str, rules: Rules) -> Left | None:
    """Find what a draft says does not work yet, beside the thing `known` that does."""
    if _HINT.search(text) is None:
        return None
    for piece in _pieces(text):
        found = _left(piece, rules)
        if found and not (known and folded(found[0]) in folded(known)):
            return _said(*found, rules)
    return None


def _pieces(text: str) -> Iterator[str]:
    for piece in _PIECES.split(text):
        yield _JOINT.sub("", piece.strip(" .!)"), count=1)


def _left(piece: str, rules: Rules) -> tuple[str, str, str] | None:
    """Return what is left out, its state and how that stands: "still", "not" or nothing."""
    found = _LEFT.fullmatch(piece)
    if not found:
        return None
    what = next(found[name] for name in ("of", "what", "other", "third", "last", "later") if found[name]).strip(" ,")
    if len(what) > _LONGEST or not _is_named(what, rules) or _NO_THING.match(what):
        return None
    if found["state"]:
        state = found["state"]
        return None if words_of(state)[0] in _FINE or state.startswith(("to ", "be ")) else (what, state, "still")
    able = found["able"]
    return what, (found["how"] or found["so"] or able or "").strip(), "cannot" if able else ""


def _is_named(what: str, rules: Rules) -> bool:
    """Tell whether a text names a thing; its last word may be a verb elsewhere: "direct debit changes"."""
    head, _, last = what.rpartition(" ")
    return is_noun_phrase(what, rules.sets) or (bool(head) and last.endswith("s") and is_noun_phrase(head, rules.sets))


_LONGEST = 40
# "Still open", "remains free": nothing is amiss with it.
_FINE = listed("open free available possible usable working accepted valid works work running online up fine")
_NO_THING = re.compile(
    r"(?:it|they|this|that|there|we|you|users|people|everyone|cause|please|root cause|(?:a |the |more |further )?"
    r"(?:new |exact |final )?(?:date|dates|details|information|report|analysis|notice|update|rca))\b",
    re.IGNORECASE,
)


def _said(what: str, state: str, how: str, rules: Rules) -> Left:
    name = named(what, rules.sets)
    is_many = _are_many(what, rules)
    first = words_of(state)[:1]
    helper = "are" if is_many else "is"
    if how == "still" and state:
        is_verb = first[0].endswith(("s", "n't")) and first[0] not in _NO_VERBS
        is_verb = is_verb or (is_many and first[0] in _DO | rules.sets["verbs"] and first[0] not in _STATES)
        whole = f"{name} still {state}" if is_verb else f"{name} {helper} still {state}"
    elif state and first[0] in _DO | rules.sets["verbs"] and first[0] not in _STATES:
        does = "cannot" if how == "cannot" else "do not" if is_many else "does not"
        whole = f"{name} still {does} {state}"
    else:
        whole = f"{name} {helper} still not {state}".strip() if state else ""
    is_all = len(first) < len(state.split()) and words_of(state)[1] not in rules.sets["prepositions"] | _GONE
    is_gone = not first or first[0] == "not" or (first[0] in _GONE and not is_all)
    short = f", but not {name}" if is_gone else f", but {whole}"
    is_short = is_gone and " " not in state
    return Left(short, f", but {whole}" if whole and not is_short else short, whole)


_STATES = listed("open back up closed empty slow clear dry cool free")
_DO = listed("fail crash hang stall drop freeze print load arrive ring scan open work show lack miss need run")
_NO_VERBS = listed("less ss unless access always is has was hours days weeks minutes")


def _are_many(what: str, rules: Rules) -> bool:
    head = head_of(words_of(what), rules.sets)
    # "Mailboxes A-F", "wards 5 and 6".
    named_by = [word for word in head if word.isalpha() and len(word) > _LETTERS][-1:]
    return bool(head) and (" and " in what or any(map(is_plural, named_by)))


_LETTERS = 2


def halves(text: str, segments: Sequence[Segment], readings: Sequence[Reading], rules: Rules) -> Reading | None:
    """Read two parts of which one works and the other does not: "mail works, calendar still doesn't"."""
    if _HINT.search(text) is None or any(_is_told(one) for one in readings):
        return None
    pieces = [one for one in _pieces(text) if one]
    for good, bad in pairwise(pieces):
        if fixed := _fixed_not(good, bad, segments, rules):
            return fixed
        works = _WORKS.fullmatch(good)
        left = _left(bad, rules) if works else None
        left_at = _NOT_FOR.fullmatch(bad) if works else None
        what = works["what"].strip(" ,") if works and (left or left_at) else ""
        if not works or not is_noun_phrase(what, rules.sets) or _NO_THING.match(what) or _GOES.search(what):
            continue
        where = (works["where"] or "").strip()
        slots = {"system": what, **({"where": where} if where else {})}
        segment = next((one for one in segments if works["what"] in one.core), segments[0])
        # What is "still" missing tells that the rest was missing too.
        kind = "restoration" if _AGAIN.search(text) or _STILL.search(bad) else "part-up"
        return Reading(_HALVES, kind, "partial", slots, segment)
    return None


# "Tablets pushed back", "work going on": no thing that is back or on.
_GOES = re.compile(r"(?:ed|\b(?:going|coming|carrying|holding|putting|put|set|go|goes))$")


def _is_told(one: Reading) -> bool:
    is_back = one.direction == "restored" or (one.direction == "partial" and one.kind != "fixed-for")
    return one.direction == "duty" or (is_back and bool(one.slots.get("system") or one.slots.get("thing")))


_NOT_FOR = re.compile(r"(?:still )?not (?:yet )?(?P<whom>(?:for|in|at|on) \S.*)", re.IGNORECASE)


def _fixed_not(good: str, bad: str, segments: Sequence[Segment], rules: Rules) -> Reading | None:
    """Read a fault that is fixed here and not there: "drops solved for Windows users, Mac users still affected"."""
    found = _FIXED_FOR.fullmatch(good)
    if not found or not _is_trouble(found["what"], rules):
        return None
    whom = _NOT_FOR.fullmatch(bad)
    left = None if whom else _left(bad, rules)
    if not whom and not left:
        return None
    portion = f"{found['portion']}, not {whom['whom'] if whom else left[0] if left else ''}"
    segment = next((one for one in segments if found["what"] in one.core), segments[0])
    return _fixed(found, portion, segment)


def fixed_for(segment: Segment, rules: Rules) -> Reading | None:
    """Read what is put right for some and not for others: "freeze fixed for most, not all, users"."""
    found = _FIXED_FOR.fullmatch(segment.core) if _PORTION.search(segment.core) else None
    if not found or _PORTION.search(found["portion"]) is None or not is_noun_phrase(found["what"], rules.sets):
        return None
    if not _is_trouble(found["what"], rules):
        return _back_for(found["what"], found["portion"], segment)
    return _fixed(found, found["portion"], segment)


def _is_trouble(what: str, rules: Rules) -> bool:
    words = words_of(what)
    head = head_of(words, rules.sets)[-1:]
    known = bool(head) and any(head[0] in one for one in (_TROUBLES, *map(rules.sets.get, _LISTS)) if one)
    return known or (bool(words) and words[0] in _TROUBLED)


_LISTS = ("problems", "told-problems")


def _fixed(found: re.Match[str], portion: str, segment: Segment) -> Reading:
    done = "fixed" if folded(found["done"]) in ("restored", "recovered", "lifted", "over") else folded(found["done"])
    slots = {"thing": found["what"], "done_to": done, "portion": portion}
    words = found["what"].split()
    name = words[1:] if folded(words[0]) in _TROUBLED else words[:-1] if " of " not in found["what"] else []
    slots |= {"system": " ".join(name)} if name else {}
    return Reading.by(_FIXED, slots, segment)


def _back_for(what: str, portion: str, segment: Segment) -> Reading | None:
    """Read a thing that is back in part: "lift repaired in the east wing only"."""
    is_over = segment.core[len(what) :].startswith(" over")
    if is_over or portion.startswith(("except", "apart", "but", "other", "everywhere")):
        return None
    slots = {"system": what, "where": portion}
    return Reading(_FIXED, "back-for", _FIXED.direction, slots, segment)


_LIST = re.compile(r"[^,;:]{2,28}(?:, [^,;:]{2,28}){1,4}")


def as_list(segment: Segment, rules: Rules) -> Segment:
    """Write a list of things as a sentence has it: "tills, stock, price labels" as "tills, stock and price labels"."""
    if "," not in segment.core or _LIST.fullmatch(segment.core) is None or " and " in segment.core:
        return segment
    things = segment.core.split(", ")
    if not all(len(one.split()) < _FEW and is_noun_phrase(one, rules.sets) for one in things):
        return segment
    return replace(segment, core=f"{', '.join(things[:-1])} and {things[-1]}")


_FEW = 4
_ONCE_MORE = re.compile(
    r"(?<=\S)\s+(?:once (?:more|again)|(?:normally|properly|correctly|reliably|fully) again"
    r"|(?:just )?as (?:before|usual|normal)(?: again)?)$"
)


def once_more(segment: Segment) -> Segment:
    """Say "again" for "once more" and the like at the end of a part."""
    core = segment.core
    if "once " not in core and not core.endswith("ly again") and not (" as " in core and " can " in core):
        return segment
    return replace(segment, core=_ONCE_MORE.sub(" again", core, count=1))


# "Back, but cannot send e-mail": that is said of what is back, and not of its readers.
CANNOT_YET = re.compile(
    r"(?:still |but )*(?:cannot|can't|can not|could not|couldn't) (?:yet )?(?P<do>[a-z]\S* ?.{0,40})"
)


def is_still_missing(one: Reading, others: Sequence[Reading]) -> bool:
    """Tell whether a part says what a thing that is back still does not do, which limits that news."""
    if one.kind != "cannot" or one.slots.get("people") or not CANNOT_YET.fullmatch(one.segment.core):
        return False
    return any(other.kind == "restoration" and other.segment.start < one.segment.start for other in others)
