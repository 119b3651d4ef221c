"""Take the pictures in docs/pictures from the sandbox, as a person sees them. Needs Debian's Chromium."""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from playwright.sync_api import Browser, Page, expect, sync_playwright  # noqa: E402 - the path is set a line above

from scripts.try_it import trial  # noqa: E402

FOLDER = ROOT / "docs" / "pictures"
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]
NETWORK_CHANNEL = "C03NET"
PHONE, DESK = (390, 844), (1280, 860)
OUTCOME = "Work from home more easily and effectively"


def main() -> int:
    """Take every picture anew."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with trial() as (address, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        _answer(browser, address)
        _approval(browser, address)
        _push(browser, address)
        _statement(browser, address)
        browser.close()
    return 0


def _answer(browser: Browser, address: str) -> None:
    page = _open(browser, address, PHONE, "U03STAFF", "C02IT")
    _type(page, "/partyline wifi")
    page.get_by_role("button", name="Send to me").wait_for()
    _shoot(page, "card-phone")
    page.close()


def _approval(browser: Browser, address: str) -> None:
    page = _open(browser, address, DESK, "U02COMMANDER", "C02IT")
    _type(page, "/partyline update network")
    page.get_by_label("What should anyone in IT say?").fill(
        "Wi-Fi is back on floor 2. Floor 3 follows. Wired sockets work everywhere."
    )
    _shoot(page, "form-desk")
    page.get_by_role("button", name="Send for approval").click()
    page.get_by_text("is on its way to the approvers").wait_for()
    page.close()
    page = _open(browser, address, DESK, "U01APPROVER", "C01APPR")
    page.get_by_role("button", name="Approve version 2").wait_for()
    _shoot(page, "approval-desk")
    page.close()


def _push(browser: Browser, address: str) -> None:
    """Approve the update, and look at what the channel and the commander get."""
    page = _open(browser, address, DESK, "U01APPROVER", "C01APPR")
    page.get_by_role("button", name="Approve version 2").click()
    page.get_by_text("Approved by").first.wait_for()
    page.close()
    page = _open(browser, address, PHONE, "U03STAFF", NETWORK_CHANNEL)
    page.get_by_role("button", name="Follow").first.wait_for()
    page.get_by_text("Updated at").first.wait_for()
    _shoot(page, "channel-phone")
    page.close()
    page = _open(browser, address, DESK, "U02COMMANDER", "C02IT")
    _type(page, "/partyline history network")
    page.get_by_text("Version 2").first.wait_for()
    _shoot(page, "history-desk")
    page.close()


def _statement(browser: Browser, address: str) -> None:
    """Write a press statement, approve it, and look at what its readers get."""
    page = _open(browser, address, DESK, "U06STAFF2", "C02IT")
    _type(page, "/statement new System Upgrade to Version 999 as of March 31")
    _fill_first_step(page)
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Suggest again").wait_for()
    _shoot(page, "statement-form-desk", "dialog")
    page.get_by_role("button", name=f"Use this: {OUTCOME}").click()
    expect(page.get_by_role("textbox", name="Subject")).to_have_value(OUTCOME)
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.get_by_role("button", name="Preview").click()
    page.get_by_text("Exactly as it will be published").wait_for()
    _shoot(page, "statement-preview-phone")
    page.get_by_role("button", name="Send for approval").click()
    page.get_by_text("is on its way to the approvers").wait_for()
    page.close()
    page = _open(browser, address, DESK, "U01APPROVER", "C01APPR")
    page.get_by_role("button", name="Approve statement 1").click()
    page.get_by_text("It is out since").wait_for()
    page.close()
    page = _open(browser, address, PHONE, "U09CLERK", "C01GEN")
    page.get_by_text("Was this useful?").wait_for()
    page.set_viewport_size({"width": PHONE[0], "height": 640})
    _shoot(page, "statement-post-phone")
    page.goto(f"{address}/#/U09CLERK/mail")
    page.get_by_text(OUTCOME).click()
    page.frame_locator("iframe").get_by_text("You get this because").wait_for()
    _shoot(page, "statement-mail-phone")
    page.close()


def _fill_first_step(page: Page) -> None:
    year = (datetime.now(UTC) + timedelta(days=300)).year
    typed = {
        "What can they do afterwards": OUTCOME,
        "What happens?": "The remote desktop gets a new version overnight. Your files and settings stay as they are.",
        "On which day?": f"{year}-03-31",
        "What do they have to do?": "Sign in once more",
        "By which day?": f"{year}-04-02",
        "Whom can they ask?": "The service desk, 4357",
    }
    page.get_by_label("Who is it for?").select_option(label="Everyone")
    for label, words in typed.items():
        page.get_by_label(label).fill(words)


def _open(browser: Browser, address: str, size: tuple[int, int], person: str, place: str) -> Page:
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    page.goto(f"{address}/#/{person}/{place}")
    page.get_by_placeholder("Message, or / for a command").wait_for()
    return page


def _type(page: Page, line: str) -> None:
    box = page.get_by_placeholder("Message, or / for a command")
    box.fill(line)
    box.press("Enter")


def _shoot(page: Page, name: str, part: str = "body") -> None:
    """Take a picture of the page, or of a part of it."""
    page.locator(part).screenshot(path=FOLDER / f"{name}.png", animations="disabled")


if __name__ == "__main__":
    sys.exit(main())
