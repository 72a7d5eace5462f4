"""What weighs more: advantages and disadvantages, and one thing that has more of something than another."""

import re

from synthesis.assembly import sentences
from synthesis.choices import Layout
from synthesis.studio import objects
from synthesis.studio.looks import shortening
from synthesis.studio.looks.cues import Cue
from synthesis.studio.looks.readings.base import Fields, Reader, Reading, pictured
from synthesis.studio.looks.subjects import Subject
from synthesis.studio.objects import Chosen
from synthesis.studio.scripts.pasting import items

_LONGEST_SIDE, _LONGEST_DETAIL = 24, 30
_MOST_WORDS = 4
_LABELLED = re.compile(r"^\s*([^:\uff1a]{1,24})\s*[:\uff1a]\s*(.+)$")
_MOST_BEFORE = 6
_CLAUSE = re.compile(r"[,;:\u2013\u2014\u060c]\s")
_END = re.compile(r"[,;:.!?\u2026\u3002\uff01\uff1f\u060c\u061f\u2013\u2014].*$", re.DOTALL)


def _pros_and_cons(subject: Subject) -> Reading | None:
    scene, table = subject.scene, subject.words
    found = items.sides(scene.narration, language=subject.language) or scene.items
    labelled = [_LABELLED.match(side) for side in found]
    if subject.is_last or len(labelled) != 2 or labelled[0] is None or labelled[1] is None:
        return None
    (one, pro), (other, con) = labelled[0].groups(), labelled[1].groups()
    if table.find("pros", one) is None or table.find("cons", other) is None:
        return None

    def fields(cue: Cue) -> Fields:
        things = list(subject.things)
        sides = [
            _side(subject, text, detail=label, thing=_thing_of(subject, text) or _at(things, number), cue=cue)
            for number, (label, text) in enumerate(((one, pro), (other, con)))
        ]
        return {"sides": sides, "headline": scene.headline and subject.head}

    return Reading(Layout.SCALE, 9.8, "it weighs advantages against disadvantages", fields)


def _at(things: list[Chosen], number: int) -> Chosen | None:
    return things[number] if number < len(things) else None


def _more_than(subject: Subject) -> Reading | None:
    for sentence in sentences.split(subject.text, language=subject.language):
        found = _compared(subject, sentence.text)
        if found is not None:
            return _weighed(subject, found)
    return None


def _compared(subject: Subject, said: str) -> tuple[str, str, str, bool] | None:
    """The one thing, the other, how they differ, and whether the one has more; else nothing."""
    table = subject.words
    for kind in ("more", "less"):
        much = table.find(kind, said)
        than = table.find("than", said[much.end() :]) if much is not None else None
        if much is None or than is None:
            continue
        # Only the clause that the comparison is in.
        clause = _CLAUSE.split(said[: much.start()])[-1]
        one = (
            shortening.trimmed(clause, language=subject.language)
            if len(clause.split()) <= _MOST_BEFORE
            else ""
        )
        other = _END.sub("", said[much.end() + than.end() :]).strip()
        how = said[much.start() : much.end() + than.start()].strip()
        if _is_thing(one) and _is_thing(other) and " " in how:
            return one, other, how, kind == "more"
    return None


def _is_thing(text: str) -> bool:
    """True for a few words that name something, with no number, which would be an amount."""
    return (
        3 <= len(text) <= _LONGEST_SIDE
        and len(text.split()) <= _MOST_WORDS
        and not any(letter.isdigit() for letter in text)
        and _END.search(text) is None
    )


def _weighed(subject: Subject, found: tuple[str, str, str, bool]) -> Reading | None:
    one, other, how, is_more = found
    things = _pictures(subject, one, other)
    # Without two different pictures, the pans would be empty.
    if len({thing.name for thing in things}) < 2:
        return None

    def fields(cue: Cue) -> Fields:
        sides = [
            _side(subject, text, detail="", thing=thing, cue=cue)
            for text, thing in zip((one, other), things, strict=True)
        ]
        sides[0 if is_more else 1]["is_winner"] = True
        return {"sides": sides, "headline": _capital(how), "reaction_s": cue(how)}

    return Reading(Layout.SCALE, 8.5, "it says which of two things has more", fields)


def _pictures(subject: Subject, one: str, other: str) -> list[Chosen]:
    """The objects that a person chose, or those that the two texts name: one each."""
    if subject.scene.object_names:
        return list(subject.things[:2])
    texts = [objects.Text(headline=text, narration=text) for text in (one, other)]
    found = objects.choose(scenes=texts, language=subject.language, seed=0)
    return [things[0] for things in found if things]


def _side(subject: Subject, text: str, *, detail: str, thing: Chosen | None, cue: Cue) -> Fields:
    head = text if len(text) <= _LONGEST_SIDE else shortening.shortened(text, language=subject.language)
    return {
        "headline": _capital(head.strip(" .,;"))[:40],
        "detail": detail[:_LONGEST_DETAIL],
        "object": pictured(thing, cue) | {"count": 1} if thing else None,
        "cue_s": cue(head),
    }


def _thing_of(subject: Subject, text: str) -> Chosen | None:
    """The object whose word is in the text."""
    return next(
        (thing for thing in subject.things if thing.word and thing.word.casefold() in text.casefold()), None
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


READERS: tuple[Reader, ...] = (_pros_and_cons, _more_than)
