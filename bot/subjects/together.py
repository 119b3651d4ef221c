"""Two things that one state is said of, with a comma between: "Wi-Fi, mail unavailable" is both of them."""

import re
from dataclasses import replace

from bot.subjects.rule_types import Rules
from bot.subjects.segments import Segment
from bot.subjects.words import words_of

_PAIR = re.compile(r"(?P<first>[^,;:]{2,24}), (?P<second>[^,;:]{3,60})")
# What is said of both, behind the second of them, which has one word or two.
_STATE = re.compile(
    r"(?!(?:and|or|but|then|please) )[^\s,]+(?: [^\s,]+)? (?:(?:is|are|currently|temporarily) ){0,2}(?:down|offline"
    r"|unavailable|inaccessible|unreachable|outage|outages|maintenance|downtime|interruption|not working"
    r"|not available|failure|failures|problems|issues|slow|back|restored)(?: .*)?",
    re.IGNORECASE,
)
_ABBREVIATED = re.compile(r"\b(?:[A-Z]{2,}\d*|[A-Za-z]+\d+)\b")


def together(segments: tuple[Segment, ...], text: str, rules: Rules) -> tuple[Segment, ...]:
    """Return the parts of a draft, with two things that share a state as one part: "VPN and mail unavailable"."""
    if "," not in text or not segments:
        return segments
    first, *rest = segments
    if pair := _PAIR.fullmatch(first.core):
        both = _joined(pair["first"], pair["second"], rules)
        return (replace(first, core=both), *rest) if both else segments
    if not rest or first.whens or text[first.start : rest[0].start].rstrip()[-1:] != ",":
        return segments
    both = _joined(first.core, rest[0].core, rules)
    return (replace(rest[0], core=both, start=first.start), *rest[1:]) if both else segments


def _joined(first: str, second: str, rules: Rules) -> str:
    if not _is_system(first, rules) or not _STATE.fullmatch(second):
        return ""
    return f"{first} and {second}"


def _is_system(name: str, rules: Rules) -> bool:
    """Tell whether a name is of something that people use, and of no place, no person and no event."""
    words = words_of(name)
    if not words or len(words) > 2 or words[-1] in rules.events or words[-1] in rules.sets["places"]:
        return False
    known = (rules.sets[kind] for kind in ("mass", "countable", "utilities"))
    return any(words[-1] in kind for kind in known) or _ABBREVIATED.search(name) is not None
