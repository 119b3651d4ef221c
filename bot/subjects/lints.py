"""What is wrong with a draft: rules of a few sorts, as prose linters have them, over words and facts."""

import re
from collections.abc import Callable

from bot.subjects.drafts import Draft
from bot.subjects.duties import is_duty
from bot.subjects.lint_names import codename, short_form
from bot.subjects.lint_passive import passive
from bot.subjects.lint_use import bare_ticket, nothing_to_use
from bot.subjects.lint_versions import dated_number, version
from bot.subjects.lint_words import found_in
from bot.subjects.rule_types import LintRule, Rules
from bot.subjects.rules import Lint
from bot.subjects.words import EDGES, folded, words_of

Check = Callable[[LintRule, Draft, Rules], str | None]


def lint(draft: Draft, rules: Rules) -> tuple[Lint, ...]:
    """Return what the rules find, in their order; each rule speaks once."""
    found = []
    for rule in rules.lints:
        hit = _CHECKS[rule.check](rule, draft, rules)
        if hit is not None:
            found.append(Lint(rule.about.id, rule.about.text.replace("{found}", hit[:60])))
    return tuple(found)


def _words(rule: LintRule, draft: Draft, rules: Rules) -> str | None:
    """Existence: one of the words or phrases stands in the draft, or a short form of up to `most` letters does."""
    hit = found_in(words_of(draft.text), rule.words)
    return hit or (short_form(draft, rule.most, rules.sets) if rule.most else "") or None


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
    if not words or words[0] in rule.words or " ".join(words[:2]) in rule.words or is_duty(core, rules.sets):
        return None
    if words[0] in rules.sets["readers-doing"] and words[1:] and not set(words) & rules.sets["finite"]:
        return None
    if words[0] in rules.sets["noun-verbs"] and words[1:2] and words[1] in _ASKING:
        return None
    if (
        any(is_duty(one.core, rules.sets) for one in news[1:2])
        and len(words) <= 3
        and draft.text[one_end(news[0]) :][:1] in "?"
    ):
        return None
    if {"you", "your"} & set(words[:3]):
        return None
    start = " ".join(core.split()[:3])
    at = draft.text.find(start)
    # A draft in Title Case is quoted as it is written.
    return draft.written[at : at + len(start)] if at >= 0 else start


# "Check who wrote to you": behind one of these a word that may be a noun is a verb.
_ASKING = frozenset(["who", "what", "whether", "if", "how", "that", "which", "where", "when", "why", "out"])


def one_end(segment: object) -> int:
    """Return where a part ends."""
    return int(getattr(segment, "end", 0))


def _shouting(rule: LintRule, draft: Draft, rules: Rules) -> str | None:
    plain = draft.raw
    loud = [word.strip(EDGES + "*_") for word in plain.split()]
    words = [word for word in loud if folded(word) in rule.words and word.isupper()]
    if draft.shouted or words or re.search(r"!\s*!|!{2,}", plain):
        return (words or [plain[:30]])[0]
    spoken = words_of(plain)
    loudly = "!" in plain and found_in(spoken, rules.sets["catchy-loud"])
    return found_in(spoken, rules.sets["catchy"]) or loudly or None


def _too_long(rule: LintRule, draft: Draft, rules: Rules) -> str | None:
    del rules
    size = len(" ".join(draft.raw.split()))
    return str(size) if size > rule.most else None


_DATE = re.compile(
    r"(?<![\w.:/])(?:\d{1,2}/\d{1,2}(?:/\d{2,4})?|\d{1,2}\.\d{1,2}\.(?:\d{2,4})?|\d{1,2}-\d{1,2}-\d{2,4})(?![\w/])"
)


def _ambiguous_date(rule: LintRule, draft: Draft, rules: Rules) -> str | None:
    del rule, rules
    text = f"{draft.text}, {draft.dateline}"
    if not _DATE.search(text):
        return None
    dated = dated_number(draft.text)
    for match in _DATE.finditer(text):
        if dated and match[0] == dated:
            continue
        first, second = (int(part) for part in re.split(r"[/.-]", match[0])[:2])
        if (
            match[0] != "24/7"
            and 0 < first <= 12
            and 0 < second <= 12
            and re.match(r" [A-Z][a-z]{2}", text[match.end() :]) is None
        ):
            return match[0]
    return None


_CHECKS: dict[str, Check] = {
    "words": _words,
    "phrases": _phrases,
    "begins": _begins,
    "codename": codename,
    "version": version,
    "passive": passive,
    "shouting": _shouting,
    "too-long": _too_long,
    "ambiguous-date": _ambiguous_date,
    "nothing-to-use": nothing_to_use,
    "bare-ticket": bare_ticket,
}
