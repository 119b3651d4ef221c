"""A real Bolt app with constant answers, once through Socket Mode and once through signed HTTP."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest
from slack_bolt import App, BoltRequest
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from sandbox.driver import Actor, Driver
from sandbox.manifest import Manifest
from sandbox.running import Running, running
from sandbox.world import World

Json = dict[str, Any]


def words(text: str) -> Json:
    return {"type": "plain_text", "text": text}


BUTTON = {"type": "button", "action_id": "go", "text": words("Go")}
ROW = [{"type": "actions", "block_id": "row", "elements": [BUTTON]}]
TYPED = {"type": "plain_text_input", "action_id": "a"}
FIELD = {"type": "input", "block_id": "say", "label": words("Say"), "element": TYPED}
FORM = {"type": "modal", "callback_id": "form", "title": words("Form"), "submit": words("Send"), "blocks": [FIELD]}


def constant_app(client: WebClient) -> App:
    app = App(client=client, signing_secret="sandbox-secret", process_before_response=True)
    app.command("/partyline")(answer_a_command)
    app.command("/subject")(open_a_form)
    app.shortcut("publish")(open_a_form)
    app.action("go")(answer_a_click)
    app.view("form")(answer_a_form)
    app.event("app_mention")(answer_a_mention)
    app.event("message")(lambda ack: ack())
    app.event("app_home_opened")(publish_home)
    return app


def answer_a_command(ack: Any, command: Json) -> None:
    ack(text=f"you said {command['text']}", blocks=ROW)


def open_a_form(ack: Any, body: Json, client: WebClient) -> None:
    client.views_open(trigger_id=body["trigger_id"], view=FORM)
    ack()


def answer_a_click(ack: Any, respond: Any) -> None:
    ack()
    respond(text="pressed", replace_original=True)


def answer_a_form(ack: Any, view: Json) -> None:
    wrong = view["state"]["values"]["say"]["a"]["value"] == "wrong"
    ack(**({"response_action": "errors", "errors": {"say": "Not that."}} if wrong else {}))


def answer_a_mention(event: Json, say: Any) -> None:
    say(text="I am here.", thread_ts=event["ts"])


def publish_home(event: Json, client: WebClient) -> None:
    client.views_publish(user_id=event["user"], view={"type": "home", "blocks": ROW})


def web_client(box: Running) -> WebClient:
    return WebClient("xoxb-sandbox", base_url=box.api_url, retry_handlers=[])


@contextmanager
def by_socket(world: World, manifest: Manifest) -> Iterator[Running]:
    with running(world, manifest) as box:
        client = web_client(box)
        handler = SocketModeHandler(constant_app(client), "xapp-sandbox", web_client=client)
        handler.connect()  # type: ignore[no-untyped-call]
        try:
            Driver(box.base_url).wait_for_bot()
            yield box
        finally:
            handler.close()  # type: ignore[no-untyped-call]


class Doorman(BaseHTTPRequestHandler):
    apps: ClassVar[list[App]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        headers: dict[str, str | Sequence[str]] = {name: [value] for name, value in self.headers.items()}
        answer = self.apps[-1].dispatch(BoltRequest(body=body, headers=headers))
        self.send_response(answer.status)
        for name, values in answer.headers.items():
            self.send_header(name, values[0])
        self.end_headers()
        self.wfile.write((answer.body or "").encode())

    def log_message(self, *_args: Any) -> None:
        pass


@contextmanager
def by_post(world: World, manifest: Manifest) -> Iterator[Running]:
    with ExitStack() as stack:
        server = stack.enter_context(ThreadingHTTPServer(("127.0.0.1", 0), Doorman))
        url = f"http://127.0.0.1:{server.server_address[1]}/slack/events"
        box = stack.enter_context(running(world, manifest, request_url=url))
        Doorman.apps.append(constant_app(web_client(box)))
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        stack.callback(server.shutdown)
        Driver(box.base_url).wait_for_bot()
        yield box


@pytest.fixture(scope="module", params=[by_socket, by_post])
def bolt(request: pytest.FixtureRequest, world: World, manifest: Manifest) -> Iterator[Running]:
    serve: Callable[[World, Manifest], Any] = request.param
    with serve(world, manifest) as box:
        yield box


@pytest.fixture
def tomo(bolt: Running) -> Iterator[Actor]:
    driver = Driver(bolt.base_url)
    yield driver.person("tomo")
    assert driver.log()["rules"] == []
    driver.reset()


def test_command_and_button(tomo: Actor) -> None:
    tomo.command("/partyline network", "it-staff")
    assert "you said network" in (tomo.last_private() or {})["text"]
    tomo.press("Go")
    assert [message["text"] for message in tomo.messages("it-staff")] == ["pressed"]


def test_form(tomo: Actor) -> None:
    tomo.command("/subject")
    tomo.fill("Say", "wrong")
    assert tomo.submit()["errors"] == {"say": "Not that."}
    tomo.fill("Say", "right")
    tomo.submit()
    assert tomo.modal() is None


def test_shortcut(tomo: Actor) -> None:
    tomo.shortcut("Publish")
    assert tomo.wait_for_modal()["callback_id"] == "form"
    tomo.close()


def test_mention_and_home(tomo: Actor) -> None:
    ts = tomo.say("@Partyline hello", "it-staff")["ts"]
    assert tomo.wait_for_text("I am here.")["thread_ts"] == ts
    tomo.home()
    assert tomo.wait_until(lambda screen: screen["home"])["blocks"][0]["block_id"] == "row"


def test_bot_comes_back_when_slack_asks_it_to(world: World, manifest: Manifest) -> None:
    with by_socket(world, manifest) as box:
        driver = Driver(box.base_url)
        assert driver.refresh_sockets()["asked"] == 1
        driver.wait_for_bot()
        sam = driver.person("sam")
        sam.command("/partyline network")
        assert (sam.last_private() or {})["text"] == "you said network"
        assert len([call for call in driver.log()["calls"] if call["method"] == "apps.connections.open"]) == 2
