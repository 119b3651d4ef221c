"""Asks: what the business asks IT, and what IT looks up. A question that met no line reaches an owner."""
