"""Text in right-to-left writing systems, alone and mixed with others."""

import pytest

from render_node.engines.motion import directions, fonts, lettering, shaping
from render_node.engines.motion.directions import Run

HELLO, HOW, YES = "مرحبا", "بك", "نعم"


def seen(text):
    """The words of a line from left to right."""
    placed = lettering.fit(text, font=fonts.SANS, width=4000, height=200, largest_px=60, smallest_px=20)
    assert placed.lines == 1
    return [word.word.text for word in sorted(placed.words, key=lambda word: word.x)]


@pytest.mark.parametrize(
    ("text", "order"),
    [
        (f"Say {HELLO} {HOW} to friends", ["Say", HOW, HELLO, "to", "friends"]),
        (f"{HELLO} iPhone 15 Pro {HOW}", [HOW, "iPhone", "15", "Pro", HELLO]),
        (f"{HELLO} 3 {HOW}", [HOW, "3", HELLO]),
        (f"Say ({HELLO} {HOW}) to me", ["Say", f"{HOW})", f"({HELLO}", "to", "me"]),
    ],
)
def test_words_stand_in_the_order_of_the_bidirectional_algorithm(text, order):
    assert seen(text) == order


@pytest.mark.parametrize(
    ("word", "runs"),
    [
        ("hello", [Run("hello", False)]),
        (f"({YES})", [Run(f"({YES})", True)]),
        (f"3.5{YES}", [Run(YES, True), Run("3.5", False)]),
        ("hello.", [Run("hello.", False)]),
        (f"hello-{YES}", [Run("hello-", False), Run(YES, True)]),
        ("1,250", [Run("1,250", False)]),
    ],
)
def test_a_word_is_cut_where_its_direction_changes(word, runs):
    assert directions.runs(word) == runs


@pytest.mark.parametrize("text", ["", " ", "123", "...", "hello مرحبا"])
def test_text_without_right_to_left_letters_is_left_to_right(text):
    assert not directions.is_rtl(text)


def test_brackets_are_mirrored_in_right_to_left_text():
    left_to_right = fonts.word_of(f"({YES})", font=fonts.SANS, glued=False, rtl=True)
    opening = fonts.word_of("(", font=fonts.SANS, glued=False, rtl=False)

    # The leftmost sign has the shape of an opening bracket, although it is the closing one.
    assert shaping.outline(left_to_right.pieces, 100).startswith(shaping.outline(opening.pieces, 100))


def test_a_joiner_between_letters_stays_and_a_loose_one_goes():
    persian = "می\u200cخواهم"  # noqa: RUF001 - Persian it is

    assert fonts.readable(persian, font=fonts.SANS) == persian
    assert fonts.readable("\u200d Octopus\u200d 🐙\u200d", font=fonts.SANS) == "Octopus"


def test_letters_of_arabic_are_joined():
    """Joined letters are narrower than separate ones, whichever fonts are installed."""
    (word,) = fonts.words_of(HELLO, font=fonts.SANS)
    apart = sum(lettering.width_of(fonts.words_of(letter, font=fonts.SANS)[0], 100) for letter in HELLO)

    assert lettering.width_of(word, 100) < 0.9 * apart


def extent_of(outline):
    """The leftmost and the rightmost point of an outline."""
    numbers = outline.translate(str.maketrans("MLCQZ", "     ")).split()
    xs = [float(number) for number in numbers[::2]]
    return min(xs), max(xs)


def test_measured_and_rendered_widths_match():
    for text in ("Handgloves", HELLO, "三つある"):
        pieces = fonts.word_of(text, font=fonts.SANS, glued=False, rtl=directions.is_rtl(text)).pieces
        left, right = extent_of(shaping.outline(pieces, 200))

        assert -20 <= left <= 20
        assert right == pytest.approx(shaping.width_px(pieces, 200), abs=40)


def test_nothing_to_draw_is_an_empty_outline():
    assert shaping.outline([], 100) == ""
