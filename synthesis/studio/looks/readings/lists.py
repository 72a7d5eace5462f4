"""Lists: checklists, parts of a thing, rankings and dates."""

# Letters of other alphabets look like Latin ones.
# ruff: noqa: RUF001

import re

from synthesis.choices import Layout, Structure
from synthesis.studio import headlines
from synthesis.studio.headlines import clause_words
from synthesis.studio.looks import amounts, shortening, spacing
from synthesis.studio.looks.cues import Cue
from synthesis.studio.looks.readings import enumerations, tables
from synthesis.studio.looks.readings.base import Fields, Reader, Reading, all_pictured, pictured
from synthesis.studio.looks.subjects import Subject
from synthesis.studio.objects import Chosen
from synthesis.studio.scripts.pasting import items

_MOST_ROWS, _LONGEST_ROW = 4, 34
# So many rows of so many letters are large enough, too.
_MOST_SHORT, _LONGEST_SHORT = 6, 24
_MOST_PARTS, _LONGEST_PART = 3, 16
_MOST_STOPS, _LONGEST_STOP = 3, 40
_WORDS_OF_STOP = (7, 6, 5, 4, 3)
_KOREAN_YEAR = re.compile(r"^년(?:에는|에도|에|부터|까지|도)?\s")
_AND_LAST = re.compile(r"[\s\u0964.,;]+$")
# The place of a year in its part, with its preposition; "году" and "roku" follow it.
_IN_YEAR = re.compile(
    r"(?:(?:^|(?<=\s))(?:in the year|in|by|since|en el año|en|em|nel|dal|im jahr|im|seit|en l'an|dès|depuis|"
    r"в|у|w|i)\s+)?\0(?:\s(?:году|року|roku|wurde))?",
    re.IGNORECASE,
)
_LONGEST_CLAUSE, _LONGEST_WIDE_CLAUSE = 5, 10
_SENTENCE_END = re.compile(r"[.!?:\u3002](?:\s|$)")
# A Chinese clause that goes on with the sentence is no row of a list.
_CONTINUES = re.compile(r"不是|是|也|就|却|而|才|但|说明|因为|所以|其实")
_PERSONS = clause_words.listed(
    "i we you je j tu nous vous on ich du wir io noi yo eu ik wij я ты мы вы ja ty"
)
_DETAIL = re.compile(r"\s*(?:[:\uff1a(]|\s[\u2013\u2014-]\s).*$")


def _rows(subject: Subject) -> list[str]:
    scene = subject.scene
    labelled = tables.found_in(subject)
    if labelled is not None and (lines := tables.lines(labelled, language=subject.language)):
        return lines
    found = scene.items or items.steps(scene.narration, language=subject.language)
    found = found or items.tips(scene.narration, language=subject.language)
    if not found:
        _, several = items.listed(scene.narration, language=subject.language)
        found = several or enumerations.listed(scene.narration, language=subject.language)
        found = found or _clauses(subject)
    return [_row(subject, _bare(item, subject.language)) for item in found]


def _bare(item: str, language: str) -> str:
    """The item without the word that joins it to the one before, and without its full stop."""
    first, _, rest = item.partition(" ")
    known = clause_words.of(language)
    # "ni lait" stays one.
    is_denied = shortening.is_negated(first, language)
    is_joined = rest and not is_denied and first.casefold() in known.coordinators - known.subordinators
    return _AND_LAST.sub("", headlines.capitalised(rest) if is_joined else item)


def _clauses(subject: Subject) -> tuple[str, ...]:
    """Three or four short clauses of one sentence: "Phone away, room at 18 degrees, no late coffee."."""
    text = subject.scene.narration.strip()
    if _SENTENCE_END.search(text[:-1]) or "?" in text:
        return ()
    parts = amounts.parts(text, language=subject.language)
    # "My best friend, that is time" is a sentence, not a list.
    is_said = any(shortening.is_vague(part, language=subject.language) for part in parts)
    is_said |= any(_is_led(part, subject.language) for part in parts)
    # "The first days, I had a headache and I lost my temper"
    is_said |= 0 < sum(map(_is_told, parts)) < len(parts)
    is_list = 3 <= len(parts) <= _MOST_ROWS and all(map(_is_short_clause, parts)) and not is_said
    return tuple(headlines.capitalised(part) for part in parts) if is_list else ()


def _is_short_clause(part: str) -> bool:
    if spacing.is_unspaced(part):
        return not _CONTINUES.match(part) and 3 <= len(part) <= _LONGEST_WIDE_CLAUSE
    return 2 <= len(part.split()) <= _LONGEST_CLAUSE


def _is_told(part: str) -> bool:
    """Whether a part is a clause with a person as its subject."""
    return re.split(r"[\s'\u2019]", part.casefold(), maxsplit=1)[0] in _PERSONS


def _is_led(part: str, language: str) -> bool:
    """Whether a part is a clause that hangs on another one: "even when prices fall"."""
    first = part.casefold().split()[:2]
    return bool(set(first) & clause_words.of(language).subordinators)


def _row(subject: Subject, item: str) -> str:
    """The item without its detail, in at most five words."""
    if len(item) <= _LONGEST_ROW and len(item.split()) <= shortening.MOST_WORDS:
        return item
    plain = _DETAIL.sub("", item).strip() or item
    return shortening.shortened(plain, language=subject.language)


def _checklist(subject: Subject) -> Reading | None:
    rows = _rows(subject)
    if not 2 <= len(rows) <= 6 or subject.scene.structure == Structure.COMPARE:
        return None
    are_short = all(len(row) <= _LONGEST_SHORT for row in rows)
    shown = rows[: _MOST_SHORT if are_short else _MOST_ROWS]

    def fields(cue: Cue) -> Fields:
        made = [_item(subject, row, cue) for row in shown]
        return {"headline": subject.topic, "items": made, "objects": all_pictured(subject, cue)}

    is_short = all(len(row) <= _LONGEST_ROW for row in shown)
    return Reading(Layout.CHECKLIST, 7.4 if is_short else 6.2, f"it lists {len(rows)} things to do", fields)


def _item(subject: Subject, row: str, cue: Cue) -> Fields:
    named = [thing for thing in subject.things if _is_in_row(thing, [row])]
    return {"label": row, "cue_s": cue(row), "object": pictured(named[0], cue) if named else None}


def _is_in_row(thing: Chosen, rows: list[str]) -> bool:
    """True if one of the rows has the word that the object pictures."""
    return bool(thing.word) and any(thing.word.casefold() in row.casefold() for row in rows)


def _callouts(subject: Subject) -> Reading | None:
    rows = _rows(subject)
    if subject.scene.structure == Structure.STEPS or not subject.things or not 2 <= len(rows) <= _MOST_PARTS:
        return None
    # What a row names is a part, and not the thing that has the parts.
    whole = [thing for thing in subject.things if not _is_in_row(thing, rows)]
    if not whole or any(len(row) > _LONGEST_PART for row in rows):
        return None

    def fields(cue: Cue) -> Fields:
        made = [{"label": row, "cue_s": cue(row)} for row in rows]
        is_row = any(row.casefold() in subject.head.casefold() for row in rows)
        return {
            "headline": subject.topic if is_row else subject.head,
            "items": made,
            "objects": [pictured(whole[0], cue)],
        }

    return Reading(Layout.CALLOUTS, 7.6, "it names the parts of one thing", fields)


def _podium(subject: Subject) -> Reading | None:
    rows = _rows(subject)
    text = f"{subject.scene.headline} {subject.scene.narration} {subject.scene.kicker}"
    if (
        len(rows) != 3
        or subject.words.find("best", text) is None
        or any(len(row) > _LONGEST_ROW for row in rows)
    ):
        return None

    def fields(cue: Cue) -> Fields:
        made = [_item(subject, row, cue) for row in rows]
        return {"headline": subject.topic, "items": made, "objects": all_pictured(subject, cue)}

    return Reading(Layout.PODIUM, 8.2, "it ranks three things", fields)


def _stops(subject: Subject) -> list[tuple[str, str]]:
    """The dates of the narration, each with its event, which may stand behind a comma."""
    stops: list[tuple[str, str]] = []
    for part in amounts.parts(subject.scene.narration, language=subject.language):
        found = amounts.years(part)
        today = subject.words.find("now", part)
        date = found[0][0] if found else (today[0].capitalize() if today and stops else "")
        event = _event(part, date or "\0", subject.language)
        if date and date not in [each for each, _ in stops]:
            stops.append((date, event if event.casefold() != date.casefold() else ""))
        elif stops and not stops[-1][1]:
            stops[-1] = (stops[-1][0], event)
    return stops


def _event(part: str, date: str, language: str) -> str:
    """What a part says beside its date, in a few words."""
    plain = _KOREAN_YEAR.sub("", _IN_YEAR.sub(" ", part.replace(date, "\0")).strip(" \0"))
    label = amounts.label_of(plain, date).strip(" \0.,;:")
    if not label:
        return ""
    # Three lines of a timeline hold more than a headline: the object stays with its verb.
    several = (shortening.shortened(label, language=language, most=most) for most in _WORDS_OF_STOP)
    short = next((each for each in several if len(each) <= _LONGEST_STOP), label)
    return short.lstrip("年に、，的") if spacing.is_unspaced(short) else short


def _timeline(subject: Subject) -> Reading | None:
    stops = _stops(subject)
    if len([date for date, _ in stops if date.isdigit()]) < 2:
        return None
    dates = [int(date) for date, _ in stops if date.isdigit()]
    if dates != sorted(dates):
        return None

    def fields(cue: Cue) -> Fields:
        made = [
            {"value": date, "label": label or date, "cue_s": cue(date)} for date, label in stops[:_MOST_STOPS]
        ]
        head = subject.head if subject.has_own_headline else subject.name
        return {"headline": head, "items": made, "objects": all_pictured(subject, cue, 1)}

    return Reading(Layout.TIMELINE, 8.6, f"it names {len(stops)} dates", fields)


READERS: tuple[Reader, ...] = (_checklist, _callouts, _podium, _timeline)
