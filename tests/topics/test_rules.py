"""How topics are named on the screen."""

import pytest

from bot.topics.rules import Topic, together


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([], ""),
        (["network"], "Network"),
        (["network", "VPN"], "Network and VPN"),
        (["a", "b", "c"], "A, B and C"),
        (["a", "b", "c", "d"], "A, B, C and D"),
        (["a", "b", "c", "d", "e"], "A, B, C and 2 more"),
        (["x"] * 100, "X, X, X and 97 more"),
    ],
)
def test_several_topics_are_named_shortly(names: list[str], said: str) -> None:
    assert together(Topic(f"t-{number}", name) for number, name in enumerate(names)) == said
