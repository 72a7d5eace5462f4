"""Claims in a script that its sources don't support, and detection of the script's language."""

import pytest

from synthesis.studio.scripts import claims, language_detection

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


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("97 percent of all coffee is sour, says NASA.", ["97 percent", "says NASA"]),
        ("According to Harvard University, it is the water.", ["According to Harvard University"]),
        ("Studies show that it works.", ["Studies show"]),
        ("Scientists have found a way.", ["Scientists have found"]),
        ("Ninety-seven percent of people do it wrong.", ["Ninety-seven percent"]),
        ("It costs $40 and saves 3 million cups.", ["$40", "3 million"]),
        ("Laut Stiftung Warentest sind 80 Prozent schlecht.", ["Laut Stiftung Warentest", "80 Prozent"]),
        ("NASAによると、97%の人が間違えています。", ["NASAによると", "97%"]),
        ("Three steps. Do 2 things. You say it works, and this shows how.", []),
        ("It got 120,000 views, about 8.4 times its normal.", []),
        ("120K people watched it in a week.", []),
        ("The World Coffee Institute says so.", []),
        ("", []),
    ],
)
def test_claims_that_no_source_supports_are_found(text, found):
    facts = str({"views": 120_000, "score": 8.4, "angle": "The World Coffee Institute measured it."})

    assert claims.unsupported(text=text, facts=facts) == found
