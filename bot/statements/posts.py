"""A statement as it stands in a Slack channel. The same fields always make the same bytes.

Everything that somebody wrote goes into `plain_text` and `rich_text`, where nothing in it is decoded. Whatever was
stored, what is drawn keeps to Slack's limits (https://docs.slack.dev/reference/block-kit).
"""

from collections.abc import Iterator
from datetime import datetime

from bot.slack import blocks
from bot.slack.blocks import HEADER_LIMIT, Block, cut
from bot.slack.text import escape
from bot.statements.rules import Fields, Post
from bot.statements.template import (
    LINKS,
    QUESTIONS,
    TAKEN_BACK,
    WAS,
    WHEN,
    corrected,
    facts,
    is_said,
    one_line,
    sentence,
)
from bot.statements.times import instant_words, is_unclear, last_day, when_words, window
from bot.statements.wording import (
    ASK_WHOM,
    BODY,
    LONGEST,
    LONGEST_LINK,
    LONGEST_TITLE,
    MISTAKE,
    MOST_LINKS,
    MUST_DO,
    OUTCOME,
    is_link,
)

# The buttons below a statement; the value of each is the statement's id.
USEFUL, NOT_USEFUL = "statement_useful", "statement_not_useful"
ASKS = "Was this useful?"
# Each reader sees day and time by their own clock, and is told so; of the end on the same day, the time alone.
_DAY_AND_TIME, _TIME, _YOURS = "{date_long} at {time}", "{time}", " (your time)"


def post(fields: Fields, statement_id: str) -> Post:
    """Draw a statement: its subject, its text, what readers must find at a glance, and whether it was useful.

    A correction is marked as one, with what was wrong. Notifications and screen readers say subject and outcome, but
    nothing twice.
    """
    drawn = [*_mark(fields), *_subject(fields), *_body(fields), *_facts(fields)]
    return Post(_aloud(fields), (*drawn, *_was_it_useful(statement_id)))


def retraction(fields: Fields, statement_id: str) -> Post:  # noqa: ARG001 - drawn in the place of `post`
    """Draw what stands in a statement's place once it was taken back: our words, its subject struck through."""
    subject = cut(one_line(fields.subject), HEADER_LIMIT)
    lines = [[blocks.text(TAKEN_BACK, bold=True)]]
    if subject:
        lines.append([blocks.text(f"{WAS}: "), blocks.text(subject, strike=True)])
    if asked := cut(fields.ask_whom.strip(), LONGEST[ASK_WHOM]):
        lines.append([blocks.text(f"{QUESTIONS}: ", bold=True), blocks.text(asked)])
    text = f"{TAKEN_BACK} {WAS}: {escape(subject)}" if subject else TAKEN_BACK
    return Post(text, (blocks.rich(*lines),))


def _aloud(fields: Fields) -> str:
    """Return what is said where blocks are not shown. Slack wants a text beside blocks, so there always is one."""
    said = [cut(one_line(corrected(fields)), LONGEST[MISTAKE]), cut(one_line(fields.subject), HEADER_LIMIT)]
    said += [] if is_said(fields.outcome, fields.subject) else [cut(sentence(fields.outcome.strip()), LONGEST[OUTCOME])]
    return "\n".join(escape(part) for part in said if part) or ASKS


def _mark(fields: Fields) -> Iterator[Block]:
    if said := cut(corrected(fields), LONGEST[MISTAKE]):
        yield {"type": "context", "elements": [blocks.plain(said)]}


def _subject(fields: Fields) -> Iterator[Block]:
    if subject := cut(one_line(fields.subject), HEADER_LIMIT):
        yield blocks.header(subject)


def _body(fields: Fields) -> Iterator[Block]:
    if body := cut(fields.body.strip(), LONGEST[BODY]):
        yield blocks.rich([blocks.text(body)])


def _facts(fields: Fields) -> Iterator[Block]:
    lines = [
        [blocks.text(f"{fact.label}: ", bold=True), *(_when(fields) if fact.label == WHEN else [_short(fact.words)])]
        for fact in facts(fields)
    ]
    links = [
        [blocks.text("• "), _link(cut(one_line(one.title), LONGEST_TITLE) or one.address, one.address)]
        for one in fields.links[:MOST_LINKS]
        if is_link(one.address) and len(one.address) <= LONGEST_LINK
    ]
    lines += [[blocks.text(f"{LINKS}:", bold=True)], *links] if links else []
    if lines:
        yield blocks.rich(*lines)


def _short(words: str) -> Block:
    return blocks.text(cut(words.strip(), LONGEST[MUST_DO]))


def _link(title: str, address: str) -> Block:
    return {"type": "link", "url": address, "text": title}


def _when(fields: Fields) -> list[Block]:
    """Say when: a day alone as it is, the same for everybody; a time by each reader's own clock.

    Where clocks change meanwhile, one's own clock does not tell it all: then the author's reading stands beside it,
    with its offsets from UTC.
    """
    when, words = window(fields), when_words(fields)
    if when is None:
        return [blocks.text(words)]
    runs = [_moment(when.start, _DAY_AND_TIME + ("" if when.until else _YOURS), fields.zone)]
    if when.until is not None:
        same_day = last_day(fields) == fields.day
        pattern = (_TIME if same_day else _DAY_AND_TIME) + _YOURS
        runs += [blocks.text(" to "), _moment(when.until, pattern, fields.zone)]
    return [*runs, blocks.text(f". That is {words}.")] if is_unclear(fields) else runs


def _moment(at: datetime, pattern: str, zone: str) -> Block:
    """Draw a moment by the reader's clock; where that cannot be shown, by the author's."""
    return blocks.moment(at, pattern) | {"fallback": instant_words(at, zone)}


def _was_it_useful(statement_id: str) -> tuple[Block, ...]:
    return (
        blocks.context(ASKS),
        blocks.actions(
            blocks.button("Yes", USEFUL, statement_id, tells="Yes, this was useful"),
            blocks.button("No", NOT_USEFUL, statement_id, tells="No, this was not useful"),
        ),
    )
