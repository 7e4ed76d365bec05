"""Commands as they are typed and read."""
