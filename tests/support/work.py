"""How much work something is, counted in calls: the same number on every machine, however busy it is."""

import sys
from collections.abc import Callable
from types import FrameType


def calls(task: Callable[[], object]) -> int:
    """Count the functions that a task calls, Python's own included."""
    seen = 0

    def count(_frame: FrameType, event: str, _arg: object) -> None:
        nonlocal seen
        seen += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        task()
    finally:
        sys.setprofile(before)
    return seen
