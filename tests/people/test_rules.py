"""Who counts as staff, and what Slack's user objects say."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.people.rules import TRUSTED_FOR, Kind, NeedsRole, Person, Role, Workspace, profile_of

TEAM = "T01TEST"
NOW = datetime(2026, 3, 2, tzinfo=UTC)
MEMBER: dict[str, Any] = {"id": "U1", "team_id": TEAM, "name": "ada", "real_name": "Ada Okafor"}


def person(
    kind: Kind = Kind.MEMBER,
    *,
    group: str | None = "S0IT",
    inside: bool = True,
    roles: set[Role] | None = None,
    zone: str = "Europe/London",
) -> Person:
    workspace = Workspace(TEAM, "Example IT", group, None, "token", "token")
    return Person(workspace, "U1", "Ada", kind, inside, frozenset(roles or ()), NOW, zone)


@pytest.mark.parametrize("kind", [Kind.GUEST, Kind.OUTSIDE, Kind.APP, Kind.GONE])
@pytest.mark.parametrize("group", [None, "S0IT"])
def test_nobody_but_a_full_member_is_staff_whatever_they_hold(kind: Kind, group: str | None) -> None:
    assert not person(kind, group=group, roles=set(Role)).is_staff


@pytest.mark.parametrize(
    ("group", "inside", "roles", "staff"),
    [
        (None, False, set(), True),
        ("S0IT", True, set(), True),
        ("S0IT", False, set(), False),
        ("S0IT", False, {Role.COMMANDER}, True),
    ],
)
def test_a_member_is_staff_through_the_group_a_role_or_because_everybody_is(
    group: str | None, inside: bool, roles: set[Role], staff: bool
) -> None:
    assert person(group=group, inside=inside, roles=roles).is_staff is staff


def test_somebody_is_asked_about_again_after_a_day() -> None:
    assert not person().is_due_for_a_check(NOW + TRUSTED_FOR - timedelta(microseconds=1))
    assert person().is_due_for_a_check(NOW + TRUSTED_FOR)


@pytest.mark.parametrize(
    ("what", "kind"),
    [
        ({}, Kind.MEMBER),
        ({"is_restricted": True}, Kind.GUEST),
        ({"is_ultra_restricted": True, "is_restricted": True}, Kind.GUEST),
        ({"is_stranger": True}, Kind.OUTSIDE),
        ({"team_id": "T99"}, Kind.OUTSIDE),
        ({"team_id": None}, Kind.OUTSIDE),
        ({"team_id": "T99", "enterprise_user": {"teams": [TEAM]}}, Kind.MEMBER),
        ({"team_id": "T99", "enterprise_user": {"teams": ["T98"]}}, Kind.OUTSIDE),
        ({"deleted": True}, Kind.GONE),
        ({"deleted": True, "is_restricted": True}, Kind.GONE),
        ({"is_bot": True}, Kind.APP),
        ({"id": "USLACKBOT"}, Kind.APP),
        ({"is_restricted": True, "is_stranger": True}, Kind.OUTSIDE),
    ],
)
def test_what_slack_says_decides_what_somebody_is(what: dict[str, Any], kind: Kind) -> None:
    assert profile_of(MEMBER | what, TEAM).kind is kind


@settings(derandomize=True, max_examples=100)
@given(
    st.dictionaries(
        st.sampled_from(
            ["deleted", "is_stranger", "is_restricted", "is_ultra_restricted", "is_bot", "team_id", "enterprise_user"]
        ),
        st.sampled_from([None, False, True]),
    )
)
def test_full_membership_is_never_assumed(what: dict[str, Any]) -> None:
    user = {"id": "U1", **what, "enterprise_user": None, "team_id": TEAM if what.get("team_id") else None}
    flags = ("deleted", "is_stranger", "is_restricted", "is_ultra_restricted", "is_bot")
    plain = user["team_id"] == TEAM and not any(what.get(flag) for flag in flags)
    assert (profile_of(user, TEAM).kind is Kind.MEMBER) is plain


@pytest.mark.parametrize(
    ("what", "name"),
    [
        ({}, "Ada Okafor"),
        ({"real_name": "", "profile": {"display_name": "Ada"}}, "Ada"),
        ({"real_name": None, "profile": None}, "ada"),
        ({"real_name": "", "name": ""}, "U1"),
        ({"real_name": "x" * 500}, "x" * 80),
    ],
)
def test_somebody_is_called_what_slack_calls_them(what: dict[str, Any], name: str) -> None:
    assert profile_of(MEMBER | what, TEAM).name == name


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/Argentina/Buenos_Aires", "UTC"])
def test_somebodys_time_zone_is_the_one_that_slack_says(zone: str) -> None:
    assert profile_of(MEMBER | {"tz": zone}, TEAM).zone == zone


@pytest.mark.parametrize(
    "zone",
    [
        *(None, "", 3600, True, ["UTC"]),
        *("Mars/Base", "Europe", "europe/london", "/etc/passwd", "../UTC", "a\0b", "\ud800", "x" * 65, "x" * 5000),
    ],
)
def test_a_time_zone_that_nobody_knows_is_none(zone: object) -> None:
    assert profile_of(MEMBER | {"tz": zone}, TEAM).zone == ""


def test_a_refusal_for_want_of_a_role_names_at_most_three_who_hold_it() -> None:
    refused = NeedsRole(Role.APPROVER, "approve lines", ("U1", "U2", "U3", "U4"))
    assert (refused.sentence, refused.ask) == ("Only approvers approve lines.", ("U1", "U2", "U3"))
    assert refused.or_else == ", or an admin to add you"
    nobody = NeedsRole(Role.APPROVER, "approve lines", ())
    assert nobody.sentence == (
        "Only approvers approve lines. Nobody is one yet. An admin can add you to the set-up file."
    )
