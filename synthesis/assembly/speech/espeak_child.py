# SPDX-License-Identifier: GPL-3.0-or-later
"""The child process that runs espeak-ng, which is GPL, keeps global state, and may crash.

Run by path and isolated; it imports no other module of this project, and no other module imports it. It reads
a JSON request on standard input. With ``text`` it writes a WAV file and, next to it, the word events:
``[[position, length, starts_s], …]``, with positions counted in characters of the text. With ``texts`` it
writes the phonemes of each, in the International Phonetic Alphabet, to the file ``phonemes``.
"""

import ctypes
import json
import sys
import wave
from pathlib import Path

import espeakng_loader

SYNCHRONOUS = 2
CHARACTERS_UTF8 = 1
PHONEMES_IPA = 2
POSITION_CHARACTER = 1
EVENT_END = 0
EVENT_WORD = 1
RATE, VOLUME, PITCH, RANGE = 1, 2, 3, 4
NO_SUCH_VOICE = 3
SEED = 1


class EventId(ctypes.Union):
    """espeak_EVENT.id of speak_lib.h."""

    _fields_ = [("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8)]


class Event(ctypes.Structure):
    """espeak_EVENT of speak_lib.h."""

    _fields_ = [
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", EventId),
    ]


CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(Event))


def main() -> int:
    """Process one request."""
    request = json.load(sys.stdin)
    library = ctypes.cdll.LoadLibrary(espeakng_loader.get_library_path())
    data = espeakng_loader.get_data_path().encode()
    sample_rate = library.espeak_Initialize(SYNCHRONOUS, 0, data, 0)
    # It seeds the generator of its flutter with the clock; the same text must sound the same.
    library.espeak_ng_SetRandSeed(ctypes.c_long(SEED))
    if library.espeak_SetVoiceByName(request["voice"].encode()) != 0:
        sys.stderr.write(f"no such voice: {request['voice']}\n")
        return NO_SUCH_VOICE
    if "texts" in request:
        read = [_phonemes(library, text) for text in request["texts"]]
        Path(request["phonemes"]).write_text(json.dumps(read), encoding="utf-8")
        return 0
    for parameter, name in ((RATE, "rate"), (PITCH, "pitch"), (RANGE, "range")):
        library.espeak_SetParameter(parameter, request[name], 0)
    words: list[tuple[int, int, float]] = []
    with wave.open(request["wav"], "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(sample_rate)
        _speak(library, request["text"].encode(), sound, words)
    Path(request["words"]).write_text(json.dumps(words))
    return 0


def _phonemes(library: ctypes.CDLL, text: str) -> str:
    read = library.espeak_TextToPhonemes
    read.restype = ctypes.c_char_p
    rest = ctypes.pointer(ctypes.c_char_p(text.encode()))
    clauses = []
    # Each call reads one clause and moves the pointer behind it.
    while rest.contents.value:
        clauses.append((read(rest, CHARACTERS_UTF8, PHONEMES_IPA) or b"").decode())
    return " ".join(clauses)


def _speak(
    library: ctypes.CDLL, text: bytes, sound: wave.Wave_write, words: list[tuple[int, int, float]]
) -> None:
    def receive(samples, count, events):  # type: ignore[no-untyped-def]  # ctypes calls it with its own types
        if samples and count:
            sound.writeframes(ctypes.string_at(samples, count * 2))
        index = 0
        while events[index].type != EVENT_END:
            event = events[index]
            if event.type == EVENT_WORD:
                words.append((event.text_position - 1, event.length, event.audio_position / 1000))
            index += 1
        return 0

    callback = CALLBACK(receive)
    library.espeak_SetSynthCallback(callback)
    library.espeak_Synth(
        ctypes.create_string_buffer(text),
        len(text) + 1,
        0,
        POSITION_CHARACTER,
        0,
        CHARACTERS_UTF8,
        None,
        None,
    )
    library.espeak_Synchronize()


if __name__ == "__main__":
    sys.exit(main())
