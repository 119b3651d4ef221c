"""News of IT's own house, "Jenkins agents rebuilt on Ubuntu": whoever is outside of it has nothing from it.

The lists of words_inhouse.yaml tell what that is. Papers ("sprint report") are never news to a reader; topics ("audit
report", "phase 2 of 5") are none without a day to come; machines are none where what is said of them is all IT's trade.
"""

import re

from bot.subjects.drafts import Draft
from bot.subjects.lint_words import found_in, places_of, trade_words
from bot.subjects.noticing import beside, is_noticed, says_no_more
from bot.subjects.rule_types import Rules
from bot.subjects.words import EDGES, listed, words_of

_STAGES = listed("phase wave milestone stage workstream tranche sprint rfc")
_NUMBER = re.compile(r"\d+(?:\.\d+)?|[ivx]+|one|two|three|four|five", re.IGNORECASE)
_PROJECTS = listed("project programme program initiative")
# A stage of one of these is one of IT's own.
_SURE = _PROJECTS | {"sprint", "rfc", "milestone", "workstream"}
_BEFORE_PROJECTS = listed("about re regarding concerning on of for the our to")
# What stands behind "project" where it is no name: "Project Online", "project management training".
_NO_NAMES = listed("online management manager managers server plan plans web space spaces room lab")
_CODED = re.compile(r"(?:adr|ssa|cve|dsa|jsa|ctx|fn|ms\d\d)-?\d[\d-]*", re.IGNORECASE)
_CLOCK = re.compile(r"\d[:.]\d\d|\d ?[ap]\.?m|\bnight|\bevening|\bmorning|noon", re.IGNORECASE)
# So many words that are nobody's trade may stand beside a machine that was worked on.
_MOST_ORDINARY = 3
_MOST_WORDS = 40
# With so many words of machines, the day on which they are changed tells a reader nothing either.
_MOST_DATED = 3
_FEWEST_OF_TRADE = 3
# Readings that say of a thing no more than that something was done to it.
_WORK = listed("done done-to upgrade swap-out migration migrating event-plan patch unseen upgrade-scheme")
_OFFERS = listed("feature feature-whole renewed whole-news moved-to moved-away")
# What is so from now on, or will be, is news of another kind than work that was done.
_IS_SO = listed(
    "is are will can new more it's we've takes upcoming coming soon doubled halved tripled limit limits"
    " first instead daily hourly jobs"
)
# Signs of an address, an arrow or a sum.
_SIGNS = frozenset("@→>?€$£%")


def is_inhouse(draft: Draft, rules: Rules, *, is_planned: bool) -> bool:
    """Tell whether what a draft tells of is of IT's own house, and nothing says that people notice it."""
    sets, words = rules.sets, words_of(draft.text)
    if len(words) > _MOST_WORDS:
        return False
    papers = places_of(words, sets["inhouse-papers"]) | _decided(draft)
    topics = places_of(words, sets["inhouse-topics"]) | _staged(draft, words, rules)
    machines = places_of(words, sets["inhouse"]) | places_of(words, sets["backstage"])
    ours = papers | topics | machines
    if not ours and not found_in(words, trade_words(rules)):
        return False
    if (draft.mentions and not papers) or is_noticed(draft, words, ours, rules, told=bool(papers or topics)):
        return False
    if not papers and (_asks(draft, rules) or found_in(beside(words, ours), sets["inhouse-offered"])):
        return False
    if papers or (topics and not is_planned):
        return True
    return (not is_planned or _is_a_day_of_work(draft, machines)) and _is_of_trade(draft, rules, planned=is_planned)


_OF_WORK = ("own-work", "noise", "work-over", "inhouse-done", "events")


def is_work_alone(draft: Draft, rules: Rules) -> bool:
    """Tell whether a draft with no time says of a thing of IT's trade only what was done: "Event schema mapped"."""
    words, known = words_of(draft.text), rules.sets["products"]
    if draft.mentions or draft.whens or not 1 < len(words) <= _MOST_WORDS or not _SIGNS.isdisjoint(draft.text):
        return False
    if "now" in words or not _IS_SO.isdisjoint(words) or not {one.kind for one in draft.readings} <= _WORK | _OFFERS:
        return False
    if any(word in known and word not in rules.sets["inhouse-products"] for word in words):
        return False
    # "Pagure migration": that the work is IT's says nothing of what it is on.
    on = [word for word in words if not any(word in rules.sets[name] for name in _OF_WORK)]
    if not found_in(on, trade_words(rules)) or found_in(words, rules.sets["inhouse-offered"]):
        return False
    return not is_noticed(draft, words, set(), rules)


def _decided(draft: Draft) -> set[int]:
    """Return a place that is none where a draft has the number of a decision or an advisory for a ticket."""
    return {-1} if any(_CODED.fullmatch(one) for one in draft.tickets) else set()


def _staged(draft: Draft, words: list[str], rules: Rules) -> set[int]:
    """Return where a step of a project stands, or a project by its name: "phase 2 of 5", "Project Osprey"."""
    found = {at for at, word in enumerate(words) if word[-1].isdigit() and _CODED.fullmatch(word)}
    for at, word in enumerate(words[:-1]):
        if word in _STAGES and _NUMBER.fullmatch(words[at + 1]) and _is_of_it(words, rules):
            found.add(at)
        elif word in _PROJECTS and (at == 0 or words[at - 1] in _BEFORE_PROJECTS) and words[at + 1] not in _NO_NAMES:
            raw = (part.strip(EDGES) for part in draft.text.split())
            found |= {at for one in raw if one[:1].isupper() and one.lower() == words[at + 1]}
    return found


def _is_of_it(words: list[str], rules: Rules) -> bool:
    """Tell whether a stage is one of IT's work, and not of a garage's: "ADFS: phase 2", "programme enters phase 2"."""
    if not _SURE.isdisjoint(words) or found_in(words, trade_words(rules)):
        return True
    return bool(places_of(words, rules.sets["inhouse"]) or places_of(words, rules.sets["backstage"]))


def _is_a_day_of_work(draft: Draft, machines: set[int]) -> bool:
    """Tell whether a draft says of several machines no more than the day on which they are changed."""
    is_work = all(one.direction in ("neutral", "good") for one in draft.readings)
    return is_work and len(machines) >= _MOST_DATED and not any(_CLOCK.search(one.text) for one in draft.whens)


def _asks(draft: Draft, rules: Rules) -> bool:
    """Tell whether a later part begins with what its reader is to do: "Log4j: stop using the report tool"."""
    firsts = (words_of(one.core)[:1] for one in draft.segments[1:])
    return any(one and one[0] in rules.sets["verbs"] for one in firsts)


def _is_of_trade(draft: Draft, rules: Rules, *, planned: bool) -> bool:
    """Tell whether all that is said beside a machine of IT's is of IT's trade, or a name."""
    words = [word for one in draft.segments for word in words_of(one.core)]
    ours = places_of(words, rules.sets["inhouse"]) | places_of(words, rules.sets["backstage"])
    if not ours and not (len(words) >= _FEWEST_OF_TRADE and _is_plain_work(draft, words)):
        return False
    others = [word for at, word in enumerate(words) if at not in ours and not says_no_more(word, rules)]
    return len(others) <= (_MOST_ORDINARY if ours and not planned and _is_worked_on(words, rules) else 0)


def _is_plain_work(draft: Draft, words: list[str]) -> bool:
    return _IS_SO.isdisjoint(words) and all(one.kind in _WORK for one in draft.readings)


def _is_worked_on(words: list[str], rules: Rules) -> bool:
    sets = rules.sets
    return any(word in sets[name] for word in words[1:] for name in ("inhouse-done", "work-over"))
