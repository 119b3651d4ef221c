"""Reading the form for statements back, step by step, onto what stood in the working copy before."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.audiences.rules import Audience
from bot.plain_text import tidy
from bot.slack import payloads
from bot.statements import template, wording
from bot.statements.rules import Fields, Link

Body = Mapping[str, Any]


def read_first(view: Body, before: Fields, audiences: Sequence[Audience], *, is_correction: bool) -> Fields:
    """Read the first step back onto what stood before. Another audience brings its channels and addresses along."""
    read = replace(
        before,
        outcome=tidy(payloads.typed(view, wording.OUTCOME)),
        happens=tidy(payloads.typed(view, wording.HAPPENS)),
        must_do=tidy(payloads.typed(view, wording.MUST_DO)),
        ask_whom=tidy(payloads.typed(view, wording.ASK_WHOM)),
        day=payloads.picked_date(view, wording.DAY),
        start=payloads.picked_clock(view, wording.START),
        until=payloads.picked_clock(view, wording.UNTIL),
        do_by=payloads.picked_date(view, wording.DO_BY),
    )
    if template.is_untouched(before.body, before):
        read = replace(read, body=template.body_of(read))
    chosen = payloads.chosen(view, wording.AUDIENCE)
    return read if is_correction or not chosen else _for(chosen, read, audiences)


def _for(name: str, fields: Fields, audiences: Sequence[Audience]) -> Fields:
    """Address a statement to an audience: where it goes follows, unless the author chose other places."""
    known = {one.name: one for one in audiences}
    was, to = known.get(fields.audience, Audience("")), known.get(name)
    if to is None or name == fields.audience:
        return replace(fields, audience=name)
    channels = to.channels if fields.channels in {(), was.channels} else fields.channels
    mail = to.mail if fields.mail in {(), was.mail} else fields.mail
    return replace(fields, audience=name, channels=channels, mail=mail)


def read_second(view: Body, before: Fields, *, is_correction: bool) -> Fields:
    """Read the second step back onto what stood before; links and addresses as they are, right or wrong."""
    read = replace(
        before,
        subject=tidy(payloads.typed(view, wording.SUBJECT)),
        body=tidy(payloads.typed(view, wording.BODY)),
        links=_links(payloads.typed(view, wording.LINKS)),
    )
    # The form was drawn with the body that came of the subject before.
    if template.is_untouched(read.body, before):
        read = replace(read, body=template.body_of(read))
    if is_correction:
        mistake, again = payloads.typed(view, wording.MISTAKE), payloads.is_ticked(view, wording.MAIL_AGAIN)
        return replace(read, mistake=tidy(mistake), mail_again=again)
    return replace(
        read,
        channels=tuple(dict.fromkeys(payloads.chosen_channels(view, wording.CHANNELS))),
        mail=tuple(one for one in re.split(r"[\s,;]+", tidy(payloads.typed(view, wording.MAIL))) if one),
        goes_at=payloads.picked_time(view, wording.GOES_AT),
    )


def _links(typed: str) -> tuple[Link, ...]:
    """Read links without judging them: a line's last word is the address."""
    lines = (" ".join(line.split()).rpartition(" ") for line in tidy(typed).split("\n") if line.strip())
    return tuple(Link(title, address) for title, _, address in lines)
