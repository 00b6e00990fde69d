"""Targets: giving them, sharing them among units, how far each is."""
