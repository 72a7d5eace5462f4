"""Niches, candidates with the explanation of their score, and ideas."""
