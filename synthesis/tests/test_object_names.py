"""Objects from words that are also verbs, or the names of places."""

# Letters of other alphabets look like Latin ones.
# ruff: noqa: RUF001

import pytest

from synthesis.studio import objects
from synthesis.studio.objects import Text


def names(text, *, language, topic="", before=""):
    scenes = [Text(narration=before), Text(narration=text)]
    found = objects.choose(scenes=scenes, language=language, topic=topic)[1]
    return [one.name for one in found]


@pytest.mark.parametrize(
    ("language", "text", "wrong"),
    [
        ("de", "In Essen gibt es viel zu sehen.", "fork-and-knife-with-plate"),
        ("de", "Nach Bergen fliegst du zwei Stunden.", "mountain"),
        ("de", "Von Hamm nach Ulm sind es fünf Stunden.", "hammer"),
        ("de", "In Polen isst man früh.", "magnet"),
        ("en", "We flew from Phoenix to Dallas.", "phoenix-bird"),
        ("en", "Mobile, Alabama, is wet.", "mobile-phone"),
        ("en", "A week in Turkey is cheap.", "turkey"),
        ("en", "The train from Reading to Bath is late.", "bathtub"),
        ("fr", "D'Orange à Avignon, il y a trente minutes.", "tangerine"),
        ("es", "Volamos de Lima a Cuzco.", "lime"),
        ("it", "Da Bari a Lecce sono due ore.", "sailboat"),
        ("it", "A Brindisi si vive bene.", "clinking-glasses"),
        ("pt", "Em Natal faz calor.", "christmas-tree"),
        ("nl", "Van Bergen naar Breda is een uur.", "mountain"),
        ("tr", "Batman'da Hasankeyf'i gör.", "chestnut"),
        ("tr", "Ordu'dan yola çıktık.", "military-helmet"),
    ],
)
def test_a_word_behind_a_preposition_of_place_is_the_name_of_the_place(language, text, wrong):
    assert wrong not in names(text, language=language)


@pytest.mark.parametrize(
    ("language", "text", "right"),
    [
        ("de", "Das Essen war gut.", "fork-and-knife-with-plate"),
        ("de", "Nach dem Essen zahlt man.", "fork-and-knife-with-plate"),
        ("de", "Es riecht nach Essen.", "fork-and-knife-with-plate"),
        ("de", "In den Bergen liegt Schnee.", "mountain"),
        ("en", "The turkey sandwich is dry.", "sandwich"),
        ("en", "A china cup rings like a bell.", "teacup-without-handle"),
        ("en", "Take a bath before bed.", "bathtub"),
        ("es", "Exprime una lima.", "lime"),
        ("it", "Fai un brindisi con gli amici.", "clinking-glasses"),
        ("pt", "No Natal a casa fica cheia.", "christmas-tree"),
        ("nl", "De bergen zijn hoog.", "mountain"),
    ],
)
def test_the_thing_of_the_same_letters_as_a_place_is_still_pictured(language, text, right):
    assert right in names(text, language=language)


@pytest.mark.parametrize(
    ("language", "before", "text", "wrong"),
    [
        ("de", "Wir fahren nach Essen.", "Essen ist eine Stadt im Ruhrgebiet.", "fork-and-knife-with-plate"),
        ("it", "Due giorni a Bari.", "Bari si gira a piedi.", "sailboat"),
        ("en", "We flew to Turkey.", "Turkey is cheaper than you think.", "turkey"),
        ("pt", "Fomos para Natal em maio.", "Natal é a cidade do sol.", "christmas-tree"),
    ],
)
def test_a_place_is_a_place_in_the_whole_video(language, before, text, wrong):
    assert wrong not in names(text, language=language, before=before)


def test_a_country_and_what_is_named_after_it_stand_in_one_video():
    topic = "How China makes china"

    assert names("China was first.", language="en", topic=topic) == ["globe-showing-asia-australia"]
    assert names("A china cup.", language="en", topic=topic) == ["teacup-without-handle"]


@pytest.mark.parametrize(
    ("language", "text", "wrong"),
    [
        ("de", "Miete ein Rad.", "house"),
        ("en", "China was first to fire porcelain.", "fire"),
        ("en", "Star the good buyers.", "star"),
        ("fr", "Marque la date.", "label"),
        ("fr", "Elle montre le chemin.", "watch"),
        ("es", "Lima las uñas.", "lime"),
        ("it", "Lima le unghie.", "lime"),
        ("nl", "Meet de deur.", "straight-ruler"),
        ("tr", "Kahveyi tart.", "pie"),
    ],
)
def test_a_noun_where_only_a_verb_can_stand_is_no_object(language, text, wrong):
    assert wrong not in names(text, language=language)


@pytest.mark.parametrize(
    ("language", "text", "right"),
    [
        ("de", "Die Miete steigt.", "house"),
        ("en", "Ducks can leave the pond.", "duck"),
        ("en", "Books you should read.", "books"),
        ("fr", "Une montre en or.", "watch"),
        ("nl", "Een bel aan de deur.", "door"),
    ],
)
def test_the_noun_of_the_same_letters_as_a_verb_is_still_pictured(language, text, right):
    assert right in names(text, language=language)


def test_what_is_written_behind_a_number_is_no_thing():
    assert "motorway" not in names("오븐을 250도로 예열하세요.", language="ko")
    assert "motorway" in names("도로 옆에 서세요.", language="ko")


def test_to_be_is_no_number_of_mothers():
    found = objects.choose(scenes=[Text(narration="Sei una mamma stanca.")], language="it")[0]

    assert [one.count for one in found if one.word == "mamma"] in ([], [1])


@pytest.mark.parametrize(
    ("language", "text", "right"),
    [
        ("es", "El carro del supermercado engaña.", "shopping-cart"),
        ("tr", "Tarihi takvime yaz.", "calendar"),
        ("ar", "اكتب التاريخ في التقويم.", "calendar"),
        ("ko", "침실의 불을 끄세요.", "light-bulb"),
        ("nl", "Zeef de bloem voor het brood.", "bread"),
        ("pl", "Zagnieć ciasto na chleb.", "bread"),
    ],
)
def test_the_topic_decides_between_two_things_of_one_word(language, text, right):
    assert right in names(text, language=language)


@pytest.mark.parametrize(
    ("language", "text", "wrong"),
    [
        ("tr", "Kapağı koyu renge boya.", "ewe"),
        ("tr", "Yüz yavrudan biri büyür.", "beer-mug"),
        ("tr", "Birinci gün zordu.", "cooked-rice"),
        ("de", "Sag nichts.", "carpentry-saw"),
        ("de", "Nimm die Rolle.", "motor-scooter"),
        ("de", "Frag die Nachbarn.", "bear"),
        ("it", "Al bar si parla.", "coffin"),
        ("fr", "Dis-moi tout.", "calendar"),
        ("ru", "Рано вставать полезно.", "adhesive-bandage"),
        ("ar", "البيت بعيد.", "party-popper"),
    ],
)
def test_another_word_of_nearly_the_same_letters_is_no_form_of_a_term(language, text, wrong):
    assert wrong not in names(text, language=language)


@pytest.mark.parametrize(
    ("language", "text", "right"),
    [
        ("tr", "Kitabı oku.", "open-book"),
        ("tr", "Koyunlar otluyor.", "ewe"),
        ("de", "Die Bäume blühen.", "evergreen-tree"),
        ("de", "Streich die Wand.", "paintbrush"),
        ("it", "Le barche tornano.", "sailboat"),
    ],
)
def test_the_forms_of_a_term_are_still_found(language, text, right):
    assert right in names(text, language=language)


@pytest.mark.parametrize(
    ("language", "text", "wrong"),
    [
        ("nl", "Bel je moeder.", "bell"),
        ("nl", "Huur hier iets.", "house"),
        ("de", "Buch früh.", "open-book"),
        ("en", "Bank ten quiet minutes.", "bank"),
        ("es", "El zorro cava mucho.", "bottle-with-popping-cork"),
        ("pt", "Fomos até Porto de Galinhas.", "chicken"),
    ],
)
def test_a_command_and_a_part_of_a_name_are_no_objects(language, text, wrong):
    assert wrong not in names(text, language=language)


def test_a_number_of_minutes_or_of_parts_counts_nothing_else():
    minutes = objects.choose(scenes=[Text(narration="पाँच मिनट खिड़की खोलो।")], language="hi")[0]
    hours = objects.choose(scenes=[Text(narration="Tunggu empat jam.")], language="id")[0]
    third = objects.choose(scenes=[Text(narration="Một phần ba bánh mì.")], language="vi")[0]

    assert {one.name: one.count for one in (*minutes, *third)} == {"window": 1, "bread": 1}
    assert [one.count for one in hours if one.count > 1] == []
