"""The glossary's tables: what goes in comes out, each workspace its own."""

from bot.people import records as people
from bot.setup.dumping import dump
from bot.setup.loading import load
from bot.storage import Database
from bot.subjects import records
from bot.subjects.entries import Proposal
from bot.subjects.rules import GlossaryEntry
from tests.support.clock import HandClock
from tests.support.glossary import PAY, REMOTE, approve, glossary, known, propose
from tests.support.house import SAM, TEAM

OTHER = "T02OTHER"


def test_an_entry_put_in_place_of_another_leaves_the_rest_alone(house: Database) -> None:
    known(house, REMOTE, PAY)
    with house.transaction() as tx:
        records.put(tx, TEAM, GlossaryEntry("Remote access", lets_you="work from home"), "VPN")
    assert [one.name for one in glossary(house)] == ["Payroll", "Remote access"]


def test_each_workspace_has_a_glossary_of_its_own(house: Database) -> None:
    with house.transaction() as tx:
        people.add_workspace(tx, OTHER, "Other")
        records.put(tx, OTHER, REMOTE, "")
        records.put(tx, TEAM, PAY, "")
    assert (glossary(house), glossary(house, OTHER)) == ([PAY], [REMOTE])


def test_a_proposal_comes_back_byte_for_byte(house: Database, clock: HandClock) -> None:
    odd = GlossaryEntry("Ä “Ω” 🙂", ("a, b", "*c*"), "<!channel>", "read & write", "")
    new, changed = Proposal("p1", odd, None, SAM, clock()), Proposal("p2", PAY, REMOTE, SAM, clock())
    with house.transaction() as tx:
        records.add_proposal(tx, TEAM, new)
        records.add_proposal(tx, TEAM, changed)
        assert records.proposals(tx, TEAM, ["p2", "p1"]) == [new, changed]
        assert records.proposal(tx, OTHER, "p1") is None
        assert records.proposal(tx, TEAM, "p1") == new


def test_dump_writes_what_was_approved_in_slack_and_load_reads_it_back_unchanged(
    house: Database, clock: HandClock
) -> None:
    approve(house, propose(house, clock(), REMOTE), clock())
    written = dump(house)
    assert "lets_you: reach work systems from home" in written
    known(house)
    load(house, written.encode(), "setup.yml", clock())
    assert glossary(house) == [REMOTE]
