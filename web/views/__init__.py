"""What pages show, made of read models and state: one view per page."""
