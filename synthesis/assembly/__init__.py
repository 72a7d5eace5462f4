"""Media in, media out. No rows, and nothing of the product above."""
