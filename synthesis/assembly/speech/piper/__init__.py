"""Piper: voices that an operator has downloaded with ``manage.py fetch_voices``, which run offline.

piper-tts is GPL and is not used: ``engine`` transcribes text in espeak-ng's child process and runs the
voice's model, an ONNX file, in another.
"""

from synthesis.assembly.speech.piper.engine import Piper

__all__ = ["Piper"]
