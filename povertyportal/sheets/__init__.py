"""The Excel engine: reading, layouts, checks, writing. Knows nothing of poverty."""
