"""What a reader sees who answers, and what an author is sent of it."""

from bot.echoes.rules import LONGEST_WISH, WORDS, Ear, News, Wish
from bot.party_lines.screens import Screen
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.text import escape, mention

SAY_WHAT = "echo.say_what"
WISH_FORM = "echo.form"

THANKS = "Thank you. You can change your answer."


def thanks(statement_id: str, *, useful: bool) -> Screen:
    """Thank for an answer; who did not find it useful may say what they miss."""
    drawn = [blocks.section(THANKS)]
    if not useful:
        drawn.append(blocks.actions(blocks.button("Say what is missing", SAY_WHAT, statement_id)))
    return {"text": THANKS, "blocks": drawn}


def wish_form(statement_id: str, subject: str) -> Block:
    """Ask what a reader misses."""
    hint = f"In up to {LONGEST_WISH} characters. Whoever wrote the statement gets it in a message, with your name."
    drawn = [
        blocks.rich([blocks.text(subject, bold=True)]),
        blocks.text_input(WORDS, "What would you like to know?", hint=hint, multiline=True),
    ]
    return blocks.modal(
        "What is missing?", drawn, callback=WISH_FORM, submit="Send", close="Cancel", metadata=statement_id
    )


def wish_sent(author: str) -> Block:
    """Say who gets what was written."""
    return blocks.modal("Sent", [blocks.section(f"Thank you. Your words go to {mention(author)}.")])


def wish_sent_already() -> Block:
    """Draw the answer to a form that came twice."""
    return blocks.modal("Sent", [blocks.section("This was sent already. Thank you.")])


def wish(made: Wish, subject: str, name: str) -> Screen:
    """Tell an author what a reader misses, in the reader's words; `name` is the reader's."""
    reader: Block = {"type": "user", "user_id": made.person}
    lead = [reader, blocks.text(" misses something in "), blocks.text(subject, bold=True), blocks.text(":")]
    said = f"{name} misses something in {subject}: {made.words}"
    return {"text": escape(said), "blocks": [blocks.rich(lead), blocks.quote(blocks.text(made.words))]}


def news(told: News) -> Screen:
    """Tell an author how many new replies there are, and where, each with the way there."""
    total = sum(ear.fresh for ear in told.ears)
    lead = f"{_replies(total)} under "
    if len(told.ears) == 1:
        ear = told.ears[0]
        line = [
            blocks.text(lead),
            blocks.text(told.subject, bold=True),
            blocks.text(" in "),
            blocks.channel(ear.channel),
        ]
        drawn = [blocks.rich([*line, blocks.text(". "), _link(ear, "Read them" if total > 1 else "Read it")])]
    else:
        where = [
            [_link(ear, _replies(ear.fresh)), blocks.text(" in "), blocks.channel(ear.channel)] for ear in told.ears
        ]
        drawn = [blocks.rich([blocks.text(lead), blocks.text(told.subject, bold=True), blocks.text(":")], *where)]
    return {"text": f"{lead}{escape(told.subject)}", "blocks": drawn}


def _replies(count: int) -> str:
    return f"{count:,} new {'reply' if count == 1 else 'replies'}"


def _link(ear: Ear, words: str) -> Block:
    return {"type": "link", "url": ear.link, "text": words}
