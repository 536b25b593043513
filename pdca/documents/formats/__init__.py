"""One reader per file format, each from bytes to the blocks that the grammar reads."""
