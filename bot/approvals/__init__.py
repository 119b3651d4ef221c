"""Approvals: somebody other than the author reads exactly these bytes, and approves them or sends them back."""
