"""Thumbnails, clips and watch pages of the sandbox's videos, drawn on first request."""
