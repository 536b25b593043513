"""Next year's document beside the plan: what differs, what the system believes of it, and what a person makes of it."""
