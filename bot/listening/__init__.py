"""What comes back: who has the line, and what people are asked that it does not answer."""
