"""Break-glass: publishing at once what cannot wait, and having it reviewed afterwards."""
