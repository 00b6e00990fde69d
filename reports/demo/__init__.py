"""Demonstration data: generated households, published figures, the real import."""
