"""HTTP and HTML, and nothing else."""
