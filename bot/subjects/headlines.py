"""Filling frames: every headline that a reading, its slots and the rules give, checked and in order."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from bot.subjects.cutting import LIMITS, last_cut
from bot.subjects.drafts import Draft
from bot.subjects.readings import Reading
from bot.subjects.rule_types import Frame, Rules
from bot.subjects.rules import LONGEST_HEADLINE, Slot, Source
from bot.subjects.slots import Slots
from bot.subjects.words import bare, capital, folded, listed, words_of

_SLOT = re.compile(r"\{([a-z_]+)(\?)?\}")
_UNWELCOME = frozenset({"bad", "partial", "postponed", "extended", "cancelled"})


@dataclass(frozen=True, slots=True)
class Headline:
    """A headline that may be shown."""

    text: str
    frame: Frame
    slots: tuple[Slot, ...]
    rank: int
    reading: Reading


def headlines(reading: Reading, slots: Slots, flags: frozenset[str], rules: Rules, bonus: int) -> Iterator[Headline]:
    """Yield what the frames for this reading say, each in its longest form that fits."""
    have = frozenset(slots) | flags
    # What a label calls off is no news any more, and what frames of any direction say of it is not so.
    is_off = reading.direction in ("postponed", "cancelled") and reading.rule.direction != reading.direction
    for frame in rules.frames_of.get(reading.kind) or rules.frames_of[""]:
        if reading.direction not in frame.directions if frame.directions else is_off:
            continue
        if not (frame.must <= have and frame.never.isdisjoint(have)):
            continue
        if any(slot not in slots or not _is_in(slots[slot].text, words) for slot, words in frame.words.items()):
            continue
        for step, says in enumerate(frame.says):
            filled = _longest_fit(says, slots)
            if filled:
                text, used = filled
                yield Headline(text, frame, used, frame.rank + bonus - step, reading)
                break


def _is_in(text: str, words: frozenset[str]) -> bool:
    return bare_name(text) in words or folded(text) in words


def bare_name(text: str) -> str:
    """Return a name as lists hold it: small, without its article, its first word where it goes on with a place."""
    words = [word for word in words_of(text) if word not in ("the", "a", "an", "all")]
    cut = next(
        (at for at, word in enumerate(words) if at and word in ("in", "at", "on", "for", "of", "to")), len(words)
    )
    return " ".join(words[:cut])


def _longest_fit(says: str, slots: Slots) -> tuple[str, tuple[Slot, ...]] | None:
    optional = _optional(says)
    dropped: set[str] = {name for name in optional if name not in slots}
    given = slots
    while True:
        filled = _filled(says, slots, dropped)
        if filled is None:
            return None
        if len(filled[0]) <= LONGEST_HEADLINE:
            return filled
        if (
            "when" in slots
            and "day" in slots
            and slots["when"] is not slots["day"]
            and ("where" in dropped or "where" not in optional)
        ):
            # The day says most; the whole time goes to the facts line.
            slots = {**slots, "when": slots["day"]}
            continue
        slots = given if "where" in optional and "where" not in dropped else slots
        rest = [name for name in optional if name not in dropped]
        if not rest:
            return _shortened(says, slots, dropped)
        # Where something is goes to the facts line before when it is.
        dropped.add("where" if "where" in rest else rest[-1])


@lru_cache(maxsize=4096)
def _optional(says: str) -> tuple[str, ...]:
    return tuple(match[1] for match in _SLOT.finditer(says) if match[2])


_MAY_BE_CUT = listed(
    "thing system event old whole whole_a event_a thing_a target event_bare thing_one trick do do_yours doing"
    " system_bare whole_bare thing_bare rest done_to thing_full expected clause way fitting mishap"
)


_VERB = re.compile(
    r"\b(?:to|not to|may|might|can|could|must|should|has|have|had|is|are|was|were|do|does|did) (?:be |been )?\S+ ?\S*"
    r"|\b(?:will|won't|can't|cannot) (?:be )?\S+"
)


def _shortened(says: str, slots: Slots, dropped: set[str]) -> tuple[str, tuple[Slot, ...]] | None:
    """Fill a headline with the thing alone where the thing with all that hangs on it is too long."""
    for match in _SLOT.finditer(says):
        name = match[1]
        if name not in _MAY_BE_CUT or name in dropped or name not in slots:
            continue
        slot = slots[name]
        head = slot.text
        # A sentence stays one: only what hangs on its verb may go.
        verb = _VERB.search(slot.text) if name in ("expected", "clause") else None
        start, least = verb.end() if verb else 0, int(name != "done_to" and "{limit}" not in says)
        while (last := last_cut(head, start, least=least)) and not LIMITS.search(head[last:]):
            head = head[:last]
            if _ends_in_who(slot.text, head):
                continue
            filled = _filled(says, {**slots, name: replace(slot, text=head)}, dropped)
            if filled and len(filled[0]) <= LONGEST_HEADLINE:
                return filled
    return None


# "Headsets for everyone who works from home": cut within what says for whom, it is for everyone.
_WHO = re.compile(r" (?:who|whose|whom) ")


def _ends_in_who(text: str, head: str) -> bool:
    who = _WHO.search(text)
    return who is not None and len(head) >= who.start()


def _filled(says: str, slots: Slots, dropped: set[str]) -> tuple[str, tuple[Slot, ...]] | None:
    used: list[Slot] = []
    pieces: list[str] = []
    for words, name in _parts_of(says):
        pieces.append(words)
        if not name or name in dropped:
            continue
        if name not in slots:
            return None
        used.append(slots[name])
        pieces.append(slots[name].text)
    text = _GAP.sub(r"\1", " ".join("".join(pieces).split())).strip(" ,:;-")
    return capital(_FULL_STOP.sub("", text)), tuple(used)


@lru_cache(maxsize=4096)
def _parts_of(says: str) -> tuple[tuple[str, str], ...]:
    """Return what a frame says as pairs of words and the slot behind them; behind the last words there is none."""
    found, at = [], 0
    for match in _SLOT.finditer(says):
        found.append((says[at : match.start()], match[1]))
        at = match.end()
    return (*found, (says[at:], ""))


_GAP = re.compile(r"\s+([,:;.])(?= |$)")


# "On 1 Sept." ends a line without its full stop; "at 5 p.m." keeps it.
_FULL_STOP = re.compile(r"(?<=[a-z]{3})\.$")


# -- what no headline may be ----------------------------------------------------------------------------------------


def is_sound(headline: Headline, draft: Draft, rules: Rules) -> bool:
    """Tell whether a headline may be shown: whole, not the draft again, no good word about bad news."""
    text = headline.text
    words = words_of(text)
    raw = [word.strip(",:;") for word in folded(text).split()]
    doubled = any(one == other and one.isalpha() for one, other in pairwise(raw))
    is_name = text.endswith((" A", " IT"))
    dangles = bool(words) and words[-1] in rules.sets["dangling"] and not (_is_particle(words) or is_name)
    if len(words) < 2 or doubled or dangles or text[-1] in ",:;-":
        return False
    if _repeats(headline, raw, draft):
        return False
    if (
        text.count("(") != text.count(")")
        or _INCHES.sub("", text).count('"') % 2
        or text.count("“") != text.count("”")
        or _HOLE.search(text)
        or _cuts_a_number(text, draft)
    ):
        return False
    if headline.reading.direction in _UNWELCOME and _promises(text, draft, headline, rules):
        return False
    if _makes_certain(headline, words):
        return False
    torn = _TORN.search(text)
    if torn and folded(torn[0]) not in folded(draft.text):
        return False
    return words != words_of(draft.text) and not _turns_around(headline, draft)


_CERTAIN = ("You lose ", "You can't ", "Expect ")
_DOUBT = listed("may might could possibly potentially perhaps")


def _makes_certain(headline: Headline, words: list[str]) -> bool:
    """Tell whether a headline says for certain what its part of the draft has in doubt: "lifts may stop"."""
    if headline.reading.direction != "bad" or not headline.text.startswith(_CERTAIN):
        return False
    return not _DOUBT.isdisjoint(words_of(headline.reading.segment.core)) and _DOUBT.isdisjoint(words)


# What stood between was taken out: "TLS and in all clouds".
_TORN = re.compile(r"\b(?:and|or) (?:in|for|on|at|with|by|from|of)\b", re.IGNORECASE)


_LONG = 4


def _repeats(headline: Headline, raw: list[str], draft: Draft) -> bool:
    """Tell whether a headline says a word twice that nobody wrote twice, or two: "on Saturday on Saturday"."""
    pairs = [pair for pair in pairwise(raw) if any(map(str.isdigit, "".join(pair))) or len(pair[1]) > _LONG]
    if len(set(pairs)) < len(pairs):
        return True
    twice = {one for one in raw if len(one) > _LONG and raw.count(one) > 1}
    if not twice:
        return False
    given = words_of(draft.text)
    told = {word for slot in headline.slots if slot.source is not Source.DRAFT for word in words_of(slot.text)}
    return any(given.count(one) < 2 and one not in told for one in twice)


# What was taken out left these signs: "(mandatory, )".
_HOLE = re.compile(r"[(,;:] ?[,;:]|[(,;] ?\)")
_INCHES = re.compile(r'(?<=\d)"')
_NUMBER = re.compile(r"\d+(?:[.,/]\d+)*")


def _cuts_a_number(text: str, draft: Draft) -> bool:
    """Tell whether a headline ends inside a number of the draft: "6" of "6,000 users"."""
    given = set(_NUMBER.findall(draft.text))
    longer = [one for one in given if not one.isdigit()]
    return bool(longer) and any(
        said not in given and any(one.startswith((f"{said},", f"{said}.", f"{said}/")) for one in longer)
        for said in _NUMBER.findall(text)
    )


_ON = listed(
    "signing logging powered switched turned plugged"
    " logged signed clocked left kept leave keep stay log sign hand clock switch turn"
)


def _is_particle(words: list[str]) -> bool:
    """Tell whether a line may end in "on" or "in", because that belongs to its verb: "leave boards powered on"."""
    return words[-1] in ("on", "in") and bool(_ON & set(words[:-1]))


_CALLED_OFF = frozenset({"cancelled", "canceled"})
_LATER = frozenset({"postponed", "rescheduled", "deferred"})
_OVER = frozenset({"restored", "resolved", "fixed", "solved", "repaired", "back"})
# "The back office" is not back.
_REAR = re.compile(
    r"\b(?:back[- ](?:office|door|gate|entrance|yard|stairs?|end|order|orders|pay|room|row|log)|fixed[- ](?:line"
    r"|term)|fall ?back|go(?:es)? back)\b",
    re.IGNORECASE,
)
_DOWN = frozenset({"down", "offline", "unavailable", "out", "closed", "goes"})
_NOT_YET = frozenset(
    {
        "not",
        "still",
        "yet",
        "being",
        "until",
        "cannot",
        "can't",
        "unable",
        "isn't",
        "aren't",
        "partially",
        "partly",
        "but",
        "unless",
    }
)


# "Clocks go back", "rolled back": nothing that works again.
_NO_RETURN = re.compile(
    r"\b(?:go(?:es|ing)?|roll(?:s|ed|ing)?|push(?:ed|ing)?|put|set|scaled?|cut(?:ting)?|call(?:ed)?|dated) back\b",
    re.IGNORECASE,
)


def _turns_around(headline: Headline, draft: Draft) -> bool:
    """Tell whether a headline takes news for what a word of the draft says that it no longer is."""
    said = {word for one in draft.segments for word in words_of(_REAR.sub("", one.core))}
    kind, direction, part = headline.reading.kind, headline.reading.direction, headline.reading.segment
    if kind in ("duty", "you-keep", "befell", "phishing"):
        return False
    if said & _CALLED_OFF:
        return direction != "cancelled"
    if said & _LATER:
        return direction not in ("postponed", "extended")
    return (
        direction == "bad"
        and bool(said & _OVER)
        and not said & (_NOT_YET | _DOWN)
        and not any(one.direction == "restored" and one.segment is not part for one in draft.readings)
    )


def _promises(text: str, draft: Draft, headline: Headline, rules: Rules) -> bool:
    """Tell whether bad news wears a benefit that its draft does not have, or the glossary's outcome."""
    if any(slot.name == "outcome" for slot in headline.slots):
        return True
    if headline.reading.direction == "partial":
        return False
    promising = {bare(word) for word in words_of(text)} & rules.sets["promises"]
    return bool(promising - {bare(word) for word in words_of(draft.text)})
