"""Finding versions, releases and builds, and telling them from times, sums, places and numbers of things."""

import re
from collections.abc import Iterator

from bot.subjects.drafts import Draft
from bot.subjects.rule_types import LintRule, Rules
from bot.subjects.words import folded, words_of

_UNITS = (
    r"(?:[kKMGTP]i?[bB]|[kKMG]bps|[MG]bit|GHz|hours|hrs|million|EUR|USD|GBP|km|minutes|UTC|GMT|CES?T|BST|[EP][SD]T)"
)
_VERSION = re.compile(
    r"\b(?:v\.?|ver\.?|version|release|build|rev\.?|rel\.?|service pack|feature pack|patch level)[ -]?#?(?=[\d.]*\d)"
    r"\d[\w.]*"
    r"|\b(?:R|SP|CU|FPS)\d[\d.]*\b|\b(?-i:SP|CU) \d{1,2}\b|\b(?!IP)(?-i:[A-Z]{2,}v)\d+\b"
    r"|(?<![\w.:/$€£-])\d+\.\d+(?:\.\d+)*(?:[a-z]\d?)?(?![\w%:]|/(?!\d))"
    rf"(?! ?[ap]\.?m| ?(?:{_UNITS})\b)"
    r"|\b\d{1,2}\.x\b|\b\d\d[cg]\b|\b\d\dR\d\b|\bKB ?\d{5,}\b|\bCVE-\d{4}-\d+\b|\b\d\dH[12]\b|\bRHEL ?\d[\d.]*",
    re.IGNORECASE,
)
# A number or a year right behind a system's name: "Java 8", "S/4HANA 2023"; but not "Teams 20 users".
_NUMBER = re.compile(
    r" ?(?:(?P<year>20[0-3]\d)|(?!365)\d{1,3}[a-z]?)\b(?![:.%-]|/(?!\d)|,? ?(?:[ap]\.?m\b|of |hours?|hrs|min|users"
    r"|people|staff|days|weeks|months|GB|TB|licen|seats|times|steps|places|x\b|st\b|nd\b|rd\b|th\b))"
)
_NAME = re.compile(
    r"\b(?:[A-Z]|i(?=[A-Z])|mac(?=OS))[A-Za-z.]*+(?: (?:Server|LTSC|ESR|Studio|Enterprise))?(?= ?\d)|\.NET(?= ?\d)"
)
# "Canopy 5 rollout", "Upgrade of Moodle to 4".
_RAISED = re.compile(
    r"(?P<name>[A-Z]\w+) (?P<first>\d{1,2}) "
    r"(?i:upgrade|update|rollout|roll-out|release|migration|go-live|launch|deployment)\b"
    r"|\b(?i:upgrad|updat|migrat)\w* (?:[^\s\d]\S* ){0,5}(?:from \S+ )?to (?P<second>\d{1,2})(?= |$)"
    r"(?! ?(?:%|[GTMK]B|users|[ap]m|o'))"
)
# "Upgrade of Oracle EBS to 12.2.13": what looks like a date is none.
_LIKE_DATE = re.compile(
    r"\b(?:(?:upgrad|updat|migrat|patch)\w* (?:[^\s\d]\S* ){0,5}(?:from \S+ )?to|firmware|driver|version|build|client) "
    r"(?P<number>[1-9]\d*\.\d+\.\d+)",
    re.IGNORECASE,
)
_AGEING = frozenset(
    ["upgrade", "upgraded", "upgrading", "version", "release", "migration", "eol", "end", "support", "to", "from"]
)
# Behind one of these a number with a point is a sum or a time.
_BEFORE_SUMS = frozenset(
    ["at", "cost", "costs", "price", "of", "fee", "by", "for", "about", "only", "just", "until", "before"]
)
# How far back the word before a version is looked for.
_LOOK_BACK = 20
_COUNTED = ("time", "money", "amount", "place", "address")


def dated_number(text: str) -> str:
    """Return a version that is written as dates are, where the words before it say what it is; or nothing."""
    match = _LIKE_DATE.search(text)
    return match["number"] if match else ""


def version(rule: LintRule, draft: Draft, rules: Rules) -> str | None:
    """Return the first version. `rule.words` are systems that are numbered, beside the products known to everybody."""
    if not any(map(str.isdigit, draft.text)):
        return None
    if dated := dated_number(draft.text):
        return dated
    taken = [(one.start, one.end) for one in draft.facts if one.kind in _COUNTED]
    found = (*_said(draft.text), *_raised(draft.text, rules), *_numbered(rule, draft, rules))
    return next((text for text, at in found if not any(start <= at < end for start, end in taken)), None)


def _said(text: str) -> Iterator[tuple[str, int]]:
    """Yield what can be nothing else, each with its place: "v5.2", "build 20417", "KB5034441"."""
    for match in _VERSION.finditer(text):
        before = words_of(text[max(0, match.start() - _LOOK_BACK) : match.start()])[-1:]
        if not (match[0][0].isdigit() and before and before[0] in _BEFORE_SUMS):
            yield match[0], match.start()


def _raised(text: str, rules: Rules) -> Iterator[tuple[str, int]]:
    for match in _RAISED.finditer(text):
        if folded(match["name"] or "") not in rules.sets["numbered"]:
            yield match[0], match.start("first") if match["first"] else match.start("second")


def _numbered(rule: LintRule, draft: Draft, rules: Rules) -> Iterator[tuple[str, int]]:
    """Yield systems with a number behind their names. A year is one where the draft speaks of versions."""
    text, sets = draft.text, rules.sets
    spans = [(one.start, one.end) for one in draft.mentions if folded(one.text) not in sets["never-numbered"]]
    for match in _NAME.finditer(text):
        low = folded(match[0])
        if low in rule.words or any(part in sets["products"] for part in (low, *low.split())):
            spans.append(match.span())
    ageing = bool(_AGEING & set(words_of(text))) if spans else False
    for start, end in spans:
        name, number = text[start:end], _NUMBER.match(text, end)
        is_one = number is not None and (not number["year"] or ageing or folded(name) in sets["yearly"])
        if number is not None and is_one and folded(name) not in sets["never-numbered"]:
            yield f"{name}{number[0]}", end + 1
