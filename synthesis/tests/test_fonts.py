"""Caption fonts: every language has its letters, and each word the faces that have them."""

# ruff: noqa: RUF001 - the texts are in many scripts, whose letters look like Latin ones

import pytest

from synthesis.assembly import fonts
from synthesis.assembly.fonts import faces, scripts
from synthesis.assembly.speech import espeak
from synthesis.studio.languages import OFFERED

SAMPLES = {
    "en": "Grind the beans",
    "el": "Γιατί το χταπόδι έχει τρεις καρδιές",
    "ru": "Почему у осьминога три сердца",
    "uk": "Чому в восьминога три серця, її єдність",
    "hy": "Ինչու ութոտնուկը ունի երեք սիրտ",
    "ka": "რატომ აქვს რვაფეხას სამი გული",
    "ar": "لماذا يمتلك الأخطبوط ثلاثة قلوب",
    "fa": "چرا هشت‌پا سه قلب دارد؟ پژواک گنج",
    "ur": "آکٹوپس کے تین دل کیوں ہوتے ہیں",
    "sd": "آڪٽوپس کي ٽي دليون ڇو آهن",
    "ug": "نېمە ئۈچۈن ئۈچ يۈرەك",
    "he": "למה לתמנון יש שלושה לבבות",
    "hi": "ऑक्टोपस के तीन दिल क्यों होते हैं",
    "mr": "आठ पायांच्या ऑक्टोपसला तीन हृदये",
    "bn": "অক্টোপাসের তিনটি হৃৎপিণ্ড কেন",
    "as": "অক্টোপাছৰ তিনিটা হৃদয়",
    "gu": "ઓક્ટોપસને ત્રણ હૃદય શા માટે",
    "pa": "ਆਕਟੋਪਸ ਦੇ ਤਿੰਨ ਦਿਲ ਕਿਉਂ",
    "or": "ଅକ୍ଟୋପସର ତିନୋଟି ହୃଦୟ",
    "ta": "ஆக்டோபஸுக்கு மூன்று இதயங்கள்",
    "te": "ఆక్టోపస్‌కు మూడు హృదయాలు",
    "kn": "ಆಕ್ಟೋಪಸ್‌ಗೆ ಮೂರು ಹೃದಯಗಳು",
    "ml": "നീരാളിക്ക് മൂന്ന് ഹൃദയങ്ങൾ",
    "si": "බූවල්ලාට හදවත් තුනක්",
    "th": "ปลาหมึกมีหัวใจสามดวงทำไม",
    "lo": "ປາມຶກມີຫົວໃຈສາມດວງ",
    "km": "ត្រីមឹកមានបេះដូងបី",
    "my": "ရေဘဝဲမှာ နှလုံးသုံးခုရှိတယ်",
    "am": "ኦክቶፐስ ለምን ሦስት ልብ አለው",
    "zh": "章鱼为什么有三个心脏？雖然今天下雨",
    "yue": "八爪魚點解有三個心臟，佢哋喺度做乜嘢",
    "ja": "タコにはなぜ心臓が三つあるのか",
    "ko": "문어는 왜 심장이 세 개인가요",
    "vi": "Tại sao bạch tuộc có ba trái tim, nghĩ kỹ",
    "az": "Səkkizayağın üç ürəyi niyə var",
    "yo": "Kí ló dé tí ẹ̀dá yìí fi ní ọkàn mẹ́ta",
}


@pytest.mark.parametrize(("language", "text"), SAMPLES.items(), ids=SAMPLES)
def test_a_language_that_is_covered_loses_no_letter(language, text):
    assert fonts.covers_language(language)
    assert "".join(run.text for run in fonts.runs(text, language=language)) == text


@pytest.mark.parametrize("language", OFFERED)
def test_every_offered_language_is_covered(language):
    assert fonts.covers_language(language)


def test_every_language_that_espeak_speaks_is_covered_but_those_refused_when_chosen():
    assert [tag for tag in sorted(espeak._known()) if not fonts.covers_language(tag)] == ["chr", "en-shaw"]


@pytest.mark.parametrize("language", ["chr", "bo", "dv", "iu", "en-Shaw", "nqo"])
def test_a_script_without_a_face_is_not_covered(language):
    assert not fonts.covers_language(language)


@pytest.mark.parametrize(
    ("language", "script"),
    [("sr", "Cyrl"), ("sr-Latn", "Latn"), ("zh-Hant-TW", "Hans"), ("pt-BR", "Latn"), ("uz-Cyrl", "Cyrl")],
)
def test_a_tag_states_its_script(language, script):
    assert scripts.of_language(language) == script


@pytest.mark.parametrize("face", faces.ALL, ids=lambda face: face.file)
def test_each_file_has_the_family_that_libass_looks_for(face):
    table = face._opened.face.blob.data

    assert face.family.encode("utf-16-be") in table or face.family.encode() in table


@pytest.mark.parametrize(
    ("language", "text", "faces_used"),
    [
        ("en", "שלום", ["Rubik Black"]),
        ("ja", "Pythonが", ["Rounded Mplus 1c Black"]),
        ("de", "Привет", ["Nunito Black"]),
        ("en", "café/שלום", ["Nunito Black", "Rubik Black"]),
        ("ko", "iPhone은", ["Jua"]),
        ("th", "รักPython", ["Mitr"]),
        ("zh", "Δέλτα波", ["Rounded Mplus 1c Black", "Noto Sans SC Black"]),
        ("ta", "Привет", ["Nunito Black"]),
    ],
)
def test_a_word_of_another_script_is_drawn_in_another_face(language, text, faces_used):
    runs = fonts.runs(text, language=language)

    assert [run.face.family for run in runs] == faces_used
    assert "".join(run.text for run in runs) == text


def test_a_mark_stays_with_its_letter():
    (run,) = fonts.runs("g\u0303a", language="en")

    assert run.text == "g\u0303a"


def test_a_character_of_no_face_is_left_out():
    assert [run.text for run in fonts.runs("a\U00012000b", language="en")] == ["ab"]
