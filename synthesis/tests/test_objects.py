"""Objects from words: which pictured things a scene shows."""

import tomllib
import zipfile
from pathlib import Path

import pytest
from django.conf import settings

from synthesis.studio import languages, objects
from synthesis.studio.objects import Text, building, grammar, groups, index, lexicon, packing, terms

SENTENCES = tomllib.loads(Path(__file__).with_name("data").joinpath("objects.toml").read_text("utf-8"))
PACK = settings.BASE_DIR / "render_node" / "engines" / "objects" / "pack.zip"


def chosen(narration="", *, language="en", seed=0, topic="", **fields):
    scene = Text(narration=narration, **fields)
    return objects.choose(scenes=[scene], language=language, seed=seed, topic=topic)[0]


def names(*arguments, **fields):
    return [one.name for one in chosen(*arguments, **fields)]


def shown(sentence, *, language):
    """The main object as the table writes it."""
    found = chosen(sentence, language=language)
    if not found:
        return ""
    copies = f" x{found[0].count}" if found[0].count > 1 else ""
    return f"{'~' if found[0].is_struck else ''}{found[0].name}{copies}"


@pytest.mark.parametrize("language", SENTENCES)
def test_sentences_get_the_object_that_they_are_about(language):
    expected = SENTENCES[language]

    assert {sentence: shown(sentence, language=language) for sentence in expected} == expected


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("The bat hit the ball over the wicket.", "cricket-game"),
        ("A bat sleeps upside down in its cave.", "bat"),
        ("Click the mouse twice on the screen.", "computer-mouse"),
        ("The mouse ate the cheese.", "mouse"),
        ("We sat on the bank of the river.", "national-park"),
        ("The bank raised its rates.", "bank"),
        ("The snake they call a python can swallow a goat.", "snake"),
        ("Python is a good first language to code in.", "laptop"),
        ("A bolt of current went through the wire.", "high-voltage"),
    ],
)
def test_the_other_words_of_the_script_decide_between_senses(sentence, name):
    assert name in names(sentence)


def test_another_scene_of_the_video_may_decide_between_senses():
    scenes = [
        Text(narration="The chip is tiny."),
        Text(narration="Nvidia makes the processor of every laptop."),
    ]

    alone = objects.choose(scenes=scenes[:1], language="en")[0]
    together = objects.choose(scenes=scenes, language="en")[0]

    assert [one.name for one in alone] == []
    assert [one.name for one in together] == ["desktop-computer"]


def test_a_verb_is_not_the_noun_of_the_same_letters():
    assert "watch" not in names("Watch your sleep.")
    assert names("He wears a watch.") == ["watch"]


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("I bought a phone from Apple yesterday.", "mobile-phone"),
        ("We ordered it on Amazon last week.", "package"),
        ("We ate an apple on the train.", "red-apple"),
        ("They made friends with Rose Turner.", None),
        ("Every rose has its thorn.", "rose"),
    ],
)
def test_a_capital_tells_a_name_from_the_word_of_the_same_letters(sentence, found):
    shown_names = names(sentence)

    assert found in shown_names if found else shown_names == []


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("Hamburg und Frankfurt sind teuer.", "de"),
        ("الرياض والخرطوم بعيدتان", "ar"),
        ("اليوم الأول في مراكش، والثاني في فاس", "ar"),
        ("Fui de Cuba a León.", "es"),
        ("Sono andato da Bari a Pescara.", "it"),
        ("Tôi đi từ Nha Trang đến Vũng Tàu.", "vi"),
        ("We drove from Reading to Bath.", "en"),
    ],
)
def test_a_place_is_not_the_thing_of_nearly_the_same_letters(sentence, language):
    assert names(sentence, language=language) == []


@pytest.mark.parametrize(
    ("sentence", "language", "name"),
    [("Mit Hamburgern und Salz.", "de", "hamburger"), ("أحب الرياضة", "ar", "person-lifting-weights")],
)
def test_the_thing_of_nearly_the_same_letters_as_a_place_is_still_pictured(sentence, language, name):
    assert name in names(sentence, language=language)


@pytest.mark.parametrize(
    ("sentence", "name"),
    [("كأس الشاي بالنعناع", "hot-beverage"), ("فاز الفريق بكأس العالم في المباراة", "trophy")],
)
def test_a_glass_of_tea_is_no_trophy(sentence, name):
    assert name in names(sentence, language="ar")


def test_a_noun_before_a_verb_is_the_subject():
    assert names("Why does your phone die by lunch?")[0] == "mobile-phone"


def test_a_title_in_capitals_has_words_and_not_names():
    assert names("Bake The Perfect Apple Pie") == ["pie"]


def test_a_number_within_a_word_counts_nothing():
    assert [one.count for one in chosen("A 4K film.")] == [1]


def test_the_one_who_gets_something_is_not_crossed_out():
    struck = {one.name: one.is_struck for one in chosen("Never give your dog grapes.")}

    assert struck == {"dog": False, "grapes": True}


@pytest.mark.parametrize(
    ("sentence", "language"),
    [("Elle garde le sel.", "fr"), ("Ella cura la herida.", "es"), ("Lui porta il sale.", "it")],
)
def test_a_word_that_is_a_verb_as_well_needs_an_article(sentence, language):
    assert not {"guard", "church", "door"} & set(names(sentence, language=language))


def test_a_scene_that_pictures_nothing_shows_the_object_of_the_topic_but_not_next_to_itself():
    scenes = [Text(narration=text) for text in ("Let me explain.", "This is why.", "A red car.", "So there.")]

    found = objects.choose(scenes=scenes, language="en", topic="How to play the guitar")

    assert [[one.name for one in scene] for scene in found] == [["guitar"], [], ["automobile"], ["guitar"]]
    assert (found[0][0].word, found[0][0].reason) == ("", "topic")


def test_an_idea_of_the_topic_is_no_object_for_other_scenes():
    found = objects.choose(scenes=[Text(narration="Let me explain.")], language="en", topic="Your mistake")

    assert found == ((),)


def test_numbers_repeat_what_is_named_and_nothing_else():
    eggs, weeks = chosen("Take five eggs."), chosen("Wait five weeks with the coffee.")

    assert [(one.name, one.count) for one in eggs] == [("egg", 5)]
    assert [one.count for one in weeks] == [1]


def test_more_than_six_are_a_few():
    assert chosen("Take 12 eggs.")[0].count in {2, 3}


def test_a_negation_crosses_out_the_noun_after_it():
    struck = {one.name: one.is_struck for one in chosen("Coffee without sugar.")}

    assert struck.pop("hot-beverage") is False
    assert list(struck.values()) == [True]


@pytest.mark.parametrize("sentence", ["Never skip coffee.", "Not only coffee.", "Don't forget the coffee."])
def test_a_revoked_negation_crosses_nothing_out(sentence):
    assert [one.is_struck for one in chosen(sentence)] == [False]


def test_the_headline_says_what_the_scene_is_about():
    found = names("A dog and a cat wait by the door.", headline="The cat")

    assert found[0] == "cat"


def test_the_visual_prompt_counts_in_english_and_in_the_language_of_the_video():
    assert names("Fang heute an.", language="de", visual_prompt="a candle on the table") == ["candle"]
    assert names("Fang heute an.", language="de", visual_prompt="Eine Kerze auf dem Tisch") == ["candle"]


def test_the_setting_and_the_camera_of_a_visual_prompt_are_no_objects():
    assert names(visual_prompt="slow camera push in by a window, soft morning light") == []


def test_the_items_of_a_scene_count():
    assert set(names(items=("Buy onions", "Peel garlic"))) == {"onion", "garlic"}


@pytest.mark.parametrize("sentence", ["", "Follow me for more.", "This is the part nobody tells you.", "???"])
def test_words_that_picture_nothing_get_no_object(sentence):
    assert chosen(sentence) == ()


def test_a_scene_has_at_most_three_kinds_that_do_not_look_alike():
    found = names("A dog, a cat, a horse, a cow, a pig, money, cash, coins and a phone.")

    assert len(found) == 3
    lines = [groups.alike().get(name, name) for name in found]
    assert len(set(lines)) == 3


def test_an_object_is_in_two_scenes_at_most():
    scenes = [Text(headline="Save money", narration="Money does not grow on trees.")] * 9

    shown_names = [one.name for scene in objects.choose(scenes=scenes, language="en") for one in scene]

    assert max(shown_names.count(name) for name in shown_names) == 2
    assert len(set(shown_names)) > 3


def test_the_same_seed_gives_the_same_objects_and_others_vary():
    scene = Text(narration="A new song, a new car, a fresh movie.")
    draws = [objects.choose(scenes=[scene], language="en", seed=seed) for seed in range(12)]

    assert draws[3] == objects.choose(scenes=[scene], language="en", seed=3)
    assert len({tuple(one.name for one in draw[0]) for draw in draws}) > 3


def test_double_meanings_appear_only_in_videos_about_food():
    assert names("A peach emoji.") == []
    assert "peach" in names("A peach and a lemon cake.")


def test_flags_and_weapons_appear_only_by_their_own_names():
    assert names("The surrender was quick.") == []
    assert names("Raise the white flag.") == ["white-flag"]


def test_faces_only_accompany_another_object():
    assert names("I was so happy.") == []
    assert names("A happy dog.")[0] == "dog"


def test_a_language_without_an_index_gets_objects_from_the_english_visual_prompt():
    assert names("Kahawa na chai.", language="sw", visual_prompt="a candle and a piano") == [
        "candle",
        "musical-keyboard",
    ]


def test_regions_use_the_words_of_their_language():
    assert names("O cachorro dorme.", language="pt-BR") == names("O cachorro dorme.", language="pt")
    assert names("Leg die Katze weg.", language="de-AT")[0] == "cat"


# --- search ------------------------------------------------------------------------------------


def test_a_search_finds_names_before_keywords():
    found = [one.name for one in objects.candidates(query="dog", language="en")]

    assert found[0] == "dog"
    assert {"hot-dog", "guide-dog"} <= set(found)
    assert len(found) <= 24


@pytest.mark.parametrize(
    ("query", "language", "name"),
    [
        ("mon", "en", "money-bag"),
        ("frying pan", "en", "cooking"),
        ("Geld", "de", "money-bag"),
        ("собак", "ru", "dog"),
        ("お金", "ja", "money-bag"),
        ("candle", "sw", "candle"),
    ],
)
def test_a_search_knows_beginnings_and_the_words_of_the_language(query, language, name):
    assert name in [one.name for one in objects.candidates(query=query, language=language)]


def test_a_search_titles_objects_in_its_language():
    assert ("candle", "Kerze") in objects.candidates(query="Kerze", language="de")


@pytest.mark.parametrize("query", ["", "   ", "qqqqq", "%_"])
def test_a_search_for_nothing_known_finds_nothing(query):
    assert objects.candidates(query=query, language="en") == ()


# --- the data ----------------------------------------------------------------------------------


def test_the_node_has_every_object_and_the_index_every_one_of_the_node():
    packed = {entry.removesuffix(".svg") for entry in zipfile.ZipFile(PACK).namelist()}

    assert packed == objects.names()


def test_every_offered_language_has_an_index():
    assert [tag for tag in languages.OFFERED if not index.tag_of(tag)] == []


@pytest.mark.parametrize("tag", packing.LANGUAGES)
def test_the_lexicons_are_made_from_the_present_terms(tag):
    assert lexicon.file_of(tag).read_bytes() == packing.packed(building.lexicon(tag)), "run the packing again"


@pytest.mark.parametrize("tag", packing.LANGUAGES)
def test_every_term_pictures_a_known_object(tag):
    listed = terms.of(tag)
    targets = {
        name for words in (listed.things, listed.actions, listed.ideas, listed.faces) for name in words
    }
    senses = [line.partition(":")[0] for lines in listed.senses.values() for line in lines]
    targets |= {name for sense in senses for name in sense.split("|")} - {""}

    assert targets - objects.names() == set()


def test_the_groups_name_known_objects():
    named = groups.listed_only() | groups.named_only() | groups.food_only() | groups.foods()

    assert (named | groups.alike().keys()) - objects.names() == set()


def test_english_has_at_least_400_terms_of_its_own():
    assert len(lexicon.of("en").own.keys() | lexicon.of("en").senses.keys()) >= 400


def test_every_offered_language_has_negations_and_numbers():
    tags = {index.tag_of(language) for language in languages.OFFERED}

    assert [
        tag
        for tag in tags
        if not grammar.negators(tag) or set(grammar.numbers(tag).values()) != {2, 3, 4, 5, 6}
    ] == []
