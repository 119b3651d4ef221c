"""What an audience is, and what may be said of one (PRODUCT.md, section 2)."""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import chain

from bot.plain_text import hidden_characters, is_mail_address, tidy, without_hidden
from bot.refusals import Refusal
from bot.topics.finding import key

# The fields of the form, which refusals are put beside.
NAME, CHANNELS, MAIL, CARES_ABOUT, WORDS = (
    "audience_name",
    "audience_channels",
    "audience_mail",
    "audience_cares_about",
    "audience_words",
)

LONGEST_NAME = 80
LONGEST_CARES = 500
LONGEST_WORD = 80
MOST_CHANNELS = 20
MOST_ADDRESSES = 50
MOST_WORDS = 20
# A menu holds so many options, and a text field so many characters (https://docs.slack.dev/reference/block-kit).
MOST_AUDIENCES = 100
LONGEST_FIELD = 3000
# So many of the entries of one field that are wrong are named; they come at once, and a person mends a few at a time.
MOST_NAMED = 5
_LONGEST_QUOTE = 60
# What begins an encoded word of a mail's header (https://www.rfc-editor.org/rfc/rfc2047#section-2): a statement's mail
# carries the name of its audience there.
ENCODED = "=?"
NOT_IN_HEADERS = f"A name cannot hold “{ENCODED}”: mail programs decode what comes after it. Leave that out."
_CHANNEL = re.compile(r"[CG][A-Z0-9]{2,20}")


@dataclass(frozen=True, slots=True)
class Audience:
    """A named group of readers with the channels and mail addresses that reach it, and the words it uses."""

    name: str
    channels: tuple[str, ...] = ()
    mail: tuple[str, ...] = ()
    cares_about: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Typed:
    """The form as it was filled in; mail addresses and words stand one a line."""

    name: str = ""
    channels: tuple[str, ...] = ()
    mail: str = ""
    cares_about: str = ""
    words: str = ""


class UnknownAudience(Refusal):
    """A button beside an audience that is gone."""

    def __init__(self) -> None:
        super().__init__("There is no such audience any more. Type /statement audiences to see which there are.")


class AudienceMoved(Refusal):
    """The audience was changed or removed meanwhile; `present` is what stands now."""

    def __init__(self, present: Audience | None) -> None:
        super().__init__("The audience changed meanwhile, so nothing was done yet. Look at it and press again.")
        self.present = present


def reaches_readers(address: str) -> bool:
    """Tell whether this is one plain mail address of a domain with a dot in it, which no machine's own address has."""
    return is_mail_address(address) and "." in address.rpartition("@")[2]


def fingerprint(audience: Audience | None) -> str:
    """Return the SHA-256 of an audience, every byte of it; "" of none."""
    if audience is None:
        return ""
    return hashlib.sha256(json.dumps(asdict(audience), ensure_ascii=True, sort_keys=True).encode()).hexdigest()


def too_many(count: int, most: int, what: str) -> str:
    """Say that a list is too long; "" where it is not."""
    return f"There are {count} {what}. Keep it to {most}." if count > most else ""


def too_long_for_its_field(mail: Sequence[str]) -> str:
    """Say that addresses would not fit into the form that changes them; "" where they do."""
    length = len("\n".join(mail))
    if length <= LONGEST_FIELD:
        return ""
    return (
        f"These addresses have {length:,} characters together, and a form holds {LONGEST_FIELD:,}. "
        "Write the address of a mailing list instead."
    )


def audience_of(typed: Typed) -> Audience:
    """Read an audience from a form, right or wrong: `complaints` says which."""
    return Audience(
        name=one_line(typed.name),
        channels=tuple(dict.fromkeys(typed.channels)),
        mail=_each_once(one.strip() for one in re.split(r"[,;\n]", tidy(typed.mail))),
        cares_about=tidy(typed.cares_about),
        words=_each_once(one_line(one) for one in tidy(typed.words).split("\n")),
    )


def one_line(text: str) -> str:
    """Take off what nobody sees, and put what is left on one line."""
    return " ".join(tidy(text).split())


def _each_once(given: Iterator[str]) -> tuple[str, ...]:
    """Keep what holds something, each once, however it is spelled."""
    found: dict[str, str] = {}
    for one in given:
        found.setdefault(one.casefold(), one)
    found.pop("", None)
    return tuple(found.values())


def complaints(audience: Audience, others: Sequence[Audience]) -> tuple[Refusal, ...]:
    """Return all that is wrong with an audience beside `others`, each beside its field of the form."""
    return tuple(chain(_about_name(audience.name, others), _about_the_rest(audience)))


def _about_name(name: str, others: Sequence[Audience]) -> Iterator[Refusal]:
    if not key(name):
        yield Refusal("What are these readers called? Write a name with letters or digits, such as Finance.", NAME)
    yield from _unfit(NAME, [name], LONGEST_NAME)
    if ENCODED in name:
        yield Refusal(NOT_IN_HEADERS, NAME)
    other = next((one for one in others if key(one.name) == key(name)), None)
    if other is not None:
        said = f"There is an audience called {_quoted(other.name)} already. Change that one, or choose another name."
        yield Refusal(said, NAME)
    elif len(others) >= MOST_AUDIENCES:
        said = f"There are {MOST_AUDIENCES} audiences, and no menu holds more. Remove one that nobody writes to."
        yield Refusal(said, NAME)


def _about_the_rest(audience: Audience) -> Iterator[Refusal]:
    yield from _wrong_channels(audience.channels)
    yield from _wrong_addresses(audience.mail)
    yield from _unfit(CARES_ABOUT, [audience.cares_about], LONGEST_CARES)
    if said := too_many(len(audience.words), MOST_WORDS, "words"):
        yield Refusal(said, WORDS)
    yield from _unfit(WORDS, audience.words, LONGEST_WORD)


def _unfit(field: str, texts: Sequence[str], most: int) -> Iterator[Refusal]:
    for text in texts:
        if hidden := hidden_characters(text):
            yield Refusal(f"This holds {hidden[0]}, which nobody sees. Type it again, or paste as plain text.", field)
        if len(text) > most:
            which = f"{_quoted(text)} has" if len(texts) > 1 else "This has"
            yield Refusal(f"{which} {len(text)} characters. Keep it to {most}.", field)


def _wrong_channels(channels: Sequence[str]) -> Iterator[Refusal]:
    if said := too_many(len(channels), MOST_CHANNELS, "channels"):
        yield Refusal(said, CHANNELS)
    if any(not _CHANNEL.fullmatch(one) for one in channels):
        yield Refusal("One of these is not a channel. Take it out, and choose channels only.", CHANNELS)


def _wrong_addresses(mail: Sequence[str]) -> Iterator[Refusal]:
    if said := too_many(len(mail), MOST_ADDRESSES, "addresses"):
        yield Refusal(f"{said} A mailing list is one address.", MAIL)
    if said := too_long_for_its_field(mail):
        yield Refusal(said, MAIL)
    wrong = [one for one in mail if not reaches_readers(one)]
    if not wrong:
        return
    more = f" and {len(wrong) - MOST_NAMED} more" if len(wrong) > MOST_NAMED else ""
    named = ", ".join(map(_quoted, wrong[:MOST_NAMED]))
    what = "is not a plain mail address" if len(wrong) == 1 else "are not plain mail addresses"
    yield Refusal(f"{named}{more} {what}. Write each like finance@example.com, one a line.", MAIL)


def _quoted(text: str) -> str:
    shown = without_hidden(text)
    return f"“{shown[: _LONGEST_QUOTE - 1]}…”" if len(shown) > _LONGEST_QUOTE else f"“{shown}”"
