"""Papers of inspections as PDF."""
