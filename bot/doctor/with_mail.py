"""Examining the way to the mail server, for audiences that have mail addresses. No mail is sent."""

from collections.abc import Iterator, Sequence

from bot.deliveries.mail import sender_of
from bot.deliveries.smtp import MailServer, SmtpPostman, server_of
from bot.doctor.findings import Finding, fine, hint, listed, trouble
from bot.doctor.stored import Place
from bot.settings import Settings

NAMES = ("SMTP_URL", "MAIL_FROM")
EXAMPLES = "SMTP_URL=smtp://user:password@mail.example.com:587 and MAIL_FROM=it@example.com"


def examine_mail(settings: Settings, places: list[Place] | None, complaints: Sequence[str] = ()) -> Iterator[Finding]:
    """Examine whether mail can be sent: connect to the mail server, turn to TLS and log in, as the settings say."""
    unusable = {complaint.split()[0] for complaint in complaints}
    given = (settings.smtp_url, settings.mail_from)
    missing = [name for name, value in zip(NAMES, given, strict=True) if not value and name not in unusable]
    if not unusable.isdisjoint(NAMES):
        # Said already, with what to write.
        return
    if not missing:
        yield from _server(settings)
    elif any(given):
        said = f"{missing[0]} is missing, so no mail is sent."
        yield trouble("mail", said, f"Set both, in .env or in the environment: {EXAMPLES}")
    else:
        yield from _without(places)


def _without(places: list[Place] | None) -> Iterator[Finding]:
    waiting = [one.name for place in places or () for one in place.audiences if one.mail]
    if waiting:
        said = f"SMTP_URL and MAIL_FROM are not set, so mail waits for these audiences: {listed(waiting)}."
        yield trouble("mail", said, f"Set both, in .env or in the environment: {EXAMPLES}")


def _server(settings: Settings) -> Iterator[Finding]:
    server = server_of(settings.smtp_url)
    outcome = SmtpPostman(server, sender_of(settings.mail_from)).check()
    where = f"{server.host}:{server.port}"
    if outcome is not None:
        said = f"No mail can be sent through {where}: {outcome.reason}."
        yield trouble("mail", said, "Mend that, and run doctor again. Mail waits until then.")
        return
    yield fine("mail", f"The mail server {where} takes our mail, {_how(server)}.")
    if not (server.tls or server.starttls) and server.user:
        said = f"The password for {where} is sent without TLS."
        yield hint("mail", said, "Take ?tls=off out of SMTP_URL, unless the way there is safe.")


def _how(server: MailServer) -> str:
    return f"{'with' if server.tls or server.starttls else 'without'} TLS, {'logged in' if server.user else 'no login'}"
