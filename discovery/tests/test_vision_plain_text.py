"""Sentences of a model as plain text."""

import pytest

from discovery.adapters.vision.plain_text import plain, visible


@pytest.mark.parametrize(
    "text",
    [
        "Opens on the result, e.g. the cup, and then stops at 12.5 s.",
        "About 24 cuts a minute; 3 of 4 shots last 0.8 s (60 % of the time).",
        "It had 1,234,567 views on 2026-11-30, at 12:30.",
        "Says “50/50” and “and/or” on screen, then A/B.",
        "Der Schnitt kommt früh, z.B. nach dem ersten Satz.",
        "最初の3秒で結果を見せる\uff01 そのあと説明する。",
        "हिंदी में लिखा है: क्\u200dष और क्ष",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "Moves from dot to dot",
        "1 < 2 and 3 > 2, a <3 to you",
        "Counts 10, 20, 30, 40 and 50 repetitions.",
        "The end.Next sentence without a space",
        "It stops.In the next shot, it goes on.At last it ends.",
    ],
)
def test_ordinary_sentences_stay_as_they_are(text):
    assert plain(text) == text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Visit https://evil.example/a?b=c now", "Visit [link] now"),
        ("HTTP://EVIL.EXAMPLE", "[link]"),
        ("Go to www.evil.example.", "Go to [link]."),
        ("See www.evil.guru, then stop", "See [link], then stop"),
        ("See пример.рф or xn--e1afmkfd.xn--p1ai", "See [link] or [link]"),
        ("See evil.com/path#x", "See [link]"),
        ("See youtu.be/abc or t.me/evil", "See [link] or [link]"),
        ("See evil.com, then stop", "See [link], then stop"),
        ("See evil[.]com or evil(dot)com", "See [link] or [link]"),
        ("See münchen.de/rabatt", "See [link]"),
        ("Say evil dot com three times", "Say [link] three times"),
        ("See 192.168.0.1:8080/x", "See [link]"),
        ("Open javascript:alert(1)", "Open [link]"),
        ("Open data:text/html;base64,AAAA", "Open [link]"),
        ("ftp://files.example/x", "[link]"),
        ("Write to a.b+c@evil.example today", "Write to [address] today"),
        ("mailto:a@evil.example", "[link]"),
        ("Follow @evil_account", "Follow [handle]"),
        ("Call +1 (555) 010-9999 now", "Call [number] now"),
        ("Call 0049 30 1234567", "Call [number]"),
        ("Call 030 1234 56789", "Call [number]"),
        ("![pixel](https://evil.example/p.png?d=1)", "pixel [link]"),
        ("[Renew here](https://evil.example)", "Renew here [link]"),
        ("[here](evil)", "here evil"),
        ("<b>Bold</b> words", "Bold words"),
        ('<img src="x" onerror="alert(1)"> words', "words"),
        ("<!-- hidden --> words", "words"),
        ("\uff48\uff54\uff54\uff50\uff53\uff1a\uff0f\uff0fevil.example\uff0fx", "[link]"),
        ("ht\u200btps://evil.example", "[link]"),
        ("\u202egnp.elpmaxe\u202c words", "gnp.elpmaxe words"),
        ("Hidden\U000e0041\U000e0042 tags", "Hidden tags"),
        ("Zero\u200b\u2060\ufeffwidth", "Zerowidth"),
        ("Line\r\n\tbreaks\u2028here\x00", "Line breaks here"),
        ("Key sk-live-0123456789abcdef0123456789 here", "Key [removed] here"),
        ("Key " + "AIza" + "SyA1234567890abcdefghijklmnopqrstuv here", "Key [removed] here"),
    ],
)
def test_nothing_is_left_that_leads_anywhere(text, kept):
    assert plain(text) == kept


def test_a_joiner_after_a_latin_letter_is_removed():
    assert visible("a\u200db") == "ab"


@pytest.mark.parametrize(
    "text", ["a." * 2000, "a@" * 2000, "1-" * 2000, "<a" * 2000, "[" * 4000, "a1" * 2000]
)
def test_long_repetitions_end_quickly(text):
    assert len(plain(text)) <= len(text)
