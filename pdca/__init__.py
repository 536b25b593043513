"""The engine: commands, the flow, permissions, the event store, documents in and out, settings and the command line."""
