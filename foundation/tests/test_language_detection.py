"""Detection of a text's language."""

import pytest

from foundation import language_detection

TEXTS = {
    "en": "This is what you need to know about the coffee you drink, and it is not what you think.",
    "de": "Der Kaffee ist sauer, und das ist nicht die Schuld der Bohne. Mahle ihn feiner.",
    "es": "El café que tomas cada día es muy ácido porque el agua pasa más rápido, pero esto tiene solución.",
    "fr": "Le café que vous buvez est trop acide, et ce n'est pas la faute des grains.",
    "it": "Il caffè che bevi è troppo acido, e non è colpa dei chicchi. Questo si risolve.",
    "pt-BR": "O café que você toma é muito ácido, mas isso não é culpa dos grãos. É só moer.",
    "nl": "De koffie die je drinkt is te zuur, maar dat is niet de schuld van het bonen. Maal het fijner.",
    "pl": "Kawa jest kwaśna, ale to nie jest wina ziaren. Trzeba zmielić je drobniej.",
    "tr": "Bu kahve çok ekşi, ama bu çekirdeklerin suçu değil. Daha ince öğüt ve dene.",
    "ar": "القهوة التي تشربها حامضة جدا، وليست الحبوب هي السبب. اطحنها أنعم قليلا وستجد الفرق كل صباح.",
    "ja": "毎朝コーヒーを一杯いれて、香りを確かめます。豆は新しいものを選びましょう。",
    "zh": "你每天喝的咖啡太酸了\uff0c这不是豆子的错。磨细一点\uff0c味道就会好很多。",
    "ko": "매일 마시는 커피가 너무 시다면 원두 탓이 아닙니다. 조금 더 곱게 갈아 보세요.",
    "ru": "Ваш кофе слишком кислый, и это не вина зёрен. Попробуйте помол потоньше.",
    "hi": "आपकी कॉफ़ी बहुत खट्टी है, और इसमें बीन्स की कोई गलती नहीं है। थोड़ा बारीक पीसें।",
}


@pytest.mark.parametrize("written", TEXTS)
def test_a_text_is_distinguished_from_other_languages(written):
    taken_for = [
        language for language in TEXTS if language_detection.matches(language=language, text=TEXTS[written])
    ]

    assert taken_for == [written]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Kaffee."),
        ("ja", "3, 2, 1!"),
        ("fr", ""),
        ("sw", "Kahawa unayokunywa ni chungu sana, na si kosa la mbegu. Isage laini zaidi kidogo."),
        ("sr", TEXTS["ru"]),
    ],
)
def test_a_text_that_is_too_short_is_not_refused(language, text):
    assert language_detection.matches(language=language, text=text)


def test_a_language_without_a_word_list_is_distinguished_from_english():
    assert not language_detection.matches(language="hu", text=TEXTS["en"])
