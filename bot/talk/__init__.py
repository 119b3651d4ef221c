"""Where people talk: a mention, a direct message, a message that somebody else wrote. Answered only where it knows."""
