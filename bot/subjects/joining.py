"""Naming what a headline is about, where it leaves that out: "Hand yours in by noon: battery recall"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.subjects.clauses import is_told
from bot.subjects.drafts import Draft
from bot.subjects.fitting import trimmed
from bot.subjects.headlines import Headline
from bot.subjects.naming import is_trade, known_name
from bot.subjects.rule_types import Rules
from bot.subjects.rules import LONGEST_HEADLINE, Slot, Source
from bot.subjects.sense import says_nothing
from bot.subjects.words import bare, capital, folded, in_small_letters, listed, small, words_of

# What asks something of the reader, or warns them, in words that may name nothing.
_ASKING = frozenset(
    {
        "duty",
        "expect",
        "people-duty",
        "must-move",
        "unsaved",
        "update-now",
        "help",
        "pay-only",
        "only-so-many",
        "without",
        "blocked",
        "new-deadline",
        "not-doing",
        "duty-alone",
        "slow",
        "late",
        "readonly-time",
        "retirement",
        "feature",
    }
)
_FROM_AUTHOR = frozenset({"action"})
_MOST_WORDS = 5
_CODENAME = re.compile(
    r"\b(?:project|operation|programme|program|initiative|wave|phase|stage|build)\b|[-_]\d", re.IGNORECASE
)


# A version says nothing to a reader.
_VERSION = re.compile(r"\b(?:version|release|build|v\.?\d|\d+\.\d+|R\d)", re.IGNORECASE)


# "Warnings sent in error, please ignore": what is to be ignored is the warnings.
_SENT = re.compile(r" (?:sent|received|shown|issued|in error|from)\b.*$", re.IGNORECASE)


def about_topic(one: Headline, draft: Draft, rules: Rules) -> Headline:
    """Return a headline that also names the topic of its draft, where it names nothing of it and there is room."""
    if one.reading.direction == "duty" and " " not in one.text.strip() and draft.names:
        what = _SENT.sub("", draft.names[0].core)
        return replace(one, text=f"{one.text} {small(what, rules.sets)}")
    is_given = any(slot.name in _FROM_AUTHOR for slot in one.slots)
    if (one.reading.kind not in _ASKING and not is_given) or ": " in one.text:
        return one
    said = {bare(word) for word in words_of(one.text)}
    if one.reading.kind == "duty" and not is_given and (joined := _with_sentence(one, draft, rules)):
        return joined
    is_meant = _POINTING.match(one.text) is not None or _lacks_object(one.text) or says_nothing(one.text)
    for topic in _topics(
        draft,
        () if is_given else (one.reading.segment,),
        rules,
        is_meant=is_meant,
        is_only=says_nothing(one.text) or one.reading.kind == "must-move",
    ):
        topic = _FOR_GROUP.sub("", topic)
        own = {bare(word) for word in words_of(topic) if word not in rules.sets["noise"] and len(word) > 2}
        if own & said:
            return one
        for text, named in _with(one.text, topic, rules, is_given=is_given) if own else ():
            if words_of(text) == words_of(draft.text):
                return one
            if len(text) <= LONGEST_HEADLINE:
                return replace(
                    one, text=text, rank=one.rank + 1, slots=(*one.slots, Slot("topic_name", named, Source.DRAFT))
                )
    return one


def _with_sentence(one: Headline, draft: Draft, rules: Rules) -> Headline | None:
    """Return a duty with the sentence that it comes from: "ask at the desk: guest Wi-Fi now needs a code"."""
    said = {bare(word) for word in words_of(one.text) if len(word) > _SHORT}
    for part in draft.segments:
        if part.start >= one.reading.segment.start or part.whens or not is_told(part.core, rules):
            continue
        own = {bare(word) for word in words_of(part.core) if len(word) > _SHORT}
        is_trades = any(is_trade(word, rules) for word in words_of(part.core)) or _VERSION.search(part.core)
        line = f"{one.text}: {small(in_small_letters(part.core, rules.sets), rules.sets)}"
        if not own & said and not is_trades and len(line) <= LONGEST_HEADLINE:
            return replace(
                one, text=line, rank=one.rank, slots=(*one.slots, Slot("topic_name", part.core, Source.DRAFT))
            )
    return None


_SHORT = 3


def _with(text: str, topic: str, rules: Rules, *, is_given: bool) -> Iterator[tuple[str, str]]:
    """Yield ways to name a topic in a headline, the best first, each with the words that it takes of it."""
    verb, _, rest = text.partition(" ")
    if newer := _NEWER.search(text):
        yield f"{text[: newer.start(1)]}the {topic} {newer[2]}{text[newer.end() :]}", topic
    if says_nothing(text):
        yield f"{text}: {topic}", topic
        return
    if _lacks_object(text):
        yield f"{verb} your {topic} {rest}", topic
    pointing, threat = _POINTING.match(text), _THREAT.search(text)
    if threat:
        yield f"{text[: threat.start()]} or lose {topic}", topic
    if pointing:
        said = pointing[2].lower()
        lead = "" if topic.startswith("your ") else _POINTS.get(said, f"{said.split()[0]} ")
        yield f"{pointing[1]} {lead}{topic}{text[pointing.end() :]}", topic
    if _GROUP.match(topic) and not is_given:
        yield f"{capital(topic)}: {small(text, rules.sets)}", topic
    yield f"{text}: {topic}", topic
    last = topic.split()[-2:]
    # A word of the process is not told below either: "helpdesk phone number" is no phone number alone.
    is_told = topic.split()[:1] == last[:1] or folded(topic.split()[0]) not in rules.sets["noise"]
    if is_told and _is_name(last, topic, rules):
        yield f"{text}: {' '.join(last)}", " ".join(last)


# "Owners of shared mailboxes", "all crane drivers": the topic is who is asked.
_GROUP = re.compile(
    r"(?:all )?(?:[a-z-]+ ){0,2}"
    r"(?!(?:scann|print|read|serv|comput|charg|track|rout|trail|numb|lett|ord|contain|fold|filt|met|controll|regist|pap"
    r"|speak|vouch)ers\b|(?:monit|project|elevat|sens|do|flo)ors\b|(?:docu|pay|appoint|equip|attach)ments?\b)"
    r"(?:[a-z]+(?:ers|ors|ists|ants|ents|ians)|staff|crews|teams|nurses|everyone|colleagues)\b",
    re.IGNORECASE,
)
# "Highlight for staff": staff.
_FOR_GROUP = re.compile(
    r"^(?:highlights?|news|tips?|notes?|updates?|notice|reminder|message|information|info|advice|guidance|announcement)"
    r" (?:for|to) (?:all |our )?(?=\S)",
    re.IGNORECASE,
)
# "Install the update": of what, the draft says beside it.
_NEWER = re.compile(
    r"\b((?:the|this|an?)(?: new| latest)?) (update|patch|fix|upgrade)(?=$| (?:today|now|by|before|at|on)\b)"
)
# "Zero-day in Firefox", "flaw in the rota app": what it is in.
_FLAW = re.compile(
    r"(?:(?:critical|serious|new|known|severe|security) )*(?:zero-day|flaw|hole|bug|vulnerability|weakness|exploit"
    r"|gap|backdoor"
    r"|fault|error)s? (?:in|of|with|affecting) (?:the |our )?(?P<what>\S.*)",
    re.IGNORECASE,
)
_GONE = listed("lost stolen missing found unattended abandoned misplaced")
# "Change it by Friday": "it" is what the draft names before.
_POINTING = re.compile(
    r"(\S+(?: (?:in|back|out|off|up|down))?) (it|them|yours|(?:affected|damaged|faulty|broken|defective) (?:units"
    r"|ones|devices"
    r"|items|pieces|sets))\b",
    re.IGNORECASE,
)
# "Or it will be removed": "it" is what the draft names before.
_THREAT = re.compile(
    r" or (?:it|they|these|this)(?: will be| will get| is| are| gets?| may be) (?:removed|deleted|disabled|closed"
    r"|cancelled"
    r"|revoked|withdrawn|deactivated|purged|lost|terminated|blocked)\b.*$",
    re.IGNORECASE,
)
_POINTS = {"it": "the ", "them": "", "yours": "your "}


def _is_name(last: list[str], topic: str, rules: Rules) -> bool:
    """Tell whether the last two words of a topic can stand for it."""
    has_more = set(words_of(topic)) & rules.sets["prepositions"]
    is_half = folded(last[0]) in ("and", "or", "&")
    return not has_more and not is_half and not any(word.endswith(("ing", "ed")) for word in last)


def _plain(name: str, rules: Rules, *, is_meant: bool) -> str:
    """Take what only says that IT works on it off the ends of a topic; nothing is left of "new policy"."""
    words = name.split()
    dull = rules.sets["noise"] | rules.sets["events"] | _DULL
    while len(words) > 1 and words[-1].endswith("ing") and words[-2].endswith("s"):
        words = words[:-1]
    while words and words[-1].lower() != "survey" and _is_dull(words[-1], dull):
        words = words[:-1]
    if words and len(words) < len(name.split()) and folded(words[-1]) == "operating":
        # "The operating system": without its second half it is nothing.
        words = name.split()[: len(words) + 1]
    if len(words) == 1 and folded(words[0]) in rules.sets["verbs"]:
        return ""
    if len(words) == 1 and folded(words[0]) in rules.sets["common"] and not words[0].endswith("s") and not is_meant:
        return ""
    return " ".join(words) if any(word.lower() not in dull for word in words) else ""


def _is_dull(word: str, dull: frozenset[str]) -> bool:
    return bare(word) in dull or not dull.isdisjoint(words_of(word)[:1])


def _lacks_object(text: str) -> bool:
    """Tell whether a duty leaves out what it is done to: "collect from reception on Tuesday"."""
    words = words_of(text)
    return len(words) > 1 and words[0] in _TAKING and words[1] in _AT


_TAKING = listed("collect return submit renew complete order download install fetch claim register update upgrade")
_AT = listed("from at in by via before until on no through online today tomorrow now this next")
# "Older clients" are not what a duty is about.
_OTHERS = listed("older other others old new newer remaining no lost missing found wrong failed")
_COUNTED = re.compile(r"[\d ]+(?:st|nd|rd|th)?", re.IGNORECASE)
_NO_TOPIC = _OTHERS | listed("alert alerts warning we've we're we i'm it's you've you're that's there's here's")
_DULL = listed(
    "programme program project run shift time period week phase refresh pst cet gmt utc new action"
    " policy policies rules hours date dates process procedure"
)


_ASKED = re.compile(r"(?:is|are|do|does|have|has|did) (your .+)", re.IGNORECASE)


def _asked_about(core: str, rules: Rules) -> str:
    """Return what a question asks after: "is your home address right" asks after "your home address"."""
    found = _ASKED.match(core)
    words = found[1].split() if found else []
    ends = (at for at, word in enumerate(words) if at and (bare(word) in _PREDICATES or word.endswith(("ed", "ing"))))
    # "Is your password strong": where nothing else ends the thing, the last word says something of it.
    at = next(ends, len(words) - 1)
    del rules
    return " ".join(words[:at]) if 1 < at <= _MOST_WORDS else ""


_PREDICATES = listed(
    "still yet right correct up in on of ready safe secure full slow old open clean too really already"
    " older newer slower bigger larger heavier than missing broken lost new due out over running"
)


_YEAR = re.compile(r" (?:19|20)\d\d$")
# What is left of a name that was cut in two.
_JOINS = (["and"], ["or"], ["&"])


def _topics(
    draft: Draft, others: Sequence[object], rules: Rules, *, is_meant: bool = False, is_only: bool = False
) -> Iterator[str]:
    labels = [one.segment for one in draft.labels]
    for segment in draft.segments:
        if others and segment is others[0]:
            # What comes behind is no topic: "Leeds on 12 May".
            break
        if any(segment is one for one in labels):
            continue
        names = [trimmed(segment.core, rules)] if any(one is segment for one in draft.names) else []
        slots = next((one.slots for one in draft.readings if one.segment is segment and one.kind != "befell"), {})
        if slots and "survey" in words_of(segment.core)[-2:]:
            # "Crew survey: tell us what you think": the survey, and not the crew.
            slots = {"thing": _YEAR.sub("", segment.core)}
        names += [text for name in ("system", "thing", "old", "event") if (text := slots.get(name, ""))]
        names = [flaw["what"] if (flaw := _FLAW.fullmatch(one)) else one for one in names]
        names = [one for one in names if one not in draft.tags]
        if is_meant:
            names = [one.partition(" ")[2] if words_of(one)[:1] and words_of(one)[0] in _GONE else one for one in names]
        for name in (_plain(one, rules, is_meant=is_meant) for one in names if words_of(one)[:1] not in _JOINS):
            if words_of(name)[:1] and (words_of(name)[0] in _NO_TOPIC or _COUNTED.fullmatch(name)):
                continue
            is_plain = not any(is_trade(word, rules) for word in words_of(name)) and not _CODENAME.search(name)
            is_plain = is_plain or is_only
            if name and is_plain and not _VERSION.search(name) and len(name.split()) <= _MOST_WORDS:
                yield in_small_letters(name, rules.sets, known=known_name(name, draft, rules))
    yield from (asked for one in draft.segments if (asked := _asked_about(one.core, rules)))
    yield from (mention.text for mention in draft.mentions if not _VERSION.search(mention.text))
