"""The node from its callers' side: a real process on a free port."""
