"""What the doctor finds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was examined: in order, in trouble with its mend, or a hint with what to do about it."""

    is_trouble: bool
    about: str
    sentence: str
    mend: str = ""

    def __str__(self) -> str:
        mark = "MEND" if self.is_trouble else "hint" if self.mend else "ok"
        return f"{mark:<4}  {self.sentence}" + (f"\n      -> {self.mend}" if self.mend else "")


def fine(about: str, sentence: str) -> Finding:
    """Say that something is as it should be."""
    return Finding(is_trouble=False, about=about, sentence=sentence)


def hint(about: str, sentence: str, mend: str) -> Finding:
    """Say what could be better, though everything works."""
    return Finding(is_trouble=False, about=about, sentence=sentence, mend=mend)


def trouble(about: str, sentence: str, mend: str) -> Finding:
    """Say what does not work."""
    return Finding(is_trouble=True, about=about, sentence=sentence, mend=mend)


def listed(names: list[str], most: int = 5) -> str:
    """Write names as people list them, the first few of many: "vpn, phones and 3 more"."""
    if len(names) > most:
        return f"{', '.join(names[:most])} and {len(names) - most} more"
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
