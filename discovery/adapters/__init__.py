"""Adapters of external systems that are independent of platforms."""
