"""The looks of scenes: layouts that follow from what a scene says, and fields that only the script gives."""

import itertools

import pytest

from render_node.contract import MotionSpec
from synthesis.assembly.storyboard import Word
from synthesis.choices import Layout
from synthesis.content import SceneContent, VideoContent
from synthesis.studio import looks
from synthesis.studio.looks import needs, shortening

HOOK, LAST = "Eggs turn rubbery for one reason.", "Save this for later."


def content(*narrations, language="en", seed=7, title="A video", **scene):
    """A video whose scenes say these texts; ``scene`` are the fields of the second one."""
    scenes = tuple(
        SceneContent(id=f"s{place}", position=place + 1, narration=text, **(scene if place == 1 else {}))
        for place, text in enumerate(narrations)
    )
    return VideoContent(title=title, language=language, seed=seed, scenes=scenes)


def middle(text, *, language="en", **scene):
    """The look of a scene between a hook and a closing."""
    document = content(HOOK, text, LAST, language=language, **scene)
    return looks.of_video(content=document).scenes["s1"], looks.spec_for(
        content=document, scene=document.scenes[1]
    )


SAYINGS = {
    Layout.COUNT: ["Crack 3 eggs into a cold pan."],
    Layout.BEFORE_AFTER: ["High heat: rubbery. Low heat: creamy."],
    Layout.VERSUS: ["Avocado vs butter: which has more fat?"],
    Layout.TIMELINE: ["It was built in 1889, was scrapped in 1909, and still stands today."],
    Layout.QUOTE: ["“I came, I saw, I won”, Caesar wrote after the war."],
    Layout.MYTH: ["Bulls hate red? A myth. They are actually color-blind."],
    Layout.LETTERFORM: ["The letter “ñ” was two n's once."],
    Layout.RECEIPT: [
        "Streaming costs $46, cloud storage $10 and the gym $28.",
        "es: El aguacate cuesta 3 €, la mantequilla 5 € y el queso 9 €.",
    ],
    Layout.CHART: ["After 1 year it is $1,800, after 5 years $9,900, after 10 years $22,000."],
    Layout.ROUTE: [
        "Fly from Lisbon to Tokyo with one stop.",
        "fr: Volez de Lisbonne à Tokyo avec une escale.",
    ],
    Layout.COUNTDOWN: ["Hold the plank for 30 seconds.", "de: Halte die Planke 30 Sekunden."],
    Layout.NOTIFICATION: ["Your alarm rings at 6:30 every morning."],
    Layout.SHARE: [
        "7 of 10 people quit by May.",
        "One in three dogs is afraid of thunder.",
        "80% of the heat is lost through the roof.",
        "de: 7 von 10 Menschen geben im Mai auf.",
        "fr: 80 % des courriels sont indésirables.",
        "es: 3 de cada 4 perros roncan.",
        "ja: 10人中7人が猫を飼っている。",
    ],
    Layout.SCALE: [
        "A strawberry has more vitamin C than a lemon.",
        "Pros: fast and cheap. Cons: loud.",
        "de: Die Banane hat weniger Säure als die Zitrone.",
    ],
    Layout.PATH: [
        "First soak the seeds. Then sow them in a tray. Finally cut the leaves.",
        "de: Zuerst die Samen einweichen. Dann in die Schale säen. Zum Schluss die Blätter schneiden.",
    ],
}


@pytest.mark.parametrize(
    ("text", "layout"), [(text, layout) for layout, texts in SAYINGS.items() for text in texts]
)
def test_the_layout_follows_from_what_the_scene_says(text, layout):
    language, _, said = text.rpartition(": ") if text[2:4] == ": " else ("en", "", text)

    look, spec = middle(said, language=language)

    assert (look.layout, spec.layout) == (layout, layout.value)
    assert look.reason.startswith("Chosen because")


def test_a_list_becomes_a_checklist_and_a_ranking_a_podium():
    assert middle("Do these.", items=("Phone away", "Room at 18 degrees"))[0].layout is Layout.CHECKLIST
    ranked = middle("The best sources of protein.", items=("Chicken", "Cheese", "Bread"))

    assert ranked[0].layout is Layout.PODIUM
    assert [item.label for item in ranked[1].items] == ["Chicken", "Cheese", "Bread"]


def test_a_figure_of_the_scene_becomes_a_number():
    look, spec = middle("Divide it by your interest.", figure="72", headline="The rule of 72")

    assert look.layout is Layout.NUMBER
    assert (spec.figure, spec.headline) == ("72", "The rule of")


def test_the_last_scene_closes_with_the_objects_of_the_video():
    document = content("Eggs turn rubbery.", "Butter melts in the pan.", "Save this for Sunday.")

    spec = looks.spec_for(content=document, scene=document.scenes[2])

    assert spec.layout == "outro"
    assert spec.headline == "Save this for Sunday"
    assert {thing.name for thing in spec.objects} >= {"egg"}
    assert not spec.exits


def test_the_last_scene_shows_whole_what_an_earlier_one_struck_out():
    document = content("Eggs turn rubbery.", "Never cook it without a pan.", "Save this for Sunday.")

    struck = looks.spec_for(content=document, scene=document.scenes[1]).objects
    closing = looks.spec_for(content=document, scene=document.scenes[2]).objects

    assert any(thing.is_struck for thing in struck)
    assert not any(thing.is_struck for thing in closing)


def test_a_scene_that_names_nothing_is_a_poster_of_its_words():
    look, spec = middle("It matters that we are ourselves.")

    assert (look.layout, spec.objects) == (Layout.TYPE_POSTER, [])


def test_a_persons_choice_wins_where_the_scene_has_the_fields():
    look, _ = middle("Butter melts in a cold pan.", layout="type_poster")
    without, _ = middle("Butter melts in a cold pan.", layout="route")

    assert (look.layout, look.reason) == (Layout.TYPE_POSTER, "You chose it.")
    assert without.layout is not Layout.ROUTE
    assert "needs something that this scene does not say" in without.reason


def test_a_persons_objects_replace_those_of_the_words():
    _, spec = middle("Butter melts in a cold pan.", object_names=("rocket",))

    assert [thing.name for thing in spec.objects] == ["rocket"]


def test_a_sum_is_shown_only_if_the_script_says_it():
    _, silent = middle("Streaming costs $46, storage $10 and the gym $28.")
    _, said = middle("Streaming costs $46, storage $10 and the gym $28. That is $84.")
    _, wrong = middle("Streaming costs $46, storage $10 and the gym $28. That is $90.")

    assert (silent.figure, said.figure, wrong.figure) == ("", "$84", "")


def test_a_chart_keeps_the_amounts_as_they_are_written():
    _, spec = middle("In 2010 it was 5%, in 2015 9% and in 2020 20%.")

    assert [(item.label, item.value, item.amount) for item in spec.items] == [
        ("2010", "5%", 5.0), ("2015", "9%", 9.0), ("2020", "20%", 20.0),
    ]  # fmt: skip


def test_neighbours_differ_and_no_layout_is_used_up():
    texts = [
        f"The {thing} is on the table." for thing in ("egg", "butter", "cheese", "bread", "apple", "lemon")
    ]
    document = content(*texts)
    found = [look.layout for look in looks.of_video(content=document).scenes.values()]

    assert all(one is not other for one, other in itertools.pairwise(found))
    assert max(found.count(layout) for layout in found) <= 2


def test_the_same_content_has_the_same_looks_and_another_seed_others():
    one, same, other = (
        looks.of_video(content=content("It is what it is.", "So be it then.", LAST, seed=seed))
        for seed in (1, 1, 5)
    )

    assert one == same
    assert one.theme is not other.theme


def test_themes_of_the_last_videos_are_avoided():
    document = content("It is what it is.", "So be it then.", LAST)
    first = looks.of_video(content=document).theme
    again = document.model_copy(update={"recent_themes": (first.value,)})

    assert looks.of_video(content=again).theme is not first


def test_a_topic_decides_the_theme():
    food = content("Eggs turn rubbery in a hot pan.", "Butter melts, cheese too.", LAST)
    travel = content("Pack your suitcase.", "The airplane lands in the mountains.", LAST)

    assert looks.of_video(content=food).theme == "kitchen"
    assert looks.of_video(content=travel).theme == "voyage"


def test_a_journey_has_the_theme_of_travel_whatever_it_costs():
    trip = content(
        "From Lisbon to Porto for 30 euros.", "Then from Porto to Madrid, for 50 euros.", "Save it."
    )

    assert looks.of_video(content=trip).theme == "voyage"


def test_weightlifters_are_of_the_gym_and_not_of_talks():
    strength = content("Lift weights twice a week.", "Rest your biceps and lift weights again.", "Try it.")

    assert looks.of_video(content=strength).theme == "gym"


def test_topics_of_screens_gardens_and_stages_have_their_themes():
    code = content("Your laptop is slow.", "A robot writes on the keyboard of a computer.", LAST)
    garden = content("Sow the seedling.", "The honeybee loves a sunflower.", LAST)
    music = content("She takes the microphone.", "A guitar and a saxophone play.", LAST)

    assert [looks.of_video(content=each).theme.value for each in (code, garden, music)] == [
        "pixel",
        "felt",
        "groove",
    ]


def test_a_share_is_written_as_in_the_text_and_counts_its_part_and_whole():
    _, spec = middle("7 out of 10 people quit by May.")

    assert spec.figure == "7 out of 10"
    assert [item.amount for item in spec.items] == [7, 10]


def test_amounts_of_time_and_spans_are_no_share():
    said_of_time = "Do 5 of them in 10 minutes.", "It grew 20% last year.", "From 3 to 10 people came."
    for said in (*said_of_time, "Day 2 of 30 is the hardest.", "Step 1 of 3: boil the water."):
        assert middle(said)[0].layout is not Layout.SHARE


def test_what_has_less_is_the_lighter_side():
    _, more = middle("A strawberry has more vitamin C than a lemon.")
    _, less = middle("A lemon has less vitamin C than a strawberry.")

    assert [side.is_winner for side in more.sides] == [True, False]
    assert [side.is_winner for side in less.sides] == [False, True]


def test_things_react_when_their_words_are_spoken():
    document = content("Eggs turn rubbery.", "Butter melts in a cold pan.", LAST)
    words = [
        Word(text=text, starts_s=number * 0.5, ends_s=number * 0.5 + 0.4)
        for number, text in enumerate(["Butter", "melts", "in", "a", "cold", "pan."])
    ]

    spec = looks.spec_for(content=document, scene=document.scenes[1], words=words)

    assert {thing.name: thing.cue_s for thing in spec.objects} == {"butter": 0.0}


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        ("Your eggs turn rubbery, and it is not the eggs.", "Your eggs turn rubbery"),
        ("Your phone eats 84 dollars a month and you never notice.", "Your phone eats 84 dollars"),
        ("Divide it by your interest and you know the years.", "Divide it by your interest"),
        ("Nimm drei Eier und eine kalte Pfanne mit etwas Butter.", "Nimm drei Eier"),
        ("Three words only", "Three words only"),
    ],
)
def test_a_headline_has_at_most_five_words_and_does_not_end_in_a_small_one(text, headline):
    language = "de" if text.startswith("Nimm") else "en"

    assert shortening.shortened(text, language=language) == headline


def test_a_short_question_stays_whole_without_its_quotation_marks():
    asked = "\u201cDid it just open the jar?\u201d asked the keeper."

    assert shortening.shortened(asked, language="en") == "Did it just open the jar?"
    assert shortening.shortened("Which city is for you? Tell me.", language="en") == "Which city is for you?"
    assert shortening.shortened("Which city would you rather stay in?", language="en").count(" ") == 6


def test_a_headline_differs_from_the_captions():
    text = "Crack three eggs into a cold pan with butter."

    assert shortening.shortened(text, language="en", narration=text) == "3 eggs, cold pan"


@pytest.mark.parametrize("text", ["", "🐙", "x" * 300, "1 2 3 4 5 6 7 8 9", "?!?", "a b c", "\u202eabc"])
@pytest.mark.parametrize("language", ["en", "ja", "ar"])
def test_any_text_gets_a_look(text, language):
    document = content(text, text, text, language=language)

    specs = [looks.spec_for(content=document, scene=scene) for scene in document.scenes]

    assert all(isinstance(spec, MotionSpec) for spec in specs)


def test_every_text_on_the_screen_is_in_the_script():
    script = [
        "Your phone eats 84 dollars a month.",
        "Streaming costs $46, storage $10 and the gym $28. That is $84.",
        "It was built in 1889, was scrapped in 1909, and still stands today.",
        "Fly from Lisbon to Tokyo.",
        "Hold it for 30 seconds.",
        "Save this for later.",
    ]
    document = content(*script)
    said = folded(" ".join([*script, document.title]))
    for scene in document.scenes:
        spec = looks.spec_for(content=document, scene=scene)
        for text in texts_of(spec.model_dump(exclude={"language", "theme", "layout"})):
            assert folded(text) in said, text


def texts_of(value):
    """All texts of a document, except the names of objects."""
    if isinstance(value, str):
        return [value] if value else []
    if isinstance(value, dict):
        if "is_struck" in value:
            return []
        return [text for each in value.values() for text in texts_of(each)]
    if isinstance(value, list):
        return [text for each in value for text in texts_of(each)]
    return []


def folded(text):
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def test_documents_of_earlier_releases_are_read():
    scene = SceneContent.model_validate({"id": "s", "position": 1, "layout": "compare", "items": ["a", "b"]})

    assert (scene.structure, scene.layout) == ("compare", "")


def test_every_layout_says_what_it_needs_and_shows():
    assert set(needs.NEEDS) == set(needs.SHOWS) == set(Layout)


def test_a_list_is_headed_by_what_leads_to_it():
    look, spec = middle("Three things fix it: a big pot, a handful of salt and one cup of water.")

    assert look.layout == Layout.CHECKLIST
    assert spec.headline == "Three things fix it"


def test_callouts_show_the_thing_and_not_one_of_its_parts():
    parts = ("Water", "Old beans", "A dirty filter")

    look, spec = middle("Three things ruin your coffee.", items=parts, layout=Layout.CALLOUTS)

    assert look.layout is Layout.CALLOUTS
    assert [each.name for each in spec.objects] == ["hot-beverage"]


def test_a_scene_that_names_only_parts_has_no_callouts():
    look, _ = middle("Do these.", items=("Water", "Salt"), layout=Layout.CALLOUTS)

    assert look.layout is not Layout.CALLOUTS
