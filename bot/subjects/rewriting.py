"""From a draft to subjects that people read: clean, language, facts, readings, frames, checks, rank, facts line.

Pure and deterministic: the same draft, fields, glossary and rules give the same answer (PRODUCT.md, section 5).
"""

import html
import re
from collections.abc import Sequence
from dataclasses import replace

from bot.subjects import language
from bot.subjects.cleaning import clean
from bot.subjects.drafts import Draft, take_apart
from bot.subjects.lint_use import gives_something
from bot.subjects.lints import lint
from bot.subjects.packs import shipped
from bot.subjects.questions import questions
from bot.subjects.ranking import best, ranked, reason
from bot.subjects.rule_types import Rules
from bot.subjects.rules import (
    LONGEST_DRAFT,
    LONGEST_SUBJECT,
    Fields,
    GlossaryEntry,
    Lint,
    Result,
    Rewrite,
    Slot,
    Source,
    Status,
)
from bot.subjects.standing import keeps
from bot.subjects.words import folded, unpointed

NOTHING_MORE = Fields()
_NOT_ENGLISH = "I only rewrite English subjects so far, so I left this one as it is."
# What this lint finds tells a reader nothing; a headline made of it would be no better, so it asks.
_TELLS_NOTHING = "nothing-to-use"
_FINE = "Your draft is fine: it is short, and begins with the reader or what they are to do (rule draft.keep)."


def rewrite(
    draft: str,
    fields: Fields = NOTHING_MORE,
    glossary: Sequence[GlossaryEntry] = (),
    rules: Rules | None = None,
) -> Result:
    """Rewrite a draft from what its reader can do, with the shipped rules where none are handed in.

    Never raises, whatever the text.
    """
    rules = rules or shipped()
    if too_long := _too_long(draft):
        return Result(Status.NEEDS_INPUT, (too_long,))
    fields, known = _cleaned(fields), tuple(glossary)
    taken = take_apart(draft, known, rules)
    if not language.is_spoken(taken.text, rules):
        return Result(Status.UNSUPPORTED_LANGUAGE, (_NOT_ENGLISH,))
    found = tuple(Lint(one.rule, safe(one.message)) for one in lint(taken, rules))
    is_empty = any(one.rule == _TELLS_NOTHING for one in found)
    is_good, unsaid = not is_empty and keeps(taken, draft, found, rules), _unsaid(fields, taken.text)
    if is_good and not unsaid:
        return _kept(taken, found)
    told_nothing = is_empty and not (fields.outcome or fields.action or fields.service)
    rewrites = () if told_nothing else _rewrites(taken, fields, rules)
    if rewrites:
        return Result(Status.OK, (), found, rewrites, taken.facts)
    if is_good:
        return _kept(taken, found, unsaid)
    return Result(
        Status.NEEDS_INPUT, tuple(map(safe, questions(taken, rules))), _asked(taken, found, rules), (), taken.facts
    )


def _rewrites(draft: Draft, fields: Fields, rules: Rules) -> tuple[Rewrite, ...]:
    """Return the best rewrites; of an outcome that no headline has room for, the facts line has the whole."""
    found, left = list(best(ranked(draft, fields, rules), draft, fields, rules)), ""
    if not found and fields.outcome:
        fields, left = replace(fields, outcome=""), unpointed(fields.outcome)
        found = list(best(ranked(draft, fields, rules), draft, fields, rules))
    lines = (" · ".join(filter(None, (line, left))) for _, line in found)
    return tuple(
        Rewrite(safe(one.text), safe(line), safe(reason(one)), one.frame.about.id, one.slots)
        for (one, _), line in zip(found, lines, strict=True)
    )


# News of these is told once it is understood; where it was not, its readers may have something from it all the same.
_CONCERNS = frozenset({"bad", "partial", "duty", "restored"})


def _asked(draft: Draft, found: tuple[Lint, ...], rules: Rules) -> tuple[Lint, ...]:
    """Return what is wrong with a draft that gives nothing to work from: mostly its readers have nothing of it, too."""
    if draft.whens or any(one.direction in _CONCERNS for one in draft.readings) or gives_something(draft, rules):
        return found
    told = {one.rule: one for one in found}
    for rule in rules.lints:
        if rule.check == _TELLS_NOTHING:
            told.setdefault(rule.about.id, Lint(rule.about.id, safe(rule.about.text)))
    return tuple(told[rule.about.id] for rule in rules.lints if rule.about.id in told)


def _too_long(draft: str) -> str:
    if len(draft) > LONGEST_DRAFT:
        return f"This has {len(draft):,} characters, and {LONGEST_DRAFT:,} are the most. What is its subject alone?"
    size = len(" ".join(draft.split()))
    if size > LONGEST_SUBJECT:
        return f"This has {size:,} characters, so it is a message and not a subject. What is its subject alone?"
    return ""


def _cleaned(fields: Fields) -> Fields:
    given = (fields.audience, fields.outcome, fields.service, fields.window, fields.action)
    return Fields(*(clean(text[:LONGEST_SUBJECT]).text if text else "" for text in given))


def _unsaid(fields: Fields, text: str) -> tuple[str, ...]:
    """Return the time and the action that the author gave, and a draft does not say."""
    given = (fields.action, fields.window)
    return tuple(one for one in given if one and folded(one.strip(" .!")) not in folded(text))


def _kept(draft: Draft, lints: tuple[Lint, ...], unsaid: tuple[str, ...] = ()) -> Result:
    line = Rewrite(
        safe(draft.written),
        safe(" · ".join(unsaid)),
        _FINE,
        "draft.keep",
        (Slot("draft", draft.written, Source.DRAFT),),
    )
    return Result(Status.KEEP, (), lints, (line,), draft.facts)


# -- what goes to Slack ---------------------------------------------------------------------------------------------

_CALL = re.compile(r"@(?=(?:here|channel|everyone)\b)", re.IGNORECASE)
# No sign that Slack reads as anything, as in most texts.
_HARMLESS = re.compile(r"[^&<>*~`@_:]*")
_LIVE = re.compile(r"[*~`]|(?<![^\W_])_+|_+(?![^\W_])|(?<!\w):(?=[a-z][a-z0-9_+-]*:(?!\w))")


def safe(text: str) -> str:
    """Escape a text for mrkdwn, on one line, with nothing in it that formats, links or calls.

    Source: https://docs.slack.dev/messaging/formatting-message-text
    """
    if _HARMLESS.fullmatch(text):
        return " ".join(text.split())
    return html.escape(" ".join(_LIVE.sub("", _CALL.sub("", text)).split()), quote=False)
