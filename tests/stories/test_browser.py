"""The tour in a real browser, at a desk and on a phone in a lift, with the real bot behind the sandbox's page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from bot.storage import Database
from tests.support.clock import HandClock
from tests.support.house import ADA, CARL, GUS, SAM, furnish
from tests.support.processes import Stage, on_stage

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"{CHROMIUM} is not installed (apt-get install chromium)"),
]

DESK: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}
SAY = "Wi-Fi is down on floors 2 to 5. Wired sockets work."
STAFF, APPROVALS, GENERAL = "C02IT", "C01APPR", "C01GEN"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture
def stage(sqlite: Database, tmp_path: Path) -> Iterator[Stage]:
    furnish(sqlite, HandClock()())
    with on_stage(str(sqlite.engine.url), tmp_path) as found:
        found.bot.start()
        found.driver.wait_for_bot()
        yield found
        found.calm()


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(viewport=request.param, has_touch=request.param is PHONE, locale="en-GB")
    context.set_default_timeout(20_000)
    window = context.new_page()
    wrong: list[str] = []
    window.on("pageerror", lambda error: wrong.append(str(error)))
    yield window
    context.close()
    assert wrong == []


def be(page: Page, stage: Stage, person: str, where: str) -> None:
    """Look at the sandbox as somebody, in one of their channels."""
    page.goto("about:blank")
    page.goto(f"{stage.box.base_url}/#/{person}/{where}")
    expect(page.get_by_label("Message or command")).to_be_visible()


def type_line(page: Page, line: str) -> None:
    page.get_by_label("Message or command").fill(line)
    page.keyboard.press("Enter")


def fits_the_window(page: Page) -> None:
    """Fail where the page, or a message in it, is wider than the window."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    width = page.viewport_size["width"] if page.viewport_size else 0
    for shown in page.locator("article:visible, [role=dialog]:visible").all():
        box = shown.bounding_box()
        assert box is None or (box["x"] >= -1 and box["x"] + box["width"] <= width + 1)


def write_a_line(page: Page, stage: Stage) -> None:
    be(page, stage, CARL, STAFF)
    type_line(page, "/partyline open network Wi-Fi down")
    form = page.get_by_role("dialog", name="New line: Network")
    say = form.get_by_label("What should anyone in IT say?")
    expect(say).to_have_value("Wi-Fi down")
    fits_the_window(page)
    say.fill("The server db01 is down.")
    form.get_by_role("button", name="Send for approval").click()
    expect(form).to_contain_text("“db01” is the name of a machine")
    say.fill(SAY)
    form.get_by_label("If pressed").fill("Is my data safe? Yes. Only the wireless network is affected.")
    form.get_by_role("button", name="Send for approval").click()
    done = page.get_by_role("dialog", name="Sent for approval")
    expect(done).to_contain_text("Version 1 is on its way to the approvers")
    fits_the_window(page)
    done.get_by_role("button", name="Close").last.click()
    expect(done).to_have_count(0)


def approve_it(page: Page, stage: Stage) -> None:
    be(page, stage, ADA, APPROVALS)
    card = page.get_by_role("article").filter(has_text="for approval")
    expect(card).to_contain_text(SAY)
    fits_the_window(page)
    card.get_by_role("button", name="Approve", exact=False).first.click()
    expect(page.get_by_role("article").filter(has_text="Approved by Ada Okafor")).to_have_count(1)
    expect(page.get_by_role("button", name="Send back")).to_have_count(0)


def test_a_commander_writes_an_approver_approves_and_everybody_reads_it_out(page: Page, stage: Stage) -> None:
    write_a_line(page, stage)
    be(page, stage, SAM, STAFF)
    type_line(page, "/partyline wifi")
    expect(page.get_by_role("article").last).to_contain_text("As far as we know the network is working normally.")
    approve_it(page, stage)

    be(page, stage, SAM, STAFF)
    for typed in ("wifi", "netwrok"):
        type_line(page, f"/partyline {typed}")
        answer = page.get_by_role("article").filter(has_text="Only visible to you").last
        sentence = answer.get_by_text(f"“{SAY}”", exact=True)
        expect(sentence).to_be_visible()
        expect(sentence).to_be_in_viewport(ratio=1)
        expect(answer).to_contain_text("Is my data safe?")
        fits_the_window(page)
    type_line(page, "/partyline")
    listed = page.get_by_role("article").filter(has_text="What IT says now")
    expect(listed).to_contain_text(SAY)
    listed.get_by_role("button", name="Show").first.click()
    type_line(page, "/partyline help")
    expect(page.get_by_role("article").filter(has_text="gives you the sentence to say")).to_have_count(1)
    fits_the_window(page)


def test_a_guest_reads_a_polite_no_and_no_line(page: Page, stage: Stage) -> None:
    be(page, stage, GUS, GENERAL)
    type_line(page, "/partyline wifi")
    answer = page.get_by_role("article").filter(has_text="Party lines are for our own IT staff")
    expect(answer).to_be_in_viewport(ratio=1)
    expect(page.get_by_text("working normally")).to_have_count(0)
    fits_the_window(page)


def test_the_longest_answer_still_shows_its_sentence_first_on_the_screen(page: Page, stage: Stage) -> None:
    carl, ada = stage.driver.person("carl"), stage.driver.person("ada")
    say = ("We are moving every one of you to the wired network today. " * 3).strip()
    carl.command("/partyline open network", channel="it-staff")
    carl.fill("What should anyone", say)
    carl.fill("If pressed", "\n".join(f"Is question number {n} safe? {'Yes it is. ' * 20}".strip() for n in range(5)))
    carl.fill("Not yet known", ("We do not know. " * 30).strip())
    assert "errors" not in carl.submit()
    carl.close()
    ada.wait_for_text(say)
    ada.press("Approve", channel="partyline-approvals")
    be(page, stage, SAM, STAFF)
    type_line(page, "/partyline wifi")
    answer = page.get_by_role("article").filter(has_text="Only visible to you").last
    expect(answer.get_by_text(f"“{say}”", exact=True)).to_be_in_viewport(ratio=1)
    fits_the_window(page)
