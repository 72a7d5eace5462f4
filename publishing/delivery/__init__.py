"""Sends publications, and resolves unknown outcomes."""
