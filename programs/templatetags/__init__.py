"""Template tags of the programmes."""
