"""What is still needed for a case to come to its end: the remaining way, by whom, and not before which day."""
