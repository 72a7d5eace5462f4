"""Motion graphics in every script: fonts, line breaks, direction and capitals."""

# ruff: noqa: RUF001 - the texts are in many scripts, whose letters look like Latin ones

import pytest

from render_node.engines.motion import breaking, capitals, directions, fonts, lettering

TEXTS = {
    "el": "Γιατί το χταπόδι έχει τρεις καρδιές",
    "ru": "Почему у осьминога три сердца",
    "hy": "Ինչու ութոտնուկը ունի երեք սիրտ",
    "ka": "რატომ აქვს რვაფეხას სამი გული",
    "ar": "لماذا يمتلك الأخطبوط ثلاثة قلوب",
    "he": "למה לתמנון יש שלושה לבבות",
    "hi": "ऑक्टोपस के तीन दिल क्यों होते हैं",
    "bn": "অক্টোপাসের তিনটি হৃৎপিণ্ড কেন",
    "gu": "ઓક્ટોપસને ત્રણ હૃદય શા માટે",
    "pa": "ਆਕਟੋਪਸ ਦੇ ਤਿੰਨ ਦਿਲ ਕਿਉਂ",
    "or": "ଅକ୍ଟୋପସର ତିନୋଟି ହୃଦୟ",
    "ta": "ஆக்டோபஸுக்கு மூன்று இதயங்கள்",
    "te": "ఆక్టోపస్ మూడు హృదయాలు",
    "kn": "ಆಕ್ಟೋಪಸ್ ಮೂರು ಹೃದಯಗಳು",
    "ml": "നീരാളിക്ക് മൂന്ന് ഹൃദയങ്ങൾ",
    "si": "බූවල්ලාට හදවත් තුනක්",
    "th": "ปลาหมึกมีหัวใจสามดวงทำไม",
    "lo": "ປາມຶກມີຫົວໃຈສາມດວງ",
    "km": "ត្រីមឹកមានបេះដូងបី",
    "my": "ရေဘဝဲမှာ နှလုံးသုံးခုရှိတယ်",
    "am": "ኦክቶፐስ ለምን ሦስት ልብ አለው",
    "zh": "章鱼为什么有三个心脏",
    "ja": "タコにはなぜ心臓が三つあるのか",
    "ko": "문어는 왜 심장이 세 개인가요",
    "vi": "Tại sao bạch tuộc có ba trái tim",
}


@pytest.mark.parametrize("font", [fonts.SANS, fonts.GROTESQUE, fonts.TEXT])
@pytest.mark.parametrize(("language", "text"), TEXTS.items(), ids=TEXTS)
def test_no_letter_is_missing_in_any_script(language, text, font):
    words = fonts.words_of(fonts.readable(text, font=font), font=font, language=language)

    assert "".join(word.text for word in words) == text.replace(" ", "")
    for word in words:
        assert "".join(piece.text for piece in word.pieces)
        assert len({piece.font for piece in word.pieces}) == 1


@pytest.mark.parametrize(("language", "text"), TEXTS.items(), ids=TEXTS)
@pytest.mark.parametrize("width", [220, 400, 860])
def test_no_line_separates_a_letter_from_its_marks(language, text, width):
    fitted = lettering.fit(
        text, font=fonts.SANS, width=width, height=900, largest_px=90, smallest_px=60, language=language
    )

    shown = [word.word.text for word in fitted.words]
    assert [part for word in shown for part in breaking.clusters(word)] == [
        part for word in text.split() for part in breaking.clusters(word)
    ]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("タコには心臓が三つある。泳ぐ", ["タコには", "心臓が", "三つある。", "泳ぐ"]),
        ("コーヒーを「毎朝」飲みますか？", ["コーヒーを", "「毎朝」", "飲みますか？"]),
        ("私はPythonが好き", ["私は", "Pythonが", "好き"]),
        ("他说：「你好」走了。2024年", ["他说：", "「你好」", "走了。", "2024年"]),
        ("กาแฟยามเช้า", ["กาแฟยาม", "เช้า"]),
        ("문어는", ["문어는"]),
        ("Grind,", ["Grind,"]),
    ],
)
def test_lines_break_where_a_reader_pauses(text, parts):
    assert breaking.parts(text) == parts


@pytest.mark.parametrize(
    ("language", "text", "font"),
    [
        ("zh", "东京", fonts.CHINESE),
        ("ja", "東京", fonts.JAPANESE),
        ("", "東京へ行く", fonts.JAPANESE),
        ("", "你好世界", fonts.CHINESE),
        ("", "東京駅", fonts.JAPANESE),
    ],
)
def test_chinese_characters_are_drawn_as_their_language_writes_them(language, text, font):
    words = fonts.words_of(text, font=fonts.SANS, language=language)

    assert {piece.font for word in words for piece in word.pieces if piece.text > "\u4e00"} == {font}


@pytest.mark.parametrize(
    ("language", "text", "rtl"),
    [
        ("en", "שלום to me", False),
        ("", "שלום to me", True),
        ("he", "iPhone שלי", True),
        ("ku", "سڵاو", True),
        ("az-Arab", "a", True),
        ("de", "Hallo", False),
    ],
)
def test_lines_run_as_the_language_does(language, text, rtl):
    assert directions.is_rtl(text, language=language) == rtl
    assert {word.rtl for word in fonts.words_of(text, font=fonts.SANS, language=language)} == {rtl}


@pytest.mark.parametrize(
    ("language", "text", "shown"),
    [
        ("tr", "gizli bir iyi fikir", "GİZLİ BİR İYİ FİKİR"),
        ("el", "άυλος ή café", "ΑΫΛΟΣ Ή CAFÉ"),
        ("de", "Maße", "MAẞE"),
        ("ka", "გული", "გული"),
        ("", "title", "TITLE"),
    ],
)
def test_capitals_follow_the_language(language, text, shown):
    assert capitals.of(text, language=language) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [("Great 🎉.", "Great."), ("wow 🎉 great", "wow great"), ("🎉 Hi", "Hi"), ("Génial !", "Génial !")],
)
def test_an_omitted_character_leaves_no_space(text, shown):
    assert fonts.readable(text, font=fonts.SANS) == shown
