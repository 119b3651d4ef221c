"""The two servers that are compared, each a process of its own: `python -m bench.server bare|bot ...`.

Both stand on the same server and behind the same door. `bot` is everything `python -m bot serve` runs beside it:
the listeners, the courier, the housekeeping, the notes. `bare` is one listener that acknowledges a card from a file.
"""

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import uvicorn
from slack_bolt import Ack, App
from slack_bolt.authorization import AuthorizeResult
from starlette.applications import Starlette

from bot.app import build, quiet_bolt
from bot.storage import open_database
from bot.web.metrics import Metrics
from bot.web.server import config, routes

TOKEN, SECRET = "xoxb-bench", "bench"
NOWHERE = "http://127.0.0.1:9/"  # nothing listens there: an answer that called Slack would fail


def bare(card: dict[str, Any]) -> App:
    """Make the smallest Bolt app there is: no gate, no database, one listener."""
    app = App(
        logger=quiet_bolt(),
        authorize=lambda: AuthorizeResult(enterprise_id=None, team_id=None, bot_token=TOKEN),
        signing_secret=SECRET,
        process_before_response=True,
        ssl_check_enabled=False,
    )

    @app.command("/partyline")
    def partyline(ack: Ack) -> None:
        ack(**card)

    return app


def _now() -> datetime:
    return datetime.now(UTC)


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=("bare", "bot"))
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--database", required=True)
    parser.add_argument("--card", type=Path)
    parser.add_argument("--slack", default=NOWHERE, help="where the Web API is")
    options = parser.parse_args()
    database = open_database(options.database)
    metrics = Metrics(database, _now)
    if options.what == "bare":
        _serve(routes(bare(json.loads(options.card.read_text())), list, metrics), options.port)
        return
    partyline = build(
        database,
        bot_token=TOKEN,
        signing_secret=SECRET,
        api_url=options.slack,
        now=_now,
        on_note=metrics.count_lookup,
    )
    partyline.start(with_courier=True)
    try:
        _serve(routes(partyline.bolt, list, metrics), options.port)
    finally:
        partyline.close()


def _serve(app: Starlette, port: int) -> None:
    uvicorn.Server(config(app, "127.0.0.1", port)).run()


if __name__ == "__main__":
    main()
