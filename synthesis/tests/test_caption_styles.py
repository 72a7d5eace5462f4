"""Caption styles: which one a scene gets, and that its colours are legible."""

from dataclasses import replace

import pytest

from synthesis.assembly import captions, composition, fonts
from synthesis.assembly.captions import styles, themes
from synthesis.assembly.captions.styles import Ground, Kind, luminance
from synthesis.assembly.fonts import faces
from synthesis.assembly.storyboard import Narration, Scene, Word
from synthesis.assembly.transitions.materials import PALETTES

LIGHT, DARK, MIXED = Ground(0.85, 0.9), Ground(0.01, 0.02), Ground(0.02, 0.8)
LOOKS = {"": themes.NEUTRAL, **themes.THEMES}


def contrast(one, other):
    lighter, darker = sorted((luminance(one) + 0.05, luminance(other) + 0.05), reverse=True)
    return lighter / darker


def kind_of(name, **situation):
    return styles.suiting(name, **{"theme": "kitchen", "ground": DARK, **situation}).kind


@pytest.mark.parametrize("theme", LOOKS)
def test_the_colours_of_every_theme_are_legible_on_their_plates(theme):
    look = LOOKS[theme]

    for tones in (look.light, look.dark):
        pairs = [
            (tones.on_chip, tones.chip),
            (tones.in_box, tones.box),
            (tones.active_in_box, tones.box),
            (tones.text, tones.mark),
            ("FFFFFF", look.outline),
            (look.outlined_active, look.outline),
        ]
        assert [pair for pair in pairs if contrast(*pair) < styles.LEAST_CONTRAST] == []


@pytest.mark.parametrize("theme", LOOKS)
@pytest.mark.parametrize("ground", [LIGHT, DARK])
@pytest.mark.parametrize("kind", Kind)
def test_a_theme_offers_every_style_on_plain_grounds(theme, ground, kind):
    found = kind_of(kind, theme=theme, ground=ground, is_first=True)

    assert found is (Kind.BOX if kind is Kind.GLOW and ground is LIGHT else kind)


@pytest.mark.parametrize(
    ("theme", "on_light", "on_dark"),
    [
        ("kitchen", "chip", "outline"),
        ("archive", "marker", "underline"),
        ("riso", "box", "box"),
        ("ledger", "chip", "karaoke"),
        ("studio", "box", "box"),
        ("voyage", "chip", "outline"),
        ("gym", "box", "glow"),
        ("notebook", "marker", "marker"),
        ("bubble", "box", "outline"),
        ("", "outline", "outline"),
    ],
)
def test_the_automatic_style_is_that_of_the_theme(theme, on_light, on_dark):
    assert kind_of("auto", theme=theme, ground=LIGHT) == on_light
    assert kind_of("auto", theme=theme, ground=DARK) == on_dark


@pytest.mark.parametrize("theme", LOOKS)
@pytest.mark.parametrize("name", captions.STYLES)
def test_a_mixed_ground_gets_an_outline_or_a_box(theme, name):
    assert kind_of(name, theme=theme, ground=MIXED) in {Kind.OUTLINE, Kind.BOX}


@pytest.mark.parametrize("name", captions.STYLES)
def test_a_split_ground_gets_an_outline_or_a_box(name):
    assert kind_of(name, is_split=True) in {Kind.OUTLINE, Kind.BOX}


def test_one_word_at_a_time_is_for_the_first_scene_only():
    assert kind_of("word", is_first=True) is Kind.WORD
    assert kind_of("word", ground=LIGHT) is Kind.CHIP


@pytest.mark.parametrize("name", ["bold", "clean", "punch"])
def test_a_style_of_an_earlier_version_still_works(name):
    assert captions.current(name) in captions.STYLES
    assert kind_of(name) in {Kind.OUTLINE, Kind.KARAOKE}


def test_every_theme_has_captions_and_transitions():
    assert themes.THEMES.keys() == PALETTES.keys()


def written(folder, texts, *, language, style, starts_at_frame=0, pause_s=0.0):
    """The captions of a scene with these words, the first of which is spoken after a pause."""
    words = tuple(
        Word(text=text, starts_s=pause_s + 0.4 * number, ends_s=pause_s + 0.4 * number + 0.4)
        for number, text in enumerate(texts)
    )
    narration = Narration(audio=folder / "none.wav", duration_s=pause_s + 2.0, words=words, voice="test")
    (shot,) = composition.plan(scenes=[Scene(key="one", narration=narration)]).shots
    shot = replace(shot, starts_at_frame=starts_at_frame)
    path = captions.write(
        shot=shot,
        language=language,
        style=styles.suiting(style, theme="kitchen", ground=LIGHT),
        instead=styles.outlined("kitchen"),
        workdir=folder,
    )
    assert path is not None
    return path.read_text()


@pytest.mark.parametrize("style", ["chip", "marker", "underline"])
def test_one_word_is_marked_at_a_time(tmp_path, style):
    text = written(tmp_path, ["Grind", "the", "beans"], language="en", style=style)

    times = [line.split(",")[1:3] for line in text.splitlines() if ",Plate," in line and "Dialogue" in line]
    assert times == [
        ["0:00:00.17", "0:00:00.57"],
        ["0:00:00.57", "0:00:00.97"],
        ["0:00:00.97", "0:00:01.67"],
    ]


def test_the_first_words_of_a_video_stand_in_its_first_frame_and_are_marked_when_spoken(tmp_path):
    text = written(tmp_path, ["Grind", "the", "beans"], language="en", style="chip")

    words = [line.split(",")[1] for line in text.splitlines() if ",Word," in line and "Dialogue" in line]
    assert set(words) == {"0:00:00.00"}
    assert "Dialogue: 0,0:00:00.17," in text


def test_words_of_a_later_scene_wait_until_they_are_spoken(tmp_path):
    text = written(tmp_path, ["Grind", "the", "beans"], language="en", style="chip", starts_at_frame=90)

    assert "0:00:00.00" not in text


def test_words_that_are_spoken_late_do_not_stand_in_the_first_frame(tmp_path):
    text = written(tmp_path, ["Grind"], language="en", style="chip", pause_s=2.0)

    assert "0:00:00.00" not in text


@pytest.mark.parametrize("style", ["chip", "marker"])
def test_words_without_spaces_have_an_outline_instead_of_plates(tmp_path, style):
    text = written(tmp_path, ["毎朝", "飲む"], language="ja", style=style)

    assert "\\p1" not in text


def test_right_to_left_words_have_plates(tmp_path):
    assert "\\p1" in written(tmp_path, ["قهوة", "الصباح"], language="ar", style="chip")


@pytest.mark.parametrize(
    ("language", "texts", "family"),
    [
        ("en", ["Grind", "it"], faces.LADLE.family),
        ("pl", ["zażółć", "gęślą"], faces.LATIN.family),
        ("ru", ["кофе", "espresso"], faces.LATIN.family),
        ("en", ["Say", "Đà"], faces.LATIN.family),
    ],
)
def test_words_are_in_the_face_of_the_theme_if_it_has_their_letters(tmp_path, language, texts, family):
    text = written(tmp_path, texts, language=language, style="chip")

    assert {part.split("\\")[0] for part in text.split("\\fn")[1:]} == {family}


@pytest.mark.parametrize("face", faces.OF_THEMES, ids=lambda face: face.file)
def test_a_theme_has_the_letters_of_english(face):
    assert fonts.leads(face, "Grind the beans, 24 %!", language="en")
    assert face.covers_all("0123456789.,!?’“”$€%&")
