"""Objects from words: which pictured things a scene shows, chosen from the words of its texts."""

from synthesis.studio.objects.assignment import Chosen
from synthesis.studio.objects.choice import Text, choose
from synthesis.studio.objects.index import names
from synthesis.studio.objects.search import Found, candidates

__all__ = ["Chosen", "Found", "Text", "candidates", "choose", "names"]
