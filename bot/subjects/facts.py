"""Facts in a draft that must not be lost, found as spans and copied byte for byte."""

import re
from collections.abc import Iterator

from bot.subjects.rules import Fact, FactKind
from bot.subjects.times import When

_MONEY = (
    r"(?:[$€£¥₹] ?|\b(?:EUR|USD|GBP|CHF|SEK|NOK|DKK) )\d(?:[\d.,]{0,14}\d)?[kKmM]?(?:/\w+| per \w+| a \w+)?"
    r"|(?<![\d.,])\d[\d.,]{0,14} ?(?:[$€£¥₹]|(?:USD|EUR|GBP"
    r"|CHF|SEK|NOK|DKK|dollars?|euros?|pounds?|cents?|pence)\b)(?: per \w+| a \w+)?"
)
_AMOUNT = (
    r"(?<![\d.,])\d[\d.,]{0,14}(?:[-–]\d{1,9})? ?(?:%|per ?cent\b)|(?<![\d.,])\d[\d.,]{0,14} ?(?:[kKMGTP]i?[bB]"
    r"|[kKMG]bps|[MG]bit|GHz|MHz)(?:/s)?\b"
    r"|(?<![\d.,])\d[\d,.]{0,14}(?: to \d{1,9}|[-–]\d{1,9})?[- ](?:new |more |extra |additional |free )?(?:users?"
    r"|people|employees|staff|students|licen[cs]es|pages?|files?|copies|seats?|"
    r"accounts?|devices?|printers?|laptops?|characters?|attempts?|points?|times|steps?|sessions?|places|spots)\b"
)
_ADDRESS = (
    r"https?://[^\s<>\"')]{1,500}[^\s<>\"').,;:!?]|\bwww\.[^\s<>\"')]{1,300}\w"
    # "rota.clinic.example", but "w.e.f." is none.
    r"|\b(?:[a-z0-9][a-z0-9-]{1,62}\.){2,5}[a-z]{2,12}\b(?:/[\w/-]{1,80})?"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}"
    r"|(?:\+\d{1,3}[ -]?)?(?:\(\d{2,5}\)[ -]?)?\b\d{2,5}[ -]\d{3,4}[ -]\d{3,5}\b|\b(?:ext\.?|extension|x) ?\d{3,5}\b"
)
_PLACE = (
    r"\b(?:buildings?|bldg\.?|rooms?|floors?|levels?|wings?|blocks?|halls?|labs?|sites?|zones?|racks?|ports?"
    r"|desks?|gates?) "
    r"(?:[A-Z]?\d+(?:\.\d+)?[A-Z]?|[A-Z]\b)(?:(?:[-–]| to | and |, | & )(?:[A-Z]?\d+(?:\.\d+)?[A-Z]?|[A-Z]\b))*"
    r"|\b\d+(?:st|nd|rd|th) floor\b"
)
_PEOPLE = (
    r"\b(?:for|to|affects|affecting|impacting) (?:all |some |most |new |current |remote |on-site |part-time "
    r"|graduate )?"
    r"(?:staff|students?|faculty|employees|managers|contractors|users|customers|guests|visitors|teachers"
    r"|researchers|alumni|"
    r"everyone|administrators|admins|instructors|teams|volunteers|retirees|residents|members|patients|nurses|doctors)\b"
    r"(?:(?:,| and| or|/) (?:staff|students|faculty|employees|contractors|guests|visitors|teachers|researchers"
    r"|alumni))*"
)
_NEGATION = (
    r"\b(?:not|no|never|without|cannot|can't|won't|don't|doesn't|isn't|aren't|didn't|wasn't|no longer|none|unable"
    r"|unaffected)\b"
)
_HEDGE = (
    r"\b(?:some|a few|several|most|many|certain|may|might|possibly|possible|potential|potentially|partial"
    r"|partially|partly|"
    r"intermittent|intermittently|limited|temporary|temporarily|likely|tentative|tentatively|could|up to|"
    r"approximately|about|brief|briefly|occasional|occasionally|optional|only|except)\b"
)
_ANY = re.compile(
    # No fact begins inside a word, but for a sign of money: "US$5".
    r"(?:(?<![A-Za-z])|(?=[$€£¥₹]))(?=[\w$€£¥₹(+])(?:"
    + "|".join(
        f"(?P<{kind.value}>{pattern})"
        for kind, pattern in (
            (FactKind.ADDRESS, _ADDRESS),
            (FactKind.MONEY, _MONEY),
            (FactKind.AMOUNT, _AMOUNT),
            (FactKind.PLACE, _PLACE),
            (FactKind.PEOPLE, _PEOPLE),
            (FactKind.NEGATION, _NEGATION),
            (FactKind.HEDGE, _HEDGE),
        )
    )
    + ")",
    re.IGNORECASE,
)


def find(text: str, whens: tuple[When, ...], tickets: tuple[str, ...]) -> tuple[Fact, ...]:
    """Return the facts of a cleaned draft in their order; ticket numbers, which were taken off, come last."""
    found = [Fact(FactKind.TIME, one.text, one.start, one.end, one.lead) for one in whens]
    found += _others(text, whens)
    found.sort(key=lambda fact: fact.start)
    return (*found, *(Fact(FactKind.TICKET, ticket, len(text), len(text)) for ticket in tickets))


def _others(text: str, whens: tuple[When, ...]) -> Iterator[Fact]:
    spans = iter((*whens, None))
    when = next(spans)
    for match in _ANY.finditer(text):
        start, end = match.span()
        while when is not None and when.end <= start:
            when = next(spans)
        if when is not None and when.start < end:
            continue
        yield Fact(FactKind(match.lastgroup or ""), match[0], start, end)
