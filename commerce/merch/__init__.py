"""Merch: product drafts that are made of videos. A shop's owner finishes and publishes them there."""
