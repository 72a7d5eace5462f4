"""Complete workflows, through a real worker and a real node."""
