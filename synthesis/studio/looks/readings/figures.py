"""Figures: receipts, charts, single numbers, counted things, countdowns and times of day."""

import re

from synthesis.choices import Layout
from synthesis.studio import headlines
from synthesis.studio.looks import amounts, shortening
from synthesis.studio.looks.amounts import Amount
from synthesis.studio.looks.cues import Cue
from synthesis.studio.looks.readings.base import Fields, Reader, Reading, all_pictured, pictured
from synthesis.studio.looks.subjects import Subject
from synthesis.studio.scripts.pasting import points

_LONGEST_LABEL = 18
_FEWEST_BARS, _MOST_BARS = 3, 5
_MOST_ROWS = 4
_MOST_COUNTED = 6
_LONGEST_CARD, _MOST_CARDS = 40, 2
_LONGEST_FIGURE = 9
_MOST_WORDS_BEFORE = 4
_LONGEST_COUNTDOWN_S = 600
_CLOCK = re.compile(r"\b([01]?\d|2[0-3])[:.]([0-5]\d)\b(?:\s?(?:a\.?m\.?|p\.?m\.?|Uhr|h)\b)?", re.IGNORECASE)
_HOUR = re.compile(r"\b(1[0-2]|[1-9])\s?(a\.?m\.?|p\.?m\.?)(?!\w)", re.IGNORECASE)
# "5 years", "10 reps": a number with what it counts.
_SPAN = re.compile(r"(?<![\d.,$€£])(\d{1,4}\s[^\W\d_]{1,12})")
_COUNTED = re.compile(r"([\d.,]+)\s([^\W\d_]{3,})")
_LONE_NUMBER = re.compile(r"(?<![\d.,$€£:/-])(\d{1,3})(?![\d.,:/-]|\s?[%°])")
_CLAUSE_START = re.compile(r"[.!?;:\u3002]\s*|,\s")
_EDGES = " ,.:;-\u2013\u2014"
_WORD_NUMBERS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "ten": 10,
    "thirty": 30,
    "sixty": 60,
}


def _labelled(subject: Subject) -> list[tuple[str, Amount]]:
    """Parts of the scene with one amount each, and what the amount is of."""
    scene = subject.scene
    parts = (
        list(scene.items)
        if len(scene.items) > 1
        else amounts.parts(scene.narration, language=subject.language)
    )
    found: list[tuple[str, Amount]] = []
    timed = 0
    year_before: list[tuple[str, int]] = []
    for part in parts:
        here, spans = amounts.find(part), _SPAN.findall(part)
        # "In 2022, 5 % of …": the year stands in the part before.
        years = amounts.years(part) or year_before
        year_before = years if not here else []
        units = [amount for amount in here if amount.unit]
        amount = units[0] if len(units) == 1 else (here[0] if len(here) == 1 else None)
        if amount is None:
            continue
        is_timed = len(years) == 1 or (len(spans) == 1 and len(here) == 2)
        timed += is_timed
        label = (years[0][0] if years else spans[0]) if is_timed else _label(part, amount, subject.language)
        if label:
            found.append((label, amount))
    if timed >= _FEWEST_BARS:
        return [bar for bar in found if bar[0][:1].isdigit()]
    return found


def _label(part: str, amount: Amount, language: str) -> str:
    """What the amount is of, short enough for a row."""
    label = amounts.label_of(part, amount.text)
    if len(label) <= _LONGEST_LABEL:
        return label
    kept = [word for word in label.split() if headlines.is_telling(word, language=language)]
    while len(" ".join(kept)) > _LONGEST_LABEL:
        kept.pop()
    return " ".join(kept)


def _receipt(subject: Subject) -> Reading | None:
    rows = [(label, amount) for label, amount in _labelled(subject) if _is_price(amount)]
    if len(rows) < 2 or all(label[0].isdigit() for label, _ in rows):
        return None
    total = _total(subject, [amount for _, amount in rows])
    shown = [row for row in rows if total is None or row[1].text != total.text][:_MOST_ROWS]
    if len(shown) < 2:
        return None
    dearest = max(shown, key=lambda row: row[1].value)

    def fields(cue: Cue) -> Fields:
        made = [
            {
                "label": label,
                "value": amount.text,
                "amount": amount.value,
                "cue_s": cue(amount.text),
                "is_marked": (label, amount) == dearest,
            }
            for label, amount in shown
        ]
        return {
            "items": made,
            "figure": total.text if total else "",
            "headline": subject.topic,
            "accent_words": [],
            "kicker": subject.scene.kicker,
            "objects": _priced(subject, cue)[:2],
            "reaction_s": cue(total.text) if total else None,
        }

    return Reading(Layout.RECEIPT, 9.4, f"it names {len(shown)} prices", fields)


def _priced(subject: Subject, cue: Cue) -> list[Fields]:
    """Money, which the prices name, and the objects of the scene."""
    named = [thing for thing in all_pictured(subject, cue) if not thing["name"].startswith("person-")]
    return [*named[:1], {"name": "money-bag"}, *named[1:]]


def _is_price(amount: Amount) -> bool:
    return bool(amount.unit) and amount.unit != "%"


def _total(subject: Subject, prices: list[Amount]) -> Amount | None:
    """A price in the text that is the sum of the others. A sum is never computed for the screen."""
    for amount in (
        *amounts.find(subject.scene.headline),
        *amounts.find(subject.scene.figure),
        *amounts.find(subject.scene.narration),
    ):
        others = [price.value for price in prices if price.text != amount.text]
        if _is_price(amount) and len(others) > 1 and abs(sum(others) - amount.value) < 0.01:
            return amount
    return None


def _chart(subject: Subject) -> Reading | None:
    bars = _labelled(subject)
    units = {amount.unit for _, amount in bars}
    if (
        not _FEWEST_BARS <= len(bars) <= _MOST_BARS
        or len(units) != 1
        or len({label for label, _ in bars}) != len(bars)
    ):
        return None
    if any(amount.value < 0 for _, amount in bars) or max(amount.value for _, amount in bars) <= 0:
        return None
    is_plain = units == {""} and not all(label.isdigit() for label, _ in bars)
    if is_plain:
        return None

    def fields(cue: Cue) -> Fields:
        top = max(bars, key=lambda bar: bar[1].value)
        made = [
            {
                "label": label,
                "value": amount.text,
                "amount": amount.value,
                "cue_s": cue(amount.text),
                "is_marked": (label, amount) == top,
            }
            for label, amount in bars
        ]
        shown = _priced(subject, cue) if units - {"", "%"} else all_pictured(subject, cue)
        return {"headline": subject.topic, "items": made, "kicker": subject.scene.kicker, "objects": shown}

    return Reading(Layout.CHART, 8.9, f"it gives {len(bars)} figures to compare", fields)


def _number(subject: Subject) -> Reading | None:
    scene = subject.scene
    figure, label = scene.figure, scene.figure_label
    if not figure:
        found = points.figure(scene.headline, scene.narration, language=subject.language)
        if found is None or len(found.text) > _LONGEST_FIGURE:
            return _lone_number(subject)
        figure, label = found.text, found.label

    def fields(cue: Cue) -> Fields:
        before, found, after = (part.strip(_EDGES) for part in subject.raw_head.partition(figure))
        before = before if len(before) > 2 else ""
        number, unit = _without_unit(figure)
        return {
            "figure": number,
            "figure_label": label or " ".join(part for part in (unit, after if before else "") if part),
            "headline": (before or after or subject.topic) if found else subject.head,
            "objects": all_pictured(subject, cue),
            "reaction_s": cue(figure),
        }

    return Reading(Layout.NUMBER, 7.2 if scene.figure else 5.6, f"one figure is its point: {figure}", fields)


def _without_unit(figure: str) -> tuple[str, str]:
    """A figure without the word for what it counts: "16 hours" is "16" and "hours"."""
    found = _COUNTED.fullmatch(figure)
    return (found[1], found[2]) if found else (figure, "")


def _lone_number(subject: Subject) -> Reading | None:
    """The only number of the scene, at the end of a short clause: "The rule of 72: …"."""
    numbers = amounts.find(subject.text)
    first = amounts.parts(subject.text, language=subject.language)[:1]
    if len(numbers) != 1 or not first or len(numbers[0].text) < 2 or not first[0].endswith(numbers[0].text):
        return None
    before = first[0].removesuffix(numbers[0].text).strip()
    if not 1 <= len(before.split()) <= _MOST_WORDS_BEFORE:
        return None

    def fields(cue: Cue) -> Fields:
        return {
            "figure": numbers[0].text,
            "headline": before,
            "objects": all_pictured(subject, cue),
            "reaction_s": cue(numbers[0].text),
        }

    return Reading(Layout.NUMBER, 6.4, f"one figure is its point: {numbers[0].text}", fields)


def _count(subject: Subject) -> Reading | None:
    counted = [
        thing
        for thing in subject.things
        if 2 <= thing.count <= _MOST_COUNTED and not thing.is_struck and _is_said(subject, thing.count)
    ]
    if not counted:
        return None
    thing = counted[0]
    number = str(thing.count)
    others = [other for other in subject.things if other != thing]

    def fields(cue: Cue) -> Fields:
        head = re.sub(rf"(?<!\w)(?:{number})(?!\w)\s*", "", subject.head).strip() or subject.head
        shown = [pictured(each, cue) for each in (thing, *others)][:2]
        return {"figure": number, "headline": head, "objects": shown}

    return Reading(Layout.COUNT, 7.8, f"it counts {number} things", fields)


def _is_said(subject: Subject, count: int) -> bool:
    text = f"{subject.scene.headline} {subject.text}"
    return re.search(rf"(?<![\d.,$€£:]){count}(?![\d.,:%])", text) is not None or any(
        value == count and re.search(rf"\b{word}\b", text, re.IGNORECASE)
        for word, value in _WORD_NUMBERS.items()
    )


def _countdown(subject: Subject) -> Reading | None:
    table, text = subject.words, subject.text
    if table.find("hold", text) is None:
        return None
    for kind, factor in (("seconds", 1), ("minutes", 60)):
        unit = table.find(kind, text)
        before = text[max(0, unit.start() - 16) : unit.start()] if unit else ""
        number = _last_number(before)
        if unit is not None and number and number * factor <= _LONGEST_COUNTDOWN_S:
            return _countdown_of(subject, number=number, seconds=float(number * factor), unit=unit[0])
    return None


def _last_number(text: str) -> int | None:
    digits = _LONE_NUMBER.findall(text)
    if digits and re.search(r"\d\s*-?\s*$", text):
        return int(digits[-1])
    word = next((each for each in reversed(text.casefold().split()[-1:])), "")
    return _WORD_NUMBERS.get(word)


def _countdown_of(subject: Subject, *, number: int, seconds: float, unit: str) -> Reading:
    before = subject.text[: subject.text.casefold().find(unit.casefold())]
    clause = re.sub(r"\S+\s*$", "", _CLAUSE_START.split(before)[-1])
    head = shortening.trimmed(clause, language=subject.language) or subject.topic

    def fields(cue: Cue) -> Fields:
        return {
            "headline": head,
            "figure": str(number),
            "figure_label": unit,
            "seconds_to_hold": seconds,
            "objects": all_pictured(subject, cue, 1),
            "reaction_s": cue(unit),
        }

    return Reading(Layout.COUNTDOWN, 7.6, f"something is held for {number} {unit}", fields)


def _notification(subject: Subject) -> Reading | None:
    text = subject.text
    found = _CLOCK.search(text) or _HOUR.search(text)
    if found is None or subject.words.find("remind", text) is None:
        return None
    hour, rest = found.groups()
    time = f"{int(hour)}:{rest}" if rest.isdigit() else f"{hour}:00"

    def fields(cue: Cue) -> Fields:
        cards = _cards(subject, found[0])
        shown = [pictured(thing, cue) for thing in subject.things]
        items = [
            {"label": card, "cue_s": cue(card), "object": shown[place] if place < len(shown) else None}
            for place, card in enumerate(cards)
        ]
        return {
            "figure": time,
            "items": items,
            "headline": subject.scene.kicker or subject.topic,
            "reaction_s": cue(found[0]),
            "objects": shown[:2],
        }

    return Reading(Layout.NOTIFICATION, 7.7, f"it is about a time: {time}", fields)


def _cards(subject: Subject, time: str) -> list[str]:
    """What the cards say: the scene's items, or the clauses without the time."""
    listed = [item for item in subject.scene.items if len(item) <= _LONGEST_CARD]
    # With the preposition before it.
    said = re.sub(rf"(?:(?<!\w)\w{{1,3}}\s)?{re.escape(time)}\.?(?:\s?Uhr)?\s?", "", subject.text)
    clauses = [part for part in amounts.parts(said, language=subject.language) if len(part.split()) > 1]
    several = [shortening.shortened(part, language=subject.language) for part in listed or clauses]
    return [card for card in several if card][:_MOST_CARDS] or [subject.head]


READERS: tuple[Reader, ...] = (_receipt, _chart, _number, _count, _countdown, _notification)
