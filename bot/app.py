"""The wiring: the one file that knows every room."""

import logging
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from slack_bolt import App, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.error import BoltUnhandledRequestError
from slack_sdk import WebClient

from bot.asks.letters import LETTERS as ASK_LETTERS
from bot.asks.notebook import Notebook
from bot.audiences.listeners import register as register_audiences
from bot.breakglass.flows import sweep as sweep_breakglass
from bot.breakglass.letters import LETTERS as GLASS_LETTERS
from bot.breakglass.listeners import VERBS as GLASS_VERBS
from bot.breakglass.listeners import register as register_breakglass
from bot.commanding.letters import LETTERS as COMMANDING_LETTERS
from bot.commanding.listeners import VERBS as COMMANDING_VERBS
from bot.commanding.listeners import register as register_commanding
from bot.deliveries.courier import Courier
from bot.deliveries.posting import SlackPostman
from bot.deliveries.rules import Letter, MailLetter
from bot.deliveries.smtp import postman_for
from bot.desk import Desk
from bot.echoes.ears import Ears
from bot.echoes.flows import echo
from bot.echoes.flows import sweep as sweep_echoes
from bot.echoes.letters import LETTERS as ECHO_LETTERS
from bot.echoes.listeners import FOR_MEMBERS
from bot.echoes.listeners import register as register_echoes
from bot.history.listeners import VERBS as HISTORY_VERBS
from bot.history.listeners import register as register_history
from bot.housekeeping import Housekeeping
from bot.listening.letters import LETTERS as LISTENING_LETTERS
from bot.listening.listeners import VERBS as LISTENING_VERBS
from bot.listening.listeners import register as register_listening
from bot.logs import without_texts
from bot.party_lines.letters import LETTERS as LINE_LETTERS
from bot.party_lines.letters import may_have
from bot.party_lines.listeners import LineDesk
from bot.party_lines.listeners import register as register_party_lines
from bot.party_lines.memory import Memory
from bot.party_lines.writing_listeners import VERBS as LINE_VERBS
from bot.people.listeners import register as register_gate
from bot.people.listeners import register_events
from bot.people.memory import Acquaintances
from bot.promises.flows import sweep as sweep_promises
from bot.promises.letters import LETTERS as PROMISE_LETTERS
from bot.promises.listeners import VERBS as PROMISE_VERBS
from bot.promises.listeners import register as register_promises
from bot.pushing.flows import sweep as sweep_pushes
from bot.pushing.letters import LETTERS as PUSHING_LETTERS
from bot.pushing.listeners import VERBS as PUSHING_VERBS
from bot.pushing.listeners import register as register_pushing
from bot.refusals import Refusal, Refusals
from bot.slack import replies
from bot.slack.client import courier_client, listener_client
from bot.slack.text import escape, mention
from bot.statements.counter import Counter
from bot.statements.letters import LETTERS as STATEMENT_LETTERS
from bot.statements.listeners import register as register_statements
from bot.statements.publishing import sweep as sweep_statements
from bot.storage import Database, DatabaseAway
from bot.subjects.letters import LETTERS as SUBJECT_LETTERS
from bot.subjects.listeners import SubjectDesk
from bot.subjects.listeners import register as register_subjects
from bot.subjects.memory import Writer
from bot.sweeping import Sweep, Sweeper
from bot.talk.letters import letters as talk_letters
from bot.talk.listeners import register as register_talk
from bot.withdrawals.flows import sweep as sweep_withdrawals
from bot.withdrawals.letters import LETTERS as WITHDRAWAL_LETTERS
from bot.withdrawals.listeners import VERBS as WITHDRAWAL_VERBS
from bot.withdrawals.listeners import register as register_withdrawals

logger = logging.getLogger(__name__)

# What comes due by itself, in the order in which it is looked for.
SWEEPS: tuple[Sweep, ...] = (
    sweep_promises,
    sweep_pushes,
    sweep_withdrawals,
    sweep_breakglass,
    sweep_statements,
    sweep_echoes,
)
VERBS = {
    **LINE_VERBS,
    **COMMANDING_VERBS,
    **LISTENING_VERBS,
    **PROMISE_VERBS,
    **PUSHING_VERBS,
    **WITHDRAWAL_VERBS,
    **GLASS_VERBS,
    **HISTORY_VERBS,
}
LETTERS: dict[str, Letter | MailLetter] = {
    **LINE_LETTERS,
    **ASK_LETTERS,
    **COMMANDING_LETTERS,
    **LISTENING_LETTERS,
    **PROMISE_LETTERS,
    **PUSHING_LETTERS,
    **WITHDRAWAL_LETTERS,
    **GLASS_LETTERS,
    **talk_letters(VERBS),
    **SUBJECT_LETTERS,
    **STATEMENT_LETTERS,
    **ECHO_LETTERS,
}
# Letters and digits that cannot be mistaken for one another when read out on the phone.
CODE_SIGNS = "ABCDEFGHJKMNPQRTUVWXYZ2346789"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the bot is in its workspace, from `auth.test`. Empty until Slack could be asked."""

    team_id: str = ""
    user_id: str = ""
    bot_id: str = ""


@dataclass
class Partyline:
    """The running parts: the Bolt app, and what works beside it in threads of its own."""

    bolt: App
    courier: Courier
    housekeeping: Housekeeping
    ears: Ears
    sweeper: Sweeper
    notebook: Notebook
    writer: Writer
    memory: Memory
    wake: threading.Event
    stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self, *, with_courier: bool) -> None:
        """Start the threads beside the listeners."""
        work: list[tuple[str, Callable[[], None]]] = [
            ("notebook", partial(self.notebook.run, self.stop)),
            ("housekeeping", partial(self.housekeeping.run, self.stop)),
            ("ears", partial(self.ears.run, self.stop)),
            ("writer", partial(self.writer.prepare, self.stop)),
        ]
        if with_courier:
            work.append(("courier", partial(self.courier.run, self.stop, self.wake)))
            work.append(("sweeper", partial(self.sweeper.run, self.stop)))
        for name, target in work:
            thread = threading.Thread(target=target, name=name, daemon=True)
            thread.start()
            self._threads.append(thread)

    def close(self) -> None:
        """Stop the threads; notes taken are written down first."""
        self.stop.set()
        self.wake.set()
        for thread in self._threads:
            thread.join(timeout=5)


def build(
    database: Database,
    *,
    bot_token: str,
    signing_secret: str,
    api_url: str,
    now: Callable[[], datetime],
    identity: Callable[[], Identity] = Identity,
    on_note: Callable[[Any], None] = lambda _: None,
    subject_rules: str = "",
    smtp_url: str = "",
    mail_from: str = "",
) -> Partyline:
    """Build everything on one database. Nothing runs, and Slack is not called, until `start`.

    `subject_rules` is the folder of an organisation's own rules for subjects, "" where it has none. Without `smtp_url`
    or `mail_from` mail waits.
    """
    wake = threading.Event()
    memory, notebook, acquaintances = Memory(database), Notebook(database, on_note), Acquaintances(database, now)
    desk = Desk(
        transaction=database.transaction,
        glance=database.glance,
        now=now,
        wake_courier=wake.set,
    )
    bolt = _bolt(bot_token, signing_secret, listener_client(bot_token, api_url), identity)
    register_gate(bolt, desk, acquaintances, FOR_MEMBERS)
    line_desk = LineDesk(desk, memory, notebook.note, VERBS)
    register_party_lines(bolt, line_desk)
    writer = Writer(database, subject_rules)
    register_subjects(bolt, SubjectDesk(desk, writer))
    register_statements(bolt, Counter(desk, writer, mail_from if smtp_url else "", echo))
    register_audiences(bolt, desk)
    register_talk(bolt, line_desk, acquaintances)
    register_commanding(bolt, desk)
    register_history(bolt, desk)
    register_promises(bolt, desk)
    register_listening(bolt, line_desk)
    register_pushing(bolt, desk)
    register_withdrawals(bolt, desk)
    register_breakglass(bolt, desk)
    register_echoes(bolt, desk)
    register_events(bolt, desk)
    bolt.error(answer_trouble)
    slow_client = courier_client(bot_token, api_url)
    by_mail = postman_for(smtp_url, mail_from)
    courier = Courier(database, SlackPostman(slow_client), LETTERS, now, may_have=may_have, mail=by_mail)
    housekeeping = Housekeeping(database, slow_client, memory, now)
    ears = Ears(database, slow_client, now)
    sweeper = Sweeper(database, SWEEPS, now, wake.set)
    return Partyline(bolt, courier, housekeeping, ears, sweeper, notebook, writer, memory, wake)


def _one_token(token: str, identity: Callable[[], Identity]) -> Callable[..., AuthorizeResult]:
    """Act with the one token there is, whoever asks."""

    def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        me = identity()
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_user_id=me.user_id or None,
            bot_id=me.bot_id or None,
            bot_token=token,
        )

    return authorize


def _bolt(token: str, signing_secret: str, client: WebClient, identity: Callable[[], Identity]) -> App:
    return App(
        # Without a name, Bolt walks all source files that are loaded to find one.
        name="partyline",
        logger=quiet_bolt(),
        client=client,
        authorize=_one_token(token, identity),
        signing_secret=signing_secret or "unused: everything comes through Socket Mode",
        # The answer leaves when the listener returns, so what was acknowledged is committed, and no time is
        # lost waiting for the acknowledgement to be noticed.
        process_before_response=True,
        # An unknown button gets a sentence, not silence.
        raise_error_for_unhandled_request=True,
        # It would answer unsigned requests.
        ssl_check_enabled=False,
    )


def quiet_bolt() -> logging.Logger:
    """Return a logger for Bolt that keeps to errors: its warnings and news quote whole payloads, texts included."""
    quiet = logging.getLogger("bot.bolt")
    quiet.setLevel(logging.ERROR)
    return quiet


def answer_trouble(error: Exception, body: Mapping[str, Any], client: WebClient) -> BoltResponse:
    """Turn whatever a listener raised into a sentence for the person: a refusal, or a code to report."""
    if body.get("type") == "event_callback":
        return _event_trouble(error)
    is_form = body.get("type") == "view_submission"
    if isinstance(error, Refusals) and is_form:
        return replies.field_errors(body, _by_field(error), error.sentence, escape(error.sentence))
    if isinstance(error, Refusal):
        asked = " or ".join(mention(who) for who in error.ask)
        said = escape(error.sentence) + (f" Ask {asked}{error.or_else}." if asked else "")
        if error.field and is_form:
            return replies.field_errors(body, {error.field: error.sentence}, error.sentence, said)
        return replies.say_no(body, client, error.sentence, said)
    if isinstance(error, BoltUnhandledRequestError):
        said = "I do not know that button or command any more. Type `/partyline help` to see what there is."
        return replies.say_no(body, client, said.replace("`", ""), said)
    if isinstance(error, DatabaseAway):
        said = (
            "I cannot reach my database right now, so nothing was changed. "
            "Looking lines up still works. Please try again in a minute."
        )
        return replies.say_no(body, client, said, said)
    code = "".join(secrets.choice(CODE_SIGNS) for _ in range(4))
    logger.error("code %s: %s", code, type(error).__name__, exc_info=without_texts(error))
    said = (
        "I could not do that, and nothing was changed. Try again in a minute; "
        f"if it stays, tell an admin this code: {code}"
    )
    return replies.say_no(body, client, said, said)


def _by_field(refusals: Refusals) -> dict[str, str]:
    """Gather all that is wrong with a form, each sentence beside its field."""
    fields: dict[str, str] = {}
    for one in refusals.refusals:
        fields[one.field or ""] = f"{fields.get(one.field or '', '')} {one.sentence}".strip()
    return fields


def _event_trouble(error: Exception) -> BoltResponse:
    """Events nobody listens to, or of a workspace not set up, are fine; those that failed are asked for again."""
    if isinstance(error, Refusal | BoltUnhandledRequestError):
        return BoltResponse(status=200, body="")
    logger.error("an event could not be handled: %s", type(error).__name__, exc_info=without_texts(error))
    return BoltResponse(status=500, body="")
