"""Logs: one line an event, as text or as JSON. No secrets and no message texts: nothing that people wrote is logged."""

import json
import logging
import sys
from datetime import UTC, datetime
from types import TracebackType


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Write time, level, source and message, and where something went wrong."""
        said = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "source": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            said["trouble"] = self.formatException(record.exc_info)
        return json.dumps(said)


def without_texts(error: Exception) -> tuple[type[Exception], Exception, TracebackType | None]:
    """Return `exc_info` for a log: where it happened, without the error's own message.

    A database's or Slack's message may quote what people wrote.
    """
    return Exception, Exception(f"{type(error).__name__} (message withheld)"), error.__traceback__


def set_up(level: str, form: str) -> None:
    """Send logs to standard error. Bolt and the SDK are kept at warnings: below that they log whole payloads."""
    handler = logging.StreamHandler(sys.stderr)
    text = logging.Formatter("%(asctime)s %(levelname)-7s %(name)s: %(message)s")
    handler.setFormatter(JsonLines() if form == "json" else text)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for noisy in ("slack_bolt", "slack_sdk", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
