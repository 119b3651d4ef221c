"""What a thing does or is from now on, and what IT says that it is doing to it: "the portal now supports passkeys"."""

import re

from bot.subjects.fitting import trimmed
from bot.subjects.people_words import are_people
from bot.subjects.readings import Reading
from bot.subjects.releases import brings
from bot.subjects.rule_types import About, ReadingRule, Rules
from bot.subjects.segments import Segment
from bot.subjects.verb_forms import doing, done
from bot.subjects.words import (
    base_of,
    folded,
    is_noun_phrase,
    listed,
    named,
    small,
    starts_with_verb,
    without_version,
    words_of,
)

_GIVES = ReadingRule(About("draft.gives", "The draft says what a thing can do now."), "gives", "good", (), 88)
_LETS = ReadingRule(About("draft.lets", "The draft says what a thing lets people do."), "lets", "good", (), 88)
_HOWTO = ReadingRule(About("draft.how", "The draft tells how something is done."), "please", "good", (), 78)
_OURS = ReadingRule(About("draft.ours", "The draft says what IT does."), "our-doing", "neutral", (), 78)
_NOW = re.compile(
    r"(?P<who>\S.*?) (?:now|(?:can|does|is) now|has now) (?:also |fully |officially |finally |natively )*"
    r"(?P<verb>supports?|offers?|provides?|adds?|gets?|gains?|accepts?|features|comes? with|includes?|contains?|lists?"
    r"|shows?|displays?|lets?|allows?|enables?) (?P<what>\S.*)",
    re.IGNORECASE,
)
_SEEN = listed("shows show lists list displays display")
_FOUND = listed("includes include contains contain")
_PEOPLE = re.compile(
    r"(?:you|users|people|everyone|everybody|anyone|staff|members|customers|students|readers)(?: to)? (?=\S)",
    re.IGNORECASE,
)
# What is no thing that people can use: more of something, none of it, a number of it.
_NO_GAIN = listed("up more fewer less only no not all every most a an its their over under at about")
_OWNERS = listed("team desk we it ict support helpdesk department staff office")
# What IT does, and none of its readers: "expanding the archive".
_IT_DOES = (
    "expand", "extend", "relaunch", "strengthen", "repair", "prevent", "modernise", "modernize", "rebuild", "redesign",
    "restructure", "rename", "consolidate", "revamp", "overhaul", "increase", "raise", "lower", "tighten", "enhance",
    "relax", "loosen", "lift", "refresh", "unify", "harden",
    "relocate", "reorganise", "reorganize", "rearrange", "revise", "rework",
)  # fmt: skip
# What IT may do, or tell its readers to do: news of IT's own only where it is of "our" things.
_EITHER_DOES = ("improve", "reduce", "simplify", "optimise", "optimize", "secure", "speed up", "streamline", "scale")
_DOING = {doing(one.split()[0]): one for one in (*_IT_DOES, *_EITHER_DOES)}
# What is the reader's own, and what is kept for longer, which other rules read.
_NOT_THIS = listed("your you life deadline deadlines grace period licence license")
_HOW = re.compile(r" (?:with|by|through|to|into) ", re.IGNORECASE)
# What is said of IT's own work, and tells nobody what changes: "ensuring data privacy", "entering public beta".
_ENTERING = re.compile(
    r"(?:ensuring|celebrating|looking for(?! (?:an?|the|some|more|help) )|seeking|hiring|leaving|thanking|welcoming) .*"
    r"|entering (?:the )?(?:\w+ )?(?:alpha|beta|preview|phase|stage|test)\b.*",
    re.IGNORECASE,
)


def named_new(segments: tuple[Segment, ...], text: str, rules: Rules) -> Reading | None:
    """Read "New tool: Citation Finder": what can be used is the thing by its own name."""
    if len(segments) != _BOTH or any(one.whens for one in segments):
        return None
    kind, name = segments[0].core, segments[1].core
    if kind[:4].lower() != "new ":
        return _praised(segments, text, rules)
    words = words_of(name)
    is_label = text[segments[0].end :].lstrip()[:1] == ":" or text[segments[0].start : segments[0].end].endswith(":")
    is_name = name[:1].isupper() and len(words) < _LONG_NAME and is_noun_phrase(name, rules.sets)
    if not is_label or not is_name or words_of(kind)[-1] not in rules.sets["called-so"]:
        return None
    if any(word in rules.events or word in rules.sets["problems"] for word in words):
        return None
    return Reading.by(_GIVES, {"thing": name, "get_do": "use"}, segments[1])


def _praised(segments: tuple[Segment, ...], text: str, rules: Rules) -> Reading | None:
    """Read "Tidebook: fast berth search", a name and what its maker says that it is."""
    name, what = segments[0].core, segments[1].core
    words = words_of(what)
    is_label = text[segments[0].end :].lstrip()[:1] == ":" or text[segments[0].start : segments[0].end].endswith(":")
    if not is_label or words[0] not in _PRAISE or len(words) < _BOTH or not is_noun_phrase(what, rules.sets):
        return None
    is_name = name.count(" ") < _BOTH and name[:1].isupper() and not set(words_of(name)) & rules.sets["ordinary"]
    if not is_name or not rules.sets["problems"].isdisjoint(words):
        return None
    whole = Segment(text, segments[0].start, segments[1].end)
    slots = {"thing": f"{name}: {small(what, rules.sets)}"}
    return Reading.by(_PRAISED, slots, whole)


_PRAISED = ReadingRule(About("draft.praised", "The draft names a thing and says how it is."), "praised", "good", (), 88)
_PRAISE = listed(
    "fast faster easy easier simple simpler free secure safe smart flexible powerful interactive open shared"
)
_BOTH, _LONG_NAME = 2, 6


def newly(segment: Segment, rules: Rules) -> list[Reading]:
    """Read a part that says what a thing does from now on, or what IT is doing to one."""
    if told := brings(segment, rules):
        return told
    first, _, rest = segment.core.partition(" ")
    if " now " in folded(segment.core) and (found := _NOW.fullmatch(segment.core)):
        return _does(found, segment, rules)
    if (found := _FOR_LOAN.fullmatch(segment.core)) and not segment.whens:
        return _to_be_had(found, segment, rules)
    if " available " in segment.core and not segment.whens and (found := _TO_BE_HAD.fullmatch(segment.core)):
        return _to_be_had(found, segment, rules)
    low = folded(first)
    if rest and low.endswith("ing") and (done_now := _DOABLE.fullmatch(segment.core)):
        return _doable(done_now, segment, rules)
    if rest and low.endswith("ing") and (doings := _our_doing(low, rest, segment, rules)):
        return doings
    if low == "request" and (asked := _ASKED_FOR.fullmatch(segment.core)):
        verb = _ASKS[folded(asked["noun"])]
        return [Reading.by(_HOWTO, {"do": f"{verb} {asked['what']}"}, segment)]
    if low == "more" and _BETTER.match(rest) and is_noun_phrase(segment.core, rules.sets):
        return [Reading.by(_WHOLE, {"thing": segment.core}, segment)]
    return _owned_new(segment, rules) if low == "new" or " new " in folded(segment.core) else []


# What is asked for in a noun: "request for deletion of old logs".
_ASKS = {
    "deletion": "delete", "removal": "remove", "registration": "register", "submission": "submit",
    "confirmation": "confirm", "renewal": "renew", "return": "return", "review": "review", "nomination": "nominate",
    "completion": "complete", "verification": "verify", "approval": "approve", "update": "update",
}  # fmt: skip
_ASKED_FOR = re.compile(rf"request for (?:the |your )?(?P<noun>{'|'.join(_ASKS)}) of (?P<what>\S.*)", re.IGNORECASE)
_TO_BE_HAD = re.compile(
    r"(?P<thing>\S.*?) (?:(?:is|are|now) )*available (?:to|for) (?P<do>download|order|borrow|book|view|rent|read|watch"
    r"|buy|collect|try|install|preview|reserve|hire|test)(?: (?P<where>(?:from|in|on|at|via|through) [^,;:]+))?",
    re.IGNORECASE,
)


_FOR_LOAN = re.compile(
    r"(?P<thing>(?!available)\S.*?(?<!available)) (?:to (?P<do>borrow|rent|hire|buy)|for (?P<noun>loan|hire|rent|sale)"
    r"|(?:(?:is|are|now) )*on (?P<sold>sale)(?: now)?)"
    r"(?: (?P<where>(?:from|in|on|at|via|through) [^,;:]+))?",
    re.IGNORECASE,
)
_LENT = {"loan": "borrow", "hire": "hire", "rent": "rent", "sale": "buy"}


def _to_be_had(found: re.Match[str], segment: Segment, rules: Rules) -> list[Reading]:
    """Read "forms are available to download from the intranet" as what people can do with them."""
    thing = trimmed(found["thing"], rules)
    if not is_noun_phrase(thing, rules.sets):
        return []
    slots = {"thing": thing, "get_do": _get_do(found), "within": found["where"] or ""}
    return [Reading.by(_GIVES, {name: text for name, text in slots.items() if text}, segment)]


def _get_do(found: re.Match[str]) -> str:
    return folded(found["do"]) if found["do"] else _LENT[folded(found["noun"] or found["sold"])]


def _owned_new(segment: Segment, rules: Rules) -> list[Reading]:
    """Read "our new ticket system" and "the archive's new look": one to be used, and one to be met with."""
    found = _OWNED_NEW.fullmatch(segment.core)
    if found is None or not is_noun_phrase(segment.core, rules.sets):
        return []
    whose, thing = found["whose"] or "", without_version(found["thing"])
    words = words_of(thing)
    if found["and"]:
        return [Reading.by(_NEW, {"thing": segment.core}, segment)]
    if folded(whose).strip() in ("our", "the", "your", "a", "an") and words[-1] not in rules.sets["events"]:
        return [Reading.by(_NEW, {"thing": f"new {thing}"}, segment)]
    if folded(whose).rstrip().endswith(("'s", "s'")) and not any(word in rules.events for word in words):
        return [Reading.by(_WHOLE, {"thing": segment.core}, segment)]
    return []


_NEW = ReadingRule(About("draft.new", "The draft names a thing that is new."), "feature", "good", (), 78)
_WHOLE = ReadingRule(About("draft.whose", "The draft says whose the new thing is."), "whole-news", "neutral", (), 78)
_OWNED_NEW = re.compile(
    r"(?:(?P<whose>(?:our|the|your|an?) |\S(?:.*\S)?['’]s? )?(?P<new>new)(?P<and> and (?:improved|enhanced|better"
    r"|bigger|faster|simpler|updated|expanded|redesigned))? )(?P<thing>\S.*)",
    re.IGNORECASE,
)


def _does(found: re.Match[str], segment: Segment, rules: Rules) -> list[Reading]:
    who, verb, what = found["who"], folded(found["verb"]), found["what"].strip(" .!")
    owner = words_of(who)[-1:]
    if not is_noun_phrase(who, rules.sets) or are_people(who, rules) or (owner and owner[0] in _OWNERS):
        return []
    within = f"{place_word(who, rules)} {named(who, rules.sets)}"
    if verb in ("lets", "let", "allows", "allow", "enables", "enable") and (people := _PEOPLE.match(what)):
        do = what[people.end() :]
        if not starts_with_verb(do, rules.sets):
            return []
        return [Reading.by(_LETS, {"do": do, "within": within}, segment)]
    words = words_of(what)
    if verb in ("lets", "let"):
        # "Lets patients share records": whoever they are, they read this.
        do = what.partition(" ")[2]
        known = are_people(words[0], rules) and bool(do) and starts_with_verb(do, rules.sets)
        return [Reading.by(_LETS, {"do": do, "within": within}, segment)] if known else []
    poor = words[0] in _NO_GAIN or words[0][:1].isdigit() or are_people(what, rules)
    bad = rules.sets["problems"] | rules.sets["price-nouns"] | rules.sets["abstract"]
    if poor or not is_noun_phrase(what, rules.sets) or not bad.isdisjoint(words):
        return []
    do = "see" if verb in _SEEN else "find" if verb in _FOUND else "use"
    slots = {"thing": trimmed(what, rules), "get_do": do, "within": within}
    return [Reading.by(_GIVES, slots, segment)]


def place_word(place: str, rules: Rules) -> str:
    """Return the word before a place: "on the new server", "at new.example.com", "in Confluence"."""
    last = words_of(place)[-1]
    if last in rules.sets["keys"] or re.search(r"\w\.[a-z]{2,}", place) or last in ("domain", "address", "url"):
        return "at"
    if last in rules.sets["platforms"]:
        return "on"
    return "at" if last in rules.sets["closing-places"] or last in ("library", "libraries") else "in"


_DOABLE = re.compile(
    r"(?P<doing>\w+ing \S.*?) (?:is |are )?now (?:also )?(?:supported|possible|available|allowed|enabled)"
    r"(?: (?P<where>(?:in|on|at|from|via|with|through) \S.*))?",
    re.IGNORECASE,
)


def _doable(found: re.Match[str], segment: Segment, rules: Rules) -> list[Reading]:
    """Read "testing charts now supported on the tide board" as what people can do there."""
    first, _, rest = found["doing"].partition(" ")
    base = base_of(first, rules.sets)
    if not base or folded(first) in rules.sets["noun-gerunds"] or segment.whens:
        return []
    slots = {"do": f"{base} {rest}", "within": found["where"] or ""}
    return [Reading.by(_LETS, {name: text for name, text in slots.items() if text}, segment)]


# "More reliable uploads": how good they are, and not how many.
_BETTER = re.compile(
    r"(?:\w+(?:ive|able|ible|ful|ent|ant|ous|ed|al)|secure|robust|accurate|precise|complete|private)\b(?:,| and)? \S",
    re.IGNORECASE,
)
_WITH_TOOL = re.compile(r"(?P<what>.+) (?:(?i:using|via) .+|with (?:the )?[A-Z][\w.+-]*(?: [A-Z][\w.+-]*)?)")
# What IT exchanges or enlarges with another thing: that is no tool for its readers.
_MADE_WITH = listed("replace upgrade update expand extend equip provide enhance combine merge swap work continue")


def _our_doing(first: str, rest: str, segment: Segment, rules: Rules) -> list[Reading]:
    """Read "expanding the archive" as what IT does to the archive; "expanding your archive" is the reader's."""
    if _ENTERING.fullmatch(segment.core):
        return [Reading.by(_OURS, {}, segment)]
    base = base_of(first, rules.sets)
    is_way = (base in rules.events or base in rules.sets["it-doing"]) and base not in _MADE_WITH
    if base and is_way and _WITH_TOOL.fullmatch(rest) and is_noun_phrase(rest, rules.sets):
        # "Deleting old notes with the cleaner" tells how it is done.
        return [Reading.by(_HOWTO, {"do": f"{base} {rest}"}, segment)]
    verb = _DOING.get(first, "")
    words = words_of(rest)
    is_ours = verb in _IT_DOES or words[:1] == ["our"]
    if not verb or not is_ours or _NOT_THIS & set(words):
        return []
    cut = _HOW.search(rest)
    thing, tail = (rest[: cut.start()], rest[cut.start() :]) if cut else (rest, "")
    thing = trimmed(re.sub(r"^up (?=\S)", "", thing), rules, keep_version=True)
    if not is_noun_phrase(thing, rules.sets):
        return []
    return [Reading.by(_OURS, {"thing": thing, "done_to": f"{done(verb)}{tail}"}, segment)]


# -- what a thing becomes -------------------------------------------------------------------------------------------

_BECOMES = re.compile(r"\b(?:becomes?|become|is becoming)\b", re.IGNORECASE)
_IS_NOW = re.compile(r"\b(?:is|are) now\b", re.IGNORECASE)
_DOMAIN = re.compile(r"(?:\w[\w-]*\.)+[a-z]{2,}", re.IGNORECASE)
_STATE = re.compile(
    r".*(?:ive|ent|ant|able|ible|al|ful|less|ous|ic|ed|ary|ory|free|only|independent|compliant|private|public"
    r"|anonymous|faster|easier|safer|quicker|simpler|smaller|larger|bigger)"
)
_UNSUPPORTED = listed("unsupported obsolete deprecated unmaintained end-of-life")
_MOST_STATE_WORDS = 3


def as_becoming(reading: Reading, rules: Rules) -> Reading:
    """Tell what a thing is from what it is called: "is now persistent", "is now new.example.com", "becomes Harbour"."""
    old, new = reading.slots.get("old", ""), reading.slots.get("new", "")
    if reading.kind != "changed-to" or not old or not new:
        return reading
    last = words_of(new)[-1]
    if last in _UNSUPPORTED:
        return _with(reading, "support-end", "bad", {"system": old})
    if _DOMAIN.fullmatch(old) and _DOMAIN.fullmatch(new):
        return _with(reading, "replacement", "neutral", {"old": old, "new": new})
    is_noun = any(last in rules.sets[name] for name in ("common", "countable", "mass"))
    is_state = last in rules.sets["adjectives"] or (_STATE.fullmatch(last) is not None and not is_noun)
    few = len(words_of(new)) <= _MOST_STATE_WORDS
    is_plain_be = not _BECOMES.search(reading.segment.core) and (found := _IS_NOW.search(reading.segment.core))
    if is_state and few and new == new.lower() and not new.startswith(("a ", "an ", "the ")):
        return _with(reading, "is-so", "neutral", {"old": old, "so": new})
    if _BECOMES.search(reading.segment.core):
        return _with(reading, "becomes", "neutral", {"old": old, "new": new})
    if is_plain_be and found:
        return _with(reading, "clause", "neutral", {"clause": f"{named(old, rules.sets)} {found[0].lower()} {new}"})
    return reading


def _with(reading: Reading, kind: str, direction: str, slots: dict[str, str]) -> Reading:
    return Reading(reading.rule, kind, direction, slots, reading.segment)
