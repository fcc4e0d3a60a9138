"""Data in and out: sheets of an HR office, event logs for process mining."""
