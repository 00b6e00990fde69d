"""Seasons of the demo: one finished under the old procedure, one under way."""
