"""The engines that speak, by the name that begins their voices' names, best first."""

from collections.abc import Mapping

from synthesis.assembly.speech.base import Engine
from synthesis.assembly.speech.elevenlabs import ElevenLabs
from synthesis.assembly.speech.espeak import Espeak
from synthesis.assembly.speech.gemini import GeminiSpeech
from synthesis.assembly.speech.packaged import Packaged
from synthesis.assembly.speech.piper import Piper

# Those that speak on this machine, without a charge.
LOCAL = frozenset({"hibari", "kokoro", "piper", "espeak"})
ALL: Mapping[str, Engine] = {
    "hibari": Packaged("hibari"),
    "kokoro": Packaged("kokoro"),
    "piper": Piper(),
    "gemini": GeminiSpeech(),
    "elevenlabs": ElevenLabs(),
    "espeak": Espeak(),
}
