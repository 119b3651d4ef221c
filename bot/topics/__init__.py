"""Topics: what people ask about, and finding the one they mean."""
