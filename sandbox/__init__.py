"""A small, strict stand-in for Slack on your own machine.

It speaks the Web API, Socket Mode and signed HTTP to a bot, and JSON to a browser page and to tests.
It knows nothing of any bot: what it may use comes from a world file and an app manifest.
"""
