"""Lists of the programmes that come in from files."""
