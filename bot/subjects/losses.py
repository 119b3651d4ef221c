"""Short titles of loss: what befell a thing, what is barred or ended, an interruption that names nothing, a report."""

import re
from dataclasses import replace

from bot.subjects.peeling import without_cause
from bot.subjects.people_words import are_people
from bot.subjects.readings import Reading
from bot.subjects.rule_types import About, ReadingRule, Rules
from bot.subjects.segments import Segment
from bot.subjects.words import EDGES, folded, is_noun_phrase, listed, words_of

_BEFELL = ReadingRule(About("draft.befell", "The draft says what has become of something."), "befell", "bad", (), 86)
_DOES = ReadingRule(About("draft.undergoes", "The draft says what is done to something."), "undergoes", "bad", (), 86)
_ENDS = ReadingRule(About("draft.ending", "Something goes for good."), "retirement", "bad", (), 86)
_NO_SUPPORT = ReadingRule(About("draft.no-support", "Something is no longer supported."), "support-end", "bad", (), 86)
_BREAK = ReadingRule(About("draft.break", "There is an interruption, of nothing named."), "expect", "bad", (), 84)
_FLAW = ReadingRule(About("draft.flaw", "Something has a weak spot."), "flaw", "bad", (), 88)
_REPORT = ReadingRule(About("draft.report", "The draft tells of what is over."), "report-on", "neutral", (), 88)

# What becomes of things, and is over once it is told.
_HAPPENED = listed(
    "killed aborted leaked hacked stolen compromised breached exposed overwritten corrupted defaced infected hijacked"
    " exfiltrated"
)
# What is done with what does harm is no loss: "malicious packages removed".
HARMFUL = listed(
    "malicious harmful infected vulnerable fake spam phishing abusive suspicious rogue fraudulent unsafe"
    " crypto virus malware ransomware trojan spyware"
)
_DONE_AWAY = listed("removed deleted blocked found detected discovered quarantined")
_BY_MISTAKE = listed(
    "inadvertently accidentally mistakenly erroneously unintentionally wrongly incorrectly wrongfully prematurely"
)
_HELPING = listed("was were has have had been got also now all just")
_NOT_YET = listed("will may might to being be could can not no if is are never would should must")
# What is done to a thing, in a title that begins with the doing: "Prohibiting drone photos".
_DOING = {
    "prohibiting": "prohibited", "banning": "banned", "forbidding": "forbidden", "disallowing": "disallowed",
    "restricting": "restricted", "limiting": "limited", "capping": "capped", "throttling": "throttled",
    "suspending": "suspended", "pausing": "paused", "freezing": "frozen", "revoking": "revoked",
    "enforcing": "enforced", "repairing": "repaired", "fixing": "fixed", "tightening": "tightened",
    "prohibition of": "prohibited", "suspension of": "suspended", "revocation of": "revoked",
    "restriction of": "restricted", "limitation of": "limited", "throttling of": "throttled",
}  # fmt: skip
_ENDING = listed("ending stopping dropping discontinuing scrapping axing ceasing")
_WHERE = re.compile(r" (?P<where>(?:for|on|in|at|across|from|during) [^,;:]{2,40})$", re.IGNORECASE)
_SUPPORT = re.compile(r"support (?:for|of) (?P<what>\S.*)", re.IGNORECASE)
# What an interruption is called, and what a headline calls it.
_BREAKS = {
    "outage": "interruption", "outages": "interruptions", "downtime": "interruption", "blackout": "interruption",
    "interruption": "interruption", "interruptions": "interruptions", "disruption": "disruption",
    "disruptions": "disruptions", "shutdown": "shutdown", "closure": "closure",
}  # fmt: skip
_OF_ALL = listed("system service it ict")
_UNFORESEEN = listed("revised updated various relevant related unexpected sudden unannounced unscheduled")
_NEWS_OF = re.compile(
    r"^(?:(?:revised|updated|more|further|additional|important) )?"
    r"(?:message|information|notice|note|news|details|update) (?:concerning|about|regarding|on|of) "
    r"| (?:information|info|details|announcement|notification|notice|schedule)$",
    re.IGNORECASE,
)
_CAUSED = re.compile(
    r",? (?:caused by|due to|because of|owing to|after|following|as a result of) \S.*$"
    r"| for (?:the )?(?:[\w-]+ ){1,6}?(?:patches|patching|mitigations?|vulnerabilities|fixes|repairs)$",
    re.IGNORECASE,
)
_AT_PLACE = re.compile(r"^(?:in|at|on|across) (?:the )?(?P<place>\S.*)$", re.IGNORECASE)
_FOR_SOME = re.compile(r"(?:affecting|impacting|for) \S", re.IGNORECASE)
_ERRORS = re.compile(
    r"(?:(?:ongoing|intermittent|frequent|occasional|more|many|sporadic|recurring) )?"
    r"(?P<codes>\d{3}(?:(?:, | and | or |/| & )\d{3})*) (?:http )?errors?(?P<where> (?:on|in|at|for|with) \S.*)?",
    re.IGNORECASE,
)
_REPORTED = re.compile(
    r"(?P<what>\S.*?)[ :]+(?:post[- ]?mortem|incident (?:report|review)|outage (?:report|review)|retrospective"
    r"|root[- ]cause analysis|disclosure)"
    r"|(?:the )?(?:root cause|post[- ]?mortem|analysis|review|incident report|lessons learned) (?:of|on|for|from)"
    r" (?:the |our |today's |yesterday's )?(?P<other>\S.*)",
    re.IGNORECASE,
)
_FOLLOWING = re.compile(
    r"follow[- ]?up|^(?:root cause|post-?mortem|incident re|debrief)\b.* (?:of|on|for) ",
    re.IGNORECASE,
)
# What comes after something that went wrong: "mail outage follow-up", "follow-up to the mail outage".
_FOLLOWED = re.compile(
    r"(?P<what>\S.*?)(?:[ :–-]+(?:[ap]m|morning|afternoon|evening))?[ :–-]+follow[- ]?up"
    r"|(?:follow[- ]?up|root cause(?: analysis)?|post-?mortem|incident (?:report|review)|debrief)"
    r" (?:on|to|about|regarding|of|for) (?:the |our )?(?P<other>\S.*)",
    re.IGNORECASE,
)
_VULNERABLE = re.compile(r" (?:security )?(?:vulnerability|flaw)$", re.IGNORECASE)
_REPORTS = frozenset(
    {
        "postmortem", "post-mortem", "post mortem", "post-incident review", "incident report", "outage report",
        "incident review",
        "security incident report", "retrospective", "root cause analysis", "root-cause analysis",
    }
)  # fmt: skip
_OF_SECURITY = frozenset({"security"})
_WENT_WRONG = listed("outage outages incident incidents failure failures downtime interruption crash problems")


def losses(segment: Segment, rules: Rules, *, alone: bool, timed: bool) -> list[Reading]:
    """Return how a part of a draft can be read as a short title of loss.

    `alone` says that the rest of the draft has no words, and `timed` that it has a time.
    """
    words = segment.core.split()
    low = [folded(word).strip(EDGES) for word in words]
    for way in (_befallen, _undergoing, _ending, _leaving):
        if found := way(words, low, segment, rules):
            return [found]
    found = _interrupted(low, segment, rules, timed=timed) or (_failing_so(segment) if alone else None)
    if found and not alone and "where" not in found.slots:
        return []
    return [found] if found else []


def _befallen(words: list[str], low: list[str], segment: Segment, rules: Rules) -> Reading | None:
    """Read what has happened to a thing: "jobs killed on Perseus", "berth plans accidentally deleted"."""
    if any(one.lead.lower() == "after" and one.text[:1].isdigit() for one in segment.whens):
        # "Footage overwritten after 14 days" is a rule, and nothing that has happened.
        thing = " ".join(words[:-1])
        is_rule = low[-1] in ("overwritten", "erased", "returned") and is_noun_phrase(thing, rules.sets)
        return _gone(thing, segment) if is_rule and len(words) > 1 else None
    if _HAPPENED.isdisjoint(low) and _BY_MISTAKE.isdisjoint(low) and low[0] not in HARMFUL:
        return None
    at = next((place for place, word in enumerate(low) if place and _is_done(low, place)), 0)
    if not at or not _NOT_YET.isdisjoint(low[: at + 1]):
        return None
    start = at
    while start > 1 and (low[start - 1] in _HELPING or low[start - 1] in _BY_MISTAKE):
        start -= 1
    thing, tail = " ".join(words[:start]), words[at + 1 :]
    how = next((word for word in (*low[start:at], *low[at + 1 : at + 2]) if word in _BY_MISTAKE), "")
    tail = tail[1:] if tail and folded(tail[0]) in _BY_MISTAKE else tail
    ends = not tail or folded(tail[0]) in rules.sets["prepositions"]
    if not ends or not is_noun_phrase(thing, rules.sets) or thing[:1].isdigit():
        return None
    happened = without_cause(" ".join([low[at], *tail]))
    slots = {"thing": thing, "befallen": happened, "befallen_how": f"{how} {happened}".strip()}
    return Reading.by(_BEFELL, slots, segment)


def _is_done(low: list[str], at: int) -> bool:
    """Tell whether a word says what has been done to the thing before it."""
    if low[at] in _HAPPENED or (low[0] in HARMFUL and low[at] in _DONE_AWAY):
        return True
    beside = {low[at - 1], *low[at + 1 : at + 2]}
    return low[at].endswith(("ed", "en", "ost", "ept", "ent")) and not beside.isdisjoint(_BY_MISTAKE)


def _undergoing(words: list[str], low: list[str], segment: Segment, rules: Rules) -> Reading | None:
    """Read what is done to a thing, where the doing comes first: "banning throwaway addresses"."""
    first = low[0] if low[0] in _DOING else " ".join(low[:2])
    done = _DOING.get(first, "")
    if not done:
        return None
    rest = " ".join(words[first.count(" ") + 1 :])
    where = _WHERE.search(rest) if done != "restricted" else None
    thing = rest[: where.start()] if where else rest
    if not is_noun_phrase(thing, rules.sets) or (where and not is_noun_phrase(_last(where["where"]), rules.sets)):
        return None
    slots = {"thing": thing, "done_to": done} | ({"where": where["where"]} if where else {})
    return Reading.by(_DOES, slots, segment)


def _last(where: str) -> str:
    return where.partition(" ")[2]


_IN_VERSION = re.compile(r" (?:in|with|from|as of) (?:version |release |v)?\d[\d.]*$", re.IGNORECASE)


def _ending(words: list[str], low: list[str], segment: Segment, rules: Rules) -> Reading | None:
    """Read what is ended, where the ending comes first: "stopping nightly tide reports"."""
    rest = " ".join(words[1:])
    if low[0] not in _ENDING or not rest:
        return None
    if not is_noun_phrase(rest, rules.sets):
        # "Dropping support for old charts in version 7": in which version stands below.
        rest = _IN_VERSION.sub("", rest)
        if not is_noun_phrase(rest, rules.sets):
            return None
    if support := _SUPPORT.fullmatch(rest):
        return Reading.by(_NO_SUPPORT, {"system": support["what"]}, segment)
    return _gone(rest, segment)


_LEAVES = listed("goes go going leaves leave leaving dies die departs depart retires retire")
_IS_LEAVING = listed("is are will now finally")


def _leaving(words: list[str], low: list[str], segment: Segment, rules: Rules) -> Reading | None:
    """Read what is old and goes on a day: "old VPN goes Friday"; what is not old may only leave for its round."""
    if low[-1] not in _LEAVES or not segment.whens:
        return None
    cut = len(words) - 1
    while cut > 1 and low[cut - 1] in _IS_LEAVING:
        cut -= 1
    thing = " ".join(words[:cut])
    is_old = not rules.sets["old-ones"].isdisjoint(low[:2])
    if not is_old or not is_noun_phrase(thing, rules.sets):
        return None
    return _gone(thing, segment)


def _gone(thing: str, segment: Segment) -> Reading:
    return Reading.by(_ENDS, {"thing": thing, "system": thing}, segment)


def _interrupted(low: list[str], segment: Segment, rules: Rules, *, timed: bool) -> Reading | None:
    """Read an interruption that names nothing, with why, how far or where: "full outage", "outage due to flooding"."""
    if _BREAKS.keys().isdisjoint(low):
        return None
    left = _NEWS_OF.sub("", _CAUSED.sub("", segment.core))
    low = low[: len(left.split())]
    at = next((place for place, word in enumerate(low) if word in _BREAKS), -1)
    if at < 0:
        return None
    how = [word for word in low[:at] if word in rules.sets["extents"] or word in ("brief", "short", "partial")]
    known = all(word in rules.sets["routine"] or word in how or word in _OF_ALL for word in low[:at])
    tail = " ".join(left.split()[at + 1 :])
    place = _AT_PLACE.match(tail)
    for_some = _FOR_SOME.match(tail) and are_people(tail.partition(" ")[2], rules)
    if not known or (tail and not for_some and not (place and _is_place(place["place"], rules))):
        return None
    if not (how or place or _CAUSED.search(segment.core) or segment.whens or timed):
        return None
    shown = [word for word in low[:at] if (word in how and word not in _UNFORESEEN) or word in _OF_ALL]
    slots = {"thing": " ".join([*shown, _BREAKS[low[at]]])} | ({"where": place[0]} if place else {})
    return Reading.by(_BREAK, slots, segment)


def _is_place(text: str, rules: Rules) -> bool:
    kinds = rules.sets["places"] | rules.sets["closing-places"] | rules.sets["place-words"]
    return not kinds.isdisjoint(words_of(text)) and is_noun_phrase(text, rules.sets)


def _failing_so(segment: Segment) -> Reading | None:
    """Read errors that are named by their codes: "ongoing 500 and 504 errors"."""
    found = _ERRORS.fullmatch(segment.core) if "rror" in segment.core else None
    if not found:
        return None
    slots = {"thing": f"{found['codes']} errors"} | ({"where": found["where"].strip()} if found["where"] else {})
    return Reading.by(_BREAK, slots, segment)


_HELD_UP = re.compile(r"\b(?P<done>suspended|paused|halted|closed|disabled|stopped|frozen)\b", re.IGNORECASE)


def as_held_up(reading: Reading, rules: Rules) -> Reading:
    """Take what is asked for and given, and used by nobody, for held up: "allocation requests suspended"."""
    name = reading.slots.get("system") or reading.slots.get("thing", "")
    found = _HELD_UP.search(reading.segment.core)
    head = words_of(name)[-1:]
    if reading.kind not in ("outage", "blocked") or reading.direction != "bad" or not found or not head:
        return reading
    if head[0] not in rules.sets["asked-for"] or "losers" in reading.slots:
        return reading
    return replace(reading, kind="undergoes", slots={**reading.slots, "thing": name, "done_to": folded(found["done"])})


_AFTER_SO_LONG = re.compile(
    r"\b(?P<done>deleted|removed|wiped|erased|overwritten|purged|archived|returned|destroyed|closed)$", re.IGNORECASE
)


def as_rule(reading: Reading, rules: Rules) -> Reading:
    """Take what is done after so many days for a rule, in its own word: "recordings deleted after 90 days"."""
    del rules
    if reading.kind not in ("retirement", "outage") or reading.direction != "bad" or not reading.whens:
        return reading
    when = reading.whens[0]
    if when.text.lower().startswith(("every ", "each ")):
        # "Robot 4 stops every ten minutes": it goes on again.
        return replace(reading, kind="trouble", slots={"system": _named_in(reading)})
    found = _AFTER_SO_LONG.search(reading.segment.core)
    name = _named_in(reading)
    if not found or not name or when.lead.lower() != "after" or not when.text[:1].isdigit():
        return reading
    return replace(reading, kind="undergoes", slots={**reading.slots, "thing": name, "done_to": folded(found["done"])})


def _named_in(reading: Reading) -> str:
    return reading.slots.get("thing") or reading.slots.get("system", "")


# Nobody but IT knows what runs on these.
_MACHINERY = listed("server servers database databases infrastructure hardware hypervisor hypervisors system systems")


def as_unnamed(reading: Reading, rules: Rules) -> Reading:
    """Take work on machines that nobody names for work on what is not known: "server maintenance"."""
    del rules
    words = words_of(_named_in(reading) or reading.slots.get("weak", ""))
    if reading.kind != "maintenance" or reading.direction != "bad" or not words or not set(words) <= _MACHINERY:
        return reading
    return replace(reading, kind="work-unnamed")


def as_returning(reading: Reading, rules: Rules) -> Reading:
    """Take what comes again, or is found again, for nothing that people use again: "deliveries resume"."""
    words = words_of(reading.slots.get("system", ""))
    weak = reading.slots.get("weak", "")
    if reading.kind == "restoration" and not words and folded(weak) in rules.sets["named-alone"]:
        return replace(reading, slots={**reading.slots, "system": weak})
    if reading.kind != "restoration" or reading.direction != "restored" or not words:
        return reading
    if words[0] in rules.sets["gone-before"] and len(words) > 1:
        return replace(reading, kind="got-back")
    return replace(reading, kind="comes-again") if words[-1] in rules.sets["come-again"] else reading


def reported(segments: tuple[Segment, ...], rules: Rules) -> Reading | None:
    """Read a report on what is over: "radio outage post-mortem", "incident report: leaked key"."""
    if not segments or not segments[0].core:
        return None
    first, rest = segments[0], [one for one in segments[1:] if one.core]
    if rest and " ".join(words_of(first.core)) in _REPORTS:
        return _report_on(rest[0].core, rest[0], rules)
    if rest and words_of(first.core) in (["cve"], ["vulnerability"], ["security", "vulnerability"]):
        return _flaw_in(rest[0], rules)
    if _FOLLOWING.search(segments[-1].core) or _FOLLOWING.search(first.core):
        followed = _FOLLOWED.fullmatch(" ".join(one.core for one in segments if one.core))
        what = (followed["what"] or followed["other"]) if followed else ""
        return _report_on(what, first, rules) if what and words_of(what)[-1] in _WENT_WRONG else None
    found = _REPORTED.fullmatch(first.core) if len(segments) == 1 else None
    return _report_on(found["what"] or found["other"], first, rules) if found else None


def _flaw_in(segment: Segment, rules: Rules) -> Reading | None:
    """Read what a label calls a weak spot: "CVE: Tidebook Server"."""
    name = _VULNERABLE.sub("", segment.core)
    if not is_noun_phrase(name, rules.sets) or name[:1].isdigit():
        return None
    return Reading.by(_FLAW, {"system": name}, segment)


def _report_on(what: str, segment: Segment, rules: Rules) -> Reading | None:
    words = what.split()
    known = set(words_of(what)) <= rules.sets["noise"] | _OF_SECURITY and words_of(what) != ["security", "incident"]
    if not is_noun_phrase(what, rules.sets) or known:
        return None
    slots = {"event": what}
    if len(words) > 1 and folded(words[-1]) in _WENT_WRONG and folded(words[-2]) not in ("security", "data"):
        slots["thing"] = " ".join(words[:-1])
    return Reading.by(_REPORT, slots, replace(segment, core=what))
