"""Load scenarios and measurements."""
