"""Pages about officers, committees, villages, populations and the trail."""
