"""News of IT's own house is asked about, and what people notice in it is told."""

import pytest

from bot.subjects.rewriting import rewrite
from bot.subjects.rules import Fields, GlossaryEntry, Status

_NOTHING = "nothing-to-use"


def is_empty(draft: str) -> bool:
    return any(one.rule == _NOTHING for one in rewrite(draft).lints)


@pytest.mark.parametrize(
    "draft",
    [
        "Ceph cluster in Turku expanded by nine OSDs",
        "Grain elevator SCADA: rule base consolidated",
        "The storage team has moved our vSAN hosts to new racks",
        "Decommissioning of domain controllers ADX01 and ADX02",
        "RTO of 2 h 10 min reached in the DR test",
        "Index servers rebuilt over the weekend",
        "Herring database server: Java 11 removed from the build farm",
        "Back-end migration of the message broker to Kubernetes 1.31 on 9 April",
        "Firewall ruleset: 340 rules removed",
        "Switch refresh programme: wave 2 of 7",
    ],
)
def test_work_on_what_only_it_works_with_is_asked_about(draft: str) -> None:
    assert rewrite(draft).status is Status.NEEDS_INPUT
    assert is_empty(draft)


@pytest.mark.parametrize(
    "draft",
    [
        "Sprint 9 report: velocity down, two stories carried over",
        "INC0077120 closed - root cause analysis to follow",
        "Minutes of the buoy system steering committee, 7 May",
        "ADR-031: event sourcing for the tide tables",
        "Project Guillemot reaches milestone 4",
        "TISAX assessment passed",
        "Contract with Hitachi signed",
        "Juniper advisory published",
        "PCI DSS gap assessment kicked off with an external assessor",
        "Our new CISO",
        "Please find attached the slides from last week's architecture board",
    ],
)
def test_what_it_writes_buys_and_proves_for_itself_is_asked_about(draft: str) -> None:
    assert rewrite(draft).status is Status.NEEDS_INPUT
    assert is_empty(draft)


@pytest.mark.parametrize(
    "draft",
    [
        "Something big is coming to the harbour...",
        "Exciting changes ahead: watch this space!!!",
        "Stay tuned",
        "Get ready!",
        "Have you met the platform team?",
        "Follow-up to our last mail",
        "Please ignore the previous mail",
        "As discussed in the town hall",
        "See the intranet for details",
        "14 November 2027",
        "07/08/2027",
        "You may be affected",
    ],
)
def test_a_promise_of_news_is_none(draft: str) -> None:
    assert rewrite(draft).status is Status.NEEDS_INPUT
    assert is_empty(draft)


@pytest.mark.parametrize(
    "draft",
    [
        "Core switch outage in the ferry terminal",
        "Load balancer failure: shop unreachable",
        "Server maintenance Saturday 02:00-04:00",
        "Network maintenance on Sunday",
        "Generator test Saturday 8:00, lifts stop",
        "DR test on Sunday: systems unavailable 6-10",
        "API for open data now live",
        "New GPU nodes for researchers",
        "GitLab Pages for all projects",
        "Redis as a service for your projects",
        "Penetration test on Saturday, shop may be slow",
        "Adobe licences cut to 50",
        "SAN failure at St Anne's, imaging slow",
        "Pilot: book desks by app",
        "HR desk moves to the ground floor",
        "Phase 2 of the car park opens on Monday",
        "Project Online retires on 30 September",
        "Remote desktop gateway closed",
    ],
)
def test_what_people_notice_is_told(draft: str) -> None:
    assert not is_empty(draft)


@pytest.mark.parametrize("fields", [Fields(outcome="find a berth in seconds"), Fields(action="Save your work by 6 pm")])
def test_what_the_author_says_helps(fields: Fields) -> None:
    assert rewrite("Back-end migration of the message broker", fields).status is Status.OK


def test_a_system_of_the_glossary_is_nobodys_machine() -> None:
    known = (GlossaryEntry(name="Kelp", plain="the tide planner", lets_you="plan around tides"),)
    draft = "Kelp moved to Kubernetes"
    assert not any(one.rule == _NOTHING for one in rewrite(draft, glossary=known).lints)


def test_a_promise_of_news_is_not_kept_as_it_is() -> None:
    assert rewrite("Keep your eyes open").status is Status.NEEDS_INPUT
    assert rewrite("Keep your badge visible").status is not Status.NEEDS_INPUT
