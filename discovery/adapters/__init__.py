"""Adapters of outside systems that belong to no platform."""
