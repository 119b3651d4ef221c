"""Finding what a person means on their screen: the field with this label, the button that says this."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sandbox.states import elements

Json = dict[str, Any]


@dataclass(frozen=True)
class Spot:
    """An element, the words on it, and where it is: `where` goes into a request as it stands."""

    block_id: str
    action_id: str
    label: str
    element: Json
    where: Json


def field_in(modal: Json, wanted: str | tuple[str, str]) -> Spot | None:
    """Return a modal's field by (block_id, action_id), by its whole label, or by how its label begins."""
    spots = list(_fields(modal))
    if isinstance(wanted, tuple):
        return next((spot for spot in spots if (spot.block_id, spot.action_id) == wanted), None)
    text = wanted.strip().lower()
    same = (spot for spot in spots if text in {spot.label.lower(), spot.block_id.lower(), spot.action_id.lower()})
    begins = (spot for spot in spots if spot.label.lower().startswith(text))
    return next(same, None) or next(begins, None)


def _fields(view: Json) -> Iterator[Spot]:
    where = {"view_id": view["id"]}
    for block, element in elements(view["blocks"]):
        label = block["label"]["text"] if block["type"] == "input" else _label(element)
        yield Spot(block["block_id"], element.get("action_id", ""), label, element, where)


def spots_in(
    screen: Json, *, place: str | None = None, ts: str | None = None, view: str | None = None
) -> Iterator[Spot]:
    """Yield everything that can be pressed: the top modal first, then messages, newest first, then Home."""
    home, modals = screen["home"], screen["modals"]
    if modals and place is None and ts is None and view in {None, modals[-1]["id"]}:
        yield from _pressable(modals[-1]["blocks"], {"view_id": modals[-1]["id"]})
    if view is None:
        yield from _in_messages(screen, place, ts)
    if home and place is None and ts is None and view in {None, "home", home["id"]}:
        yield from _pressable(home["blocks"], {"view_id": home["id"]})


def _in_messages(screen: Json, place: str | None, ts: str | None) -> Iterator[Spot]:
    found = [
        (message, entry["id"])
        for entry in screen["places"]
        if place in {None, entry["id"]}
        for message in entry["messages"]
        if ts in {None, message["ts"]}
    ]
    for message, channel in sorted(found, key=lambda pair: -float(pair[0]["ts"])):
        yield from _pressable(message["blocks"] or [], {"channel": channel, "ts": message["ts"]})


def _pressable(blocks: list[Json], where: Json) -> Iterator[Spot]:
    for block, element in elements(blocks):
        if block["type"] != "input" and element.get("action_id"):
            yield Spot(block["block_id"], element["action_id"], _label(element), element, where)


def _label(element: Json) -> str:
    shown = element.get("text") or element.get("placeholder") or {}
    return str(shown.get("text", "")).strip()
