"""Pages of the register and its review."""
