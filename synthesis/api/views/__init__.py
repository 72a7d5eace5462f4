"""REST endpoints of synthesis."""
