"""What a topic is."""

from collections.abc import Mapping
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
