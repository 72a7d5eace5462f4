"""Captions: words, positions, and escaping."""

import html
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthesis.assembly import captions, composition, ffmpeg, fonts, storyboard
from synthesis.assembly.captions import ass, pages, pieces, plates, styles, subtitles
from synthesis.assembly.captions.styles import Ground, Kind
from synthesis.assembly.storyboard import HEIGHT_PX, WIDTH_PX, Narration, Scene, Word


def words_of(text, each_s=0.3):
    return [
        Word(text=part, starts_s=index * each_s, ends_s=(index + 1) * each_s)
        for index, part in enumerate(text.split())
    ]


def style_of(name="outline", theme=""):
    """A style on black, in the face of all scripts."""
    return styles.suiting(name, theme=theme, ground=Ground(0.0, 0.0), is_first=True).in_all_scripts()


def lay_out(words, language="en", style="outline"):
    until_s = words[-1].ends_s + 1 if words else 1.0
    return pages.lay_out(words=words, until_s=until_s, language=language, style=style_of(style))


def timeline_of(tmp_path, words):
    spoken = Narration(
        audio=tmp_path / "none.wav", duration_s=words[-1].ends_s, words=tuple(words), voice="test"
    )
    return composition.plan(scenes=[Scene(key="one", narration=spoken)])


def shown(page):
    return [placed.piece.text for placed in page.placed]


def test_a_few_words_stand_together_and_sentences_apart():
    laid_out = lay_out(words_of("Grind the beans right before you brew. Then wait a little."))

    assert [shown(page) for page in laid_out] == [
        ["Grind", "the", "beans", "right"],
        ["before", "you", "brew."],
        ["Then", "wait", "a", "little."],
    ]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("es", "Pesa 18 g de café y 36 g de agua.", ["Pesa 18 g", "de café y", "36 g de agua."]),
        ("en", "Use exactly 300 ml of water.", ["Use exactly", "300 ml of water."]),
        (
            "ar",
            "استخدم 18 غراما من القهوة و300 مل من الماء",
            ["استخدم 18 غراما", "من القهوة", "و300 مل من الماء"],
        ),
        ("en", "one two three four five six", ["one two three", "four five six"]),
        (
            "en",
            "You only moved the grind until the time was right.",
            ["You only moved", "the grind until", "the time was right."],
        ),
        ("de", "Das ist der Grund für den guten Kaffee", ["Das ist der Grund", "für den guten Kaffee"]),
    ],
)
def test_figures_and_small_words_stand_with_what_follows(language, text, expected):
    laid_out = lay_out(words_of(text), language)

    read = [
        sorted((placed.piece for placed in page.placed), key=lambda piece: piece.starts_s)
        for page in laid_out
    ]
    assert [" ".join(piece.text for piece in page) for page in read] == expected


def test_pages_follow_each_other_without_overlap():
    laid_out = lay_out(words_of("one two three four five, six seven eight. nine ten eleven " * 5))

    assert all(page.starts_s < page.ends_s for page in laid_out)
    assert all(page.ends_s <= later.starts_s for page, later in pairwise(laid_out))


@pytest.mark.parametrize("style", Kind)
@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Supercalifragilisticexpialidociousness is incomprehensibilities squared, everybody"),
        ("de", "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen " * 2),
        ("ja", "世界で一番おいしいコーヒーの方法はお湯の温度にあるということを毎朝思い出します"),
        ("ar", "مرحبا بالعالم هذه قهوة الصباح في المدينة الجديدة"),
        ("th", "สวัสดีชาวโลกนี่คือกาแฟยามเช้าที่ดีที่สุดในเมืองของเรา"),
        ("en", "a" * 500),
    ],
)
def test_nothing_stands_outside_the_safe_zone(language, text, style):
    for page in lay_out(words_of(text), language, style):
        for placed in page.placed:
            assert placed.x_px - placed.width_px / 2 >= 72 + plates.BOX_BESIDE_PX - 1
            assert placed.x_px + placed.width_px / 2 <= 960 - plates.BOX_BESIDE_PX + 1
            assert placed.y_px - page.size_px * 0.6 >= 1190
            assert placed.y_px + page.size_px * 0.7 <= 1498


def test_right_to_left_words_stand_from_right_to_left():
    (page,) = lay_out(words_of("مرحبا iPhone 15 قهوة"), "ar")

    from_left = sorted(page.placed, key=lambda placed: (placed.y_px, placed.x_px))

    assert [placed.piece.text for placed in from_left] == ["قهوة", "iPhone", "15", "مرحبا"]


def test_other_words_keep_their_order_among_right_to_left_ones():
    (page,) = lay_out(words_of("في A B هذه"), "ar")

    from_left = sorted(page.placed, key=lambda placed: placed.x_px)

    assert [placed.piece.text for placed in from_left] == ["هذه", "A", "B", "في"]


@pytest.mark.parametrize(
    ("language", "text", "order"),
    [
        ("en", "Say مرحبا بك now", ["Say", "بك", "مرحبا", "now"]),
        ("en", "مرحبا", ["مرحبا"]),
        ("ar", "A في هذه", ["هذه", "في", "A"]),
        ("he", "(קפה טוב) 15", ["15", "טוב)", "(קפה"]),
    ],
)
def test_a_line_runs_as_its_language_does_and_words_in_it_as_their_script_does(language, text, order):
    (page,) = lay_out(words_of(text), language, "karaoke")

    from_left = sorted(page.placed, key=lambda placed: placed.x_px)

    assert [placed.piece.text for placed in from_left] == order


@pytest.mark.parametrize(
    ("text", "language", "face"),
    [
        ("Hello", "en", fonts.LATIN),
        ("Привет", "ru", fonts.LATIN),
        ("مرحبا", "ar", fonts.ARABIC),
        ("毎朝コーヒー", "ja", fonts.JAPANESE),
        ("你好世界", "zh", fonts.CHINESE),
        ("안녕하세요", "ko", fonts.KOREAN),
        ("नमस्ते", "hi", fonts.DEVANAGARI),
        ("שלום", "he", fonts.HEBREW),
    ],
)
def test_each_script_has_a_face(text, language, face):
    assert fonts.face_for(text, language=language) == face


def test_emoji_are_left_out_instead_of_boxes():
    laid_out = lay_out(words_of("wow 🎉 great 👩‍👩‍👧 day"))

    assert [text for page in laid_out for text in shown(page)] == ["wow", "great", "day"]


def test_a_shot_of_nothing_but_emoji_has_no_captions(tmp_path):
    timeline = timeline_of(tmp_path, words_of("🎉 🎉"))

    assert captions.write(shot=timeline.shots[0], language="en", style=style_of(), workdir=tmp_path) is None


def test_text_cannot_contain_ass_commands(tmp_path):
    timeline = timeline_of(tmp_path, words_of("{\\pos(1,1)}hack \\N \\h {\\an7"))

    written = captions.write(shot=timeline.shots[0], language="en", style=style_of(), workdir=tmp_path)

    assert written is not None
    for line in written.read_text().splitlines():
        if line.startswith("Dialogue:"):
            tags, _, text = line.partition("}")
            assert tags.count("{") == 1
            assert "\\{" in text or "{" not in text
            assert "\\N" not in text
            assert "\\h" not in text


@given(st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_text_makes_lines_of_one_line(text):
    laid_out = lay_out([Word(text=text, starts_s=0.0, ends_s=1.0)])

    if laid_out:
        composed = ass.compose(pages=laid_out, style=style_of("chip"))
        events = composed.split("[Events]\n")[1].splitlines()[1:]
        assert all(line.startswith(("Dialogue: 0,", "Dialogue: 1,")) for line in events)


def test_ten_thousand_characters_are_laid_out():
    laid_out = lay_out(words_of("a long story about coffee, and more. " * 270, each_s=0.2))

    assert sum(len(page.placed) for page in laid_out) == 270 * 7


def test_captions_are_drawn_where_they_are_placed(tmp_path):
    timeline = timeline_of(tmp_path, words_of("Hello there", each_s=0.8))
    written = captions.write(shot=timeline.shots[0], language="en", style=style_of(), workdir=tmp_path)
    (tmp_path / "fonts").symlink_to(fonts.FOLDER)

    picture = drawn(tmp_path, written, at_s=0.6)

    rows, columns = np.nonzero(picture > 60)
    assert abs((columns.min() + columns.max()) / 2 - pages.CENTRE_X_PX) < 12
    # No letter goes below the baseline.
    assert abs(rows.max() - pages.BASELINE_Y_PX) < 16
    (page,) = lay_out(words_of("Hello there", each_s=0.8))
    measured_px = sum(page.face.width_px(p.piece.text, size_px=page.size_px) for p in page.placed)
    assert columns.max() - columns.min() == pytest.approx(measured_px, rel=0.15)


def drawn(workdir, written, *, at_s):
    out = workdir / "picture.gray"
    ffmpeg.run(
        [
            *("-f", "lavfi", "-i", f"color=black:s={WIDTH_PX}x{HEIGHT_PX}:r=30:d=2"),
            *("-vf", f"ass=f={written.name}:fontsdir=fonts,select='gte(t,{at_s})',format=gray"),
            *("-frames:v", "1", "-f", "rawvideo", str(out)),
        ],
        cwd=workdir,
        timeout_s=60,
        should_stop=lambda: False,
    )
    return np.frombuffer(out.read_bytes(), np.uint8).reshape(HEIGHT_PX, WIDTH_PX)


def test_subtitles_tell_the_whole_text_in_time(tmp_path):
    timeline = timeline_of(tmp_path, words_of("Fish & <b>chips</b> 🎉 are --> great. Second sentence here."))

    files = captions.write_subtitles(timeline=timeline, language="en", workdir=tmp_path)

    srt, vtt = files.srt.read_text(), files.vtt.read_text()
    assert srt.startswith("1\n00:00:00,167 --> ")
    assert "Fish & <b>chips</b> 🎉 are → great." in srt.replace("\n", " ")
    assert vtt.startswith("WEBVTT\n")
    assert "Fish &amp; &lt;b&gt;chips&lt;/b&gt;" in vtt
    assert "Second sentence here." in vtt


def test_japanese_subtitles_have_no_spaces(tmp_path):
    timeline = timeline_of(tmp_path, words_of("毎朝 コーヒーを 飲みます。"))

    assert subtitles.cues(timeline)[0].lines == ("毎朝コーヒーを飲みます。",)


HARMFUL = r"C:\new\N \h {\p1}drawn{\an8} 1 < 2 & <i>"


def test_text_contains_no_commands_in_subtitles(tmp_path):
    timeline = timeline_of(tmp_path, words_of(HARMFUL))

    (cue,) = subtitles.cues(timeline)

    assert subtitles.subrip([cue]).split("\n")[2:] == [*cue.lines, ""]
    assert html.unescape(subtitles.webvtt([cue], language="en")).split("\n")[5:] == [*cue.lines, ""]
    assert " ".join(cue.lines) == HARMFUL


@given(st.lists(st.text(max_size=12), max_size=12))
@settings(max_examples=150, deadline=None)
def test_any_text_stands_in_subtitles_as_it_was_written(tmp_path_factory, texts):
    words = [Word(text=text, starts_s=number, ends_s=number + 0.9) for number, text in enumerate(texts)]
    listed = subtitles.cues(timeline_of(tmp_path_factory.getbasetemp(), words)) if words else ()

    blocks = subtitles.subrip(listed).removesuffix("\n").split("\n\n") if listed else []

    assert len(blocks) == len(listed)
    assert [tuple(block.split("\n")[2:]) for block in blocks] == [cue.lines for cue in listed]


def test_captions_stand_in_the_area_that_is_stated_for_other_parts_of_the_product():
    left, top, right, bottom = storyboard.CAPTIONS_PX
    half = pieces.FREE_WIDTH_PX / 2

    assert (left, right) == (pages.CENTRE_X_PX - half, pages.CENTRE_X_PX + half)
    assert top < pages.BASELINE_Y_PX < bottom
