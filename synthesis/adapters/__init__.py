"""Which system stands behind each of synthesis' Protocols, picked from settings."""

from synthesis.adapters.base import Speech
from synthesis.adapters.speech import OfflineSpeech


def reader() -> Speech:
    """What reads narration aloud."""
    return OfflineSpeech()
