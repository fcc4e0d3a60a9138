"""What a definition says: reading it from a file, checking it, asking its rules, drawing it."""
