"""The layouts of pasted scenes, and the fields that they show."""

# Letters and signs of other alphabets look like Latin ones.
# ruff: noqa: RUF001

import pytest

from synthesis.choices import Structure
from synthesis.studio.scripts.pasting import scenes_of


def middle(text, language="en"):
    """The scene of a text between a first and a last scene."""
    made = scenes_of(text=f"Begin here.\n\n{text}\n\nEnd here.", language=language)
    assert len(made) == 3
    return made[1]


STEPS = [
    ("en", "First, grind finer. Second, use hotter water.", ["Grind finer", "Use hotter water"]),
    (
        "en",
        "First grind finer, then use hot water, finally taste it.",
        ["Grind finer", "Use hot water", "Taste it"],
    ),
    ("en", "Firstly, sit down. Secondly, breathe. Lastly, smile.", ["Sit down", "Breathe", "Smile"]),
    ("en", "1. Sleep well. 2. Eat well. 3. Walk.", ["Sleep well", "Eat well", "Walk"]),
    ("en", "1) Sleep well. 2) Eat well.", ["Sleep well", "Eat well"]),
    ("en", "Step 1: Preheat the oven. Step 2: Mix the flour.", ["Preheat the oven", "Mix the flour"]),
    ("en", "Step 1. Preheat the oven. It takes long. Step 2. Mix.", ["Preheat the oven", "Mix"]),
    ("en", "1. Sleep\n2. Eat\n3. Walk", ["Sleep", "Eat", "Walk"]),
    ("en", "1. **Sleep.**\n2. Eat.", ["Sleep", "Eat"]),
    ("en", "First, wash it. It is dirty. Then, dry it.", ["Wash it", "Dry it"]),
    ("en", "First of all, stop. After that, think.", ["Stop", "Think"]),
    (
        "de",
        "Erstens: Bienen sind fleißig. Zweitens: Honig ist süß.",
        ["Bienen sind fleißig", "Honig ist süß"],
    ),
    ("de", "Zuerst mahlst du. Dann gießt du Wasser auf.", ["Mahlst du", "Gießt du Wasser auf"]),
    ("de", "Schritt 1: Mahlen. Schritt 2: Gießen.", ["Mahlen", "Gießen"]),
    ("fr", "D'abord, respirez. Ensuite, buvez.", ["Respirez", "Buvez"]),
    ("es", "Primero, muele. Luego, vierte. Por último, bebe.", ["Muele", "Vierte", "Bebe"]),
    ("it", "Primo, macina. Infine, bevi.", ["Macina", "Bevi"]),
    ("pt", "Primeiro, respire. Depois, beba.", ["Respire", "Beba"]),
    ("nl", "Eerst malen. Daarna gieten.", ["Malen", "Gieten"]),
    ("pl", "Najpierw zmiel. Potem zalej.", ["Zmiel", "Zalej"]),
    ("tr", "Önce öğüt. Sonra dök.", ["Öğüt", "Dök"]),
    ("ru", "Сначала помолите. Затем налейте.", ["Помолите", "Налейте"]),
    ("ja", "まず、豆を挽きます。次に、お湯を注ぎます。", ["豆を挽きます", "お湯を注ぎます"]),
    ("zh", "首先，磨豆子。然后，倒水。", ["磨豆子", "倒水"]),
]
LISTS = [
    ("en", "- Milk\n- Eggs\n- Bread", ["Milk", "Eggs", "Bread"]),
    ("en", "You need this:\n* 2 eggs\n* 1.5 cups of flour", ["2 eggs", "1.5 cups of flour"]),
    ("en", "You need three things: coffee, water and patience.", ["Coffee", "Water", "Patience"]),
    (
        "en",
        "Ten years later: a car for $17,000, a boat for $52,000 and a house.",
        ["A car for $17,000", "A boat for $52,000", "A house"],
    ),
    ("en", "• Sleep\n• Eat", ["Sleep", "Eat"]),
    ("en", "✅ Sleep more\n✅ Eat less", ["Sleep more", "Eat less"]),
    ("de", "Du brauchst: Kaffee, Wasser und Zeit.", ["Kaffee", "Wasser", "Zeit"]),
    ("es", "Necesitas tres cosas: café, agua y paciencia.", ["Café", "Agua", "Paciencia"]),
    ("ja", "必要なもの：豆、水、時間。", ["豆", "水", "時間"]),
]
FIGURES = [
    ("en", "3.5 million people watched this. Here is why.", "3.5 million", "people watched this"),
    ("en", "Number one: 4%.", "4%", ""),
    ("en", "This costs only $4.99. Worth it.", "$4.99", ""),
    ("en", "It sold for £1.6M at last.", "£1.6M", ""),
    ("en", "Only 4% of adults sleep well.", "4%", "of adults sleep well"),
    ("en", "It is 10x faster than before.", "10x", "faster than before"),
    ("en", "He owns 1,200 guitars.", "1,200", "guitars"),
    ("en", "The trip takes 8 hours.", "8 hours", ""),
    ("en", "The A380 weighs 560 tons.", "560 tons", ""),
    ("en", "They earned $2 billion last year.", "$2 billion", "last year"),
    ("en", "About 73 % agree.", "73 %", "agree"),
    ("en", "It reached 50 °C.", "50 °C", ""),
    ("de", "Eine Boeing 747 wiegt 333.400 kg.", "333.400 kg", ""),
    ("de", "Das kostet 20 € im Monat.", "20 €", ""),
    ("de", "80 Prozent der Deutschen trinken Kaffee.", "80 Prozent", "der Deutschen trinken Kaffee"),
    ("fr", "Il a vendu 2 millions de disques.", "2 millions", "de disques"),
    ("es", "Un kilo cuesta 12,50 € en España.", "12,50 €", ""),
    ("it", "Costa 3,5 milioni di euro.", "3,5 milioni", "di euro"),
    ("pl", "To kosztuje 50 zł.", "50 zł", ""),
    ("ja", "利用者は350万人です。", "350万人", ""),
    ("zh", "价格涨了3.5倍。", "3.5倍", ""),
    ("ko", "가격이 50% 올랐어요.", "50%", "올랐어요"),
]
NO_FIGURES = [
    "It began in 1999.",
    "Open from 9:30 to 5.",
    "Windows 11 is free.",
    "Call 24/7 for help.",
    "I have 2 cats.",
    "See example.com/1,000 first.",
    "Version 2.0 is out!",
    "The ratio is 3:1.",
]
QUOTATIONS = [
    ("en", '"Stay hungry, stay foolish," said Steve Jobs.', "Stay hungry, stay foolish", "Steve Jobs"),
    ("en", 'Steve Jobs once said: "Stay hungry, stay foolish."', "Stay hungry, stay foolish", "Steve Jobs"),
    ("en", "“The only way out is through.” — Robert Frost", "The only way out is through", "Robert Frost"),
    ("en", "Einstein said: Imagination beats knowledge.", "Imagination beats knowledge", "Einstein"),
    ("en", "My mother told me, “Never give up on your dreams.”", "Never give up on your dreams", ""),
    ("en", "“Nobody knows what they are doing.”", "Nobody knows what they are doing", ""),
    ("de", "„Es ist nie zu spät“, sagte Goethe.", "Es ist nie zu spät", "Goethe"),
    ("fr", "« Je pense, donc je suis », écrivait Descartes.", "Je pense, donc je suis", "Descartes"),
    ("es", "Einstein dijo: «La vida es bella.»", "La vida es bella", "Einstein"),
    ("it", "«La vita è bella», disse Benigni.", "La vita è bella", "Benigni"),
    ("ja", "彼は「約束を守る人だけが信頼される」と言った。", "約束を守る人だけが信頼される", ""),
    ("zh", "他说：“我永远不会放弃梦想。”", "我永远不会放弃梦想", ""),
]
NO_QUOTATIONS = [
    'It is a so-called "free" lunch, and you pay for it later.',
    "It's the students' choice, isn't it?",
    "They call it “the zone” and everybody wants to get there once in a life of hard training.",
    "He said nothing.",
    'A 5" screen is small.',
]
COMPARISONS = [
    ("en", "Jones vs. Smith", ["Jones", "Smith"]),
    ("en", "iPhone vs. Android: which is better?", ["iPhone", "Android"]),
    (
        "en",
        "Myth: Coffee dries you out.\nFact: It does not.",
        ["Myth: Coffee dries you out", "Fact: It does not"],
    ),
    (
        "en",
        "Before: I slept four hours. After: I sleep eight.",
        ["Before: I slept four hours", "After: I sleep eight"],
    ),
    ("en", "Wrong: Squeeze it. Right: Let it drip.", ["Wrong: Squeeze it", "Right: Let it drip"]),
    ("de", "Mythos: Honig verdirbt. Fakt: Er hält ewig.", ["Mythos: Honig verdirbt", "Fakt: Er hält ewig"]),
    ("es", "Mito: La miel caduca. Realidad: No caduca.", ["Mito: La miel caduca", "Realidad: No caduca"]),
]


@pytest.mark.parametrize(("language", "text", "items"), STEPS)
def test_steps_are_shown_as_steps(language, text, items):
    scene = middle(text, language)

    assert (scene.structure, list(scene.items)) == (Structure.STEPS, items)


@pytest.mark.parametrize(("language", "text", "items"), LISTS)
def test_items_are_shown_as_a_list(language, text, items):
    scene = middle(text, language)

    assert (scene.structure, list(scene.items)) == (Structure.LIST, items)
    assert scene.headline


@pytest.mark.parametrize(("language", "text", "figure", "label"), FIGURES)
def test_a_figure_is_shown_large(language, text, figure, label):
    scene = middle(text, language)

    assert (scene.structure, scene.figure, scene.figure_label) == (Structure.NUMBER, figure, label)
    assert len(scene.figure) <= 24


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Weigh 18 g of coffee and 36 g of water."),
        ("es", "Pesa 18 g de café y 36 g de agua."),
    ],
)
def test_one_of_two_amounts_is_not_shown_large(language, text):
    (scene,) = scenes_of(text=text, language=language)

    assert (scene.structure, scene.figure) == (Structure.TITLE, "")


@pytest.mark.parametrize("text", NO_FIGURES)
def test_a_number_that_is_no_point_is_not_shown_large(text):
    assert middle(text).structure == Structure.STATEMENT


@pytest.mark.parametrize(("language", "text", "headline", "by"), QUOTATIONS)
def test_a_quotation_is_shown_with_its_author(language, text, headline, by):
    scene = middle(text, language)

    assert (scene.structure, scene.headline, scene.body) == (Structure.QUOTE, headline, by)


@pytest.mark.parametrize("text", NO_QUOTATIONS)
def test_only_a_quotation_is_shown_as_one(text):
    assert middle(text).structure != Structure.QUOTE


@pytest.mark.parametrize(("language", "text", "items"), COMPARISONS)
def test_two_sides_are_shown_side_by_side(language, text, items):
    scene = middle(text, language)

    assert (scene.structure, list(scene.items)) == (Structure.COMPARE, items)


def test_the_first_scene_is_a_title_and_the_last_an_outro():
    made = scenes_of(text="A week has $5 to spend.\n\nCoffee is hot.\n\nThat's it. Follow for more.")

    assert [scene.structure for scene in made] == [Structure.TITLE, Structure.STATEMENT, Structure.OUTRO]
    assert made[-1].body == "Follow for more"


def test_a_sentence_that_lists_has_its_beginning_as_headline():
    scene = middle("You need three things: coffee, water and patience.")

    assert (scene.headline, scene.narration) == (
        "You need three things",
        "You need three things: coffee, water and patience.",
    )


def test_two_scenes_have_no_outro():
    assert scenes_of(text="One thing.\n\nAnother thing.")[-1].structure == Structure.STATEMENT


def test_a_single_step_has_its_number_above_its_headline():
    scene = middle("Step 2: Mix the flour.")

    assert (scene.structure, scene.kicker, scene.headline) == (Structure.STATEMENT, "Step 2", "Mix the flour")


def test_a_list_that_is_too_long_for_a_scene_becomes_scenes():
    items = [
        f"{n}. This is a rather long piece of advice that takes a few seconds to say." for n in range(1, 6)
    ]

    made = scenes_of(text="Five tips:\n" + "\n".join(items))

    assert [scene.narration for scene in made] == ["Five tips:", *items]
    assert all(not scene.items for scene in made)


@pytest.mark.parametrize(
    ("text", "accent"),
    [
        ("This costs only $4.99 now.", "$4.99"),
        ("Never microwave a grape.", "microwave"),
        ("The U.S. has more guitars than people.", "guitars"),
        ("Stop.", ""),
        ("It is so.", ""),
    ],
)
def test_the_figure_or_the_most_telling_word_is_emphasised(text, accent):
    assert middle(text).accent_words == ((accent,) if accent else ())


def test_emoji_are_spoken_around_but_not_drawn():
    scene = middle("Great news 🎉 for everyone 👍🏽.")

    assert scene.narration == "Great news 🎉 for everyone 👍🏽."
    assert scene.headline == "Great news for everyone"
