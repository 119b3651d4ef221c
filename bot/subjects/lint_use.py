"""Finding drafts that tell a reader nothing, and what stands in them for other tools than readers."""

import re

from bot.subjects.drafts import Draft
from bot.subjects.lint_words import found_in, trade_words
from bot.subjects.rule_types import LintRule, Rules
from bot.subjects.words import Sets, folded, words_of

# A time that says about when something is, and not when it is: a reader cannot plan for it.
_VAGUE = re.compile(
    r"(?:in |this |next |last |early |late |mid-?)*(?:q[1-4]|h[12]|20\d\d|fy ?\d+|spring|summer|autumn|fall|winter|week"
    r"|month|quarter|year|january|february|march|april|may|june|july|august|september|october|november|december)"
    r"(?: 20\d\d)?",
    re.IGNORECASE,
)


def nothing_to_use(rule: LintRule, draft: Draft, rules: Rules) -> str | None:
    """Return what a draft is about where that is nothing a reader could use.

    `rule.words` say nothing by themselves; `rule.phrases` are notices that only tell of IT's own work.
    """
    words = [word for one in draft.segments for word in words_of(one.core)]
    if {"you", "your"} & set(words) and not found_in(words, rules.sets["stock-phrases"]):
        return None
    if report := found_in(words, rules.sets["reports"]):
        return report
    if not draft.whens and _says_nothing(words, rule, rules):
        return draft.text or "a number"
    if any(one.kind == "duty" for one in draft.readings) or any(not _VAGUE.fullmatch(one.text) for one in draft.whens):
        return None
    empty = [all(_is_empty(word, rule, rules.sets) for word in words_of(one.core)) for one in draft.segments]
    if empty.count(False) != 1:
        return None
    told = draft.segments[empty.index(False)].core
    return told if any(phrase.match(f"{folded(told)} ") is not None for phrase in rule.phrases) else None


def _says_nothing(words: list[str], rule: LintRule, rules: Rules) -> bool:
    """Tell whether words are all of the process, or tell of finished work that is all of IT's own trade."""
    flat = f" {' '.join(words)} "
    if any(f" {one} " in flat for one in rules.sets["flag-harmless"]):
        return False
    over = rules.sets["work-over"]
    rest = [word for word in words if not _is_empty(word, rule, rules.sets) and word not in over]
    return not rest or (not over.isdisjoint(words) and _all_trade(rest, rules))


def _is_empty(word: str, rule: LintRule, sets: Sets) -> bool:
    listed = word in sets["noise"] or word in sets["function"] or word in rule.words
    return listed or not any(map(str.isalpha, word))


def _all_trade(words: list[str], rules: Rules) -> bool:
    """Tell whether words are all of IT's trade; a maker's name among them says no more."""
    known = trade_words(rules)
    trade = [word for word in words if found_in([word], known)]
    return bool(trade) and all(word in trade or word in rules.sets["products"] for word in words)


# -- tickets, tags and prefixes -------------------------------------------------------------------------------------

_PREFIX = re.compile(r"^\s*(?:re|fwd?|aw|wg|sv|vs|tr|rv|antw)\s*:", re.IGNORECASE)
_TOKEN = re.compile(r"<[!@#]\w+|<https?:|<mailto:|(?<!\w)@(?:here|channel|everyone|all)\b")
_TICKET = re.compile(
    r"\b(?:INC|TASK|CHGE?|REQ|RITM|S?CTASK|STASK|PTASK|PRB|PBI|CRQ|DRQ|TKT)[-_ #]?\d{3,}\b"
    r"|\b(?:SR|CR|WO|RFC|HD|TT|CASE|CS)[-_ #]?\d{4,}\b"
    r"|\b(?i:ticket|case|incident|change|request|task|ref|reference|work order|problem|issue|bug)"
    r"\s?(?:no\.?|number|nr\.?|id|#)?\s?[:#]?\s?(?:[A-Z]{1,6}-?)?(?!20\d\d\b)\d{3,}\b"
    r"(?!\s?(?:[MGT]B|users|people|accounts|staff))"
    r"|(?<![\w&])#\d{3,}\b"
)
# ABC-12 is the key of a ticket at the start, or with three digits; COVID-19 is none.
_KEY = re.compile(r"(?<![\w-])[A-Z][A-Z0-9]{1,9}-\d{1,6}(?![\w-])")
_LONG_KEY = re.compile(r"[A-Z]{2,8}-\d{3,6}")
_NO_KEY = re.compile(
    r"(?:COVID|CVE|KB|ISO|SHA|AES|USB|UTF|WPA|TLS|MS|WIFI|FY|LEVEL|RM|GPT|HP|RFC|IEC|EN|DIN|BS|[A-Z])-\d+"
)
_MONITOR = re.compile(
    r"^\W{0,3}(?:(?:PROBLEM|RECOVERY|ALERT|FIRING|OK|CRITICAL|WARNING|DOWN|UP|ACKNOWLEDGEMENT|FLAPPING\w*|RESOLVED"
    r"|ALARM)(?:[:\]]| - | – | — )|P[1-5]\b ?[:\-–—\]]|SEV ?-?[0-5]\b)"
)
_STARRED = re.compile(r"^\s*[*_]{1,3}[A-Za-z][A-Za-z ]{1,30}[*_]{1,3}")
_HEAD = re.compile(r":(?=\s|$)| [-–—|>]+ ")
_MOST_LABEL_WORDS = 4


def bare_ticket(rule: LintRule, draft: Draft, rules: Rules) -> str | None:
    """Return a ticket's number, a tag, a token or a label that is meant for a tool. `rule.words` are more labels."""
    raw = draft.raw
    if draft.tickets or draft.tags:
        return (draft.tickets or draft.tags)[0]
    if token := _TOKEN.search(raw):
        return "a link" if token[0].endswith(":") else f"@{token[0].strip('<!@#')}"
    for pattern in (_PREFIX, _MONITOR, _TICKET):
        if match := pattern.search(raw):
            return match[0].strip()
    return _key(raw) or _label(draft, rule, rules.sets)


def _key(raw: str) -> str | None:
    key = next((one[0] for one in _KEY.finditer(raw) if not _NO_KEY.fullmatch(one[0])), "")
    leads = key and re.match(rf"\W*{re.escape(key)}\s*(?:[:\-–—|]|$)", raw)
    return key if key and (leads or _LONG_KEY.fullmatch(key)) else None


def _label(draft: Draft, rule: LintRule, sets: Sets) -> str | None:
    """Return a label in front of the news that says how a desk sees it: "RESOLVED:", "Service alert -"."""
    starred = _STARRED.match(draft.raw)
    head = starred[0].strip(" *_") if starred else _HEAD.split(draft.text, maxsplit=1)[0]
    words = words_of(head)
    if not words or len(words) > _MOST_LABEL_WORDS or head == draft.text:
        return None
    told = " ".join(words) in rule.words or all(word in sets["desk-labels"] or word.isdigit() for word in words)
    return head if told else None
