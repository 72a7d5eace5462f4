"""The words of a text: where captions may highlight and break it."""

# ruff: noqa: RUF001 - the texts are in many scripts, whose letters look like Latin ones

import pytest

from synthesis.assembly.speech import tokens


def words_of(text, language):
    return [word.text for word in tokens.split(text=text, language=language)]


def test_chinese_punctuation_stands_with_the_right_character():
    words = words_of("他说：「你好，世界」然后走了。2024年", "zh")

    assert words == ["他", "说：", "「你", "好，", "世", "界」", "然", "后", "走", "了。", "2024", "年"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('他说"你好"然后', ["他", "说", '"你', '好"', "然", "后"]),
        ("《论语》是书（很多）——真的", ["《论", "语》", "是", "书", "（很", "多）——", "真", "的"]),
        ("我爱Node.js和3.5%", ["我", "爱", "Node.js", "和", "3.5%"]),
        ("价格$3.50，很便宜…", ["价", "格", "$3.50，", "很", "便", "宜…"]),
    ],
)
def test_chinese_brackets_open_a_word_and_close_one(text, words):
    assert words_of(text, "zh") == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("「行く」か「行かない」か。", ["「行く」か", "「行かない」か。"]),
        ("これは本当ですか。", ["これは", "本当ですか。"]),
        (
            "2024年3月15日、東京（日本）で3.5%上がった！",
            ["2024年", "3月", "15日、", "東京", "（日本）で", "3.5%", "上がった！"],
        ),
        ("1,234人が参加した。", ["1,234人が", "参加", "した。"]),
        ("このお値段です。ご連絡ください", ["この", "お値段です。", "ご連絡ください"]),
        ("私はPythonが好き", ["私は", "Pythonが", "好き"]),
        ("粉は18g、お湯は300ml。", ["粉は", "18g、", "お湯は", "300ml。"]),
        ("25%、1kg、-5℃。A4の紙", ["25%、", "1kg、", "-5℃。", "A4の", "紙"]),
        ("Wi-FiとUSB-Cで5GB", ["Wi-Fiと", "USB-Cで", "5GB"]),
        ("iPhone 15を使う", ["iPhone", "15を", "使う"]),
    ],
)
def test_japanese_is_split_into_phrases(text, words):
    assert words_of(text, "ja") == words


def test_a_long_japanese_phrase_is_split_before_its_auxiliary():
    assert max(map(len, words_of("思い出させられてしまったのですが、帰ります。", "ja"))) <= 11


def test_an_opening_quote_stands_with_the_word_after_it():
    assert words_of("Il dit « Bonjour » puis — rien.", "fr") == [
        "Il",
        "dit",
        "« Bonjour »",
        "puis —",
        "rien.",
    ]


@pytest.mark.parametrize("language", ["zh", "ja", "fr"])
def test_every_token_is_where_it_says(language):
    text = "他说：「你好」。 « Bonjour » (3.5%)"
    words = tokens.split(text=text, language=language)

    assert all(" ".join(text[word.starts_at : word.ends_at].split()) == word.text for word in words)


def test_signs_alone_are_no_words():
    assert words_of("« » 「」 — 🎉", "zh") == []
