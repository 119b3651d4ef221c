"""Pushing: cards in channels, notes below them, news to followers, and how far all of it has come."""
