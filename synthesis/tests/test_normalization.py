"""Text is normalised into what a narrator says, and every written character keeps its place."""

import random
import re
import subprocess
import sys
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

from synthesis.assembly.speech.normalization import Normalized, languages, normalise

TABLES = sorted((Path(__file__).parent / "data" / "normalization").glob("*.toml"))
LANGUAGES = [
    "en-GB",
    "es",
    "fr",
    "it",
    "pt",
    "de",
    "nl",
    "pl",
    "tr",
    "sv",
    "ru",
    "ar",
    "ja",
    "zh",
    "hi",
    "ko",
    "fi",
]
# What rules look at: digits, signs, letters of several scripts, emoji, and characters without a meaning.
PIECES = [
    *"0123456789", *"$€£¥%°²½#@&/.,:;-–×+=<>()[]*_~|'’\"!?… \n\t\u00a0",
    *"aIVXMkKmbMsthé", "ß", "я", "ع", "中", "ひ", "한", "हि", "🎉", "👩‍🚀", "\ufffc", "\x00", "\ud800", "٣",
    "Dr.", "p.m.", "https://", "www.", ".com", "kg", "USD", "1,000", "2026-11-28", "14:05", "No.", "e.g.",
]  # fmt: skip


def cases() -> list[tuple[str, str, str]]:
    found = []
    for path in TABLES:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        found += [(table["language"], case["text"], case["spoken"]) for case in table["case"]]
    return found


def random_texts(count: int, *, seed: int) -> list[str]:
    source = random.Random(seed)  # noqa: S311 - the texts have to be the same in each run
    return ["".join(source.choices(PIECES, k=source.randint(0, 40))) for _ in range(count)]


def check_places(text: str, normalised: Normalized) -> None:
    """Every written character is in a reading, or unchanged at the corresponding place."""
    written_at, spoken_at = 0, 0
    for reading in normalised.readings:
        kept = text[written_at : reading.starts_at]
        assert written_at <= reading.starts_at < reading.ends_at <= len(text)
        assert reading.spoken_from == spoken_at + len(kept) <= reading.spoken_to
        assert normalised.spoken[spoken_at : reading.spoken_from] == kept
        assert normalised.spoken_span(reading.starts_at, reading.ends_at) == (
            reading.spoken_from,
            reading.spoken_to,
        )
        written_at, spoken_at = reading.ends_at, reading.spoken_to
    assert normalised.spoken[spoken_at:] == text[written_at:]


@pytest.mark.parametrize(("language", "text", "spoken"), cases())
def test_a_text_is_said_as_a_native_narrator_says_it(language, text, spoken):
    normalised = normalise(text=text, language=language)

    assert normalised.spoken == spoken
    check_places(text, normalised)


def test_the_tables_have_at_least_three_hundred_cases_and_eight_for_each_language():
    languages = [language for language, _, _ in cases()]

    assert len(languages) >= 300
    assert min(languages.count(language) for language in set(languages)) >= 8


@pytest.mark.parametrize("language", ["en", *LANGUAGES])
def test_any_text_is_accepted_and_keeps_its_places(language):
    for text in random_texts(150, seed=len(language)):
        check_places(text, normalise(text=text, language=language))


@pytest.mark.parametrize("language", ["en", *LANGUAGES[:-1]])
def test_a_language_with_a_table_leaves_no_digit_to_the_voice(language):
    for text in random_texts(150, seed=len(language) + 1):
        spoken = normalise(text=text, language=language).spoken

        assert not any(character.isdecimal() for character in spoken), text


def test_the_spans_of_neighbouring_words_are_in_order_and_cover_the_spoken_text():
    for language, text, _ in cases():
        normalised = normalise(text=text, language=language)
        spans = [normalised.spoken_span(at, at + 1) for at in range(len(text))]

        assert spans == sorted(spans)
        assert not text or (spans[0][0], spans[-1][1]) == (0, len(normalised.spoken))
        assert all(before[1] >= after[0] or before == after for before, after in pairwise(spans))


def test_a_reading_never_contains_another_one():
    text = "See <b title='Nginx'> or https://example.com?mail=jane@example.org&x=Nginx now."

    check_places(text, normalise(text=text, language="en", pronunciations={"Nginx": "engine x"}))


def test_a_word_inside_a_reading_has_the_span_of_the_whole_reading():
    normalised = normalise(text="At 20 °C it melts.", language="en")

    span = slice(*normalised.spoken_span(3, 5))

    assert normalised.spoken[span] == "twenty degrees Celsius"
    assert normalised.spoken_span(6, 8) == (span.start, span.stop)
    assert normalised.spoken[slice(*normalised.spoken_span(9, 11))] == "it"


def test_words_that_share_a_reading_divide_its_spoken_words():
    text = "On November 28, 2026, at 20 °C."
    words = [word.span() for word in re.finditer(r"\S+", text)]
    normalised = normalise(text=text, language="en")

    spoken = [normalised.spoken[start:end].strip() for start, end in normalised.spoken_spans(words)]

    assert spoken == [
        "On",
        "November",
        "twenty-eighth,",
        "twenty twenty-six,",
        "at",
        "twenty",
        "degrees Celsius.",
    ]


def test_the_spoken_spans_of_words_are_in_order_and_do_not_overlap():
    texts = [(language, text) for language, text, _ in cases()]
    texts += [(language, text) for language in ("en", "ja") for text in random_texts(150, seed=9)]
    for language, text in texts:
        words = [word.span() for word in re.finditer(r"\S+", text)]
        spans = normalise(text=text, language=language).spoken_spans(words)

        assert len(spans) == len(words)
        assert all(start <= end for start, end in spans)
        assert all(before[1] <= after[0] for before, after in pairwise(spans)), text


def test_a_correction_precedes_all_rules_and_is_not_normalised_again():
    spoken = normalise(
        text="Nginx, NGINX 5 and nginxed: A/B 5 testing.",
        language="en",
        pronunciations={"nginx": "engine x", "Nginx 5": "engine X 5", "A/B 5": "$5"},
    ).spoken

    assert spoken == "engine x, engine X 5 and nginxed: $5 testing."


@pytest.mark.parametrize("language", ["en", *LANGUAGES[:-1]])
def test_the_vocabulary_of_a_table_fits_its_grammar(language):
    table = languages.find(language)
    nouns = [*table.units.values(), *table.magnitudes.values(), *sum(table.currencies.values(), ())]

    assert set(table.magnitude_signs.values()) <= set(table.magnitudes)
    assert set(table.symbols.values()) <= set(table.currencies)
    assert set(table.ordinal_marks.values()) <= {*table.ordinals, ""}
    assert len(table.months) == 12
    assert set(table.month_names.values()) <= set(range(1, 13))
    assert all(noun.count("|") < len(table.categories) for noun in nouns)
    assert {noun.partition(":")[0] for noun in nouns if ":" in noun} <= {*table.cardinals, ""}


def test_tables_and_number_rules_are_loaded_when_they_are_needed():
    program = (
        "import sys; from synthesis.assembly.speech.normalization import normalise; "
        "normalise(text='No number.', language='en'); "
        "print([name for name in sys.modules if 'rbnf' in name or name.endswith('languages.de')])"
    )

    command = [sys.executable, "-c", program]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own program

    assert loaded.stdout.strip() == "[]"


def test_an_empty_correction_changes_nothing():
    assert normalise(text="Well 5.", language="en", pronunciations={" ": "x"}).spoken == "Well five."


def test_a_language_without_a_table_keeps_its_digits():
    text = "Hinta on 5 € **nyt** 🎉: https://www.example.com/a?b=1 3-4"

    assert normalise(text=text, language="fi").spoken == "Hinta on 5 € nyt: example.com/a 3-4"


@pytest.mark.parametrize("tag", ["EN", "en-US", "en_us", "en-Latn-US", ""])
def test_a_language_is_found_by_its_primary_subtag(tag):
    assert ("five" in normalise(text="5", language=tag).spoken) == bool(tag)


@pytest.mark.parametrize("language", ["en", "de", "ru", "ar", "ja", "ko"])
@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "1,111",
        "1.",
        "a.",
        "A.",
        "-",
        "x@",
        "/a",
        "$1 ",
        "1/2 ",
        "1:",
        "🎉 ",
        "IV",
        "2026-11-28 ",
        "5 kg. ",
        " ",
        "\n",
        "+1 ",
    ],
)
def test_ten_thousand_characters_keep_their_places(language, piece):
    text = (piece * 10_000)[:10_000]

    check_places(text, normalise(text=text, language=language))
