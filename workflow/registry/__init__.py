"""The city: units, positions, people, holdings, and the reference tables that give their words a meaning."""
