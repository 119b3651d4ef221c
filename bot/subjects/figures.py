"""A thing and its figure, which are all that a draft tells: what it costs, how much there is of it, how long it may be.

"Guest moorings: 5 euros a day from 1 Sept", "upload limit up from 5 to 10 MB", "quay Wi-Fi: 3 → 20 Mbit/s".
"""

import re
from dataclasses import dataclass, replace

from bot.subjects import times
from bot.subjects.fitting import trimmed
from bot.subjects.readings import Reading
from bot.subjects.rule_types import About, ReadingRule, Rules
from bot.subjects.segments import Segment
from bot.subjects.times import When
from bot.subjects.words import (
    base_of_done,
    folded,
    head_of,
    is_noun_phrase,
    is_plural,
    listed,
    small,
    starts_with_verb,
    words_of,
)

_ABOUT = About("draft.figure", "The draft names a thing and its figure.")
_SUM = ReadingRule(_ABOUT, "sum-told", "bad", (), 90)
_FIGURE = ReadingRule(_ABOUT, "figure", "neutral", (), 90)
_FREE = ReadingRule(About("draft.free", "The draft says that a thing costs nothing."), "free-told", "good", (), 90)

_CURRENCY = r"(?:EUR|USD|GBP|CHF|SEK|NOK|DKK|AUD|CAD|JPY|INR|PLN)"
_DIGITS = r"\d[\d.,' ]*(?<![.,' ])"
_MONEY = (
    rf"(?:(?:{_CURRENCY}|[A-Z]{{0,2}}[$€£¥₹])\s?{_DIGITS}|{_DIGITS}\s?(?:{_CURRENCY}\b|[€£]|(?:euros?|cents?|ct"
    rf"|pence|pounds?"
    r"|dollars?|francs?|kroner|kronor|crowns?)\b|p\b))"
)
_SPEED = r"(?:[KMG]bit/s|[KMG]bps|[KMG]b/s|[KMG]bit)"
_SIZE = r"(?:[KMGTP]i?B(?!/s)|megabytes|gigabytes|terabytes|megapixels|MP)"
_SIGNS = r"(?:characters?|chars|digits?|letters?|words?|symbols?)"
_TIME = r"(?:seconds?|minutes?|mins?|min|hours?|hrs?|days?|weeks?|months?|years?)"
_COUNT = r"(?:pages?|books?|items?|files?|copies|devices?|attempts?|tries|sheets|prints|loans?|visits?|people|lines?)"
_NUMBER = rf"(?:{_DIGITS}|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|sixty|ninety)"
_AMOUNT = rf"(?:{_MONEY}|{_NUMBER}[ -]?(?:{_SPEED}|{_SIZE}|{_SIGNS}|{_TIME}|{_COUNT})\b|{_DIGITS} ?%|{_DIGITS})"
_RATE = (
    r"(?: ?/ ?[a-z]+| per(?: [a-z]+| [a-z]+ per [a-z]+)(?:/[a-z]+)*| an? (?:day|night|week|month|year|hour|minute|term"
    r"|page|copy|sheet|person|user|seat|head|trip|ride|room|bed|bottle|kilo|gram|litre|item|file|piece|go|visit)"
    r"| each(?! [a-z])| (?:daily|monthly|yearly|weekly)){0,2}(?: at most| at least| minimum| maximum| max\.?| min\.?)?"
)
_BOUND = (
    r"(?:(?:by|at least|at most|up to|no more than|not more than|a minimum of|a maximum of|minimum|maximum"
    r"|min\.?|max\.?"
    r"|only|just|from) )?"
)
_OLD = rf"(?P<old>{_AMOUNT}|{_DIGITS})(?:{_RATE})"
_WAS = re.compile(
    rf",? (?:instead of|rather than|not|up from|down from|was|were|previously|formerly"
    rf"|before that)(?: only)? {_OLD}\.?$"
    rf"| \((?:instead of|rather than|not|up from|down from|was|were|previously|formerly|until now|now|currently"
    rf"|today|before)(?: only)?:?"
    rf" {_OLD.replace('old', 'old_2')}\)\.?$",
    re.IGNORECASE,
)
# What becomes of a figure: it is raised, cut, or said to be so from now on.
_HELPERS = r"(?:(?:is|are|was|were|will be|to be|has been|have been|being|now|going|set|to|will) ){0,3}"
_MORE = (
    r"(?:raised?|rais(?:es|ing)|increase[sd]?|lifted|doubled|tripled|extended|expanded|upped|upgraded|up|boosted"
    r"|rises?|grows?)"
)
_FEWER = (
    r"(?:cut|reduced|lowered|halved|shortened|decreased|down|dropped|drops?|falls?|shrinks?|tightened|limited|capped)"
)
_VERB = rf"{_HELPERS}(?:go(?:es|ing)? )?(?:{_MORE}|{_FEWER}|changed|changes?|set|moved|moves)"
_NEW = re.compile(rf"(?:(?<=[ (>→])|^){_BOUND}{_AMOUNT}{_RATE}$", re.IGNORECASE)
_BEFORE = re.compile(
    rf"(?:(?P<from>\bfrom )|(?<=[ :]))(?P<before>{_BOUND}(?:{_AMOUNT}|{_DIGITS}){_RATE}) ?(?:→|->|=>|➔|–>|\bto) ?$",
    re.IGNORECASE,
)
_BECOMES = re.compile(rf" (?P<verb>{_VERB})(?: to)? ?$", re.IGNORECASE)
_SAID = re.compile(
    r"(?P<sep>:| [-–—]|,)? ?(?P<now>(?:(?:is|are|will be|costs?)? ?\bnow|is|are|will be|costs?|for)?"
    r"(?: ?\b(?:charged|billed|priced|sold))?(?: at| for)?) ?$",
    re.IGNORECASE,
)
_KEPT = re.compile(
    r" (?:(?:is|are|will be|be|now|to be|being) ){0,2}(?P<done>kept|stored|held|saved|retained|archived"
    r"|available|valid|open)"
    r"(?: now)? for $",
    re.IGNORECASE,
)
# "20 cents dearer": that is what comes on top.
_DEARER = re.compile(r" (?P<how>dearer|more expensive|cheaper)$", re.IGNORECASE)
_GOING = re.compile(r"\b(?:going|goes|go|moves|moving|moved) $", re.IGNORECASE)
_CHANGING = (["change"], ["changes"], ["increase"], ["rise"], ["price"], ["prices"])
# "3D printing cheaper: 5 cents per gram".
_CHEAPER = re.compile(
    r" (?:cheaper|dearer|more expensive|(?:price|fee|cost|tariff) (?:change|increase|rise|adjustment|update|review))$",
    re.IGNORECASE,
)
_INTRO = re.compile(r"(?P<intro>[^:;|→]{3,48}?)(?:: | [-–—|] )(?P<name>[^:;|→]{2,56})")
_LONGEST = 56
_FROM = re.compile(
    r",? (?=(?:from|as of|as from|with effect from|effective|starting|beginning|since|until|till|on|in|by|this|next"
    r"|today|tomorrow|tonight)\b)",
    re.IGNORECASE,
)
# What screens and sessions do by themselves after a time.
_AFTER = re.compile(
    rf"(?P<name>[^:;|→]{{3,48}}?)(?:: | [-–—] | )(?:(?:will|now|to|are|is|get|be"
    rf"|automatically) ){{0,3}}(?P<do>locks?|locked|ends?|ended"
    rf"|times? out|timed out|expires?|logs? out|log off|logged out|logged off|signs? out|signed out|closes?"
    rf"|closed|switch(?:es)? off"
    rf"|switched off|turns? off|turned off|shuts? down|disconnects?|disconnected)(?: automatically)?"
    rf"(?P<time> after (?:only |just )?{_NUMBER}[ -]{_TIME}(?: of inactivity| of no use| idle| without use| of idle"
    r" time)?"
    rf"| {_NUMBER} {_TIME} before (?:the |your )?[a-z-]+(?: [a-z-]+)?(?: instead of {_DIGITS})?)",
    re.IGNORECASE,
)
_MADE_FREE = re.compile(
    r"(?P<name>[^:;|→]{3,48}?)(?::| [-–—])? ?(?:(?:is|are|will be|to be|now) ){0,2}(?:free of charge|free"
    r"|at no (?:charge|cost)"
    r"|no charge|free to use|without charge)(?P<whom> (?:for|to) [a-z][\w -]{2,40})?",
    re.IGNORECASE,
)
_FEES = listed("fee fees charge charges price prices cost costs rate rates deposit fine rent surcharge tariff")
# What has a length of its own, or a time that it lasts.
_LASTING = listed(
    "period time length duration timeout limit hours retention lifetime validity loan loans interval window session"
    " sessions break lock notice deadline maximum minimum cap quota allowance"
)
# What people make up themselves.
_MADE_UP = listed("password passwords passphrase passphrases pin pins passcode passcodes")
_NUMBERED = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class _Told:
    """What a draft says of a figure: of what it is, how it is said, the old and the new one, and from when."""

    name: str
    verb: str
    is_said: bool
    old: str
    new: str
    whens: tuple[When, ...]


def figured(text: str, segments: tuple[Segment, ...], rules: Rules, *, priced: bool = False) -> Reading | None:
    """Read a draft that is one thing and its figure, or one thing that is free.

    Where another rule has read a price already, only what that leaves open is read: a sum without a verb.
    """
    if not segments:
        return None
    whole = Segment(text, segments[0].start, segments[-1].end)
    if _NUMBERED.search(text) and (told := _told(text)):
        words = words_of(told.name)
        is_known = (told.verb and "%" not in told.new) or words[:1] in _CHANGING
        if priced and is_known and _SIZED.isdisjoint(words) and "deposit" not in words:
            return None
        return _as_figure(told, whole, rules)
    return _as_free(text, whole, rules) if "free" in text or "no c" in text else None


def _told(text: str) -> _Told | None:
    """Take a draft apart from its end: the time, the old figure, the time before that."""
    body, whens = _without_time(text.rstrip(" .!"))
    was = _WAS.search(body)
    if was:
        body = body[: was.start()]
        body, others = _without_time(body) if not whens else (body, ())
        whens = whens or others
    led = next(iter(times.scan(body)), None) if not whens and _LED.match(body) else None
    if led and led.start == 0 and led.lead.lower() in _LEADS:
        start = led.end + len(body[led.end :]) - len(body[led.end :].lstrip(" ,:-–—"))
        body, whens = body[start:], (led,)
    dearer = _DEARER.search(body)
    body = body[: dearer.start()] if dearer else body
    new = _NEW.search(body)
    if new is None:
        return None
    front, figure = body[: new.start()], new[0].strip()
    if _GOING.search(front) and figure[:6].lower() == "up to ":
        front, figure = f"{front}up to ", figure[6:]
    if dearer:
        figure += " less" if dearer["how"].lower() == "cheaper" else " more"
    before = _BEFORE.search(front)
    front = front[: before.start()] if before else front
    verb = _KEPT.search(front) or _BECOMES.search(front)
    said = None if verb else _SAID.search(front)
    front = front[: (verb or said).start()] if verb or said else front  # type: ignore[union-attr]
    intro = _INTRO.fullmatch(front)
    name = (intro["name"] if intro else front).strip(" ,:-–—")
    old = (was["old"] or was["old_2"] if was else "") or (before["before"] if before else "")
    is_said = bool(verb or (said and said[0].strip()))
    return _Told(_CHEAPER.sub("", name), verb[0].strip() if verb else "", is_said, old.strip(), figure, whens)


_LEADS = ("from", "starting", "as of")
_LED = re.compile(rf"(?:{'|'.join(_LEADS)})\b", re.IGNORECASE)


def _without_time(text: str) -> tuple[str, tuple[When, ...]]:
    """Return a text without the time at its end, and that time."""
    for cut in _FROM.finditer(text):
        tail = text[cut.end() :]
        found = times.scan(tail)
        if len(found) == 1 and found[0].start == 0 and found[0].end == len(tail) and not _AGO.fullmatch(found[0].text):
            at = cut.end()
            return text[: cut.start()], (replace(found[0], start=at, end=at + found[0].end),)
    return text, ()


# How long, and not when.
_AGO = re.compile(rf"(?:a|an|\d+|{_NUMBER}) {_TIME}", re.IGNORECASE)


def _as_figure(told: _Told, whole: Segment, rules: Rules) -> Reading | None:
    name = _LEAD.sub("", told.name) if len(told.name) <= _LONGEST else ""
    words = words_of(name)
    head = head_of(words, rules.sets)[-1:]
    if not head or not _can_have(name, words, rules) or not _is_told(told, head[0], rules):
        return None
    segment = replace(whole, whens=told.whens)
    slots = {"thing": name, "amount_told": told.new}
    if _PAID.search(told.new) and not _is_no_price(told.new, words):
        is_less = _value(told.old) > _value(told.new) > 0
        slots |= {"fee": head[0]} if head[0] in _FEES else {}
        return Reading(_SUM, _SUM.kind, "good" if is_less else "bad", slots, segment)
    slots |= {"old_size": told.old} if told.old else {}
    way = _way(told)
    if head[0] in _MADE_UP and _CHOSEN.search(told.new) and not way:
        slots["made_up"] = _own(name, rules)
    slots["prep"] = "at" if _FAST.search(told.new) and head[0] not in ("limit", "speed", "bandwidth") else "of"
    if way:
        slots["doing"] = way
    elif _COUNTS.search(told.new) and not told.old and head[0] not in _SIZED | _LASTING:
        slots["what"] = told.new
    return Reading(_FIGURE, _FIGURE.kind, _direction(told), slots, segment)


def _can_have(name: str, words: list[str], rules: Rules) -> bool:
    """Tell whether a name is of a thing that a figure can be said of, and of all of it."""
    if not is_noun_phrase(name, rules.sets) or words[0] in _SOME or not words[-1][:1].isalnum():
        return False
    is_verb = len(words) == 1 and starts_with_verb(name, rules.sets) and words[0] not in rules.sets["mass"]
    return "(" not in name and not is_verb and not (len(words) > 1 and bool(base_of_done(words[-1], rules.sets)))


_SOME = listed("some most many several few only no not new higher lower your")
_LEAD = re.compile(r"^(?:the|our|an?) ", re.IGNORECASE)


def is_sized(reading: Reading) -> bool:
    """Tell whether a figure is of a limit, whatever else its name sounds like: "download limit per reader"."""
    return not _SIZED.isdisjoint(words_of(reading.slots["thing"]))


def _own(name: str, rules: Rules) -> str:
    """Return what people make up as it stands behind "for": "passwords", "your tablet PIN"."""
    own = small(name, rules.sets)
    return own if is_plural(own) else f"your {own}"


_CHOSEN = re.compile(_SIGNS, re.IGNORECASE)


def _is_no_price(figure: str, words: list[str]) -> bool:
    """Tell whether a sum is a limit, or what people get, and nothing that they pay."""
    is_bound = re.match(r"(?:at most|up to|no more|not more|max|a max|min|a min)", figure, re.IGNORECASE) is not None
    return is_bound or not (_SIZED | _NOT_PAID).isdisjoint(words)


# What is not paid for: people get it, or take it out.
_NOT_PAID = listed(
    "withdrawal withdrawals payment payments transfer transfers purchase purchases refund refunds budget prize prizes"
    " grant grants voucher vouchers bonus discount credit cashback reward rewards saving savings subsidy pay"
    " salary wage"
    " wages threshold balance donation donations cover"
)


def _way(told: _Told) -> str:
    """Return how a figure is said where it is that of a doing: "be kept for", "go up"."""
    if kept := _KEPT.search(f" {told.verb} "):
        return f"be {folded(kept['done'])} for"
    if "%" in told.new:
        return "go down" if _LESS.search(told.verb) else "go up"
    return ""


_COUNTS = re.compile(rf"\b{_COUNT}\b", re.IGNORECASE)
_PAID = re.compile(_MONEY, re.IGNORECASE)
_FAST = re.compile(_SPEED, re.IGNORECASE)
_LASTS = re.compile(rf"{_TIME}\b", re.IGNORECASE)
_LESS = re.compile(rf"\b{_FEWER}\b", re.IGNORECASE)
_UP_OR_DOWN = re.compile(rf"\b(?:{_MORE}|{_FEWER})$", re.IGNORECASE)
_UNIT = re.compile(r"\d[\d.,' ]*[ -]?(?!per\b|an?\b)[A-Za-z]|^\D*[a-z]+ [a-z]+", re.IGNORECASE)
_ONLY = re.compile(r"(?:only|just) ", re.IGNORECASE)
_BOUNDED = re.compile(r"(?:at |up to |no |not |an? m|min|max)", re.IGNORECASE)
_SIZED = listed("length limit limits size maximum minimum cap quota allowance age retention timeout period")
_EACH = re.compile(r" (?:per|an?) |/")


def _is_told(told: _Told, head: str, rules: Rules) -> bool:
    """Tell whether a figure is said of a thing, and is no length of what takes place: "training: 2 hours"."""
    if _PAID.search(told.new):
        return told.is_said or bool(told.old or told.whens or _EACH.search(told.new))
    if "%" in told.new:
        return bool(_UP_OR_DOWN.search(told.verb)) and not told.old
    if not _UNIT.search(told.new):
        return (head in _SIZED or bool(_EACH.search(told.new))) and head not in rules.sets["problems"]
    return _is_measured(told, head, rules)


def _is_measured(told: _Told, head: str, rules: Rules) -> bool:
    if _ONLY.match(told.new):
        return bool(told.old)
    if _BOUNDED.match(told.new) and _EACH.search(told.new) and head not in rules.sets["problems"]:
        return True
    if any(head in rules.sets[name] for name in ("events", "event-nouns", "problems")) and head not in _LASTING:
        return False
    if _LESS.search(told.verb) and not told.old:
        # What there is less of is said by other rules.
        return False
    if _KEPT.search(f" {told.verb} "):
        return True
    if _COUNTS.search(told.new) and head not in _SIZED and not _BOUNDED.match(told.new):
        return bool(told.old or told.verb or _EACH.search(told.new) or told.new.endswith(" each"))
    if _LASTS.search(told.new):
        return bool(told.old) or (told.is_said and head in _LASTING)
    return told.is_said or bool(told.old) or head in _SIZED


def _value(text: str) -> float:
    found = re.search(r"\d[\d.,]*", text)
    number = found[0].rstrip(".,").replace(",", ".") if found else ""
    return float(number) if number.count(".") < 2 and number else 0.0


def _direction(told: _Told) -> str:
    """Return whether there is less of it, where the draft says so."""
    unit, other = (re.sub(r"[\d., ]+", "", one).lower() for one in (told.new, told.old))
    is_less = bool(told.old) and other in ("", unit) and _value(told.new) < _value(told.old)
    return "bad" if is_less or _LESS.search(told.verb) else "neutral"


def timed_out(text: str, segments: tuple[Segment, ...], rules: Rules) -> Reading | None:
    """Read "screens lock after 5 minutes from Tuesday": that is no loss of the screens."""
    if " after " not in text and " before " not in text:
        return None
    whole = Segment(text, segments[0].start, segments[-1].end)
    body, whens = _without_time(text.rstrip(" .!"))
    found = _AFTER.fullmatch(body)
    name = _LEAD.sub("", found["name"]) if found else ""
    if not found or not is_noun_phrase(name, rules.sets) or words_of(name)[0] in _SOME:
        return None
    do = folded(found["do"])
    first, _, rest = do.partition(" ")
    stem = base_of_done(first, rules.sets)
    do = f"be {do}" if stem else f"{_BASES.get(first, first)} {rest}".strip()
    slots = {"thing": name, "doing": f"{do}{found['time']}"}
    return Reading.by(_TIMED, slots, replace(whole, whens=whens))


_TIMED = ReadingRule(_ABOUT, "timed-out", "neutral", (), 92)
_BASES = {
    "locks": "lock", "ends": "end", "times": "time", "expires": "expire", "logs": "log", "signs": "sign",
    "closes": "close", "switches": "switch", "turns": "turn", "shuts": "shut", "disconnects": "disconnect",
}  # fmt: skip


_CHARGED = ReadingRule(_ABOUT, "charged", "bad", (), 90)
_NO_LONGER = re.compile(r" (?:is |are |will be )?(?:no longer|not|not any more|not any longer)$", re.IGNORECASE)


def _as_free(text: str, whole: Segment, rules: Rules) -> Reading | None:
    """Read "e-bike charging free until May": what costs nothing."""
    body, whens = _without_time(text.rstrip(" .!"))
    found = _MADE_FREE.fullmatch(body)
    name = trimmed(found["name"].strip(" ,"), rules) if found else ""
    if found and (paid := _NO_LONGER.search(name)):
        name = name[: paid.start()]
        slots = {"thing": name, **({"where": found["whom"].strip()} if found["whom"] else {})}
        is_thing = is_noun_phrase(name, rules.sets)
        return Reading(_CHARGED, _CHARGED.kind, "bad", slots, replace(whole, whens=whens)) if is_thing else None
    is_denied = not {"not", "no", "never", "longer", "yet", "up"}.isdisjoint(words_of(name)) or "some" in words_of(text)
    if not found or is_denied or _NUMBERED.match(name) or not is_noun_phrase(name, rules.sets):
        return None
    slots = {"thing": name, "where": (found["whom"] or "").strip()}
    return Reading(
        _FREE,
        _FREE.kind,
        _FREE.direction,
        {key: one for key, one in slots.items() if one},
        replace(whole, whens=whens),
    )
