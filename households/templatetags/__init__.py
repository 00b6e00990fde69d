"""Template tags of the households app."""
