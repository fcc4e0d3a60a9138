"""The real state space of a definition: every configuration that a case can come into, and the faults that show there."""
