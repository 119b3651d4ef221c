"""Incidents: current situations on one or more topics, each with a commander."""
