"""Subtitle cues: they end between sentences."""

from pathlib import Path

import pytest

from synthesis.assembly import storyboard
from synthesis.assembly.captions import subtitles
from synthesis.assembly.storyboard import Narration, Shot, Timeline


def cues_of(text, language="en"):
    words = tuple(
        storyboard.Word(text=word, starts_s=0.3 * place, ends_s=0.3 * place + 0.25)
        for place, word in enumerate(text.split())
    )
    narration = Narration(audio=Path("unused.wav"), duration_s=60.0, words=words, voice="test")
    shot = Shot(
        key="one",
        starts_at_frame=0,
        frames=1800,
        speech_starts_at_frame=0,
        narration=narration,
    )
    return [" ".join(cue.lines) for cue in subtitles.cues(Timeline(shots=(shot,)), language=language)]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Dr. Smith met him. It was salt.", ["Dr. Smith met him.", "It was salt."]),
        ("en", "Jones vs. Smith is on. Watch it.", ["Jones vs. Smith is on.", "Watch it."]),
        ("en", "1. Sleep well. 2. Eat.", ["1. Sleep well.", "2. Eat."]),
        ("en", "The U.S. economy grew. Wow!", ["The U.S. economy grew.", "Wow!"]),
        ("en", "Wait... what? Yes.", ["Wait... what?", "Yes."]),
        ("en", "“Go home.” He left.", ["“Go home.”", "He left."]),
        ("de", "Am 3. Mai kam z. B. er. Dann sie.", ["Am 3. Mai kam z. B. er.", "Dann sie."]),
        ("es", "La Sra. López vino. Hola.", ["La Sra. López vino.", "Hola."]),
        ("hi", "डॉ. शर्मा आए। चलो।", ["डॉ. शर्मा आए।", "चलो।"]),
    ],
)
def test_a_cue_ends_with_a_sentence_and_not_with_an_abbreviation(language, text, expected):
    assert cues_of(text, language) == expected


def test_a_sentence_of_one_word_is_a_cue():
    assert cues_of("Stop. Then listen.") == ["Stop.", "Then listen."]
