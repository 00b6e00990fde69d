"""The inspection pack: one .zip of an area and round, as known at an instant."""
