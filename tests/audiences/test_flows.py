"""Keeping audiences, on both databases."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.audiences import flows
from bot.audiences.rules import NAME, Audience, AudienceMoved, UnknownAudience, fingerprint
from bot.journal import first_broken_link
from bot.people.rules import Kind, NeedsRole, NotStaff, Role
from bot.refusals import Refusal, Refusals
from bot.setup.dumping import dump
from bot.setup.loading import load
from bot.storage import Database, Tx
from tests.support.audiences import EVERYONE, FINANCE, add, audiences, change, known, remove
from tests.support.clock import HandClock
from tests.support.house import ADA, BEA, CARL, GUS, SAM, TEAM, furnish
from tests.support.moves import become, entries, everything_written, grant
from tests.support.together import at_once

BETTER = replace(FINANCE, channels=("C04FIN", "C01GEN"), words=("payslip",))


def test_an_admin_adds_changes_and_removes_an_audience_and_the_journal_knows(house: Database, clock: HandClock) -> None:
    start = len(entries(house))
    add(house, clock())
    change(house, clock(), BETTER)
    change(house, clock(), replace(BETTER, name="Accounting"), before=BETTER)
    assert audiences(house) == [replace(BETTER, name="Accounting")]
    remove(house, clock(), replace(BETTER, name="Accounting"))
    assert audiences(house) == []
    noted = entries(house)[start:]
    assert [(one.verb, one.subject_kind, one.subject_id, one.by, one.facts) for one in noted] == [
        ("add_audience", "workspace", TEAM, ADA, {"name": "Finance"}),
        ("change_audience", "workspace", TEAM, ADA, {"name": "Finance"}),
        ("change_audience", "workspace", TEAM, ADA, {"name": "Accounting", "was": "Finance"}),
        ("remove_audience", "workspace", TEAM, ADA, {"name": "Accounting"}),
    ]
    assert [noted[0].before, noted[-1].after] == ["", ""]
    assert [one.after for one in noted[:3]] == [one.before for one in noted[1:]]
    assert noted[0].after == fingerprint(FINANCE)
    with house.glance() as tx:
        assert first_broken_link(tx, TEAM) is None


def test_the_longest_name_is_kept_and_journalled(house: Database, clock: HandClock) -> None:
    long = Audience("é" * 80)
    add(house, clock(), long)
    assert audiences(house) == [long]


def test_saving_what_stands_changes_nothing(house: Database, clock: HandClock) -> None:
    known(house, FINANCE)
    before = everything_written(house)
    change(house, clock(), FINANCE)
    assert everything_written(house) == before
    assert audiences(house) == [FINANCE]


ACTS: dict[str, Callable[[Database, HandClock, str], None]] = {
    "add": lambda house, clock, by: add(house, clock(), EVERYONE, by=by),
    "change": lambda house, clock, by: change(house, clock(), BETTER, by=by),
    "remove": lambda house, clock, by: remove(house, clock(), by=by),
}


@pytest.mark.parametrize("what", ACTS)
def test_only_admins_keep_audiences_and_authors_do_not(house: Database, clock: HandClock, what: str) -> None:
    known(house, FINANCE)
    grant(house, clock(), U03STAFF=frozenset(Role) - {Role.ADMIN})
    before = everything_written(house)
    for who in (SAM, BEA, CARL):
        with pytest.raises(NeedsRole, match="Only admins change audiences") as refused:
            ACTS[what](house, clock, who)
        assert refused.value.ask == (ADA,)
    with pytest.raises(NotStaff):
        ACTS[what](house, clock, GUS)
    assert everything_written(house) == before
    assert audiences(house) == [FINANCE]


@pytest.mark.parametrize("what", ACTS)
def test_an_admin_who_became_a_guest_keeps_nothing(house: Database, clock: HandClock, what: str) -> None:
    known(house, FINANCE)
    become(house, clock(), ADA, Kind.GUEST)
    with pytest.raises(NotStaff):
        ACTS[what](house, clock, ADA)
    assert audiences(house) == [FINANCE]


def test_forms_and_questions_are_for_admins_too(house: Database) -> None:
    known(house, FINANCE)
    with house.glance() as tx:
        for who, why in ((SAM, NeedsRole), (GUS, NotStaff)):
            with pytest.raises(why):
                flows.to_add(tx, TEAM, by=who)
            with pytest.raises(why):
                flows.to_change(tx, TEAM, name="Finance", by=who)
            with pytest.raises(why):
                flows.to_remove(tx, TEAM, name="Finance", by=who)
        assert flows.to_change(tx, TEAM, name="Finance", by=ADA) == FINANCE
        assert flows.to_remove(tx, TEAM, name="Finance", by=ADA) == FINANCE
        for look in (flows.to_change, flows.to_remove):
            with pytest.raises(UnknownAudience):
                look(tx, TEAM, name="finance", by=ADA)


def test_the_staff_read_audiences_by_name_and_know_whether_they_keep_them(house: Database) -> None:
    known(house, FINANCE, EVERYONE, Audience("apprentices"), Audience("Éditeurs"), Audience("Zoo"))
    wanted = ["apprentices", "Everyone", "Finance", "Zoo", "Éditeurs"]
    with house.glance() as tx:
        read, keeps = flows.to_read(tx, TEAM, by=SAM)
        assert ([one.name for one in read], keeps) == (wanted, False)
        assert flows.to_read(tx, TEAM, by=ADA) == (read, True)
        assert flows.all_of(tx, TEAM) == read
        assert flows.get(tx, TEAM, "Finance") == FINANCE
        assert flows.get(tx, TEAM, "finance") is None
        with pytest.raises(NotStaff):
            flows.to_read(tx, TEAM, by=GUS)


def test_what_changed_while_somebody_wrote_is_shown_to_them_first(house: Database, clock: HandClock) -> None:
    acts: tuple[Callable[[], None], ...] = (
        lambda: change(house, clock(), replace(FINANCE, mail=())),
        lambda: remove(house, clock()),
    )
    known(house, BETTER)
    for act in acts:
        with pytest.raises(AudienceMoved) as moved:
            act()
        assert moved.value.present == BETTER
    known(house)
    for act in acts:
        with pytest.raises(AudienceMoved) as moved:
            act()
        assert moved.value.present is None
    assert audiences(house) == []


def test_a_name_that_another_audience_has_is_refused(house: Database, clock: HandClock) -> None:
    known(house, FINANCE, EVERYONE)
    with pytest.raises(Refusals) as refused:
        add(house, clock(), Audience("finance"))
    assert [one.field for one in refused.value.refusals] == [NAME]
    with pytest.raises(Refusals):
        change(house, clock(), replace(FINANCE, name="every-one"))
    change(house, clock(), replace(FINANCE, name="FINANCE"))
    assert [one.name for one in audiences(house)] == ["Everyone", "FINANCE"]


def test_two_who_add_or_change_at_once_leave_one_audience_of_each_name(house: Database, clock: HandClock) -> None:
    for name in ("First", "Second"):

        def adding(tx: Tx, name: str = name) -> None:
            flows.add(tx, TEAM, audience=Audience(name), by=ADA, now=clock())

        assert sorted(type(one).__name__ for one in at_once(house, adding, adding)) == ["NoneType", "Refusals"]
    known(house, FINANCE)

    def change_to(audience: Audience) -> Callable[[Tx], None]:
        seen = fingerprint(FINANCE)
        return lambda tx: flows.change(
            tx, TEAM, audience=audience, instead_of="Finance", base=seen, by=ADA, now=clock()
        )

    results = at_once(house, change_to(BETTER), change_to(Audience("Accounting")))
    assert sorted(type(one).__name__ for one in results) == ["AudienceMoved", "NoneType"]
    assert len(audiences(house)) == 1


def test_an_audience_whose_addresses_no_form_could_hold_is_not_cut_by_one(house: Database) -> None:
    known(house, replace(FINANCE, mail=tuple(f"{'a' * 60}{at:03}@example.com" for at in range(40))))
    with house.glance() as tx:
        with pytest.raises(Refusal, match="That is done in the set-up file"):
            flows.to_change(tx, TEAM, name="Finance", by=ADA)
        assert flows.to_remove(tx, TEAM, name="Finance", by=ADA).name == "Finance"


def test_what_was_kept_in_slack_is_written_out_and_loads_again_as_it_is(house: Database, clock: HandClock) -> None:
    add(house, clock())
    add(house, clock(), Audience("123", words=("no", "a: b"), cares_about="- a\n\n b"))
    written = dump(house, TEAM)
    assert "words: [payslip, month end]" in written
    assert load(house, written.encode(), "setup.yml", clock()).endswith("Nothing was changed.")


def test_another_workspace_has_audiences_of_its_own(house: Database, clock: HandClock) -> None:
    furnish(house, clock(), "T02OTHER")
    known(house, FINANCE)
    with house.transaction() as tx:
        assert flows.all_of(tx, "T02OTHER") == ()
        flows.add(tx, "T02OTHER", audience=replace(FINANCE, mail=()), by=ADA, now=clock())
    remove(house, clock())
    assert audiences(house) == []
    assert audiences(house, "T02OTHER") == [replace(FINANCE, mail=())]
