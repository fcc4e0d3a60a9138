"""Runs the scenarios of a definition: each in a workspace of its own, in memory, with a clock of its own."""
