"""REST endpoints of discovery, by noun."""
