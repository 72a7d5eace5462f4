"""The offline writer: what it knows, which promises it keeps, and when it gives an outline."""

import re
from itertools import product

import pytest

from synthesis.choices import HookKind, ScriptKind, Tone
from synthesis.content import ScriptOptions, has_blank
from synthesis.studio.adapters.assignment import Assignment
from synthesis.studio.adapters.language_model.offline import OfflineWriter, library
from synthesis.studio.adapters.language_model.offline.beats import length_s

TREND = {
    "source_title": "Why Roman concrete never cracks",
    "channel_title": "Old Stones",
    "views": 1_240_000,
    "score": 12.4,
    "baseline_n": 20,
    "duration_s": 44,
    "published_at": "2026-11-03T10:00:00+00:00",
}
TOPICS = [topic for subject in library.subjects().values() for topic in subject.topics]
FORMS = (ScriptKind.LIST, ScriptKind.STORY, ScriptKind.HOW_TO, ScriptKind.MYTH_FACT)
NINE = (
    "Cold brew coffee",
    "Why Roman concrete never cracks",
    "Fall asleep in 10 seconds",
    "A chess opening",
    "Why cats purr",
    "Budget travel in Japan",
    "Deadlift form",
    "Sourdough starter",
    "Is AI going to take my job?",
)


def write(title, *, seed=1, facts=None, **options):
    assignment = Assignment(
        instructions="",
        facts={"title": title, **(facts or {})},
        language="en",
        options=ScriptOptions(**options),
        seed=seed,
    )
    return OfflineWriter().write(assignment=assignment)


def lines_of(written):
    return [scene.narration for scene in written.script.scenes]


def text_of(written):
    return " ".join(lines_of(written))


# --- what it knows -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "title",
    [
        "Cold brew coffee",
        "5 mistakes that ruin your espresso",
        "Why does my espresso taste sour?",
        "How to start a sourdough starter",
        "How to hide cables",
        "Deadlift form",
        "Is AI going to take my job?",
        "Budget travel in Japan",
        "Save money on a low income",
    ],
)
def test_a_known_topic_becomes_a_finished_script(title):
    written = write(title)

    assert not written.is_outline
    assert not any(map(has_blank, lines_of(written)))


@pytest.mark.parametrize(
    "title",
    [
        "Why Roman concrete never cracks",
        "Why cats purr",
        "Coffee history",
        "Is coffee bad for you?",
        "Why is coffee called java?",
        "Cheap flights to Lisbon",
        "Espresso without a machine",
        "Learn Spanish in 30 days",
        "Fall asleep in 10 seconds",
        "Deadlift 200 kg",
        "Coffee that costs $3",
        "x",
        "🎉🎉",
    ],
)
def test_a_topic_outside_its_knowledge_becomes_an_outline(title):
    written = write(title)

    assert written.is_outline
    assert 3 <= len(written.script.scenes) <= 8


def test_nine_topics_have_nine_different_openings():
    openings = [lines_of(write(title))[0] for title in NINE]
    shapes = {re.sub(r"\{.*?\}", "{}", opening) for opening in openings}

    assert len(set(openings)) == len(shapes) == 9


def test_no_sentence_of_the_library_is_used_for_two_topics():
    seen: dict[str, str] = {}
    for topic in TOPICS:
        lines = [line for hook in topic.hooks.values() for line in hook[:1]]
        lines += [topic.turn, topic.after, topic.payoff, topic.ask, topic.dare, topic.joke]
        lines += [line for tip in topic.tips for line in (tip.text, tip.because, tip.wink)]
        for line in lines:
            assert seen.setdefault(line, topic.name) == topic.name


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_each_topic_has_what_every_form_needs(topic):
    assert len(topic.tips) >= 5
    assert set(topic.hooks) == set(HookKind)
    assert all(0 < number <= len(topic.tips) for number in topic.core)
    assert ". " in topic.payoff
    headlines = [topic.payoff_headline, *(tip.headline for tip in topic.tips)]
    headlines += [headline for _, headline in topic.hooks.values()]
    assert all(2 <= len(headline.split()) <= 7 for headline in headlines)
    assert all(line[-1] in ".?!" for line, _ in topic.hooks.values())


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_each_topic_is_found_by_each_of_its_names(topic):
    for name in topic.words:
        found = library.find(text=name)
        assert found is not None
        assert set(found.words) & set(topic.words) or found.name == topic.name


# --- promises ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("title", "count"), [("3 espresso mistakes", 3), ("5 cold brew mistakes", 5)])
def test_the_number_in_the_title_is_kept(title, count):
    written = write(title, target_s=60)

    assert sum(line.startswith("Mistake ") for line in lines_of(written)) == count
    assert lines_of(written)[0].startswith({3: "Three", 5: "Five"}[count])


def test_what_is_missing_from_a_promised_number_is_left_blank():
    written = write("7 cold brew mistakes", target_s=60)

    assert written.is_outline
    assert "Mistake seven: {" in text_of(written)
    assert sum(line.startswith("Mistake ") and not has_blank(line) for line in lines_of(written)) == 5


def test_an_unknown_list_has_as_many_blanks_as_the_title_promises():
    written = write("10 signs your dog loves you")

    assert len(re.findall(r"Sign \w+: \{", text_of(written))) == 10
    assert len(written.script.scenes) <= 8


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("Fall asleep in 10 seconds", "fall asleep in 10 seconds"),
        ("Why Roman concrete never cracks", "why Roman concrete never cracks"),
        ("Why do cats purr?", "why do cats purr?"),
        ("Is coffee bad for you?", "is coffee bad for you?"),
    ],
)
def test_an_outline_begins_and_ends_with_the_promise_of_the_title(title, kept):
    lines = lines_of(write(title))

    assert kept.lower() in lines[0].lower()
    assert kept.lower() in lines[-1].lower()


def test_a_question_is_answered_in_the_second_scene():
    lines = lines_of(write("Why does my espresso taste sour?"))

    assert lines[0] == "Why does my espresso taste sour?"
    assert lines[1].startswith("A sour shot ran through too fast")


# --- hook and angle ----------------------------------------------------------------------------


def test_the_users_hook_opens_the_script():
    written = write("Espresso", facts={"hook": "My grandmother made it better"})

    assert lines_of(written)[0] == "My grandmother made it better."
    assert len(written.script.hook_alternatives) == 5


def test_an_angle_about_viewers_shapes_hook_advice_and_payoff():
    lines = lines_of(write("Weeknight dinner", facts={"angle": "for people who hate cooking"}))

    assert lines[0].startswith("You hate cooking?")
    assert "Even if you hate cooking." in lines[-1]
    assert "one tray" in " ".join(lines[1:-1])
    assert "for people who hate cooking" not in " ".join(lines)


def test_the_angle_about_anyone_is_put_into_the_second_person():
    lines = lines_of(write("Espresso", facts={"angle": "For anyone who hates their machine"}))

    assert lines[0].startswith("You hate your machine?")


def test_a_known_condition_is_part_of_the_hook():
    lines = lines_of(write("A chess opening", facts={"angle": "without memorising"}))

    assert "This time, without memorising." in lines[0]


def test_an_angle_that_the_library_cannot_say_is_left_to_the_creator():
    written = write("Espresso", facts={"angle": "Explain it with my grandfather's watch"})

    assert written.is_outline
    assert sum(map(has_blank, lines_of(written))) == 1
    assert "grandfather's watch}" in lines_of(written)[1]


def test_an_outline_asks_for_the_angle():
    assert "busy nurses" in text_of(write("Night shifts", facts={"angle": "for busy nurses"}))
    assert "{Your angle" in text_of(write("Night shifts", facts={"angle": "Tell it backwards"}))


def test_braces_in_a_users_words_are_no_blanks():
    written = write("Espresso", facts={"hook": "Use {braces} and [brackets]"})

    assert not written.is_outline
    assert "{" not in text_of(written)


# --- form, tone and length ---------------------------------------------------------------------


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_each_length_is_held_in_each_form_and_tone(topic):
    for target_s, kind, tone in product((15, 30, 45, 60), ("", *FORMS), Tone):
        written = write(topic.words[0], kind=kind, tone=tone, target_s=target_s)

        assert not written.is_outline
        assert abs(length_s(lines_of(written)) - target_s) <= max(target_s / 4, 6.5)
        assert 3 <= len(written.script.scenes) <= 8


@pytest.mark.parametrize(
    ("kind", "sign"),
    [
        (ScriptKind.LIST, "Second: "),
        (ScriptKind.HOW_TO, "First, "),
        (ScriptKind.MYTH_FACT, "Myth: "),
        (ScriptKind.STORY, "Then you touch only one thing"),
    ],
)
def test_each_form_is_recognizable(kind, sign):
    assert sign in text_of(write("Espresso", kind=kind, target_s=45))


def test_tones_differ():
    texts = {tone: text_of(write("Espresso", tone=tone, kind=ScriptKind.LIST, target_s=45)) for tone in Tone}

    assert len(set(texts.values())) == 4
    assert "Send this to" in texts[Tone.PLAYFUL]
    assert "argue with me" in texts[Tone.BOLD]


def test_the_payoff_sums_up_only_what_was_said():
    written = write("Weeknight dinner", facts={"angle": "for people who hate cooking"})
    said = " ".join(lines_of(written)[1:-1])

    assert "dry before you fry" not in lines_of(written)[-1] or "Pat meat dry" in said


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(
    "title", [*NINE, "Roman concrete", "10 signs your dog loves you", "Stop wasting time"]
)
def test_there_are_five_hooks_of_different_kinds_besides_the_opening(title, seed):
    written = write(title, seed=seed)
    hooks = written.script.hook_alternatives

    assert {hook.kind for hook in hooks} == set(HookKind)
    assert len({hook.narration for hook in hooks} | {lines_of(written)[0]}) == 6
    assert all(0 < len(hook.headline.split()) <= 7 for hook in hooks)


def test_the_same_assignment_gives_the_same_script_and_another_seed_another_one():
    scripts = [write("Espresso", seed=seed).script for seed in (1, 1, 2, 3, 4)]

    assert scripts[0] == scripts[1]
    assert len({script.model_dump_json() for script in scripts}) > 2


# --- trends ------------------------------------------------------------------------------------


def test_news_about_a_trend_are_written_from_its_facts_alone():
    written = write("Anything", kind=ScriptKind.NEWS, facts=TREND)

    assert not written.is_outline
    assert set(re.findall(r"\d[\d.]*\d|\d", text_of(written))) == {"1.2", "12.4", "3", "2026", "44", "20"}
    assert "Old Stones" in text_of(written)


@pytest.mark.parametrize("missing", ["views", "score", "channel_title", "source_title"])
def test_news_without_the_facts_are_an_outline(missing):
    facts = {name: value for name, value in TREND.items() if name != missing}

    assert write("Night trains are back", kind=ScriptKind.NEWS, facts=facts).is_outline


def test_a_score_from_too_few_videos_is_not_stated():
    written = write("Anything", kind=ScriptKind.NEWS, facts={**TREND, "baseline_n": 3})

    assert written.is_outline
    assert "12.4" not in text_of(written)


def test_an_outline_of_a_trend_keeps_its_promise_and_states_its_views():
    written = write("One question about concrete", facts=TREND)

    assert "why Roman concrete never cracks" in lines_of(written)[0]
    assert "1.2 million views, 12.4 times" in lines_of(written)[1]


# --- wording -----------------------------------------------------------------------------------


@pytest.mark.parametrize("title", ["Best board games", "The best espresso machine", "Top coffee beans"])
def test_a_title_that_promises_a_choice_is_not_answered_with_advice(title):
    assert write(title).is_outline


def test_the_best_way_promises_advice():
    assert not write("The best way to save money").is_outline


def test_a_name_keeps_its_small_letter():
    assert lines_of(write("iPhone 17 vs Pixel 10"))[0].startswith("iPhone 17 vs Pixel 10.")


@pytest.mark.parametrize("title", ["Never trust a calm sea", "Stop doing this at sea"])
def test_a_warning_is_quoted_as_a_sentence(title):
    assert f"“{title}”" in text_of(write(title))


@pytest.mark.parametrize("seed", range(3))
def test_the_number_hook_of_a_script_with_one_tip_counts_one(seed):
    for topic in TOPICS:
        written = write(topic.words[0], kind=ScriptKind.HOW_TO, target_s=15, seed=seed)
        hook = next(hook for hook in written.script.hook_alternatives if hook.kind == HookKind.NUMBER)
        if len(written.script.scenes) == 3:
            assert hook.narration.startswith(f"One check for {topic.name}.")


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_scripts_are_speakable(topic):
    for kind, tone in product(FORMS, Tone):
        for line in lines_of(write(topic.words[0], kind=kind, tone=tone, target_s=45)):
            assert line[0].isupper()
            assert line[-1] in ".?!"
            assert not re.search(r"\s[.,?!]|\.\.|\s\s|[{}<>]|\bi\b", line)
            assert all(len(sentence.split()) <= 32 for sentence in re.split(r"(?<=[.?!])\s", line))


def test_what_a_person_has_done_is_outlined_as_a_story():
    lines = lines_of(write("I drank espresso for 30 days"))

    assert lines[0] == "I drank espresso for 30 days. {Hook: the moment when it went wrong, in one sentence}."
    assert lines[-1].endswith("Has this happened to you?")
