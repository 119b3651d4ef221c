"""What a statement may say, and how its fields are written in the form (PRODUCT.md, section 4).

Pure rules over texts; lengths are in characters (code points). Each refusal stands beside the field that it names.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import chain
from urllib.parse import urlsplit

from bot.audiences.rules import MOST_ADDRESSES, MOST_CHANNELS, Audience, reaches_readers
from bot.plain_text import BLANK, LONGEST_ADDRESS, hidden_characters, tidy, without_hidden
from bot.refusals import Refusal
from bot.statements.rules import Fields, Link
from bot.statements.template import one_line
from bot.statements.times import YEARS, city_words, clock_words, day_words, gap_at, instant_words, last_day, zone_of

# The fields of the form, which refusals are put beside.
AUDIENCE, OUTCOME, HAPPENS = "statement_audience", "statement_outcome", "statement_happens"
DAY, START, UNTIL = "statement_day", "statement_start", "statement_until"
MUST_DO, DO_BY, ASK_WHOM = "statement_must_do", "statement_do_by", "statement_ask_whom"
SUBJECT, BODY, LINKS = "statement_subject", "statement_body", "statement_links"
CHANNELS, MAIL, GOES_AT = "statement_channels", "statement_mail", "statement_goes_at"
MISTAKE, MAIL_AGAIN, REASON = "statement_mistake", "statement_mail_again", "statement_reason"

# A field of a form holds so many (https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element).
LONGEST_FIELD = 3000
# A header of Slack's holds 150. The template puts outcome and what happens into the body, so both fit into it.
# All of it together stays well under the 13,200 characters that Slack takes in the blocks of one message.
LONGEST = {
    AUDIENCE: 80,
    OUTCOME: 300,
    HAPPENS: 2000,
    MUST_DO: 500,
    ASK_WHOM: 200,
    SUBJECT: 150,
    BODY: LONGEST_FIELD,
    MISTAKE: 300,
    REASON: 500,
}
LONGEST_TITLE, LONGEST_LINK, MOST_LINKS = 100, 500, 10
# So long after its time a statement still counts as meant for it: the author was filling in the form.
GRACE = timedelta(minutes=5)
# Nobody plans news for longer than that; a year that was mistyped would wait for ever.
FARTHEST = timedelta(days=366)
# What people type into a field that they do not want to fill in.
_NOTHING = frozenset({"n/a", "na", "none", "nothing", "tba", "tbd", "todo", "xxx"})
# Sign that begins what mail programs decode in headers (https://www.rfc-editor.org/rfc/rfc2047#section-2).
_ENCODED = "=?"
_LINK_FORM = "Write one link a line: its title, then its address, which begins with https://."
_ADDRESS_FORM = "Write it like finance@example.com."


def tidied(fields: Fields) -> Fields:
    """Take off what nobody sees: spaces around texts, tabs in lines, channels and addresses that are there twice."""
    return replace(
        fields,
        audience=tidy(fields.audience),
        outcome=tidy(fields.outcome),
        happens=tidy(fields.happens),
        must_do=tidy(fields.must_do),
        ask_whom=tidy(fields.ask_whom),
        subject=tidy(fields.subject).replace("\t", " "),
        body=tidy(fields.body),
        mistake=tidy(fields.mistake),
        links=tuple(Link(one_line(one.title), tidy(one.address)) for one in fields.links),
        channels=tuple(dict.fromkeys(fields.channels)),
        mail=_each_once(map(tidy, fields.mail)),
    )


def _each_once(addresses: Iterable[str]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for one in addresses:
        found.setdefault(one.casefold(), one)
    found.pop("", None)
    return tuple(found.values())


# -- what cannot even be kept ---------------------------------------------------------------------------------------


def storable(fields: Fields) -> tuple[Refusal, ...]:
    """Return what keeps the fields from being kept as a draft: signs that nobody sees, too much of something."""
    texts = [
        (AUDIENCE, fields.audience),
        (OUTCOME, fields.outcome),
        (HAPPENS, fields.happens),
        (MUST_DO, fields.must_do),
        (ASK_WHOM, fields.ask_whom),
        (SUBJECT, fields.subject),
        (BODY, fields.body),
        (MISTAKE, fields.mistake),
    ]
    written = (_unfit(field, text, LONGEST[field]) for field, text in texts)
    return tuple(chain(*written, _unfit_links(fields.links), _unfit_places(fields), _unfit_days(fields)))


def reason_complaint(reason: str) -> Refusal | None:
    """Tell what is wrong with why a statement is taken back, which only its history shows; None if nothing is."""
    if _is_blank(reason):
        return Refusal("Say in a few words why it is taken back. Only its history shows that.", REASON)
    return next(_unfit(REASON, tidy(reason), LONGEST[REASON]), None)


def _unfit(field: str, text: str, most: int) -> Iterator[Refusal]:
    if len(text) > most:
        over = len(text) - most
        yield Refusal(f"This has {len(text):,} characters, {over:,} more than the {most:,} there is room for.", field)
    elif unseen := hidden_characters(text):
        names = ", ".join(unseen[:3])
        yield Refusal(f"This holds what nobody can see: {names}. Type that part again.", field)


def _unfit_links(links: Sequence[Link]) -> Iterator[Refusal]:
    if len(links) > MOST_LINKS:
        yield Refusal(f"That is {len(links)} links. Keep the {MOST_LINKS} that matter most.", LINKS)
    elif len(format_links(links)) > LONGEST_FIELD:
        yield Refusal(f"These links have more than {LONGEST_FIELD:,} characters together. Take one out.", LINKS)
    for one in links[:MOST_LINKS]:
        yield from _unfit(LINKS, one.title, LONGEST_TITLE)
        yield from _unfit(LINKS, one.address, LONGEST_LINK)


def _unfit_places(fields: Fields) -> Iterator[Refusal]:
    if len(fields.channels) > MOST_CHANNELS:
        yield Refusal(f"That is {len(fields.channels)} channels. Keep it to {MOST_CHANNELS}.", CHANNELS)
    if len(fields.mail) > MOST_ADDRESSES:
        yield Refusal(_too_many_addresses(len(fields.mail)), MAIL)
    elif len(format_addresses(fields.mail)) > LONGEST_FIELD:
        yield Refusal(f"These addresses have more than {LONGEST_FIELD:,} characters. {_MAILING_LIST}", MAIL)
    for address in fields.mail[:MOST_ADDRESSES]:
        yield from _unfit(MAIL, address, LONGEST_ADDRESS)


def _unfit_days(fields: Fields) -> Iterator[Refusal]:
    for field, day in ((DAY, fields.day), (DO_BY, fields.do_by)):
        if day is not None and day.year not in YEARS:
            yield Refusal(f"The year {day.year} looks like a slip. Choose a day from {YEARS[0]} to {YEARS[-1]}.", field)


_MAILING_LIST = "A mailing list is one address."


def _too_many_addresses(count: int) -> str:
    return f"That is {count} addresses. Keep it to {MOST_ADDRESSES}. {_MAILING_LIST}"


# -- what keeps it from being handed in -----------------------------------------------------------------------------


def complaints(
    fields: Fields, audiences: Sequence[Audience], now: datetime, *, correcting: bool = False
) -> tuple[Refusal, ...]:
    """Return all that keeps a statement from being handed in, in the order of the form; empty if it may go.

    `audiences` are those there are. With `correcting`, what is out is corrected: what was wrong has to be said, and an
    audience or a deadline that is gone by now stands in nobody's way.
    """
    found = chain(
        storable(fields),
        () if correcting else _about_audience(fields.audience, audiences),
        _about_news(fields),
        _about_times(fields),
        _about_duty(fields, now, correcting=correcting),
        _about_text(fields),
        _about_links(fields.links),
        _about_places(fields),
        _about_publishing(fields, now),
        _about_mistake(fields) if correcting else (),
    )
    return tuple(found)


def _about_audience(name: str, audiences: Sequence[Audience]) -> Iterator[Refusal]:
    if not audiences:
        yield Refusal("There is no audience to write to yet. Ask an admin to add one: /statement audiences.", AUDIENCE)
    elif not name:
        yield Refusal("Who is this for? Choose an audience.", AUDIENCE)
    elif name not in {one.name for one in audiences}:
        yield Refusal(f"There is no audience {_quoted(name)} any more. Choose another one.", AUDIENCE)
    yield from _unfit_for_header(AUDIENCE, name, "The name of an audience", "Ask an admin to change it.")


def _about_news(fields: Fields) -> Iterator[Refusal]:
    if _is_blank(fields.outcome):
        readers = _short(fields.audience) or "the readers"
        sentence = f"Without an outcome this is an announcement about us. What can {readers} do afterwards?"
        yield Refusal(sentence, OUTCOME)
    if _is_blank(fields.happens):
        yield Refusal("What happens? One or two sentences will do.", HAPPENS)


def _about_times(fields: Fields) -> Iterator[Refusal]:
    given = [clock for clock in (fields.start, fields.until) if clock is not None]
    if given and fields.day is None:
        yield Refusal(f"{clock_words(given[0])} on which day? Choose one, or take the time out.", DAY)
    if fields.until is not None and fields.start is None:
        sentence = f"Until {clock_words(fields.until)}, but from when? Choose when it starts, or take the end out."
        yield Refusal(sentence, START)
    ends = ((START, fields.day, fields.start), (UNTIL, last_day(fields), fields.until))
    for field, day, clock in ends:
        if day is not None and clock is not None and (sentence := _never_comes(day, clock, fields.zone)):
            yield Refusal(sentence, field)


def _never_comes(day: date, clock: time, zone: str) -> str:
    """Say that clocks jump over a time, and which times there are; empty for a time that there is."""
    gap = gap_at(day, clock, zone)
    if gap is None:
        return ""
    where = f" in {city_words(zone).removesuffix(' time')}" if city_words(zone) else ""
    again = clock_words(gap.end.time())
    again = again if gap.end.date() == day else f"{day_words(gap.end.date())}, {again}"
    return (
        f"There is no {clock_words(clock)} on {day_words(day)}{where}: "
        f"clocks go forward from {clock_words(gap.start.time())} to {again}. "
        f"Choose a time before that, or from {again} on."
    )


def _about_duty(fields: Fields, now: datetime, *, correcting: bool) -> Iterator[Refusal]:
    if fields.do_by is None:
        return
    if _is_blank(fields.must_do):
        yield Refusal("What must they do by then? Say it here, or take the date out.", MUST_DO)
    out_on = max(fields.goes_at or now, now).astimezone(zone_of(fields.zone)).date()
    if fields.do_by < out_on and not correcting:
        deadline, day = day_words(fields.do_by), day_words(out_on)
        sentence = f"{deadline} is over when this comes out on {day}. Choose a later day, or take it out."
        yield Refusal(sentence, DO_BY)


def _about_text(fields: Fields) -> Iterator[Refusal]:
    if _is_blank(fields.subject):
        yield Refusal("Without a subject nobody opens it. Write one, or choose one that is offered.", SUBJECT)
    yield from _unfit_for_header(SUBJECT, fields.subject, "A subject", "Write it in plain words.")
    if _is_blank(fields.body):
        yield Refusal("There is no text yet. Write it, or take the one that your fields make.", BODY)


def _unfit_for_header(field: str, text: str, what: str, way_out: str) -> Iterator[Refusal]:
    """Refuse what could be read as more than one line of a mail's header, decoded or not."""
    if any(char in text for char in "\r\n\t"):
        yield Refusal(f"{what} is one line, without line breaks and tabs. {way_out}", field)
    if _ENCODED in text:
        yield Refusal(f"{what} cannot hold “{_ENCODED}”: mail programs decode what comes after it. {way_out}", field)


def _about_links(links: Sequence[Link]) -> Iterator[Refusal]:
    for one in links:
        if sentence := _wrong_link(one):
            yield Refusal(sentence, LINKS)


def _about_places(fields: Fields) -> Iterator[Refusal]:
    if not fields.channels and not fields.mail:
        yield Refusal("Where does it go? Choose a channel, or write a mail address.", CHANNELS)
    for address in fields.mail:
        if not reaches_readers(address):
            yield Refusal(_wrong_address(address), MAIL)


def _about_publishing(fields: Fields, now: datetime) -> Iterator[Refusal]:
    if fields.goes_at is not None and fields.goes_at < now - GRACE:
        at = instant_words(fields.goes_at, fields.zone)
        yield Refusal(f"{at} has passed. Choose a later time, or let it go as soon as it is approved.", GOES_AT)
    elif fields.goes_at is not None and fields.goes_at > now + FARTHEST:
        at = instant_words(fields.goes_at, fields.zone)
        yield Refusal(f"{at} is more than a year away. Is the year a slip? Choose an earlier time.", GOES_AT)


def _about_mistake(fields: Fields) -> Iterator[Refusal]:
    if _is_blank(fields.mistake):
        yield Refusal("What was wrong? Readers see it above the corrected text: “The date was wrong.”", MISTAKE)


def _is_blank(text: str) -> bool:
    """Tell whether a text says nothing: no letter and no digit, or only that there is nothing to say."""
    return not any(map(str.isalnum, text)) or text.strip(f"{BLANK}.").casefold() in _NOTHING


def _quoted(text: str) -> str:
    return f"“{_short(text)}”"


def _short(text: str) -> str:
    shown = one_line(without_hidden(text[:200]))
    return f"{shown[:59]}…" if len(shown) > 60 else shown


# -- links and addresses as they are typed --------------------------------------------------------------------------


def parse_links(text: str) -> tuple[Link, ...]:
    """Read the *links* field: one "Title https://…" a line, at most 10. Raises Refusal, naming the first wrong line."""
    lines = [line.strip(BLANK) for line in tidy(text).split("\n") if line.strip(BLANK)]
    if len(lines) > MOST_LINKS:
        raise Refusal(f"That is {len(lines)} links. Keep the {MOST_LINKS} that matter most.", LINKS)
    return tuple(map(_link, lines))


def _link(line: str) -> Link:
    title, _, address = one_line(line).rpartition(" ")
    made = Link(title, address)
    if sentence := _wrong_link(made):
        raise Refusal(sentence, LINKS)
    return made


def format_links(links: Iterable[Link]) -> str:
    """Write links as `parse_links` reads them."""
    return "\n".join(f"{one.title} {one.address}".strip() for one in links)


def _wrong_link(link: Link) -> str:
    """Say what is wrong with a link; empty if nothing is."""
    if not is_link(link.address):
        return f"{_quoted(f'{link.title} {link.address}'.strip())} does not end in an address to open. {_LINK_FORM}"
    if not any(map(str.isalnum, link.title)):
        return f"{_quoted(link.address)} has no title. {_LINK_FORM}"
    if "://" in link.title:
        return f"{_quoted(link.title)} is a title that names another address. Say what opens instead."
    return ""


# Of printable ASCII, what may stand in an address (https://www.rfc-editor.org/rfc/rfc3986#section-2).
_IN_LINK = re.compile(r"https://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?")


def is_link(address: str) -> bool:
    """Tell whether this is an address to open: https, a host, nobody's name or password in it, nothing but ASCII."""
    if not _IN_LINK.fullmatch(address):
        return False
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    fine = port is None or port > 0
    return fine and "@" not in parts.netloc and _HOST.fullmatch(parts.hostname or "") is not None


def parse_addresses(text: str) -> tuple[str, ...]:
    """Read the *mail* field: addresses with spaces, commas, semicolons or line ends between, each once.

    Raises Refusal, naming the first that is none, or where there are too many.
    """
    found = _each_once(re.split(r"[\s,;]+", tidy(text)))
    if len(found) > MOST_ADDRESSES:
        raise Refusal(_too_many_addresses(len(found)), MAIL)
    wrong = next((one for one in found if not reaches_readers(one)), None)
    if wrong is not None:
        raise Refusal(_wrong_address(wrong), MAIL)
    return found


def format_addresses(addresses: Iterable[str]) -> str:
    """Write addresses as `parse_addresses` reads them, one a line."""
    return "\n".join(addresses)


def _wrong_address(address: str) -> str:
    return f"{_quoted(address)} is not a mail address that mail can be sent to. {_ADDRESS_FORM}"
