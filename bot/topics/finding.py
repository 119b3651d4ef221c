"""Find the topic that somebody means from the words they typed (PRODUCT.md, section 3, "Finding it").

Pure rules over an `Index` of the names of a workspace's topics. What decides everything: never a wrong
line. Words that do not clearly name a topic get at most five choices; words that name nothing, `Nothing`.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, combinations, islice, product

from rapidfuzz import process
from rapidfuzz.distance import OSA

LONGEST = 200  # characters of what was typed that are read
MOST_WORDS = 30  # words of what was typed that are read
MOST_CHOICES = 5
CLEAR_LETTERS = 5  # a name shorter than this is never taken from a slip: lan and wan are one letter apart
FAR_LETTERS = 7  # a name shorter than this is not offered for two slips
SHORTEST_PART = 3  # letters of a name that are enough to offer it

# What a topic cannot be called, as `key` writes it: the subcommands of `/partyline`, now and to come.
_SUBCOMMANDS = """
admin all approve ask asked campaign close default deliveries drill edit export extend follow handover help
history holding home import ladder list new open publish ratify readiness reopen retry review roles same
settings show standing statement subject takeover topics unfollow update withdraw
"""
RESERVED: frozenset[str] = frozenset(_SUBCOMMANDS.split())

# Words of a question that carry no meaning of their own. A comma is one too: it parts two topics.
_FILLER = """
, a about after again all already also am an and any anybody anyone anything are around as ask asked asking
at available back be because been broke broken but by can cannot cant come comes coming could did do does
doesnt doing done dont down else eta every everybody everyone expected fine fix fixed fixing for from get
give go goes going good got had happen happened happening has have he hello help here hey hi his how i id if
im in into is isnt issue issues it its just know known latest let like long may me my need new news no nobody
not now of off ok okay on one or our out outage outages over please pls possible problem problems resolved
restored right say see she should since slow so some somebody someone something soon status still stopped
such tell thanks that thats the their them then there theres these they this till time to today told tomorrow
too trying until up update updates us use using was we were what whats when whens where wheres which who whos
why will with without work working works would wrong yes yet you your
"""
FILLER: frozenset[str] = frozenset(_FILLER.split())

_CHUNK = re.compile(r"\S+")  # one class, one quantifier: linear
_DIGIT = re.compile(r"\d")
_APOSTROPHES = "'’‘ʼ`´"
_MARKS_OF_TRADE = str.maketrans("", "", "™®©℠")


@dataclass(frozen=True, slots=True)
class Name:
    """A topic's name or one of its aliases, as its owner wrote it."""

    topic_id: str
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """The topics that were named, each once, in typed order.

    `corrected`: the display names of those that were not typed just so, to say “Showing *network*.” for.
    """

    topic_ids: tuple[str, ...]
    corrected: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choices:
    """No clear match: at most five topics to ask “Which one do you mean?” with, best first."""

    topic_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Nothing:
    """The words name no topic, nor anything near one."""


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    topic_ids: tuple[str, ...]
    exact: bool


@lru_cache(maxsize=4096)
def _shown(char: str) -> str:
    """Fold one character: to itself, to nothing, to a space or, emoji and commas, to a word."""
    if char in ",;،؛、":
        return " , "
    category = unicodedata.category(char)
    if category == "So":
        return f" {char} "
    # Accents fall to their base letter; the marks that spell words in Indic or Japanese text stay.
    accent_or_selector = "\u0300" <= char <= "\u036f" or "\ufe00" <= char <= "\ufe0f"
    if accent_or_selector or char in _APOSTROPHES or (category in {"Cc", "Cf", "Cs"} and not char.isspace()):
        return ""
    return char if category[0] in "LMN" or category in {"Cn", "Co"} else " "


def _words(text: str, *, commas: bool) -> list[str]:
    """Split what was typed into folded words; a comma is a word where `commas` count."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST].translate(_MARKS_OF_TRADE)).casefold()
    parted = "".join(map(_shown, unicodedata.normalize("NFKD", plain)))
    words = unicodedata.normalize("NFC", parted).split()
    return [word for word in words if commas or word != ","][:MOST_WORDS]


def key(words: str) -> str:
    """Fold a name to what is compared: two names with one key are one name.

    Case, accents, punctuation, white space, control and format characters do not count: `Wi-Fi`, `wifi` and
    `wi fi` are one. Reads the first 200 characters and 30 words, gives at most 200 characters; never fails.
    """
    return "".join(_words(words, commas=False))[:LONGEST]


def _forms(word: str) -> tuple[str, ...]:
    """The word, then what it may be the English plural of, likeliest last."""
    if len(word) < 4 or not word.endswith("s") or word.endswith("ss"):
        return (word,)
    if word.endswith("ies"):
        return (word, word[:-1], word[:-3] + "y")
    if word.endswith(("sses", "xes", "zes", "ches", "shes", "oes")):
        return (word, word[:-1], word[:-2])
    return (word, word[:-2], word[:-1]) if word.endswith("ses") else (word, word[:-1])  # buses, databases


def _all_forms(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The words as typed, then with plurals undone; bounded, so that many plurals cost no more than some."""
    return islice(product(*map(_forms, words)), 8)


def _singular(words: Iterable[str]) -> str:
    return " ".join(_forms(word)[-1] for word in words)


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Values by key, each once, in the order of their coming."""
    groups: dict[str, dict[str, None]] = {}
    for left, right in pairs:
        groups.setdefault(left, {})[right] = None
    return {left: tuple(rights) for left, rights in groups.items()}


def _edges(word: str, size: int, slips: int) -> tuple[str, ...]:
    """Where a known word of this size is kept, and where to look for one that `word` may be a slip of.

    One slip changes one letter or two neighbours, never both the first and the last `(size - 1) // 2`
    letters: no single slip is missed. Two slips, one at each end, are; those would only be offered.
    """
    if size < (SHORTEST_PART if slips == 1 else FAR_LETTERS):
        return ()
    letters = (size - 1) // 2 if slips == 1 else 2
    return f"{slips} {size} begins {word[:letters]}", f"{slips} {size} ends {word[-letters:]}"


class Index:
    """The names of one workspace's topics, ready to be searched; built once, never changed.

    Names, plurals and parts of names are looked up in dicts; slips by OSA distance, but only among names of
    nearly the same length with the same beginning or end (see `_edges`), so that 10,000 names stay quick.
    Two topics that share a name should have been refused by whoever loads them; if not, both are offered.
    """

    def __init__(self, names: Iterable[Name], shown_as: Mapping[str, str] | None = None) -> None:
        every = tuple(names)
        listed = [(w, name.topic_id) for name in every if (w := _words(name.text, commas=False))]
        first_names = {name.topic_id: name.text for name in reversed(every)}
        self.shown_as = first_names | dict(shown_as or {})
        self._sorted = sorted("".join(words) for words, _ in listed)
        self.widest = min(12, max((len(words) for words, _ in listed), default=0) + 2)
        exact = _grouped(("".join(words), topic) for words, topic in listed)
        plurals = [(form, topic) for words, topic in listed for form in _all_forms(words)]
        # A name as it is written always wins over the singular of another.
        self._joined = _grouped(("".join(form), topic) for form, topic in plurals) | exact
        self._spelt = _grouped((" ".join(form), topic) for form, topic in plurals)
        self._spelt |= _grouped((" ".join(words), topic) for words, topic in listed)
        # Every run of a name's words, of very long names only in the beginning.
        runs = [(w, run, topic) for w, topic in listed for run in combinations(range(min(len(w), 8) + 1), 2)]
        self._after = _grouped((_singular(w[at:end]), t) for w, (at, end), t in runs if end < len(w))
        self._before = _grouped((_singular(w[at:end]), t) for w, (at, end), t in runs if at > 0)
        vocabulary = dict.fromkeys(chain(exact, (word for words, _ in listed for word in words)))
        self._edges = _grouped(
            (edge, word) for word in vocabulary for slips in (1, 2) for edge in _edges(word, len(word), slips)
        )
        # All names on one page, shortest first, so that a part of a name is found by one search of a text.
        self._page = "\n".join(("", *sorted(exact, key=lambda name: (len(name), name)), ""))
        self._keys = [at for at, char in enumerate(self._page) if char == "\n"]

    def named(self, words: Sequence[str], *, loosely: bool) -> tuple[str, ...]:
        """The topics with exactly this name, plurals aside; `loosely`, wherever the spaces are."""
        names, gap = (self._joined, "") if loosely else (self._spelt, " ")
        return next(filter(None, (names.get(gap.join(form)) for form in _all_forms(words))), ())

    def longer(self, words: Sequence[str], *, after: bool) -> tuple[str, ...]:
        """The topics whose name goes on after these words (or, not `after`, has words before them)."""
        return (self._after if after else self._before).get(_singular(words), ())

    def meaning(self, word: str) -> tuple[str, ...]:
        """The topics of that name, else those with the word in their name."""
        parts = self.longer((word,), after=True) + self.longer((word,), after=False)
        return self.named((word,), loosely=True) or tuple(dict.fromkeys(parts))

    def near(self, word: str, slips: int) -> list[tuple[int, str]]:
        """The known words within one slip or two, nearest first; two only of seven letters or more.

        A slip is a letter more, less or other, or two neighbours swapped (an OSA distance).
        """
        sizes = range(len(word) - slips, len(word) + slips + 1)
        edges = (edge for size in sizes for edge in _edges(word, size, slips))
        close = tuple(dict.fromkeys(chain.from_iterable(self._edges.get(edge, ()) for edge in edges)))
        hits = process.extract(word, close, scorer=OSA.distance, score_cutoff=slips, limit=None)
        return sorted((int(distance), known) for known, distance, _ in hits)

    def slip(self, word: str) -> str | None:
        """The one known word that this is clearly a slip of, if there is one.

        Clear: one slip from a word of five letters or more, the only meaning that near, no digit changed
        (`windows 11` is not `windows 10`), no other name begun (`print` is not `sprint` beside `printing`).
        """
        if len(word) < CLEAR_LETTERS - 1 or word in FILLER or any(map(self.meaning, _forms(word))):
            return None
        near = next(filter(None, (self.near(form, 1) for form in _forms(word))), [])
        if len({self.meaning(known) for _, known in near}) != 1:
            return None
        known = near[0][1]
        same_digits = _DIGIT.findall(known) == _DIGIT.findall(word)
        begun = self._beginning(word) - (self._beginning(known) if known.startswith(word) else 0)
        return known if len(known) >= CLEAR_LETTERS and same_digits and not begun else None

    def _beginning(self, part: str) -> int:
        return bisect_right(self._sorted, part + "\U0010ffff") - bisect_left(self._sorted, part)

    def holding(self, part: str) -> tuple[str, ...]:
        """At most five topics whose name begins with, or else holds, this part; shortest names first."""
        topics: dict[str, None] = {}
        for needle in ("\n" + part, part):
            at = self._page.find(needle)
            while at >= 0 and len(topics) < MOST_CHOICES:
                line = bisect_right(self._keys, at)
                name = self._page[self._keys[line - 1] + 1 : self._keys[line]]
                topics.update(dict.fromkeys(self._joined[name]))
                at = self._page.find(needle, self._keys[line])
        return tuple(topics)[:MOST_CHOICES]


def find(index: Index, words: str) -> Found | Choices | Nothing:
    """Find the topics that somebody means by what they typed (PRODUCT.md, section 3, "Finding it").

    The longest names win and several topics are all found. An unknown word beside a name is passed over,
    unless a longer name goes on from there (`vpn rome` beside `vpn london`): then people choose. Never fails.
    """
    typed = _words(words, commas=True)
    whole = index.named([word for word in typed if word != ","], loosely=True)
    # "network, printers" are two topics, though "Smith, Jones" may be the name of one.
    if whole and ("," not in typed or not _cut(index, typed, {})[0]):
        return _settled(index, [_Span(0, len(typed), whole, exact=True)])
    spans, left = _cut(index, typed, {})
    mended = {at: known for at in left if (known := index.slip(typed[at]))}
    typed = [mended.get(at, word) for at, word in enumerate(typed)]
    spans, left = _cut(index, typed, mended) if mended else (spans, left)
    spans = sorted(spans + _joined_slips(index, typed, left), key=lambda span: span.start)
    left = [at for at in left if not any(span.start <= at < span.end for span in spans)]
    if not spans:
        return _offer(index, typed, left)
    return _settled(index, spans, left, _longer(index, typed, spans, left))


def prefix(index: Index, words: str) -> tuple[Found | Choices | Nothing, str]:
    """Split `network printers Wi-Fi down` into its topic and the rest, as it was typed, stripped.

    The topic is the longest leading run of words that names one, exactly or by a clear slip. Where none
    does, the choices are for the first word; without choices nothing is taken off the text. Never fails.
    """
    ends = [chunk.end() for chunk in _CHUNK.finditer(words[: LONGEST + 1]) if chunk.end() <= LONGEST]
    for end in reversed(ends[: index.widest]):
        typed = _words(words[:end], commas=False)
        topics = index.named(typed, loosely=True)
        slipped = () if topics else _slipped(index, typed)
        if topics or slipped:
            span = _Span(0, len(typed), topics or slipped, exact=not slipped)
            return _settled(index, [span]), words[end:].strip()
    first = _words(words[: ends[0]], commas=False) if ends else []
    offer = _offer(index, first, [at for at, word in enumerate(first) if word not in FILLER])
    return offer, (words[ends[0] :] if isinstance(offer, Choices) else words).strip()


def _cut(index: Index, typed: Sequence[str], mended: Mapping[int, str]) -> tuple[list[_Span], list[int]]:
    """Cut the words, left to right, into the longest names; then the places of other words with meaning."""
    spans: list[_Span] = []
    left: list[int] = []
    at = 0
    while at < len(typed):
        end, topics = _longest(index, typed, at)
        if topics:
            spans.append(_Span(at, end, topics, exact=not any(place in mended for place in range(at, end))))
        elif typed[at] not in FILLER:
            left.append(at)
        at = end
    return spans, left


def _longest(index: Index, typed: Sequence[str], at: int) -> tuple[int, tuple[str, ...]]:
    """Where the longest name that starts here ends, and its topics; if none does, one word on, and none.

    Filler counts only if the name is written so: "on call" is `on-call`, but "back up" is not `backup`.
    """
    for end in range(min(len(typed), at + index.widest), at, -1):
        fillers = sum(word in FILLER for word in typed[at:end])
        topics = index.named(typed[at:end], loosely=not fillers) if fillers < end - at else ()
        if topics:
            return end, topics
    return at + 1, ()


def _windows(places: Sequence[int], most: int) -> Iterator[tuple[int, int]]:
    """The runs of neighbouring places, at most so many long, longest first."""
    known = set(places)
    for size in range(most, 0, -1):
        for at in places:
            if all(place in known for place in range(at, at + size)):
                yield at, at + size


def _joined_slips(index: Index, typed: Sequence[str], left: Sequence[int]) -> list[_Span]:
    """Names written apart and with a slip: `pay rol`."""
    spans: list[_Span] = []
    for at, end in _windows(left, most=3):
        free = end - at > 1 and not any(span.start < end and at < span.end for span in spans)
        if free and (topics := _slipped(index, typed[at:end])):
            spans.append(_Span(at, end, topics, exact=False))
    return spans


def _slipped(index: Index, typed: Sequence[str]) -> tuple[str, ...]:
    """The topics that all these words are clearly a slip of, word by word or written together."""
    mended = [index.slip(word) or word for word in typed]
    topics = index.named(mended, loosely=True) if mended != list(typed) else ()
    if topics or len(typed) < 2 or any(w in FILLER or index.named((w,), loosely=True) for w in typed):
        return topics
    known = index.slip("".join(typed))
    return index.named((known,), loosely=True) if known else ()


def _longer(index: Index, typed: Sequence[str], spans: Sequence[_Span], left: Sequence[int]) -> list[str]:
    """Topics that may be meant instead, because a word right beside a name is where their name goes on."""
    others: list[str] = []
    for span in spans:
        for beside, after in ((span.end, True), (span.start - 1, False)):
            if beside in left:
                others += index.longer(typed[span.start : span.end], after=after)
    return [topic for topic in others if not any(topic in span.topic_ids for span in spans)]


def _settled(
    index: Index, spans: Sequence[_Span], left: Sequence[int] = (), others: Sequence[str] = ()
) -> Found | Choices:
    """What was named; choices if one name is of two topics, or others may be meant."""
    topics = tuple(dict.fromkeys(topic for span in spans for topic in span.topic_ids))
    if others or any(len(span.topic_ids) > 1 for span in spans):
        return Choices(tuple(dict.fromkeys((*topics, *others)))[:MOST_CHOICES])
    corrected = {span.topic_ids[0] for span in spans if left or not span.exact}
    return Found(topics, tuple(index.shown_as[topic] for topic in topics if topic in corrected))


def _offer(index: Index, typed: Sequence[str], left: Sequence[int]) -> Choices | Nothing:
    """The topics that most of the words point at, most closely; only the first dozen words are asked."""
    best: dict[str, tuple[int, int]] = {}
    for at, end in _windows(left[:12], most=3):
        for how_far, topics in _leads(index, typed[at:end]):
            for topic in topics[:200]:
                nearest, hits = best.get(topic, (how_far, 0))
                best[topic] = (min(nearest, how_far), hits - 1)
    ranked = sorted(best, key=lambda topic: best[topic])
    return Choices(tuple(ranked[:MOST_CHOICES])) if ranked else Nothing()


def _leads(index: Index, words: Sequence[str]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """What these words may mean, each with how far off it is."""
    yield 0, index.longer(words, after=True)
    yield 0, index.longer(words, after=False)
    part = "".join(words)
    if len(part) < SHORTEST_PART:
        return
    for distance, known in chain(index.near(part, 1), index.near(part, 2)):
        yield distance, index.meaning(known)
    yield 3, index.holding(part)
    for size in range(len(part) - 1, SHORTEST_PART, -1):  # networking is about network
        yield 4, index.named((part[:size],), loosely=True)
