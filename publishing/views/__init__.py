"""Pages of publishing: connected channels, the composer, publications."""
