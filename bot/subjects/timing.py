"""Which of a draft's times belongs to a piece of its news, and how it stands in the headline."""

import re
from collections.abc import Iterator

from bot.subjects import times
from bot.subjects.cases import Case
from bot.subjects.put_off import old_and_new, was_planned
from bot.subjects.rules import Slot, Source
from bot.subjects.times import When
from bot.subjects.words import folded, is_noun_phrase, words_of

_NEW_TIME = frozenset({"to", "until", "till"})
_LASTING = re.compile(
    r"(?:\d+|an?|one|two|three|four|five)[ -](?:minutes?|hours?|days?|weeks?|months?|years?)\b(?! after| before)"
)


def timing(case: Case) -> Iterator[Slot]:
    """Yield when something happens, from the news itself, a time beside it, or the author."""
    whens = case.reading.whens if case.reading.kind in _WHOLE else _own_times(case)
    if len(whens) > 1 and whens[0].lead.lower() == "for" and not _is_length(whens[0]):
        # "Delivery slots for Christmas open 1 December": for when, and then when.
        whens = whens[1:]
    window = case.fields.window
    # The author may give the whole time of which the draft has a part.
    if not whens or (window and folded(whens[0].text) in folded(window)):
        if not _MEANTIME.search(case.reading.slots.get("duty", "")):
            yield from _window(case.fields.window)
    elif case.reading.direction == "postponed":
        yield from _new_time(whens, case)
    else:
        is_extent = whens[0].lead.lower() == "to" and case.reading.kind in ("done-to", "clause", "migrating")
        # "Delayed 24 hours" is no time at which it is late.
        if case.reading.kind != "late" or not _is_length(whens[0]):
            yield Slot("when", whens[0].phrase if is_extent else whens[0].spoken, Source.DRAFT)
        yield from _ends(whens[0], case)
        if whens[0].day:
            yield Slot("day", whens[0].day, Source.DRAFT)
        yield from _until(whens, case)


def _until(whens: tuple[When, ...], case: Case) -> Iterator[Slot]:
    """Yield until when something holds; of more time than said, the new end."""
    until = next((one for one in whens if one.lead.lower() in _NEW_TIME), None)
    text = until.text if until else ""
    if case.reading.direction == "extended" and case.reading.kind in _MORE_TIME:
        _, link, new = whens[0].text.partition(" to ")
        dated = next((one.text for one in whens if not _is_length(one)), "")
        text = new if link and whens[0].lead.lower() == "from" else text or dated
    if text and not (case.reading.kind == "event" and _LASTING.match(text)):
        yield Slot("until", f"until {text}", Source.DRAFT)


# A new deadline or a new end needs no word before it: "cut-off extended: Tuesday 5 pm".
_MORE_TIME = frozenset({"deadline", "deadline-to", "deadline-enrol", "deadline-register", "stays"})
# A duty that says when it holds needs no other time.
_MEANTIME = re.compile(r"\b(?:while|when|until|once|as soon as)\b", re.IGNORECASE)
_CLOSING = re.compile(r"\b(?:closes|ends|closing|ending|due|deadline|last day)\b", re.IGNORECASE)


def _ends(when: When, case: Case) -> Iterator[Slot]:
    """Yield a day as the last one, where the draft says that something closes, and as the first one."""
    if when.lead.lower() in ("to", "by"):
        yield Slot("new_day", when.text, Source.DRAFT)
    if when.lead.lower() not in ("", "on"):
        return
    yield Slot("from", f"from {when.text}", Source.DRAFT)
    if case.reading.kind == "last-day":
        yield Slot("after", f"after {when.text}", Source.DRAFT)
    if _CLOSING.search(case.draft.text[max(0, when.start - 40) : when.end + 8]):
        yield Slot("by", f"by {when.text}", Source.DRAFT)


# The hour of the next news is none of this.
_NEXT_NEWS = re.compile(
    r"\b(?:next update|update|next news|more news|more info|more details)(?: is)?(?: at| by| on)?:? $", re.IGNORECASE
)


# News of these takes its time from the whole draft: "a day" is none of "5 euros a day".
_WHOLE = frozenset({"sum-told", "figure", "free-told", "asked-no", "timed-out", "charged"})


def _own_times(case: Case) -> tuple[When, ...]:
    """Return the times of this news; never one of other news, which would say it of the wrong thing."""
    reading, draft = case.reading, case.draft
    told = tuple(
        one
        for one in reading.whens
        if not _is_part_of_name(one, draft.text)
        and not _is_of_another(one, draft.text[reading.segment.start : one.start])
    )
    if told and any(_NEXT_NEWS.search(draft.text[max(0, one.start - 20) : one.start]) for one in told):
        return tuple(one for one in told if not _NEXT_NEWS.search(draft.text[max(0, one.start - 20) : one.start]))
    if len(told) < len(reading.whens):
        return told
    if reading.kind == "duty":
        is_meant = not reading.whens and len(draft.whens) == 1 and _MEANWHILE.match(reading.slots.get("duty", ""))
        return draft.whens if is_meant else reading.whens or _asked_by(case)
    if reading.kind == "harmless" and not reading.whens and len(draft.whens) == 1:
        return draft.whens
    if not reading.whens and reading.direction in ("cancelled", "postponed"):
        # "Runs on 9 June instead" is no day of what is off: only a time that stands alone is.
        labels = [one.segment for one in draft.labels]
        alone = (one for one in draft.segments if not one.core or any(one is label for label in labels))
        return tuple(when for segment in alone for when in segment.whens)
    if not reading.whens:
        read = {reading.segment.start, *(one.segment.start for one in draft.readings)}
        beside = (one for one in draft.segments if one.start not in read and _says_no_more(one.core, case))
        free = (when for segment in beside for when in segment.whens)
        # "48 hours ahead" beside a plan is how long, and not when.
        return tuple(when for when in free if reading.direction == "bad" or not _is_length(when))
    dated = tuple(one for one in reading.whens if not _is_length(one))
    if dated:
        return dated
    elsewhere = tuple(when for one in draft.segments if one is not reading.segment for when in one.whens)
    if len(elsewhere) == 1:
        return elsewhere
    return reading.whens if reading.direction == "bad" and reading.kind != "deletion" else ()


# "Leave your PC on: update tonight": tonight it is to be on.
_MEANWHILE = re.compile(
    r"(?:leave|keep|stay|do not|don't)\b(?!.*\b(?:until|while|when|before|after|during)\b)", re.IGNORECASE
)
# "You have until 30 June": nothing but the time.
_FEW_WORDS = 3


def _says_no_more(core: str, case: Case) -> bool:
    """Tell whether a part is no sentence of its own, whose time would be the time of something else."""
    if words_of(core)[-1:] == ["update"]:
        # "Mail is slow - update 3 May": that is the day of the update.
        return False
    if len(words_of(core)) < _FEW_WORDS:
        return True
    return is_noun_phrase(core, case.rules.sets) or words_of(core)[0] in case.rules.sets["prepositions"]


def _is_part_of_name(when: When, text: str) -> bool:
    """Tell whether a time only tells which: "after the 30 June browser update"."""
    return when.lead.lower().endswith("the") and re.match(r" [a-z]", text[when.end :]) is not None


# "Timetable wrong, corrected version tonight": tonight is when something else comes.
_ANOTHER = re.compile(
    r", (?:(?:a|the|an) )?(?:new|corrected|next|updated|revised|fixed|repaired|replacement) (?:\w+ ){1,4}$",
    re.IGNORECASE,
)


def _is_of_another(when: When, before: str) -> bool:
    """Tell whether a time is said of what comes behind a comma, and not of the news before it."""
    return not when.lead and (_ANOTHER.search(before) is not None or _UNTIL_DONE.search(before) is not None)


# "Gaps until the new mast is up 20 May": that day the mast is up.
_UNTIL_DONE = re.compile(
    r"(?<=[\w,] )(?:until|till|once|as soon as) (?:the |our |an? |new )*(?!next|the|this|end|late|early)[a-z][\w'-]*"
    r"(?: [\w'-]+){1,5} $",
    re.IGNORECASE,
)


def _asked_by(case: Case) -> tuple[When, ...]:
    """Return by when something is to be done where the label in front of it says so: "action needed by 5 May"."""
    last = [when for one in case.draft.labels for when in one.whens if when.lead.lower() in ("by", "before", "until")]
    return tuple(last) if len(last) == len(case.draft.whens) == 1 else ()


def _is_length(when: When) -> bool:
    """Tell whether a time says how long, and not when."""
    return when.lead.lower() in ("for", "than", "", "by") and _LASTING.match(when.text) is not None


def _is_sum(when: When) -> bool:
    """Tell whether a time beside the news is how much of something, and not when: "over up to 10 days"."""
    return "up to" in when.lead.lower() or (
        when.lead.lower() in ("over", "than") and _LASTING.match(when.text) is not None
    )


_PUT_OFF = re.compile(
    r"\b(?:postponed|rescheduled|deferred|delayed|put (?:off|back)|pushed back|moved)\b", re.IGNORECASE
)
_NOW = re.compile(r"\bnow\b|\bnew date\b", re.IGNORECASE)


def _new_time(whens: tuple[When, ...], case: Case) -> Iterator[Slot]:
    """Tell the old time from the new one where the words do: "from May 9 to May 23", "to 5 May"."""
    first = whens[0]
    if len(whens) == 1 and first.lead.lower() not in _NEW_TIME and _PUT_OFF.search(case.draft.text, first.end):
        # "The training on 3 May is put off": the old day.
        return
    if pair := old_and_new(case.draft.text, whens):
        yield Slot("until", f"{pair[1].alone} {pair[1].text}".strip(), Source.DRAFT)
        yield Slot("old", pair[0].text, Source.DRAFT)
        return
    if len(whens) == 1 and was_planned(case.draft.text, first):
        yield Slot("old", first.text, Source.DRAFT)
        return
    old, link, new = first.text.partition(" to ")
    if link and first.lead.lower() == "from":
        yield Slot("until", _alone(new), Source.DRAFT)
        yield Slot("old", old, Source.DRAFT)
        return
    if len(whens) > 1 and "instead of" in case.draft.text[first.end : whens[1].end]:
        yield Slot("until", first.spoken, Source.DRAFT)
        yield Slot("old", whens[1].text, Source.DRAFT)
        return
    if len(whens) == 1 and _NOW.search(case.draft.text[case.reading.segment.start : first.start]):
        yield Slot("until", first.spoken, Source.DRAFT)
        return
    later = next((one for one in whens if one.lead.lower() in _NEW_TIME and one.text != "further notice"), None)
    if later and not later.text.lower().startswith("later"):
        yield Slot("until", _alone(later.text), Source.DRAFT)
    other = next((one for one in whens if one is not later), None)
    if other:
        yield Slot("when", other.spoken, Source.DRAFT)


def _alone(text: str) -> str:
    found = times.scan(text)
    return f"{found[0].alone} {text}".strip() if found and found[0].start == 0 else text


_SMALL = frozenset(
    {"Overnight", "From", "On", "In", "At", "Between", "Until", "During", "Tonight", "Today", "Tomorrow"}
)


def _window(text: str) -> Iterator[Slot]:
    if not text:
        return
    found = times.scan(text)
    is_time = len(found) == 1 and found[0].start == 0 and found[0].end == len(text)
    text = text[:1].lower() + text[1:] if text.partition(" ")[0] in _SMALL else text
    yield Slot("when", found[0].spoken if is_time else text, Source.AUTHOR, "window")
    if is_time and found[0].day:
        yield Slot("day", found[0].day, Source.AUTHOR, "window")
