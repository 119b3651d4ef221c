"""Partyline: one approved, speakable sentence per topic, for anybody in IT who is asked."""
