"""What is true about a review: events, state and decisions; no I/O, no clock, no chance of its own."""
