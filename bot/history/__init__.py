"""Every version of every line: who wrote and approved it, how long it was live, whom it reached; and the export."""
