"""Forms: text into domain values, with messages in Vietnamese."""
