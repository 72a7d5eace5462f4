"""ElevenLabs: the voices of an ElevenLabs account, with an API key and the time of every character. Paid."""

from synthesis.assembly.speech.elevenlabs.engine import ElevenLabs

__all__ = ["ElevenLabs"]
