"""A long form, shortcuts and reactions on the page, in Debian's Chromium against an app of constant answers."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect, sync_playwright
from slack_sdk import WebClient

from sandbox.clock import HandClock
from sandbox.manifest import Manifest
from sandbox.running import Running, running
from sandbox.world import World
from tests.sandbox.puppet import Puppet

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"{CHROMIUM} is not installed (apt-get install chromium)"),
]
Json = dict[str, Any]
Shower = Callable[..., None]


@pytest.fixture
def box(world: World, manifest: Manifest, bot: Puppet) -> Iterator[Running]:
    with running(world, manifest, clock=HandClock(), request_url=bot.url) as found:
        yield found


@pytest.fixture
def page(box: Running) -> Iterator[Page]:
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        window = chromium.new_page(viewport={"width": 1280, "height": 800}, locale="en-GB")
        window.goto(f"{box.base_url}/#/U03STAFF/C01GEN")
        expect(window.get_by_label("Message or command")).to_be_visible()
        yield window
        chromium.close()


@pytest.fixture
def shown(page: Page, bot: Puppet, client: WebClient) -> Shower:
    """Start the global shortcut from the composer's menu, and answer it with a form of these blocks."""

    def show(*blocks: Json) -> None:
        page.get_by_role("button", name="Shortcuts and commands").click()
        page.get_by_role("menuitem", name="Publish").click()
        expect(page.get_by_role("menu")).to_have_count(0)
        assert bot.came.wait(10)
        view = {"type": "modal", "title": words("Form"), "submit": words("Send"), "blocks": list(blocks)}
        client.views_open(trigger_id=bot.last()["trigger_id"], view=view)

    return show


def words(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def field(label: str, element: Json, **more: Any) -> Json:
    return {"type": "input", "block_id": label, "label": words(label), "element": {"action_id": "a", **element}, **more}


def test_global_shortcut_starts_from_the_composer(shown: Shower, page: Page, bot: Puppet) -> None:
    shown(field("Subject", {"type": "plain_text_input"}))
    expect(page.get_by_role("dialog", name="Form")).to_be_visible()
    assert (bot.last()["type"], bot.last()["callback_id"]) == ("shortcut", "publish")
    assert "channel" not in bot.last()


def test_enter_tells_the_app_and_does_not_send_the_form(shown: Shower, page: Page, bot: Puppet) -> None:
    again = {"type": "actions", "elements": [{"type": "button", "action_id": "again", "text": words("Again")}]}
    shown(field("Subject", {"type": "plain_text_input"}, dispatch_action=True), again)
    subject = page.get_by_label("Subject")
    subject.fill("System upgrade")
    expect(page.get_by_text("Press Enter to go on.")).to_be_visible()
    bot.came.clear()
    page.get_by_role("button", name="Again").click()
    assert bot.came.wait(10)
    assert [one.payload["type"] for one in bot.heard] == ["shortcut", "block_actions"]
    assert bot.last()["view"]["state"]["values"]["Subject"]["a"]["value"] == "System upgrade"
    subject.focus()
    with page.expect_response(lambda answer: answer.url.endswith("/sandbox/do")):
        page.keyboard.press("Enter")
    assert [one.payload["type"] for one in bot.heard[2:]] == ["block_actions"]
    assert bot.last()["actions"][0]["value"] == "System upgrade"
    expect(page.get_by_role("dialog", name="Form")).to_be_visible()


def test_pickers_choices_and_filtered_channels_are_filled_in(shown: Shower, page: Page, bot: Puppet) -> None:
    options = [{"text": words(name), "value": name} for name in ("Now", "Later")]
    own = {"include": ["public"], "exclude_external_shared_channels": True}
    shown(
        field("Day", {"type": "datepicker"}),
        field("Hour", {"type": "timepicker", "initial_time": "09:00"}),
        field("Moment", {"type": "datetimepicker"}),
        field("When", {"type": "radio_buttons", "options": options}),
        field("Also", {"type": "checkboxes", "options": options}),
        field("Where", {"type": "multi_conversations_select", "filter": own}),
    )
    page.get_by_label("Day").fill("2026-11-21")
    page.get_by_label("Moment").fill("2026-11-21T15:00")
    page.get_by_role("radio", name="Later").check()
    page.get_by_role("checkbox", name="Now").check()
    where = page.get_by_label("Where")
    assert where.locator("option").all_text_contents() == [
        "Add…",
        "#general",
        "#it-staff",
        "#network-status",
        "#finance",
        "#field-engineers",
    ]
    where.select_option("#general")
    where.select_option("#finance")
    page.get_by_role("dialog").get_by_role("button", name="Send").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    values = {name: states["a"] for name, states in bot.last()["view"]["state"]["values"].items()}
    assert values["Day"]["selected_date"] == "2026-11-21"
    assert values["Hour"]["selected_time"] == "09:00"
    assert values["Moment"]["selected_date_time"] == 1795273200
    assert values["When"]["selected_option"]["value"] == "Later"
    assert [one["value"] for one in values["Also"]["selected_options"]] == ["Now"]
    assert values["Where"]["selected_conversations"] == ["C01GEN", "C04FIN"]


def test_reaction_reply_and_shortcut_are_in_a_messages_menu(page: Page, bot: Puppet, client: WebClient) -> None:
    ts = client.chat_postMessage(channel="C01GEN", text="You can read your payslip on your phone.")["ts"]

    def menu(name: str) -> None:
        page.get_by_role("article").first.hover()
        page.get_by_role("button", name="Actions on the message from Partyline").first.click()
        page.get_by_role("menuitem", name=name).click()

    menu("Add a reaction")
    page.get_by_role("menuitem", name="thumbs up").click()
    expect(page.get_by_role("button", name="thumbs up, 1")).to_have_attribute("aria-pressed", "true")
    menu("Reply in thread")
    page.keyboard.type("Mine, too?")
    page.keyboard.press("Enter")
    expect(page.locator(".replies")).to_contain_text("Mine, too?")
    parent = client.conversations_history(channel="C01GEN")["messages"][0]
    assert (parent["reply_count"], parent["reactions"][0]["count"]) == (1, 1)
    bot.came.clear()
    menu("Answer")
    assert bot.came.wait(10)
    last = bot.last()
    assert (last["type"], last["message"]["ts"], last["channel"]["id"]) == ("message_action", ts, "C01GEN")


def test_address_of_a_message_leads_to_its_channel(page: Page, box: Running, client: WebClient) -> None:
    ts = client.chat_postMessage(channel="C02IT", text="Here.")["ts"]
    page.goto(client.chat_getPermalink(channel="C02IT", message_ts=ts)["permalink"])
    expect(page.get_by_role("heading", level=2, name="it-staff")).to_be_visible()
    expect(page.get_by_role("article")).to_contain_text("Here.")
