"""Stored files: storage, access and expiry."""
