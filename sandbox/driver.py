"""Be a person in the sandbox, from a test or a script: type, press, fill in, look, and wait for what comes.

Uses nothing but the page's own JSON (see README.md), so that what a driver can do, a person can do.
Acts return what came of them and raise NotDoneError when they were refused.
"""

import json
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from typing import Any, TypeVar

from sandbox.dates import Reader
from sandbox.entering import Names, find_option, state_for
from sandbox.finding import Spot, field_in, spots_in
from sandbox.reading import Eyes, text_of

Json = dict[str, Any]
Found = TypeVar("Found")
PATIENCE = 60.0  # seconds that a wait takes at most when nothing else is said

__all__ = ["Actor", "Driver", "DriverError", "NotDoneError", "NotSeenError", "text_of"]


class DriverError(Exception):
    """Something could not be driven."""


class NotDoneError(DriverError):
    """An act was refused; `error` is its code and `answer` all that was said."""

    def __init__(self, answer: Json) -> None:
        super().__init__(f"{answer.get('error')}: {answer.get('message', '')}")
        self.error = str(answer.get("error"))
        self.answer = answer


class NotSeenError(DriverError):
    """What was waited for or looked for is not on the screen; the text says what is."""


class Driver:
    """A sandbox at an address such as http://127.0.0.1:8055."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url.rstrip("/")

    def get(self, path: str, patience: float = 10.0, **query: object) -> Json:
        """Fetch a part of the page API."""
        asked = urllib.parse.urlencode({key: value for key, value in query.items() if value is not None})
        return self._fetch(urllib.request.Request(f"{self.base_url}/sandbox/{path}?{asked}"), patience)  # noqa: S310

    def post(self, path: str, body: Json, patience: float = 30.0) -> Json:
        """Post to a part of the page API; the answer may be a refusal."""
        headers = {"Content-Type": "application/json"}
        url = f"{self.base_url}/sandbox/{path}"
        request = urllib.request.Request(url, json.dumps(body).encode(), headers)  # noqa: S310 - our own address
        return self._fetch(request, patience)

    def _fetch(self, request: urllib.request.Request, patience: float) -> Json:
        try:
            with urllib.request.urlopen(request, timeout=patience) as answer:  # noqa: S310 - our own address
                found: Json = json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                found = json.load(error)
        return found

    def world(self) -> Json:
        """Return who and what there is."""
        return self.get("world")

    def person(self, name: str) -> "Actor":
        """Return somebody by id, handle or real name; raises DriverError."""
        wanted = name.lstrip("@").lower()
        for entry in self.world()["people"]:
            if wanted in {entry["id"].lower(), entry["name"].lower(), entry["real_name"].lower()}:
                return Actor(self, entry["id"])
        raise DriverError(f"nobody is called {name!r}")

    def log(self, since: int = 0) -> Json:
        """Return what happened: `calls`, `payloads`, `pings`, `mails`, `rules`."""
        return self.get("log", since=since)

    def fault(self, method: str, fault: str, **details: object) -> None:
        """Switch a fault on: `driver.fault("chat.postMessage", "429", count=2)`, `driver.fault("mail", "slow")`."""
        self._must("faults", {"method": method, "fault": fault, **details})

    def clear_faults(self) -> None:
        """Switch all faults off."""
        self._must("faults", {"clear": True})

    def mails(self, to: str | None = None, subject: str | None = None) -> list[Json]:
        """Return what lies in the mail tray, oldest first: all of it, or what went to an address or has a subject."""
        return [mail for mail in self.get("mail")["mails"] if _is_meant(mail, to, subject)]

    def mail(self, number: int) -> Json:
        """Return a mail with its headers, parts and source; raises NotDoneError."""
        found = self.get(f"mail/{number}")
        if not found.get("ok"):
            raise NotDoneError(found)
        return found

    def wait_for_mail(self, to: str | None = None, subject: str | None = None, timeout: float = PATIENCE) -> Json:
        """Return the newest such mail, with everything in it, as soon as there is one; raises NotSeenError."""
        end = time.monotonic() + timeout
        tray = self.get("mail")
        while not (found := [mail for mail in tray["mails"] if _is_meant(mail, to, subject)]):
            left = end - time.monotonic()
            if left <= 0:
                there = ", ".join(f"{mail['subject']!r} to {', '.join(mail['to'])}" for mail in tray["mails"])
                raise NotSeenError(f"no such mail within {timeout:g} s; there is: {there or 'none'}")
            tray = self.get("mail", patience=left + 10, since=tray["version"], wait=min(left, 20.0))
        return self.mail(found[-1]["id"])

    def change_person(self, person: str, **changes: object) -> Json:
        """Change or add a person: `kind`, `name`, `real_name`, `tz`, `email`."""
        return self._must("people", {"id": person, **changes})

    def change_group(self, group: str, **changes: object) -> Json:
        """Change who is in a user group: `members`, or `add` and `remove`."""
        return self._must("groups", {"id": group, **changes})

    def change_channel(self, channel: str, **changes: object) -> Json:
        """Change a channel: `add` and `remove` people, `archived`, `bot`."""
        return self._must("channels", {"id": channel, **changes})

    def reset(self) -> None:
        """Put the workspace back as its file has it."""
        self._must("reset", {})

    def refresh_sockets(self, reason: str = "refresh_requested") -> Json:
        """Ask Socket Mode connections to come back, as Slack does now and then."""
        return self._must("refresh", {"reason": reason})

    def wait_for_bot(self, timeout: float = PATIENCE) -> None:
        """Return as soon as the bot can be reached; raises NotSeenError after `timeout` seconds."""
        end = time.monotonic() + timeout
        while (left := end - time.monotonic()) > 0:
            if self.get("bot", patience=left + 10, wait=min(left, 20.0))["reachable"]:
                return
        raise NotSeenError(f"the bot could not be reached within {timeout:g} s")

    def _must(self, path: str, body: Json) -> Json:
        answer = self.post(path, body)
        if not answer.get("ok"):
            raise NotDoneError(answer)
        return answer


class Actor:
    """One person at the screen. `strict=False` hands refusals back instead of raising them."""

    def __init__(self, driver: Driver, person_id: str, *, strict: bool = True) -> None:
        self.driver = driver
        self.id = person_id
        self.strict = strict

    def lenient(self) -> "Actor":
        """Return the same person, whose refused acts are answers and not exceptions."""
        return Actor(self.driver, self.id, strict=False)

    def do(self, act: str, **details: Any) -> Json:
        """Do something by its name in the page API."""
        given = {key: value for key, value in details.items() if value is not None}
        answer = self.driver.post("do", {"as": self.id, "do": act, **given})
        if self.strict and not answer.get("ok"):
            raise NotDoneError(answer)
        return answer

    def command(self, text: str, channel: str | None = None) -> Json:
        """Type a slash command, in the first channel this person is in unless one is named."""
        return self.do("command", text=text, channel=self.channel(channel))

    def say(self, text: str, channel: str | None = None, thread_ts: str | None = None) -> Json:
        """Write a message; `channel="dm"` is the conversation with the app."""
        return self.do("say", text=text, channel=self.channel(channel), thread_ts=thread_ts)

    def see(self) -> Json:
        """Return the whole screen as it is now."""
        return self._screen(since=-1, wait=0.0)

    def messages(self, channel: str | None = None) -> list[Json]:
        """Return a channel's messages, private ones to this person among them, oldest first."""
        name = self.channel(channel)
        return next((place["messages"] for place in self.see()["places"] if place["id"] == name), [])

    def last_private(self) -> Json | None:
        """Return the newest message that only this person sees."""
        private = [one for place in self.see()["places"] for one in place["messages"] if one["ephemeral"]]
        return max(private, key=lambda one: float(one["ts"]), default=None)

    def modal(self) -> Json | None:
        """Return the modal on top, if one is open."""
        modals: list[Json] = self.see()["modals"]
        return modals[-1] if modals else None

    def home_view(self) -> Json | None:
        """Return what the app's Home shows this person."""
        view: Json | None = self.see()["home"]
        return view

    def fill(self, field: str | tuple[str, str], value: Any, *, enter: bool = True, timeout: float = PATIENCE) -> Json:
        """Fill in a field of the top modal, by its visible label (or how that begins) or by its ids.

        Waits for the field, at most `timeout` seconds. `enter` says whether Enter is pressed after it, which matters
        in fields that tell the app of that.
        """
        spot = self._awaited(
            lambda screen: field_in(screen["modals"][-1], field) if screen["modals"] else None, timeout
        )
        modal = self._modal()
        if spot is None:
            raise NotSeenError(f"no field {field!r} in:\n{self.text_of(modal)}")
        state = state_for(spot.element, value, self._names())
        return self.do("fill", view_id=modal["id"], values={spot.block_id: {spot.action_id: state}}, enter=enter)

    def submit(self, *, raw: bool = False, values: Json | None = None) -> Json:
        """Press the top modal's submit button; `raw` skips the client's checks, as an attacker would."""
        return self.do("submit", view_id=self._modal()["id"], raw=raw, values=values)

    def close(self, *, everything: bool = False) -> Json:
        """Close the top modal, or the whole stack."""
        return self.do("close", view_id=self._modal()["id"], all=everything)

    def press(
        self,
        label: str,
        channel: str | None = None,
        ts: str | None = None,
        view: str | None = None,
        value: Any = None,
        timeout: float = PATIENCE,
    ) -> Json:
        """Press the newest button with this label or action_id; `value` chooses in a menu.

        Looks in the top modal, then in messages, and waits for the button, at most `timeout` seconds: a message comes
        a moment after what it tells of. `view` is a view's id, or "home".
        """
        spot = self._awaited(lambda screen: _called(screen, label, channel, ts, view), timeout)
        if spot is None:
            raise NotSeenError(f"nothing to press is called {label!r}; there is:\n{self._pressable(channel)}")
        return self.press_spot(spot, value)

    def press_spot(self, spot: Spot, value: Any = None) -> Json:
        """Press what `find` found."""
        state = self._choice(spot, value)
        names = {"block_id": spot.block_id, "action_id": spot.action_id}
        return self.do("press", **spot.where, **names, value=state)

    def find(
        self, label: str, channel: str | None = None, ts: str | None = None, view: str | None = None
    ) -> Spot | None:
        """Return where something that can be pressed is, the newest first."""
        return _called(self.see(), label, channel, ts, view)

    def shortcut(self, name: str) -> Json:
        """Choose a global shortcut by its name or callback_id."""
        return self.do("shortcut", callback_id=self._shortcut("global", name))

    def message_shortcut(self, name: str, ts: str, channel: str | None = None) -> Json:
        """Choose a shortcut from a message's menu."""
        known = self._shortcut("message", name)
        return self.do("message_shortcut", callback_id=known, channel=self.channel(channel), ts=ts)

    def react(self, name: str, ts: str, channel: str | None = None) -> Json:
        """Put an emoji under a message."""
        return self.do("react", name=name, ts=ts, channel=self.channel(channel))

    def home(self) -> Json:
        """Open the app's Home."""
        return self.do("home")

    def reload(self) -> Json:
        """Reload the client: private messages and open modals are gone."""
        return self.do("reload")

    def repeat(self, times: int = 1) -> Json:
        """Have the sandbox send this person's last payload again."""
        return self.do("repeat", n=times)

    def wait_until(self, predicate: Callable[[Json], Found], timeout: float = PATIENCE) -> Found:
        """Return what `predicate(screen)` returns, once that is true; raises NotSeenError."""
        end = time.monotonic() + timeout
        screen = self.see()
        while not (found := predicate(screen)):
            left = end - time.monotonic()
            if left <= 0:
                raise NotSeenError(f"not within {timeout:g} s; the screen shows:\n{self.all_text(screen)}")
            screen = self._screen(since=screen["version"], wait=min(left, 20.0))
        return found

    def _awaited(self, look: Callable[[Json], Found | None], timeout: float) -> Found | None:
        """Return what a look at the screen finds, as soon as it finds it; None after `timeout` seconds."""
        try:
            return self.wait_until(look, timeout)
        except NotSeenError:
            return None

    def wait_for_text(self, text: str, timeout: float = PATIENCE) -> Json:
        """Return the newest message, modal or Home that holds a text, as soon as there is one."""
        return self.wait_until(lambda screen: self._holding(screen, text), timeout) or {}

    def wait_for_modal(self, timeout: float = PATIENCE) -> Json:
        """Return the modal on top as soon as one is open."""
        modal: Json = self.wait_until(lambda screen: screen["modals"][-1:], timeout)[-1]
        return modal

    def text_of(self, thing: Json) -> str:
        """Return what this person would read in a message or view, in their own zone."""
        world = self.driver.world()
        mine = next(entry for entry in world["people"] if entry["id"] == self.id)
        names = {entry["id"]: entry["real_name"] for entry in world["people"]}
        names |= {entry["id"]: entry["name"] for entry in world["channels"]}
        names |= {entry["id"]: entry["handle"] for entry in world["groups"]}
        names[world["app"]["bot_user"]] = world["app"]["name"]
        return text_of(thing, Eyes(Reader(mine["tz"], world["now"]), names))

    def all_text(self, screen: Json | None = None) -> str:
        """Return everything that is on the screen, as text."""
        shown = screen or self.see()
        return "\n".join(self.text_of(thing) for thing in _things(shown))

    def channel(self, name: str | None) -> str:
        """Return the id of a place by its id or name; "dm" is the conversation with the app."""
        return _place(self.see(), name)

    def _screen(self, *, since: int, wait: float) -> Json:
        query = {"as": self.id, "since": since, "wait": wait}
        return self.driver.get("see", patience=wait + 10, **query)

    def _modal(self) -> Json:
        modal = self.modal()
        if modal is None:
            raise NotSeenError("no modal is open")
        return modal

    def _holding(self, screen: Json, text: str) -> Json | None:
        return next((thing for thing in _things(screen) if text in self.text_of(thing)), None)

    def _pressable(self, channel: str | None) -> str:
        screen = self.see()
        place = _place(screen, channel) if channel else None
        return ", ".join(spot.label or spot.action_id for spot in spots_in(screen, place=place))

    def _choice(self, spot: Spot, value: Any) -> Json | None:
        if spot.element["type"] == "button" or value is None:
            return None
        if spot.element["type"] == "overflow":
            return {"selected_option": find_option(spot.element["options"], value)}
        return state_for(spot.element, value, self._names())

    def _shortcut(self, kind: str, name: str) -> str:
        for known in self.driver.world()["shortcuts"]:
            if known["type"] == kind and name in {known["name"], known["callback_id"]}:
                return str(known["callback_id"])
        return name

    def _names(self) -> Names:
        world = self.driver.world()
        people = {e[key].lower(): e["id"] for e in world["people"] for key in ("id", "name", "real_name")}
        channels = {e[key].lower(): e["id"] for e in world["channels"] for key in ("id", "name")}
        tz = next(entry["tz"] for entry in world["people"] if entry["id"] == self.id)
        return Names(people, channels, tz)


def _place(screen: Json, name: str | None) -> str:
    """Return the id of a place on a screen by its id or name: the first for None, the name where it is not there."""
    places = screen["places"]
    if name is None and places:
        return str(places[0]["id"])
    wanted = (name or "").lstrip("#").lower()
    for place in places:
        if wanted in {place["id"].lower(), place["name"].lower()} or (wanted == place["kind"] == "dm"):
            return str(place["id"])
    return name or ""


def _called(screen: Json, label: str, channel: str | None, ts: str | None, view: str | None) -> Spot | None:
    """Return where something of this label or action_id can be pressed on a screen, the newest first."""
    wanted = label.strip().lower()
    found = spots_in(screen, place=_place(screen, channel) if channel else None, ts=ts, view=view)
    return next((spot for spot in found if wanted in {spot.label.lower(), spot.action_id.lower()}), None)


def _things(screen: Json) -> list[Json]:
    """Return all that can be read, the newest and topmost first."""
    messages = [message for place in screen["places"] for message in place["messages"]]
    newest = sorted(messages, key=lambda message: -float(message["ts"]))
    return [*screen["modals"][::-1], *newest, *([screen["home"]] if screen["home"] else [])]


def _is_meant(mail: Json, to: str | None, subject: str | None) -> bool:
    """Say whether a mail went to this address (None is any) and has this in its subject (None is anything)."""
    addresses = [address.lower() for address in mail["to"]]
    return (to is None or to.lower() in addresses) and (subject is None or subject in mail["subject"])
