"""Template tags and filters. None of them uses the database."""
