"""Documents that language models write wrongly, on request."""

import json

import pytest
import requests
from pydantic import BaseModel

from sandbox.tests.conftest import put_faults


class Scene(BaseModel):
    narration: str
    headline: str


class Script(BaseModel):
    title: str
    scenes: list[Scene]


def gemini_text(sandbox_url):
    config = {"responseMimeType": "application/json", "responseJsonSchema": Script.model_json_schema()}
    body = {"contents": [{"parts": [{"text": "Topic: espresso"}]}], "generationConfig": config}
    address, headers = f"{sandbox_url}/v1/models/gemini-3.8-flash:generateContent", {"x-goog-api-key": "k"}
    answer = requests.post(address, json=body, headers=headers, timeout=10)
    return answer.json()["candidates"][0]["content"]["parts"][0]["text"]


def openai_text(sandbox_url):
    schema = {"type": "json_schema", "name": "S", "schema": Script.model_json_schema()}
    body = {"model": "gpt-5.4-mini", "input": "Topic: espresso", "text": {"format": schema}}
    address, headers = f"{sandbox_url}/openai/v1/responses", {"Authorization": "Bearer k"}
    answer = requests.post(address, json=body, headers=headers, timeout=10)
    return answer.json()["output"][0]["content"][0]["text"]


def chat_text(sandbox_url):
    body = {
        "model": "gpt-5.4-mini",
        "messages": [{"role": "user", "content": "Topic: espresso"}],
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "S", "schema": Script.model_json_schema()},
        },
    }
    address, headers = f"{sandbox_url}/openai/v1/chat/completions", {"Authorization": "Bearer k"}
    answer = requests.post(address, json=body, headers=headers, timeout=10)
    return answer.json()["choices"][0]["message"]["content"]


@pytest.fixture(params=[gemini_text, openai_text, chat_text], ids=["gemini", "responses", "chat"])
def ask(request, sandbox_url):
    def once(kind):
        put_faults(sandbox_url, {"kind": kind, "match": {"method": "POST"}})
        return request.param(sandbox_url), request.param(sandbox_url)

    return once


def test_a_fenced_document_is_fenced_once(ask):
    spoiled, whole = ask("fenced")

    assert spoiled == f"```json\n{whole}\n```"


def test_a_chatty_document_stands_between_other_words(ask):
    spoiled, whole = ask("chatty")

    assert whole in spoiled
    assert spoiled.startswith("Sure!")


def test_half_a_text_comes_as_if_it_were_complete(ask):
    spoiled, whole = ask("half_text")

    assert whole.startswith(spoiled)
    assert len(spoiled) == len(whole) // 2


def test_another_language_changes_the_narration_alone(ask):
    spoiled, whole = (json.loads(text) for text in ask("other_language"))

    assert spoiled["title"] == whole["title"]
    assert all("El café" in scene["narration"] for scene in spoiled["scenes"][:1])
    assert len(spoiled["scenes"]) == len(whole["scenes"])


def test_a_narration_can_be_three_times_as_long(ask):
    spoiled, whole = (json.loads(text) for text in ask("too_long"))

    for long, usual in zip(spoiled["scenes"], whole["scenes"], strict=True):
        assert long["narration"].count(usual["narration"]) == 3


def test_a_response_without_a_script_stays_as_it_is(sandbox_url):
    put_faults(sandbox_url, {"kind": "too_long", "match": {"path": "search$"}})

    address = f"{sandbox_url}/youtube/v3/search?part=snippet&type=video&q=coffee&key=k"

    assert requests.get(address, timeout=10).json()["items"]
