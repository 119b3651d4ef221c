"""The mail tray on the page, in Debian's Chromium: at a desk and on a phone, by mouse and by keyboard."""

import smtplib
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from sandbox.clock import HandClock
from sandbox.driver import Driver
from sandbox.manifest import Manifest
from sandbox.running import Running, running
from sandbox.world import World
from tests.support.browsers import DESK, NEEDS_CHROMIUM, chromium, window

pytestmark = NEEDS_CHROMIUM
PHONE: ViewportSize = {"width": 360, "height": 780}
FROM, FINANCE, EVERYONE = "it-news@example.com", "finance@example.com", "everyone@example.com"
HOSTILE = """<html><head></head><body style="margin: 24px"><h1>Close the month</h1>
<script>parent.hit = 1; document.body.append("RAN")</script><img src="https://example.com/x.png" onerror="alert(1)">
<form action="https://example.com/"><button>Go</button></form><a href="https://example.com/">More</a></body></html>"""


@pytest.fixture
def box(world: World, manifest: Manifest) -> Iterator[Running]:
    with running(world, manifest, clock=HandClock()) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with window(browser, DESK, hostile=True) as found:
        yield found


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    with window(browser, PHONE, touch=True, hostile=True) as found:
        yield found


def _send(box: Running, subject: str, *, to: str = FINANCE, name: str = "1", html: str = HOSTILE) -> None:
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = f"Partyline <{FROM}>", to, subject
    mail["Date"], mail["Message-ID"] = "Mon, 21 Sep 2026 14:13:20 +0000", f"<{name}@partyline.example.com>"
    mail["List-Id"] = "Statements to Finance <finance.example.com>"
    mail.set_content("Close the month\n\nYou can close the month in one step.\n")
    if html:
        mail.add_alternative(html, "html")
    host, _, port = box.mail_url.removeprefix("smtp://").partition(":")
    with smtplib.SMTP(host, int(port), timeout=10) as line:
        line.sendmail(FROM, [to], mail.as_bytes())


def _open(page: Page, box: Running, place: str = "mail") -> None:
    page.goto(f"{box.base_url}/#/U09CLERK/{place}")
    expect(page.get_by_role("heading", level=2).first).to_be_visible()


SIDEWAYS = """[...document.querySelectorAll("html, .places, .mail-side, .mail-open, .mail-text, .mail-headers")]
    .filter((node) => node.scrollWidth > node.clientWidth + 1).map((node) => node.className || node.tagName)"""
SMALL = """[...document.querySelectorAll("button, summary")]
    .filter((node) => node.offsetHeight > 0 && node.offsetHeight < 40).map((node) => node.className)"""


def _fits(page: Page) -> None:
    assert page.evaluate(SIDEWAYS) == []
    assert page.evaluate(SMALL) == []


def test_mail_that_comes_is_counted_and_said_until_it_is_opened(page: Page, box: Running) -> None:
    _open(page, box, "C01GEN")
    _send(box, "First")
    place = page.get_by_role("button", name="Mail, that the app sent")
    expect(place).to_have_accessible_name("Mail, that the app sent, 1 unread")
    _send(box, "Second", to=EVERYONE, name="2")
    expect(place.locator(".count")).to_have_text("2")
    expect(page.locator(".spoken[aria-live]")).to_have_text("New mail. 2 unread.")
    place.click()
    rows = page.get_by_role("list", name="Mails, newest first").get_by_role("button")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text(EVERYONE)
    expect(rows.first).to_contain_text("Second")
    expect(rows.first.locator("time")).to_have_text("15:13")
    rows.first.click()
    expect(page.get_by_role("heading", name="Second", exact=True)).to_be_focused()
    expect(place.locator(".count")).to_have_text("1")
    expect(rows.first).to_have_attribute("aria-current", "true")
    page.get_by_role("button", name="Tomo Sato").click()
    expect(rows.first.locator("time")).to_have_text("23:13")


def test_headers_parts_and_source_are_there(page: Page, box: Running) -> None:
    _send(box, "Close the month without waiting")
    _open(page, box)
    page.get_by_role("button", name="Close the month without waiting").click()
    shown = page.get_by_role("article", name="The mail that is open")
    for name, value in (
        ("From", f"Partyline <{FROM}>"),
        ("To", FINANCE),
        ("Subject", "Close the month without waiting"),
        ("Message-ID", "<1@partyline.example.com>"),
        ("List-Id", "Statements to Finance <finance.example.com>"),
        ("Envelope", f"from {FROM} to {FINANCE}"),
    ):
        line = shown.locator("dt", has_text=name).first.locator("xpath=following-sibling::dd[1]")
        expect(line).to_have_text(value)
    page.get_by_role("tab", name="As plain text").click()
    expect(page.get_by_role("tabpanel", name="As plain text")).to_contain_text("You can close the month in one step.")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Source")).to_be_focused()
    expect(page.get_by_role("tabpanel", name="Source")).to_contain_text("MIME-Version: 1.0")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="As HTML")).to_have_attribute("aria-selected", "true")


def test_html_shows_and_nothing_in_it_runs_or_is_fetched(page: Page, box: Running) -> None:
    _send(box, "Close the month")
    _open(page, box)
    page.get_by_role("button", name="Close the month").click()
    inside = page.frame_locator("iframe[title='The mail as HTML']")
    expect(inside.get_by_role("heading", name="Close the month")).to_be_visible()
    expect(inside.locator("body")).to_have_css("margin", "24px")
    expect(inside.locator("body")).not_to_contain_text("RAN")
    inside.get_by_role("link", name="More").click()
    inside.get_by_role("button", name="Go").click()
    page.wait_for_function("document.querySelector('iframe')")
    expect(inside.get_by_role("heading", name="Close the month")).to_be_visible()
    assert page.evaluate("window.hit") is None
    assert page.locator("iframe").get_attribute("sandbox") == ""


def test_doubled_and_faulty_mails_are_marked(page: Page, box: Running) -> None:
    _send(box, "Once")
    _send(box, "Once")
    _send(box, "Line\tbreak", name="2 3", html="")
    _open(page, box)
    rows = page.locator(".mail-row")
    expect(rows.nth(1)).to_contain_text("Doubled")
    expect(rows.nth(2)).not_to_contain_text("Doubled")
    rows.nth(1).click()
    expect(page.locator(".mail-notice")).to_have_text(f"Doubled: a mail with this Message-ID came to {FINANCE} before.")
    rows.nth(0).click()
    expect(page.locator(".mail-notice")).to_have_text("Message-ID is not like <name@place>.")
    expect(page.get_by_role("tab")).to_have_text(["As plain text", "Source"])


def test_trouble_is_made_and_ended_on_the_page(page: Page, box: Running) -> None:
    _open(page, box)
    expect(page.get_by_text("No mail yet.")).to_be_visible()
    page.get_by_role("button", name="Make trouble").click()
    page.get_by_role("menuitem", name="Mailbox full").click()
    expect(page.get_by_role("status").filter(has_text="Mailbox full")).to_be_visible()
    with pytest.raises(smtplib.SMTPRecipientsRefused, match="452"):
        _send(box, "Too early")
    expect(page.get_by_text("Mailbox full")).to_have_count(0)
    page.get_by_role("button", name="Make trouble").click()
    page.get_by_role("menuitem", name="Server away").click()
    expect(page.get_by_text("Server away")).to_be_visible()
    with pytest.raises(ConnectionRefusedError):
        _send(box, "Nobody there")
    page.get_by_role("button", name="End it").click()
    expect(page.get_by_role("button", name="End it")).to_have_count(0)
    _send(box, "At last")
    expect(page.get_by_role("button", name="At last")).to_be_visible()


def test_mail_that_is_gone_leads_back_to_the_tray(page: Page, box: Running) -> None:
    _send(box, "Here")
    _open(page, box, "mail/99")
    expect(page.get_by_role("alert")).to_contain_text("not in the tray any more")
    expect(page).to_have_url(f"{box.base_url}/#/U09CLERK/mail")
    Driver(box.base_url).reset()
    expect(page.get_by_text("No mail yet.")).to_be_visible()


def test_tray_on_a_phone_shows_the_list_or_one_mail(phone: Page, box: Running) -> None:
    long_name = "a-very-long-mailbox-name-for-field-engineers@subsidiary.example.com"
    _send(box, "Field engineers can see all their jobs " * 4, to=long_name, name="x" * 60)
    _open(phone, box, "")
    phone.get_by_role("button", name="Mail, that the app sent").click()
    row = phone.locator(".mail-row")
    expect(row).to_be_visible()
    _fits(phone)
    row.click()
    expect(row).to_be_hidden()
    expect(phone.get_by_role("heading", level=3)).to_be_focused()
    _fits(phone)
    phone.get_by_text("More headers").click()
    expect(phone.get_by_text("Message-ID")).to_be_visible()
    phone.get_by_role("tab", name="Source").click()
    expect(phone.get_by_role("tabpanel")).to_contain_text("List-Id")
    _fits(phone)
    phone.get_by_role("button", name="All mail").click()
    expect(row).to_be_focused()
    phone.get_by_role("button", name="Make trouble").click()
    expect(phone.get_by_role("menuitem", name="Greylisting")).to_be_visible()
    _fits(phone)
    phone.keyboard.press("Escape")
    phone.get_by_role("button", name="All channels").click()
    expect(phone.get_by_role("button", name="general")).to_be_visible()
    phone.go_back()
    expect(row).to_be_visible()
