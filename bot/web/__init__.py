"""The web side: the door for Slack's requests, health, readiness and metrics."""
