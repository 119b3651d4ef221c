"""What comes back from the readers of statements: whether they found one useful, replies, and reactions."""
