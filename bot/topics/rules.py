"""What a topic is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Topic:
    """What people ask about, with the other names it goes by."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    owner: str | None = None
    channels: tuple[str, ...] = ()
    # By incident status: what to start a line from.
    templates: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The name as it begins a line on the screen: `network` becomes "Network", `VPN` stays."""
        return self.name[:1].upper() + self.name[1:]


MOST_NAMED = 4


def together(topics: Iterable[Topic]) -> str:
    """Name several topics as they begin a line on the screen: "Network and Payroll", "A, B, C and 7 more"."""
    titles = [topic.title for topic in topics]
    if len(titles) > MOST_NAMED:
        titles = [*titles[: MOST_NAMED - 1], f"{len(titles) - MOST_NAMED + 1} more"]
    return " and ".join(part for part in (", ".join(titles[:-1]), *titles[-1:]) if part)
