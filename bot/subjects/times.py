"""Times in a text: dates, clock times, windows and durations, found as whole spans and never read as values.

An ambiguous date such as 05/06 stays what it is, because nothing here knows or needs its meaning.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.subjects.house_numbers import BARE_HOURS, behind_place

_MONTH = (
    r"(?:January|February|March|April|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec"
    # ... and as they are often misspelt.
    r"|Janurary|Januray|Janaury|Feburary|Febuary|Febrary|Agust|Augest|Setptember|Septmber|Setember|Septemeber|Sepetember"
    r"|Ocotber|Octber|Novemeber|Novmber|Decemeber|Decmber)\b\.?"
)
_ANY_MONTH = rf"(?:{_MONTH}|May\b)"
_DAY_NAME = (
    r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Tues|Thurs|Mon|Tue|Wed|Thu|Thur|Fri|Sat|Sun"
    r"|Moday|Tuseday|Teusday|Wendesday|Wensday|Wednsday|Wedensday|Thurday|Thrusday|Firday|Saterday|Satuday)"
    r"s?\b(?:'s)?(?:(?<=[a-z]{3})\.(?=,? (?:\d|[A-Z][a-z]{2,8}\.? \d)))?"
)
_NUMBER_WORD = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|several|a few|few|a couple of)"
)
_ZONE = (
    r"(?: ?\(?(?:UTC|GMT|CET|CEST|EET|EEST|WET|BST|IST|[ECMP][SD]?T|AE[SD]T|NZ[SD]?T|SGT|JST|HST)"
    r"(?:[+-]\d{1,2}(?::\d\d)?)?\b\)?){0,2}"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DASH = r" ?[-–—] ?"
_YEAR = r"(?:(?:,? |-)(?:19|20)\d\d\b|,? '\d\d\b)?"
_AM = r"(?: ?[ap]\.?m\b\.?)"
_CLOCK = (
    rf"(?:\d{{1,2}}(?:[:.]\d\d)? noon\b|\d{{1,2}}(?:[:.]\d\d){{0,2}}{_AM}"
    rf"|\d{{1,2}}:\d\d(?::\d\d)?(?: ?hrs?\b| ?h\b| ?hours\b)?"
    rf"|\d{{1,2}}h(?:\d\d)?\b|\d{{4}} ?hrs\b|noon\b|midnight\b)"
)
_PART = r"(?: (?:(?:morning|afternoon|evening|night|midday|lunchtime)\b|[ap]\.m\.|[ap]m\b))?"
_UNIT = r"(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|weekends?|months?|years?|nights?|quarters?)"
_COUNTED = r"(?:business |working |calendar |consecutive |full )?"
# "The summer school" is no time.
_NOT_A_TERM = (
    r"(?! (?:schools?|camps?|course|courses|academy|university|survey|workshops?|internships?|programme|program|meeting"
    r"|conference|festival|fair|regatta|party|concert|series|call|allocation|club|challenge|tournament|exhibition)\b)"
)

_NO_SUM = (
    r"(?<![\d€$£] )(?<!uros )(?<!ents )(?<!unds )(?<!lars )(?<!EUR )(?<!CHF )(?<!GBP )(?<!USD )(?<!ence )(?<!\dp )"
)
_ATOMS = (
    # 2024-05-28, 2024-05-28T10:00Z, 2024/05/28
    r"\b\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:T\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:?\d\d)?)?\b",
    # 28.05.2024, 5/6/24, 28-05-2024, 9.11.
    r"(?<![\w.])\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d{2})\b|\b\d{1,2}-\d{1,2}-(?:\d{4}|\d\d)\b(?!-)|(?<![\w./])\d{1,2}/\d{1,2}(?![\w/])"
    r"|(?<![\w./])\d{1,2}\.\d{1,2}\.(?![\w])",
    # Friday 24 & Saturday 25 August
    rf"\b{_DAY_NAME},? {_DAY}(?:{_DASH}|, | & | and | to ){_DAY_NAME},? {_DAY}(?: of)? {_ANY_MONTH}{_YEAR}",
    # 28 May 2024, 28th of May, 16-17 December 2020, 28 May to 2 June is two atoms and a link
    rf"\b{_DAY}(?:(?:{_DASH}|, | & | and | to |/){_DAY}){{0,4}}(?: of)?[ -]{_ANY_MONTH}{_YEAR}",
    # May 28, 2024; December 16-17, 2020; Dec. 5 & 6
    rf"\b{_ANY_MONTH} {_DAY}\b(?!:\d)(?:(?:{_DASH}|, | & | and | to | through |/){_DAY}\b(?![:%]"
    rf"| ?[ap]\.?m\b)){{0,4}}{_YEAR}",
    rf"\b{_ANY_MONTH},? (?:19|20)\d\d\b",
    rf"\b(?:early |late |mid-?|end of |beginning of |start of |in |by |since |until |from |this |next |last |before )"
    rf"{_ANY_MONTH}(?!\.? ?\d)",
    rf"\b{_MONTH}(?=$|[\s,;:.)!–—-])",
    rf"\b(?:the )?(?:first|last|second|third) (?:working |business |school )?(?:day|week|weekend) of"
    rf" {_ANY_MONTH}{_YEAR}",
    # clocks and windows of clocks
    # ... but not the number of a place: "off in building 4 until 3 pm".
    r"(?<!oom )(?<!loor )(?<!ding )(?<!hall )(?<!gate )(?<!evel )(?<!zone )(?<!ward )(?<!lock )(?<!form )(?<!pier )"
    r"(?<!inal )(?<!wing )(?<!unit )(?<!ower )(?<!lift )(?<!dock )(?<!lane )"
    rf"\b\d{{1,2}}(?:[:.]\d\d)?(?: noon)?(?:{_DASH}| to | until | till | and ){_CLOCK}{_ZONE}",
    *BARE_HOURS,
    rf"\b{_CLOCK}{_ZONE}",
    # days
    # "Sat 6-8" is a day with its hours, "Sat 6-8 May" two days.
    rf"\b(?:this |next |last |coming |early |late |every |each |the first |the second )?{_DAY_NAME}{_PART}"
    rf"(?:,? \d{{1,2}}(?:[:.]\d\d)?{_DASH}\d{{1,2}}(?:[:.]\d\d)?"
    rf"(?![\w/%:-]|\.\d| ?(?:[ap]\.?m\b|hrs?\b|{_ANY_MONTH})){_ZONE})?",
    r"\b(?:today|tonight|tomorrow|yesterday|overnight(?! [a-z])|all day|all night|immediately|this (?:morning|afternoon"
    r"|evening))\b"
    rf"{_PART}(?:'s)?",
    r"\b(?:over |during |at |later )?(?:this|next|last|the coming|the|every|early next|early this|late this"
    r"|later this|later in the) "
    r"(?:week|weekend|month|year|quarter|semester|term|summer|spring|autumn|fall|winter)\b(?:'s)?"
    rf"(?! (?:of|beginning|commencing|starting) (?:the )?(?:\d|{_DAY_NAME}|{_ANY_MONTH})){_NOT_A_TERM}",
    r"\b(?:the )?(?:end|start|beginning|close|middle) of (?:the |this |next )?"
    r"(?:day|business|week|month|quarter|year|semester|term|summer)\b|\bE\.?O\.?[DWM]\b|\bC\.?O\.?B\b"
    r"|\b(?:month|quarter)[- ]end\b(?= *(?:$|[,.;:)]))"
    r"|\byear[- ]end\b(?! (?:close|closing|accounts|party|stock|results|bonus))",
    r"\b(?:early |late |mid-? ?|(?:the )?(?:end|beginning|start|middle) of )?"
    r"(?:Spring|Summer|Fall|Autumn|Winter|Q[1-4](?!\d)|H[12](?!\d)|FY)[ /-]?"
    r"(?:(?:19|20)\d\d|FY ?\d\d|'?\d\d)?\b(?<![A-Za-z]{6})"
    r"(?: (?:semester|term))?(?<!Spring)(?<!Summer)(?<!Fall)(?<!Autumn)(?<!Winter)(?<!FY)",
    r"\b(?:in|since|from|until|by|before|through) (?:19|20)\d\d\b(?![-/.\d])",
    r"\b(?:in|to(?! (?:fall|spring)\b(?! (?:\d|term|semester)))|until|by|from|since|this|next|last|over|during)"
    r" (?:the )?"
    r"(?:spring|summer|autumn|fall|winter)\b(?:,? (?:19|20)\d\d\b)?"
    r"(?: (?:break|term|semester|holidays?|recess|session|vacation)\b)?"
    rf"{_NOT_A_TERM}",
    # durations; "5 euros a day" has none
    rf"\b(?:every |each )?(?:\d+(?:[.,]\d+)?|{_NUMBER_WORD}|{_NO_SUM}an?|half an)(?:{_DASH}\d+| to \d+"
    rf"| or \w+)?[ -]{_COUNTED}{_UNIT}\b"
    r"(?! (?:plan|pass|subscription|retention|history)\b)(?: (?:after|before|following|prior to) (?!\d)[a-z]+)?",
    r"\b(?:the )?(?:first|second|third|last|final|opening) (?:two |few |full )?(?:days?|weeks?|weekend|months?) of "
    r"(?:(?:the|new|next|school|academic|spring|summer|autumn|fall|winter) ){0,3}"
    r"(?:week|month|year|quarter|semester|term|classes)\b",
    r"\bfurther notice\b|\b(?:in )?(?:the )?(?:weekend|week) (?:of|beginning|commencing|starting)"
    rf"(?= (?:the )?(?:\d|{_DAY_NAME}|{_ANY_MONTH}))"
    r"|\bw/c(?= \d| [A-Z])",
    r"\b(?:over |during )?(?:the )?"
    r"(?:New Year(?:'s)?|Christmas|Easter|Thanksgiving|Lunar New Year|year-end|Golden Week)"
    r" (?:holidays?|break|vacation|period)\b(?= *(?:$|[,.;:)(]))"
    r"|\b(?:last night|Labou?r Day|Memorial Day|New Year's (?:Day|Eve)|Christmas(?: Day| Eve)?|Easter(?: Sunday)?"
    r"|Whitsun|Thanksgiving|Independence Day|Veterans['’]? Day|Columbus Day|Boxing Day|Bank Holiday Monday"
    r"|Ascension Day|Presidents?['’]?s? Day|Whit Monday|Good Friday|MLK Day|Canada Day|King['’]s Day)\b"
    r"(?! (?:break|party|card|tree|carol|leave|holiday|egg|campus|cover|closure|shift|rota|opening|hours)s?\b)",
    r"\b24/7\b|\b24 ?x ?7\b",
)
# No time begins inside a word: the rest is tried only where one does.
_ATOM = re.compile(rf"(?<![A-Za-z])(?=[\dA-Z])(?:{'|'.join(f'(?:{one})' for one in _ATOMS)})", re.IGNORECASE)
# What may stand between two atoms of one span.
_LINK = re.compile(
    r",? ?(?:and|to|at|from|until|till|through|thru|between|[-–—/&@,(|]|starting at|starting|ending|on|by|in|for"
    r"|the|around|about"
    r"|,? ?approximately)? ?(?:at |from |the |and |to |approximately |about |around )?\(?",
    re.IGNORECASE,
)
_LEADS = re.compile(
    r"(?:\b(?:no later than|not later than|not before|as of|as from|with effect from|effective from|effective|"
    r"wef|w\.e\.f\.?|"
    r"starting from|starting on|starting in|starting|beginning on|beginning in|beginning|commencing"
    r"|on or before|on or after|"
    r"on or about|up to|up until|only until|until|till|by|before|after|from|since|between|within|during"
    r"|throughout|through|"
    r"over|around|about|approximately|approx\.?|at least|at most|for only|only for|less than"
    r"|more than|at|on|in|for the|for up to"
    r"|for about|for|"
    r"to|per|lasting)(?: the)?(?: approximately| about| around| up to)?)$",
    re.IGNORECASE,
)
_LEAD_WORDS = 40
_ALSO_WORDS = frozenset({"may", "mar", "march", "sun", "sat", "wed"})
_SMALL = re.compile(r"may|mar|sun|sat|wed|fall|spring|summer|winter|autumn|march", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class When:
    """A time as it stands in a text. `lead` is what it hangs on ("by", "from"), `text` the time itself."""

    lead: str
    text: str
    start: int
    """Where the lead begins, or the time where there is no lead."""
    end: int
    day: str = ""
    """The day alone, as it can stand in a sentence, where the rest is only the time of day."""
    alone: str = ""
    """The word that goes before it in a sentence where it has none: "on", "in", "at" or nothing."""

    @property
    def phrase(self) -> str:
        """The time with its lead, byte for byte as it was written."""
        return f"{self.lead} {self.text}".strip()

    @property
    def spoken(self) -> str:
        """The time as it can stand in the middle of a sentence."""
        told = self.lead.lower() if self.lead.isupper() else self.lead[:1].lower() + self.lead[1:]
        lead = self.alone if told in ("", "to") or (told == "about" and self.text[:1].isalpha()) else told
        text = _RELATIVE.sub(lambda match: match[0].lower(), self.text) if lead == self.alone else self.text
        return f"{lead} {text}".strip()


_RELATIVE = re.compile(
    r"^(?:today|tonight|tomorrow|yesterday|overnight|this|next|every|each|all|over|immediately|early|late|later|the|end|start|beginning|close|middle)\b",
    re.IGNORECASE,
)


# What the author gives is looked through for each headline.
@lru_cache(maxsize=256)
def scan(text: str) -> tuple[When, ...]:
    """Find every time in a text, in order; spans never overlap. Linear in the length of the text."""
    spans: list[list[int]] = []
    parts: list[list[str]] = []
    for match in _ATOM.finditer(text):
        start, end = match.span()
        while end > start and (text[end - 1] == " " or (text[end - 1] == ")" and "(" not in text[start:end])):
            end -= 1
        start = behind_place(text, start, end)
        if end == start or _is_a_word(text[start:end], start) or _is_named(text, start, end):
            continue
        if spans and _linked(text[spans[-1][1] : start]):
            gap = text[spans[-1][1] : start]
            spans[-1][1] = end
            if gap in (" ", ", ") and not _is_clock(parts[-1][-1]) and not _is_clock(text[start:end]):
                parts[-1][-1] += gap + text[start:end]
            else:
                parts[-1].append(text[start:end])
        else:
            spans.append([start, end])
            parts.append([text[start:end]])
    return tuple(_when(text, start, end, atoms) for (start, end), atoms in zip(spans, parts, strict=True))


def _is_clock(text: str) -> bool:
    return _CLOCKED.match(text) is not None


def _day_of(lead: str, parts: list[str]) -> str:
    days = [one for one in parts if not _is_clock(one)]
    if len(parts) < 2 or len(days) != 1 or lead.lower() not in ("", "on", "at", "from", "between"):
        return ""
    day = re.sub(r"^(?:on|at|in|by) ", "", days[0])
    return f"{_alone(day)} {day}".strip()


def _is_a_word(found: str, start: int) -> bool:
    """Tell whether "may", "march", "sun", "fall" and the like are words here, not times."""
    last = found.split()[-1]
    if found.islower() and (last in _ALSO_WORDS if " " in found else _SMALL.fullmatch(last)):
        return True
    if found.lower().startswith(("the first", "the second")):
        return False
    return _SMALL.fullmatch(found) is not None and (found.isupper() or start == 0) and not found.endswith("s")


_GOES_ON = re.compile(r" (?!(?:and|or|to|after|before|each|every|per|a|at|in|on|from|until)\b)[a-z]")


_MONTH_ALONE = re.compile(_ANY_MONTH)
# "March payslips", but "in March" and "March for all".
_THING_BEHIND = re.compile(
    r" (?!(?:and|or|to|after|before|at|in|on|from|until|for|by|with|due|is|are|will|was|were|as|onwards?|with|only)\b)"
    r"[a-z]{3,}"
)
_IN_MONTH = re.compile(
    r"\b(?:in|by|from|since|until|till|of|this|next|last|every|each|to|late|early|end|mid) ?-?$", re.IGNORECASE
)


def folded_second(text: str) -> bool:
    """Tell whether a time is "a second", which more often means another one."""
    return text.lower() in ("a second", "second")


_NAMED_DAY = re.compile(r"\b(?:Black|Giving|Cyber|Super|Patch|Small Business)$")


def _is_named(text: str, start: int, end: int) -> bool:
    """Tell whether what looks like a time is a version, or part of a name: "Giving Tuesday"."""
    is_quoted = text[start - 1 : start] in _OPENING and _QUOTED_ON.match(text, end) is not None
    if is_quoted or (folded_second(text[start:end]) and _GOES_ON.match(text, end)):
        return True
    if (
        _MONTH_ALONE.fullmatch(text, start, end)
        and _THING_BEHIND.match(text, end)
        and not _IN_MONTH.search(text[:start])
    ):
        return True
    if start and _OF_YEAR.fullmatch(text, start, end) and _DONE_BEHIND.match(text, end):
        return True
    if _SEASON.fullmatch(text, start, end) and _RELEASE.match(text, end):
        return True
    return _is_version(text, start, end) or _NAMED_DAY.search(text[max(0, start - 20) : start].rstrip()) is not None


# The "Q4 bonus list" is a list.
_OPENING = frozenset("'\"“‘")
_QUOTED_ON = re.compile(r" [^'\"”’]{2,40}['\"”’]")
# "Courses from 2019 archived" tells which courses, and not when.
_OF_YEAR = re.compile(r"(?:(?:from|before|since|in|until) )?(?:19|20)\d\d", re.IGNORECASE)
_DONE_BEHIND = re.compile(r" (?:(?:are|is|will be|were|was|to be|now|being) ){0,2}(?:[a-z]{3,}ed|hidden|gone|moved)\b")
# "Winter '27 release", "Spring 2027 update": what a release is called, and no time.
_SEASON = re.compile(r"(?:Spring|Summer|Autumn|Fall|Winter) ?(?:'\d\d|\d\d(?:\d\d)?)?", re.IGNORECASE)
_RELEASE = re.compile(
    r" (?:feature |product |platform |quarterly )?(?:release|releases|version|edition|update|wave|drop|patch)\b",
    re.IGNORECASE,
)
_DOTTED = re.compile(r"\d{1,2}\.\d{1,2}\.\d{2}|\d{4}\.\d{1,2}\.\d{1,2}")
_TO_VERSION = re.compile(
    r"\b(?:upgrad|updat|version|release|build|patch)\w*\b.*\b(?:to|version|release|build) (?:[a-z][a-z.+-]* )?$"
    r"|\b(?:firmware|driver|version|build|client|agent) $",
    re.IGNORECASE,
)


def _is_version(text: str, start: int, end: int) -> bool:
    """Tell whether "12.2.13" is a version and no date: what something is upgraded to."""
    is_dotted = _DOTTED.fullmatch(text, start, end) is not None
    return is_dotted and _TO_VERSION.search(text, max(0, start - 80), start) is not None


def _linked(gap: str) -> bool:
    return len(gap) <= 24 and (gap.isspace() or _LINK.fullmatch(gap) is not None)


def _closed(text: str, start: int, end: int) -> int:
    """Take a closing bracket in where the span has opened it."""
    part = text[start:end]
    if part.count("(") > part.count(")") and text[end : end + 1] == ")":
        return end + 1
    return end


_WEEKEND = re.compile(r"(?:the )?weekend (?:of|beginning|starting)\b", re.IGNORECASE)
_SET_FOR = re.compile(r"\b(?:planned|scheduled|set|due|rescheduled|announced) $", re.IGNORECASE)


def _when(text: str, start: int, end: int, parts: list[str]) -> When:
    end = _closed(text, start, end)
    before = text[max(0, start - _LEAD_WORDS) : start]
    lead = _LEADS.search(before.rstrip() if before.endswith(" ") else "")
    begin = start - (len(before) - lead.start()) if lead else start
    said = text[begin:start].strip()
    inside = text[start:end]
    if inside.endswith(("'s", "’s")) and said.lower() in ("by", "during", "after", "before", "with", "for"):
        # "By Saturday's work": the time is part of a name, and "by" is not said of the time.
        begin, said = start, ""
    is_set = said.lower() == "for" and _SET_FOR.search(text, max(0, begin - _LEAD_WORDS), begin) is not None
    if (is_set and _alone(inside) != "for") or (said.lower() == "for" and _WEEKEND.match(inside)):
        # "Planned for 3 May": on that day.
        said, begin = "", start
    # "Tonight's": what it belongs to is said in another way.
    inside = inside.removesuffix("'s").removesuffix("’s")
    own = re.match(r"(in|to|by|since|until|from|before|during|at|over|through) (?=\S)", inside, re.IGNORECASE)
    if own and not said:
        said, inside = own[1], inside[own.end() :]
    return When(said, inside, begin, end, _day_of(said, parts), _alone(inside))


_BARE = re.compile(
    r"(?:today|tonight|tomorrow|yesterday|overnight|last night|this |next |last |every |each"
    r" |later |over |all |immediately|\d\d?(?::\d\d)?(?:[ap]m| ?[-–])"
    r"|early next|early this|late this|24(?:/7| ?x ?7))",
    re.IGNORECASE,
)
_IN = re.compile(
    rf"(?:early |late |mid-?)?(?:{_ANY_MONTH}{_DASH})?{_ANY_MONTH}(?:,? (?:19|20)\d\d)?|Q[1-4].*|H[12].*|(?:19|20)\d\d|"
    r"(?:spring|summer|fall|autumn|winter)\b.*",
    re.IGNORECASE,
)
_CLOCKED = re.compile(
    rf"(?:\d{{1,2}}(?:[:.]\d\d)?(?:{_DASH}| to | until | till | and ))?{_CLOCK}{_ZONE}$", re.IGNORECASE
)
_AT = re.compile(rf"{_CLOCK}{_ZONE}|(?:the )?(?:end|start|beginning|close|middle) of .*", re.IGNORECASE)
_FOR = re.compile(
    rf"(?:\d+(?:[.,]\d+)?|{_NUMBER_WORD}|an?|half an)(?:{_DASH}\d+| to \d+)?[ -]{_COUNTED}{_UNIT}", re.IGNORECASE
)
_WINDOW = re.compile(
    rf"\d{{1,2}}(?:[:.]\d\d)?(?: noon|{_AM})?{_ZONE}(?:{_DASH}| to | until | till | and ){_CLOCK}{_ZONE}.*",
    re.IGNORECASE,
)


_CLOCK_FIRST = re.compile(
    rf"{_CLOCK}{_ZONE} (?:tonight|today|tomorrow|on |this |next |every |{_DAY_NAME}|{_DAY} {_ANY_MONTH}|{_ANY_MONTH})",
    re.IGNORECASE,
)


# "11/4 to 11/7", "19 Nov–14 Dec": from one date to another.
_ONE_DATE = (
    rf"(?:{_DAY_NAME},? )?"
    rf"(?:{_DAY} {_ANY_MONTH}{_YEAR}|{_ANY_MONTH} {_DAY}{_YEAR}|\d{{1,2}}/\d{{1,2}}(?:/\d{{2,4}})?)"
)
_SPAN_OF_DAYS = re.compile(rf"{_ONE_DATE}(?: (?:to|until|through) |{_DASH}{_ONE_DATE})", re.IGNORECASE)


def _alone(text: str) -> str:
    """Say which preposition a time takes that was written without one."""
    if _FOR.fullmatch(text):
        return "for"
    if _FOR.match(text):
        return ""
    if _IN.fullmatch(text) or text.lower().startswith(("week ", "the week ")):
        return "in the" if text.lower().startswith("week ") else "in"
    if _WEEKEND.match(text):
        return "on" if text.lower().startswith("the ") else "on the"
    if text.lower().startswith("the week "):
        return "in"
    if _SPAN_OF_DAYS.match(text):
        return "from" if re.search(r" (?:to|until|through) ", text) else ""
    if _WINDOW.match(text):
        return "from" if re.search(r" to | until | till ", text) else ""
    if _AT.fullmatch(text) or _CLOCK_FIRST.match(text):
        return "at"
    return (
        ""
        if _BARE.match(text)
        and not re.match(
            rf"\d{{1,2}}(?:st|nd|rd|th)?{_DASH}\d{{1,2}}(?:st|nd|rd|th)? {_ANY_MONTH}", text, re.IGNORECASE
        )
        else "on"
    )
