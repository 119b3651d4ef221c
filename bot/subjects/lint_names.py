"""Finding names that only the house knows: of projects, of machines, and short forms that readers do not use."""

import re
from collections.abc import Iterator, Sequence

from bot.subjects.drafts import Draft
from bot.subjects.lint_words import found_in, raw_words, trade_words
from bot.subjects.rule_types import LintRule, Rules
from bot.subjects.words import Sets, bare, folded, listed, words_of

# "Project Quill", "Codename: Quill".
_CALLED = re.compile(
    r"\b(?:[Pp]roject|PROJECT|[Oo]peration|OPERATION|[Pp]rogram(?:me)?|[Ii]nitiative|[Cc]ode ?-?name(?:d)?"
    r"|[Ww]orkstream):? [\"“'‘]?([A-Z][\w-]*|\d+[A-Z]\w*)"
)
# "Go-live of Quicksilver".
_LED_TO = re.compile(
    r"\b(?i:go-live of|go-live for|cutover to|cutover of|kick-?off of|kick-?off for) (?:the )?([A-Z]\w+)(?! [A-Z])"
)
_WAVE = re.compile(r"Wave \d+\b")
# Letters and digits run together as only machines are called: srv-app01, PRD-SQL-03, nas02, db_prod_7.
_HOST = re.compile(
    r"(?<![\w@./:#&+$€£-])"
    r"(?:[A-Za-z]{2,}[-_](?=[\w-]*\d)[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*|[a-z]{2,}\d{1,3}(?:[a-z]\d*)?"
    r"|[A-Z]{2}[A-Z-]*\d{2,3}|[A-Z]{3,}\d|[A-Za-z]+_\w+|[A-Za-z]{2,}\d*(?:-[A-Za-z]+)*-\d{1,3})"
    r"(?:\.[a-z][\w.-]*)?(?![\w@%/])"
)
# The same without digits: by the parts that only machines' names have, and by the ends of inner networks.
_PART = r"(?:srv|svr|prd|stg|uat|tst|esx|sql|lb|fw|rtr|gw|vm)"
_MACHINE = re.compile(
    rf"(?<![\w@./-])(?:{_PART}-[A-Za-z]{{2,}}|[A-Za-z]{{2,}}-{_PART})(?:-\w+)*(?!\w)"
    r"|(?<![\w.@/-])[a-z][\w-]*(?:\.[\w-]+)*\.(?:local|internal|corp|lan|intra)\b"
)
# What a ticket is called.
_KEY = re.compile(r"[A-Z]{2,8}-\d{3,}")
# Letters and digits that everybody knows, or that are a standard, a time, a course or a sort of paper.
_NO_HOST = re.compile(
    r"log4j\d?|covid-?\d+|win(?:dows-?)?\d+|office-?\d+|(?:o|m|ms)365|wpa-?\d|tls-?\d|sha-?\d+|aes-?\d+|md\d|ipv[46]"
    r"|smbv?\d|utf-?\d+|iso-?\d+|usb-?\d|wi-?fi-?\d|mp[34]|h26[45]|cat-?\d\w?|[qhgptivaw]-?\d+|fy-?\d+|rhel-?\d+|ps\d"
    r"|d2l|imap4|pop3|s3|ec2|k8s|b2[bc]|p2p|py(?:thon)?\d+|php\d+|java\d+|kb\d+|cve-[\d-]+|html5|css3|fido2|ms-\d+"
    r"|(?:utc|gmt).?\d+|es\d+|db2|echo360|sev-?\d|(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sept?"
    r"|oct|nov|dec)[a-z]*-?\d+|bldg-?\d+|w-?\d|ml\d+|[ap]m\d|n[or]\d+|ext\d+|(?:mid|pre|post|non|sub|under)-\d+"
    r"|hd\d|tv\d|[rvx]\d+|sql-?\d+|sp\d|cu\d+|gpt-?\d|sw\d+|ne\d+|(?:bio|cs|math|chem|phys|hist|engl?|econ|psych?|nurs"
    r"|stat|law|art|mus|soc|geo)-?\d{3}",
    re.IGNORECASE,
)
# What stands before a number on a label, a sheet or a part.
_LABELLING = listed(
    "beginning starting ending tag tags serial serials model models form forms slip type types batch batches part parts"
    " code codes number numbers no item sheet"
)
# "RA" is a short form, and not the god.
_SHORT_NAME = 4
_INTRODUCING = frozenset(["project", "operation", "programme", "program", "initiative"])
# Titan-X, Atlas-II, Athena2: the name that was given, without its number.
_COUNTED = re.compile(r"(?:-(?:x|ii|iii|iv|v|\d+)|(?<=[a-z]{4})\d{1,2}|'s)$")


def codename(rule: LintRule, draft: Draft, rules: Rules) -> str | None:
    """Return a name that a project or a machine was given in the house. `rule.words` are names that a pack adds."""
    text = draft.text
    for match in (*_CALLED.finditer(text), *_LED_TO.finditer(text)):
        if _is_own(match[1], rules) or folded(match[1]) in rules.sets["given-names"]:
            return match[0].strip(" \"“'‘")
    if wave := _WAVE.match(draft.written):
        return wave[0]
    known = {part for one in draft.mentions for part in words_of(one.text)}
    if host := _host(draft, known, rules.sets):
        return host
    return next(_given(raw_words(text), known, rule, rules), None) or next(_unknown(draft, known, rules), None)


def _host(draft: Draft, known: set[str], sets: Sets) -> str:
    """Return the name of a machine. A shouted draft is looked at as it was written."""
    text = draft.raw if draft.shouted else draft.text
    for match in _HOST.finditer(text):
        name, low = match[0], folded(match[0])
        stem = re.split(r"[-_\d]", low, maxsplit=1)[0]
        labelled = words_of(text[max(0, match.start() - 20) : match.start()])[-1:]
        if labelled and labelled[0] in _LABELLING:
            continue
        numbers = stem in sets["numbered"] or stem in sets["place-words"] or _KEY.fullmatch(name)
        in_time = not draft.shouted and any(one.start <= match.start() < one.end for one in draft.whens)
        if not (numbers or in_time or low in known or _NO_HOST.fullmatch(name)):
            return name
    machine = _MACHINE.search(text)
    return machine[0] if machine else ""


def _given(pairs: Sequence[tuple[str, str]], known: set[str], rule: LintRule, rules: Rules) -> Iterator[str]:
    """Yield names of myths, stars and the like, and unknown names that stand where a project or a machine is named."""
    sets = rules.sets
    for at, (word, written) in enumerate(pairs):
        low = _COUNTED.sub("", written)
        before = pairs[at - 1][1] if at else ""
        after = pairs[at + 1][1] if at + 1 < len(pairs) else ""
        if written in known or low in known or after in sets["place-words"]:
            continue
        is_short = word.isupper() and len(word) < _SHORT_NAME
        is_given = low in sets["given-names"] and not is_short
        is_given = is_given and low not in sets["products"] and low not in sets["known-software"]
        if not word[:1].isupper():
            if is_given and before in _INTRODUCING:
                yield f"{before} {word}"
            continue
        is_given = low in rule.words or (is_given and (at > 0 or low not in sets["common"]))
        stands_before = after in sets["project-words"] or after in sets["machine-words"]
        if is_given or (stands_before and not is_short and low not in sets["small"] and _is_own(word, rules)):
            yield word


# Behind one of these stands a name that something is given; and one of these leads to the system that something is on.
_NAMING = frozenset(["as", "called", "renamed"])
_LEADING_TO = frozenset(["on", "with", "for"])
_INTO = frozenset(["in", "from", "to", "across", "of"])
# "Quorra officially launches".
_LAUNCHING = frozenset(["launches", "launched", "launching", "released"])
_MOST_OF_LAUNCH = 3
_DATA_CENTRES = (["data", "center"], ["data", "centre"])
_INNER_CAPITAL = re.compile(r"[a-z][A-Z]")
# A name has a small letter: what has none is a short form.
_SHORTEST_NAME = 4
_NO_SIGNS_OF_NAMES = frozenset(".'’+@")


def _unknown(draft: Draft, known: set[str], rules: Rules) -> Iterator[str]:
    """Yield words of no language that stand where a machine is named: "on Quorra", "Quorra jobs", "Quorra: ..."."""
    sets = rules.sets
    for segment in () if draft.shouted else draft.segments:
        pairs = raw_words(segment.core)
        leads = segment is draft.segments[0] and draft.text[segment.end : segment.end + 1] == ":"
        for at, (word, written) in enumerate(pairs):
            if not any(map(str.isupper, word)) or written in known:
                continue
            before = pairs[at - 1][1] if at else ""
            after = pairs[at + 1][1] if at + 1 < len(pairs) else ""
            ends = not after or after in sets["function"]
            led = ends and (before in _LEADING_TO or (before in _INTO and _INNER_CAPITAL.search(word) is not None))
            launches = len(pairs) <= _MOST_OF_LAUNCH and pairs[-1][1] in _LAUNCHING
            is_news = at == 0 and (after in sets["machine-news"] or launches) and not word.endswith("ed")
            alone = (leads and len(pairs) == 1) or is_news
            is_centre = [one for _, one in pairs[at + 1 : at + 3]] in _DATA_CENTRES
            has_parts = after in sets["machine-parts"] and not is_centre
            if (led or alone or before in _NAMING or has_parts) and _is_coined(word, rules):
                yield word


def _is_coined(word: str, rules: Rules) -> bool:
    """Tell whether a word is none of the language, and no name that others know as well."""
    low, sets = folded(word), rules.sets
    if len(word) < _SHORTEST_NAME or word.removesuffix("s").isupper() or not _NO_SIGNS_OF_NAMES.isdisjoint(word):
        return False
    if not _is_own(word[0].upper() + word[1:], rules):
        return False
    forms = {low, *re.split(r"[-/]", low)}
    known = ("ordinary", "small", "vendors", "towns", "products", "known-software", "known-capitals")
    return all(forms.isdisjoint(sets[name]) for name in known)


def _is_own(word: str, rules: Rules) -> bool:
    """Tell whether a capitalised word is none of the language, of a product, a place or a short form in use."""
    low, sets = folded(word), rules.sets
    if not word[:1].isupper() or low in sets["known-capitals"] or low in sets["products"] or low in sets["names"]:
        return False
    if low in sets["towns"] or low in sets["known-software"]:
        return False
    if _is_word(low, sets) or low in sets["project-words"]:
        return False
    return not found_in([low], trade_words(rules)) and not low.endswith(_NOUN_ENDS)


_VOCABULARY = (
    *("common", "verbs", "noun-verbs", "function", "mass", "noise", "adjectives", "countable", "finite", "auxiliaries"),
    *("generic", "routine", "trailing", "events", "event-nouns", "people", "numbers", "noun-gerunds", "places"),
    *("vendors", "abstract", "place-words", "utilities", "jargon"),
)
# A word that ends so is of the language, and no name.
_NOUN_ENDS = ("ing", "tion", "tions", "ment", "ments", "ness", "ity", "ware", "ics", "ance", "ence", "ship", "wide")


def _is_word(low: str, sets: Sets) -> bool:
    forms = {low, bare(low), low.removesuffix("ed"), low.removesuffix("ing"), low.removesuffix("s")}
    return any(not forms.isdisjoint(sets[name]) for name in _VOCABULARY)


# -- short forms ----------------------------------------------------------------------------------------------------

_TICKETS = re.compile(r"\b[A-Z]{2,8}-\d{3,}")
_SHORT = re.compile(r"[A-Z][A-Z&]{1,9}s?")
_APART = re.compile(r"[\s/()\-–—,:;]+")


def short_form(draft: Draft, most: int, sets: Sets) -> str:
    """Return a short form in capitals of up to `most` letters that is neither everyday nor known by the glossary."""
    if draft.shouted:
        return ""
    known = {folded(part) for one in draft.mentions for part in one.text.split()}
    for raw in _APART.split(_TICKETS.sub(" ", draft.text)):
        word = raw.strip("\"'“”‘’.!?&|*[]>")
        one, low = word.removesuffix("s"), folded(word)
        if len(one) > most or not _SHORT.fullmatch(word) or low in known or _is_word(low, sets):
            continue
        everyday = (sets["known-capitals"], sets["products"], sets["vendors"])
        if not any(form in words for form in (low, folded(one)) for words in everyday):
            return word
    return ""
