"""The draft's own words for what people read, follow, join or keep, as a headline can hold them."""

import re
from collections.abc import Iterator

from bot.subjects.cases import Case
from bot.subjects.rules import Slot, Source
from bot.subjects.words import in_small_letters, small, without_version, words_of

# What is said of a paper or of rules, and is no part of their name.
_SAID = re.compile(
    r",?\s+(?:is |are |has been |have been |now |been |just |will )*(?:published|released|issued|out"
    r"|posted|online|available"
    r"|updated and published|out now|revised|rewritten|takes? effect|appl(?:y|ies)|comes? into force|in force|starts?"
    r"|begins?|in effect|go(?:es)? into effect|become effective|kick in|(?:will |is |are |to )?(?:clos"
    r"|end|shut)(?:e|es|s|ing)?)"
    r"(?: now)?$",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^(?:(?:announcing|introducing)(?: the| our)?|our|the|an?|next|first|last|upcoming|reminder)\s+", re.IGNORECASE
)
_TOLD = frozenset({"paper-out", "rules-hold", "group", "lesson", "send-by", "results-of", "to-watch", "to-look"})
_CLOSING = frozenset({"sign-up-by", "apply-by", "book-by", "send-by", "vote-by", "answer-by"})
_VOWEL = re.compile(r"[aeio]|u(?:p|n(?!i)|l|r|m)")
# In what people do it, where that is a thing of its own.
_TOOL = re.compile(r"\b(?:in|on) the (?P<what>(?:[\w'-]+ ){0,3}(?:app|portal|site|website|intranet|kiosk|kiosks))\b")
_END = frozenset({"to", "until", "till", "by", "for", "in"})


def wider(case: Case) -> Iterator[Slot]:
    """Yield what these kinds of news are called, and until when something is kept."""
    core, sets = case.reading.segment.core, case.rules.sets
    if case.reading.kind in _TOLD:
        name = _LEAD.sub("", without_version(_SAID.sub("", core))).partition(", ")[0]
        named = in_small_letters(name, sets)
        begins_name = any(word[:1].isupper() and not word.isupper() for word in named.split()[1:])
        yield Slot("whole_bare", named if begins_name else small(named, sets), Source.DRAFT)
    if case.reading.kind in _CLOSING and case.reading.whens:
        when = case.reading.whens[0]
        yield Slot("by", f"by {when.text}", Source.DRAFT)
    if case.reading.kind in ("measure", "cut-to"):
        name = small(in_small_letters(case.reading.slots["event"], sets), sets)
        one = not words_of(name)[-1].endswith("s") and words_of(name)[0] not in sets["determiners"]
        yield Slot("measure", f"{'an' if _VOWEL.match(name) else 'a'} {name}" if one else name, Source.DRAFT)
    tool = _TOOL.search(case.reading.segment.core) if case.fields.outcome else None
    if tool and not set(words_of(tool["what"])) & set(words_of(case.fields.outcome)):
        yield Slot("in_tool", tool[0], Source.DRAFT)
    if case.reading.kind in ("you-keep", "you-be"):
        yield Slot("whole_said", core, Source.DRAFT)
    if case.reading.kind == "kept":
        for when in case.reading.whens:
            if when.lead.lower() in _END and when.text != "further notice":
                yield Slot("until_date", f"until {when.text}", Source.DRAFT)
                return
