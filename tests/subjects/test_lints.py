"""What lints find in drafts of many sorts of organisations, beside the tests that each rule has in its own file."""

import pytest

from bot.subjects.drafts import take_apart
from bot.subjects.lints import lint
from bot.subjects.packs import shipped
from bot.subjects.rewriting import rewrite
from bot.subjects.rules import GlossaryEntry
from tests.support.work import calls

# What every draft about a system has, and what these tests are not about.
_ASIDE = {"system-first", "too-long"}
DRAFTS = """
jargon | Firewall rule change for branch routers on 3 May
jargon | VLAN renumbering at the Leeds depot, Sunday 02:00
jargon nothing-to-use passive | DNS records will be moved to a new provider
- | Payslips are late this month
- | You can pick up your new phone at reception from Monday
- | Pay your library fines online
passive | Old badges will be switched off on 1 June
passive | Two-sided printing has been made the default
passive | Lost-property site shut down for good
passive | Parking permits can now be renewed online
- | Canteen till stuck: bring cash today
- | The lift app shows the wrong floor
codename jargon | Project Tamarind: cutover weekend 14-15 June
codename | Operation Snowdrop moves to Leeds in May
codename jargon | Reboot of srv-mail02 at 21:00
codename jargon nothing-to-use | nas07 disk replacement
codename jargon | esx-12 and esx-13 back after host failure
codename | Bluebell programme: what happens next for payroll
codename jargon | Thor cluster upgrade on Monday
codename jargon | Borealis go-live on 3 March
codename | Wave 4: Finance gets new laptops in May
codename | hr-portal.corp.local not reachable
- | Outlook on your phone asks for a new password
- | Zoom rooms on floor 3 have no sound
- | Excel files open slowly from the shared drive
- | Teams calls drop in Building C
- | COVID-19 site closes 30 June
- | Phoenix office has no internet until noon
- | Room 12 projector is out of order
- | Level 3 printers are out of toner
- | CS101 recordings are missing this week
- | Gate 4 opens late on Monday
- | A4 paper is out of stock in Block B
bare-ticket | Ticket 88213: shared drive slow
bare-ticket | Case: 000123 - mailbox full
bare-ticket | FW: AW: Printer in room 4
bare-ticket | **RESOLVED** Phones in Bristol
bare-ticket | [FIRING:1] HighDiskUsage
bare-ticket | OPS-3112 Badge readers at gate 2
bare-ticket | SR 4471982 Monitor order for Room 6
bare-ticket nothing-to-use | Re: your request REQ0099123
bare-ticket | UPDATE 2: Phones still down
bare-ticket | Ref #40021 Laptop return
bare-ticket | [External] Bank details form
bare-ticket | <!here> Phones are down
bare-ticket | WO-77120 projector swap in Hall B
bare-ticket jargon | SEV2 - card payments down
bare-ticket nothing-to-use | INC0039 closed
- | Webinar: how to spot fake invoices
- | Price change: colour prints cost 12p from May
- | Library: longer opening hours in exam weeks
- | Free course: Excel for beginners
- | Call 4455 to report a lost phone
- | Room 2024 has a new screen
nothing-to-use | Important notice from IT
jargon nothing-to-use | Weekly CAB notes
jargon nothing-to-use version | Release notes 4.2
nothing-to-use | Upcoming changes
nothing-to-use | A message from the CIO
nothing-to-use | What's new in IT
nothing-to-use | System improvements
jargon nothing-to-use | Network infrastructure enhancements
nothing-to-use | Coming soon
nothing-to-use | Hello
nothing-to-use | Please read
nothing-to-use | Reminder
nothing-to-use | IT update May 2026
nothing-to-use | Various fixes and improvements
jargon nothing-to-use passive | Maintenance completed successfully
jargon nothing-to-use passive | Change implemented
nothing-to-use | Digital strategy
nothing-to-use | Changes to our applications
nothing-to-use | Information
jargon nothing-to-use passive | Deployment finished
nothing-to-use shouting | Exciting news!
nothing-to-use | Test message
jargon nothing-to-use passive | Storage array firmware applied
nothing-to-use | Changes to the IT department
jargon nothing-to-use | Backend optimisations
jargon nothing-to-use | ERP project: phase 3
nothing-to-use | Service announcement
nothing-to-use | Our new website policy
- | Library closed on Friday
- | New car park rules from 1 May
- | Fire drill at 11 today
- | Lost your badge? Come to the front desk
- | Printers in the east wing are slow
- | Payroll closes early this month
- | Your parcel is at reception
- | Meet your new timetable app
jargon | Intermittent packet loss between sites
jargon | LDAP sync broken since 08:00
jargon passive | API keys will be rotated on Monday
jargon | Failover of the payment gateway on Sunday
jargon | SAN snapshot cleanup tonight
jargon | Endpoint agent rollout begins in May
jargon passive | Batch jobs rescheduled to 04:00
jargon | SIP trunk outage: no calls out
jargon | VM host failure in rack 4
jargon | Kubernetes ingress errors
jargon nothing-to-use | WSUS approvals for May
jargon | EDR agent on all PCs from June
jargon | Hypercare for the tills ends on Friday
jargon nothing-to-use | SLA report for Q2
jargon | MDM enrolment for iPads
jargon | QoS settings for video calls
jargon | DKIM for all outgoing mail from June
jargon | Latency in the Dublin office
jargon | Middleware restart at noon
jargon passive | Test environment refreshed on Thursday
jargon nothing-to-use passive | PKI root certificate replaced
jargon passive | Legacy tokens revoked on 1 May
jargon | IdP change: sign in again on Monday
jargon passive | RDP blocked from home
jargon | UAT sign-off for the till project
jargon | GPO change on Thursday
- | Wi-Fi slow on the second floor
- | Phones down in Porto
- | Email is slow today
- | New laptops for nurses
- | Card readers work again
- | Buy your TV licence online
- | HR desk moves to the ground floor
- | FAQ on the new ID cards
- | GPS trackers for vans arrive in May
- | PDF forms open in the browser now
- | CEO scam: don't buy gift cards
- | Enter your PIN before you tap your badge
- | SMS codes arrive late today
- | No TV in ward 4
- | UK payslips are out
- | Q1 expense claims close on Friday
- | USB chargers at the front desk
- | VIP visit: north gate closed on 3 May
passive | Sick notes must be uploaded by Friday
passive | Claims submitted after 5 pm will be paid next month
passive | Lunch menus are now printed weekly
passive | Guest accounts deleted after 30 days
passive | Payroll run delayed by a day
passive | Visitors' book replaced by a tablet
passive | Room bookings moved to Outlook
passive | Water turned off in Block C
passive | New timetable published
passive | Photo service discontinued
passive | Parking fees to be raised in July
passive | Ticket machine being repaired
passive | Free ink no longer provided
passive | Door codes reset for all labs
passive | Voicemail withdrawn from 1 June
passive | Online shop taken down
- | Mail arrived late yesterday
- | The north gate stays closed on Monday
- | Password reset for students takes two steps
- | Leave your PC switched on tonight
- | Files stored on your desktop are safe
- | We fixed the door readers
- | Someone cut the cable at the depot
- | Are you tired of passwords?
- | The survey left out night staff
- | Limited parking on Friday
- | Advanced Excel course in May
version | Acrobat 2020 stops working in June
version | iOS 15 phones lose email in May
jargon version | TLS 1.1 off from Monday
jargon version | Canopy 5 rollout in June
version | Payroll app v.3 is here
version | macOS 11 Macs can't print
jargon version | Python 3.8 goes away in July
jargon version | Oracle 19c upgrade on Sunday
version | Windows 10 PCs stop in October
jargon version | SQL Server 2014 end of support
version | Stock app 4.2.1 fixes the crash
jargon version | SMBv1 shares off on Friday
- | Office 365 is slow in Rome
- | Microsoft 365 training on 5 May
- | Parking costs 3.50 from May
- | Floor 2.1 has no power
passive | Teams 20 users limit lifted
- | Pick-up at 10.30 in Hall 2
- | 2 GB free for every student
- | Phase 2 of the car park opens
- | 24/7 help desk from May
- | Line 9 scanners are back
- | Bus 42 leaves from gate 3
jargon | Load balancer swap at the Utrecht site
codename jargon | db-master-02 failover drill on Monday
codename | Osprey goes to all branches in June
codename | Project Larch starts in Finance on Monday
codename jargon | Hermes node offline until Friday
codename nothing-to-use | Initiative OneDesk begins
jargon passive | Thin clients replaced in wards 3 and 5
passive | Car pool bookings are now handled by reception
passive | Expense limits were raised last week
passive | Mailroom hours shortened
passive | Two kiosks taken out of service
passive | Exam timetable released
- | The kiosk in the foyer is stuck
- | Staff canteen opens at 7
- | Invoices from May are missing
- | Seats left for Friday's first-aid course
- | Tired of long queues? Pay by phone
- | Headsets for hybrid meetings are here
bare-ticket | RITM0011223: new monitor
bare-ticket | AW: Parkplatz
bare-ticket | [Helpdesk] Toner in room 12
bare-ticket | HELP-4417 | Badge stuck
nothing-to-use | Announcement
nothing-to-use | News from our service desk
nothing-to-use | Planned changes
jargon nothing-to-use | Infrastructure upgrade
jargon nothing-to-use | Migration status
jargon nothing-to-use | Production deployment
jargon nothing-to-use passive | Cluster maintenance completed
nothing-to-use | Our IT strategy
nothing-to-use | Monthly IT bulletin
nothing-to-use | Some improvements to our services
nothing-to-use | Technical update
nothing-to-use | Quarterly report
jargon nothing-to-use | Patch notes
- | New menu in the canteen
- | Blood drive on Thursday
- | Summer hours at the front desk
jargon | NTP drift on branch tills
jargon | Kerberos errors after the clock change
jargon | Rack move on Saturday, phones down
jargon | HTTP 502 errors on the booking page
jargon | CSV export API slow
jargon | RAID rebuild: files slow until Monday
jargon | OTA update for scanners
jargon nothing-to-use | CRM sandbox refresh
jargon | VoIP quality problems in Oslo
jargon | SSH access closes on 1 May
version | Webshop 3.2 has a basket for gifts
jargon version | End of support for Office 2019
version | Chrome 120 breaks the time clock
version | Build 552 of the tills app prints slowly
- | Room 3.14 has no heating
- | Bus 12 stops at gate 9
- | Ward 7 phones are down
codename | New fonts on Quorra
codename | You can now print from Quorra and save in BrightHare
codename | Quorra is down
codename jargon | Quorra partition for short jobs
codename passive | Parcel desk renamed as Tindle
codename | Quorra: longer waits
- | Lunch on Wednesday for Glasgow
- | Email is slow in Poland
jargon | Bring the key to Quorra Data Center on Friday
- | Collect your laptop, wave 3, on Monday
passive | Recording of the choir talk available
passive | Crew asked to use the north gate
passive | Locker limits have been increased
- | Why we've decided to close the kiosk
- | No rooms are available on Friday
- | Choir practice lasts longer than planned
- | Ferry office shut 09.00 UTC on 3 May
nothing-to-use | Berth price updates
nothing-to-use | System update this morning
nothing-to-use | Going forward with berth planning
nothing-to-use | Preventive measures at the depot
- | Changes to berth prices
- | Clean-up of crew folders from 2019
- | Signing in with a badge
"""


def _rules_found(draft: str, glossary: tuple[GlossaryEntry, ...] = ()) -> set[str]:
    rules = shipped()
    return {one.rule for one in lint(take_apart(draft, glossary, rules), rules)} - _ASIDE


@pytest.mark.parametrize("line", DRAFTS.strip().splitlines())
def test_a_draft_has_just_these_lints(line: str) -> None:
    expected, _, draft = line.partition(" | ")
    assert _rules_found(draft) == set(expected.split()) - {"-"}


@pytest.mark.parametrize(
    ("draft", "has_something"),
    [
        ("Scenic lift ticket pricing", True),
        ("Harbour app sound failures and workaround", True),
        ("Berth staff training programmes", True),
        ("Requests for deletion of idle moorings", True),
        ("Harbour notes", False),
        ("Berth firewall", False),
        ("Mooring tariff communication", False),
    ],
)
def test_what_is_asked_about_may_still_give_its_readers_something(draft: str, *, has_something: bool) -> None:
    found = {one.rule for one in rewrite(draft).lints}
    assert ("nothing-to-use" not in found) == has_something


def test_a_name_of_the_glossary_is_neither_jargon_nor_a_codename() -> None:
    known = (GlossaryEntry("Osprey", ("OSP",)),)
    assert _rules_found("Osprey is slow in June", known) == set()
    assert _rules_found("Osprey is slow in June") == {"codename"}
    assert _rules_found("OSP is slow in June", known) == set()
    assert _rules_found("OSP is slow in June") == {"jargon"}


@pytest.mark.parametrize(
    ("draft", "words"),
    [
        ("VLAN change at the depot", "“vlan”"),
        ("Zoom 6.0 is here", "“6.0”"),
        ("Osprey goes live", "“Osprey”"),
        ("Fax lines will be discontinued", "“will be discontinued”"),
        ("<!here> Phones are down", "“@here”"),
        ("<https://portal.example|Portal> Phones are down", "“a link”"),
    ],
)
def test_a_message_quotes_what_is_wrong(draft: str, words: str) -> None:
    rules = shipped()
    assert any(words in one.message for one in lint(take_apart(draft, (), rules), rules))


@pytest.mark.parametrize("draft", ["", " ", "!!!", "a-" * 290, "to 1.2.3 " * 60, "AB-1_" * 110, "up" * 290, "é" * 500])
def test_lints_are_little_work_on_any_text(draft: str) -> None:
    rules = shipped()

    def linted(text: str) -> int:
        taken = take_apart(text, (), rules)
        lint(taken, rules)  # what is kept for good is made now
        return calls(lambda: lint(taken, rules))

    assert linted(draft) < 20 * linted("Email outage on Friday")


def test_a_draft_in_title_case_is_quoted_as_it_is_written() -> None:
    messages = [one.message for one in rewrite("Berth Planner Upgrade on Friday").lints]
    assert any("“Berth Planner Upgrade”" in one for one in messages)
