"""Texts of other systems: they can be stored and shown, whatever they contain."""

import json

import pytest
from pydantic import BaseModel

from foundation import foreign_texts


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("a\0b\x07c", "abc"),
        ("lone \ud83d half", "lone \ufffd half"),
        ("a whole \ud83d\ude00 pair", "a whole 😀 pair"),
        ("turned \u202egnp.exe", "turned gnp.exe"),
        ("two\r\n\n lines ", "two lines"),
        ("हिंदी \u200d", "हिंदी \u200d"),
        (7, ""),
        (None, ""),
    ],
)
def test_a_line_can_be_stored_and_shown(told, kept):
    assert foreign_texts.line(told) == kept.strip()


def test_a_line_has_a_longest_length():
    assert foreign_texts.line("a long title", most=6) == "a long"


def test_several_lines_keep_their_ends():
    assert foreign_texts.lines(" one\r\n\r\ntwo\rthree\0 ") == "one\n\ntwo\nthree"


class Strict(BaseModel):
    title: str


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("half \ud83d", "half \ufffd"),
        ("\ude00 half", "\ufffd half"),
        ("\ud83d\ud83d\ude00", "\ufffd😀"),
        ("whole \ud83d\ude00", "whole 😀"),
        ("a\0b", "ab"),
        ("written out: \\ud83d and \\u0000", "written out: \\ud83d and \\u0000"),
        ('quotes " and \n lines', 'quotes " and \n lines'),
        ("", ""),
    ],
)
def test_a_document_with_any_text_can_be_parsed_and_stored(title, kept):
    document = json.dumps({"title": title}).encode()

    parsed = Strict.model_validate_json(foreign_texts.storable_json(document))

    assert parsed.title == kept
    assert json.loads(foreign_texts.storable_json(document)) == {"title": kept}


def test_a_document_with_broken_bytes_can_be_parsed():
    document = b'{"title": "half \xed\xa0\xbd"}'

    assert Strict.model_validate_json(foreign_texts.storable_json(document)).title.startswith("half \ufffd")


def test_an_unchanged_document_stays_as_it_is():
    document = '{"title": "Café 😀 \\u00e9 \\/"}'.encode()

    assert foreign_texts.storable_json(document) == document
