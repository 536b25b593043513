"""The commands of `pdca`, one module per group; `pdca.cli` knows their arguments and imports the one asked for."""
