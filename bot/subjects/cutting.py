"""Where a text that is too long for a headline may end: before what hangs on it, and never before what limits it."""

import re

CUT = re.compile(
    r"\s+(?:for|in|at|on|with|from|about|to|by|across|during|via|through|of|against|between|within"
    r"|and|or|that|which|who"
    r"|before|instead of|as of|starting|effective|asking|claiming|offering|pretending|using"
    r"|containing|sent|due|including|as well as|in addition to)\s.*$|,\s.*$|\s\(.*$",
    re.IGNORECASE,
)
# What is cut off goes to the facts line; what limits a thing stays with it.
LIMITS = re.compile(
    r"\b(?:except|only|not|without|unless|no|but|other than"
    r"|(?:older|newer|larger|bigger|smaller|longer|shorter|more|less|fewer) than)\b",
    re.IGNORECASE,
)
# "For all faculty and staff": half of a list says less than none of it.
_IN_LIST = re.compile(r", | (?:for|in|at|to|on|with|from) (?:all )?[\w-]+$| of (?:old|new|all)$")
# A sentence of its author is in force under its condition.
_ON_CONDITION = re.compile(r"\b(?:if|when|while|until|once|as soon as|unless|can't|cannot|never|may|might)\b")


def last_cut(text: str, at: int = 0, *, least: int = 1) -> int:
    """Return where the last thing that hangs on a name begins, or 0; in a sentence, behind its verb."""
    found = 0
    while match := CUT.search(text, at):
        in_list = match[0].lstrip().startswith(("and ", "or ")) and _IN_LIST.search(text[: match.start()]) is not None
        end = match.start() - len(" and") * text.endswith(" and", 0, match.start())
        if match.start() > 0 and text[:end].count(" ") >= least and not in_list:
            found = end
        at = match.start() + 1
    return found


def cut_short(text: str, most: int, at: int = 0) -> str:
    """Return a sentence without what hangs on its end, so that it fits; nothing where it does not fit, or means less.

    Nothing is cut off that begins before `at`.
    """
    text = _EVEN.sub("", text) if len(text) > most else text
    if len(text) > _FAR * most:
        return ""
    while len(text) > most:
        end = last_cut(text, at, least=_LEAST)
        if not end or LIMITS.search(text[end:]) or _ON_CONDITION.search(text[end:]):
            return ""
        text = text[:end].rstrip(" ,;:")
    return "" if text.rsplit(" ", 1)[-1].lower() in _HANGS else text


# "Even when the site is down": so much the better, and no condition.
_EVEN = re.compile(r"\s+even (?:when|if|while|though|after|during) .*$", re.IGNORECASE)
# What is so much too long says something else without its end.
_FAR = 3
# What a sentence cannot end in: what it would go on with is gone.
_HANGS = frozenset({"except", "only", "not", "without", "unless", "no", "but", "than", "also", "other", "rather", "as"})
# "Update your account" is something to do; "update" alone is not.
_LEAST = 2
