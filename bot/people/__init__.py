"""People: who belongs to IT, who may do what, and who is politely refused."""
