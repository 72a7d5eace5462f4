"""Settings by environment: development, test and production, all on base."""
