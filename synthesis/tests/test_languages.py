"""The languages that pages offer: each has a voice, a sample and a title."""

import pytest

from synthesis.assembly import fonts, narration
from synthesis.assembly.speech import Quality
from synthesis.forms import NewVideoForm
from synthesis.studio import languages


@pytest.mark.parametrize("language", languages.OFFERED)
def test_every_offered_language_has_a_voice_a_typeface_and_a_sample_of_its_own(language):
    own = languages.sample_of(language)

    assert narration.find(voice="", language=language) is not None
    assert fonts.covers_language(language)
    assert own != languages.sample_of("en") or languages.is_english(language)


def test_languages_with_natural_voices_come_first_and_the_others_say_that_they_are_basic():
    tags, titles = zip(*languages.choices(), strict=True)
    natural = [
        any(voice.quality is Quality.NATURAL for voice in narration.voices(language=tag)) for tag in tags
    ]

    assert set(tags) == set(languages.OFFERED)
    assert natural == sorted(natural, reverse=True)
    assert [title.endswith("(basic voice)") for title in titles] == [not each for each in natural]


def test_the_select_of_a_new_video_says_which_languages_are_basic():
    shown = str(NewVideoForm()["language"])

    assert '<option value="fr">French</option>' in shown
    assert '<option value="de">German (basic voice)</option>' in shown


def test_a_language_that_is_not_offered_introduces_itself_by_its_name():
    assert languages.sample_of("is") == "Íslenska"
    assert languages.sample_of("tlh") == languages.sample_of("en")
