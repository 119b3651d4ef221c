"""Promises of the next update: extending them, reminding of them, and what happens when one is missed."""
