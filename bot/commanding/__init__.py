"""Who leads an incident, who steps in for them, and which topics it is about."""
