"""The server's side of Socket Mode. Source: docs.slack.dev/apis/events-api/using-socket-mode."""

import json

from starlette.websockets import WebSocket, WebSocketDisconnect

from sandbox.bot import MOST_LINES, Bot, Line
from sandbox.workspace import Json


async def serve_socket(bot: Bot, socket: WebSocket) -> None:
    """Hold one connection open: say hello, and match answers to envelopes until it closes."""
    ticket = socket.query_params.get("ticket", "")
    await socket.accept()
    if ticket not in bot.ws.ids.sockets:
        await _goodbye(socket, "link_disabled")
        return
    bot.ws.ids.sockets.discard(ticket)
    if len(bot.lines) >= MOST_LINES:
        await _goodbye(socket, "too_many_websockets")
        return
    line = Line(socket)
    await socket.send_text(json.dumps(_hello(bot)))
    bot.lines.append(line)
    try:
        while True:
            _answer(bot, line, await socket.receive_text())
    except (WebSocketDisconnect, RuntimeError, KeyError):
        pass  # closed, or a frame that is not text
    finally:
        _hang_up(bot, line)


async def refresh(bot: Bot, reason: str) -> int:
    """Ask every connection to come back, as Slack does now and then; returns how many were asked."""
    asked = list(bot.lines)
    if reason != "warning":
        bot.lines.clear()  # nothing new goes there from now on
    for line in asked:
        await _goodbye(line.socket, reason)
    return len(asked)


def _hello(bot: Bot) -> Json:
    return {
        "type": "hello",
        "num_connections": len(bot.lines) + 1,
        "debug_info": {"host": "sandbox", "build_number": 1, "approximate_connection_time": 18060},
        "connection_info": {"app_id": bot.ws.app.id},
    }


async def _goodbye(socket: WebSocket, reason: str) -> None:
    await socket.send_text(json.dumps({"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}}))
    if reason != "warning":
        await socket.close()


def _answer(bot: Bot, line: Line, text: str) -> None:
    try:
        message = json.loads(text)
        name = message["envelope_id"]
    except (ValueError, TypeError, KeyError, RecursionError):
        bot.ws.broke("socket_message", "an answer is JSON with an envelope_id")
        return
    future = line.waiting.get(name) if isinstance(name, str) else None
    if future is None:
        bot.ws.broke("late_ack", "an ack for an envelope that is unknown, answered or too old")
    elif not future.done():
        future.set_result(message.get("payload"))


def _hang_up(bot: Bot, line: Line) -> None:
    if line in bot.lines:
        bot.lines.remove(line)
    for future in line.waiting.values():
        if not future.done():
            future.set_exception(ConnectionError("the connection closed"))
