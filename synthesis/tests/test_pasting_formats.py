"""Pasted scripts in the formats of assistants, screenplays, tables and subtitles."""

# Letters and signs of other alphabets look like Latin ones.
# ruff: noqa: RUF001

import pytest

from synthesis.choices import Structure
from synthesis.studio.scripts.pasting import scenes_of, split

FORMATS = [
    # An emoji before a label, and quotation marks around what is spoken.
    (
        "**Hook (0:00–0:03)**\n🎬 *Visual: Person yawning*\n\"You slept 8 hours. Here's why you're tired.\"",
        [("You slept 8 hours. Here's why you're tired.", "Person yawning")],
    ),
    ("🎤 VO: Drink water.\n\n📱 On-screen text: 2 l", [("Drink water.", "2 l")]),
    ("### Scene 1 – CTA\nSave this.", [("Save this.", "")]),
    # Tables.
    (
        "| Time | Visual | Voiceover |\n|---|---|---|\n| 0:00-0:05 | Rome | It is old. |\n"
        "| 0:05 | Crack | It heals. |",
        [("It is old.", "Rome"), ("It heals.", "Crack")],
    ),
    (
        '| # | **Narration** | Shot | Music |\n|:-:|---|---|---|\n| 1 | "It is old." | Rome | Soft |',
        [("It is old.", "Rome")],
    ),
    ("VISUAL\tAUDIO\nRome\tIt is old.\nCrack\tIt heals.", [("It is old.", "Rome"), ("It heals.", "Crack")]),
    ("| 镜头 | 旁白 |\n|---|---|\n| 清晨的街道 | 天亮了。 |", [("天亮了。", "清晨的街道")]),
    # An assistant around its script.
    (
        "Sure! Here's a 30-second script for your video:\n\n---\n\nHoney lasts.\n\n---\n\n"
        "Let me know if you'd like me to adjust the tone!",
        [("Honey lasts.", "")],
    ),
    ("Here's a 30-second TikTok script:\n\nHoney lasts.", [("Honey lasts.", "")]),
    ("Here's the script for success:\n\nSleep.", [("Here's the script for success:", ""), ("Sleep.", "")]),
    ("Sleep.\n\nWant me to make a part 2?", [("Sleep.", ""), ("Want me to make a part 2?", "")]),
    # Screenplays and dialogues.
    (
        "INT. KITCHEN - DAY\n\nANNA\n(laughing)\nKetchup?\n\nBEN\nOn pizza.\n\nANNA (V.O.)\nNo.",
        [("Ketchup?", "INT. KITCHEN - DAY"), ("On pizza.", ""), ("No.", "")],
    ),
    ("CHARACTER 1: Hm?\nCHARACTER 2: No.\nCHARACTER 1: Go.", [("Hm?", ""), ("No.", ""), ("Go.", "")]),
    ("NASA\nIt is old.\n\nNASA\nIt is big.", [("NASA\nIt is old.", ""), ("NASA\nIt is big.", "")]),
    ("STOP\nScrolling is fun.", [("STOP\nScrolling is fun.", "")]),
    # In a script with speakers, scenes are pictures.
    ("Сцена 1. Кухня.\nДиктор: Хлеб черствеет.", [("Хлеб черствеет.", "Кухня")]),
    ("【シーン1】朝の台所\nナレーション：卵です。", [("卵です。", "朝の台所")]),
    ("Scene 1: Did you know?\nIt is true.", [("Did you know? It is true.", "")]),
    # Parts.
    ("Hook - You lose money.\nCTA - Move it.", [("You lose money.", ""), ("Move it.", "")]),
    ("The music stops. [FADE OUT]", [("The music stops.", "")]),
    ("[HOOK] You lose money.\n[CTA] Move it.", [("You lose money.", ""), ("Move it.", "")]),
    ("【正文】饭后刷牙。\n【结尾】点赞。", [("饭后刷牙。", ""), ("点赞。", "")]),
    ("PLAN 1 : une boulangerie\nVOIX OFF : Du pain.", [("Du pain.", "une boulangerie")]),
    ("❌ Use hot water\n❌ Stir", [("Use hot water. Stir.", "")]),
    # Hashtags are for the text of the post.
    ("Sleep well.\n\n#sleep #health", [("Sleep well.", "")]),
    ("#sleep #health", [("#sleep #health", "")]),
    # Subtitles.
    (
        "WEBVTT\n\nNOTE a comment\n\nSTYLE\n::cue { color: white }\n\n1\n00:01.000 --> 00:04.000 line:0\n"
        "<v Roger>The U.S. spends more on\n\n00:04.000 --> 00:07.000\n<c.yellow>health</c> care.\n\n"
        "00:08.000 --> 00:09.000\nSo why?",
        [("The U.S. spends more on health care.", ""), ("So why?", "")],
    ),
    (
        "1\n00:00:01,000 --> 00:00:04,000\n- Told you what?\n- That it compounds.",
        [("Told you what? That it compounds.", "")],
    ),
    (
        "1\n00:00:01,000 --> 00:00:04,000\n猫は箱が好き\n\n2\n00:00:04,000 --> 00:00:06,000\n狭いと安心する",
        [("猫は箱が好き", ""), ("狭いと安心する", "")],
    ),
    # A sentence a line.
    (
        "In 2010 a man bought two pizzas for 10,000 BTC\nToday that is over $1 billion\nWould you?",
        [("In 2010 a man bought two pizzas for 10,000 BTC\nToday that is over $1 billion\nWould you?", "")],
    ),
]


@pytest.mark.parametrize(("text", "made"), FORMATS)
def test_a_format_is_read_as_what_is_spoken_and_what_is_seen(text, made):
    assert [(scene.narration, scene.visual_prompt) for scene in scenes_of(text=text)] == made


def test_parts_of_an_argument_stand_above_their_scenes():
    made = scenes_of(
        text="HOOK: 90% fail.\nPROBLEM: They build first.\nSOLUTION: Ask first.\nCTA: Follow me."
    )

    assert [(scene.kicker, scene.narration) for scene in made] == [
        ("", "90% fail."),
        ("Problem", "They build first."),
        ("Solution", "Ask first."),
        ("", "Follow me."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Tip #1: Freeze your credit.\nTip #2: Use a password manager.\nTip #3: Turn on 2FA.",
        "#1. Freeze your credit. #2. Use a password manager. #3. Turn on 2FA.",
        "Tip one. Freeze your credit. Tip two. Use a password manager. Tip three. Turn on 2FA.",
    ],
)
def test_counted_tips_are_a_list_without_the_label_of_the_first(text):
    (scene,) = scenes_of(text=text)

    assert scene.structure == Structure.LIST
    assert scene.items == ("Freeze your credit", "Use a password manager", "Turn on 2FA")
    assert scene.headline == "Freeze your credit"
    assert scene.kicker == ""


@pytest.mark.parametrize(
    ("text", "figure", "label"),
    [
        ("It began in 10 B.C. in Rome. So it is said. And it ended.", "", ""),
        ("At 100 °C it turns bitter. At 80 °C it is sweet.", "100 °C", ""),
        ("They fired 2,500 rounds and missed.", "2,500", "rounds"),
        ("A $5 coffee a day = $1,825 a year.", "$5", ""),
        ("It takes 300–500 days in all.", "300–500 days", ""),
        ("1,000円の靴下は破れません。", "1,000円", ""),
        ("日本では1億2,000万人が働きます。", "1億2,000万", ""),
        ("每天早上6点30分，北京开始通勤。", "", ""),
    ],
)
def test_a_figure_is_whole_and_its_label_is_a_thing(text, figure, label):
    _, scene, _ = scenes_of(text=f"One.\n\n{text}\n\nThree.")

    assert (scene.figure, scene.figure_label) == (figure, label)


def test_a_list_is_split_at_the_conjunctions_of_its_language():
    (books,) = scenes_of(
        text='My books: "The Art of War", "Peace" and "The Psychology of Money".', language="en"
    )
    (zutaten,) = scenes_of(text="Du brauchst: Salz, Zucker und Essig.", language="de")

    assert books.items == ('"The Art of War"', '"Peace"', '"The Psychology of Money"')
    assert zutaten.items == ("Salz", "Zucker", "Essig")


def test_sides_differ_and_have_capital_letters():
    (two,) = scenes_of(text="Coffee vs. tea: which one wins?")
    (several,) = scenes_of(text="Battery: 5 mAh vs. 4 mAh. Camera: 48 MP vs. 48 MP.")

    assert two.items == ("Coffee", "Tea")
    assert several.structure != Structure.COMPARE


def test_a_proverb_names_its_people():
    _, scene, _ = scenes_of(
        text="One.\n\n“The best time to plant a tree was long ago.” — Chinese proverb\n\nThree."
    )

    assert (scene.structure, scene.body) == (Structure.QUOTE, "Chinese proverb")


def test_words_without_spaces_between_them_are_not_emphasised():
    (scene,) = scenes_of(text="แล้วมาบอกผลในคอมเมนต์", language="th")

    assert scene.accent_words == ()


@pytest.mark.parametrize(
    "text",
    [
        "7:00 Coffee\n8:30 Run\n9:15 Work",
        "9:00–10:30 maths, 11:00–12:00 biology, 14:00–15:30 essay.",
    ],
)
def test_the_hours_of_a_timetable_are_spoken(text):
    assert split(text=text, language="en") == [text]
