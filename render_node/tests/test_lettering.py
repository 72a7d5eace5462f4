"""Typesetting: text stays in its box, and every script has its letters."""

import pytest

from render_node.engines.motion import fonts, lettering, shaping

ARABIC = "لماذا يمتلك الأخطبوط 3 قلوب؟"
JAPANESE = "タコには心臓が三つある。泳ぐと二つが止まる。"
TEXTS = {
    "short": "Rest",
    "long": "Donaudampfschifffahrtsgesellschaftskapitänsmütze " + "and so it goes on and on " * 12,
    "arabic": ARABIC,
    "japanese": JAPANESE,
    "cyrillic": "Почему у осьминога три сердца",  # noqa: RUF001 - Cyrillic it is
    "greek": "Γιατί το χταπόδι έχει τρεις καρδιές",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize(("width", "height"), [(860, 900), (300, 120), (860, 60)])
@pytest.mark.parametrize("align", ["start", "centre"])
def test_type_never_leaves_its_box(text, width, height, align):
    text = lettering.fit(
        text, font=fonts.SANS, width=width, height=height, largest_px=190, smallest_px=24, align=align
    )
    lefts = [word.x for word in text.words]
    rights = [word.x + word.width for word in text.words]
    overhang = text.size_px * 0.12

    assert text.words
    assert min(lefts) >= -overhang
    assert max(rights) <= width + overhang
    assert text.lines * text.size_px <= height + text.size_px * 0.3


def test_scripts_that_run_to_the_left_start_on_the_right():
    text = lettering.fit(ARABIC, font=fonts.SANS, width=2000, height=300, largest_px=80, smallest_px=20)

    assert text.words[0].x == max(word.x for word in text.words)
    assert text.words[0].x > 1500
    order = [word.word.text for word in sorted(text.words, key=lambda word: -word.x)]
    assert order == ARABIC.split()


def test_a_closing_mark_never_begins_a_line():
    for width in range(200, 900, 50):
        text = lettering.fit(
            JAPANESE, font=fonts.SANS, width=width, height=900, largest_px=90, smallest_px=20
        )
        assert not any(word.word.text.startswith("。") for word in text.words)


def test_characters_without_a_font_are_omitted():
    assert fonts.readable("Octopus 🐙 facts 👩‍👩‍👧", font=fonts.SANS) == "Octopus facts"


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_every_promised_script_has_its_letters(text):
    assert fonts.readable(text, font=fonts.GROTESQUE) == " ".join(text.split())


def test_an_outline_is_as_wide_as_its_word():
    (word,) = fonts.words_of("Hamburg", font=fonts.SANS)
    numbers = [
        float(part)
        for part in shaping.outline(word.pieces, 100)
        .replace("Z", " ")
        .translate(str.maketrans("MLCQ", "    "))
        .split()
    ]

    assert min(numbers[::2]) >= 0
    assert max(numbers[::2]) == pytest.approx(shaping.width_px(word.pieces, 100), rel=0.05)


@pytest.mark.parametrize(
    ("font", "language", "text"),
    [
        ("CaveatBrush-Regular.ttf", "vi", "Sai lầm: ninh xương không chần"),
        ("EttamettaPoster-Regular.ttf", "tr", "İyi değil, güneş şart"),
        ("EttamettaLabel-Regular.ttf", "pl", "Święta na północy"),
        ("ArchivoBlack-Regular.ttf", "ru", "Никогда не заряжайте iPhone"),
    ],
)
def test_a_text_whose_letters_a_font_lacks_is_set_in_one_other_font(font, language, text):
    placed = lettering.fit(
        text, font=font, width=900, height=400, largest_px=100, smallest_px=40, language=language
    )

    fonts_used = {piece.font for each in placed.words for piece in each.word.pieces}
    assert len(fonts_used) == 1
    assert font not in fonts_used


def test_all_texts_of_a_language_are_set_in_the_same_font():
    used = {fonts.face(text, font="CaveatBrush-Regular.ttf", language="vi") for text in ("Sai lầm", "Sai")}

    assert used == {"Baloo2-ExtraBold.ttf"}


def test_latin_words_in_other_scripts_keep_the_font_of_the_theme():
    assert (
        fonts.face("هاتف iPhone", font="ArchivoBlack-Regular.ttf", language="ar")
        == "ArchivoBlack-Regular.ttf"
    )
