"""Party lines: the approved versions of what anyone in IT says about an incident or a topic."""
