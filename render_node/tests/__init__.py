"""The node as its callers see it: a real process on a free port."""
