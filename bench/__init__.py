"""The bench: figures of this machine as ratios to bare Bolt, measured in one run. See README.md beside this file."""
