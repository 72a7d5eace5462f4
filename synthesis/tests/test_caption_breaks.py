"""Breaks of captions in scripts without spaces, and the order of words of two directions."""

# ruff: noqa: RUF001 - the texts are in many scripts, whose letters look like Latin ones

from functools import cache

import pytest
from PIL import Image

from synthesis.assembly import captions, composition
from synthesis.assembly.captions import chinese, directions, pages, writing_systems
from synthesis.assembly.captions.styles import Kind
from synthesis.assembly.speech import tokens
from synthesis.assembly.storyboard import Narration, Scene, Word
from synthesis.tests.test_captions import style_of

CHINESE = (
    "他说：「你好，世界」然后走了。2024年",
    "我最喜欢的咖啡是在早上喝的手冲咖啡，因为它的味道非常清新。你知道吗？",
    "世界上最深的湖泊是俄罗斯的贝加尔湖，深度超过一千六百米！",
    "每天早上起床以后先喝一杯水（温水最好），你会发现身体发生了变化。",
)
JAPANESE = (
    "彼は「世界で一番おいしいコーヒー」と言った。それは本当ですか。",
    "タコには心臓が三つある。泳ぐと二つが止まるというのは、知っていますか？",
    "毎朝コーヒーを飲むだけで、あなたの一日は（たぶん）もっと良くなるのでしょうか。",
    "思い出させられてしまったのですが、コミュニケーションを大切にしましょう！",
)
NEVER_FIRST = tuple("。、，！？」』）：；ーゃゅょっァィゥェォャュョッ")
NEVER_LAST = tuple("「『（《“")


def spoken(text, language, each_s=0.18):
    return [
        Word(text=token.text, starts_s=number * each_s, ends_s=(number + 1) * each_s)
        for number, token in enumerate(tokens.split(text=text, language=language))
    ]


@cache
def words_for_captions(text, language):
    words = spoken(text, language)
    if chinese.is_chinese(language):
        (split,) = chinese.split([chinese.text_of(words)], should_stop=lambda: False)
        return chinese.joined(words, words=split)
    return words


def lines_of(text, language, style="outline"):
    words = words_for_captions(text, language)
    found = []
    for page in pages.lay_out(words=words, until_s=99, language=language, style=style_of(style)):
        rows: dict[float, list[str]] = {}
        for placed in page.placed:
            rows.setdefault(placed.y_px, []).append(placed.piece.text)
        found += ["".join(row) for row in rows.values()]
    return found


@pytest.mark.parametrize("style", Kind)
@pytest.mark.parametrize(
    ("language", "text"), [*(("zh", text) for text in CHINESE), *(("ja", text) for text in JAPANESE)]
)
def test_no_line_begins_or_ends_with_the_wrong_mark(language, text, style):
    lines = lines_of(text, language, style)

    assert "".join(lines) == text
    assert not [line for line in lines if line.startswith(NEVER_FIRST)]
    assert not [line for line in lines if line.endswith(NEVER_LAST)]


@pytest.mark.parametrize("text", JAPANESE)
def test_a_japanese_line_ends_where_a_phrase_does(text):
    ends = set()
    length = 0
    for word in spoken(text, "ja"):
        length += len(word.text)
        ends.add(length)

    length = 0
    for line in lines_of(text, "ja"):
        length += len(line)
        assert length in ends
        assert len(line) > 1


def test_a_chinese_word_is_neither_split_nor_highlighted_in_part():
    words = [word.text for word in words_for_captions(CHINESE[0], "zh")]

    assert words == ["他", "说：", "「你好，", "世界」", "然后", "走了。", "2024年"]


def test_words_keep_the_time_of_their_characters():
    words = words_for_captions("你好世界", "zh")

    assert [(word.starts_s, word.ends_s) for word in words] == [(0.0, 0.36), (0.36, 0.72)]


def test_a_video_in_chinese_is_split_once(tmp_path):
    narration = Narration(
        audio=tmp_path / "none.wav", duration_s=3.0, words=tuple(spoken(CHINESE[0], "zh")), voice="test"
    )
    timeline = composition.plan(scenes=[Scene(key=key, narration=narration) for key in ("one", "two")])
    picture = tmp_path / "picture.png"
    Image.new("RGB", (90, 160)).save(picture)

    first, second = (
        captions.write_all(
            timeline=timeline,
            language="zh",
            style="outline",
            clips={shot.key: picture for shot in timeline.shots},
            workdir=tmp_path,
            should_stop=lambda: False,
        )
        for _ in range(2)
    )

    assert first == second
    assert all(path is not None and "「你好，" in path.read_text() for path in first.values())
    assert len(list(tmp_path.glob("words-*.json"))) == 1


@pytest.mark.parametrize(
    ("language", "texts", "merged"),
    [
        ("ja", ["本当です", "か"], ["本当ですか"]),
        ("ja", ["本当です", "か。", "はい"], ["本当ですか。", "はい"]),
        ("ja", ["はい。", "え？"], ["はい。", "え？"]),
        ("ja", ["彼は", "「", "行く", "」", "と"], ["彼は", "「行く」と"]),
        ("zh", ["好", "。", "走"], ["好。", "走"]),
    ],
)
def test_what_other_voices_split_is_joined(language, texts, merged):
    words = [Word(text=text, starts_s=number, ends_s=number + 1) for number, text in enumerate(texts)]

    found = captions.pieces.of(words, language=language, style=style_of())

    assert [piece.text for piece in found] == merged


@pytest.mark.parametrize(
    ("language", "texts", "has_room"),
    [("ja", ("毎朝", "飲む"), False), ("en", ("Grind", "it"), True), ("ar", ("قهوة", "الصباح"), True)],
)
def test_a_word_stands_apart_unless_it_touches_another(language, texts, has_room):
    words = [Word(text=text, starts_s=number, ends_s=number + 1) for number, text in enumerate(texts)]

    (page,) = pages.lay_out(words=words, until_s=3, language=language, style=style_of("chip"))

    assert {placed.stands_apart for placed in page.placed} == {has_room}


@pytest.mark.parametrize(
    ("text", "clusters"),
    [
        ("เช้าที่ดี", ["เช้า", "ที่", "ดี"]),
        ("ຫົວໃຈ", ["ຫົ", "ວ", "ໃຈ"]),
        ("ត្រីមឹក", ["ត្រី", "មឹ", "ក"]),
        ("နှလုံးသန့်", ["နှ", "လုံး", "သန့်"]),
        ("क्या", ["क्या"]),
        ("「行く」", ["「行", "く」"]),
    ],
)
def test_letters_are_not_separated_from_their_marks(text, clusters):
    assert writing_systems.clusters(text) == clusters


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("th", "สวัสดีชาวโลกนี่คือกาแฟยามเช้าที่ดีที่สุดในเมืองของเราทุกวัน"),
        ("km", "ហេតុអ្វីបានជាត្រីមឹកមានបេះដូងបីនៅក្នុងខ្លួនរបស់វា"),
        ("my", "ရေဘဝဲမှာနှလုံးသုံးခုရှိပြီးသွေးကအပြာရောင်ဖြစ်တယ်"),
        ("lo", "ສະບາຍດີຊາວໂລກນີ້ແມ່ນກາເຟຕອນເຊົ້າທີ່ດີທີ່ສຸດ"),
    ],
)
def test_a_long_phrase_without_spaces_is_split_between_clusters(language, text):
    words = [Word(text=text, starts_s=0.0, ends_s=4.0)]

    lines = [
        placed.piece.text
        for page in pages.lay_out(words=words, until_s=5, language=language, style=style_of())
        for placed in page.placed
    ]

    assert len(lines) > 1
    assert [cluster for line in lines for cluster in writing_systems.clusters(line)] == (
        writing_systems.clusters(text)
    )


@pytest.mark.parametrize(
    ("language", "words", "seen"),
    [
        ("en", ["He", "said", "שלום", "to", "me"], ["He", "said", "שלום", "to", "me"]),
        ("en", ["שלום", "to", "me"], ["שלום", "to", "me"]),
        ("en", ["שלום", "עולם"], ["עולם", "שלום"]),
        ("en", ["say", "“שלום", "עולם”", "now"], ["say", "“", "עולם", "שלום", "”", "now"]),
        ("he", ["Hello", "world", "שלום"], ["שלום", "Hello", "world"]),
        ("und", ["שלום", "a"], ["a", "שלום"]),
        ("ar", ["ذهب", "iPhone,", "ثم"], ["ثم", "iPhone,", "ذهب"]),
    ],
)
def test_words_of_two_directions_stand_as_in_print(language, words, seen):
    rtl = directions.is_right_to_left("".join(words), language=language)
    parts = directions.in_order(words, spaced=[True] * len(words), rtl=rtl)

    assert [part.text for part in parts if part.word is not None] == seen


@pytest.mark.parametrize(
    ("language", "words", "text", "is_rtl"),
    [
        ("en", ["a", "שלום,", "b"], "שלום,", False),
        ("en", ["שלום,", "עולם"], "שלום,", True),
        ("ar", ["ذهب", "iPhone,", "ثم"], "iPhone,", True),
        ("he", ["A,", "B"], "A,", False),
    ],
)
def test_punctuation_stands_on_the_side_where_the_line_continues(language, words, text, is_rtl):
    rtl = directions.is_right_to_left("".join(words), language=language)
    parts = directions.in_order(words, spaced=[True] * len(words), rtl=rtl)

    assert [part.is_rtl for part in parts if part.text == text] == [is_rtl]


@pytest.mark.parametrize(
    ("language", "text", "rtl"),
    [("en", "שלום", False), ("he", "Hello", True), ("und", "שלום", True), ("und", "Hi שלום", False),
     ("ku", "سڵاو", True), ("ku", "Silav", False), ("az-Arab", "x", True), ("xx", "مرحبا", True)],
)  # fmt: skip
def test_lines_run_as_the_language_states(language, text, rtl):
    assert directions.is_right_to_left(text, language=language) == rtl
