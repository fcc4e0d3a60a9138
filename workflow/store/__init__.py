"""Where it is kept: a record that only grows, and pictures of what it comes to."""
