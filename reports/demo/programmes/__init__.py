"""The programmes of the demo: what districts did, and what goes on today."""
