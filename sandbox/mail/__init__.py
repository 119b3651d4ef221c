"""The mail tray: a small SMTP server on loopback that keeps what it is given, and shows it."""
