"""Stored files: where they lie, whose they are, and when they go."""
