"""What may happen to a case: pure decisions on frozen values, with no word of any one field of work."""
