"""Classes of drafts that once were declined or told wrongly: what comes of work, papers, groups, forms, things kept."""

import html

import pytest

from bot.subjects.rewriting import NOTHING_MORE, rewrite
from bot.subjects.rules import Fields, Status


def best(subject: str, fields: Fields = NOTHING_MORE) -> str:
    """Return the best headline for a draft, or nothing."""
    result = rewrite(subject, fields)
    return html.unescape(result.rewrites[0].headline) if result.rewrites else ""


Said = tuple[str, str, str]
# A draft, what its headline has to say, and what it must not say ("|" between words).
COMES_OF_WORK: list[Said] = [
    ("Pump replacement in the main boiler room may cause brief interruptions", "may|brief interruptions", "Pump"),
    ("Firewall update will cause short gaps in remote access on Tuesday", "Expect|short gaps|Tuesday", "Firewall"),
    ("Generator test may briefly interrupt the tills on Sunday", "may|tills", "can't"),
    ("Network fault affecting card payments at the quay", "trouble|card payments at the quay", "network"),
    ("Fault at our provider affecting text reminders to patients", "text reminders to patients", "provider"),
    ("Yard app: check-in is being held up by a database fault", "check-in|slow", "database"),
    ("Test benches paused for upgrade 3-5 pm", "can't use|test benches|3-5 pm", "upgrade"),
]
SIGNING_UP: list[Said] = [
    ("Registration for the safety day ends on 4 June", "Sign up for|safety day|by 4 June", "lose"),
    ("Booking for the flu clinic closes on 1 October", "Book the flu clinic by 1 October", "lose"),
    ("Applications for the bursary close on 12 May", "Apply for|by 12 May", "lose"),
    ("Voting for the staff council ends at noon", "Vote for|by noon", "lose"),
    ("Nominations for the driver awards close Friday", "Send nominations|by Friday", "lose"),
    ("The call for papers closes 5 May", "Answer the call for papers by 5 May", "lose"),
    ("Applications for the apprentice scheme extended to 9 June", "until 9 June|apprentice scheme", "extended"),
]
TAKING_PART: list[Said] = [
    ("Focus group on the parish site, 4 seats left", "Join the focus group on the parish site", "Expect"),
    ("Working group on accessible forms", "Join the working group", "Expect"),
    ("Drone masterclass (beginners) Nov 20, 1pm, Oak Room", "Join|drone masterclass|Nov 20", "Expect"),
    ("Tutorial on the rota app, Wed 3 pm", "Join the tutorial on the rota app", "Expect"),
]
TO_READ: list[Said] = [
    ("Revised expense guide out now", "Read the revised expense guide", "can now use"),
    ("New lone-worker rules published", "Read the new lone-worker rules", "Expect"),
    ("New visitor rules apply from Monday", "Follow the new visitor rules|from Monday", "can use"),
    ("Quiet hours rule in force from 1 May", "Follow|from 1 May", "Plan for"),
]
KEPT: list[Said] = [
    ("Closure of the south gate put off until spring", "You keep the south gate until spring", "can't"),
    ("Retirement of the old intranet moved to an unknown date", "You keep the old intranet for now", "lose"),
    ("Removal of local printers moved to June", "You keep local printers until June", "move in"),
    ("Desk move postponed - you can stay on floor 2 until June", "You can stay on floor 2 until June", "later"),
    (
        "Grace period for old gate cards prolonged until 20 December",
        "can use|old gate cards until 20 December",
        "Grace",
    ),
    ("Trial of the route planner extended by two weeks", "keep using the route planner", "until two weeks"),
]
LIMITS: list[Said] = [
    ("Loan period: 14 days", "Expect a loan period of 14 days", "Plan for"),
    ("Upload limit: 2 GB per file", "Expect an upload limit of 2 GB per file", "Upload limit:"),
    ("Guest Wi-Fi sessions cut to 2 hours", "sessions of only 2 hours", "can't use"),
    ("Print allowance reduced to 100 pages from May", "only 100 pages|from May", "lose"),
]
HOW_TO_GET: list[Said] = [
    (
        "Noise-cancelling headsets for call agents, order form on the intranet",
        "Order noise-cancelling headsets",
        "Expect",
    ),
    ("Spare badges for visitors, ask at the gate", "Ask for spare badges for visitors at the gate", "Expect"),
]
BACK: list[Said] = [
    ("Working again: label printing in despatch", "can use label printing|again", "Expect"),
    ("Door access was re-enabled at noon", "can use door access again", "Note"),
    ("Tidebook up, charts still missing", "can use Tidebook again|not|charts", "everything"),
    ("Tills are operational", "can use tills again", "now"),
]
GOING: list[Said] = [
    ("Decommissioning notice for the old rota site", "You lose the old rota site", "notice"),
    ("End of support notice for Windows 10", "You lose support for Windows 10", "notice"),
    ("Withdrawal notice: season ticket loans", "You lose season ticket loans", "notice"),
    ("Sunsetting the wiki: pages become read-only in May, gone by July", "lose the wiki", "Expect pages"),
]
DUTIES: list[Said] = [
    (
        "Forklift tablets: battery swelling, return affected units immediately",
        "Return affected forklift tablets",
        "units",
    ),
    ("Till drawers: sharp edges, report damaged ones to facilities", "Report damaged till drawers", "ones"),
    ("Stolen laptop cables - lock yours", "Lock your laptop cables", "Stolen"),
    ("Flaw in WinRAR: install the patch now", "Install the WinRAR patch now", "Flaw"),
    ("Yard tablets: required update to version 9.2 by Friday", "Update yard tablets by Friday", "9.2"),
    ("Chrome: required restart before Monday", "Restart Chrome before Monday", "You need"),
    ("Licence recertification for pilots due 5 May", "Renew your licence by 5 May", "Plan"),
    ("Phone trade-in for sales staff", "Swap your phone", "Expect"),
    ("Monitor replacement scheme for the studio – from 4 June", "Expect the monitor to be replaced from 4 June", "Use"),
]
NO_DUTIES: list[Said] = [
    ("Water plant screens rebooting at 03:00 tomorrow", "Expect water plant screens to restart", "rebooting"),
    ("Switch to the new visitor desk begins 1 May", "Plan for the switch to the new visitor desk", "begins"),
    ("Water main burst at the north gate", "trouble with the water main", "burst"),
]
TRICKS: list[Said] = [
    ("Parking ticket scam again", "Watch out for a parking ticket scam", "again"),
    ("Another parking ticket scam", "Watch out for a parking ticket scam", "Another"),
    ("Security incident bulletin – spoofed messages from the mayor", "Watch out for spoofed messages", "bulletin"),
]
TOLD: list[Said] = [
    ("About 200 voicemail boxes lost greetings after last night's failover", "about 200|lost greetings", "Expect"),
    ("Some invoices sent twice", "some invoices were sent twice", "to be sent"),
    ("Many stores received the old price list", "many stores received the old price list", "different"),
    ("Address changes now reach the bank overnight", "address changes to reach the bank", "the address to change"),
    ("New hires now appear in the directory the same day", "new hires to appear in the directory", "to be appear"),
    ("Delivery slots for wholesale fully booked", "to be fully booked", "fully to be"),
    ("Ticket kiosk can't print receipts", "Expect the ticket kiosk not to print receipts", "You can't"),
    ("Ticket gateway not passing bookings to the gate scanners", "not to pass bookings", "passing"),
    ("CHG-88213 | Network | Low risk | 19-Apr 22:00-23:00 | Building H", "around|network|19-Apr", "CHG"),
    ("CANCELLED: Saturday's server room power test", "no power test", "server"),
    ("Headset swap programme for call takers – week of 9 March", "in the week of 9 March", "on 9 March"),
]
ALL = [
    *COMES_OF_WORK,
    *SIGNING_UP,
    *TAKING_PART,
    *TO_READ,
    *KEPT,
    *LIMITS,
    *HOW_TO_GET,
    *BACK,
    *GOING,
    *DUTIES,
    *NO_DUTIES,
    *TRICKS,
    *TOLD,
]


@pytest.mark.parametrize(("subject", "says", "never"), ALL, ids=[one[0] for one in ALL])
def test_a_class_of_drafts_is_told_as_a_reader_needs_it(subject: str, says: str, never: str) -> None:
    headline = best(subject)
    assert headline
    assert all(part in headline for part in says.split("|")), headline
    assert not any(part in headline for part in never.split("|")), headline
    assert len(headline) <= 60


def test_what_to_do_at_a_place_is_kept() -> None:
    assert rewrite("Park in Lot C on 9 October").status is Status.KEEP


@pytest.mark.parametrize("subject", ["Please read carefully", "Kindly note"])
def test_a_duty_without_an_object_is_asked_about(subject: str) -> None:
    assert rewrite(subject).status is Status.NEEDS_INPUT


def test_a_short_line_in_another_language_is_left_alone() -> None:
    assert rewrite("Nätverket fungerar igen").status is Status.UNSUPPORTED_LANGUAGE


def test_the_outcome_names_what_people_do_it_in() -> None:
    fields = Fields(outcome="find your way to any ward")
    assert (
        best("Wayfinding module launched in the hospital app", fields)
        == "Find your way to any ward in the hospital app"
    )


def test_a_warning_names_the_service_that_the_author_gave() -> None:
    headline = best("app-prd-07 vMotion, expect a blip 8/9 around 5 am", Fields(service="the case files"))
    assert headline == "Expect a blip in the case files on 8/9 around 5 am"
