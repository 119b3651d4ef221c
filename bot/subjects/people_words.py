"""Who a draft speaks of: telling people from things by the endings of their names."""

import re

from bot.subjects.rule_types import Rules
from bot.subjects.words import listed, words_of

_WHO = re.compile(
    r"(?:\w+(?:ers|ors|ists|ants|ians)|nurses|crews?|teams?|agents|hires|joiners|starters|pupils|tutors"
    r"|offices?|departments?|schools?|shops|wards?)"
)


def are_people(text: str, rules: Rules) -> bool:
    """Tell whether a text names people, and not a thing: "dock crews", "new starters"."""
    words = words_of(text)
    if not words or any(word in rules.sets["finite"] or word.endswith("n't") for word in words):
        return False
    is_group = words[-1] in rules.sets["people"] or _WHO.fullmatch(words[-1]) is not None
    return is_group and words[0] not in rules.sets["prepositions"] and words[-1] not in _MACHINES


_MACHINES = listed(
    "scanners printers readers servers computers chargers trackers routers trailers numbers letters orders containers"
    " folders filters meters controllers registers papers speakers vouchers monitors projectors elevators sensors doors"
    " floors stickers browsers reminders boilers freezers coolers lockers adapters timers sprinklers"
    " shutters banners posters"
    " answers drawers covers offers transfers towers layers headers footers dispensers blowers mowers"
    " dryers washers cookers"
    " tankers loaders mixers heaters pagers shredders newsletters parameters disorders trousers shutters corridors"
    " motors mirrors errors indicators regulators generators escalators calculators conveyors"
    " compressors tractors plants"
    " grants payments variants pendants"
)


_EVERYBODY = listed(
    "users staff people everyone you customers all we they employees everybody colleagues the our most some"
)


def are_everybody(text: str, rules: Rules) -> bool:
    """Tell whether people are just all whom a subject goes to: "all staff", "users"."""
    words = words_of(text)
    return set(words) <= _EVERYBODY or bool(set(words) & rules.sets["pronouns"])
