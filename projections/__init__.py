"""Read models: rows derived from the log that answer the pages' questions and can be thrown away at any time."""
