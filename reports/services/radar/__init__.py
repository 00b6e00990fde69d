"""What is unusual enough to look at again: households, surveyors, communes."""
