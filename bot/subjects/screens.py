"""What somebody reads who asked for a subject: the rewrites, where each word comes from, what is wrong with the draft.

All that comes from people goes into `plain_text` and `rich_text`, where nothing is decoded.
"""

import html
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.text import escape
from bot.subjects.rules import LONGEST_HEADLINE, Lint, Result, Rewrite, Slot, Source, Status

WHY = "subject.why"
USE = "subject.use"
ADD = "entry.add"

Screen = Mapping[str, Any]

# A button carries at most 2,000 characters (https://docs.slack.dev/reference/block-kit/block-elements/button-element).
MOST_CARRIED = 2000
LONGEST_WAS = 150
MOST_REWRITES = 3
MOST_LINTS = 8
MOST_QUESTIONS = 3

WHAT_FOR = "What can people do afterwards that they cannot do now?"
EXAMPLE = "System Upgrade to Version 999 as of March 31"
HONEST = (
    "Nothing is made up: a benefit comes from you, from the glossary or from your draft, and bad news is said plainly."
)


@dataclass(frozen=True, slots=True)
class About:
    """What a form about the glossary starts from: the system that a draft names, and the draft."""

    name: str = ""
    draft: str = ""

    def pack(self) -> str:
        """Write it on a button, the draft only where there is room for it."""
        return _packed(self.name, self.draft)

    @classmethod
    def unpack(cls, value: str) -> "About":
        """Read it back; nonsense is about nothing."""
        match _listed(value):
            case [str(name), str(draft)]:
                return cls(name[:80], draft)
        return cls()


@dataclass(frozen=True, slots=True)
class Chosen:
    """A subject that somebody takes into a statement, and the draft that it was made of, as people see both."""

    headline: str = ""
    draft: str = ""

    def pack(self) -> str:
        """Write it on a button, the draft only where there is room for it."""
        return _packed(self.headline, self.draft)

    @classmethod
    def unpack(cls, value: str) -> "Chosen":
        """Read it back; nonsense chooses nothing."""
        match _listed(value):
            case [str(headline), str(draft)]:
                return cls(headline, draft)
        return cls()


def _packed(first: str, draft: str) -> str:
    whole = json.dumps([first, draft], ensure_ascii=False)
    return whole if len(whole) <= MOST_CARRIED else json.dumps([first, ""], ensure_ascii=False)


def _listed(value: str) -> list[Any]:
    try:
        found = json.loads(value)
    except (ValueError, RecursionError):
        return []
    return found if isinstance(found, list) else []


def help_screen() -> Screen:
    """Say what the command does, by an example."""
    lines = [
        f"*A subject that people read:* type `/subject {EXAMPLE}`",
        "You get up to three, written from what the reader can do or has to do. Each says why, and keeps your dates "
        f"and times. A phone shows about 40 characters, so {LONGEST_HEADLINE} is the most.",
        HONEST,
        "`/subject glossary` what our systems let people do, and the way to add to it",
    ]
    drawn = [blocks.section("\n".join(lines)), blocks.context("Only you see the answers.")]
    return {"text": f"Type /subject and your draft, such as: {EXAMPLE}", "blocks": drawn}


def too_long(length: int) -> Screen:
    """Say that a draft is no subject, and what to type instead."""
    said = (
        f"That is {length:,} characters, and a phone shows about 40. "
        "Give me one sentence of it: what happens, to what, and when."
    )
    return {"text": said, "blocks": [blocks.section(said)]}


def answer(result: Result, about: About, *, may_write: bool = False) -> Screen:
    """Draw the answer to a draft, the best subject first and large; who `may_write` statements can use each in one."""
    if result.status is Status.UNSUPPORTED_LANGUAGE:
        return _unsupported(result, about.draft)
    if result.status is Status.KEEP:
        return _kept(result, about, may_write=may_write)
    if result.rewrites:
        return _rewritten(result, about, may_write=may_write)
    return _asked(result, about)


def _unsupported(result: Result, draft: str) -> Screen:
    """Say in which language subjects are written, and leave the draft alone."""
    said = plain(next(iter(result.questions), "I only write English subjects so far, so yours is left as it is."))
    drawn = [blocks.rich([blocks.text(said, bold=True)]), blocks.quote(blocks.text(_short(draft)))]
    return {"text": escape(said), "blocks": drawn}


def _kept(result: Result, about: About, *, may_write: bool) -> Screen:
    """Say that a draft needs no other."""
    best = result.rewrites[0] if result.rewrites else None
    headline = plain(best.headline) if best else about.draft
    drawn = [_large(headline), _reason(best, 0) if best else blocks.section("Good as it is.")]
    drawn += [use_row(Chosen(headline, about.draft), 0)] if may_write else []
    drawn += [*_lints(result.lints), *([_add_row(about)] if about.name else [])]
    return {"text": f"Good as it is: {escape(headline)}", "blocks": drawn}


def _rewritten(result: Result, about: About, *, may_write: bool) -> Screen:
    drawn: list[Block] = []
    for number, one in enumerate(result.rewrites[:MOST_REWRITES]):
        drawn += rewrite(one, number, about.draft if number == 0 else "")
        drawn += [use_row(Chosen(plain(one.headline), about.draft), number)] if may_write else []
    drawn += [*_lints(result.lints), _add_row(about)]
    return {"text": escape(plain(result.rewrites[0].headline)), "blocks": drawn}


def rewrite(one: Rewrite, number: int, was: str = "") -> list[Block]:
    """Draw one subject with its facts and its reason: the first large, the others below it."""
    headline, facts = plain(one.headline), plain(one.facts_line)
    before = f"Was: {_short(was)}" if was and _short(was) not in facts else ""
    small = [blocks.text(" · ".join(part for part in (facts, before) if part), italic=True)]
    if number == 0:
        drawn = [_large(headline)]
        drawn += [blocks.rich(small)] if facts or before else []
    else:
        lead = [blocks.text(f"{number + 1}  "), blocks.text(headline, bold=True)]
        drawn = [blocks.divider(), blocks.rich(lead, small) if facts else blocks.rich(lead)]
    return [*drawn, _reason(one, number)]


def _large(headline: str) -> Block:
    """Draw a subject as large as Slack can."""
    if headline and len(headline) <= blocks.HEADER_LIMIT and "\n" not in headline:
        return blocks.header(headline)
    return blocks.rich([blocks.text(headline or " ", bold=True)])


def _reason(one: Rewrite, number: int) -> Block:
    """Say why a subject is as it is, with the way to where each of its words comes from."""
    why = blocks.button("Why?", f"{WHY}.{number}", pack_rewrite(one), tells=f"Why: {plain(one.headline)}")
    return beside(_because(one), why)


def _because(one: Rewrite) -> str:
    """Return the reason with the rule that made it, which it may name itself."""
    reason = plain(one.reason)
    return reason if one.rule in reason else f"{reason} (rule {one.rule})".strip()


def beside(words: str, button: Block) -> Block:
    """Draw a paragraph of user text with a button beside it."""
    return blocks.section("", button) | {"text": blocks.plain(blocks.cut(words, blocks.INPUT_LIMIT))}


def _asked(result: Result, about: About) -> Screen:
    """Ask what only the author knows."""
    asked = [plain(one) for one in result.questions[:MOST_QUESTIONS]] or [WHAT_FOR]
    tell = blocks.button("Tell me", ADD, about.pack(), style="primary", tells="Tell me what it lets people do")
    drawn = [blocks.rich(*([blocks.text(one, bold=True)] for one in asked)), blocks.actions(tell)]
    drawn.append(blocks.context("Or type `/subject` again, with that in your draft."))
    return {"text": escape(" ".join(asked)), "blocks": [*drawn, *_lints(result.lints)]}


def _lints(lints: Sequence[Lint]) -> list[Block]:
    """Say what is wrong with the draft, one thing a line."""
    if not lints:
        return []
    said = [[blocks.text(f"•  {plain(one.message)}")] for one in lints[:MOST_LINTS]]
    return [blocks.rich([blocks.text("In your draft", bold=True)], *said)]


def use_row(chosen: Chosen, number: int) -> Block:
    """Draw the button that begins a statement with a subject."""
    label = "Use in a statement"
    return blocks.actions(
        blocks.button(label, f"{USE}.{number}", chosen.pack(), tells=f"{label}: {blocks.cut(chosen.headline, 50)}")
    )


def _add_row(about: About) -> Block:
    label = "Add what it lets people do"
    return blocks.actions(blocks.button(label, ADD, about.pack()))


def pack_rewrite(one: Rewrite) -> str:
    """Write a subject on its button, with where each word comes from, cut to what a button has room for.

    So the reasons are those of the answer that was given, whatever the glossary says by then.
    """
    value = ""
    for most, slots in ((blocks.INPUT_LIMIT, one.slots), (150, one.slots[:6]), (60, one.slots[:4]), (30, ())):
        parts = [blocks.cut(part, most) for part in (one.headline, one.facts_line, one.reason, one.rule)]
        said = [[blocks.cut(slot.text, most), slot.source.value, blocks.cut(slot.origin, most)] for slot in slots]
        value = json.dumps([*parts, said], ensure_ascii=False)
        if len(value) <= MOST_CARRIED:
            break
    return value


def read_rewrite(value: str) -> Rewrite | None:
    """Read it back; None from nonsense."""
    match _listed(value):
        case [str(headline), str(facts), str(reason), str(rule), list(slots)] if headline.strip():
            return Rewrite(headline, facts, reason, rule, tuple(made for one in slots if (made := _slot(one))))
    return None


def _slot(read: object) -> Slot | None:
    match read:
        case [str(text), str(source), str(origin)] if source in set(Source):
            return Slot("", text, Source(source), origin)
    return None


def why(one: Rewrite) -> Block:
    """Draw where each word of a subject comes from."""
    headline, facts = plain(one.headline), plain(one.facts_line)
    drawn = [_large(headline)]
    drawn += [blocks.rich([blocks.text(facts, italic=True)])] if facts.strip() else []
    said = [
        [blocks.text(f"“{slot.text}” ", bold=True), blocks.text(_where(slot))]
        for slot in one.slots
        if slot.text.strip()
    ]
    drawn += [blocks.rich(*said)] if said else []
    drawn += [blocks.rich([blocks.text(_because(one))]), blocks.context(HONEST)]
    return blocks.modal("Why this subject", drawn)


def _where(slot: Slot) -> str:
    """Say who said a part of a subject."""
    if slot.source is Source.GLOSSARY:
        return f"is what the glossary says, under {slot.origin}." if slot.origin else "is what the glossary says."
    if slot.source is Source.AUTHOR:
        return "is what you told me."
    if slot.source is Source.DRAFT:
        return "comes from your draft."
    return f"is how the rule {slot.origin} says it." if slot.origin else "is how the rule says it."


def plain(escaped: str) -> str:
    """Turn what the rules wrote for mrkdwn back into what people see."""
    return html.unescape(escaped)


def _short(draft: str) -> str:
    return blocks.cut(" ".join(draft.split()), LONGEST_WAS)
