"""Pexels: a catalogue of clips and photos, searched as the vendor's API is."""
