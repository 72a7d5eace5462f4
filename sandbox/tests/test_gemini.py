"""The official Gemini client against the sandbox."""

import json
import time
from enum import StrEnum

import pytest
import requests
from google import genai
from google.genai import types
from google.genai.errors import APIError, ClientError
from pydantic import BaseModel

from sandbox.tests.conftest import put_faults
from sandbox.world import channels, videos

MODEL = "gemini-3.8-flash"
FACTS = {
    "title": "Why your espresso tastes sour",
    "hook": "Sour espresso has one cause.",
    "channel_title": "Puck Prep",
    "niche": "Home coffee",
    "views": 231_480,
    "score": 8.4,
}


class Structure(StrEnum):
    TITLE = "title"
    STATEMENT = "statement"
    NUMBER = "number"
    LIST = "list"
    STEPS = "steps"
    OUTRO = "outro"


class Beat(BaseModel):
    narration: str
    structure: Structure
    kicker: str
    headline: str
    body: str
    items: list[str]
    figure: str
    figure_label: str
    accent_words: list[str]
    visual_prompt: str


class Script(BaseModel):
    title: str
    hook_alternatives: list[str]
    scenes: list[Beat]
    post_text: str


class Kind(StrEnum):
    HOOK = "hook"
    PACING = "pacing"
    PAYOFF = "payoff"


class Finding(BaseModel):
    kind: Kind
    start_ms: int
    end_ms: int
    text: str
    evidence: str | None
    confidence: float


class Analysis(BaseModel):
    summary: str
    hook: str
    findings: list[Finding]
    is_talking_head: bool


@pytest.fixture
def gemini(sandbox_url):
    with genai.Client(api_key="test-key", http_options=types.HttpOptions(base_url=sandbox_url)) as client:
        yield client


def write(gemini, facts=FACTS):
    return gemini.models.generate_content(
        model=MODEL,
        contents=f"Write the script about these facts.\n<facts>\n{json.dumps(facts)}\n</facts>",
        config=types.GenerateContentConfig(
            system_instruction="Write 4 to 6 scenes of 3 to 7 seconds each.",
            response_mime_type="application/json",
            response_json_schema=Script.model_json_schema(),
        ),
    )


def test_a_script_fits_its_schema_and_uses_the_facts(gemini):
    answer = write(gemini)

    script = Script.model_validate_json(answer.text)
    assert 4 <= len(script.scenes) <= 6
    assert script.scenes[0].narration == "Sour espresso has one cause."
    assert script.scenes[-1].structure == "outro"
    assert any(scene.figure == "231,480" for scene in script.scenes)
    assert all(0 < len(scene.narration) < 400 for scene in script.scenes)
    assert len({scene.narration for scene in script.scenes}) == len(script.scenes)
    assert answer.usage_metadata.total_token_count > 100
    assert answer.model_version == MODEL


def test_the_same_prompt_gets_the_same_answer(gemini):
    assert write(gemini).text == write(gemini).text


def test_a_topic_of_no_niche_still_gets_a_script(gemini):
    script = Script.model_validate_json(write(gemini, {"title": "How bees see ultraviolet"}).text)

    assert 4 <= len(script.scenes) <= 6
    assert "bees" in (script.scenes[0].narration + script.title).lower()


def test_a_shown_video_is_analysed_at_its_own_cuts(gemini):
    video = next(
        v for v in videos.published_by(channels.every()[0], until=time.time()) if v.is_public(time.time())
    )

    answer = gemini.models.generate_content(
        model=MODEL,
        contents=[
            types.Part.from_uri(
                file_uri=f"https://www.youtube.com/watch?v={video.id}", mime_type="video/mp4"
            ),
            types.Part.from_text(text="What makes this work?"),
        ],
        config=types.GenerateContentConfig(response_mime_type="application/json", response_schema=Analysis),
    )

    findings = answer.parsed.findings
    assert {finding.kind for finding in findings} == set(Kind)
    assert all(0 <= finding.start_ms <= finding.end_ms <= video.duration_s * 1000 for finding in findings)
    assert all(0 < finding.confidence < 1 for finding in findings)


def test_a_private_video_is_refused(gemini):
    part = types.Part.from_uri(file_uri="https://www.youtube.com/watch?v=notavideo00", mime_type="video/mp4")

    with pytest.raises(ClientError) as refusal:
        gemini.models.generate_content(model=MODEL, contents=[part])
    assert refusal.value.code == 403


def test_a_forbidden_subject_is_blocked(gemini):
    answer = write(gemini, {"title": "x [sandbox:refuse]"})

    assert answer.text is None
    assert answer.prompt_feedback.block_reason == "PROHIBITED_CONTENT"


def test_an_answer_can_stop_at_its_limit(gemini):
    answer = write(gemini, {"title": "coffee [sandbox:max_tokens]"})

    assert answer.candidates[0].finish_reason == "MAX_TOKENS"
    with pytest.raises(json.JSONDecodeError):
        json.loads(answer.text)


@pytest.mark.parametrize("model", ["gemini-2.5-flash", "gpt-5"])
def test_a_model_that_is_gone_is_not_found(gemini, model):
    with pytest.raises(ClientError) as refusal:
        gemini.models.generate_content(model=model, contents="hello")
    assert refusal.value.code == 404


def test_a_busy_model_answers_429(gemini, sandbox_url):
    put_faults(sandbox_url, {"kind": "status", "status": 429, "match": {"path": "generateContent"}})

    with pytest.raises(APIError) as refusal:
        write(gemini)
    assert (refusal.value.code, refusal.value.status) == (429, "RESOURCE_EXHAUSTED")


def test_speech_is_raw_samples(gemini):
    answer = gemini.models.generate_content(
        model="gemini-3.8-flash-tts",
        contents="Grind finer, not longer.",
        config=types.GenerateContentConfig(response_modalities=["AUDIO"]),
    )

    sound = answer.candidates[0].content.parts[0].inline_data
    assert sound.mime_type == "audio/L16;codec=pcm;rate=24000"
    assert 1 < len(sound.data) / 2 / 24_000 < 6


def test_bounds_of_a_schema_are_kept(sandbox_url):
    schema = {
        "type": "OBJECT",
        "properties": {
            "tags": {
                "type": "ARRAY",
                "items": {"type": "STRING", "maxLength": 6},
                "minItems": 7,
                "maxItems": 7,
            },
            "rating": {"type": "INTEGER", "minimum": 3, "maximum": 3},
            "note": {"type": "STRING", "minLength": 200, "maxLength": 240},
            "nested": {
                "anyOf": [{"type": "NULL"}, {"type": "OBJECT", "properties": {"ok": {"type": "BOOLEAN"}}}]
            },
        },
    }
    body = {
        "contents": [{"parts": [{"text": "houseplants"}]}],
        "generation_config": {"response_mime_type": "application/json", "response_schema": schema},
    }

    answer = requests.post(f"{sandbox_url}/v1/models/{MODEL}:generateContent?key=k", json=body, timeout=5)

    value = json.loads(answer.json()["candidates"][0]["content"]["parts"][0]["text"])
    assert len(value["tags"]) == 7
    assert max(map(len, value["tags"])) <= 6
    assert value["rating"] == 3
    assert 200 <= len(value["note"]) <= 240
    assert isinstance(value["nested"]["ok"], bool)
