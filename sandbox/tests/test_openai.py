"""The official OpenAI client against the sandbox."""

import openai
import pytest
from pydantic import BaseModel

from sandbox.tests.conftest import put_faults

MODEL = "gpt-5.4-mini"


class Beat(BaseModel):
    narration: str
    headline: str


class Outline(BaseModel):
    title: str
    scenes: list[Beat]


@pytest.fixture
def client(sandbox_url):
    with openai.OpenAI(api_key="test-key", base_url=f"{sandbox_url}/openai/v1", max_retries=0) as client:
        yield client


def respond(client, text="Topic: sourdough bread", model=MODEL):
    return client.responses.parse(
        model=model, instructions="Write.", input=text, text_format=Outline, store=False
    )


def test_a_response_is_parsed_into_the_schema(client):
    answer = respond(client)

    assert "bread" in answer.output_parsed.title or "sourdough" in answer.output_parsed.title
    assert len(answer.output_parsed.scenes) == 5
    assert answer.usage.total_tokens == answer.usage.input_tokens + answer.usage.output_tokens


def test_a_chat_completion_is_parsed_into_the_schema(client):
    answer = client.chat.completions.parse(
        model=MODEL, messages=[{"role": "user", "content": "Topic: desk setups"}], response_format=Outline
    )

    assert answer.choices[0].message.parsed.scenes[0].narration
    assert answer.choices[0].finish_reason == "stop"


def test_a_refusal_is_told_apart(client):
    chat = client.chat.completions.parse(
        model=MODEL, messages=[{"role": "user", "content": "[sandbox:refuse]"}], response_format=Outline
    )
    response = respond(client, "[sandbox:refuse]")

    assert chat.choices[0].message.refusal
    assert response.output[0].content[0].type == "refusal"


def test_plain_text_needs_no_schema(client):
    assert client.responses.create(model=MODEL, input="houseplants for beginners").output_text


@pytest.mark.parametrize("model", ["gpt-3.5-turbo", "gpt-4", "claude"])
def test_a_model_that_is_gone_is_not_found(client, model):
    with pytest.raises(openai.NotFoundError) as refusal:
        respond(client, model=model)
    assert refusal.value.code == "model_not_found"


def test_a_wrong_key_is_refused(sandbox_url):
    with (
        openai.OpenAI(api_key="invalid", base_url=f"{sandbox_url}/openai/v1", max_retries=0) as client,
        pytest.raises(openai.AuthenticationError),
    ):
        client.models.list()


@pytest.mark.parametrize(
    ("rule", "error", "code"),
    [
        ({"kind": "status", "status": 429}, openai.RateLimitError, "rate_limit_exceeded"),
        ({"kind": "quotaExceeded"}, openai.RateLimitError, "insufficient_quota"),
        ({"kind": "status", "status": 503}, openai.InternalServerError, "server_error"),
    ],
)
def test_faults_come_in_openais_shape(client, sandbox_url, rule, error, code):
    put_faults(sandbox_url, rule)

    with pytest.raises(error) as refusal:
        respond(client)
    assert refusal.value.code == code
