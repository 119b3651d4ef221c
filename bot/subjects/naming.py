"""What a headline calls a thing: as the draft does, or in the glossary's plain words where the draft speaks jargon."""

import re
from collections.abc import Iterator
from functools import lru_cache

from bot.subjects.cases import Case
from bot.subjects.drafts import Draft
from bot.subjects.entities import Mention, find
from bot.subjects.fitting import trimmed
from bot.subjects.rule_types import Rules
from bot.subjects.rules import Slot, Source
from bot.subjects.words import bare, folded, listed, named, small, words_of

_CODE = re.compile(r"(?:CVE-\d{4}-\d+|KB\d{5,}|[\d.]+|v\d[\d.]*)(?: .{0,3})?", re.IGNORECASE)
# What may stand beside a system's name that is still the system.
_GENERIC = frozenset(
    {"the", "a", "our", "service", "services", "system", "systems", "server", "servers", "application", "app"}
    | {"client", "platform", "tool", "software"}
)


def system_elsewhere(case: Case) -> str:
    """Find what news without a name is about: the part beside it, other news, the author's word, a known system."""
    reading, draft, rules = case.reading, case.draft, case.rules
    if reading.kind == "duty":
        return ""
    beside = [trimmed(one.core, rules) for one in draft.names if one is not reading.segment]
    if reading.slots.get("weak"):
        # "Power test: servers down": what stands beside it is why, and no name of what is down.
        beside = [one for one in beside if not _is_event(one, draft, rules)]
    dull = rules.sets["extents"]
    beside = [one for one in beside if not set(words_of(one)) <= dull and words_of(one)[:1] not in (["not"], ["no"])]
    found = [one for one in beside if not _CODE.fullmatch(one) and _has_content(one, rules)]
    found += [one.segment.core for one in draft.readings if one.kind in _MEETINGS and reading.kind in _SIGNING_UP]
    heard = [one for one in draft.readings if one.kind not in _PLANS] if reading.slots.get("weak") else draft.readings
    others = [one.slots for one in heard if one.segment is not reading.segment]
    found += [name for one in others if (name := one.get("system") or one.get("thing") or one.get("old"))]
    found += [one for one in (case.fields.service, *(one.text for one in draft.mentions)) if one]
    plain = [one for one in found if not _is_jargon(one, rules)]
    return next(iter((*(plain if draft.mentions else ()), *found)), "")


# What people put themselves down for stands beside the news that they can.
_MEETINGS = frozenset({"training", "lesson"})
_SIGNING_UP = frozenset({"register-by", "register-open", "apply-open", "send-in"})


_PLANS = frozenset({"event-plan", "migrating", "upgrade", "works", "done-to", "swap-out"})
# "the DCS servers": readers know DCS, and not what it runs on.
_MACHINE = re.compile(
    r"(\S*[A-Z]\S*(?: \S*[A-Z]\S*)*) (?:servers?|clusters?|nodes?|databases?|environment"
    r"|infrastructure|tenant|instances?|"
    r"backend|DB)"
)


# What people do on machines, which the headline says, and so what they are.
_ON_MACHINES = frozenset({"run jobs on"})


def _is_event(name: str, draft: Draft, rules: Rules) -> bool:
    """Tell whether a part of a draft that begins with a name goes on to say what takes place: "data centre move"."""
    core = next((one.core for one in draft.names if name and one.core.startswith(name)), "")
    last = words_of(core)[-1:]
    told = rules.events.get(last[0], ()) if last else ()
    return bool(last) and (last[0] in rules.sets["events"] or any(one.role != "state" for _, one in told))


def _has_content(text: str, rules: Rules) -> bool:
    return any(word not in rules.sets["noise"] for word in words_of(text))


@lru_cache(maxsize=4096)
def is_trade(word: str, rules: Rules) -> bool:
    """Tell whether a word is one of IT's own trade."""
    lists = ("process-jargon", "tech-jargon", "jargon")
    return any(word in rules.sets[name] or f"{bare(word)}*" in rules.sets[name] for name in lists)


def _is_jargon(text: str, rules: Rules) -> bool:
    return any(is_trade(word, rules) for word in words_of(text))


def named_slot(name: str, text: str, case: Case) -> Slot:
    """Return a name as it stands in a sentence, with its source."""
    sets, service = case.rules.sets, case.fields.service
    if name in ("system", "thing") and service and (text == service or _is_jargon(text, case.rules)):
        return Slot(name, named(service, sets, known=service), Source.AUTHOR, "service")
    mention = _whole_mention(text, case)
    if mention and _is_jargon(text, case.rules) and not _is_jargon(mention.text, case.rules):
        text = mention.text
    if mention and mention.entry.plain and any(word in sets["jargon"] for word in words_of(mention.text)):
        return Slot(name, named(mention.entry.plain, sets), Source.GLOSSARY, mention.entry.name)
    if mention:
        text = plain_name(text, case)
    elif (shown := _MACHINE.fullmatch(text)) and not _is_kind(shown[1], text, case.rules):
        text = text if case.reading.slots.get("get_do") in _ON_MACHINES else shown[1]
    return Slot(name, named(text, sets, known=known_name(text, case.draft, case.rules)), Source.DRAFT)


def plain_name(text: str, case: Case) -> str:
    """Write a system as the glossary's plain word is written, where that is the same word: "Email" is "email"."""
    found = find(text, case.draft.index)
    if len(found) == 1 and folded(found[0].text) == folded(found[0].entry.plain):
        return text.replace(found[0].text, found[0].entry.plain)
    return text


def known_name(text: str, draft: Draft, rules: Rules) -> str:
    """Return the system of the glossary that a text names as a name: "wireless" is none, "Wi-Fi" is."""
    found = find(text, draft.index)
    if not found or (folded(found[0].text) in rules.sets["common"] and found[0].text != found[0].entry.name):
        return ""
    return found[0].text


# "The file server" is no file.
_KINDS = listed(
    "file files web print mail email login database application app compute storage proxy license licence media backup"
    " test game chat remote terminal update authentication directory print"
)
_NODES = frozenset({"node", "nodes"})


def _is_kind(name: str, text: str, rules: Rules) -> bool:
    """Tell whether what stands before "nodes" or "server" says which kind it is, and is no name that readers know."""
    return folded(name) in _KINDS or (words_of(text)[-1] in _NODES and _is_ordinary(name, rules))


def _is_ordinary(name: str, rules: Rules) -> bool:
    """Tell whether a name is only a word at the start of a line: "Login nodes", "File server", not "Perseus nodes"."""
    last = folded(name.split()[-1])
    return last in rules.sets["parts-of-machines"] or (" " not in name and small(name, rules.sets) != name)


def _whole_mention(text: str, case: Case) -> Mention | None:
    """Return the system that a name is, and not only has in it: "VPN service" is the VPN, "VPN training" is not."""
    found = find(text, case.draft.index)
    if len(found) != 1:
        return None
    generic, function = case.rules.sets["generic"], case.rules.sets["function"]
    rest = words_of(text[: found[0].start] + " " + text[found[0].end :])
    return found[0] if all(word in generic or word in function for word in rest) else None


def _stems(text: str) -> set[str]:
    return {bare(word).replace("-", "") for word in words_of(text)}


# "The RMS upgrade", "TellerLink R12": the news is about RMS, and about TellerLink.
_OF_IT = listed(
    "upgrade upgrades update updates release releases version enhancement enhancements improvement improvements"
    " rollout roll-out go-live launch edition spring summer autumn fall winter major minor"
)
_NUMBERED = re.compile(r"(?:[rv]?\d+(?:\.\d+)*|[ivx]+)")


def from_glossary(system: str, case: Case) -> Iterator[tuple[str, Slot]]:
    """Yield what the glossary says of a system, where the news is about just that."""
    found = find(system, case.draft.index)
    rest = words_of(system[: found[0].start] + " " + system[found[0].end :]) if found else []
    if len(found) != 1 or not all(word in _GENERIC or word in _OF_IT or _NUMBERED.fullmatch(word) for word in rest):
        return
    entry = found[0].entry
    texts = {"name": entry.name}
    if entry.lets_you:
        # It names the system as well, so that nobody takes it for another one.
        is_named = _stems(system) & _stems(entry.lets_you)
        suffix = "" if is_named else f" ({system})"
        without = re.sub(r" and (?=\w)", " or ", entry.lets_you)
        texts |= {"lets_you": entry.lets_you, "lets_you_here": entry.lets_you + suffix, "lets_none": without + suffix}
    if entry.outcome:
        texts["benefit"] = small(entry.outcome, case.rules.sets)
    for name, text in texts.items():
        yield name, Slot(name, text, Source.GLOSSARY, entry.name)
