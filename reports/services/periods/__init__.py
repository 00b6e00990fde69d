"""Six-month and annual reports: their figures, words, and way upward."""
