"""Videos whose voice or language this installation does not have any more."""

import pytest

from billing import quotas
from synthesis.errors import QuoteBlockedError, VoiceGoneError
from synthesis.models import Quote, Render, Video
from synthesis.production import quotes, renders
from synthesis.studio import recordings, scenes, voices
from synthesis.tests.conftest import make_video, start_render
from synthesis.tests.pages import browser_of, finish, text_of
from synthesis.tests.programs import Api
from synthesis.tests.takes import upload

pytestmark = pytest.mark.django_db

VOICE_GONE = "The voice “gemini:Nobody” is not available on this installation. Choose another voice."
LANGUAGE_GONE = "This installation has no voice for xx. Choose another language."


def lose(video, **fields):
    """As after an administrator removed a key or a package."""
    Video.objects.filter(pk=video.pk).update(**fields or {"voice": "gemini:Nobody"})
    video.refresh_from_db()
    return video


@pytest.mark.parametrize(
    ("fields", "words"),
    [({"voice": "gemini:Nobody"}, VOICE_GONE), ({"language": "xx", "voice": ""}, LANGUAGE_GONE)],
)
def test_a_quote_is_blocked_by_a_voice_that_is_gone(video, fields, words):
    quote = quotes.make(video=lose(video, **fields))

    assert [(each.code, each.message) for each in quote.blocked] == [("voice_gone", words)]


def test_a_voice_of_another_language_is_gone_too(video):
    quote = quotes.make(video=lose(video, voice="kokoro:ff_siwis"))

    assert quote.blocked[0].code == "voice_gone"


def test_a_voice_that_is_no_longer_offered_but_speaks_does_not_block(video):
    assert quotes.make(video=lose(video, voice="espeak:female")).blocked == []


def test_a_render_is_refused_before_any_quota_is_reserved(video, workspace):
    quote = quotes.make(video=lose(video))
    # As if the voice had gone away after the quote.
    Quote.objects.update(blocked=[])
    quote.refresh_from_db()

    with pytest.raises(QuoteBlockedError, match="is not available"):
        renders.start(video=video, quote=quote, requested_by=None)

    assert quotas.usage(workspace=workspace).used == 0
    assert not Render.objects.exists()


def test_a_block_of_an_earlier_quote_is_lifted_when_the_voice_is_back(video):
    quote = quotes.make(video=video)
    quote.blocked = quotes.blocked_by_voice(content=_content_with_lost_voice(video))
    quote.save()

    assert renders.start(video=video, quote=quote, requested_by=None).pk


def _content_with_lost_voice(video):
    return scenes.content_of(video=video).model_copy(update={"voice": "gemini:Nobody"})


def test_a_retry_of_an_old_render_is_refused_with_the_same_words(video, workspace):
    render = renders.cancel(render=start_render(video))
    lose(video)

    with pytest.raises(QuoteBlockedError) as refusal:
        renders.retry(render=render, requested_by=None)

    assert refusal.value.message == VOICE_GONE
    assert quotas.usage(workspace=workspace).used == 0


def test_a_video_with_its_own_recordings_needs_no_voice(workspace, tmp_path):
    video = make_video(workspace, scene_count=1)
    recordings.add(scene=video.scenes.get(), file=upload(tmp_path))

    assert quotes.make(video=lose(video)).blocked == []


def test_a_preview_of_a_gone_voice_is_refused_and_not_spoken_by_another(video):
    with pytest.raises(VoiceGoneError):
        voices.preview(video=video, voice="gemini:Nobody", text="Hello")


# --- pages and programs --------------------------------------------------------------------------


@pytest.mark.parametrize("fields", [{"voice": "gemini:Nobody"}, {"language": "xx", "voice": ""}])
@pytest.mark.parametrize("page", ["", "script/", "scenes/", "voice/", "quote/", "versions/", "recipe/"])
def test_no_page_of_such_a_video_breaks(video, workspace, page, fields):
    finish(video)
    lose(video, **fields)

    answer = browser_of(workspace).get(f"/videos/{video.pk}/{page}")

    assert answer.status_code == 200


def test_the_voice_page_says_which_voice_is_gone_and_selects_the_default(video, workspace):
    page = text_of(browser_of(workspace).get(f"/videos/{lose(video).pk}/voice/"))

    assert VOICE_GONE in page
    default = next(iter(voices.of_language(language="en")))
    assert "checked" in page.split(f'value="{default.name}"')[1].split(">")[0]


def test_the_quote_page_leads_to_the_voices(video, workspace):
    page = text_of(browser_of(workspace).get(f"/videos/{lose(video).pk}/quote/"))

    assert VOICE_GONE in page
    assert f'href="/videos/{video.pk}/voice/"' in page


def test_the_api_shows_and_repairs_such_a_video(client, workspace, video):
    api = Api(client, workspace)
    lose(video)

    shown = api.get(f"videos/{video.pk}/")
    blocked = api.post("quotes/", {"video": video.pk}).json()["blocked"]

    assert shown.json()["voice"] == "gemini:Nobody"
    assert blocked == [{"code": "voice_gone", "message": VOICE_GONE}]
