"""Audiences: named groups of readers, where they are reached and what they care about."""
