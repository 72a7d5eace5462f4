"""What is read of OpenAI's responses, however they look."""

import json

import pytest

from foundation import openai_answers


def message(*content):
    return {"type": "message", "id": "m", "role": "assistant", "content": list(content)}


def written(text):
    return {"type": "output_text", "text": text, "annotations": []}


def read(*output, **fields):
    body = {"object": "response", "model": "gpt-5.4-mini", "status": "completed", "output": list(output)}
    return openai_answers.read(json.dumps({**body, **fields}).encode())


def test_the_texts_of_all_messages_are_joined():
    answer = read(
        {"type": "reasoning", "summary": []}, message(written("a"), written("b")), message(written("c"))
    )

    assert (answer.text, answer.stopped_as, answer.is_refused) == ("abc", "", False)


@pytest.mark.parametrize(
    "odd",
    [
        None,
        "text",
        {"type": "message", "content": None},
        {"type": "message", "content": "text"},
        message(None, "text", {"type": "output_text", "text": None}, {"type": "output_text", "text": 5}),
        {"type": "hologram", "content": [written("not a message")]},
    ],
)
def test_items_of_another_form_are_left_out(odd):
    assert read(odd, message(written("a"))).text == "a"


def test_a_refusal_counts_beside_a_text():
    assert read(message(written("a"), {"type": "refusal", "refusal": "No."})).is_refused


@pytest.mark.parametrize("usage", [None, {}, "x", {"input_tokens": "5"}, {"input_tokens": -5}])
def test_tokens_that_are_not_reported_are_unknown(usage):
    assert read(usage=usage).usage.input_tokens is None


def test_tokens_are_those_of_input_and_of_output():
    usage = read(usage={"input_tokens": 5, "output_tokens": 2, "total_tokens": 7}).usage

    assert (usage.input_tokens, usage.output_tokens) == (5, 2)


@pytest.mark.parametrize(
    ("error", "code"), [({"code": "server_error"}, "server_error"), ({"message": "m"}, ""), ("boom", "boom")]
)
def test_an_error_of_any_form_is_an_error(error, code):
    failure = read(error=error).error

    assert failure is not None
    assert failure.code == code


@pytest.mark.parametrize(
    ("fields", "stopped_as"),
    [
        (
            {"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}},
            "max_output_tokens",
        ),
        ({"status": "cancelled", "incomplete_details": None}, "cancelled"),
        ({"status": "queued", "incomplete_details": "x"}, "queued"),
        ({"status": None}, ""),
    ],
)
def test_an_incomplete_answer_says_why(fields, stopped_as):
    assert read(**fields).stopped_as == stopped_as


@pytest.mark.parametrize(
    "document", [b"", b"null", b"[1]", b"<html>", b"{}", b'{"output":null}', b"[" * 100_000]
)
def test_anything_else_is_no_response(document):
    with pytest.raises(ValueError, match="Answer"):
        openai_answers.read(document)
