"""Slack's own words and limits: reading payloads, safe text, blocks, the Web API. Knows no product."""
