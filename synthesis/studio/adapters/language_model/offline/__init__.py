"""Scripts without a key or network: about what the library knows, and outlines of everything else.

A script contains only text from the library, the user's idea and the facts.
"""

from synthesis.studio.adapters.language_model.offline.library import related
from synthesis.studio.adapters.language_model.offline.writer import OfflineWriter

__all__ = ["OfflineWriter", "related"]
