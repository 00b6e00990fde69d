"""What is done with inspections, from the plan to the last finding closed."""
