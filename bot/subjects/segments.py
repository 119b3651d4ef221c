"""Cutting a draft into its parts: labels, clauses and remarks, each with its times."""

import re
from dataclasses import dataclass

from bot.subjects.duties import is_duty
from bot.subjects.times import When
from bot.subjects.words import Sets, bared, words_of

_TIME = "\x01"
_CUT = re.compile(
    r"\s+(?![<>] [\d\x01])[-–—|/>•·]{1,2}\s+|\s*[;|•]\s+|(?<![^A-Za-z][A-Z]):\s+"
    # "Lift B: engineer on site", but "move it to the S: drive".
    r"|(?<=[a-z] [A-Z]):\s+(?!(?:drive|drives|and|or|share|shares|folder|folders|to|is|will|on)\b)"
    r"|(?<=\w)[-–—]{2}(?=\w)"
    r"|\s+(?!-\d)[-–—](?=\w)"
    r"|(?<=[\w\x01])(?<!\b\w)[-–—]\s+|[!?]+(?![!?'’”\x22])\s*|(?<!\bSt)"
    r"(?<!\bNo)(?<!\bDr)(?<!\bInc)(?<!\b[ap]\.m)(?<!\bch)(?<!\bph)"
    r"(?<!\bext)"
    r"(?<!\be\.g)(?<!\bi\.e)(?<!\bw\.e\.f)(?<!\bRm)(?<!\bBldg)"
    r"(?<!\bvs)(?<!\bapprox)\.\s+(?=\S)|\s*\((?![^()]*\) [a-z])\s*|\)(?! [a-z])\s*|\.{3}\s*|…\s*|,\s+(?=(?:please"
    r"|but|so|then|and you|while)\b)",
    re.IGNORECASE,
)
_COMMA = re.compile(r",\s+(?!(?:but )?not (?:all|every|everyone|everybody)\b)(?![^,;]{0,40}(?:\band\b|\bor\b|&)\s)")
_EDGES = ' \t,;:.!?"“”‘()[]-–—|>'
_NO_QUOTES = str.maketrans("", "", '"“”')
_CLAUSE = frozenset(
    [
        "is",
        "are",
        "was",
        "were",
        "will",
        "not",
        "nothing",
        "no",
        "unavailable",
        "reopens",
        "reopening",
        "resumes",
        "read-only",
        "view-only",
        "down",
        "offline",
        "please",
        "stops",
        "stop",
        "stopped",
        "ends",
        "end",
        "closes",
        "closed",
        "works",
        "working",
        "restored",
        "back",
        "can't",
        "cannot",
        "won't",
        "must",
        "should",
        "unaffected",
        "lost",
        "deleted",
        "expected",
        "possible",
        "possibly",
        "required",
        "needed",
        "available",
        "remain",
        "remains",
        "slow",
        "failing",
        "use",
        "move",
        "again",
        "open",
        "save",
        "book",
        "call",
        "expect",
        "delayed",
        "suspended",
        "missing",
        "late",
        "affected",
        "starts",
        "begins",
        "goes",
        "stuck",
        "stays",
        "stay",
        "likely",
        "may",
        "might",
        "out",
        "frozen",
        "applied",
        "without",
        "fails",
        "fail",
        "still",
    ]
)
MOST = 12


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a draft. `core` is its words without the times."""

    core: str
    start: int
    end: int
    whens: tuple[When, ...] = ()


def cut(text: str, whens: tuple[When, ...], sets: Sets) -> tuple[Segment, ...]:
    """Cut a draft into at most a dozen parts, in order. Linear in the length of the draft."""
    masked = list(text)
    for when in whens:
        masked[when.start : when.end] = _TIME * (when.end - when.start)
    hidden = "".join(masked)
    spans: list[tuple[int, int]] = []
    at = 0
    for match in _CUT.finditer(hidden):
        spans.append((at, match.start()))
        at = match.end()
    spans.append((at, len(text)))
    if f"{_TIME} and " in hidden:
        spans = [one for span in spans for one in _two_news(hidden, *span)]
    pieces = [piece for span in spans for piece in _at_commas(hidden, *span, sets)]
    found = [_segment(hidden, start, end, whens) for start, end in pieces if hidden[start:end].strip(_EDGES)]
    return tuple(found[:MOST])


# "Down Sunday 6 to 9 and the forms moved to the portal": two pieces of news.
_AND_NEWS = re.compile(
    rf"\b(?:down|offline|unavailable|closed|out|off) {_TIME}+(?P<link> and )"
    r"(?=(?:[\w'-]+ ){1,5}(?:moved|moves|is|are|will|has|have|was|were|closed|replaced|changes|changed)\b)",
    re.IGNORECASE,
)


def _two_news(hidden: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut behind the time of what is out, where another piece of news follows it."""
    found = _AND_NEWS.search(hidden, start, end)
    return [(start, found.start("link")), (found.end("link"), end)] if found else [(start, end)]


def _at_commas(hidden: str, start: int, end: int, sets: Sets) -> list[tuple[int, int]]:
    """Cut at a comma where a clause follows; a list of things stays whole."""
    pieces = []
    at = start
    for match in _COMMA.finditer(hidden, start, end):
        rest = words_of(hidden[match.end() : end].partition(",")[0])
        before = words_of(hidden[at : match.start()])
        own = hidden[match.end() : end].partition(",")[0].replace(_TIME, "")
        is_clause = bool(_CLAUSE & set(rest)) or before[:1] == ["unless"] or rest[-1:] == ["only"] or is_duty(own, sets)
        if len(rest) > 1 and len(before) > 1 and is_clause:
            pieces.append((at, match.start()))
            at = match.end()
    return [*pieces, (at, end)]


def _segment(hidden: str, start: int, end: int, whens: tuple[When, ...]) -> Segment:
    own = tuple(when for when in whens if start <= when.start < end)
    words = hidden[start:end]
    words = _TIMES.sub(" \x02 ", words) if _TIME in words else words
    words = _FROM_NOW.sub("", _OF_TIME.sub("\x02", words)) if "\x02" in words or " now on" in words else words
    words = _WHY_THEN.sub("", words) if "\x02" in words else words
    words = _AFTER_WORK.sub(" ", words) if any(one.lead.lower() in _AFTER for one in own) else words
    core = " ".join(words.replace("\x02", " ").split())
    core = _SPACED.sub("", _COMMAS.sub(",", core)) if "," in core or ";" in core else core
    quoted = core.count('"') == 2 or (core.startswith("“") and core.count("“") == core.count("”"))
    core = core.strip(_EDGES.translate(_NO_QUOTES)) if quoted else bared(core, _EDGES)
    core = _LAST_COMMA.sub("", core) if "," in core else core
    return Segment(_untied(core) if own else _AND.sub("", core), start, end, own)


_TIMES = re.compile(f"{_TIME}+")
_COMMAS = re.compile(r"\s*[,;](?:\s*[,;])+")
_SPACED = re.compile(r"\s+(?=[,;])")
_LAST_COMMA = re.compile(r",(?=\s*(?:and|or)?$)")
# "Last night's work": the work.
_OF_TIME = re.compile(r"\x02\s*['’]s\b")
_FROM_NOW = re.compile(r",? from now on\s*$", re.IGNORECASE)
# "Owing to the year-end freeze": a time in a reason is none of the news.
_WHY_THEN = re.compile(
    r"\b(?:due to|owing(?: to)?|because of|ahead of|as part of)(?: the)? *\x02[^,;]*$", re.IGNORECASE
)
_AFTER = frozenset({"after", "since", "following", "before"})
# "After the 3 May patch", "since Tuesday's release": what the time is the time of goes with it.
_AFTER_WORK = re.compile(
    r"\x02\s*(?:['’]s)?\s+(?:[a-z-]+ )?(?:patch|patches|update|updates|upgrade|release|outage|migration|move"
    r"|maintenance|deployment"
    r"|changes?|works?|restart|reboot|rollout|go-live|power cut|storm|failover|cutover|switchover|sync|import|crash"
    r"|reset|run)"
    r"(?=[\s.,]*$)",
    re.IGNORECASE,
)
# "Hand yours in", "leave tills on": this belongs to its verb.
_PARTICLE = re.compile(
    r"\b(?:hand|turn|sign|log|clock|plug|fill|send|bring|check|dial|book|leave|keep|switch|trade|put)\w*"
    r"(?: (?:yours|it|them|one|these|this|(?:your |the |all )?[a-z]+))? (?:in|on)$",
    re.IGNORECASE,
)
_AND = re.compile(r"^(?:and|or|but|also|so|then)\s+", re.IGNORECASE)
_TIED = re.compile(
    r"(?:^(?:and|or|but|also|so|then)\s+)|(?:\s+(?:and|or|instead of|on|at|in|from|by|for|the|to|until"
    r"|between|effective"
    r"|starting|beginning|of))+$",
    re.IGNORECASE,
)


def _untied(core: str) -> str:
    """Take off what is left hanging where a time stood."""
    untied = _TIED.sub("", core)
    if _PARTICLE.search(core) and len(untied) < len(core) and core.startswith(untied):
        return core.strip(_EDGES)
    return core if untied == core else untied.strip(_EDGES)
