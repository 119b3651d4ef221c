"""Better subjects to choose from, below the field that an author writes one in."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.slack import blocks, payloads
from bot.slack.blocks import Block
from bot.statements import wording
from bot.statements.form_screens import subject_input
from bot.subjects.rules import Result, Rewrite, Status
from bot.subjects.screens import plain

USE = "statement.use"
SUGGEST = "statement.suggest"

MOST_REWRITES = 3
MOST_LINTS = 4
_SUGGESTED = "suggested"
# What a reason names for whoever writes the rules; an author wants it in words alone.
_RULE = re.compile(r"\s*\(rule [^()]*\)")

View = Mapping[str, Any]


def suggestions(result: Result) -> list[Block]:
    """Draw up to three subjects, each with its reason and a button that puts it into the field; then what is wrong."""
    drawn = [block for number, one in enumerate(_offered(result)) for block in _rewrite(one, number)]
    drawn += [_lints(result)] if result.lints else []
    drawn += [] if drawn else [blocks.context(_why_none(result))]
    drawn.append(blocks.actions(blocks.button("Suggest again", SUGGEST, tells="Suggest again, from what stands here")))
    return [block | {"block_id": f"{_SUGGESTED}.{number}"} for number, block in enumerate(drawn)]


def _offered(result: Result) -> Sequence[Rewrite]:
    return () if result.status in {Status.KEEP, Status.UNSUPPORTED_LANGUAGE} else result.rewrites[:MOST_REWRITES]


def _rewrite(one: Rewrite, number: int) -> list[Block]:
    """Draw a subject that stands out, small below it what it leaves out and why it is as it is, and its button."""
    headline = plain(one.headline)
    small = [part for part in (plain(one.facts_line), _RULE.sub("", plain(one.reason))) if part.strip()]
    use = blocks.button("Use this", f"{USE}.{number}", headline, tells=f"Use this: {headline}")
    return [
        blocks.rich([blocks.text(headline, bold=True)]),
        *([{"type": "context", "elements": [blocks.plain(part) for part in small]}] if small else []),
        blocks.actions(use),
    ]


def _lints(result: Result) -> Block:
    said = [[blocks.text(f"•  {plain(one.message)}")] for one in result.lints[:MOST_LINTS]]
    return blocks.rich([blocks.text("In this subject", bold=True)], *said)


def _why_none(result: Result) -> str:
    if result.status is Status.KEEP:
        return "Good as it is."
    if result.status is Status.UNSUPPORTED_LANGUAGE:
        return "I only write English subjects so far, so yours is left as it is."
    return "I have no better one. Say in a few words what changes for them, and press Enter."


def with_suggestions(view: View, advice: Sequence[Block]) -> Block:
    """Draw the form anew with other suggestions; what was typed stays, as no field changes its id."""
    return _changed(view, lambda block: [block, *advice] if _is_subject(block) else [block])


def with_subject(view: View, words: str, mark: str) -> Block:
    """Draw the form anew with this subject in its field.

    The field gets another id by `mark`, which is new with each click, so that Slack forgets what stood there.
    """

    def chosen(block: Block) -> list[Block]:
        field = subject_input(words) | {"block_id": f"{wording.SUBJECT}~{mark}"}
        return [field] if _is_subject(block) else [block]

    return _changed(view, chosen, keeps=True)


def _is_subject(block: Mapping[str, Any]) -> bool:
    return payloads.is_field(str(block.get("block_id", "")), wording.SUBJECT)


def _changed(view: View, draw: Callable[[Block], list[Block]], *, keeps: bool = False) -> Block:
    kept = ("type", "title", "submit", "close", "callback_id", "private_metadata", "notify_on_close")
    stays = [one for one in view["blocks"] if keeps or not str(one.get("block_id", "")).startswith(_SUGGESTED)]
    return {name: view[name] for name in kept if name in view} | {"blocks": [new for one in stays for new in draw(one)]}
