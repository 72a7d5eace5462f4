"""Headlines on the screen: at most five words, whole, and with the point of what is said."""

# Letters of other alphabets look like Latin ones.
# ruff: noqa: RUF001

import re

import pytest

from synthesis.content import SceneContent, VideoContent
from synthesis.studio import looks
from synthesis.studio.looks import shortening

TITLE = "The title"


def headline(text, language="en"):
    return shortening.shortened(text, language=language, narration=text, otherwise=TITLE)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("The average person pays for 11 subscriptions and uses 4 of them.", "11 subscriptions"),
        ("At sunset the light travels through 40 times more air, so only red is left.", "40 times more air"),
        ("Light from the sun takes 8 minutes and 20 seconds to reach you.", "8 minutes and 20 seconds"),
        ("In 2010 someone paid 10,000 bitcoin for two pizzas.", "Someone paid 10,000 bitcoin"),
        ("8 out of 10 players miss the Spirit Calling Bell.", "8 out of 10 players"),
        ("es: Gastas 120 euros de más al mes en el supermercado.", "120 euros de más"),
        ("es: La marca blanca cuesta un 30 % menos y casi siempre es igual.", "30 % menos"),
        ("de: Mit 50 Euro im Monat kannst du Millionär werden.", "50 Euro im Monat"),
        ("de: Vier Millimeter Profil sind das Minimum.", "Vier Millimeter Profil"),
        ("ru: Свет от Солнца идёт до Земли 8 минут и 20 секунд.", "8 минут и 20 секунд"),
    ],
)
def test_a_figure_keeps_what_it_counts(text, said):
    language, _, narration = text.rpartition(": ") if text[2:4] == ": " else ("en", "", text)

    assert headline(narration, language) == said


def test_a_part_of_a_length_of_time_is_no_headline():
    said = headline("Gustave Eiffel l'a construite en deux ans, deux mois et cinq jours.", "fr")

    assert not set(said.split()) & {"ans", "ans,", "mois", "jours"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Your salary is gone by the 20th of every single month.", "Your salary is gone"),
        ("You've been cooking scrambled eggs wrong your entire life.", "Cooking scrambled eggs wrong"),
        ("Bitcoin just got harder to mine.", "Bitcoin got harder to mine"),
        ("Chocolate, grapes and onions are poison for dogs.", "Poison for dogs"),
        ("Build this floating shelf for $18 in one hour.", "Build this floating shelf"),
        ("If you feel anxious right now, try this.", "Feel anxious right now?"),
        ("No gym? No problem. You need ten minutes and a floor.", "No gym? No problem"),
        ("es: En 1519, Hernán Cortés llegó a México con solo 500 hombres.", "Solo 500 hombres"),
        ("fr: La vraie recette des crêpes de ma grand-mère bretonne.", "La vraie recette des crêpes"),
        ("de: Der größte Fehler: im Crash verkaufen.", "Fehler: im Crash verkaufen"),
        ("pt: Você está queimando o seu café sem saber.", "Queimando o seu café"),
        ("it: Non mangiare mai davanti a un monumento: paghi il doppio.", "Paghi il doppio"),
        ("tr: Spor salonuna gitmeden 10 dakikada forma gir.", "10 dakikada forma gir"),
        ("ko: 커피 한 잔에는 카페인이 95밀리그램 들어 있습니다.", "카페인이 95밀리그램 들어 있습니다"),
        ("ar: التمر لا يرفع السكر كما تظن.", "التمر لا يرفع السكر"),
        ("hi: हर दिन सिर्फ 20 पेज पढ़ो।", "सिर्फ 20 पेज पढ़ो"),
    ],
)
def test_a_sentence_becomes_a_whole_phrase_of_it(text, said):
    language, _, narration = text.partition(": ") if text[2:4] == ": " else ("en", "", text)

    assert headline(narration, language) == said


@pytest.mark.parametrize(
    "text",
    [
        "You don't need to be a perfect parent.",
        "en: Edison patented his.",
        "es: Hoy su templo está debajo de la Ciudad de México.",
        "de: Am 9. November 1989 fiel die Berliner Mauer.",
        "fr: Tu les préfères au sucre ou au citron ?",
    ],
)
def test_a_sentence_without_a_whole_phrase_leaves_the_headline_to_the_title(text):
    language, _, narration = text.partition(": ") if text[2:4] == ": " else ("en", "", text)

    assert headline(narration, language) in (TITLE, narration.rstrip("."))


@pytest.mark.parametrize(
    ("language", "text", "negation"),
    [
        ("en", "A child's brain isn't fully developed until age 25.", "isn't"),
        ("en", "Edison did not invent the light bulb.", "didn't"),
        ("fr", "Ne mets pas de sucre dans la pâte, sinon elle brûle.", "pas"),
        ("pt", "A água não pode ferver. O ideal é 92 graus.", "não"),
        ("ru", "Великую Китайскую стену не видно из космоса.", "не"),
    ],
)
def test_a_negation_is_never_lost(language, text, negation):
    assert negation in headline(text, language)


def test_what_you_do_wrong_does_not_become_an_advice():
    assert not headline("You skip sunscreen all winter long.").startswith("Skip")


def test_half_of_a_question_is_asked_only_if_it_is_a_whole_one():
    assert headline("Why is the sky blue and not violet in the evening?") == "Why is the sky blue?"
    asked = "هل تعرف لماذا يأكل الرياضيون التمر قبل التمرين؟"
    assert headline(asked, "ar") == "لماذا يأكل الرياضيون التمر؟"


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("ja", "そのコーヒー、まだ熱湯で淹れていませんか？", "まだ熱湯で淹れていませんか？"),
        ("ja", "猫が人をじっと見る本当の理由を知っていますか？", "猫が人をじっと見る本当の理由"),
        ("ja", "玉ねぎとチョコレートは絶対に与えないでください。", "玉ねぎとチョコレートは絶対に与えない"),
        ("zh", "为什么你工资不低，却总是存不下钱？", "总是存不下钱？"),
        ("zh", "很多人以为兵马俑是灰色的，其实原来是彩色的。", "其实原来是彩色的"),
        ("zh", "工资到账的第一天，先转走百分之二十。", "先转走百分之二十"),
    ],
)
def test_chinese_and_japanese_headlines_are_the_point_of_the_sentence(language, text, said):
    assert headline(text, language) == said


def test_the_accent_is_a_word_of_the_headline_that_is_shown():
    scenes = [
        SceneContent(id=f"s{place}", position=place + 1, narration=text)
        for place, text in enumerate(
            ["Rent took $1,200. Food took $430. Clothes took $87.", "Butter melts in a cold pan.", "Save it."]
        )
    ]
    document = VideoContent(title="Where your money goes", language="en", seed=7, scenes=tuple(scenes))
    for scene in scenes:
        spec = looks.spec_for(content=document, scene=scene)
        assert all(word in spec.headline for word in spec.accent_words)
        assert len(spec.accent_words) <= 1


def test_a_short_headline_of_a_person_stays_as_it_is():
    said = shortening.shortened(
        "Let the machine heat through", language="en", narration="First, wait for fifteen minutes."
    )

    assert said == "Let the machine heat through"


def test_what_a_draft_still_leaves_open_is_no_headline():
    narration = "{Hook: the detail that nobody expects}. Pasta holds on to its sauce."

    assert "{" not in shortening.shortened(
        "Pasta holds on to its sauce", language="en", narration=narration, otherwise=TITLE
    )


def test_a_list_is_not_cut_between_its_things():
    assert headline("You only need flour, water, salt and patience.") == TITLE
    assert headline("Your bedroom should be 18 degrees, dark and quiet.") == "Bedroom should be 18 degrees"


def test_a_long_title_is_shortened_before_it_stands_for_a_headline():
    said = shortening.shortened(
        "You don't need to be a perfect parent.",
        language="en",
        otherwise="A desk that does not hurt by Friday",
    )

    assert said == "A desk that doesn't hurt by Friday"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("de: Der Fehler ist nicht das Training, sondern der Schlaf.", "Der Fehler ist nicht das Training"),
        ("it: Il problema non è la farina, ma il forno.", "Il problema non è la farina"),
        ("de: Stell den Mäher auf sechs Zentimeter ein.", "Stell den Mäher auf sechs Zentimeter ein"),
        ("nl: Spoel de ketting elke week af en smeer hem daarna in.", "Spoel de ketting elke week af"),
        (
            "fr: Là-bas, des poissons fabriquent leur propre lumière.",
            "Des poissons fabriquent leur propre lumière",
        ),
        ("fr: Votre chat ne miaule que pour vous.", "Votre chat ne miaule que pour vous"),
        ("fr: Commencez par une histoire que personne ne connaît.", "Commencez par une histoire"),
        ("en: Most alarms die after ten years, and nobody notices.", "Most alarms die after ten years"),
        ("en: An owl can fly past your ear and you will hear nothing.", "You will hear nothing"),
        ("en: Always read the price per kilo.", "Always read the price per kilo"),
        ("en: The air is drier than the Sahara, and dry noses smell nothing.", "Dry noses smell nothing"),
        ("it: Annusalo: il pesce fresco sa di mare, non di pesce.", "Il pesce fresco sa di mare"),
        ("tr: Bir bardak pirince bir buçuk bardak su yeter.", "Bir buçuk bardak su yeter"),
        ("tr: Aslında uygulamalar mikrofonu değil, konumunu kullanıyor.", "Konumunu kullanıyor"),
        ("ru: Мох растёт не только на севере.", "Мох растёт не только на севере"),
    ],
)
def test_nothing_is_cut_from_what_belongs_to_it(text, said):
    language, _, narration = text.partition(": ")

    assert headline(narration, language) == said


@pytest.mark.parametrize(
    ("language", "title", "said"),
    [
        ("fr", "Le fromage que vous rangez mal", "Le fromage que vous rangez mal"),
        ("de", "Warum dein Rasen im Sommer braun wird", "Warum dein Rasen im Sommer braun wird"),
        ("en", "Why airplane food tastes like nothing", "Why airplane food tastes like nothing"),
        ("pt", "O erro que estraga o seu currículo", "O erro que estraga o seu currículo"),
        ("en", "Your phone battery is dying early", "Phone battery is dying early"),
    ],
)
def test_a_short_title_is_not_cut(language, title, said):
    assert shortening.shortened(title, language=language) == said


def test_a_question_is_not_cut_before_what_it_asks_of():
    asked = "Qual è la bugia che ti ha stupito di più?"

    assert headline(asked, "it") == asked


def test_a_figure_whose_unit_stands_in_another_sentence_is_no_headline():
    said = headline("Billions of years ago a day lasted only 6 hours. Today it lasts 24.")

    assert said == "Only 6 hours"


def test_one_end_of_a_range_is_no_headline():
    assert "9" not in headline("W jeden dzień temperatura spada z 20 do 9 stopni.", "pl")


@pytest.mark.parametrize(
    ("language", "text", "is_telling"),
    [
        ("hi", "इसे", False),
        ("en", "It", False),
        ("de", "Und", False),
        ("en", "Butter", True),
        ("fr", "Elle fond", True),
    ],
)
def test_a_pronoun_or_conjunction_alone_says_nothing(language, text, is_telling):
    assert shortening.is_telling(text, language=language) is is_telling


def _headlines(title, *texts, language="en"):
    scenes = tuple(
        SceneContent(id=f"s{place}", position=place + 1, narration=text) for place, text in enumerate(texts)
    )
    document = VideoContent(title=title, language=language, seed=7, scenes=scenes)
    return [looks.spec_for(content=document, scene=scene).headline for scene in scenes]


BATTERY = (
    "Why does your phone die by lunch?",
    "You charge it to 100 % every night. That is the mistake.",
    "Batteries hate heat and full charge. Between 20 and 80 percent they last twice as long.",
    "A new battery costs $89. A new phone costs $999.",
    "In 2007 a battery lasted a day. In 2024 it lasts two.",
    "Save it.",
)


def test_the_title_is_the_headline_of_one_scene_only():
    said = _headlines("Your phone battery is dying early", *BATTERY)

    assert said.count("Phone battery is dying early") == 1
    assert said[2] == "Batteries hate heat and full charge"


def test_a_list_has_no_headline_where_the_first_scene_says_the_title():
    texts = (
        "The moon is leaving us, 3.8 centimetres every year.",
        "Bread costs $2. Milk costs $4.",
        "Look up.",
    )

    assert _headlines("The moon is leaving us", *texts)[:2] == ["The moon is leaving us", ""]


def test_a_thai_word_is_not_cut_in_the_middle():
    text = "กาแฟราคาแพงมากในกรุงเทพมหานครปีนี้"

    assert shortening.shortened(text, language="th") == text


@pytest.mark.parametrize(
    "text",
    [
        "en: Twenty minutes every single morning is better than three hours on Sunday.",
        "de: Zwanzig Minuten jeden Morgen sind besser als drei Stunden am Sonntag.",
        "fr: Vingt minutes chaque matin valent mieux que trois heures le dimanche.",
        "es: Veinte minutos cada mañana valen más que tres horas el domingo.",
        "ru: Двадцать минут каждое утро лучше, чем три часа в воскресенье.",
        "id: Dua puluh menit setiap pagi lebih baik daripada tiga jam di hari Minggu.",
    ],
)
def test_the_worse_of_two_is_no_headline(text):
    language, _, narration = text.partition(": ")
    worse = re.split(r"than|als|que|чем|daripada", narration)[-1]

    assert headline(narration, language).casefold() not in worse.casefold()


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("en: Your houseplants are not dying because you forget to water them.", "dying"),
        ("en: You don't get fat because you eat too many carbs at night.", "fat"),
        ("de: Deine Pflanzen sterben nicht, weil du sie jeden Abend vergisst.", "sterben"),
        ("fr: Tes plantes ne meurent pas parce que tu oublies de les arroser.", "meurent"),
    ],
)
def test_only_a_reason_is_denied_where_one_follows(text, lost):
    language, _, narration = text.partition(": ")

    assert lost not in headline(narration, language)


def test_a_command_not_to_stands_without_its_reason():
    assert headline("Don't rinse pasta because you lose the starch.", "en") == "Don't rinse pasta"
