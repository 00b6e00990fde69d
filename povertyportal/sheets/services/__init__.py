"""Imports and exports: one function an act, whoever calls it."""
