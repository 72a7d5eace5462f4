"""The typefaces of captions, under the Open Font License, and the choice between them."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from synthesis.assembly.fonts import scripts
from synthesis.assembly.fonts.faces import (
    ALL,
    ANTON,
    ARABIC,
    ARCHIVO_BLACK,
    BRICOLAGE,
    BY_SCRIPT,
    CAVEAT_BRUSH,
    CHINESE,
    DEVANAGARI,
    FOLDER,
    HEBREW,
    INVISIBLE,
    JAPANESE,
    KOREAN,
    LADLE,
    LATIN,
    OF_THEMES,
    SPECIAL_ELITE,
    Face,
)

__all__ = [
    "ALL",
    "ANTON",
    "ARABIC",
    "ARCHIVO_BLACK",
    "BRICOLAGE",
    "CAVEAT_BRUSH",
    "CHINESE",
    "DEVANAGARI",
    "FOLDER",
    "HEBREW",
    "INVISIBLE",
    "JAPANESE",
    "KOREAN",
    "LADLE",
    "LATIN",
    "OF_THEMES",
    "SPECIAL_ELITE",
    "Face",
    "Run",
    "covers_language",
    "face_for",
    "face_of",
    "is_drawable",
    "leads",
    "runs",
]


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring characters in one face."""

    text: str
    face: Face

    def width_px(self, *, size_px: float) -> float:
        return self.face.width_px(self.text, size_px=size_px)


def covers_language(language: str) -> bool:
    """Whether a face has all letters of the language."""
    letters = scripts.letters_of(language)
    faces = BY_SCRIPT.get(scripts.of_language(language), ())
    return bool(letters) and any(face.covers_all(letters) for face in faces)


@lru_cache(maxsize=512)
def face_of(language: str) -> Face:
    """The face of a language: the first of its script with all of its letters."""
    faces = BY_SCRIPT.get(scripts.of_language(language), (LATIN,))
    letters = scripts.letters_of(language)
    return next((face for face in faces if face.covers_all(letters)), faces[0])


@lru_cache(maxsize=4096)
def face_for(text: str, *, language: str) -> Face:
    """The face that most letters of the text are drawn in."""
    found = runs(text, language=language)
    letters = {run.face: 0 for run in found}
    for run in found:
        letters[run.face] += sum(character.isalnum() for character in run.text)
    return max(letters, key=lambda face: letters[face]) if any(letters.values()) else face_of(language)


def is_drawable(character: str) -> bool:
    """Whether any face has the character."""
    return any(face.covers(character) for face in ALL)


def leads(face: Face, text: str, *, language: str) -> bool:
    """Whether the face of a theme suits a text: its language is written in Latin letters, which it has."""
    latin = (letter for letter in text if scripts.of_character(letter) == "Latn")
    is_latin = scripts.of_language(language) == "Latn"
    return is_latin and face.covers_all("".join(latin)) and face.covers_all(scripts.letters_of(language))


@lru_cache(maxsize=16_384)
def runs(text: str, *, language: str, lead: Face | None = None) -> tuple[Run, ...]:
    """Split text where its face changes: each script in one face, in the language's own where that has it.

    ``lead`` is a face of a theme that ``leads`` the text. Characters that the chosen face lacks, and no other
    face has, are left out.
    """
    own = lead or face_of(language)
    found: list[Run] = []
    for script, part in _by_script(text):
        letters = "".join(character for character in part if scripts.of_character(character))
        for run in _in_faces(part, face=_face_with(letters, script=script, own=own)):
            if found and found[-1].face == run.face:
                found[-1] = Run(found[-1].text + run.text, run.face)
            else:
                found.append(run)
    return tuple(found)


def _by_script(text: str) -> Iterator[tuple[str, str]]:
    """Parts of one script. Characters of no script belong to the part before them, or to the first."""
    script, part = "", ""
    for character in text:
        own = scripts.of_character(character)
        if own and script and own != script:
            yield script, part
            part = ""
        script = own or script
        part += character
    if part:
        yield script, part


def _face_with(letters: str, *, script: str, own: Face) -> Face:
    faces = (own, *BY_SCRIPT.get(script, ()))
    return max(faces, key=lambda face: sum(face.covers(letter) for letter in letters))


def _in_faces(part: str, *, face: Face) -> Iterator[Run]:
    """The part in its face, and characters that the face lacks in another one."""
    current, kept = face, ""
    for character in part:
        chosen = _face_of_character(character, current=current, preferred=face)
        if chosen is None:
            continue
        if chosen != current and kept:
            yield Run(kept, current)
            kept = ""
        current = chosen
        kept += character
    if kept:
        yield Run(kept, current)


def _face_of_character(character: str, *, current: Face, preferred: Face) -> Face | None:
    if character in INVISIBLE or unicodedata.category(character)[0] == "M":
        # A mark is positioned by the face of its letter; another face would draw it beside the letter.
        return current if current.covers(character) else None
    if preferred.covers(character):
        return preferred
    return next((face for face in ALL if face.covers(character)), None)
