"""Orders of connected shops: what they are worth, and which video brought them."""
