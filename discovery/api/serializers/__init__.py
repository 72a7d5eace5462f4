"""Requests and responses of discovery's REST API, by noun."""
