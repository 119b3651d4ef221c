"""Scripts: a list of steps in YAML, each one thing that one person does, waiting for what it needs.

- {as: U02COMMANDER, in: C02IT, command: "/partyline open network"}
- {as: U02COMMANDER, fill: {"If pressed": "Is my data safe? Yes."}}
- {as: U02COMMANDER, submit: true}
- {as: U01APPROVER, in: C01APPR, press: Approve}
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from sandbox.driver import Actor, Driver, DriverError, NotSeenError
from sandbox.entering import EnterError

Json = dict[str, Any]


class ScriptError(ValueError):
    """A script cannot be read, or a step of it did not work; the text says which and why."""


def load_script(path: Path) -> list[Json]:
    """Read a script and check its steps; raises ScriptError."""
    try:
        steps = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise ScriptError(f"{path}: {error}") from error
    if not isinstance(steps, list):
        raise ScriptError(f"{path}: a list of steps belongs here")
    for number, step in enumerate(steps, start=1):
        _verb(step, f"{path}, step {number}")
    return steps


def play(driver: Driver, steps: list[Json], say: Callable[[str], None]) -> None:
    """Play a script once the bot can be reached; `say` hears of every step. Raises ScriptError."""
    try:
        driver.wait_for_bot(120)
    except DriverError as error:
        raise ScriptError(f"step 1: {error}") from error
    for number, step in enumerate(steps, start=1):
        verb = _verb(step, f"step {number}")
        try:
            person = driver.person(str(step["as"]))
            _STEPS[verb](person, step)
        except (DriverError, EnterError, OSError) as error:
            raise ScriptError(f"step {number} ({step['as']}, {verb}): {error}") from error
        say(f"step {number}: {step['as']} {verb}")


def _verb(step: object, where: str) -> str:
    if not isinstance(step, dict) or not step.get("as"):
        raise ScriptError(f"{where}: a step says `as` whom")
    verbs = sorted(set(step) - {"as", "in", "with", "value", "to"})
    if len(verbs) != 1 or verbs[0] not in _STEPS:
        raise ScriptError(f"{where}: a step does one of {', '.join(_STEPS)}")
    return str(verbs[0])


def _command(person: Actor, step: Json) -> None:
    person.command(step["command"], step.get("in"))


def _say(person: Actor, step: Json) -> None:
    person.say(step["say"], step.get("in"))


def _fill(person: Actor, step: Json) -> None:
    for label, value in step["fill"].items():
        person.fill(label, value)


def _submit(person: Actor, _step: Json) -> None:
    person.wait_for_modal()
    answer = person.submit()
    if answer.get("errors"):
        raise NotSeenError("; ".join(answer["errors"].values()))


def _close(person: Actor, step: Json) -> None:
    person.wait_for_modal()
    person.close(everything=step["close"] == "all")


def _press(person: Actor, step: Json) -> None:
    person.press(str(step["press"]), channel=step.get("in"), value=step.get("value"))


def _shortcut(person: Actor, step: Json) -> None:
    person.shortcut(step["shortcut"])


def _message_shortcut(person: Actor, step: Json) -> None:
    """Use a message shortcut on the newest message that holds the text `with`."""
    message = person.wait_for_text(str(step.get("with", "")))
    person.message_shortcut(step["message_shortcut"], message["ts"], step.get("in"))


def _home(person: Actor, _step: Json) -> None:
    person.home()


def _reload(person: Actor, _step: Json) -> None:
    person.reload()


def _see(person: Actor, step: Json) -> None:
    person.wait_for_text(str(step["see"]))


def _mail(person: Actor, step: Json) -> None:
    """Wait for a mail with this in its subject; with `to`, for one that went there."""
    person.driver.wait_for_mail(step.get("to"), str(step["mail"]))


_STEPS: dict[str, Callable[[Actor, Json], None]] = {
    "command": _command,
    "say": _say,
    "fill": _fill,
    "submit": _submit,
    "close": _close,
    "press": _press,
    "shortcut": _shortcut,
    "message_shortcut": _message_shortcut,
    "home": _home,
    "reload": _reload,
    "see": _see,
    "mail": _mail,
}
