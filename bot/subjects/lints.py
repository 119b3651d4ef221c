"""What is wrong with a draft: rules of a few sorts, as prose linters have them, over words and facts."""

import re
from collections.abc import Callable, Iterator

from bot.subjects.cleaning import Cleaned
from bot.subjects.drafts import Draft
from bot.subjects.rule_types import LintRule, Rules
from bot.subjects.rules import Lint
from bot.subjects.words import folded, is_duty, words_of

Check = Callable[[LintRule, Draft, Rules], str | None]
_EDGES = ' \t,;:.!?"“”‘()[]-–—/|>'


def lint(draft: Draft, rules: Rules) -> tuple[Lint, ...]:
    """Return what the rules find, in their order; each rule speaks once."""
    found = []
    for rule in rules.lints:
        hit = _CHECKS[rule.check](rule, draft, rules)
        if hit is not None:
            found.append(Lint(rule.about.id, rule.about.text.replace("{found}", hit[:60])))
    return tuple(found)


def _words(rule: LintRule, draft: Draft, rules: Rules) -> str | None:
    """Existence: one of the words or phrases stands in the draft."""
    del rules
    flat = f" {' '.join(words_of(draft.text))} "
    words = set(flat.split())
    for word in sorted(words & rule.words):
        return word
    return next((one for one in sorted(rule.words) if " " in one and f" {one} " in flat), None) or _stem(rule, words)


def _stem(rule: LintRule, words: set[str]) -> str | None:
    stems = tuple(one.removesuffix("*") for one in rule.words if one.endswith("*"))
    return next((word for word in sorted(words) if stems and word.startswith(stems)), None)


def _phrases(rule: LintRule, draft: Draft, rules: Rules) -> str | None:
    del rules
    for segment in draft.segments:
        flat = f"{folded(segment.core)} "
        if any(phrase.match(flat) is not None for phrase in rule.phrases):
            return segment.core
    return None


def _begins(rule: LintRule, draft: Draft, rules: Rules) -> str | None:
    """The draft begins with neither the reader nor what they are to do."""
    segments = [one for one in draft.segments if one.core]
    labelled = {id(one.segment) for one in draft.labels}
    news = [one for one in segments if id(one) not in labelled] or segments
    if not news:
        return None if not draft.tickets else draft.tickets[0]
    core = news[0].core
    words = words_of(core)
    if not words or words[0] in rule.words or is_duty(core, rules.sets):
        return None
    if (
        any(is_duty(one.core, rules.sets) for one in news[1:2])
        and len(words) <= 3
        and draft.text[one_end(news[0]) :][:1] in "?"
    ):
        return None
    if {"you", "your"} & set(words[:3]):
        return None
    return " ".join(core.split()[:3])


def one_end(segment: object) -> int:
    """Return where a part ends."""
    return int(getattr(segment, "end", 0))


def _codename(rule: LintRule, draft: Draft, rules: Rules) -> str | None:
    del rules
    match = re.search(
        r"\b(?:Project|Operation|Programme|Program|Initiative|Codename|Phase) [A-Z][\w-]+|\bwave \d+\b", draft.text
    )
    if match and folded(match[0].split()[1]) not in ("management", "manager", "online", "portal", "plan", "server"):
        return match[0]
    host = re.search(
        r"(?<![\w@./])(?=[a-z-]*\d)[a-z]{2,}(?:-[a-z0-9]+)+\d*(?![\w@])|\b[a-z]{3,}\d{2,}\b|\b[A-Z]{3,}-\d+\b",
        draft.text,
    )
    if host and not re.fullmatch(
        r"(?:log4j|covid-\d+|windows\d+|office\d+|wpa\d|g-\d+|wi-fi-\d|f-\d+|usb-\d|level-\d"
        r"|[a-z]{2,}\d{2,4}[a-z]?|tls-\d)",
        folded(host[0]),
    ):
        return host[0]
    return next((one for one in draft.text.split() if folded(one).strip(_EDGES) in rule.words), None)


_VERSION = re.compile(
    r"\b(?:v|ver\.?|version|release|build|rev\.?|r) ?\d+[\w.]*|(?<![\w.:/$€£-])\d+\.\d+(?:\.\d+)*(?![\w%:/]"
    r"| ?[ap]\.?m)|\bKB\d{5,}\b|\bCVE-\d{4}-\d+\b"
    r"|\b(?:RHEL|PostgreSQL|Java|PHP|Python|Oracle|SQL Server|Ubuntu|Debian|CentOS|Solaris|iOS|Android|macOS|TLS"
    r"|MySQL|Drupal|Windows Server|Office) ?\d[\w.]*",
    re.IGNORECASE,
)


def _version(rule: LintRule, draft: Draft, rules: Rules) -> str | None:
    del rule, rules
    taken = [(one.start, one.end) for one in draft.facts if one.kind in ("time", "money", "amount")]
    for match in _VERSION.finditer(draft.text):
        if not any(start <= match.start() < end for start, end in taken):
            return match[0]
    return None


_PASSIVE = re.compile(
    r"\b(?:is|are|was|were|be|been|being|has been|have been)\s+(?:now |currently |being |successfully |no longer "
    r"|still |also |automatically )*"
    r"(?:\w+(?:ed|en)|set|put|cut|shut|reset|held|made|done|sent|found|built|lost|taken|sold|begun)\b",
    re.IGNORECASE,
)


def _passive(rule: LintRule, draft: Draft, rules: Rules) -> str | None:
    del rules
    match = _PASSIVE.search(draft.text)
    if match and folded(match[0].split()[-1]) not in (
        "listen",
        "golden",
        "hidden",
        "open",
        "even",
        "often",
        "need",
        "seven",
        "then",
        "when",
    ):
        return match[0]
    flat = f" {' '.join(words_of(draft.text))} "
    phrase = next((one for one in sorted(rule.words) if " " in one and f" {one} " in flat), None)
    if phrase:
        return phrase
    for segment in draft.segments:
        words = words_of(segment.core)
        if len(words) > 1 and words[-1] in rule.words and words[0] not in rule.words:
            return words[-1]
        hit = next((word for word in words[1:] if word in rule.words), None)
        if hit and any(one.core is segment.core for one in draft.segments) and _acts_alone(words, hit):
            return hit
    return None


def _acts_alone(words: list[str], verb: str) -> bool:
    """Tell whether a participle is the verb of its part: a name before it, a preposition or nothing behind it."""
    at = words.index(verb)
    after = words[at + 1] if at + 1 < len(words) else ""
    return at > 0 and after in (
        "",
        "for",
        "from",
        "in",
        "on",
        "to",
        "by",
        "at",
        "with",
        "starting",
        "as",
        "until",
        "effective",
        "during",
        "after",
        "due",
    )


def _shouting(rule: LintRule, draft: Draft, rules: Rules) -> str | None:
    del rules
    plain = draft.raw
    loud = [word.strip(_EDGES + "*_") for word in plain.split()]
    words = [word for word in loud if folded(word) in rule.words and word.isupper()]
    if draft.shouted or words or re.search(r"!\s*!|!{2,}", plain):
        return (words or [plain[:30]])[0]
    return None


def _too_long(rule: LintRule, draft: Draft, rules: Rules) -> str | None:
    del rules
    size = len(" ".join(draft.raw.split()))
    return str(size) if size > rule.most else None


_DATE = re.compile(
    r"(?<![\w.:/])(?:\d{1,2}/\d{1,2}(?:/\d{2,4})?|\d{1,2}\.\d{1,2}\.(?:\d{2,4})?|\d{1,2}-\d{1,2}-\d{2,4})(?![\w/])"
)


def _ambiguous_date(rule: LintRule, draft: Draft, rules: Rules) -> str | None:
    del rule, rules
    for match in _DATE.finditer(draft.text):
        first, second = (int(part) for part in re.split(r"[/.-]", match[0])[:2])
        if (
            match[0] != "24/7"
            and 0 < first <= 12
            and 0 < second <= 12
            and re.match(r" [A-Z][a-z]{2}", draft.text[match.end() :]) is None
        ):
            return match[0]
    return None


def _nothing_to_use(rule: LintRule, draft: Draft, rules: Rules) -> str | None:
    noise, function = rules.sets["noise"], rules.sets["function"]
    if any(one.kind == "duty" for one in draft.readings):
        return None
    rest = [
        word
        for word in words_of(draft.text)
        if word not in noise and word not in function and word not in rule.words and not word.isdigit()
    ]
    if not rest:
        return draft.text or "a number"
    for segment in draft.segments:
        flat = f"{folded(segment.core)} "
        if any(phrase.match(flat) is not None for phrase in rule.phrases):
            return segment.core
    return None


def _bare_ticket(rule: LintRule, draft: Draft, rules: Rules) -> str | None:
    del rules
    if draft.tickets:
        return draft.tickets[0]
    if draft.tags:
        return draft.tags[0]
    if re.search(r"<!\w+|<https?:|@(?:here|channel|everyone)\b", draft.raw):
        return "a token"
    head, colon, _ = draft.text.partition(":")
    flat = " ".join(words_of(head))
    return head if colon and (flat in rule.words or (head.isupper() and folded(head) in rule.words)) else None


_CHECKS: dict[str, Check] = {
    "words": _words,
    "phrases": _phrases,
    "begins": _begins,
    "codename": _codename,
    "version": _version,
    "passive": _passive,
    "shouting": _shouting,
    "too-long": _too_long,
    "ambiguous-date": _ambiguous_date,
    "nothing-to-use": _nothing_to_use,
    "bare-ticket": _bare_ticket,
}
__all__ = ["Cleaned", "Iterator", "lint"]
