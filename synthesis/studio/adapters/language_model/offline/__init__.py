"""Scripts without a key or a network: an editor's habits, and a small library of advice that holds anywhere.

It says only what the library, the idea's owner and the facts say. Numbers come from the facts alone.
"""

from synthesis.studio.adapters.language_model.offline.writer import OfflineWriter

__all__ = ["OfflineWriter"]
