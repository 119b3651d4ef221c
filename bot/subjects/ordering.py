"""Parts of a draft that only make sense together: a state before or behind its thing, a place and what is used there.

"Broken since noon: gate 2" is "gate 2 is broken", "pool: closed Monday" is "pool closed", "hall 2: paper dockets today"
are paper dockets in hall 2, and a "please" at the end belongs to what is asked.
"""

import re
from dataclasses import replace

from bot.subjects.places import link_to
from bot.subjects.rule_types import Rules
from bot.subjects.segments import Segment
from bot.subjects.words import folded, head_of, is_noun_phrase, is_plural, listed, small, words_of

_HOW = r"(?:very |really |quite |too |so |extra |extremely |rather |still |again |currently |now |once more )*"
_IS = r"(?:is |are |it is |they are |running |at the moment )*"
_STATES = (
    r"slow|slower|down|offline|broken|out of order|out of service|out of action|unavailable|unreachable|unstable|frozen"
    r"|stuck|dead|off|faulty|jammed|blocked|delayed|late|overloaded|closed|not working|not available|not reachable"
    r"|not responding|not printing|not possible|not loading|not opening|not ringing|not sending|patchy|flaky|erratic"
)
# A state with nothing that it is said of: "very slow", "is down again", "does not print".
_STATE_FIRST = re.compile(
    rf"(?:{_IS}{_HOW}{_IS}(?P<state>{_STATES})(?: again| at the moment| right now| currently| for now)?"
    rf"(?P<since> since (?:the |this )?(?:morning|afternoon|noon|start of the day|weekend))?"
    r"|(?P<does>do|does) not (?P<verb>[a-z]+)(?: at the moment| right now)?)",
    re.IGNORECASE,
)
# "Not working at the moment is the lift in Block A".
_IN_ONE = re.compile(
    rf"(?P<state>(?:{_HOW})(?:{_STATES}))(?: again| at the moment| right now| currently)? (?:is|are) "
    r"(?P<thing>(?:the|our|all) [^,;:]{3,50})",
    re.IGNORECASE,
)
# What stands alone behind the name of what it is said of: "pool: closed".
_STATE_BEHIND = re.compile(
    r"(?:(?:is|are|now|still|currently|temporarily|again) )*(?:closed|shut|off|out|down|offline|unavailable)(?: again)?"
    r"|(?:the )?(?:last|final) day(?: of (?:use|service|operation))?(?: is)?",
    re.IGNORECASE,
)
_LAST_DAY = re.compile(
    r"(?P<name>.{3,50}?[a-z])['’]s? (?P<day>(?:last|final) day(?: of (?:use|service|operation))?)(?: is| will be)?",
    re.IGNORECASE,
)
# Of these a number or a name says which, and "closed" says that they are over.
_TICKETS = listed(
    "incident incidents ticket tickets case cases issue issues problem problems request outage call job change event"
    " maintenance meeting session training upgrade migration rollout update"
)
# What people make do with: "paper dockets", "manual check-in".
_MAKESHIFT = listed(
    "disposable verbal paper manual handwritten hand-written printed temporary emergency stand-in makeshift backup"
    " spare"
)
_KINDLY = frozenset({"please", "pls", "thanks", "thank you"})


def in_order(segments: tuple[Segment, ...], text: str, rules: Rules, *, shouted: bool) -> tuple[Segment, ...]:
    """Return the parts of a draft, with what belongs together as one part."""
    if not segments:
        return segments
    segments = tuple(_event_last(one, rules, shouted=shouted) for one in segments)
    if len(segments) == 1:
        return (_alone(segments[0]),)
    if folded(segments[-1].core) in _KINDLY and not segments[-1].whens and _can_ask(segments[-2].core, rules):
        asked = segments[-2]
        kindly = replace(asked, core=f"Please {asked.core[:1].lower()}{asked.core[1:]}", end=segments[-1].end)
        return (*segments[:-2], kindly if folded(segments[-1].core) in ("please", "pls") else asked)
    first, second, rest = segments[0], segments[1], segments[2:]
    if question := _ASKED.fullmatch(first.core):
        known = any(_KNOWN.search(one.core) for one in segments[1:])
        return (
            (replace(first, core=f"{question['thing']} {question['is']} {question['state']}"), second, *rest)
            if known
            else segments
        )
    if first.whens and first.whens[-1].lead.lower() in _UNTIL and _THEN.match(text, second.start) and not second.whens:
        # "Open until Friday, then read-only": read-only after Friday.
        after = replace(first.whens[-1], lead="after")
        return (replace(first, whens=()), replace(second, whens=(after,)), *rest)
    both = _state_first(first, second, rules) or _state_behind(first, second, rules) or _made_do(first, second, rules)
    return (both, *rest) if both else segments


_UNTIL = frozenset({"until", "till", "up to", "through"})
_THEN = re.compile(r"[ ,;:–-]*(?:and )?(?:then|after that|afterwards) ", re.IGNORECASE)


def _can_ask(core: str, rules: Rules) -> bool:
    words = words_of(core)
    is_verb = bool(words) and (words[0] in rules.sets["verbs"] or words[0] in rules.sets["noun-verbs"])
    return is_verb or words in (["reboot"], ["restart"])


# "Is your upload stuck? Known issue": it is.
_ASKED = re.compile(
    rf"(?P<is>is|are) (?:your|the|our) (?P<thing>[^,;:?]{{3,40}}?) "
    rf"(?P<state>(?:{_HOW})(?:{_STATES}|missing|wrong|blank))",
    re.IGNORECASE,
)
_KNOWN = re.compile(
    r"\b(?:known (?:issue|problem|fault|error|bug)|we know|we are aware|aware of|working on|looking into|on it"
    r"|fix (?:is )?(?:expected|due|coming|on)|investigating|being (?:fixed|repaired))\b",
    re.IGNORECASE,
)


# "Downtime WMS all sites", as in a list of changes: the event, its system and where, with nothing between.
_EVENT_FIRST = re.compile(
    r"(?:(?:planned|scheduled|unplanned|unscheduled|urgent|emergency) )*(?P<event>(?:partial |total )?"
    r"(?:outage|downtime|maintenance|restart|reboot|failure|shutdown|interruption))"
    r"(?P<name>(?: [\w/.-]+){1,4}?)(?P<where> (?:at |in )?all [a-z]+s)?",
    re.IGNORECASE,
)
_ALL = re.compile(r"(?P<said>.{4,}?) (?P<all>all [a-z]+s)", re.IGNORECASE)


def _event_last(part: Segment, rules: Rules, *, shouted: bool) -> Segment:
    """Return a part with the event behind its system, where the two stand as in a list of changes."""
    found = _EVENT_FIRST.fullmatch(part.core)
    name = found["name"].strip() if found else ""
    if found and (shouted or name.split(" ")[0].isupper()) and _names_a_thing(name, rules):
        where = found["where"] or ""
        head, _, last = name.rpartition(" ")
        if head and not where and (link := link_to(last, rules)):
            name, where = head, f" {link} {last}"
        where = f" at {where.strip()}" if where and not where.startswith((" at", " in", " on")) else where
        return replace(part, core=f"{name} {found['event'].lower()}{where}")
    everywhere = _ALL.fullmatch(part.core) if shouted else None
    return replace(part, core=f"{everywhere['said']} at {everywhere['all'].lower()}") if everywhere else part


def _alone(only: Segment) -> Segment:
    """Return a part with its state behind its thing, and with the last day of a thing that it has itself."""
    if found := _IN_ONE.fullmatch(only.core):
        return _said_of(found["thing"], found["state"], only, only)
    last = _LAST_DAY.fullmatch(only.core) if only.whens else None
    # "Anna's last day" is no loss of a thing.
    if last and last["name"].rsplit(" ", 1)[-1].islower():
        return replace(only, core=f"{last['name']} {last['day']}")
    return only


def _state_first(first: Segment, second: Segment, rules: Rules) -> Segment | None:
    found = _STATE_FIRST.fullmatch(first.core)
    name = _COMMA.split(second.core, maxsplit=1)[0]
    if found is None or not is_noun_phrase(name, rules.sets) or _STATE_FIRST.fullmatch(name):
        return None
    if folded(first.core) in _LABELS and not first.whens:
        return None
    if found["verb"]:
        both = _joined(f"{name} {found['does'].lower()} not {found['verb']}", first, second)
    else:
        both = _said_of(name, f"{found['state']}{found['since'] or ''}", first, second)
    # What stands behind a comma has its own time: "technician coming at 14:00".
    return both if name == second.core else replace(both, whens=first.whens)


_COMMA = re.compile(r", ")
# These alone say how to take what follows: "delayed: the drill".
_LABELS = frozenset({"off", "delayed", "late", "closed", "blocked"})


def _said_of(name: str, state: str, first: Segment, second: Segment) -> Segment:
    words = words_of(name)
    are = "are" if is_plural(words[-1]) and not words[-1].endswith("ss") else "is"
    return _joined(f"{name} {are} {state[:1].lower()}{state[1:]}", first, second)


def _joined(core: str, first: Segment, second: Segment) -> Segment:
    whens = first.whens if first is second else (*first.whens, *second.whens)
    return Segment(core, first.start, second.end, whens)


def _state_behind(first: Segment, second: Segment, rules: Rules) -> Segment | None:
    """Return "pool closed" of "pool: closed Monday", "pager gaps in hall 2" of "pager: some gaps in hall 2"."""
    if first.whens or not _names_a_thing(first.core, rules):
        return None
    if _STATE_BEHIND.fullmatch(second.core):
        return _joined(f"{first.core} {folded(second.core)}", first, second)
    some = _SOME.match(second.core)
    amiss = second.core[some.end() :] if some else ""
    if not amiss or " ".join(words_of(_WHERE.split(amiss, maxsplit=1)[0])) not in rules.sets["problems"]:
        return None
    return _joined(f"{first.core} {amiss}", first, second)


# How much is amiss, in front of what it is.
_SOME = re.compile(
    r"(?:some|a few|several|many|short|brief|occasional|frequent|intermittent|sporadic|small|repeated|known) ",
    re.IGNORECASE,
)
_WHERE = re.compile(r" (?:in|on|at|with|for|between) ")


def _names_a_thing(name: str, rules: Rules) -> bool:
    """Tell whether a part names a thing that a state can be said of; a ticket that is closed is over."""
    words = words_of(name)
    head = head_of(words, rules.sets)
    if not head or head[-1] in _TICKETS or all(word in rules.sets["noise"] for word in words):
        return False
    return is_noun_phrase(name, rules.sets) and any(map(str.isalpha, name))


def _made_do(first: Segment, second: Segment, rules: Rules) -> Segment | None:
    """Return "paper dockets in hall 2" of "hall 2: paper dockets today"."""
    found = _USED.fullmatch(second.core)
    words = words_of(second.core)
    is_used = len(words) > 1 and (words[0] in _MAKESHIFT or (words[-1] == "only" and words[0] not in _PAYING))
    if not is_used or found is None or first.whens or not is_noun_phrase(found["what"], rules.sets):
        return None
    link = link_to(first.core, rules)
    where = small(first.core, rules.sets)
    return _joined(f"{found['what']} {link} {where}{found['more'] or ''}", first, second) if link else None


_USED = re.compile(r"(?P<what>.+?)(?P<more> (?:until|till|while|as long as) .+)?", re.IGNORECASE)
_PAYING = listed("cash card cards contactless exact")
