"""The REST endpoints of commerce."""
