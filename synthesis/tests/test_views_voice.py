"""The page of voices, and previews of them."""

import re

import pytest

from synthesis.assembly import narration
from synthesis.assembly.speech import resident
from synthesis.models import Video
from synthesis.studio import languages, lengths, pronunciations, scenes, voices
from synthesis.tests.conftest import make_video
from synthesis.tests.pages import browser_of, text_of

pytestmark = pytest.mark.django_db

REASON = {"HTTP_ACCEPT": "audio/wav, application/problem+json"}


@pytest.fixture
def member(workspace):
    return browser_of(workspace)


def page_of(member, video, query=""):
    return text_of(member.get(f"/videos/{video.pk}/voice/{query}"))


def names_in(page):
    return re.findall(r'name="voice"\s+value="([^"]+)"', page)


def test_each_voice_is_a_row_with_what_it_sounds_like_and_a_sample(member, video):
    page = page_of(member, video)

    offered = narration.voices(language="en")
    assert names_in(page) == [voice.name for voice in offered]
    assert page.count("data-play-url=") == len(offered)
    assert "Female · American, quick and bright" in page
    assert "Licence: Apache-2.0" in page


def test_the_default_voice_is_selected_for_a_video_without_one(member, video):
    page = page_of(member, video)

    first = narration.voices(language="en")[0]
    row = page.split(f'value="{first.name}"')[1].split(">")[0]
    assert "checked" in row
    assert f'data-choice-of="voice">{first.title}</output>' in page


def test_the_filter_shows_the_voices_of_a_gender_and_keeps_the_chosen_one(member, video):
    Video.objects.update(voice="kokoro:am_michael")

    page = page_of(member, video, "?gender=female")

    shown = set(names_in(page))
    assert "kokoro:am_michael" in shown
    assert "kokoro:am_fenrir" not in shown
    assert {voice.name for voice in narration.voices(language="en") if voice.gender == "female"} <= shown
    assert 'aria-current="true">Female' in page


@pytest.mark.parametrize("path", ["/videos/{}/voice/", "/videos/{}/scenes/", "/settings/pronunciations/"])
def test_opening_a_page_loads_one_voice_model(member, video, path):
    before = next(resident._running()._numbers)

    member.get(path.format(video.pk))

    requests = next(resident._running()._numbers) - before - 1
    assert requests == 1


def test_a_short_list_has_no_filter(member, workspace):
    page = page_of(member, make_video(workspace, language="de"))

    assert "?gender=" not in page


def test_a_language_with_a_basic_voice_says_how_to_get_a_better_one(member, workspace):
    page = page_of(member, make_video(workspace, language="de"))

    assert "German has a basic voice here" in page
    assert "make voices LANG=de" in page
    assert "has a basic voice here" not in page_of(member, make_video(workspace, language="fr"))


@pytest.mark.parametrize(
    ("language", "narration", "is_foreign"),
    [
        ("ja", "Your espresso does not need a better machine. It needs another grind.", True),
        (
            "de",
            "Your espresso does not need a better machine. It needs another grind, and this is how.",
            True,
        ),
        ("ja", "なぜあなたのコーヒーは苦いのでしょうか。豆のせいではありません。", False),
        (
            "en",
            "Your espresso does not need a better machine. It needs another grind, and this is how.",
            False,
        ),
        ("fr", "", False),
    ],
)
def test_a_script_in_another_language_is_pointed_out(member, workspace, language, narration, is_foreign):
    video = make_video(workspace, language=language, scene_count=0)
    scenes.add(video=video, narration=narration)

    page = page_of(member, video)

    assert ("Changing the language does not translate it." in page) is is_foreign


def test_a_download_is_named_only_where_there_is_one(member, workspace):
    page = page_of(member, make_video(workspace, language="cs"))

    assert "Czech has a basic voice here" in page
    assert "make voices" not in page
    assert "a key for Gemini or ElevenLabs" in page


def test_online_voices_say_that_their_vendor_charges_and_come_after_the_natural_ones(
    member, video, settings, sandbox_url
):
    without = page_of(member, video)
    settings.GEMINI_API_KEY, settings.GEMINI_API_URL = "test-key", sandbox_url

    page = page_of(member, video)

    words = "The vendor charges for each preview and render"
    assert words not in without
    assert page.index(">Natural<") < page.index(words) < page.index('value="gemini:Kore"')
    assert page.index('value="hibari:heart"') < page.index(words)


def test_a_voice_that_is_no_longer_offered_stays_selectable(member, video):
    Video.objects.update(voice="espeak:male")

    page = page_of(member, video)

    assert "espeak:male" in names_in(page)
    saved = member.post(
        f"/videos/{video.pk}/voice/",
        {
            "language": "en", "voice": "espeak:male", "caption_style": "auto", "mood": "calm",
            "preset": "standard", "version": video.version,
        },
    )  # fmt: skip
    assert saved.status_code == 302


def test_a_sample_is_of_the_first_words_of_the_video(member, video):
    said = member.get(f"/videos/{video.pk}/voice/preview/?voice=espeak:male")

    expected = voices.preview(video=video, voice="espeak:male", text="Sour means it ran too fast.")
    assert said.content == expected


@pytest.mark.parametrize(
    ("language", "text", "beginning"),
    [
        ("en", "Grind one step finer.", "Grind one step finer."),
        (
            "en",
            "Grind one step finer. Then taste again, and again, and again. " * 4,
            "Grind one step finer. Then",
        ),
        ("de", "Mahle eine Stufe feiner und koste dann noch einmal " * 6, "Mahle eine Stufe feiner und"),
        ("ja", "毎朝コーヒーを飲みます。" * 12, "毎朝"),
    ],
)
def test_a_sample_takes_a_few_seconds_and_ends_with_a_whole_word(video, language, text, beginning):
    video.language = language

    words = voices.first_words(text=text, video=video)

    assert text.startswith(words)
    assert words.startswith(beginning)
    assert lengths.of_text(text=words, video=video) <= voices.FIRST_WORDS_S + 0.3
    assert words[-1] in ".。" or f"{words} " in text


def test_a_video_without_a_text_is_introduced_in_its_language(member, workspace):
    video = make_video(workspace, scene_count=0, language="de")

    said = member.get(f"/videos/{video.pk}/voice/preview/?voice=espeak:male")

    expected = voices.preview(video=video, voice="espeak:male", text=languages.sample_of("de"))
    assert said.content == expected


def test_a_preview_uses_the_pronunciations_of_the_workspace(video, workspace):
    before = pronunciations.needed(workspace_id=workspace.pk, language="en", texts=["Sour"])
    pronunciations.add(workspace=workspace, written="Sour", spoken="sower")

    after = pronunciations.needed(workspace_id=workspace.pk, language="en", texts=["Sour"])

    assert (before, after) == ({}, {"Sour": "sower"})


def test_a_script_gets_the_reason_why_a_voice_cannot_be_heard(member, video):
    refused = member.get(f"/videos/{video.pk}/voice/preview/?voice=gemini:Nobody", **REASON)

    assert refused.status_code == 409
    assert refused["Content-Type"] == "application/problem+json"
    assert refused.json()["detail"].startswith("The voice “gemini:Nobody” is not available")


def test_without_a_script_the_reason_is_a_page(member, video):
    refused = member.get(f"/videos/{video.pk}/voice/preview/?voice=gemini:Nobody")

    assert refused.status_code == 409
    assert "is not available on this installation" in text_of(refused)
