"""The Block Kit checker: what Slack would refuse, and where, as a list of problems with JSON pointers.

Limits: docs.slack.dev/reference/block-kit and @slack/types. Where those leave room, this is the stricter.
"""

from sandbox.blocks.checking import Problem
from sandbox.blocks.surfaces import check_message_blocks, check_view

__all__ = ["Problem", "check_message_blocks", "check_view"]
