"""Letters of captions: capitals by language, and characters that are left out."""

# ruff: noqa: RUF001 - the texts are in many scripts, whose letters look like Latin ones

import pytest

from synthesis.assembly.captions import letters, pieces
from synthesis.assembly.storyboard import Word
from synthesis.tests.test_captions import style_of


@pytest.mark.parametrize(
    ("language", "text", "capitals"),
    [
        ("tr", "gizli bir iyi fikir", "GİZLİ BİR İYİ FİKİR"),
        ("tr-TR", "ışık", "IŞIK"),
        ("az", "üç iynə", "ÜÇ İYNƏ"),
        ("en", "title", "TITLE"),
        ("el", "καλημέρα", "ΚΑΛΗΜΕΡΑ"),
        ("el", "άυλος μάιος", "ΑΫΛΟΣ ΜΑΪΟΣ"),
        ("el", "προϊόν", "ΠΡΟΪΟΝ"),
        ("el", "καφές ή τσάι", "ΚΑΦΕΣ Ή ΤΣΑΪ"),
        ("el", "και ναύτης", "ΚΑΙ ΝΑΥΤΗΣ"),
        ("en", "Ελλάδα", "ΕΛΛΑΔΑ"),
        ("nl", "ijs", "IJS"),
        ("de", "Maße", "MAẞE"),
        ("hy", "Երևան", "ԵՐԵՎԱՆ"),
        ("ka", "გული heart", "გული HEART"),
        ("fr", "été", "ÉTÉ"),
        ("ja", "コーヒーtime", "コーヒーTIME"),
    ],
)
def test_capitals_follow_the_language(language, text, capitals):
    assert letters.upper(text, language=language) == capitals


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("Great 🎉.", "Great."),
        ("Great 🎉 🎉!", "Great!"),
        ("Great 🎉 .", "Great."),
        ("🎉 wow", "wow"),
        ("wow 🎉 great", "wow great"),
        ("wow 👩‍👩‍👧 day", "wow day"),
        ("👍🏽 yes", "yes"),
        ("Génial !", "Génial !"),
        ("نامه‌ای", "نامه‌ای"),
        ("a\x07b", "ab"),
    ],
)
def test_what_is_left_out_leaves_no_space(text, drawn):
    assert letters.drawable(text) == drawn


def test_a_full_stop_after_an_emoji_belongs_to_the_word_before():
    words = [Word(text="Great", starts_s=0, ends_s=1), Word(text="🎉.", starts_s=1, ends_s=2)]

    (piece,) = pieces.of(words, language="en", style=style_of())

    assert (piece.text, piece.ends_s) == ("Great.", 2)
