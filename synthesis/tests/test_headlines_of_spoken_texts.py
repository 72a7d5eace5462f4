"""Headlines of spoken texts: behind greetings, of quotations, of dialogues and of halves of sentences."""

# Letters and signs of other alphabets look like Latin ones.
# ruff: noqa: RUF001

import pytest

from synthesis.studio.headlines import headline_of

HEADLINES = [
    ("en", "🔥 Three apps I can't live without 🔥", "Three apps I can't live without"),
    ("en", "Welcome back. A cup of tea costs $4.", "A cup of tea costs $4"),
    ("en", "Hey guys! So today I tried the 75 Hard challenge.", "So today I tried the 75 Hard challenge"),
    ("en", "It depends. I pay £10.99 for it.", "I pay £10.99 for it"),
    ("en", "They were right. But six months later, I made $8k.", "Six months later, I made $8k"),
    ("en", "It was salt. It dissolves.", "It was salt"),
    (
        "en",
        'Mr. J. R. R. Tolkien began with one line: "In a hole in the ground there lived a hobbit."',
        "In a hole in the ground there lived a hobbit",
    ),
    (
        "en",
        'The writer Arthur C. Clarke called it "the most expensive hyphen in history."',
        "the most expensive hyphen in history",
    ),
    (
        "en",
        "After six days, they had fired 2,500 rounds and killed, by most accounts, between 50 and 200 birds.",
        "They had fired 2,500 rounds",
    ),
    (
        "en",
        "in which Major Meredith and two soldiers with Lewis guns were sent to cull 20,000 emus in the west.",
        "Major Meredith and two soldiers",
    ),
    (
        "es",
        "El Sr. Gómez, chef de un restaurante muy conocido de Sevilla, dice: «Lávalo tres veces».",
        "Lávalo tres veces",
    ),
    (
        "de",
        "Das Finanzamt darf dir bis zu 10 % Verspätungszuschlag berechnen, max. 25.000 €, wenn du spät bist",
        "Das Finanzamt darf dir bis zu 10 % Verspätungszuschlag",
    ),
    ("ja", "ドアは温度が3.5℃も変わります。", "ドアは温度が3.5℃も変わります"),
    ("ja", "①コンビニに毎日行く。", "コンビニに毎日行く"),
    ("ru", "— Ты опять опоздал! — Всего на пять минут.", "Ты опять опоздал!"),
    ("el", "Γιατί είναι αλμυρή η θάλασσα;", "Γιατί είναι αλμυρή η θάλασσα;"),
    ("tr", "1. adım: Telefonu kapat.", "Telefonu kapat"),
    ("en", "Did you know? A year on Mercury has 88 days.", "A year on Mercury has 88 days"),
    ("de", "Wusstest du schon? Die Zugspitze ist 2.962 m hoch.", "Die Zugspitze ist 2.962 m hoch"),
    ("en", "Step one. Put your hands in the corners.", "Put your hands in the corners"),
]


@pytest.mark.parametrize(("language", "text", "headline"), HEADLINES)
def test_a_headline_is_a_thought_of_the_spoken_text(language, text, headline):
    assert headline_of(text=text, language=language) == headline
