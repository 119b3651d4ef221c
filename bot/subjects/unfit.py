"""What news of a kind cannot be about: nobody loses a statement on an outage, and no fix is in trouble."""

import re
from collections.abc import Callable

from bot.subjects.people_words import are_people
from bot.subjects.rule_types import Rules
from bot.subjects.words import listed

# What work is done for, and not on: "downtime for security patches".
WHAT_FOR = listed("patches patching mitigations mitigation vulnerabilities fixes reasons repairs rescheduling")
# What is written about a loss is not lost: "statement on the mail outage".
WRITTEN = re.compile(
    r"^(?:\S+ ){0,4}?(?:statement|message|notice|advisory|bulletin|report|note|letter|memo|follow-up|follow up)"
    r" (?:on|about|regarding|concerning|for|to) |\b(?:maintenance|schedule) (?:&|and) "
    r"|^(?:\S+ ){0,3}?(?:analysis|review|summary|timeline|cause|causes|post-mortem|postmortem) of ",
    re.IGNORECASE,
)
# News of these is told as an update, and no upgrade: "library renovation update".
GOING_ON = listed(
    "renovation construction project incident outage situation investigation strike closure recovery storm delay delays"
    " relocation issue issues problem problems covid covid-19 pandemic budget status progress"
)
_HANGING = frozenset({"of", "for"})
_MOST_NAMED = 6
# "Reporting phishing": what people do against it.
_AGAINST_PHISHING = listed(
    "reporting avoiding recognizing recognising spotting preventing identifying detecting stopping"
)
_DOES_IT = listed(
    "extends expands announces introduces offers adds launches reduces publishes releases posts sets adopts approves"
)
_NO_TOPICS = listed("happening wrong going changing different being up coming missing it this that you we")
_OF_SIZE = frozenset({"small", "large", "big", "minor", "major", "important", "some", "several", "further", "recent"})
_CHANNELS = listed("chat phone email walk-in weekend evening onsite on-site desktop user technical it customer remote")
_LASTS = listed("outage downtime maintenance interruption closure shutdown freeze disruption delay delays queue")
_OUT = frozenset({"unavailable", "down", "offline", "inaccessible"})
_SORTS_OF_LOGIN = listed("two-factor multi-factor two-step mfa 2fa sso remote guest student staff user admin web")
# What people hand in by a day.
_HANDED_IN = listed(
    "requests applications nominations entries submissions claims proposals bids forms timesheets expenses orders"
)
# What happened to a thing is no part of its name: "many stores received the old price list".
_HAPPENED = listed("received kept got lost showed sent had")
# That these end is no loss: until then people can put themselves down.
_SIGNING = listed(
    "registration registrations sign-up sign-ups signup enrolment enrollment applications nominations entries voting"
)
_STALLS = listed(
    "till tills screen screens app kiosk kiosks printer tablet tablets laptop phone pc terminal scanner editor"
)
# What is there for when the other one is out.
_SPARE = listed("backup standby stand-by second spare secondary redundant dr emergency reserve other alternate")
# One of these hangs somewhere, and nobody carries it off.
_SET_UP = listed("radios projectors monitors cameras scanners")
# That these have a last day is no loss: it is a day in a calendar.
_HAS_LAST_DAYS = listed(
    "term school year semester month week exams exam classes lectures sale sales conference festival season holidays"
    " holiday work teaching placement workshop course event fair ramadan lent quarter project sprint offer discount"
)
# What belongs to training and is none: "training calendar".
_ABOUT_PHISHING = listed(
    "simulation simulations results test tests training exercise exercises awareness report button quiz statistics"
)
_OF_TRAINING = listed(
    "series calendar materials material plan plans room rooms schedule video videos portal page catalogue catalog"
    " budget manual platform handbook provider data needs"
)
# What is new in these is new to nobody else.
_OURSELVES = listed("it ict the our department technology systems services")
# That an action is required says nothing by itself.
_ASKED_FOR = listed(
    "testing testers feedback help volunteers input action actions attention response responses approval decision"
)
# "Mobile applications" are not what people hand in.
_SOFTWARE = listed("mobile web desktop office business java cloud client software enterprise legacy browser")
_AFTER = frozenset({"after", "following", "since", "before"})
_PUBLISHED = frozenset({"published", "available", "released", "posted", "online"})

# By the kind of news; only the one for the news in hand is asked.
UNFIT: dict[str, Callable[[list[str], str, Rules], bool]] = {
    "hand-in": lambda words, _name, _rules: words[-1] not in _HANDED_IN,
    "perhaps-duty": lambda words, _name, rules: words[-1] in rules.sets["events"],
    "price": lambda words, _name, rules: not _HAPPENED.isdisjoint(words[1:]) or words[-1] in rules.sets["problems"],
    "retirement": lambda words, _name, _rules: (
        words[0] in _SIGNING
        or words[-1] in ("working", "helping", "planning", "preparing")
        or (words[0].isdigit() and not words[-1].endswith("s"))
        or words[0] == "new"
        or not _OUT.isdisjoint(words[1:])
    ),
    "register-open": lambda words, _name, _rules: words == ["open"],
    "phishing": lambda words, _name, _rules: words[-1] in _ABOUT_PHISHING or words[0] in _AGAINST_PHISHING,
    "see-plan": lambda words, _name, _rules: not _DOES_IT.isdisjoint(words),
    "learn-about": lambda words, _name, _rules: not _NO_TOPICS.isdisjoint((words[0], words[-1])),
    "deadline": lambda words, _name, _rules: words[-1] in _LASTS,
    "support-end": lambda words, _name, _rules: words[-1] in _CHANNELS,
    "flaw": lambda words, name, _rules: words[0].endswith("ed") or WRITTEN.search(name) is not None,
    "login": lambda words, _name, _rules: words[-1] in _SORTS_OF_LOGIN,
    "training": lambda words, _name, _rules: (
        not _PUBLISHED.isdisjoint(words) or words[1:2] == ["of"] or words[0] in _OF_TRAINING
    ),
    "requirement": lambda words, _name, _rules: words[-1] in _ASKED_FOR,
    "outage": lambda words, name, _rules: (
        (words[-1] in ("available", "usable", "works", "work", "runs", "run", "ran", "running") and len(words) > 1)
        or words[-1] in WHAT_FOR
        or WRITTEN.search(name) is not None
    ),
    # "O365 Exchange" is a name.
    "swap-yours": lambda words, _name, rules: (
        words[-1] in rules.events or words[-1] in rules.sets["problems"] or any(map(str.isdigit, words[-1]))
    ),
    "must-move": lambda _words, name, rules: are_people(name, rules),
    "to-spare": lambda words, _name, _rules: words[0] not in _SPARE,
    "none": lambda words, _name, _rules: words[0] in ("longer", "more", "later", "earlier"),
    # What stops for a moment is no change that waits: "till freeze".
    "freeze": lambda words, _name, _rules: words[-1] in _STALLS,
    # "Queue times up": there are more of them, and nobody uses them.
    "restoration": lambda words, _name, _rules: words[-1] in ("times", "costs", "fees", "waits"),
    "may-hit": lambda words, _name, _rules: words[0].endswith("ly"),
    "last-day": lambda words, _name, rules: (
        words[-1].endswith(("'s", "’s")) or words[-1] in _HAS_LAST_DAYS or words[-1] in _SIGNING | rules.sets["signing"]
    ),
    # What people carry with them is not changed in the dark.
    "swap-window": lambda words, _name, rules: (
        words[-1] in rules.sets["goods"] or f"{words[-1]}s" in rules.sets["goods"] - _SET_UP
    ),
    "replacement": lambda words, _name, _rules: words[-1] in _LASTS or words[-1] in ("work", "works"),
    "maintenance": lambda words, _name, _rules: words[-1] in WHAT_FOR,
    "upgrade": lambda words, _name, _rules: words[-1] in GOING_ON,
    "nominate": lambda words, _name, rules: (
        words[-1].endswith("ed") or words[-1] in _SIGNING | _HANDED_IN | rules.sets["ends"]
    ),
    "whats-new": lambda words, _name, _rules: set(words) <= _OURSELVES,
    "send-in": lambda words, _name, rules: words[-1].endswith("ed") or words[-1] in rules.sets["ends"],
    "answer-open": lambda words, _name, rules: words[-1] in rules.sets["ends"],
    "apply-open": lambda words, _name, _rules: words[-1] in _SOFTWARE,
    # "Lockouts after password change": of one of the two.
    "part-changing": lambda words, _name, _rules: not _AFTER.isdisjoint(words),
    # "Limited moratorium": nobody can tell of what there is less.
    "other-amount": lambda words, _name, rules: len(words) == 1 and words[0] not in rules.sets["ordinary"],
    "changed-to": lambda words, _name, _rules: words[0] in _OF_SIZE,
    "paper-named": lambda words, _name, _rules: not (_HANGING | _DOES_IT).isdisjoint(words) or len(words) > _MOST_NAMED,
}
