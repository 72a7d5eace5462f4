"""Scripts without a key or network, from fixed script structures and a small library of general advice.

A script contains only text from the library, the user's idea and the facts. Numbers come from the facts
alone.
"""

from synthesis.studio.adapters.language_model.offline.writer import OfflineWriter

__all__ = ["OfflineWriter"]
