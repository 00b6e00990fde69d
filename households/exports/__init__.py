"""Lists of the register and the season: what a screen shows and its file holds."""
