"""Areas side by side: which, what of them may be seen, what the better ones did."""
