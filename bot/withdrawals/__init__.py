"""Withdrawing what was said wrongly, and correcting it with those who were told."""
