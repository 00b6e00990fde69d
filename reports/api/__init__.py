"""Figures over the API: kept ones, and what the committee's pages show."""
