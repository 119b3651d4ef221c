"""Finding drafts that tell a reader nothing, and what stands in them for other tools than readers."""

import re
from collections.abc import Sequence
from itertools import pairwise

from bot.subjects.drafts import Draft
from bot.subjects.duties import is_duty
from bot.subjects.inhouse import is_inhouse, is_work_alone
from bot.subjects.lint_words import found_in, lookup, places_of, trade_words
from bot.subjects.rule_types import LintRule, Rules
from bot.subjects.words import Sets, folded, listed, words_of

# A time that says about when something is, and not when it is: a reader cannot plan for it.
_VAGUE = re.compile(
    r"(?:in |this |the |next |last |early |late |mid-?)*(?:q[1-4]|h[12]|20\d\d|fy ?\d+|spring|summer|autumn|fall|winter"
    r"|week|month|quarter|year|january|february|march|april|may|june|july|august|september|october|november|december)"
    r"(?: 20\d\d)?",
    re.IGNORECASE,
)


def nothing_to_use(rule: LintRule, draft: Draft, rules: Rules) -> str | None:
    """Return what a draft is about where that is nothing a reader could use.

    `rule.words` say nothing by themselves; `rule.phrases` are notices that only tell of IT's own work.
    """
    words = [word for one in draft.segments for word in words_of(one.core)]
    return draft.text if _only_speaks(words, draft, rule, rules) else _tells_nothing(words, rule, draft, rules)


def _tells_nothing(words: list[str], rule: LintRule, draft: Draft, rules: Rules) -> str | None:
    """Return what in a draft is of IT's own alone, or says nothing by itself."""
    if {"you", "your"} & set(words) and not found_in(words, rules.sets["stock-phrases"]):
        return None
    labels = [one.segment for one in draft.labels] if draft.readings else []
    told = [word for one in draft.segments if one not in labels for word in words_of(one.core)]
    if report := found_in(told, rules.sets["reports"]):
        return report
    if is_inhouse(draft, rules, is_planned=_is_to_plan_for(draft)) or is_work_alone(draft, rules):
        return draft.text
    if any(one.kind in rules.sets["reader-kinds"] for one in draft.readings):
        return None
    if _is_undated(words, draft) and _says_nothing(words, rule, rules) and not _is_loss(draft, rules):
        return draft.text or "a number"
    if _is_container(words, draft):
        return draft.text
    if _has_sign(words, draft, rules):
        return None
    if _is_own_work(draft, rules) and not _is_loss(draft, rules):
        return draft.text
    return _is_notice(rule, draft, rules)


def _only_speaks(words: list[str], draft: Draft, rule: LintRule, rules: Rules) -> bool:
    """Tell whether a draft says no more than a day, or than that there is something to say: "Big changes ahead"."""
    if not words or len(words) > _MOST_SPOKEN:
        return not words and bool(draft.whens)
    spoken = words_of(draft.text)
    if _teases(spoken, draft, rules):
        return True
    known = lookup(rules.sets["inhouse-empty"]).words
    for told in (words, spoken) if words != spoken else (words,):
        if not all(word in known or _is_empty(word, rule, rules.sets) for word in told):
            continue
        empty = places_of(told, rules.sets["inhouse-empty"])
        if empty and all(at in empty or _is_empty(word, rule, rules.sets) for at, word in enumerate(told)):
            return True
    return False


def _teases(words: list[str], draft: Draft, rules: Rules) -> bool:
    """Tell whether a draft of one part begins with what promises news and tells none: "Something big is coming"."""
    opening = places_of(words[:_LONGEST_OPENING], rules.sets["inhouse-teasers"])
    if 0 not in opening or sum(bool(one.core) for one in draft.segments) > 1 or _is_to_plan_for(draft):
        return False
    return not found_in(words, rules.sets["inhouse-noticed"])


_LONGEST_OPENING = 6
_MOST_SPOKEN = 40


def _is_notice(rule: LintRule, draft: Draft, rules: Rules) -> str | None:
    """Return the one part of a draft that says anything where that is a notice of IT's own work."""
    stock = rules.sets["stock-phrases"]
    duties = [one for one in draft.readings if one.kind == "duty"]
    if any(not found_in(words_of(one.segment.core)[:3], stock) for one in duties):
        return None
    if any(not _VAGUE.fullmatch(one.text) for one in draft.whens):
        return None
    empty = [all(_is_empty(word, rule, rules.sets) for word in words_of(one.core)) for one in draft.segments]
    if empty.count(False) != 1:
        return None
    core = draft.segments[empty.index(False)].core
    spoken = frozenset(words_of(core))
    fit = (one for one in rule.phrases if one.may_fit(spoken))
    return core if any(phrase.match(f"{folded(core)} ") is not None for phrase in fit) else None


def gives_something(draft: Draft, rules: Rules) -> bool:
    """Tell whether a draft says what its readers plan for, pay, lose, are offered or beware of, whatever comes of it.

    What is in people's own hands concerns them where something happens to it: "Phone system" is a bare name.
    """
    words = [word for one in draft.segments for word in words_of(one.core)]
    if _has_sign(words, draft, rules) or any(is_duty(one.core, rules.sets) for one in draft.segments):
        return True
    if {"you", "your"} & set(words) and not found_in(words, rules.sets["stock-phrases"]):
        return True
    trade = trade_words(rules)
    if not draft.readings or any(word not in rules.sets["own-work"] and found_in([word], trade) for word in words):
        return False
    return bool(draft.mentions) or not rules.sets["users-own"].isdisjoint(words)


# With one of these alone a draft says that something is done, and not what: the day of it is no use.
_CHANGES = listed("change changes update updates upgrade upgrades")
_SAME_DAY = re.compile(r"(?:this )?(?:morning|afternoon|evening)|tonight|today", re.IGNORECASE)


def _is_undated(words: Sequence[str], draft: Draft) -> bool:
    """Tell whether a draft says no time, or only that it is the same day: "System update this morning"."""
    return not draft.whens or (
        not _CHANGES.isdisjoint(words) and all(_SAME_DAY.fullmatch(one.text) for one in draft.whens)
    )


# What only holds news: of the sign beside it a reader learns no more than that there is news.
_CONTAINERS = listed("update updates notification notifications communication communications info news")
_ABOUT = frozenset(["about", "regarding", "concerning", "on", "to"])


def _is_container(words: Sequence[str], draft: Draft) -> bool:
    """Tell whether all that a draft names is what its news is about: "Price plan updates", "Downtime notification"."""
    if draft.whens or len(words) < 2 or len(draft.segments) > 1 or "after" in words:
        return False
    heads = [at for at, word in enumerate(words[:-1]) if word in _CONTAINERS and words[at + 1] in _ABOUT]
    return words[-1] in _CONTAINERS or (bool(heads) and heads[0] <= 2)


def _has_sign(words: Sequence[str], draft: Draft, rules: Rules) -> bool:
    if words[:1] == ["why"] or found_in(words[:6], rules.sets["stock-phrases"]):
        return False
    is_guide = len(words) > 1 and words[0] in rules.sets["readers-doing"]
    goes_from_to = any({"old", "target"} <= one.slots.keys() for one in draft.readings)
    return is_guide or goes_from_to or bool(found_in(words, rules.sets["use-signs"]))


_LOSSES = frozenset(
    {"outage", "retirement", "trouble", "slow", "late", "not-happening", "not-doing", "symptom", "wrong", "undergoes"}
)


# What works again, or comes later, concerns whoever uses it.
_NEWS_OF_WORK = frozenset({"restored", "partial", "postponed", "cancelled", "extended"})


def _is_generic(word: str, rules: Rules) -> bool:
    return any(word in rules.sets[name] for name in ("generic", "noise", "function", "routine", "own-work"))


def _is_loss(draft: Draft, rules: Rules) -> bool:
    """Tell whether a draft says what is wrong with a thing that has a name of more than one word: "Update center"."""
    for one in draft.readings:
        name = one.slots.get("system") or one.slots.get("event", "")
        if one.direction in _NEWS_OF_WORK and any(not _is_generic(word, rules) for word in words_of(name)):
            return True
        words = words_of(one.slots.get("system") or one.slots.get("thing", "")) if one.direction == "bad" else []
        is_coded = one.kind == "expect" and words[:1] != [] and words[0].isdigit()
        is_placed = bool(words) and one.kind in _LOSSES and bool(one.slots.get("where") or one.slots.get("rest"))
        if is_coded or is_placed or (one.kind in _LOSSES and len(words) > 1 and words[-1] not in rules.sets["generic"]):
            return True
    return False


# A time that is over, so that nobody has to plan for it, and how long something took.
_PAST = re.compile(
    r"(?:last|yesterday|over the|this past|earlier|on the night of)\b.*"
    r"|(?:\d+(?:\.\d+)?|two|three|four|five|six|ten|several) ?"
    r"(?:min|mins|minutes?|h|hrs?|hours?|days?|weeks?|months?|years?)",
    re.IGNORECASE,
)
# A night behind which work is done is over: "firmware update done overnight".
_NIGHT = re.compile(r"overnight|this morning|today|(?:this|the) weekend", re.IGNORECASE)


def _is_to_plan_for(draft: Draft) -> bool:
    """Tell whether a draft says a time that is exact, and not over."""
    exact = [one.text for one in draft.whens if not (_VAGUE.fullmatch(one.text) or _PAST.match(one.text))]
    is_done = bool(exact) and not _DONE.isdisjoint(words_of(draft.text))
    return not all(is_done and _NIGHT.fullmatch(text) for text in exact)


_DONE = listed("done completed finished successful successfully concluded passed rebuilt rebooted restarted moved")
_NUMBERED = re.compile(r"#?v?\d[\w.]*|[a-z]{1,4}-?\d[\w.-]*|[ivx]+", re.IGNORECASE)


def _is_own_work(draft: Draft, rules: Rules) -> bool:
    """Tell whether a draft only names work of IT's own, on something of which nobody knows what people do with it.

    "MES upgrade", "Firewall rule review", "Tableau Server patched to 2024.2.5 last night", "Infra refresh done".
    """
    sets = rules.sets
    if draft.mentions or _is_to_plan_for(draft):
        return False
    cores = [one.core for one in draft.segments if one.core and not set(words_of(one.core)) <= sets["desk-labels"]]
    words = words_of(cores[-1]) if cores else []
    if len(cores) > 1 and (len(cores) > 2 or words_of(cores[0])[-1] not in _TEAMS):
        return False
    if not words or len(words) > _MOST_WORK_WORDS or any(word in sets["users-own"] for word in words):
        return False
    while len(words) > 1 and (_NUMBERED.fullmatch(words[-1]) or words[-1] in _STAGES):
        words = words[:-1]
    over = [word for word in words if word in sets["work-over"]]
    named = [word for word in words[1:] if word in sets["own-work"]]
    if words[-1] in sets["own-work"] and len(words) > 1 and "after" not in words:
        return True
    if named and over and words[-1] in over:
        return True
    if words[0] in sets["own-work"] and words[1:2] == ["of"]:
        return True
    ends = {words[at + 1] if at + 1 < len(words) else "" for at, word in enumerate(words) if at and word in over}
    return bool(ends & _BEHIND_OVER) and any(_is_trade_of_it(word, rules) for word in words)


_BEHIND_OVER = frozenset(["", "to", "on", "in", "for", "at"])
_TEAMS = frozenset(["team", "ops", "operations", "desk", "it", "ict", "group"])
_STAGES = frozenset(["phase", "wave", "stage", "part", "build", "version", "release", "to", "ph", "no", "step"])
_MOST_WORK_WORDS = 8


def _is_trade_of_it(word: str, rules: Rules) -> bool:
    return bool(found_in([word], trade_words(rules))) or word in rules.sets["products"]


def _says_nothing(words: list[str], rule: LintRule, rules: Rules) -> bool:
    """Tell whether words are all of the process, or tell of finished work that is all of IT's own trade."""
    flat = f" {' '.join(words)} "
    if any(f" {one} " in flat for one in rules.sets["flag-harmless"]):
        return False
    over = rules.sets["work-over"]
    if any(one == "to" and other.isdigit() for one, other in pairwise(words)):
        return False
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
    if all(word in sets["reader-labels"] for word in words):
        return None
    told = " ".join(words) in rule.words or all(word in sets["desk-labels"] or word.isdigit() for word in words)
    return head if told else None
