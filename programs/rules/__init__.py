"""Rules of the programmes: pure functions, each with its source."""
