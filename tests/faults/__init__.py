"""Processes killed at random moments while work is under way, and what must hold when it is quiet again."""
