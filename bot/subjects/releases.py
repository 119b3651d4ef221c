"""What a release or a device brings, told behind its name: "release 14 — pick two orders in one walk"."""

import re
from collections.abc import Sequence

from bot.subjects.fitting import trimmed
from bot.subjects.readings import Reading
from bot.subjects.rule_types import About, ReadingRule, Rules
from bot.subjects.segments import Segment
from bot.subjects.words import base_of_done, folded, is_noun_phrase, listed, starts_with_verb, without_version, words_of

_DO = ReadingRule(About("draft.brings", "The draft says what a release lets people do."), "brings", "good", (), 92)
_LETS = ReadingRule(About("draft.lets-do", "The draft says what it lets people do."), "lets", "good", (), 90)
_WITH = ReadingRule(About("draft.comes-with", "The draft says what comes with a release."), "gaining", "good", (), 88)
_FIXES = ReadingRule(About("draft.fixes", "The draft says what a release puts right."), "fixing", "good", (), 90)
_BETTER = ReadingRule(About("draft.better", "The draft says what gets better."), "whole-news", "good", (), 88)
_RELEASED = ReadingRule(About("draft.released", "The draft names a release and its day."), "upgrade", "neutral", (), 60)

_COMES = ReadingRule(About("draft.rolled-out", "The draft says when it comes."), "feature", "good", (), 88)

_NUMBERED = r"(?:v\.? ?)?\d+(?:\.\w+)*"
_A_RELEASE = re.compile(
    rf"(?:new|our new|the new) \S.*|(?:\S+ ){{0,3}}(?:firmware|software|driver|app) {_NUMBERED} .*"
    rf"|.*\b(?:release|version|update|upgrade|edition|firmware|app|software|tool)(?: {_NUMBERED})?"
    rf"|.* (?:v\.? ?\d[\w.]*|\d+(?:\.\w+)+|\d{{1,2}})|(?:release|version|update|upgrade) .*",
    re.IGNORECASE,
)
_COMES_WITH = re.compile(
    rf"(?P<what>\S.*?(?: {_NUMBERED}|\b(?:release|update|version|edition))),? (?:now )?(?:comes |arrives )?with"
    r" (?P<what_new>\S.*)",
    re.IGNORECASE,
)
# "Longer battery life with update 5.5": which release it comes with is none of the news.
_BY_RELEASE = re.compile(
    rf",? (?:with|in|through|thanks to|after) (?:the )?(?:new |latest )?(?:update|release|version|firmware|patch|app)"
    rf"(?: {_NUMBERED})?$",
    re.IGNORECASE,
)
_WHICH_LETS = re.compile(
    r"(?P<what>\S.*?),? (?:which|that) (?:now )?(?:lets?|allows?|enables?) (?:you|people|everyone|staff|users"
    r"|us|readers)"
    r"(?: to)? (?P<do>[a-z]\S* \S.*)",
    re.IGNORECASE,
)
_PUTS_RIGHT = re.compile(
    r"(?P<what>\S.*?) (?:now |will )?(?:fix(?:es|ed)?|solves?|cures?|corrects?|resolves?|repairs?|removes|ends"
    r"|eliminates"
    r"|addresses|puts an end to) (?:the |an? )?(?P<wrong>\S.*)",
    re.IGNORECASE,
)
_MENDS = listed("firmware update patch driver drivers release version fix hotfix app software upgrade bugfix build")
# What the makers of software know, and its readers do not notice.
_UNSEEN = listed(
    "vulnerability vulnerabilities security cve flaw flaws hole holes bug bugs issue issues problem problems weakness"
)
_COMPARED = listed(
    "fewer less longer faster quicker better bigger larger sharper louder clearer brighter shorter simpler easier safer"
    " smoother lighter"
)
_RELEASE_OF = re.compile(
    r"(?P<what>\S.*?),? (?:release|version|rel\.?|v\.?) ?\d[\w.]*|(?:release|version) \d[\w.]* (?:of"
    r"|for) (?P<other>\S.*)",
    re.IGNORECASE,
)


_ROLLED_OUT = re.compile(
    rf"(?:(?P<what>\S.*?)(?: {_NUMBERED})? (?:roll-?out|deployment|launch|go-live|introduction)"
    rf"|(?:the )?(?:roll-?out|launch"
    rf"|introduction|deployment) of (?:the )?(?P<other>\S.*?)(?: {_NUMBERED})?)(?: (?:to|for) (?P<where>\S.*?))?"
    r" (?:starts|begins|start|begin|starting|beginning|continues|kicks off)",
    re.IGNORECASE,
)


def brings(segment: Segment, rules: Rules) -> list[Reading]:
    """Read a part that names a release, or a thing, and what it brings: "tills 4.0 with self-checkout"."""
    core = segment.core
    low = f" {folded(core)} "
    if " with " in low and (found := _COMES_WITH.fullmatch(core)):
        return _with_new(found["what"], found["what_new"], segment, rules)
    if (" which " in low or " that " in low) and (found := _WHICH_LETS.fullmatch(core)):
        return _lets(found["what"], found["do"], segment, rules)
    if not _MENDS.isdisjoint(words_of(core)) and (found := _PUTS_RIGHT.fullmatch(core)):
        return _fixes(found["what"], found["wrong"], segment, rules)
    if segment.whens and any(map(str.isdigit, core)) and (found := _RELEASE_OF.fullmatch(core)):
        return _released(found["what"] or found["other"], segment, rules)
    if segment.whens and (" start" in low or " beg" in low) and (found := _ROLLED_OUT.fullmatch(core)):
        return _rolled_out(found, segment, rules)
    return []


def _rolled_out(found: re.Match[str], segment: Segment, rules: Rules) -> list[Reading]:
    """Read "deck app 7.4 roll-out to all tablets starts": what comes on a day, and to whom."""
    name = trimmed(found["what"] or found["other"], rules)
    where = found["where"] or ""
    if not is_noun_phrase(name, rules.sets) or (where and not is_noun_phrase(where, rules.sets)):
        return []
    slots = {"thing": name, **({"where": f"for {where}"} if where else {})}
    return [Reading.by(_COMES, slots, segment)]


def _with_new(what: str, new: str, segment: Segment, rules: Rules) -> list[Reading]:
    target = trimmed(without_version(what), rules)
    target = re.sub(r" (?:release|update|version|edition)$", "", target)
    if all(word in rules.sets["noise"] or word[:1].isdigit() for word in words_of(target)):
        return []
    is_bad = not rules.sets["problems"].isdisjoint(words_of(new)) or words_of(new)[0] in _NOTHING
    if is_bad or not is_noun_phrase(new, rules.sets) or not is_noun_phrase(target, rules.sets):
        return []
    slots = {"target": target, "as": new, "prep": "in"}
    return [Reading.by(_WITH, slots, segment)]


_NOTHING = listed("immediate effect no the some all our your its minor small various many effect")


def _lets(what: str, do: str, segment: Segment, rules: Rules) -> list[Reading]:
    thing = trimmed(without_version(what), rules)
    if not starts_with_verb(do, rules.sets) or not is_noun_phrase(thing, rules.sets):
        return []
    return [Reading.by(_LETS, {"do": do}, segment)]


def _fixes(what: str, wrong: str, segment: Segment, rules: Rules) -> list[Reading]:
    words = words_of(wrong)
    is_mend = not _MENDS.isdisjoint(words_of(what)) and is_noun_phrase(what, rules.sets)
    if not is_mend or not _UNSEEN.isdisjoint(words) or not is_noun_phrase(wrong, rules.sets) or words[0] in _SOME:
        return []
    return [Reading.by(_FIXES, {"thing": wrong}, segment)]


_SOME = listed("some most many several minor small various")


def _released(what: str, segment: Segment, rules: Rules) -> list[Reading]:
    name = trimmed(what, rules)
    if not is_noun_phrase(name, rules.sets) or not any(word not in rules.sets["noise"] for word in words_of(name)):
        return []
    slots = {"system": name, "thing": name}
    return [Reading.by(_RELEASED, slots, segment)]


def brought(
    segments: Sequence[Segment], segment: Segment, text: str, rules: Rules, others: list[Reading]
) -> list[Reading]:
    """Return how a part is read behind the name of a release: what people can do with it, or what gets better.

    What it asks people to do with their own things, or by a day, is a duty as another rule has read it.
    """
    is_asked = any(one.kind == "duty" for one in others) and (segment.whens or "your" in words_of(segment.core))
    return others if is_asked else _behind_release(segments, segment, text, rules) or others


def _behind_release(segments: Sequence[Segment], segment: Segment, text: str, rules: Rules) -> list[Reading]:
    first = segments[0]
    if segment is first or segment is not segments[1] or not segment.core[:1].islower():
        return []
    if not _A_RELEASE.fullmatch(first.core) or not is_noun_phrase(_PLACE.split(first.core)[0], rules.sets):
        return []
    told = (rule.direction for word in words_of(first.core) for rule, _ in rules.events.get(word, ()))
    if any(one in ("bad", "restored") for one in told):
        return []
    words = words_of(segment.core)
    if words[0] in _COMPARED and is_noun_phrase(segment.core, rules.sets):
        return [Reading.by(_BETTER, {"thing": segment.core}, segment)]
    if not _is_done(words, segment.core, rules):
        return []
    full = text[segment.start : segment.end].strip(" ,;:.!-–—()")
    inside = any(full[one.end - segment.start :].strip(" .!") for one in segment.whens if one.start > segment.start)
    do = full if inside else segment.core
    return [Reading.by(_DO, {"do": do}, segment)]


# "New printers (Elm 4) at piers 1 to 9": what comes behind the thing may be long.
_PLACE = re.compile(r" \(| (?:at|in|on|for) ")


def _is_done(words: list[str], core: str, rules: Rules) -> bool:
    """Tell whether a part says what people can do, and nothing that takes place: "pick two", but not "test phase"."""
    if len(words) < _LEAST or not starts_with_verb(core, rules.sets) or words[0] in _ASKED:
        return False
    sets = rules.sets
    if not sets["finite"].isdisjoint(words[1:]) or words[-1] in sets["event-nouns"] or words[1] in sets["auxiliaries"]:
        return False
    second = words[1]
    leads = (
        second in sets["determiners"]
        or second in sets["numbers"]
        or second in sets["prepositions"]
        or second in sets["adjectives"]
        or second in _LEADS
        or second[:1].isdigit()
        or bool(base_of_done(second, sets))
    )
    return leads or (second.endswith("s") and not second.endswith("ss"))


_LEAST = 3
_LEADS = listed("in out up off down your all both two three last twice more text online straight directly")
# What a release asks for is a duty, and no gift.
_ASKED = listed("restart update install reboot save close test note upgrade")


_UPDATED = re.compile(
    r"(?P<thing>[^:;|]{3,40}?) (?:(?:have been|were|are|now) ){0,2}(?:updated|refreshed|renewed|extended"
    r"|expanded|replaced)",
    re.IGNORECASE,
)
_NEWER = ReadingRule(About("draft.newer", "The draft says which data are newer."), "data-updated", "good", (), 88)
# What people look things up in, or work from, and so notice what is newer in it.
_LOOKED_UP = listed(
    "genomes data datasets maps lists tables templates libraries collections catalogues catalogs databases"
    " rates indexes"
    " dictionaries fonts layers charts models packages modules samples vocabularies annotations references forecasts"
)


def updated_ones(text: str, segments: Sequence[Segment], rules: Rules) -> Reading | None:
    """Read "tide maps updated: east basin, west basin": which of the data are newer."""
    if len(segments) != _PAIR or ("pdated" not in text and "reshed" not in text and "xtended" not in text):
        return None
    found = _UPDATED.fullmatch(segments[0].core)
    names = text[segments[1].start : segments[1].end].strip(" .!")
    is_list = ", " in names or " and " in names or any(map(str.isdigit, names))
    if not found or not is_list or segments[0].whens or segments[1].whens or not is_noun_phrase(names, rules.sets):
        return None
    thing = trimmed(found["thing"], rules)
    if not is_noun_phrase(thing, rules.sets) or words_of(thing)[-1] not in _LOOKED_UP:
        return None
    return Reading.by(_NEWER, {"thing": thing, "news": names}, segments[0])


_PAIR = 2
