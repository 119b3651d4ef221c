"""The facts line: what a draft says and a headline leaves out, copied from the draft byte for byte."""

import re
from functools import lru_cache

from bot.subjects.drafts import Draft
from bot.subjects.readings import Reading
from bot.subjects.rule_types import Rules
from bot.subjects.rules import Fact, FactKind
from bot.subjects.words import EDGES, bare, folded

_TOKEN = re.compile(r"\S+")
_NO = re.compile(
    r"\b(?:can't|cannot|don't|doesn't|won't|not|no|never|nothing|without|lose|no longer|stop)\b", re.IGNORECASE
)
_MAYBE = re.compile(r"\b(?:may|might|could|possibl[ey])\b", re.IGNORECASE)
_MAYBES = frozenset({"may", "might", "could", "possible", "possibly", "potential", "potentially"})
_NO_WORD = re.compile(r"\W+")
# Words of no more letters are forms of each other by chance.
_SHORT = 4
# How something is held, where it stands by itself: "(11 May, online)"; and no state, as in "back online".
_HELD = frozenset({"online", "offline"})
# The event that a date belongs to: "after 03/04 patch".
_BESIDE = re.compile(r"(?:after|before|since|following) ", re.IGNORECASE)
_EVENTS = "patch|update|upgrade|release|migration|maintenance|outage|reboot|restart|rollout|cutover|move|switch"
_OF_EVENT = re.compile(rf" (?:{_EVENTS}|change)\b", re.IGNORECASE)
_DOINGS = frozenset({"how", "please", "move-to", "replacement", "migration", "our-doing"})
# When something holds, told by an event and not by a clock.
_WHILE = re.compile(
    r"\b(?:during|throughout|after|following|until after|before|until) "
    r"(?:(?:the|our|this|planned|scheduled|next|last|any|all"
    rf"|weekend's|tonight's|today's|yesterday's) ){{0,3}}(?:[a-z-]+ )?"
    rf"(?:{_EVENTS}|downtime|interruption|works?|repairs?|window|failure|breakdown|fault|fire|flood|leak|attack)\b",
    re.IGNORECASE,
)
_Span = tuple[int, int]


def facts_line(
    draft: Draft, headline: str, rules: Rules, extra: tuple[str, ...] = (), own: Reading | None = None
) -> str:
    """Return what `headline` leaves out, in the order of the draft, with a point between the parts.

    `own` is what the headline is made of: only in its part may words of the process be left out, and a version only
    where readers need not act on it.
    """
    said = folded(headline)
    stems = {*map(bare, headline.split()), *_NO_WORD.split(said)}
    # What a headline of this kind says in other words: "you can now use" for "now supports".
    stems |= rules.sets.get(f"said-{own.kind}", frozenset()) if own is not None else frozenset()
    first = folded(own.segment.core.partition(" ")[0]) if own is not None else ""
    # "Choose a password" says what "choosing a password" does.
    stems |= {bare(first)} if own is not None and own.kind in _DOINGS and first.endswith("ing") else frozenset()
    pieces = []
    for place, segment in enumerate(draft.segments):
        tokens = _tokens(draft, segment.start, segment.end)
        duty = next((one for one in draft.readings if one.kind == "duty" and one.segment is segment), None)
        if duty and tokens and folded(duty.slots.get("duty", "")) not in said:
            pieces.append(_text(draft, tokens))
            continue
        found = _pieces(draft, tokens, said, stems, rules, is_remark=place > 0)
        keeps = own is not None and (own.direction == "duty" or own.kind in rules.sets["version-kinds"])
        if keeps:
            versions = [_text(draft, _numbered(draft, tokens, one, rules)) for one in tokens if _is_version(draft, one)]
            found += [text for text in versions if folded(text) not in said and text not in " ".join(found)]
        is_other = (
            own is not None
            and segment.start != own.segment.start
            and all(segment is not one.segment for one in draft.labels)
        )
        if is_other and tokens and (found or not _is_covered(draft, tokens, said, stems, rules)):
            found = [_text(draft, tokens)]
        pieces += found
    pieces += [
        _label(one.segment.core) for one in draft.labels if one.direction in ("restored", "postponed", "cancelled")
    ]
    pieces += [one for one in extra if one and folded(one) not in said]
    pieces += [ticket for ticket in draft.tickets if ticket not in headline]
    pieces += [draft.dateline] if draft.dateline else []
    return " · ".join(dict.fromkeys(_opened(piece, rules) for piece in pieces))


def _is_covered(draft: Draft, tokens: list[_Span], said: str, stems: set[str], rules: Rules) -> bool:
    """Tell whether a part beside the news is said already, or is nothing but small words."""
    facts = {(one.start, one.end): one.text for one in draft.whens}
    words = [one for one in tokens if folded(draft.text[slice(*one)]).strip(EDGES) not in rules.sets["function"]]
    return not words or any(
        _is_said(draft, one, facts, said, stems) and not _is_empty(draft, one, facts, rules) for one in words
    )


def _numbered(draft: Draft, tokens: list[_Span], version: _Span, rules: Rules) -> list[_Span]:
    """Return a version with the name it belongs to: "2.7" alone tells nothing."""
    at = tokens.index(version)
    before = tokens[at - 1] if at else version
    word = folded(draft.text[slice(*before)]).strip(EDGES)
    small = any(word in rules.sets[name] for name in ("function", "prepositions", "determiners", "noise"))
    return [version] if small or not at else [before, version]


def _label(core: str) -> str:
    return core[:1].upper() + core[1:].lower() if core.isupper() else core


def _tokens(draft: Draft, start: int, end: int) -> list[_Span]:
    """Return the words from `start` to `end`; a time with its lead, an amount or a place is one word."""
    return list(_cut_up(draft, start, end))


# Each headline of a draft has a facts line of the same words.
@lru_cache(maxsize=32)
def _cut_up(draft: Draft, start: int, end: int) -> tuple[_Span, ...]:
    facts = [(one.start, _with_event(draft.text, one.start, one.end)) for one in draft.whens]
    facts += [
        (one.start, one.end)
        for one in draft.facts
        if one.kind not in (FactKind.TIME, FactKind.NEGATION, FactKind.HEDGE, FactKind.TICKET, FactKind.PEOPLE)
    ]
    facts += [found.span() for found in _WHILE.finditer(draft.text, start, end)]
    facts = sorted(one for one in facts if start <= one[0] < end)
    tokens: list[_Span] = []
    at = start
    for fact in facts:
        if fact[0] >= at:
            tokens += _plain_tokens(draft.text, at, fact[0])
            tokens.append(fact)
            at = fact[1]
    return (*tokens, *_plain_tokens(draft.text, at, end))


def _with_event(text: str, start: int, end: int) -> int:
    found = _OF_EVENT.match(text, end) if _BESIDE.match(text, start) else None
    return found.end() if found else end


def _plain_tokens(text: str, start: int, end: int) -> list[_Span]:
    return [match.span() for match in _TOKEN.finditer(text, start, end) if match[0].strip(EDGES)]


def _pieces(
    draft: Draft, tokens: list[_Span], said: str, stems: set[str], rules: Rules, *, is_remark: bool
) -> list[str]:
    facts = {(one.start, one.end): one.text for one in draft.whens}
    runs: list[list[_Span]] = []
    run: list[_Span] = []
    said_words: list[_Span] = []
    for span in [*tokens, None]:
        if span is not None and not _is_said(draft, span, facts, said, stems):
            run.append(span)
            continue
        if run and (left := _trimmed(draft, run, facts, rules)):
            runs.append(left)
        if span is not None and not _is_empty(draft, span, facts, rules):
            said_words.append(span)
        run = []
    if not said_words and len(runs) == 1 and (parts := _names_and_times(draft, runs[0], facts, rules)):
        return parts
    doubts = (FactKind.HEDGE, FactKind.NEGATION)
    atomic = set(facts) | {(one.start, one.end) for one in draft.facts if one.kind not in doubts}
    loose = [one for one in runs if not set(one) <= atomic]
    if loose and (
        len(loose) > 1
        or _is_word_alone(draft, loose[0], rules)
        or _is_torn(loose[0], tokens, said_words)
        or not said_words
    ):
        return [_text(draft, tokens)]
    if runs and is_remark and not said_words and len(tokens) > len(runs[0]):
        return [_text(draft, tokens)]
    return [_text(draft, one) for one in runs]


def _names_and_times(draft: Draft, run: list[_Span], facts: dict[_Span, str], rules: Rules) -> list[str]:
    """Return a part that only names a system and a time, without the process between them: "VPN", "as of March 31"."""
    kept = [span for span in run if not _is_empty(draft, span, facts, rules)]
    names = [draft.text[one.start : one.end] for one in draft.mentions]
    words = [span for span in kept if span not in facts]
    name = " ".join(draft.text[slice(*span)].strip(EDGES) for span in words)
    if len(kept) == len(run) or not words or words != kept[: len(words)] or name not in names:
        return []
    return [name, *(_text(draft, [span]) for span in kept if span in facts)]


def _text(draft: Draft, run: list[_Span]) -> str:
    text = draft.written[run[0][0] : run[-1][1]].strip(' ,;!?-–—"')
    if text.count("(") > text.count(")") and draft.text[run[-1][1] :].startswith(")"):
        text += ")"
    if text.count('"') % 2 and draft.written[run[0][0] : run[-1][1]].endswith('"'):
        text += '"'
    return text if re.search(r"(?:^|\W)[A-Z]:$", text) else text.rstrip(":")


def _is_word_alone(draft: Draft, run: list[_Span], rules: Rules) -> bool:
    """Tell whether all that is left is a word such as "not" or "partially", which means nothing alone."""
    word = folded(draft.text[run[0][0] : run[0][1]]).strip(EDGES)
    return len(run) == 1 and word in rules.sets["kept-words"]


def _is_torn(run: list[_Span], tokens: list[_Span], said_words: list[_Span]) -> bool:
    """Tell whether a run of words is part of a name whose other part is said, or too short to stand alone."""
    first, last = tokens.index(run[0]), tokens.index(run[-1])
    beside = {*tokens[max(0, first - 1) : first], *tokens[last + 1 : last + 2]}
    return bool(beside & set(said_words))


def _is_said(draft: Draft, span: _Span, facts: dict[_Span, str], said: str, stems: set[str]) -> bool:
    text = facts.get(span) or draft.text[span[0] : span[1]]
    words = folded(text).strip(EDGES)
    if " " in words or span in facts or any(char.isdigit() for char in words):
        return _stands_in(words, said)
    if words in _MAYBES:
        return _MAYBE.search(said) is not None
    if words in ("brief", "short", "briefly"):
        return bool({"brief", "short", "briefly"} & stems)
    if words in ("not", "no", "cannot", "can't", "unable", "without", "never", "won't", "don't", "isn't", "aren't"):
        return _NO.search(said) is not None
    if bare(words) in stems or (len(words) > _SHORT and _has_kin(words, stems)):
        return True
    return not words.isalnum() and bool(_NO_WORD.search(words)) and set(filter(None, _NO_WORD.split(words))) <= stems


def _stands_in(words: str, said: str) -> bool:
    """Tell whether words stand in a text on borders of words, and not in a longer figure."""
    at = said.find(words)
    while at >= 0:
        before, behind = said[at - 1 : at], said[at + len(words) : at + len(words) + 2]
        is_start = not before or not (before.isalnum() or before in "_.,:/-")
        is_end = not behind or not (behind[0].isalnum() or behind[0] == "_")
        if is_start and is_end and not (behind[:1] in (".", ",", ":", "/", "-") and behind[1:].isdigit()):
            return True
        at = said.find(words, at + 1)
    return False


def _has_kin(word: str, said: set[str]) -> bool:
    """Tell whether another form of a word was said: "limited" beside "limit"."""
    if any(word[:size] in said for size in range(_SHORT + 1, len(word))):
        return True
    return any(one.startswith(word) for one in said if len(one) > len(word))


def _trimmed(draft: Draft, run: list[_Span], facts: dict[_Span, str], rules: Rules) -> list[_Span]:
    """Take what says nothing off both ends of a run of words; nothing is left where that is all of it."""
    first, last = 0, len(run)
    lead = folded(draft.text[slice(*run[0])])
    if (last > _FEW and lead == "to") or lead in ("or", "while"):
        return run
    while first < last and _is_empty(draft, run[first], facts, rules):
        first += 1
    why = any(folded(draft.text[slice(*one)]) in _DUE for one in run[:2])
    while last > first and not why and _is_empty(draft, run[last - 1], facts, rules):
        last -= 1
    if first == last:
        return []
    while first and _holds_on(draft, run[first - 1], run[first], facts, rules):
        first -= 1
    return run[first:last]


# Why it is so is told whole: "due to hardware failure".
_DUE = frozenset({"due", "because", "owing"})
# So is what for: "to update the clocks and move the files"; and what else: "or you pay 5 pounds".
_FEW = 5


def _is_empty(draft: Draft, span: _Span, facts: dict[_Span, str], rules: Rules) -> bool:
    word = folded(draft.text[span[0] : span[1]]).strip(EDGES).removesuffix("'s")
    if span in facts or word in rules.sets["kept-words"] or word in rules.sets["telling"]:
        return False
    if word in _HELD and draft.text[: span[0]].rstrip()[-1:] in (",", "(", "/"):
        return False
    if word == "now" and draft.text[: span[0]].rstrip().lower().endswith(" for"):
        # "Removed for now": it may come back.
        return False
    sets = rules.sets
    return word in sets["noise"] or word in sets["function"] or word in sets["routine"] or _is_version(draft, span)


def _holds_on(draft: Draft, before: _Span, first: _Span, facts: dict[_Span, str], rules: Rules) -> bool:
    """Tell whether the word before a piece belongs to it: "in" before a place, "decommission" before a bare date."""
    word = folded(draft.text[before[0] : before[1]]).strip(EDGES)
    if draft.text[slice(*first)].strip(EDGES).isdigit() and first not in facts:
        return word.isalpha() and draft.text[before[1] : first[0]] == " "
    if first in facts:
        is_bare = draft.text[first[0] : first[1]] == facts[first]
        return is_bare and word in rules.sets["event-nouns"] and draft.text[before[1] : first[0]] == " "
    return word in rules.sets["prepositions"] or word in rules.sets["determiners"]


_VERSION = re.compile(r"v?\d+(?:\.\d+)+|v\d+|\d{1,4}|KB\d{5,}", re.IGNORECASE)
# What a number such as 9.1 is the version of; behind anything else it may be a sum or an amount.
_NUMBERED = re.compile(
    r"(?:\b[A-Z][\w+-]*|\b(?i:upgrad|updat|patch|migrat|mov)\w* (?:to|from)"
    r"|\b(?i:firmware|client|drivers?|edition|software|app|agent)) $"
)
_BEFORE = re.compile(r"\b(?:version|release|build|ver\.?|rev\.?|rel\.?)\s*$", re.IGNORECASE)


def _is_version(draft: Draft, span: _Span) -> bool:
    word = draft.text[span[0] : span[1]].strip(EDGES)
    if not _VERSION.fullmatch(word):
        return False
    before = draft.text[max(0, span[0] - 24) : span[0]]
    is_called = _BEFORE.search(before) is not None
    if word.isdigit() or is_called:
        return is_called
    if any(one.start <= span[0] < one.end for one in draft.facts if one.kind is FactKind.MONEY):
        return False
    dots = word.count(".")
    return word[:1] in "vV" or 2 <= dots <= 3 or (dots == 1 and _NUMBERED.search(before) is not None)


def _opened(piece: str, rules: Rules) -> str:
    first = piece.split(" ", 1)[0]
    plain = folded(first) in rules.sets["function"] or folded(first) in rules.sets["prepositions"]
    return piece[:1].upper() + piece[1:] if plain and first.islower() else piece


def with_facts(draft: Draft, headline: str, line: str) -> str:
    """Return a facts line with every part of the draft in it of which a fact would be lost."""
    missing = lost(draft.facts, f"{headline}\n{line}")
    parts = [line] if line else []
    for fact in missing:
        segment = next((one for one in draft.segments if one.start <= fact.start < one.end), None)
        tokens = _tokens(draft, segment.start, segment.end) if segment else []
        text = _text(draft, tokens) if tokens else fact.text
        if text not in parts and fact.text not in "\n".join(parts):
            parts.append(text)
    return " · ".join(parts)


def lost(facts: tuple[Fact, ...], whole: str) -> list[Fact]:
    """Return the facts that stand neither in a headline nor in its facts line."""
    flat = folded(whole)
    found = []
    for fact in facts:
        if fact.kind is FactKind.NEGATION and _NO.search(flat):
            continue
        if fact.kind is FactKind.HEDGE and _is_doubted(folded(fact.text), flat):
            continue
        if folded(fact.text) not in flat:
            found.append(fact)
    return found


_BRIEF = frozenset({"brief", "briefly", "short"})


def _is_doubted(hedge: str, said: str) -> bool:
    """Tell whether a text has a doubt, a limit or a shortness in other words."""
    if hedge in _MAYBES:
        return _MAYBE.search(said) is not None
    if hedge in ("partial", "partially"):
        return "part" in said
    return hedge in _BRIEF and any(word in said for word in _BRIEF)
