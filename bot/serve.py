"""Running the bot: the web server, Socket Mode, the courier, and the one lock that SQLite needs."""

import fcntl
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from signal import SIGINT, SIGTERM, signal
from socket import AF_INET, AF_INET6, create_server
from socket import socket as Listening  # noqa: N812 - `socket` is Slack's, in this file

import uvicorn
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.errors import SlackApiError

from bot.app import LETTERS, SWEEPS, Identity, Partyline, build
from bot.deliveries.courier import Courier
from bot.deliveries.posting import SlackPostman
from bot.deliveries.smtp import postman_for
from bot.logs import set_up, without_texts
from bot.party_lines.letters import may_have
from bot.people import records as people
from bot.settings import Settings
from bot.slack.client import SLACK_ERRORS, courier_client, listener_client
from bot.storage import BadAddress, Database, DatabaseAway, open_database, sqlite_file
from bot.storage.migrating import head, stands_at
from bot.sweeping import Sweeper
from bot.web.metrics import Metrics
from bot.web.server import config, routes

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]

# A connection to Slack that broke is given up after five pings without an answer: until then nobody is heard.
PING_SECONDS = 3


class CannotStart(Exception):  # noqa: N818 - read by the operator as a sentence
    """Something that has to be mended first; says what, and how."""


def serve(settings: Settings, now: Clock) -> int:
    """Run the bot until it is told to stop. Returns 1 with a sentence in the log where it cannot start."""
    return _start(settings, _require, lambda database: _run(settings, database, now))


def run_courier(settings: Settings, now: Clock) -> int:
    """Run a courier alone until it is told to stop. Returns 1 with a sentence in the log where it cannot start."""

    def deliver(database: Database) -> None:
        client = courier_client(settings.slack_bot_token, settings.slack_api_url)
        stop, wake = threading.Event(), threading.Event()
        _on_signals(stop.set, wake.set)
        sweeper = Sweeper(database, SWEEPS, now, wake.set)
        threading.Thread(target=sweeper.run, args=(stop,), name="sweeper", daemon=True).start()
        logger.info("the courier runs")
        by_mail = postman_for(settings.smtp_url, settings.mail_from)
        Courier(database, SlackPostman(client), LETTERS, now, may_have=may_have, mail=by_mail).run(stop, wake)

    return _start(settings, _require_token, deliver)


def _start(settings: Settings, require: Callable[[Settings], None], run: Callable[[Database], None]) -> int:
    set_up(settings.log_level, settings.log_format)
    try:
        database = open_database(settings.database_url)
    except BadAddress as trouble:
        logger.error("%s", trouble)  # noqa: TRY400 - a sentence for the operator, not a traceback
        return 1
    try:
        require(settings)
        with _only_one(settings.database_url):
            _check_migrations(database)
            run(database)
    except CannotStart as trouble:
        logger.error("%s", trouble)  # noqa: TRY400 - a sentence for the operator, not a traceback
        return 1
    finally:
        database.close()
    return 0


@dataclass
class Me:
    """Who the bot is, asked of Slack until it answers."""

    settings: Settings
    _known: Identity = field(default_factory=Identity)

    def __call__(self) -> Identity:
        """Return who the bot is, as far as is known."""
        return self._known

    def ask(self) -> bool:
        """Ask Slack once. Raises CannotStart where the token is no good; returns False where Slack is away."""
        client = listener_client(self.settings.slack_bot_token, self.settings.slack_api_url)
        try:
            answer = client.auth_test()
        except SlackApiError as error:
            code = error.response.get("error") if isinstance(error.response.data, dict) else ""
            if code in {"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"}:
                raise CannotStart(
                    f"Slack refuses SLACK_BOT_TOKEN ({code}). Install the app again and copy its bot token."
                ) from error
            return False
        except SLACK_ERRORS:
            return False
        self._known = Identity(str(answer["team_id"]), str(answer["user_id"]), str(answer.get("bot_id") or ""))
        return True


class _Server(uvicorn.Server):
    """A web server that calls `when_open` once it takes requests: what works beside it keeps nobody waiting before."""

    def __init__(self, config: uvicorn.Config, when_open: Callable[[], None]) -> None:
        super().__init__(config)
        self._when_open = when_open

    async def startup(self, sockets: list[Listening] | None = None) -> None:
        """Open the doors."""
        await super().startup(sockets)
        self._when_open()


def _run(settings: Settings, database: Database, now: Clock) -> None:
    metrics, me = Metrics(database, now), Me(settings)
    partyline = build(
        database,
        bot_token=settings.slack_bot_token,
        signing_secret=settings.slack_signing_secret,
        api_url=settings.slack_api_url,
        now=now,
        identity=me,
        on_note=metrics.count_lookup,
        subject_rules=settings.subject_rules,
        smtp_url=settings.smtp_url,
        mail_from=settings.mail_from,
    )
    if me.ask():
        _know_workspace(database, me().team_id)
    else:
        logger.warning("Slack does not answer yet; deliveries wait until it does")
    socket = _socket(settings, partyline) if settings.slack_app_token else None
    obstacles = partial(_obstacles, database, socket)
    door = partyline.bolt if settings.slack_signing_secret else None
    listening = _listen(settings.host, settings.port)

    def open_up() -> None:
        partyline.start(with_courier=settings.courier)
        meeting = partial(_meet_slack, me, socket, partyline)
        threading.Thread(target=meeting, name="slack", daemon=True).start()
        host, port = listening.getsockname()[:2]
        logger.info("Partyline runs (%s) on %s:%s", "Socket Mode" if socket else "HTTP", host, port)

    server = _Server(config(routes(door, obstacles, metrics), settings.host, settings.port), open_up)
    # uvicorn raises the signal again when it has stopped; unheard, that would end the process before the rest is.
    _on_signals(partial(setattr, server, "should_exit", True))
    try:
        server.run(sockets=[listening])
    finally:
        # The doors first: what is answered until they close is still noted and sent.
        if socket is not None:
            socket.client.close()
        partyline.close()


def _listen(host: str, port: int) -> Listening:
    """Take the port. Raises CannotStart where it is taken, or is not ours to take."""
    try:
        return create_server((host, port), family=AF_INET6 if ":" in host else AF_INET, backlog=2048)
    except OSError as error:
        raise CannotStart(
            f"Cannot listen on {host}:{port} ({error.strerror or error}). Set another PORT, or stop what uses it."
        ) from error


def _meet_slack(me: Me, socket: SocketModeHandler | None, partyline: Partyline) -> None:
    """Learn who is on the staff, then connect; and go on trying while Slack is away."""
    pause = 0.0
    while not partyline.stop.wait(pause):
        pause = min(pause * 2 or 1.0, 30.0)
        try:
            if not me().user_id:
                me.ask()
            partyline.housekeeping.refresh_staff_groups()
            if socket is not None and not socket.client.is_connected():
                socket.client.connect()
            if me().user_id:
                return
        except CannotStart as trouble:
            logger.error("%s", trouble)  # noqa: TRY400 - a sentence for the operator
        except (*SLACK_ERRORS, DatabaseAway) as error:
            logger.warning("cannot meet Slack yet (%s); trying again", type(error).__name__)
        except Exception as error:
            # Whatever it is: a bot that stays unconnected for good would be worse.
            logger.exception("cannot meet Slack yet; trying again", exc_info=without_texts(error))


def _socket(settings: Settings, partyline: Partyline) -> SocketModeHandler:
    client = listener_client(settings.slack_app_token, settings.slack_api_url)
    return SocketModeHandler(partyline.bolt, settings.slack_app_token, web_client=client, ping_interval=PING_SECONDS)


def _require_token(settings: Settings) -> None:
    if not settings.slack_bot_token:
        raise CannotStart("SLACK_BOT_TOKEN is missing. `python -m bot doctor` says where to find it.")


def _require(settings: Settings) -> None:
    _require_token(settings)
    if not settings.slack_app_token and not settings.slack_signing_secret:
        raise CannotStart(
            "Set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP. "
            "`python -m bot doctor` says where to find them."
        )


def _check_migrations(database: Database) -> None:
    try:
        with database.glance() as tx:
            stands = stands_at(tx)
    except DatabaseAway as error:
        raise CannotStart(
            "The database does not answer. Check DATABASE_URL, and that the database is running."
        ) from error
    if stands != head():
        raise CannotStart(
            f"The database stands at migration {stands or 'none'}, and {head()} is needed. Run: python -m bot migrate"
        )


def _know_workspace(database: Database, team_id: str) -> None:
    with database.glance() as tx:
        known = people.workspace(tx, team_id)
    if known is None:
        logger.warning("workspace %s is not set up: run `python -m bot load FILE`", team_id)


def _obstacles(database: Database, socket: SocketModeHandler | None) -> list[str]:
    found = []
    try:
        with database.glance() as tx:
            if stands_at(tx) != head():
                found.append("migrations")
            elif people.has_unread_group(tx):
                found.append("staff group")
    except DatabaseAway:
        found.append("database")
    if socket is not None and not socket.client.is_connected():
        found.append("slack")
    return found


@contextmanager
def _only_one(database_url: str) -> Iterator[None]:
    """Let only one bot process work on a SQLite file: SQLite has one writer, and the ledger counts on one courier."""
    file = sqlite_file(database_url)
    if file is None:
        yield
        return
    try:
        opened = file.with_name(f"{file.name}-lock").open("w")
    except OSError as error:
        raise CannotStart(
            f"The SQLite file cannot be used ({error.strerror}). "
            "Check DATABASE_URL, and that its folder is there and can be written to."
        ) from error
    with opened as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise CannotStart(
                "Another Partyline works on this SQLite file. Stop it first, or use PostgreSQL for several copies."
            ) from error
        yield


def _on_signals(*acts: Callable[[], object]) -> None:
    def stop(*_: object) -> None:
        for act in acts:
            act()

    for wanted in (SIGINT, SIGTERM):
        signal(wanted, stop)
