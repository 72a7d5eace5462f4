"""``manage.py fetch_voices`` against a source on this machine that serves the real paths."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from foundation.errors import UpstreamError
from synthesis.assembly import speech
from synthesis.assembly.speech.piper import catalogue, downloads, hub, installed, licences
from synthesis.tests.piper_source import PiperSource, card, model

HIGH, MEDIUM = catalogue.LISTED["de"]
TUNED = "Finetuned from U.S. English lessac voice (medium quality)."


@pytest.fixture
def source(settings, tmp_path):
    settings.VOICES_ROOT = tmp_path / "voices"
    with PiperSource() as source:
        settings.PIPER_VOICES_URL = source.url
        source.add(HIGH, card_text=card())
        source.add(MEDIUM, card_text=card(training=TUNED, quality="medium"))
        yield source


def fetch(*words, yes=True):
    out = io.StringIO()
    call_command("fetch_voices", *words, *(["--yes"] if yes else []), stdout=out)
    return out.getvalue()


def test_a_voice_is_downloaded_and_speaks(source, settings, tmp_path):
    shown = fetch("de")

    voice = speech.voices(language="de")[0]
    assert (voice.name, voice.title, voice.gender, voice.licence) == (
        f"piper:{HIGH.name}",
        "Thorsten",
        "male",
        "CC0",
    )
    spoken = speech.speak(
        text="Guten Tag!",
        language="de",
        voice="",
        rate=1.0,
        pronunciations={},
        destination=tmp_path / "spoken.wav",
        should_stop=lambda: False,
    )
    assert [word.text for word in spoken.words] == ["Guten", "Tag!"]
    assert "licence   CC0" in shown
    assert "is installed" in shown
    assert {path.name for path in (settings.VOICES_ROOT / HIGH.name).iterdir()} == {
        "MODEL_CARD",
        "ettametta.json",
        f"{HIGH.name}.onnx",
        f"{HIGH.name}.onnx.json",
    }


def test_licence_size_and_source_are_shown_before_anything_is_downloaded(source, settings):
    out = io.StringIO()

    with pytest.raises(CommandError, match="Nothing was downloaded"):
        call_command("fetch_voices", "de", stdout=out)

    assert all(word in out.getvalue() for word in (HIGH.name, "CC0", "MB", catalogue.SOURCE, "c10ece1aade4"))
    assert not any(path.endswith(".onnx") for path, _ in source.requests)
    assert not settings.VOICES_ROOT.exists()


def test_the_pinned_revision_is_requested(source):
    fetch("de")

    assert all(path.startswith(f"/{catalogue.REVISION}/") for path, _ in source.requests)


def test_a_second_download_does_nothing(source):
    fetch("de")

    assert "Nothing to download" in fetch("de")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (card("CC BY-NC-SA 4.0"), "does not allow commercial use"),
        (card("See URL"), "not known to be free"),
        (card("https://example.org/license.html"), "not known to be free"),
        (card(training=TUNED), "trained from a voice"),
        ("# Model card\n\n* Language: de_DE\n", "names no licence"),
    ],
)
def test_a_voice_with_a_doubtful_licence_is_refused(source, text, reason):
    source.add(HIGH, card_text=text)

    with pytest.raises(CommandError, match="no voice for “de” with a free licence"):
        fetch("de")

    assert reason in downloads.plan(language="de").refused[0].terms.refusal
    assert not any(path.endswith(".onnx") for path, _ in source.requests)


@pytest.mark.parametrize(
    ("licence", "is_free", "requires_credit"),
    [
        ("CC0", True, False),
        ("CC-BY 4.0", True, True),
        ("CC BY-SA 4.0", True, True),
        ("MIT", True, False),
        ("Apache 2.0", True, False),
        ("Public domain", True, False),
        ("CC-BY-NC 4.0", False, True),
        ("CC BY-ND 4.0", False, True),
        ("Free for research", False, False),
        ("Unknown", False, False),
        ("CC0 for research use only", False, False),
    ],
)
def test_licences_are_told_apart(licence, is_free, requires_credit):
    terms = licences.read(card(licence))

    assert (not terms.refusal, terms.requires_credit) == (is_free, requires_credit)


def test_a_licence_with_attribution_gives_the_voice_a_credit(source):
    source.add(HIGH, card_text=card("CC BY 4.0"))

    fetch("de")

    assert "https://example.org/dataset" in speech.voices(language="de")[0].credit


def test_an_excluded_voice_is_never_downloaded(source, monkeypatch):
    monkeypatch.setitem(catalogue.EXCLUDED, HIGH.name, "it is excluded")

    with pytest.raises(CommandError, match="no voice"):
        fetch("de")


def test_joe_is_excluded():
    assert "en_US-joe-medium" in catalogue.EXCLUDED
    assert "en_US-joe-medium" not in {voice.name for voices in catalogue.LISTED.values() for voice in voices}


def test_a_damaged_file_is_refused_and_deleted(source, settings):
    files = source.index[HIGH.name]["files"]
    files[f"{HIGH.folder}/{HIGH.name}.onnx"]["md5_digest"] = "0" * 32

    with pytest.raises(CommandError, match="differs from the index"):
        fetch("de")

    assert speech.find(name=f"piper:{HIGH.name}", language="de") is None
    assert not list(settings.VOICES_ROOT.rglob("*.part"))
    assert not list(settings.VOICES_ROOT.rglob("*.onnx"))


@pytest.mark.parametrize("size", [10, 10_000_000])
def test_a_file_of_another_size_is_refused(source, size):
    files = source.index[HIGH.name]["files"]
    files[f"{HIGH.folder}/{HIGH.name}.onnx"]["size_bytes"] = size

    with pytest.raises(CommandError):
        fetch("de")

    assert installed.every() == []


def test_a_download_comes_in_parts_and_is_continued(source, settings, monkeypatch):
    monkeypatch.setattr(hub, "PART_BYTES", 200)
    whole = model()
    unfinished = settings.VOICES_ROOT / f".{HIGH.name}"
    unfinished.mkdir(parents=True)
    (unfinished / f"{HIGH.name}.onnx.part").write_bytes(whole[:250])

    fetch("de")

    ranges = [ranged for path, ranged in source.requests if path.endswith(".onnx")]
    assert ranges[:2] == ["bytes=250-449", "bytes=450-649"]
    assert installed.model_of(HIGH.name).read_bytes() == whole


def test_a_lost_connection_is_continued_by_the_next_run(source):
    source.drops_after = 100

    with pytest.raises(CommandError, match="can't be reached"):
        fetch("de")
    assert installed.every() == []
    fetch("de")

    assert installed.model_of(HIGH.name).read_bytes() == model()


def test_redirects_are_followed(source):
    source.redirects = True

    fetch("de")

    assert any(path.startswith("/cdn/") for path, _ in source.requests)


@pytest.mark.parametrize(
    ("target", "words"),
    [("http://127.0.0.1:9/elsewhere", "insecure"), ("/cdn/../a", "rejected"), ("", "circle")],
)
def test_other_redirects_are_refused(source, target, words):
    source.redirects = True
    source.redirects_to = target or f"/{catalogue.REVISION}/{HIGH.folder}/{HIGH.name}.onnx"

    with pytest.raises(CommandError, match=words):
        fetch("de")


def test_a_source_without_parts_sends_the_whole_file(source):
    source.takes_parts = False

    fetch("de")

    assert installed.model_of(HIGH.name).exists()


@pytest.mark.parametrize("status", [404, 500])
def test_a_source_that_fails_is_reported(source, status):
    source.faults["voices.json"] = status

    with pytest.raises(CommandError, match="source of voices"):
        fetch("de")


def test_an_index_that_cannot_be_read_is_reported(source):
    source.index = {"de_DE-thorsten-high": []}

    with pytest.raises(CommandError, match="unreadable index"):
        fetch("de")


def test_two_downloads_of_one_voice_do_not_mix(source, settings):
    candidate = downloads.plan(language="de").wanted[0]
    unfinished = settings.VOICES_ROOT / f".{HIGH.name}"
    unfinished.mkdir(parents=True)

    with downloads._alone(unfinished), pytest.raises(UpstreamError, match="another process"):
        downloads.fetch(candidate)


def test_a_language_without_a_voice_is_refused(source):
    with pytest.raises(CommandError, match="no voice to download for “ko”"):
        fetch("ko")


def test_without_a_language_the_voices_are_listed(source):
    fetch("de")
    source.requests.clear()

    shown = fetch(yes=False)

    assert f"{HIGH.name}" in shown
    assert "downloaded" in shown
    assert "not offered: en_US-joe-medium" in shown
    assert all(language in shown for language in catalogue.LISTED)
    assert source.requests == []


def test_a_whole_folder_replaces_an_old_one(source, settings):
    old = settings.VOICES_ROOT / HIGH.name
    old.mkdir(parents=True)
    (old / "left-over").touch()

    fetch("de")

    assert not (old / "left-over").exists()
    assert json.loads((old / installed.MANIFEST).read_text())["revision"] == catalogue.REVISION
