"""What a person types, as Slack passes it on: escaped, with names turned into ids where Slack does that."""

import re

from sandbox.workspace import Workspace

_LINK = re.compile(r"(?<![\w<|])https?://[^\s<>|]+[^\s<>|.,!?)]")


def escape(text: str) -> str:
    """Escape what must be escaped (docs.slack.dev/messaging/formatting-message-text): &, < and >."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def as_message(ws: Workspace, text: str) -> str:
    """Return a typed message: names become mentions, addresses become links."""
    return _LINK.sub(lambda hit: f"<{hit[0]}>", _with_ids(ws, escape(text), labels=False))


def link_names(ws: Workspace, text: str) -> str:
    """Return an app's text with names turned into ids, as link_names and parse=full ask for."""
    return _with_ids(ws, text, labels=False)


def as_command(ws: Workspace, text: str, *, with_ids: bool) -> str:
    """Return a command's text; `with_ids` is the manifest's should_escape."""
    safe = escape(text)
    return _with_ids(ws, safe, labels=True) if with_ids else safe


def _with_ids(ws: Workspace, text: str, *, labels: bool) -> str:
    for name, tag, label in _names(ws):
        full = f"<{tag}|{label}>" if labels and label else f"<{tag}>"
        pattern = rf"(?<![\w<|]){re.escape(name)}(?![\w|>])"
        text = re.sub(pattern, full.replace("\\", r"\\"), text, flags=re.IGNORECASE)
    return text


def _names(ws: Workspace) -> list[tuple[str, str, str]]:
    """Return (as typed, tag, label), the longest names first so that none is cut short by another."""
    found = [(f"@{ws.app.name}", f"@{ws.app.bot_user}", ws.app.name.lower())]
    for person in ws.people.values():
        found += [(f"@{name}", f"@{person.id}", person.name) for name in (person.name, person.real_name)]
    found += [(f"@{group.handle}", f"!subteam^{group.id}", f"@{group.handle}") for group in ws.groups.values()]
    found += [(f"#{c.name}", f"#{c.id}", c.name) for c in ws.channels.values() if not c.dm_with]
    found += [(f"@{word}", f"!{word}", "") for word in ("channel", "here", "everyone")]
    return sorted(found, key=lambda entry: -len(entry[0]))
