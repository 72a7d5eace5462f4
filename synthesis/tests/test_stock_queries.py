"""Searches made of the words of a scene, in the language of the video."""

import pytest

from synthesis.models import Scene, Video
from synthesis.studio import languages
from synthesis.studio.stock import locales, queries, words


def searches(language="en", *, title="", **texts):
    scene = Scene(**{"visual_prompt": "", "headline": "", "narration": "", **texts})
    return queries.of_scene(scene=scene, video=Video(title=title, language=language))


def said(*args, **texts):
    return [query.words for query in searches(*args, **texts)]


def test_the_description_of_the_picture_comes_first_and_the_topic_of_the_video_last():
    found = said(
        title="Better espresso",
        visual_prompt="a kitchen scale with a jar of coffee and water being poured",
        headline="Grind one step finer",
        narration="Sour means it ran too fast.",
    )

    assert found[0] == "kitchen scale"
    assert found[-1] == "espresso"


def test_words_of_the_camera_are_left_out():
    found = said(visual_prompt="Close-up of an alarm clock at dawn, slow dolly in, cinematic light")

    assert found[0] == "alarm clock"
    assert not {"close-up", "slow", "dolly", "cinematic", "light"} & set(" ".join(found).split())


def test_numbers_hashtags_addresses_and_brands_are_left_out():
    found = said(
        headline="Coffee costs $1,800 #money",
        narration="See www.example.com or ask @barista about your iPhone coffee in 2026.",
    )

    assert found == ["coffee costs", "coffee"] or found == ["coffee"]


@pytest.mark.parametrize(
    ("language", "headline", "narration", "locale", "word"),
    [
        ("en", "Your coffee is sour", "A sour coffee ran too fast.", "en-US", "coffee"),
        ("de", "Dein Kaffee ist sauer", "Der Kaffee ist sauer, mahle ihn feiner.", "de-DE", "kaffee"),
        ("es", "Guarda tu dinero", "Guarda el dinero en sobres.", "es-ES", "dinero"),
        ("fr", "L'écran avant le lit", "La lumière de l'écran retarde le sommeil.", "fr-FR", "écran"),
        ("it", "L'impasto riposa", "Lascia riposare l'impasto per dodici ore.", "it-IT", "impasto"),
        ("pt-BR", "O café da manhã", "Tome café sem açúcar.", "pt-BR", "café"),
        ("ja", "コーヒーの朝", "毎朝コーヒーをいれます。", "ja-JP", "コーヒー"),
        ("zh", "每天的咖啡", "你每天买的咖啡很贵。", "zh-CN", "咖啡"),
        ("ru", "Экран перед сном", "Свет экрана мешает заснуть.", "ru-RU", "экран"),
        ("ko", "커피를 마셔요", "아침에 커피를 마십니다.", "ko-KR", "커피"),
        ("fi", "Jauha kahvi", "Hapan kahvi valui liian nopeasti.", "fi-FI", "kahvi"),
        ("tr", "Kahve ve su", "İyi kahve için temiz su gerekir.", "tr-TR", "kahve"),
    ],
)
def test_a_search_has_a_noun_of_the_language_and_its_locale(language, headline, narration, locale, word):
    found = searches(language, headline=headline, narration=narration)

    assert word in " ".join(query.words for query in found).split()
    assert {query.locale for query in found} == {locale}


def test_in_german_only_nouns_are_searched():
    found = said("de", narration="Mahle den Kaffee langsam und gieße heißes Wasser in die Tasse.")

    assert set(" ".join(found).split()) <= {"kaffee", "wasser", "tasse"}


def test_an_english_description_of_a_video_in_another_language_is_searched_in_english():
    found = searches("fr", visual_prompt="A bedroom at night with a lamp", headline="Mieux dormir")

    assert (found[0].words, found[0].locale) == ("bedroom night", "en-US")
    assert found[-1].locale == "fr-FR"


def test_a_language_that_the_provider_lacks_is_searched_without_a_locale():
    assert {query.locale for query in searches("hi", headline="सोने से पहले फोन")} == {""}


@pytest.mark.parametrize("language", languages.OFFERED)
def test_every_offered_language_makes_short_searches(language):
    narration = languages.sample_of(language)

    found = searches(language, narration=narration)

    assert found
    assert all(1 <= len(query.words.split()) <= 3 for query in found)
    assert all(len(query.words) <= 100 for query in found)


@pytest.mark.parametrize("narration", ["", "...", "1 2 3", "😀", "and the of", "{the cause}"])
def test_a_scene_without_words_has_no_search(narration):
    assert searches(narration=narration) == []


def test_no_search_is_made_twice():
    found = said(title="Coffee", headline="Coffee", narration="Coffee.", visual_prompt="coffee")

    assert found == ["coffee"]


def test_at_most_three_words_of_a_long_name_are_searched():
    assert said(visual_prompt="wooden kitchen table chair window garden")[0] == "wooden kitchen table"


@pytest.mark.parametrize(
    ("language", "locale"),
    [
        ("en-GB", "en-US"), ("pt", "pt-BR"), ("zh-TW", "zh-TW"), ("zh-Hant", "zh-TW"), ("no", "nb-NO"),
        ("ar", ""), ("he", ""),
    ],
)  # fmt: skip
def test_a_tag_has_the_nearest_locale(language, locale):
    assert locales.of(language) == locale


def test_the_words_of_a_person_are_searched_as_typed():
    query = queries.of_words(text="  two   cups of tea ", language="de")

    assert (query.words, query.locale) == ("two cups of tea", "en-US")


@pytest.mark.parametrize("text", ["#money", "@barista", "iPhone", "v60", "www.example.com", "a@example.com"])
def test_what_is_no_plain_word_is_not_searched(text):
    assert words.runs(text, language="en") == []


def test_a_hostile_text_is_only_words():
    assert words.runs("'; DROP TABLE x; -- <script>", language="en") != [[]]
