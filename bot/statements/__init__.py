"""Press statements: announcements for an audience, written from its outcome (PRODUCT.md, section 4)."""
