"""Commands that belong to no single app."""
