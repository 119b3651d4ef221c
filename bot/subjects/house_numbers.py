"""Numbers that are hours, and numbers of places beside a day: in "Ward 4, 9 May" the ward is the fourth."""

import re

_DASH = r" ?[-–—] ?"
_HOUR = r"(?:[01]\d|2[0-3])[0-5]\d"
BARE_HOURS = (
    # "0200-0400", but "2019-2024" are years.
    rf"\b(?!(?:19|20)\d\d{_DASH}(?:19|20)\d\d){_HOUR}{_DASH}{_HOUR}\b(?![\w/.-])",
    # "Out 10-11 today", but "platforms 2-4 today".
    r"(?:(?<=closed )|(?<=out )|(?<=down )|(?<=off )|(?<=offline )|(?<=able )|(?<=open )|(?<=blank )|(?<=dark ))"
    rf"\d{{1,2}}{_DASH}\d{{1,2}}(?=,? (?:today|tonight|tomorrow)\b)",
)
"""Patterns of hours that are written with nothing that says so."""

_NUMBER_OF = re.compile(r"\d{1,3}(?:[-–]\d{1,3})?, (?=\d)")
_PLACE_BEFORE = re.compile(
    r"\b(?:ward|hall|room|gate|floor|building|block|level|zone|platform|pier|terminal|wing|unit|tower|lift|dock|lane|bay"
    r"|lab|deck|berth|warehouse|line|till|kitchen|theatre|phase|wave|stage|store|depot|house|car park)s? $"
    # "2025.1, 21 June": a version.
    r"|\d\.$",
    re.IGNORECASE,
)


def behind_place(text: str, start: int, end: int) -> int:
    """Return where a time begins that was found from `start` on, behind the number of a place if it has one."""
    found = _NUMBER_OF.match(text, start, end)
    return found.end() if found and _PLACE_BEFORE.search(text, 0, start) else start
