"""Labelled things in a row: as a timeline, as bars to compare, or as rows of labels and values."""

import re
from collections.abc import Callable, Sequence

from synthesis.choices import Layout, Structure
from synthesis.studio import headlines
from synthesis.studio.looks import amounts, shortening, spacing
from synthesis.studio.looks.cues import Cue
from synthesis.studio.looks.readings import pairs
from synthesis.studio.looks.readings.base import Fields, Reader, Reading, all_pictured, pictured
from synthesis.studio.looks.readings.pairs import Found, Pair
from synthesis.studio.looks.subjects import Subject
from synthesis.studio.objects import Chosen
from synthesis.studio.scripts.pasting import items

MOST_ROWS = 6
_MOST_STOPS, _LONGEST_STOP, _LONGEST_DATE = 3, 40, 16
_FEWEST_BARS, _MOST_BARS = 3, 5
# A row of a slip holds so many letters; wide ones count twice.
_LONGEST_LABEL, _LONGEST_VALUE, _LONGEST_ROW = 20, 18, 27
# Longer rows leave no room for an object beside the slip.
_LONGEST_BESIDE = 17
_LONGEST_LINE = 46
_WORDS = (7, 6, 5, 4, 3)
_QUOTED = re.compile('^["\u201c\u201e\u00ab\u300c]')
# A bare figure with its unit: no "every", and no second figure.
_FIGURE = re.compile(
    r"^(?:~|about\s|ca\.?\s|etwa\s|environ\s|unos\s)?\d[\d.,\u00a0\u202f\u066b]*(?P<unit>\D*)$"
)
_SAME_UNIT = 3
_LAST = 1.0


def found_in(subject: Subject) -> Found | None:
    """The labelled things of a scene: of its narration, or of its points where these are in other words."""
    scene = subject.scene
    if scene.structure == Structure.COMPARE or items.sides(scene.narration, language=subject.language):
        return None
    said = pairs.find(scene.narration, language=subject.language)
    if not scene.items or all(_folded(item) in _folded(scene.narration) for item in scene.items):
        found = said
    else:
        found = pairs.find("\n".join(scene.items), language=subject.language)
    is_quoted = found is not None and any(_QUOTED.match(pair.value) for pair in found.pairs)
    return None if is_quoted else found


def _folded(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _timeline(subject: Subject) -> Reading | None:
    found = found_in(subject)
    if found is None or not found.is_timed or not 2 <= len(found.pairs) <= _MOST_STOPS:
        return None
    stops = [(pair, fitted(pair.value, _LONGEST_STOP, language=subject.language)) for pair in found.pairs]
    if not all(event and len(pair.label) <= _LONGEST_DATE for pair, event in stops):
        return None

    def fields(cue: Cue) -> Fields:
        made = [
            {
                "value": headlines.capitalised(pair.label),
                "label": headlines.capitalised(event),
                "cue_s": cue(pair.label),
                "object": thing,
            }
            for (pair, event), thing in zip(stops, _objects(subject, found, cue), strict=True)
        ]
        # A stop without a picture would leave the card empty while it is spoken.
        if not all(each["object"] for each in made):
            made = [each | {"object": None} for each in made]
        return {"headline": head(subject, found), "items": made, "objects": all_pictured(subject, cue, 1)}

    return _reading(subject, Layout.TIMELINE, 9.4, f"it tells {len(stops)} moments in order", fields)


def _chart(subject: Subject) -> Reading | None:
    found = found_in(subject)
    if found is None or not _FEWEST_BARS <= len(found.pairs) <= _MOST_BARS:
        return None
    bars = [(pair, _amount(pair.value, subject.scene.narration)) for pair in found.pairs]
    known = [amount for _, amount in bars if amount is not None]
    is_even = len(set(known)) < 2
    if len(known) < len(bars) or is_even or min(known) < 0 or not _have_one_unit(found.pairs):
        return None

    def fields(cue: Cue) -> Fields:
        made = [
            {
                "label": headlines.capitalised(pair.label),
                "value": pair.value,
                "amount": amount,
                "cue_s": cue(pair.label),
                "is_marked": amount == max(known),
                "object": thing,
            }
            for (pair, amount), thing in zip(bars, _objects(subject, found, cue), strict=True)
        ]
        # What one bar is of stands on no other one.
        shown = [pictured(thing, cue) for thing in _whole(subject, found)]
        return {"headline": head(subject, found), "items": made, "accent_words": [], "objects": shown}

    return _reading(subject, Layout.CHART, 9.9, f"it gives {len(bars)} figures to compare", fields)


def _amount(value: str, context: str) -> float | None:
    """The only figure of a value, which says nothing else; a price is another layout's."""
    several = amounts.find(value, context=context)
    is_bare = len(several) == 1 and _FIGURE.match(value) is not None
    return several[0].value if is_bare and (not several[0].unit or several[0].unit == "%") else None


def _have_one_unit(found: Sequence[Pair]) -> bool:
    """Whether all values have the same unit, in the singular or plural. Numbers alone compare nothing."""
    units = {
        match["unit"].strip(" .").casefold()[:_SAME_UNIT]
        for pair in found
        if (match := _FIGURE.match(pair.value))
    }
    return len(units) == 1 and units != {""}


def _slip(subject: Subject) -> Reading | None:
    found = found_in(subject)
    if found is None or found.family in pairs.COUNTING:
        return None
    shown = found.pairs[:MOST_ROWS]
    if len(shown) < 2 or not all(map(_is_short, shown)) or all(map(_is_priced, shown)):
        return None
    longest = max(_width(pair.label) + _width(pair.value) for pair in shown)

    def fields(cue: Cue) -> Fields:
        made = [
            {
                "label": headlines.capitalised(pair.label),
                "value": pair.value,
                "cue_s": cue(pair.value) if found.family == pairs.NAMED else cue(pair.label),
            }
            for pair in shown
        ]
        return {
            "headline": head(subject, found),
            "items": made,
            "accent_words": [],
            "kicker": subject.scene.kicker,
            "objects": all_pictured(subject, cue, 1) if longest <= _LONGEST_BESIDE else [],
        }

    is_measured = sum(any(map(str.isdigit, pair.label + pair.value)) for pair in shown) * 2 >= len(shown)
    # Long rows are larger as notes.
    is_fitting = is_measured and not found.is_timed and longest <= _LONGEST_BESIDE
    return _reading(subject, Layout.RECEIPT, 9.5 if is_fitting else 8.2, _reason(found), fields)


def _is_priced(pair: Pair) -> bool:
    """True for a price: a receipt with a total shows prices alone."""
    return any(amount.unit not in ("", "%") for amount in amounts.find(pair.value))


def _is_short(pair: Pair) -> bool:
    label, value = _width(pair.label), _width(pair.value)
    return label <= _LONGEST_LABEL and value <= _LONGEST_VALUE and label + value <= _LONGEST_ROW


def _width(text: str) -> int:
    """The width of a text in letters: one of a script without spaces is as wide as two."""
    return sum(2 if spacing.is_unspaced(letter) else 1 for letter in text)


def _notes(subject: Subject) -> Reading | None:
    found = found_in(subject)
    rows = lines(found, language=subject.language) if found is not None else []
    if found is None or not 2 <= len(rows) <= MOST_ROWS:
        return None

    def fields(cue: Cue) -> Fields:
        made = [
            {"label": row, "cue_s": cue(pair.label), "object": thing}
            for row, pair, thing in zip(rows, found.pairs, _objects(subject, found, cue), strict=False)
        ]
        return {"headline": head(subject, found), "items": made, "objects": all_pictured(subject, cue)}

    # Steps have a path of their own.
    is_process = found.family in pairs.STEPS
    return _reading(subject, Layout.CHECKLIST, 7.6 if is_process else 8.8, _reason(found), fields)


def lines(found: Found, *, language: str) -> list[str]:
    """Each label with its value in one line, of steps and tips the value alone; empty if one is too long."""
    shown = found.pairs[:MOST_ROWS]
    is_numbered = found.family in pairs.COUNTING
    made: list[str] = []
    for pair in shown:
        colon = "\uff1a" if spacing.is_unspaced(pair.label) else ": "
        lead = "" if is_numbered else f"{headlines.capitalised(pair.label)}{colon}"
        rest = fitted(pair.value, _LONGEST_LINE - len(lead), language=language)
        made.append(lead + (rest if lead else headlines.capitalised(rest)) if rest else "")
    return made if all(made) else []


def fitted(value: str, longest: int, *, language: str) -> str:
    """The value if it is short enough, or a whole phrase of it; empty if there is none."""
    if len(value) <= longest:
        return value
    several = (shortening.shortened(value, language=language, most=most) for most in _WORDS)
    return next((each for each in several if each and len(each) <= longest), "")


def _objects(subject: Subject, found: Found, cue: Cue) -> list[Fields | None]:
    """For each pair the object whose word is in it, if no other pair has it. Times picture nothing."""
    things = list(subject.things)
    made: list[Fields | None] = []
    for pair in found.pairs:
        said = (pair.value if found.is_timed else f"{pair.label} {pair.value}").casefold()
        thing = next((each for each in things if each.word and each.word.casefold() in said), None)
        if thing is not None:
            things.remove(thing)
        made.append(pictured(thing, cue) if thing is not None else None)
    return made


def _whole(subject: Subject, found: Found) -> list[Chosen]:
    """The objects that no pair names."""
    said = " ".join(f"{pair.label} {pair.value}" for pair in found.pairs).casefold()
    return [each for each in subject.things if not (each.word and each.word.casefold() in said)]


def head(subject: Subject, found: Found) -> str:
    """The headline above rows: its own, what leads to them, or the title; never the first row."""
    if subject.has_own_headline:
        return subject.head
    lead = found.lead.strip(" :\uff1a.,;\u3002")
    if shortening.is_telling(lead, language=subject.language):
        return shortening.shortened(lead, language=subject.language)
    return subject.name


def _reason(found: Found) -> str:
    return f"it names {len(found.pairs)} things, each with its value"


def _reading(
    subject: Subject, layout: Layout, score: float, reason: str, fields: Callable[[Cue], Fields]
) -> Reading:
    # What the last scene lists is more than its request.
    return Reading(layout, score + (_LAST if subject.is_last else 0), reason, fields)


READERS: tuple[Reader, ...] = (_timeline, _chart, _slip, _notes)
