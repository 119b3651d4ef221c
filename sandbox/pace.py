"""How fast an app may call: one post a second and channel, so many posts in all, and Slack's tiers per method.

Source: docs.slack.dev/apis/web-api/rate-limits. Slack's tiers are "at least so many a minute"; the sandbox
multiplies them by `tier_factor`, because a test has a week's work to do in a minute. 0 switches them off. How many
posts a whole workspace takes Slack does not say: `posts_a_minute` plays it where a test asks for it.

Slack waits three seconds for an acknowledgement, and a trigger lives as long:
docs.slack.dev/interactivity/handling-user-interaction. A test on the machine's own clock gives more, for what it
tells is not how fast that machine is.
"""

import math
from dataclasses import dataclass, field

_AT_ONCE = 3  # calls of even the slowest tier that may come together
_POSTS_AT_ONCE = 2  # posts in all that may come together, however few a minute; else those of one second
PER_MINUTE = {1: 1, 2: 20, 3: 50, 4: 100}


@dataclass(frozen=True)
class Limits:
    """How strict to be; `burst` posts at once and then one a second for each channel, `posts_a_minute` in all.

    An app has `answer_within` seconds to acknowledge a payload, and to use its trigger.
    """

    burst: int = 5
    tier_factor: float = 10.0
    posts_a_minute: float = 0.0
    answer_within: float = 3.0


@dataclass
class Pace:
    """Token buckets by name; each holds how many calls are left and when that was counted."""

    limits: Limits = field(default_factory=Limits)
    _buckets: dict[str, tuple[float, float]] = field(default_factory=dict)

    def post(self, channel: str, now: float) -> int:
        """Count a post to a channel; returns 0, or the whole seconds to wait."""
        wait = self._whole(now)
        if wait or self.limits.burst <= 0:
            return wait
        return self._take(f"post {channel}", self.limits.burst, 1.0, now)

    def call(self, method: str, tier: int, now: float) -> int:
        """Count a call of a method in a tier (0: no limit); returns 0, or the whole seconds to wait."""
        rate = PER_MINUTE.get(tier, 0) * self.limits.tier_factor
        if rate <= 0:
            return 0
        return self._take(f"call {method}", max(_AT_ONCE * self.limits.tier_factor, rate), rate / 60, now)

    def clear(self) -> None:
        """Forget all counts."""
        self._buckets.clear()

    def _whole(self, now: float) -> int:
        """Count a post in the workspace; returns 0, or the whole seconds to wait."""
        a_second = self.limits.posts_a_minute / 60
        if a_second <= 0:
            return 0
        return self._take("post", max(_POSTS_AT_ONCE, a_second), a_second, now)

    def _take(self, name: str, size: float, per_second: float, now: float) -> int:
        left, counted = self._buckets.get(name, (size, now))
        left = min(size, left + max(0.0, now - counted) * per_second)
        if left < 1:
            self._buckets[name] = (left, now)
            return max(1, math.ceil((1 - left) / per_second))
        self._buckets[name] = (left - 1, now)
        return 0
