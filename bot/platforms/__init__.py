"""The platforms: translation and connection, nothing else."""
