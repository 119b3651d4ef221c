"""The sandbox's browser page, in Debian's Chromium against a real sandbox with a small app of constants."""

import json
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect
from slack_bolt import App, BoltRequest
from slack_sdk import WebClient

from sandbox.clock import HandClock
from sandbox.manifest import parse_manifest
from sandbox.running import Running, running
from sandbox.world import parse_world
from tests.support.browsers import DESK, NEEDS_CHROMIUM, chromium, window

pytestmark = NEEDS_CHROMIUM
Json = dict[str, Any]
PHONE: ViewportSize = {"width": 390, "height": 844}
NOW = 1_790_000_000.0  # Monday 21 September 2026, 14:13:20 UTC
HOSTILE = '<img src=x onerror="window.hit=1"> <script>window.hit=1</script> &lt;!channel&gt; <!channel> *b*'

WORLD = {
    "team": {"id": "T01TEST", "name": "Example IT", "domain": "example-it"},
    "app": {"id": "A01CARDS", "name": "Cards", "bot_user": "U0CARDSBOT", "bot_id": "B0CARDSBOT"},
    "people": [
        {"id": "U01ADA", "name": "ada", "real_name": "Ada Okafor", "tz": "Europe/London"},
        {"id": "U02TOMO", "name": "tomo", "real_name": "Tomo Sato", "tz": "Asia/Tokyo"},
        {"id": "U03GUS", "name": "gus", "real_name": "Gus Weber", "kind": "guest"},
    ],
    "channels": [
        {"id": "C01GEN", "name": "general", "members": "all"},
        {"id": "C02ADA", "name": "ada-only", "private": True, "members": ["U01ADA"]},
    ],
}
MANIFEST = {
    "display_information": {"name": "Cards"},
    "features": {
        "app_home": {"home_tab_enabled": True},
        "slash_commands": [{"command": "/card", "description": "Show a card", "usage_hint": "[topic]"}],
        "shortcuts": [{"type": "message", "name": "Answer this", "callback_id": "answer", "description": "Answer"}],
    },
    "oauth_config": {"scopes": {"bot": ["commands", "chat:write"]}},
    "settings": {"interactivity": {"is_enabled": True}},
}


def _words(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def _button(label: str, action: str, **more: Any) -> Json:
    return {"type": "button", "text": _words(label), "action_id": action, **more}


CARD: list[Json] = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "*“The network is down.”*"}},
    {
        "type": "context",
        "elements": [
            {
                "type": "mrkdwn",
                "text": f"Next update <!date^{int(NOW)}^{{date_num}} {{time}}|soon> by <@U01ADA>",
            }
        ],
    },
    {
        "type": "actions",
        "elements": [_button("Got it", "got", style="primary"), _button("Not what I was asked", "other")],
    },
]
FORM: Json = {
    "type": "modal",
    "callback_id": "form",
    "title": _words("New line"),
    "submit": _words("Send"),
    "blocks": [
        {
            "type": "input",
            "block_id": "say",
            "label": _words("What to say"),
            "hint": _words("One sentence."),
            "element": {"type": "plain_text_input", "action_id": "v", "multiline": True, "max_length": 40},
        },
        {
            "type": "input",
            "block_id": "when",
            "optional": True,
            "label": _words("Next update by"),
            "element": {
                "type": "datetimepicker",
                "action_id": "v",
                "initial_date_time": int(NOW) - int(NOW) % 60,
            },
        },
    ],
}


def _answer(app: App, heard: "Heard") -> None:
    """Give the app its few listeners."""

    @app.command("/card")
    def _card(ack: Any, command: Json, client: WebClient) -> None:
        if command["text"] == "slow":
            heard.slow.set()
            heard.release.wait(20)
        if command["text"] == "form":
            client.views_open(trigger_id=command["trigger_id"], view=FORM)
            ack()
        elif command["text"] == "public":
            ack(response_type="in_channel", text="The network is down.", blocks=CARD)
        else:
            ack(text="The network is down.", blocks=CARD)

    @app.view("form")
    def _form(ack: Any, view: Json) -> None:
        heard.forms.append(view["state"]["values"])
        said = view["state"]["values"]["say"]["v"]["value"]
        if "10.2" in said:
            ack(response_action="errors", errors={"say": "That is an address."})
        else:
            ack()

    @app.action("got")
    def _got(ack: Any, body: Json, respond: Any) -> None:
        ack()
        respond(replace_original=True, text="Noted.", blocks=[*CARD[:1], _note(body["user"]["id"])])


def _note(user: str) -> Json:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": f"Noted by <@{user}>."}]}


@dataclass
class Heard:
    """What the app got, and a way to hold its answer back."""

    forms: list[Json] = field(default_factory=list)
    slow: threading.Event = field(default_factory=threading.Event)
    release: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True)
class Place:
    """A sandbox with the app behind it."""

    sandbox: Running
    clock: HandClock
    heard: Heard
    client: WebClient

    def url(self, person: str, where: str = "C01GEN") -> str:
        return f"{self.sandbox.base_url}/#/{person}/{where}"


@contextmanager
def _serving(dispatch: list[App]) -> Iterator[str]:
    """Serve whichever app is in the list; yields its request URL."""

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            headers: dict[str, str | Sequence[str]] = {name.lower(): value for name, value in self.headers.items()}
            answer = dispatch[0].dispatch(BoltRequest(body=body, headers=headers))
            content = (answer.body or "").encode()
            try:
                self.send_response(answer.status)
                for name, value in answer.first_headers_without_set_cookie().items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
            except ConnectionError:
                pass  # the sandbox stopped waiting, as Slack does

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is inherited
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture
def place() -> Iterator[Place]:
    apps: list[App] = []
    heard = Heard()
    clock = HandClock(NOW)
    with (
        _serving(apps) as request_url,
        running(parse_world(WORLD), parse_manifest(MANIFEST), clock=clock, request_url=request_url) as box,
    ):
        client = WebClient("xoxb-sandbox", base_url=box.api_url)
        app = App(
            client=client,
            signing_secret="sandbox-secret",
            token_verification_enabled=False,
            process_before_response=True,
        )
        _answer(app, heard)
        apps.append(app)
        yield Place(box, clock, heard, client)
        heard.release.set()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with window(browser, DESK) as found:
        yield found


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    with window(browser, PHONE, touch=True) as found:
        yield found


def _type(page: Page, line: str) -> None:
    page.get_by_label("Message or command").fill(line)
    page.keyboard.press("Enter")


def test_command_is_completed_and_its_card_is_shown_only_to_the_one_who_asked(page: Page, place: Place) -> None:
    page.goto(place.url("U01ADA"))
    field = page.get_by_label("Message or command")
    expect(field).to_be_focused()
    page.keyboard.type("/ca")
    expect(page.get_by_role("option", name="/card")).to_contain_text("Show a card")
    page.keyboard.press("Tab")
    expect(field).to_have_value("/card ")
    page.keyboard.type("wifi")
    page.keyboard.press("Enter")

    card = page.get_by_role("article")
    expect(card).to_contain_text("Only visible to you")
    expect(card.locator("strong").first).to_have_text("“The network is down.”")
    expect(card.get_by_role("button", name="Got it")).to_be_visible()
    expect(field).to_have_value("")
    page.keyboard.press("ArrowUp")
    expect(field).to_have_value("/card wifi")


def test_private_reply_is_gone_after_reload_and_shared_one_stays(page: Page, place: Place) -> None:
    page.goto(place.url("U01ADA"))
    _type(page, "/card public")
    _type(page, "/card")
    expect(page.locator(".ephemeral")).to_have_count(1)
    page.reload()
    expect(page.get_by_role("article").filter(has_text="network is down")).to_have_count(1)
    expect(page.locator(".ephemeral")).to_have_count(0)


def test_other_person_is_one_click_away_and_reads_times_in_their_own_zone(page: Page, place: Place) -> None:
    page.goto(place.url("U01ADA"))
    _type(page, "/card public")
    _type(page, "/card")
    expect(page.locator(".ephemeral .date")).to_have_text("2026-09-21 15:13")

    page.get_by_role("button", name="Tomo Sato").click()

    expect(page.get_by_role("button", name="Tomo Sato")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".message:not(.ephemeral) .date")).to_have_text("2026-09-21 23:13")
    expect(page.locator(".ephemeral")).to_have_count(0)
    expect(page.get_by_role("button", name="ada-only")).to_have_count(0)
    _type(page, "from Tomo")
    expect(page.get_by_role("article").last).to_contain_text("Tomo Sato")


def test_button_waits_once_and_the_answer_takes_the_place_of_the_card(page: Page, place: Place) -> None:
    page.goto(place.url("U01ADA"))
    _type(page, "/card")
    page.get_by_role("button", name="Got it").dblclick()
    expect(page.locator(".ephemeral")).to_contain_text("Noted by @Ada Okafor.")
    expect(page.get_by_role("button", name="Got it")).to_have_count(0)
    expect(page.locator(".toast")).to_have_count(0)
    log = page.request.get(f"{place.sandbox.base_url}/sandbox/log").json()
    assert [entry["kind"] for entry in log["payloads"]] == ["slash_commands", "interactive"]


def test_refused_form_keeps_what_was_typed_and_its_focus(page: Page, place: Place) -> None:
    page.goto(place.url("U01ADA"))
    _type(page, "/card form")
    form = page.get_by_role("dialog", name="New line")
    say = form.get_by_label("What to say")
    expect(say).to_be_focused()

    form.get_by_role("button", name="Send").click()
    expect(form).to_contain_text("Please complete this required field.")
    say.fill("The router 10.2.0.17 is down")
    expect(form).to_contain_text("28 / 40")
    form.get_by_label("Next update by").fill("2026-09-21T15:30")
    form.get_by_role("button", name="Send").click()
    expect(form).to_contain_text("That is an address.")
    expect(say).to_have_value("The router 10.2.0.17 is down")
    expect(say).to_be_focused()
    expect(form.get_by_label("Next update by")).to_have_value("2026-09-21T15:30")

    say.fill("The router is down")
    form.get_by_role("button", name="Send").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_label("Message or command")).to_be_focused()
    assert place.heard.forms[-1]["say"]["v"]["value"] == "The router is down"
    half_past_two_utc = 1_790_001_000  # 15:30 on Ada's clock, which is an hour ahead in September
    assert place.heard.forms[-1]["when"]["v"]["selected_date_time"] == half_past_two_utc


def test_typing_in_a_form_survives_what_the_app_does_meanwhile(page: Page, place: Place) -> None:
    page.goto(place.url("U01ADA"))
    _type(page, "/card form")
    say = page.get_by_label("What to say")
    say.press_sequentially("Half a sen")
    view = place.sandbox.ws.screen("U01ADA").modals[-1]
    note = {"type": "section", "text": _words("Version 4 came out.")}
    changed = {**FORM, "blocks": [note, *FORM["blocks"]]}
    place.client.views_update(view_id=view.id, view=changed)
    expect(page.get_by_role("dialog")).to_contain_text("Version 4 came out.")
    expect(say).to_be_focused()
    page.keyboard.type("tence")
    expect(say).to_have_value("Half a sentence")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_next_step_of_a_form_is_read_from_its_beginning(page: Page, place: Place) -> None:
    page.goto(place.url("U01ADA"))
    _type(page, "/card form")
    form = page.get_by_role("dialog")
    expect(form.get_by_label("What to say")).to_be_focused()
    view = place.sandbox.ws.screen("U01ADA").modals[-1]
    much = [{"type": "section", "text": _words(f"Line {number}")} for number in range(60)]
    place.client.views_update(view_id=view.id, view={**FORM, "blocks": [*FORM["blocks"], *much]})
    form.get_by_text("Line 59").scroll_into_view_if_needed()
    expect(form.get_by_label("What to say")).not_to_be_in_viewport()
    step = {**FORM, "callback_id": "second", "title": _words("Next step")}
    step["blocks"] = [{**FORM["blocks"][0], "block_id": "why", "label": _words("Why")}, *much]
    place.client.views_update(view_id=view.id, view=step)
    expect(form.get_by_label("Why")).to_be_focused()
    expect(form.get_by_label("Why")).to_be_in_viewport()


def test_hostile_text_stays_text(page: Page, place: Place) -> None:
    page.goto(place.url("U01ADA"))
    _type(page, HOSTILE)
    said = page.get_by_role("article").first
    expect(said).to_contain_text(HOSTILE.replace("*b*", "b"))
    blocks: list[Json] = [
        {"type": "header", "text": _words(HOSTILE[:60])},
        {"type": "section", "text": {"type": "mrkdwn", "text": f"<javascript:alert(1)|x> {HOSTILE}"}},
        {
            "type": "rich_text",
            "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": HOSTILE}]}],
        },
    ]
    place.client.chat_postMessage(channel="C01GEN", text="unescaped by a careless app", blocks=blocks)
    shown = page.get_by_role("article").last
    expect(shown.locator(".rich")).to_have_text(HOSTILE)
    expect(shown.locator(".block-section .mention-all")).to_have_count(1)
    expect(page.locator("#main img, #main script, #main a[href^=javascript]")).to_have_count(0)
    assert page.evaluate("window.hit") is None


def test_slow_app_gets_the_words_that_slack_has_for_it(page: Page, place: Place) -> None:
    page.goto(place.url("U01ADA"))
    _type(page, "/card slow")
    assert place.heard.slow.wait(15)
    place.clock.advance(3.1)
    expect(page.get_by_role("alert")).to_have_text("/card failed with the error “operation_timeout”")
    _type(page, "/nothing here")
    expect(page.get_by_role("alert").last).to_contain_text("/nothing is not a valid command")
    expect(page.get_by_label("Message or command")).to_have_value("/nothing here")


def test_lost_server_is_said_and_found_again(page: Page, place: Place) -> None:
    page.goto(place.url("U01ADA"))
    page.get_by_label("Message or command").fill("half written")
    page.route("**/sandbox/see*", lambda route: route.abort())
    place.client.chat_postMessage(channel="C01GEN", text="ends the poll that was open")
    expect(page.get_by_role("status").filter(has_text="Reconnecting")).to_be_visible()
    page.unroute("**/sandbox/see*")
    place.client.chat_postMessage(channel="C01GEN", text="said meanwhile")
    expect(page.get_by_role("article").last).to_contain_text("said meanwhile")
    expect(page.get_by_text("Reconnecting")).to_be_hidden()
    expect(page.get_by_label("Message or command")).to_have_value("half written")


def test_replies_stand_in_their_thread_where_commands_do_not_work(page: Page, place: Place) -> None:
    place.client.chat_postMessage(channel="C01GEN", text="Is the wifi back?")
    page.goto(place.url("U01ADA"))
    page.get_by_role("article").hover()
    page.get_by_role("button", name="Actions on the message from Cards").click()
    page.get_by_role("menuitem", name="Reply in thread").click()
    page.keyboard.type("/card")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("/card is not supported in threads.")
    page.get_by_label("Reply to Cards").fill("Yes, since noon")
    page.keyboard.press("Enter")
    expect(page.locator(".replies")).to_contain_text("Yes, since noon")


def test_nothing_moves_sideways_on_a_phone_and_one_pane_shows(phone: Page, place: Place) -> None:
    long_word = "https://example.com/" + "a" * 200
    fields = [{"type": "mrkdwn", "text": f"*Where*\n{long_word}"}, {"type": "mrkdwn", "text": "*When*\nNow"}]
    wide: list[Json] = [{"type": "section", "fields": fields}, {"type": "section", "text": _words("x" * 300)}]
    place.client.chat_postMessage(channel="C01GEN", text="wide", blocks=[*wide, *CARD])

    phone.goto(f"{place.sandbox.base_url}/#/U01ADA")
    expect(phone.get_by_label("Message or command")).to_be_hidden()
    _fits(phone)
    phone.get_by_role("button", name="general").click()
    expect(phone.get_by_role("article")).to_be_visible()
    expect(phone.get_by_role("button", name="ada-only")).to_be_hidden()
    _fits(phone)
    _type(phone, "/card form")
    expect(phone.get_by_role("dialog")).to_be_visible()
    _fits(phone)
    phone.get_by_role("button", name="Cancel").click()
    phone.get_by_role("button", name="Tomo Sato").click()
    expect(phone.get_by_text("You are Tomo Sato")).to_be_visible()
    phone.get_by_role("button", name="All channels").click()
    expect(phone.get_by_role("button", name="general")).to_be_visible()
    _fits(phone)


SIDEWAYS = """[...document.querySelectorAll("html, .timeline, .places, .dialog-body")]
    .filter((node) => node.scrollWidth > node.clientWidth).map((node) => node.className)"""
SMALL = """[...document.querySelectorAll("button")]
    .filter((node) => node.offsetHeight > 0 && node.offsetHeight < 40).map((node) => node.className)"""


def _fits(page: Page) -> None:
    """Nothing scrolls sideways, and what a thumb presses is tall enough."""
    assert page.evaluate(SIDEWAYS) == []
    assert page.evaluate(SMALL) == []


MRKDWN = {
    "*bold* _it_ ~no~ `a*b*`": "<strong>bold</strong> <em>it</em> <s>no</s> <code>a*b*</code>",
    "snake_case_name 2*3*4": "snake_case_name 2*3*4",
    "*not\nbold*": "*not<br>bold*",
    "_*both*_": "<em><strong>both</strong></em>",
    "&amp;lt; &lt;b&gt;": "&amp;lt; &lt;b&gt;",
    "&gt; quoted\nnot": "<blockquote>quoted</blockquote>not",
    "```a\n*b*```": "<pre>a\n*b*</pre>",
    "<https://e.com/a_b|the page>": "the page",
    "<@U02TOMO> <#C01GEN> <!here>": "@Tomo Sato #general @here",
    f"<!date^{int(NOW)}^{{date_short_pretty}} at {{time}}|x>": "Today at 15:13",
    f"by <!date^{int(NOW)}^{{date_long}}|x>": "by Monday, September 21st, 2026",
    f"<!date^{int(NOW) + 86400}^due {{date_pretty}}|x>": "due tomorrow",
    f"<!date^{int(NOW) + 720}^{{ago}}|x>": "In 12 minutes",
    f"<!date^{int(NOW)}^{{no_such}}|the fallback>": "the fallback",
    ":warning: 10:30:00 :nope_nope:": "⚠️ 10:30:00 :nope_nope:",
}


READ = """async (texts) => {
    const { mrkdwn } = await import("/static/inline.js");
    return texts.map((text) => {
        const box = document.createElement("div");
        box.append(...mrkdwn(text));
        return box.innerHTML;
    });
}"""


def test_mrkdwn_reads_as_in_slack(page: Page, place: Place) -> None:
    page.goto(place.url("U01ADA"))
    expect(page.get_by_label("Message or command")).to_be_visible()
    drawn = page.evaluate(READ, list(MRKDWN))
    # Our own wrappers say nothing about how a text reads; styles, quotes and code do.
    read = [re.sub(r"</?(?:span|time|a)\b[^>]*>", "", one) for one in drawn]
    assert dict(zip(MRKDWN, read, strict=True)) == MRKDWN


def test_tour_step_becomes_the_person_and_types_for_them(page: Page, place: Place) -> None:
    step = {"title": "Ask", "as": "gus", "in": "general", "text": "A guest asks.", "type": "/card wifi"}
    tour = {"title": "Tour", "intro": "", "roles": {"gus": "visitor"}, "steps": [step]}
    page.route("**/static/tour.json", lambda route: route.fulfill(body=json.dumps(tour)))
    page.goto(place.url("U01ADA"))
    page.get_by_role("button", name="As Gus /card wifi").click()
    expect(page.get_by_role("button", name="Gus Weber")).to_have_attribute("aria-pressed", "true")
    field = page.get_by_label("Message or command")
    expect(field).to_have_value("/card wifi")
    expect(field).to_be_focused()
    page.get_by_role("button", name="Close the tour").click()
    page.reload()
    expect(page.get_by_label("Message or command")).to_be_visible()
    expect(page.get_by_role("complementary", name="Tour")).to_be_hidden()
