"""Deliveries: what is to be sent, written down before it is sent, and the courier that sends it."""
