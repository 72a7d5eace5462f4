"""Filters for admin pages."""
