"""Pasted scripts: paragraphs become scenes, and nothing of the text is lost."""

# Letters and signs of other alphabets look like Latin ones.
# ruff: noqa: RUF001

import pytest
from hypothesis import given, strategies
from hypothesis import settings as hypothesis_settings

from synthesis.assembly import narration
from synthesis.content import MAX_SCENES, TEXTS
from synthesis.errors import ScriptEmptyError, TooManyScenesError
from synthesis.models import Scene
from synthesis.studio import scenes, scripts, videos
from synthesis.studio.headlines import is_whole_thought
from synthesis.studio.scripts.pasting import cutting, scenes_of

CASES_OF_FAULTS = [
    ("3.5 million people watched this in a week. Here is why.", "3.5 million people watched this"),
    ("Version 2.0 is out! Get it.", "Version 2.0 is out!"),
    ("I paid $4.99 for this. Worth it.", "I paid $4.99 for this"),
    ("Node.js is fast. Use it.", "Node.js is fast"),
    ("Dr. Smith found the cause. It was salt.", "Dr. Smith found the cause"),
    ("...and then it broke.", "...and then it broke"),
    ("Eine Boeing 747 wiegt 333.400 kg.", "Eine Boeing 747 wiegt 333.400 kg"),
    ("it grows to about £1.6M", "it grows to about £1.6M"),
    ("https://www.example.com is free", "https://www.example.com is free"),
    ("Jones vs. Smith", "Jones vs. Smith"),
    ("**Three tips** for sleep.", "Three tips for sleep"),
]
FULL_STOPS = ".。।"
LONG = (
    "Honey never spoils. Archaeologists found pots of it in Egyptian tombs, and it was still good to eat "
    "after three thousand years."
)
# A paragraph in each of twelve languages.
PARAGRAPHS = {
    "en": "Most people don't know that honey never spoils. It holds almost no water. Nothing lives in it.",
    "de": "Honig wird niemals schlecht. Er enthält z. B. kaum Wasser. Bakterien können darin nicht leben.",
    "es": "La miel nunca caduca. El Sr. García lo sabe desde 1999. ¡Pruébala! ¿Por qué no?",
    "fr": "Le miel ne se périme jamais. M. Dupont le sait. « Goûtez-le ! » Pourquoi pas ?",
    "it": "Il miele non scade mai. Il Sig. Rossi lo sa. Costa 3,50 € al chilo.",
    "pt": "O mel nunca estraga. O Sr. Silva sabe disso. Custa R$ 20,00 por quilo.",
    "pl": "Miód nigdy się nie psuje. Np. w 1922 r. znaleziono go w grobowcu. Był dobry.",
    "tr": "Bal asla bozulmaz. Dr. Yılmaz bunu biliyor. 3. katta bal var.",
    "ru": "Мёд никогда не портится. В 1922 г. его нашли в гробнице. А. С. Пушкин любил мёд.",
    "ar": "العسل لا يفسد أبدا. هل تعرف لماذا؟ لأنه لا يحتوي على ماء.",
    "hi": "शहद कभी खराब नहीं होता। डॉ. शर्मा यह जानते हैं। क्या आप जानते हैं?",
    "ja": "蜂蜜は決して腐りません。「本当ですか？」と彼は聞きました。はい、本当です。",
    "zh": "蜂蜜永远不会变质。他说：“真的吗？”是的，3.5千年后还能吃。",
    "ko": "꿀은 절대 상하지 않습니다. 왜 그럴까요? 물이 거의 없기 때문입니다.",
    "th": "น้ำผึ้งไม่มีวันเสีย เพราะมีน้ำน้อยมาก แบคทีเรียอยู่ไม่ได้",
}


def without_space(text):
    return "".join(text.split())


def without_stops(text):
    """A text without white space and without full stops, which list items may gain."""
    return without_space(text).translate(dict.fromkeys(map(ord, FULL_STOPS)))


def narrations(text, language="en"):
    return [scene.narration for scene in scenes_of(text=text, language=language)]


@pytest.mark.parametrize(("text", "headline"), CASES_OF_FAULTS)
def test_a_scene_has_its_thought_as_headline(text, headline):
    (scene,) = scenes_of(text=text, language="de" if text.startswith("Eine") else "en")

    assert scene.headline == headline
    assert is_whole_thought(scene.headline)


def test_no_scene_ends_with_an_abbreviation():
    text = (
        "3.5 million people watched this in a week.\n\nDr. Smith explains why the U.S. economy grew so very "
        "fast in the last two years, and what it means for you and me. "
    ) + "Dr. Smith left the U.S. economy alone. " * 8

    found = narrations(text)

    assert without_space("".join(found)) == without_space(text)
    assert not any(part.endswith(("Dr.", "U.S.")) for part in found)


@pytest.mark.parametrize("line", ["---", "***", "___", "- - -", "* * *", "—", "–––"])
@pytest.mark.parametrize("gap", ["\n\n", "\n"])
def test_a_line_of_signs_separates_two_scenes(line, gap):
    second = LONG.replace("Honey", "Mead")
    if line == "—":
        line = "——"

    assert narrations(f"{LONG}{gap}{line}{gap}{second}") == [LONG, second]


def test_a_paragraph_is_a_scene_however_short():
    assert narrations("It is late.\n\nStop.\n\nGo to bed now.") == ["It is late.", "Stop.", "Go to bed now."]


def test_a_long_paragraph_is_cut_between_sentences_into_scenes_of_about_equal_length():
    text = " ".join(f"This is sentence number {n} of a long paragraph." for n in range(20))

    found = narrations(text)

    assert " ".join(found) == text
    assert all(part.endswith(".") for part in found)
    lengths = [cutting.seconds_of(part) for part in found]
    assert max(lengths) <= 12
    assert max(lengths) < 2 * min(lengths)


def test_a_long_paragraph_of_whole_lines_is_cut_between_lines():
    lines = [
        "Most people grind their coffee once and then blame the beans. The grind decides more.",
        "Set the grinder two steps finer than you think. Weigh the dose.",
        "Now watch the clock. Twenty five seconds means you are close. Fifteen means that it is too coarse.",
    ]

    assert narrations("\n".join(lines)) == lines


def test_a_long_sentence_is_cut_between_clauses():
    text = "It has salt, " * 40 + "and pepper."

    found = narrations(text)

    assert all(part.endswith((",", "pepper.")) for part in found)
    assert max(map(cutting.seconds_of, found)) <= 12


def test_lines_of_a_paragraph_are_joined():
    text = "This is a paragraph that was wrapped\nat some column by the editor and\ngoes on here."

    assert narrations(text) == [text.replace("\n", " ")]


def test_short_lines_without_a_full_stop_stay_lines():
    text = "Stop scrolling\nThis will change your life\nDrink water"

    (scene,) = scenes_of(text=text)

    assert scene.narration == text
    assert scene.headline == "Stop scrolling"


@pytest.mark.parametrize("language", ["ja", "zh"])
def test_no_space_is_inserted_between_east_asian_lines(language):
    text = (
        "这是第一行。\n这是第二行，\n没有空格。"
        if language == "zh"
        else "これは一行目です。\n二行目は、\n空白なしです。"
    )

    assert narrations(text, language) == [text.replace("\n", "")]


def test_japanese_scenes_last_as_long_as_others():
    sentence = "コーヒーは世界中で飲まれている飲み物で、いつ飲むかによって効果が大きく変わります。"

    found = narrations(sentence * 12, "ja")

    spoken_s = [narration.estimate_s(text=part, language="ja") for part in found]
    assert "".join(found) == sentence * 12
    assert all(4 <= each <= 13 for each in spoken_s)
    assert all(part.endswith("。") for part in found)


def test_a_closing_bracket_stays_with_its_sentence():
    text = "彼は「起きてから九十分待つべきだ。」と言いました。" * 8

    found = narrations(text, "ja")

    assert "".join(found) == text
    assert not any(part.startswith(("」", "と")) for part in found)


def test_thai_is_cut_before_a_syllable():
    text = "น้ำผึ้งเป็นอาหารชนิดเดียวที่ไม่มีวันเน่าเสียนักโบราณคดีพบน้ำผึ้งในสุสานอียิปต์" * 5

    found = narrations(text, "th")

    assert "".join(found) == text
    assert len(found) > 3
    assert all(part[0] in "นเแโใไ" for part in found)


def test_sixty_paragraphs_are_joined_into_the_most_scenes():
    paragraphs = [f"Paragraph {n:02d} says one thing ".ljust(114, "x") + "." for n in range(60)]

    found = narrations("\n\n".join(paragraphs))

    assert len(found) == MAX_SCENES
    assert without_space("".join(found)) == without_space("".join(paragraphs))
    assert {len(part) for part in found} == {115, 231}


def test_the_shortest_paragraphs_are_joined_first():
    paragraphs = ["Long paragraph ".ljust(150, "x") + "."] * 39 + ["Stop.", "Go.", "Now."]

    found = narrations("\n\n".join(paragraphs))

    assert found[-1] == "Stop. Go. Now."
    assert len(found) == MAX_SCENES


def test_a_joined_scene_keeps_every_heading():
    text = "\n\n".join(f"## Title {n}\n\nText {n}." for n in range(50))

    made = scenes_of(text=text)

    shown = " ".join(f"{scene.kicker} {scene.narration}" for scene in made)
    assert len(made) == MAX_SCENES
    assert all(f"Title {n}" in shown and f"Text {n}." in shown for n in range(50))


@pytest.mark.parametrize(
    "text", ["word " * 2000, "a" * 10_000, "a.\n\n" * 3333, "蜂" * 10_000, "ก" * 10_000, "Ab. " * 2500]
)
def test_ten_thousand_characters_fit(text):
    found = narrations(text)

    assert len(found) <= MAX_SCENES
    assert without_space("".join(found)) == without_space(text)
    assert max(map(len, found)) <= TEXTS["narration"].max_length


@pytest.mark.parametrize("language", PARAGRAPHS)
@pytest.mark.parametrize("count", [1, 3, 30])
def test_each_language_is_kept_whole(language, count):
    paragraph = PARAGRAPHS[language]
    text = "\n\n".join([paragraph] * count)

    made = scenes_of(text=text, language=language)

    assert without_space("".join(scene.narration for scene in made)) == without_space(text)
    assert all(scene.headline for scene in made)
    assert len(made) == count


def test_several_languages_in_one_line_are_kept():
    text = "Hello 你好 world. مرحبا بالعالم. Привет, мир! ¿Qué tal? 안녕하세요. สวัสดี"

    assert narrations(text) == [text]


@pytest.mark.parametrize("text", ["Hi", "42", "Hi 🎉", "هل؟", "是"])
def test_a_word_is_a_scene(text):
    assert narrations(text) == [text]


@hypothesis_settings(max_examples=40, deadline=None)
@given(
    strategies.lists(
        strategies.text(alphabet="aB3 .!?,;'é。、「」क।กา", min_size=1, max_size=400), max_size=60
    ),
    strategies.sampled_from(["en", "de", "ja", "th", "hi", ""]),
    strategies.integers(1, MAX_SCENES),
)
def test_cutting_and_joining_lose_nothing(paragraphs, language, most):
    text = "\n\n".join(paragraphs)[:10_000]

    made = scenes_of(text=text, language=language, most=most)

    narration = "".join(scene.narration for scene in made)
    assert without_stops(narration) == without_stops(text)
    assert all(narration.count(stop) >= text.count(stop) for stop in FULL_STOPS)
    assert all(len(scene.narration) <= TEXTS["narration"].max_length for scene in made)


def test_a_numbered_name_of_a_part_is_not_spoken():
    text = "1. Introduction\nCoffee was discovered by goats.\n2. Conclusion\nThank a goat today."

    assert narrations(text) == ["Coffee was discovered by goats.", "Thank a goat today."]
    assert narrations("Say three things:\n1. Hook\n2. Story\n3. Offer") == [
        "Say three things: 1. Hook. 2. Story. 3. Offer."
    ]


@pytest.mark.parametrize("text", ["3、4人で始めます", "1、2分で読めます", "3．5キロ走ります"])
def test_a_number_before_a_number_is_no_list(text):
    assert narrations(text) == [text]


@pytest.fixture
def video(workspace):
    return videos.create(workspace=workspace, user=None, title="Honey", language="ja")


@pytest.mark.django_db
def test_a_script_is_joined_next_to_locked_scenes(video):
    for _ in range(10):
        scene = scenes.add(video=video, narration="鍵。")
        scenes.lock(scene=scene)

    made = scripts.paste(video=video, text="\n\n".join(f"{n}番目の段落です。" for n in range(38)))

    assert len(made) == MAX_SCENES
    assert Scene.objects.filter(video=video).in_order()[10].narration.startswith("0番目")


@pytest.mark.django_db
def test_a_script_is_refused_if_every_scene_is_locked(video):
    for _ in range(MAX_SCENES):
        scene = scenes.add(video=video, narration="鍵。")
        scenes.lock(scene=scene)

    with pytest.raises(TooManyScenesError):
        scripts.paste(video=video, text="もう一つ。")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text", ["[Scene 1: sunrise]", "(pause)", "---", "VISUAL: a dog", "🎉", "**", "[00:05]"]
)
def test_a_script_without_anything_spoken_is_refused(video, text):
    with pytest.raises(ScriptEmptyError):
        scripts.paste(video=video, text=text)


@pytest.mark.django_db
def test_a_scene_is_cut_by_the_language_of_the_video(workspace):
    video = videos.create(workspace=workspace, user=None, title="Honig", language="de")

    (scene,) = scripts.paste(video=video, text="Am 3. Mai kam z. B. der Honig an. Er war gut.")

    assert scene.headline == "Am 3. Mai kam z. B. der Honig an"


@pytest.mark.django_db
def test_both_halves_of_a_split_scene_have_their_headline(workspace):
    video = videos.create(workspace=workspace, user=None, title="Honey", language="en")
    (scene,) = scripts.paste(video=video, text="Dr. Smith found it. Mead is older than wine.")

    first, second = scenes.split(scene=scene, at=len("Dr. Smith found it."))

    assert (first.headline, second.headline) == ("Dr. Smith found it", "Mead is older than wine")


@pytest.mark.django_db
def test_a_headline_of_its_own_survives_a_split(workspace):
    video = videos.create(workspace=workspace, user=None, title="Honey", language="en")
    scene = scenes.add(video=video, narration="One thing. Another thing.", headline="My words")

    first, _ = scenes.split(scene=scene, at=len("One thing."))

    assert first.headline == "My words"
