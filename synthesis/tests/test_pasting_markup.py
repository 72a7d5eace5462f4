"""Markup and directions in pasted scripts: neither is spoken."""

# Letters and signs of other alphabets look like Latin ones.
# ruff: noqa: RUF001

import pytest
from hypothesis import given, strategies
from hypothesis import settings as hypothesis_settings

from synthesis.studio.scripts.pasting import scenes_of

SIGNS = [
    *(
        "word",
        "3.5",
        "**",
        "*",
        "_",
        "`",
        "[",
        "]",
        "(",
        ")",
        "#",
        "- ",
        "1. ",
        "\n",
        "\n\n",
        ": ",
        "---",
        ">",
        "|",
    ),
    *(
        "<b>",
        "</b>",
        "[Scene: x]",
        "Narrator:",
        "0:05",
        "“",
        "”",
        "「",
        "」",
        "。",
        "🎉",
        "\\",
        "~~",
        "!",
        "...",
    ),
]
MARKUP = [
    ("**Three tips** for sleep.", "Three tips for sleep."),
    ("This is *very* important.", "This is very important."),
    ("This is ***very*** important.", "This is very important."),
    ("__Bold__ and _italic_ text.", "Bold and italic text."),
    ("~~Old~~ new price.", "Old new price."),
    ("A ==marked== word.", "A marked word."),
    ("Use `npm install` now.", "Use npm install now."),
    ("Visit [my site](https://example.com/a) today.", "Visit my site today."),
    ("See [this][1] for more.", "See this for more."),
    ("It works[^1].", "It works."),
    ("Proven by science [12].", "Proven by science."),
    ("<b>Bold</b> and <i>italic</i>.", "Bold and italic."),
    ("One<br>two.", "One two."),
    ("5 &lt; 10 &amp; 3 &gt; 1.", "5 < 10 & 3 > 1."),
    ("2 * 3 is 6.", "2 * 3 is 6."),
    ("2*3*4 is 24.", "2*3*4 is 24."),
    ("snake_case and other_name stay.", "snake_case and other_name stay."),
    ("C# is a language.", "C# is a language."),
    ("#1 is the best.", "#1 is the best."),
    ("We are #1!", "We are #1!"),
    ("a == b == c", "a == b == c"),
    ("f(x) = x**2 + 1", "f(x) = x**2 + 1"),
    ("Price: 5* hotel", "Price: 5* hotel"),
    ("5 < 10 and 10 > 5", "5 < 10 and 10 > 5"),
    ("I <3 you.", "I <3 you."),
    ("Escaped \\*stars\\* and \\_lines\\_.", "Escaped *stars* and _lines_."),
    ("{\\an8} braces \\N stay.", "{\\an8} braces \\N stay."),
    ("**Un**believ**able** story.", "Unbelievable story."),
    ("これは**重要**です。", "これは重要です。"),
    ("<https://example.com> is mine.", "https://example.com is mine."),
    ("![a cat](cat.png) Cats sleep.", "Cats sleep."),
    ("> Quoted text.", "Quoted text."),
    ("## A heading alone", "A heading alone"),
    ("a * b * c", "a * b * c"),
    ("~/home is my folder", "~/home is my folder"),
    ("~5 minutes", "~5 minutes"),
    ("**Note the stars", "Note the stars"),
    ("end** of it", "end of it"),
    ("* not closed", "not closed."),
    ("[ ] todo", "todo"),
    ("- [x] done", "done."),
    ("| a | b |", "a, b."),
    ("Tom & Jerry", "Tom & Jerry"),
    ("<script>alert(1)</script>Hi there", "Hi there"),
    ("<!-- hidden -->Shown", "Shown"),
    ("vector<int> is a type", "vector<int> is a type"),
    ("1 + 1 = 2", "1 + 1 = 2"),
    ("@name and #tag", "@name and #tag"),
    ("(important) words", "(important) words"),
    ("'quoted' and \"quoted\"", "'quoted' and \"quoted\""),
    ("email_me_now@example.com", "email_me_now@example.com"),
]
DIRECTIONS = [
    ("[Scene 1: sunrise] The sun rises.", ["The sun rises."], ["sunrise"]),
    ("[Scene 1: sunrise]\nThe sun rises.", ["The sun rises."], ["sunrise"]),
    ("The sun rises. [pause] It sets.", ["The sun rises. It sets."], []),
    ("The sun rises (pause) and sets.", ["The sun rises and sets."], []),
    ("The sun rises. (beat)", ["The sun rises."], []),
    ("[B-roll: city] People walk.", ["People walk."], ["city"]),
    ("People walk [B-roll: city] home.", ["People walk home."], ["city"]),
    ("VISUAL: a dog\nDogs bark.", ["Dogs bark."], ["a dog"]),
    ("Visual: a dog\nDogs bark.", ["Dogs bark."], ["a dog"]),
    ("Narrator: Dogs bark.", ["Dogs bark."], []),
    ("Host: Dogs bark.", ["Dogs bark."], []),
    ("NARRATOR (V.O.): Dogs bark.", ["Dogs bark."], []),
    ("Narrator (excited): Dogs bark!", ["Dogs bark!"], []),
    ("VO: Dogs bark.", ["Dogs bark."], []),
    ("[00:05] Dogs bark.", ["Dogs bark."], []),
    ("[0:05 - 0:10] Dogs bark.", ["Dogs bark."], []),
    ("(0:00-0:03) Dogs bark.", ["Dogs bark."], []),
    ("0:00-0:05: Dogs bark.", ["Dogs bark."], []),
    ("00:00 Dogs bark.", ["Dogs bark."], []),
    ("At 9:30 dogs bark.", ["At 9:30 dogs bark."], []),
    ("9:30 is late.", ["9:30 is late."], []),
    ("Hook: Dogs bark.", ["Dogs bark."], []),
    ("Hook (0-3s): Dogs bark.", ["Dogs bark."], []),
    ("Scene 2: Dogs bark.", ["Dogs bark."], []),
    ("Scene 2: a dog\nDogs bark.", ["Dogs bark."], ["a dog"]),
    ("Scene 3\nDogs bark.", ["Dogs bark."], []),
    ("CUT TO: a dog\nDogs bark.", ["Dogs bark."], ["a dog"]),
    ("FADE IN:\nDogs bark.", ["Dogs bark."], []),
    ("[Music] Dogs bark.", ["Dogs bark."], []),
    ("(upbeat music) Dogs bark.", ["Dogs bark."], []),
    ("SFX: barking\nDogs bark.", ["Dogs bark."], []),
    ("Music: soft\nDogs bark.", ["Dogs bark."], []),
    ("On screen: DOGS\nDogs bark.", ["Dogs bark."], ["DOGS"]),
    ('Text on screen: "DOGS"\nDogs bark.', ["Dogs bark."], ['"DOGS"']),
    ("[Show a dog] Dogs bark.", ["Dogs bark."], ["Show a dog"]),
    ("(Show a dog) Dogs bark.", ["Dogs bark."], ["Show a dog"]),
    ("(zoom in on the dog) Dogs bark.", ["Dogs bark."], ["zoom in on the dog"]),
    ("Dogs bark (a lot).", ["Dogs bark (a lot)."], []),
    ("(And this matters.) Dogs bark.", ["(And this matters.) Dogs bark."], []),
    ("*sighs* Dogs bark.", ["Dogs bark."], []),
    ("[sighs] Dogs bark.", ["Dogs bark."], []),
    ("[T]he dog barks.", ["The dog barks."], []),
    ("[laughs]\nDogs bark.", ["Dogs bark."], []),
    ("Speaker 1: Dogs bark.\nSpeaker 2: Cats too.", ["Dogs bark.", "Cats too."], []),
    ("Dogs bark.\n[Scene: the end]", ["Dogs bark."], ["the end"]),
    ("[CLOSE-UP: a dog's face]\nDogs bark.", ["Dogs bark."], ["CLOSE-UP: a dog's face"]),
    ("Here is why: dogs bark.", ["Here is why: dogs bark."], []),
    ("Warning: dogs bark.", ["Warning: dogs bark."], []),
    ("Q: Do dogs bark?\nA: Yes.", ["Q: Do dogs bark? A: Yes."], []),
    ("Note: dogs bark.", ["Note: dogs bark."], []),
    ("3:1 is the ratio.", ["3:1 is the ratio."], []),
    ("The ratio is 3:1.", ["The ratio is 3:1."], []),
    ("Remember: never run.", ["Remember: never run."], []),
    ("https://example.com: my site", ["https://example.com: my site"], []),
    ("CTA: Follow me!", ["Follow me!"], []),
    ("[Outro] Follow me!", ["Follow me!"], []),
]
OTHER_LANGUAGES = [
    (
        "de",
        "[Szene 1: Sonnenaufgang] Die Sonne geht auf. (Pause) Dann nicht.",
        ["Die Sonne geht auf. Dann nicht."],
        ["Sonnenaufgang"],
    ),
    ("de", "Sprecher: Hallo.\nBild: ein Hund\nEr bellt.", ["Hallo.", "Er bellt."], ["ein Hund"]),
    ("es", "Narrador: Hola.\n[Escena 2: el mar]\n(pausa)\nAdiós.", ["Hola.", "Adiós."], ["el mar"]),
    ("it", "Voce narrante: Ciao.\n[Scena 1: il mare]\nEcco.", ["Ciao.", "Ecco."], ["il mare"]),
    ("pt", "Narrador: Olá.\nCena 2: o mar\nTchau.", ["Olá.", "Tchau."], ["o mar"]),
    ("nl", "Verteller: Hallo.\nBeeld: een hond\nHij blaft.", ["Hallo.", "Hij blaft."], ["een hond"]),
    ("pl", "Lektor: Cześć.\n[Scena 1: morze]\nPa.", ["Cześć.", "Pa."], ["morze"]),
    ("tr", "Anlatıcı: Merhaba.\nGörsel: deniz\nHoşça kal.", ["Merhaba.", "Hoşça kal."], ["deniz"]),
    ("ru", "Диктор: Привет.\n[Сцена 1: море]\n(пауза)\nПока.", ["Привет.", "Пока."], ["море"]),
    ("ar", "الراوي: مرحبا.\n[مشهد 1: البحر]\nوداعا.", ["مرحبا.", "وداعا."], ["البحر"]),
    ("hi", "वाचक: नमस्ते।\n[दृश्य 1: समुद्र]\n(विराम)\nअलविदा।", ["नमस्ते।", "अलविदा।"], ["समुद्र"]),
    (
        "ja",
        "ナレーション：こんにちは。\n【シーン1：海】\n（間）さようなら。",
        ["こんにちは。", "さようなら。"],
        ["海"],
    ),
    ("zh", "旁白：你好。\n【场景1：海】\n再见。（停顿）", ["你好。", "再见。"], ["海"]),
    ("ko", "내레이션: 안녕.\n[장면 1: 바다]\n(잠시)\n잘 가.", ["안녕.", "잘 가."], ["바다"]),
]


@pytest.mark.parametrize(("text", "spoken"), MARKUP)
def test_markup_is_removed_and_other_signs_stay(text, spoken):
    (scene,) = scenes_of(text=text)

    assert scene.narration == spoken


@pytest.mark.parametrize(("text", "spoken", "pictures"), DIRECTIONS)
def test_directions_are_not_spoken(text, spoken, pictures):
    made = scenes_of(text=text)

    assert [scene.narration for scene in made] == spoken
    assert [scene.visual_prompt for scene in made if scene.visual_prompt] == pictures


@pytest.mark.parametrize(("language", "text", "spoken", "pictures"), OTHER_LANGUAGES)
def test_directions_are_known_in_each_language(language, text, spoken, pictures):
    made = scenes_of(text=text, language=language)

    assert [scene.narration for scene in made] == spoken
    assert [scene.visual_prompt for scene in made if scene.visual_prompt] == pictures


def test_a_script_with_all_kinds_of_markup_becomes_what_is_spoken():
    text = """
# 5 Facts About Honey 🍯

**Duration:** 45 seconds

---

### Hook (0:00–0:05)
*[Visual: close-up of dripping honey]*
**Narrator (V.O.):** Honey from Egyptian tombs is still edible!

### Fact 1: Bees are busy (0:05-0:15)
[B-roll: bees in a hive]
**Narrator:** A single bee makes 1/12 of a teaspoon. *(pause)* Let that sink in.

### Outro
(Upbeat music fades)
Host: Follow for more.
"""

    made = scenes_of(text=text)

    assert [scene.narration for scene in made] == [
        "Honey from Egyptian tombs is still edible!",
        "A single bee makes 1/12 of a teaspoon. Let that sink in.",
        "Follow for more.",
    ]
    assert [scene.visual_prompt for scene in made] == ["close-up of dripping honey", "bees in a hive", ""]
    assert [scene.kicker for scene in made] == ["5 Facts About Honey", "Fact 1: Bees are busy", ""]


def test_a_dialogue_is_spoken_without_its_names():
    made = scenes_of(text="Anna: Hi there.\nBen: Hello.\nAnna: How are you?\nBen: Fine.")

    assert [scene.narration for scene in made] == ["Hi there.", "Hello.", "How are you?", "Fine."]


def test_a_screenplay_is_spoken_without_its_headings():
    made = scenes_of(text="INT. KITCHEN - DAY\n\nFADE IN:\n\nNARRATOR\nIt is late.\n\nCUT TO: a bed")

    assert [scene.narration for scene in made] == ["It is late."]
    assert made[0].visual_prompt == "INT. KITCHEN - DAY. a bed"


def test_a_subtitle_file_is_spoken_without_numbers_and_times():
    text = "1\n00:00:01,000 --> 00:00:03,000\nHello there.\n\n2\n00:00:03,000 --> 00:00:05,000\nBye now.\n"

    assert [scene.narration for scene in scenes_of(text=text)] == ["Hello there.", "Bye now."]


def test_a_transcript_is_spoken_without_its_times():
    (scene,) = scenes_of(text="0:00 Welcome back.\n0:05 Today we sleep.\n0:12 Let's go.")

    assert scene.narration == "Welcome back. Today we sleep. Let's go."


def test_an_html_page_is_spoken_without_its_tags():
    made = scenes_of(text="<h2>Intro</h2><p>Hello <b>world</b>.</p><ul><li>One</li><li>Two</li></ul>")

    assert [scene.narration for scene in made] == ["Hello world.", "One. Two."]


def test_a_heading_without_text_is_spoken():
    assert [scene.narration for scene in scenes_of(text="## First title\n\n## Second title\n\nText.")] == [
        "First title",
        "Text.",
    ]


def test_long_notes_are_cut_to_the_limit_of_the_picture():
    (scene,) = scenes_of(text="".join(f"[Scene: a very long note number {n}]\n" for n in range(60)) + "Hi.")

    assert 500 < len(scene.visual_prompt) <= 600


@pytest.mark.parametrize("rule", ["|---|---|", "| - | - |\n|---|"])
def test_the_rule_of_a_table_without_rows_is_no_table(rule):
    assert [scene.narration for scene in scenes_of(text=f"{rule}\n\nWater first.")][-1] == "Water first."


@hypothesis_settings(max_examples=200, deadline=None)
@given(strategies.lists(strategies.sampled_from(SIGNS), max_size=40))
def test_any_mixture_of_signs_is_taken(parts):
    made = scenes_of(text="".join(parts))

    assert all(scene.narration.strip() for scene in made)
    assert all(len(scene.headline) <= 160 and len(scene.kicker) <= 60 for scene in made)
