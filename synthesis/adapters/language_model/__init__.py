"""Who writes scripts: Gemini, OpenAI, or nobody but this machine."""

from synthesis.adapters.language_model.gemini import Gemini
from synthesis.adapters.language_model.offline import OfflineWriter
from synthesis.adapters.language_model.openai import OpenAI

__all__ = ["Gemini", "OfflineWriter", "OpenAI"]
