"""Drafts in Title Case: told from others, and written as a sentence, with its names as they stand."""

import re
from collections.abc import Iterable

from bot.subjects.words import EDGES, Sets, bare, base_of, base_of_done, folded, listed

_WORD = re.compile(r"\S+")
# What a writer sets off, and what stands in brackets as a short form, stays as it is written.
_QUOTED = re.compile(r"[“\"][^“”\"]*[”\"]|(?<!\w)[‘'][^‘’']+[’'](?!\w)")
_QUOTE = re.compile(r"[“\"‘']")
_ENDS = (".", ":", "!", "?", ";", "|", "–", "—", "-", "•", "·", "/", ">")
# Words of a sentence: in mid-sentence nobody writes them large but in a title.
_NEVER_LARGE = listed(
    "will be is are was were has have had can may must your our their with from into about after before during until"
    " through under over what how why when where which that this these not no now to for and or of on in at by the like"
    " today tonight tomorrow yesterday"
)
_NUMBER = re.compile(r"#?\d[\d.]*[a-z]?(?=[,;:.!?)]*$)|[B-HJ-Z](?=[,;:.!?)]*$)")
# What is counted: with its number it is written as it stands, "Room 401", "Data Hall 2".
_COUNTS = listed("top over under until up in on at by for from to with and or of than least most about next last page")
_DAYS = listed(
    "monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays"
    " sundays mon tue tues wed thu thur thurs fri sat sun january february march april may june july august september"
    " october november december jan feb mar apr jun jul aug sep sept oct nov dec"
)
_BESIDE_MONTH = listed("in of since from until by before through to mid early late and this next last for")
# "May Be Slow": behind it stands what may be.
_MAY = re.compile(
    r"\s+(?:be|have|not|cause|affect|need|take|see|also|still|result|experience|lose|now)\b", re.IGNORECASE
)
# A word with such an end is no name, where no list knows it.
_ENDS_LIKE_A_WORD = re.compile(
    r"[a-z]{3,}(?:tions?|sions?|ments?|ness|nesses|bility|bilities|ically|fully|ously|ization|isation|ologies|graphic"
    r"|ships?|ables?|wide|less|ibles?|atory|atories|ively|ality|arity|ances?|ences?)"
)
_PREFIXES = ("non-", "pre-", "post-", "multi-", "re-", "sub-", "co-", "anti-", "semi-", "self-", "inter-")
_HALVES = frozenset(one.rstrip("-") for one in _PREFIXES)
_MOST_TOGETHER = 4


def is_title(text: str, sets: Sets) -> bool:
    """Tell whether a text is written Like This; words that no list knows may be small: "Hosts tux and opus Retire"."""
    large = small = loud = 0
    for at, raw in enumerate(text.split()):
        word = raw.strip(EDGES)
        low = folded(word)
        if at and word[:1].isupper() and low in _NEVER_LARGE and not word.isupper():
            loud += 1
        if len(word) < 4 or not word.replace("-", "").isalpha() or low in sets["function"]:
            continue
        if word[0].isupper():
            large += 1
        elif is_plain(word, sets):
            small += 1
    return large > 1 and (not small or (loud > 0 and large > 2 * small))


def as_sentence(text: str, sets: Sets, kept: Iterable[tuple[int, int]] = ()) -> str:
    """Write the ordinary words of a title small; what stands in the spans of `kept`, and every name, stays."""
    quoted = _QUOTED.finditer(text) if _QUOTE.search(text) else ()
    spans = (*kept, *(match.span() for match in quoted))
    words = list(_WORD.finditer(text))
    names = _names(words, sets)
    pieces: list[str] = []
    end = 0
    opens = True
    for at, match in enumerate(words):
        word = match[0]
        free = at not in names and all(match.end() <= start or stop <= match.start() for start, stop in spans)
        if free and opens and _is_split(word.strip(EDGES), sets):
            # "Multi-Factor" at the start of a part: "Multi-factor".
            word = word[:2] + word[2:].lower()
        elif free and word[:1] != "(" and _goes_small(words, at, text, sets, opens=opens):
            word = word.lower() if word.isascii() else folded(word).replace("'", "’") if "’" in word else folded(word)
        pieces += [text[end : match.start()], word]
        end = match.end()
        opens = word.endswith(_ENDS) and folded(word.strip(EDGES)) not in ("st", "dr", "no")
    return "".join(pieces)


_COUNT_LED = re.compile(r"(?P<count>\d{1,2} )(?P<word>[A-Z][a-z]{3,})(?= [a-z])")


def after_count(text: str, sets: Sets) -> str:
    """Write the word behind a leading count small where it is ordinary: "6 Clues that reveal it"."""
    found = _COUNT_LED.match(text)
    if found is None or folded(found["word"]) in _DAYS or not is_plain(found["word"], sets):
        return text
    return f"{found['count']}{found['word'].lower()}{text[found.end() :]}"


def _goes_small(words: list[re.Match[str]], at: int, text: str, sets: Sets, *, opens: bool) -> bool:
    """Tell whether a word is ordinary where it stands; the first of a part stays large, unless a name follows."""
    core = words[at][0].strip(EDGES)
    low = folded(core)
    if not core or not core[0].isupper() or (len(core) > 1 and core == core.upper()):
        return False
    after = words[at + 1][0] if at + 1 < len(words) else ""
    if opens and not _is_before_name(core, after, sets):
        return False
    if low in _DAYS:
        return low == "may" and bool(_MAY.match(text, words[at].end()))
    if low == "i" or (len(core) == 1 and low != "a"):
        return False
    if core[1:] != core[1:].lower() and not _is_split(core, sets):
        return False
    before = folded(words[at - 1][0].strip(EDGES)) if at else ""
    if _NUMBER.match(after) and low not in sets["function"] and low not in _COUNTS and not _is_dated(after):
        return False
    if low in sets["names"] or low in sets["products"]:
        return not after[:1].isdigit() and _is_ambiguous(low, before, sets)
    if low in _PLACES and at and _is_own_name(words[at - 1][0], sets):
        return False
    return low in _NEVER_LARGE or is_plain(core, sets)


# "Pierce Hall": a place whose name stands before it.
_PLACES = listed(
    "hall building house library center centre college school tower street road avenue lane hospital park square"
    " stadium gymnasium auditorium bay island lake river bridge city county university theater theatre museum wing"
    " campus clinic"
)


def _is_own_name(word: str, sets: Sets) -> bool:
    """Tell whether a word is the name of somebody or somewhere: "Pierce", and not "HPC" or "new"."""
    core = word.strip(EDGES)
    return word[-1:].isalpha() and core.istitle() and folded(core) not in sets["products"] and not is_plain(core, sets)


def _is_before_name(core: str, after: str, sets: Sets) -> bool:
    """Tell whether the first word of a part says of a name which one: "Campus PeopleSoft"."""
    name = after.strip(EDGES)
    is_doing = folded(core) in sets["verbs"] or bool(base_of(core, sets))
    return bool(name) and name[0].isupper() and not is_plain(name, sets) and not is_doing


def _is_dated(after: str) -> bool:
    """Tell whether a number begins a date or an amount, and names no thing: "Downtime 10/12", "Outage 9am"."""
    return re.match(r"\(?\d+(?:[-/.:–]\d|[ap]m\b|st\b|nd\b|rd\b|th\b|%)|\(?\d{4}\b", after) is not None


def _is_split(core: str, sets: Sets) -> bool:
    """Tell whether each half of "Sign-In" or "Time/Leave" is ordinary by itself."""
    halves = re.split(r"[-/&]", core)
    if len(halves) < 2 or any(half[1:] != half[1:].lower() for half in halves):
        return False
    known = [half for half in halves[1:] if half] if folded(halves[0]) in _HALVES else [half for half in halves if half]
    return all(is_plain(half, sets) for half in known)


# Products that are ordinary words as well, and mostly that: "Online Forms", "Smart Classroom".
_AMBIGUOUS = listed(
    "forms meet planner publisher classroom word box stream loop edge lens insights exchange signal notion access notes"
    " office reader project cloud drive docs sheets slides sites keep creative express defender power square pulse"
    " colleague workspace carbon orange visa handshake spark mural slate flash dynamics brother doodle milestone"
)


def _is_ambiguous(low: str, before: str, sets: Sets) -> bool:
    """Tell whether the name of a product is an ordinary word here, because an ordinary word stands before it."""
    if low not in _AMBIGUOUS:
        return False
    is_own = before in (
        "",
        "to",
        "in",
        "on",
        "with",
        "from",
        "via",
        "using",
        "and",
        "or",
        "through",
        "for",
        "of",
        "your",
    )
    return low in sets["ordinary"] and not (is_own and low in sets["names"])


def is_plain(word: str, sets: Sets) -> bool:
    """Tell whether a word is an ordinary one, by a list or by how it is made."""
    whole = folded(word).strip(EDGES)
    low = bare(whole)
    if low in sets["small"] or whole in sets["small"]:
        return True
    if base_of_done(whole, sets) or base_of(whole, sets) or _ENDS_LIKE_A_WORD.fullmatch(whole):
        return True
    if whole.endswith("ly") and (whole[:-2] in sets["ordinary"] or f"{whole[:-2]}e" in sets["ordinary"]):
        return True
    for prefix in _PREFIXES:
        if whole.startswith(prefix):
            return is_plain(whole[len(prefix) :], sets)
    halves = re.split(r"[-/]", whole)
    return len(halves) > 1 and all(half and (len(half) < 3 or is_plain(half, sets)) for half in halves)


def _names(words: list[re.Match[str]], sets: Sets) -> set[int]:
    """Return the places of the words of names that are made of ordinary ones: "Google Drive", "Advisory Council"."""
    found: set[int] = set()
    low = [folded(match[0].strip(EDGES)) for match in words]
    for at, word in enumerate(low):
        if word in sets["led-names"]:
            for size in range(min(_MOST_TOGETHER, len(low) - at), 1, -1):
                if " ".join(low[at : at + size]) in sets["whole-names"]:
                    found.update(range(at, at + size))
                    break
        elif word in sets["bodies"] and at:
            found |= _body(words, low, at, sets)
    return found


_GETS = listed("receive win earn get host join announce welcome name honor honour meet")


def _body(words: list[re.Match[str]], low: list[str], at: int, sets: Sets) -> set[int]:
    """Return the places of the name of a body or an occasion, from its end back to what only says which."""
    start = at
    while start and words[start - 1][0][:1].isupper() and words[start - 1][0][-1] not in ".:,;!?)":
        word = low[start - 1]
        stops = ("function", "prepositions", "adjectives", "determiners", "verbs")
        if bare(word) in _GETS or any(word in sets[name] for name in stops):
            break
        start -= 1
    is_first = start == 0 or words[start - 1][0].endswith(_ENDS)
    return set(range(start, at + 1)) if at - start > int(is_first) - 1 and start < at else set()
