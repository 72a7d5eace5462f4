"""Whole stories, through a real worker and a real node."""
