"""Acts on activities: planned, dated, carried out, joined, judged."""
