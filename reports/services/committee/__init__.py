"""A committee at work: who sits on it, its meetings, what it gave people to do."""
