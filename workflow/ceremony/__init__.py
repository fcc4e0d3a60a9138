"""Ceremonies: batches of cases that are inaugurated together, with attendance."""
