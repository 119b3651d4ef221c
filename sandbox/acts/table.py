"""The table of acts, and the one way in: from a request of the page or the driver to its outcome."""

from collections.abc import Awaitable, Callable

from sandbox.acts import around, clicking, forms, talking
from sandbox.acts.stage import Stage
from sandbox.refusals import RefusedError
from sandbox.workspace import Json

ACTS: dict[str, Callable[[Stage, Json], Awaitable[Json]]] = {
    "command": talking.command,
    "say": talking.say,
    "react": talking.react,
    "press": clicking.press,
    "fill": clicking.fill,
    "suggest": clicking.suggest,
    "submit": forms.submit,
    "close": forms.close,
    "shortcut": around.shortcut,
    "message_shortcut": around.message_shortcut,
    "home": around.home,
    "reload": around.reload,
    "read": around.read,
    "repeat": around.repeat,
}


async def perform(stage: Stage, body: Json) -> Json:
    """Let somebody do something; returns `ok` with what came of it, or `error` and a `message` for people."""
    act = ACTS.get(str(body.get("do")))
    if act is None:
        return {"ok": False, "error": "unknown_act", "message": f"`do` is one of {', '.join(ACTS)}"}
    try:
        return {"ok": True, **await act(stage, body)}
    except RefusedError as error:
        return {"ok": False, "error": error.error, "message": error.message, **error.facts}
