"""Examining the database: reachable, migrated, set up, with people who can act, and nothing stuck or tampered with."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from bot import journal
from bot.audiences import records as audiences
from bot.audiences.rules import Audience
from bot.deliveries import records as deliveries
from bot.deliveries.rules import Delivery, DeliveryStatus
from bot.doctor.findings import Finding, fine, hint, listed, trouble
from bot.party_lines import records as lines
from bot.party_lines.rules import LineKind
from bot.people import records as people
from bot.people.rules import Role, Workspace
from bot.storage import Database, DatabaseAway, Tx, open_database, sqlite_file
from bot.storage.migrating import head, stands_at
from bot.topics import records as topics
from bot.topics.rules import Topic

MIGRATE = "Run: python -m bot migrate"
LOAD = "Set it in the set-up file, and run: python -m bot load FILE"
_AWAY = trouble(
    "database",
    "The database does not answer, so nothing in it was examined.",
    "Check DATABASE_URL, and that the database is running.",
)


@dataclass(frozen=True, slots=True)
class Place:
    """A workspace that is set up, with what it names in Slack."""

    workspace: Workspace
    topics: tuple[Topic, ...]
    audiences: tuple[Audience, ...]
    # Who holds roles, by Slack id.
    holders: Mapping[str, frozenset[Role]]


def examine_database(url: str) -> tuple[list[Place] | None, list[Finding]]:
    """Examine the database; returns the workspaces in it, None where they cannot be read, and what was found."""
    try:
        file = sqlite_file(url)
        database = open_database(url)
    except Exception:  # noqa: BLE001 - an address can be wrong in many ways, and all have one mend
        mend = "Write it like sqlite:///partyline.db or postgresql://partyline@localhost/partyline"
        return None, [trouble("database", "DATABASE_URL is not an address that can be opened.", mend)]
    if file is not None and not file.exists():
        # Opening it would make an empty one.
        return None, [trouble("database", f"There is no database at {file} yet.", MIGRATE)]
    try:
        return _looked_into(database)
    except DatabaseAway:
        return None, [_AWAY]
    except Exception as error:  # noqa: BLE001 - whatever is wrong in there, the doctor goes on to Slack
        said = f"What stands at DATABASE_URL cannot be read ({type(error).__name__})."
        return None, [trouble("database", said, "Check that it is Partyline's own database, or restore a backup.")]
    finally:
        database.close()


def _looked_into(database: Database) -> tuple[list[Place] | None, list[Finding]]:
    with database.glance() as tx:
        stands = stands_at(tx)
        if stands != head():
            said = f"The database stands at migration {stands or 'none'}, and {head()} is needed."
            return None, [trouble("database", f"{said} What is in it was not examined.", MIGRATE)]
        found = [fine("database", f"The database answers, at migration {stands}.")]
        places = [_place(tx, workspace) for workspace in people.workspaces(tx)]
        if not places:
            mend = "Run: python -m bot load FILE (samples/workspace.yml shows what goes into it)"
            found.append(trouble("workspace", "No workspace is set up yet.", mend))
        for place in places:
            found += [_named(finding, place, places) for finding in _contents(tx, place)]
        return places, [*found, *map(_stuck, deliveries.troubled(tx))]


def _place(tx: Tx, workspace: Workspace) -> Place:
    return Place(
        workspace,
        tuple(topics.all_of(tx, workspace.id)),
        tuple(audiences.all_of(tx, workspace.id)),
        people.roles(tx, workspace.id),
    )


def _named(finding: Finding, place: Place, places: list[Place]) -> Finding:
    """Say which workspace is meant, where there are several."""
    return finding if len(places) == 1 else replace(finding, sentence=f"{place.workspace.id}: {finding.sentence}")


def _contents(tx: Tx, place: Place) -> Iterator[Finding]:
    workspace = place.workspace
    yield fine("workspace", f"{workspace.name} ({workspace.id}) is set up.")
    yield from _people(place)
    yield from _lines(tx, place)
    broken = journal.first_broken_link(tx, workspace.id)
    if broken is None:
        yield fine("journal", "The journal is unbroken.")
    else:
        yield trouble(
            "journal",
            f"The journal is broken at entry {broken}: somebody changed or took out what was written.",
            "Find out who has access to the database, and compare with a backup from before.",
        )


def _people(place: Place) -> Iterator[Finding]:
    holding = place.holders
    commanders, approvers, admins = (
        {who for who, roles in holding.items() if role in roles} for role in (Role.COMMANDER, Role.APPROVER, Role.ADMIN)
    )
    if not commanders:
        yield trouble("people", "Nobody is a commander, so nobody can open a line.", _grant(Role.COMMANDER))
    if not approvers:
        yield trouble("people", "Nobody is an approver, so no line can be approved.", _grant(Role.APPROVER))
    elif len(approvers) == 1:
        yield from _one_approver(min(approvers), commanders)
    if not admins:
        yield trouble("people", "Nobody is an admin, so people who need a role have nobody to ask.", _grant(Role.ADMIN))
    if commanders and len(approvers) > 1 and admins:
        yield fine("people", "There are a commander, two people who can approve, and an admin.")


def _one_approver(who: str, commanders: set[str]) -> Iterator[Finding]:
    if who in commanders:
        said = f"{who} commands and is the only approver, and nobody approves their own lines."
        yield trouble("people", said, _grant(Role.APPROVER))
    else:
        said = f"{who} is the only approver: when they are away, no line can be approved."
        yield hint("people", said, _grant(Role.APPROVER))


def _grant(role: Role) -> str:
    return f"Give somebody the role {role.value} under people in the set-up file, and run: python -m bot load FILE"


def _lines(tx: Tx, place: Place) -> Iterator[Finding]:
    live = {(line.kind, line.topic_id) for line in lines.all_standing(tx, place.workspace.id)}
    if not place.topics:
        yield trouble("topics", "There are no topics, so there is nothing to ask about.", LOAD)
    if (LineKind.DEFAULT, "") not in live:
        said = "There is no default line for questions that no topic answers."
        yield trouble("lines", said, f"Write default_line. {LOAD}")
    bare = [topic.name for topic in place.topics if (LineKind.STANDING, topic.id) not in live]
    if bare:
        said = f"Without a standing line, and so answered by the default line while nothing is wrong: {listed(bare)}."
        yield hint("lines", said, f"Write standing under each of these topics, if you like. {LOAD}")


def _stuck(delivery: Delivery) -> Finding:
    what = f"A message for {delivery.destination} ({delivery.kind.replace('_', ' ')})"
    if delivery.is_unknown:
        return trouble("deliveries", f"{what}: {delivery.reason}.", "Whoever published it can send it again in Slack.")
    if delivery.status is DeliveryStatus.FAILED:
        said = f"{what} was not delivered: {delivery.reason}."
        return trouble("deliveries", said, "Mend that; this message is not sent any more, the next ones are.")
    said = f"{what} waits: {delivery.reason}."
    return trouble("deliveries", said, "Mend that, or wait where it passes: it is then sent by itself.")
