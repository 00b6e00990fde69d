"""Lists of the administration that are imported: populations, villages, officers."""
