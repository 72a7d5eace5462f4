"""Editing: videos, scenes, scripts."""
