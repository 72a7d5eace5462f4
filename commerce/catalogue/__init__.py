"""The mirrored products of connected shops."""
