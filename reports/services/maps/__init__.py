"""Figures of areas for the map: what is measured, which areas, how they are classed."""
