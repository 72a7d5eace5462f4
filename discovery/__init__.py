"""Niches, candidates and why they stand out, ideas."""
