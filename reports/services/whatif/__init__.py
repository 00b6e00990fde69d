"""The households of a review under another standard: asking, counting, showing."""
