"""Everything that the doctor examines, in the order in which it is mended."""

from collections.abc import Sequence
from pathlib import Path

from bot.doctor.clock import Clock
from bot.doctor.configured import examine_settings
from bot.doctor.findings import Finding
from bot.doctor.in_slack import examine_slack
from bot.doctor.stored import examine_database
from bot.doctor.with_mail import examine_mail
from bot.settings import Settings

# In a checkout; an installed wheel is without it.
MANIFEST = Path(__file__).parents[2] / "manifest.yml"


def examine(settings: Settings, now: Clock, complaints: Sequence[str] = (), manifest: Path = MANIFEST) -> list[Finding]:
    """Examine everything. `complaints` are about settings that cannot be used. Never raises for what is broken.

    `now` tells this machine's time (UTC).
    """
    places, in_database = examine_database(settings.database_url)
    return [
        *examine_settings(settings, complaints),
        *in_database,
        *examine_slack(settings, places, manifest, now),
        *examine_mail(settings, places, complaints),
    ]
