"""Where cafés are kept: the one place that knows the database."""
