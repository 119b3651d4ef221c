"""Loading rules: folders of YAML to a checked and compiled set. An organisation's pack overrides by id."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path

from bot.subjects import yaml_reading
from bot.subjects.patterns import BadPhrase, Phrase, compile_phrase
from bot.subjects.rule_types import About, EventWord, Example, Frame, LintRule, PhraseBook, ReadingRule, Rules
from bot.subjects.verb_forms import event_words
from bot.subjects.words import ORDINARY, SMALL
from bot.subjects.yaml_reading import At, BadPack, Problem

SHIPPED = Path(__file__).parent / "packs" / "plain"
MOST_FILES = 60
MOST_RULES = 2000
MOST_WORDS = 2000
DIRECTIONS = ["good", "bad", "duty", "neutral", "restored", "partial", "postponed", "extended", "cancelled", "fine"]
CHECKS = (
    "words", "phrases", "begins", "codename", "version", "passive", "shouting", "too-long", "ambiguous-date",
    "nothing-to-use", "bare-ticket",
)  # fmt: skip
LEVELS = ("error", "warning", "suggestion")
SLOTS = [
    "system", "old", "target", "thing", "duty", "doing", "rest", "do", "when", "new", "when_to", "window",
    "outcome", "outcome_clause", "lets_you", "lets_none", "cannot", "action", "service", "system_bare", "amount",
    "people", "state", "event", "until", "plain", "name", "whole", "where", "age", "session", "use", "benefit",
    "day", "event_bare", "topic", "price", "lets_you_here", "amount_name", "whole_a", "done", "by", "from",
    "done_to", "expected", "clause", "who", "tail", "whole_an", "amount_change", "limit", "as",
    "do_yours", "thing_a", "thing_bare", "only_way", "trick", "thing_full", "way", "aged", "fitting", "mishap",
    "event_a", "new_day", "problem", "losers", "only_do", "lacking",
    "get_do", "new_size", "old_size", "has_been", "thing_one", "symptom", "news", "prep", "made_up", "what",
    "loss_clause", "whole_one", "whole_bare", "whole_said", "until_date", "amount_told", "ask", "where_to",
    "measure", "in_tool",
    "clause_short", "it_is", "has", "expiring", "lower", "problem_of", "lost",
    "sent", "call", "stage", "early", "support", "terms", "found", "has_moved", "within", "so", "survey", "on_doing",
    "around", "found_what", "limit_full", "left_out", "portion", "after", "harm",
]  # fmt: skip
_ABOUT = {"id", "level", "link", "tests"}
_KEYS = {
    "readings": _ABOUT | {"means", "kind", "direction", "reads", "rank", "nouns", "verbs", "states"},
    "frames": _ABOUT | {"reason", "kinds", "directions", "says", "rank", "must", "never", "only"},
    "lints": _ABOUT | {"message", "check", "words", "lists", "phrases", "most"},
}
_ID = re.compile(r"[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*")
_GIVEN = {"outcome", "service", "window", "action", "audience", "name", "plain", "lets_you", "glossary_outcome"}


class _Reader:
    """Reads the files of one pack, and collects every problem."""

    def __init__(self, lists: Mapping[str, tuple[str, ...]]) -> None:
        self.problems: list[Problem] = []
        self.lists = dict(lists)
        self.more: list[tuple[str, tuple[str, ...]]] = []
        self.found: dict[str, dict[str, tuple[str, At]]] = {name: {} for name in _KEYS}
        self.file = ""

    def wrong(self, line: int, sentence: str) -> None:
        self.problems.append(Problem(self.file, line, sentence))

    def texts(self, at: At | None, what: str) -> tuple[str, ...]:
        """Return a list of texts, or one text as a list."""
        if at is None:
            return ()
        values = at.value if isinstance(at.value, tuple) else (at,)
        found = [str(one.value) for one in values if isinstance(one.value, str | int) and str(one.value).strip()]
        if len(found) < len(values):
            self.wrong(at.line, f"{what} should be a list of texts, such as [one, another one].")
        if len(found) > MOST_WORDS:
            self.wrong(at.line, f"{what} holds more than {MOST_WORDS} entries. Make two of it.")
        return tuple(found[:MOST_WORDS])

    def text(self, rule: dict[str, At], key: str, line: int, *, needed: bool = True) -> str:
        at = rule.get(key)
        if at is None:
            if needed:
                self.wrong(line, f"“{key}” is missing. Every rule of this sort has one.")
            return ""
        if isinstance(at.value, str | int):
            return str(at.value)
        self.wrong(at.line, f"“{key}” should be one text.")
        return ""

    def number(self, rule: dict[str, At], key: str, default: int) -> int:
        at = rule.get(key)
        if at is None:
            return default
        if isinstance(at.value, int) and 0 <= at.value <= 1000:
            return at.value
        self.wrong(at.line, f"“{key}” should be a number from 0 to 1000.")
        return default


def _gather(reader: _Reader, folder: Path) -> None:
    files = sorted(one for one in folder.rglob("*.yaml") if one.is_file())
    if len(files) > MOST_FILES:
        reader.wrong(0, f"{folder.name} has more than {MOST_FILES} files. Put a family of rules in one file.")
    for path in files[:MOST_FILES]:
        reader.file = str(path.relative_to(folder))
        try:
            root = yaml_reading.read(path.read_bytes(), reader.file, is_ours=folder == SHIPPED)
        except BadPack as bad:
            reader.problems += bad.problems
            continue
        _sort(reader, root)
    _add_to_lists(reader)
    if not files:
        reader.file = folder.name
        reader.wrong(0, "There is no .yaml file in this folder. Write one with readings, frames, lints or lists.")


def _sort(reader: _Reader, root: At) -> None:
    if not isinstance(root.value, dict):
        reader.wrong(root.line, "A file has keys: lists, readings, frames, lints.")
        return
    for key, at in root.value.items():
        if key == "lists" and isinstance(at.value, dict):
            for name, words in at.value.items():
                given = _split(reader.texts(words, f"The list {name}"))
                if name.endswith("+"):
                    reader.more.append((name.rstrip("+"), given))
                else:
                    reader.lists[name] = given
        elif key in _KEYS and isinstance(at.value, tuple):
            for one in at.value:
                _note(reader, key, one)
        else:
            reader.wrong(at.line, f"“{key}” is not known here. A file has lists (by name), readings, frames and lints.")


def _add_to_lists(reader: _Reader) -> None:
    """Add to the lists what a folder adds: after all of its files, so that their names decide nothing."""
    for name, given in reader.more:
        reader.lists[name] = (*reader.lists.get(name, ()), *given)
    reader.more.clear()


def _split(given: Iterable[str]) -> tuple[str, ...]:
    """Let a list be written as texts, each with words that have commas between them."""
    words = (" ".join(word.split()) for text in given for word in text.split(","))
    return tuple(dict.fromkeys(word for word in words if word))


def _note(reader: _Reader, sort: str, one: At) -> None:
    if not isinstance(one.value, dict):
        reader.wrong(one.line, f"A rule in {sort} has keys, beginning with id.")
        return
    for key, at in one.value.items():
        if key not in _KEYS[sort]:
            reader.wrong(at.line, f"“{key}” is no key of {sort}. Known are: {', '.join(sorted(_KEYS[sort]))}.")
    name = reader.text(one.value, "id", one.line)
    if name and not _ID.fullmatch(name):
        reader.wrong(one.line, f"The id “{name}” should be small letters with dots or hyphens, such as outage.now.")
    known = reader.found[sort].get(name)
    if known and known[0] != "base":
        reader.wrong(one.line, f"The id “{name}” is used twice. Give one of the two another id.")
    if name:
        reader.found[sort][name] = (reader.file, one)


def _about(reader: _Reader, rule: dict[str, At], line: int, text_key: str) -> About:
    level = reader.text(rule, "level", line, needed=False) or "suggestion"
    if level not in LEVELS:
        reader.wrong(line, f"The level “{level}” is not known. Write one of: {', '.join(LEVELS)}.")
    link = reader.text(rule, "link", line, needed=False)
    if link and not link.startswith("https://"):
        reader.wrong(line, "“link” should begin with https://")
    tests = rule.get("tests")
    fires: tuple[Example, ...] = ()
    silent: tuple[Example, ...] = ()
    if tests is None or not isinstance(tests.value, dict) or not set(tests.value) <= {"fires", "silent"}:
        reader.wrong(
            line, "“tests” is missing: {fires: [a draft this rule is for], silent: [one that it leaves alone]}."
        )
    else:
        fires = _examples(reader, tests.value.get("fires"), line, "fires")
        silent = _examples(reader, tests.value.get("silent"), line, "silent")
    name = reader.text(rule, "id", line)
    return About(name, reader.text(rule, text_key, line), level, link, reader.file, line, fires, silent)


def _examples(reader: _Reader, at: At | None, line: int, key: str) -> tuple[Example, ...]:
    if at is None or not isinstance(at.value, tuple) or not at.value:
        reader.wrong(at.line if at else line, f"“tests” needs at least one draft under “{key}”.")
        return ()
    found = []
    for one in at.value:
        if isinstance(one.value, str):
            found.append(Example(one.value, {}, one.line))
        elif isinstance(one.value, dict) and "subject" in one.value and set(one.value) <= _GIVEN | {"subject"}:
            texts = {name: str(said.value) for name, said in one.value.items()}
            found.append(Example(texts.pop("subject"), texts, one.line))
        else:
            known = ", ".join(sorted(_GIVEN))
            reader.wrong(one.line, f"A test is a draft, or {{subject: a draft, ...}} with any of: {known}.")
    return tuple(found)


def _phrases(reader: _Reader, at: At | None, line: int, key: str) -> tuple[Phrase, ...]:
    compiled = []
    for text in reader.texts(at, f"“{key}”"):
        try:
            compiled.append(compile_phrase(text, reader.lists))
        except BadPhrase as bad:
            reader.wrong(at.line if at else line, str(bad))
    unknown = {slot for phrase in compiled for slot in phrase.slots} - set(SLOTS)
    for slot in sorted(unknown):
        reader.wrong(
            at.line if at else line, f"There is no slot {{{slot}}}. The slots are: {', '.join(sorted(SLOTS))}."
        )
    return tuple(compiled)


def _reading(reader: _Reader, rule: dict[str, At], line: int) -> ReadingRule:
    direction = reader.text(rule, "direction", line)
    if direction and direction not in DIRECTIONS:
        reader.wrong(line, f"The direction “{direction}” is not known. Write one of: {', '.join(DIRECTIONS)}.")
    phrases = _phrases(reader, rule.get("reads"), line, "reads")
    given = {role: _split(reader.texts(rule.get(role), f"“{role}”")) for role in ("nouns", "verbs", "states")}
    words = event_words(given["nouns"], given["verbs"], given["states"])
    if not phrases and not words and "reads" not in rule:
        reader.wrong(line, "“reads” is missing: the phrases of a draft, such as [{system} is down].")
    about = _about(reader, rule, line, "means")
    kind, rank = reader.text(rule, "kind", line), reader.number(rule, "rank", 50)
    return ReadingRule(about, kind, direction, phrases, rank, words)


_SLOT = re.compile(r"\{([a-z_]+)\??\}")


def _frame(reader: _Reader, rule: dict[str, At], line: int) -> Frame:
    says = reader.texts(rule.get("says"), "“says”")
    if not says:
        reader.wrong(line, "“says” is missing: a headline, such as You can't use {system} {when?}.")
    for text in says:
        unknown = {name for name in _SLOT.findall(text) if name not in SLOTS}
        if unknown or _SLOT.sub("", text).count("{") or len(text) > 120:
            told = f"{{{sorted(unknown)[0]}}} is no slot" if unknown else "the braces or the length are wrong"
            reader.wrong(rule["says"].line, f"In “{text[:60]}” {told}. The slots are: {', '.join(sorted(SLOTS))}.")
    directions = reader.texts(rule.get("directions"), "“directions”")
    for one in directions:
        if one not in DIRECTIONS:
            reader.wrong(line, f"The direction “{one}” is not known. Write one of: {', '.join(DIRECTIONS)}.")
    must, never = (frozenset(reader.texts(rule.get(key), f"“{key}”")) for key in ("must", "never"))
    only = rule.get("only")
    words: dict[str, frozenset[str]] = {}
    if only is not None:
        if isinstance(only.value, dict):
            words = {slot: frozenset(reader.lists.get(str(name.value), ())) for slot, name in only.value.items()}
        else:
            reader.wrong(only.line, "“only” should be {slot: name of a list}, such as {system: utilities}.")
    kinds = frozenset(reader.texts(rule.get("kinds"), "“kinds”"))
    about = _about(reader, rule, line, "reason")
    return Frame(about, kinds, frozenset(directions), says, reader.number(rule, "rank", 50), must, never, words)


def _lint(reader: _Reader, rule: dict[str, At], line: int) -> LintRule:
    check = reader.text(rule, "check", line)
    if check and check not in CHECKS:
        reader.wrong(line, f"The check “{check}” is not known. Write one of: {', '.join(CHECKS)}.")
    words = set(_split(reader.texts(rule.get("words"), "“words”")))
    for name in reader.texts(rule.get("lists"), "“lists”"):
        if name not in reader.lists:
            reader.wrong(line, f"There is no list “{name}”.")
        words |= set(reader.lists.get(name, ()))
    lowered = frozenset(word.lower() for word in words)
    phrases = _phrases(reader, rule.get("phrases"), line, "phrases")
    return LintRule(_about(reader, rule, line, "message"), check, lowered, phrases, reader.number(rule, "most", 0))


def _built(reader: _Reader) -> Rules:
    def each(sort: str, make: Callable[[_Reader, dict[str, At], int], object]) -> list[object]:
        made = []
        for name, (file, one) in reader.found[sort].items():
            reader.file = file
            if isinstance(one.value, dict) and name:
                made.append(make(reader, one.value, one.line))
        return made

    readings = [one for one in each("readings", _reading) if isinstance(one, ReadingRule)]
    frames = [one for one in each("frames", _frame) if isinstance(one, Frame)]
    lints = [one for one in each("lints", _lint) if isinstance(one, LintRule)]
    if len(readings) + len(frames) + len(lints) > MOST_RULES:
        reader.wrong(0, f"There are more than {MOST_RULES} rules.")
    if reader.problems:
        raise BadPack(reader.problems)
    readings.sort(key=lambda rule: -rule.rank)
    frames.sort(key=lambda rule: -rule.rank)
    lists = reader.lists
    # Most words are in small letters already, and two megabytes of them are not held twice.
    sets = {name: frozenset(one if one.islower() else one.lower() for one in some) for name, some in lists.items()}
    sets["ordinary"] = frozenset(word for name in ORDINARY for word in sets.get(name, ()))
    sets["led-names"] = frozenset(name.split(" ", 1)[0] for name in sets.get("whole-names", ()))
    sets["small"] = frozenset(word for name in ("ordinary", *SMALL) for word in sets.get(name, ()))
    by_kind = _by_kind(readings, frames)
    return Rules(
        tuple(readings),
        tuple(frames),
        tuple(lints),
        lists,
        sets,
        _events(readings),
        _book(readings),
        by_kind,
        {kind: _asked_of(some) for kind, some in by_kind.items()},
    )


def _book(readings: Iterable[ReadingRule]) -> PhraseBook:
    phrases = tuple((rule, phrase) for rule in readings for phrase in rule.phrases)
    often = Counter(word for _, phrase in phrases for some in phrase.needed for word in some)
    by_word: dict[str, list[int]] = {}
    for place, (_, phrase) in enumerate(phrases):
        # Under the words that fewest phrases have, so that few are tried.
        rarest = min(phrase.needed, key=lambda some: max(map(often.__getitem__, some)), default=frozenset())
        for word in rarest:
            by_word.setdefault(word, []).append(place)
    always = frozenset(place for place, (_, phrase) in enumerate(phrases) if not phrase.needed)
    return PhraseBook(phrases, {word: tuple(places) for word, places in by_word.items()}, always)


def _by_kind(readings: Iterable[ReadingRule], frames: Iterable[Frame]) -> Mapping[str, tuple[Frame, ...]]:
    kinds = {rule.kind for rule in readings} | {kind for frame in frames for kind in frame.kinds}
    every = tuple(frame for frame in frames if not frame.kinds)
    found = {kind: tuple(frame for frame in frames if not frame.kinds or kind in frame.kinds) for kind in kinds}
    return {**found, "": every}


def _asked_of(frames: Iterable[Frame]) -> frozenset[str]:
    asked: set[str] = set()
    for frame in frames:
        asked.update(frame.must, frame.never, frame.words, *(_SLOT.findall(says) for says in frame.says))
    return frozenset(asked)


def _events(readings: Iterable[ReadingRule]) -> Mapping[str, tuple[tuple[ReadingRule, EventWord], ...]]:
    found: dict[str, list[tuple[ReadingRule, EventWord]]] = {}
    for rule in readings:
        for word in rule.words:
            found.setdefault(word.words[0], []).append((rule, word))
    return {first: tuple(sorted(some, key=lambda one: -len(one[1].words))) for first, some in found.items()}


@cache
def shipped() -> Rules:
    """Return the rules that come with the product."""
    return load(SHIPPED, None)


def load(folder: Path, base: Path | None = SHIPPED) -> Rules:
    """Load a pack, on top of another one whose rules it overrides by id. Raises BadPack with every problem."""
    reader = _Reader({})
    if base is not None:
        _gather(reader, base)
        for sort in reader.found.values():
            for name, (_, one) in sort.items():
                sort[name] = ("base", one)
    _gather(reader, folder)
    return _built(reader)


class Shelf:
    """The rules in force: the shipped ones, or an organisation's on top, read again when its files change.

    A change that cannot be used leaves the last good set in force, and its problems in `problems`.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._stamp: object = None
        self._rules = shipped()
        self.problems: tuple[Problem, ...] = ()

    def rules(self) -> Rules:
        """Return the rules in force."""
        if self._folder is None:
            return self._rules
        stamp = _stamp(self._folder)
        if stamp != self._stamp:
            self._stamp = stamp
            try:
                self._rules, self.problems = load(self._folder), ()
            except BadPack as bad:
                self.problems = bad.problems
            except OSError as error:
                self.problems = (Problem(str(self._folder), 0, f"This cannot be read: {error.strerror}."),)
        return self._rules


def _stamp(folder: Path) -> object:
    try:
        files = sorted(folder.rglob("*.yaml"))[: MOST_FILES + 1]
        return tuple((str(one), stat.st_mtime_ns, stat.st_size) for one in files for stat in [one.stat()])
    except OSError as error:
        return str(error)
