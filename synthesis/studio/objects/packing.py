"""Make the index and the lexicons of objects: ``python -m synthesis.studio.objects.packing SOURCE …``.

The sources are the pack of the render node, and the folders of languages in the npm packages
``cldr-annotations-full`` and ``cldr-annotations-derived-full``. Without sources, only the lexicons are made,
from the present index and the files in ``grammars`` and ``terms``. The same input gives the same bytes.
"""

import argparse
import gzip
import json
import re
import unicodedata
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from synthesis.studio.objects import building, index, lexicon

# Those offered on pages, and those that other tags fall back to.
LANGUAGES = (
    *("ar", "bg", "cs", "da", "de", "el", "en", "es", "fi", "fr", "he", "hi", "hu", "id", "it", "ja", "ko"),
    *("nl", "no", "pl", "pt", "ro", "ru", "sk", "sv", "th", "tr", "uk", "vi", "zh", "zh-Hant"),
)

# Objects of which the collection has another name than CLDR.
_NAMES = {
    "blackbird": "black-bird",
    "hugging-face": "smiling-face-with-open-hands",
    "knocked-out-face": "face-with-crossed-out-eyes",
    "person-elf": "elf",
    "person-fairy": "fairy",
    "person-genie": "genie",
    "person-mage": "mage",
    "person-superhero": "superhero",
    "person-supervillain": "supervillain",
    "person-vampire": "vampire",
    "person-zombie": "zombie",
    "person-deaf": "deaf-person",
    "person-merpeople": "merperson",
    "person-wrestling": "people-wrestling",
    "person-with-bunny-ears": "people-with-bunny-ears",
    "phoenix-bird": "phoenix",
    "piata": "pinata",
    "pouting-face": "enraged-face",
    "person-blonde-hair": "person-blond-hair",
    "man-blonde-hair": "man-blond-hair",
    "woman-blonde-hair": "woman-blond-hair",
    "man-deaf": "deaf-man",
    "woman-deaf": "deaf-woman",
    "man-merpeople": "merman",
    "woman-merpeople": "mermaid",
    "man-wrestling": "men-wrestling",
    "woman-wrestling": "women-wrestling",
    "man-with-bunny-ears": "men-with-bunny-ears",
    "woman-with-bunny-ears": "women-with-bunny-ears",
}
_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")
_APOSTROPHES = str.maketrans("", "", "'’“”")

Annotations = dict[str, dict[str, list[str]]]


def characters(*, names: list[str], english: Annotations) -> dict[str, str]:
    """The character of each object. Raises ValueError if one has none."""
    by_name = {_slug(entry["tts"][0]): character for character, entry in english.items() if entry.get("tts")}
    missing = [name for name in names if _NAMES.get(name, name) not in by_name]
    if missing:
        raise ValueError(f"without a character: {', '.join(missing)}")
    return {name: by_name[_NAMES.get(name, name)] for name in names}


def entries(*, of: dict[str, str], annotations: Annotations) -> index.Entries:
    """Of each object that the language names, the name and then the keywords."""
    found = {name: annotations.get(character, {}) for name, character in of.items()}
    return {name: _terms(entry) for name, entry in found.items() if entry.get("tts")}


def read(*, folders: tuple[Path, Path], language: str) -> Annotations:
    """The annotations of a language by character."""
    kinds = zip(folders, ("annotations", "annotationsDerived"), strict=True)
    files = [(folder / language / "annotations.json", kind) for folder, kind in kinds]
    parts: list[Any] = [json.loads(file.read_text("utf-8"))[kind] for file, kind in files if file.exists()]
    return {character: entry for part in parts for character, entry in part["annotations"].items()}


def packed(content: Mapping[str, Any]) -> bytes:
    """The content of an index or a lexicon as it is stored."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(), compresslevel=9, mtime=0)


def _terms(entry: dict[str, list[str]]) -> list[str]:
    terms = [unicodedata.normalize("NFC", term) for term in (entry["tts"][0], *entry.get("default", ()))]
    return list(dict.fromkeys(terms))


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.lower().translate(_APOSTROPHES))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _NOT_IN_NAMES.sub("-", letters).strip("-")


def main() -> None:
    """Write the lexicon of every language, and before that the index if its sources are given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sources", type=Path, nargs="*", metavar="SOURCE")
    sources = parser.parse_args().sources
    if sources:
        pack, annotations, derived = sources
        _write_index(pack=pack, folders=(annotations, derived))
    for language in LANGUAGES:
        lexicon.file_of(language).write_bytes(packed(building.lexicon(language)))


def _write_index(*, pack: Path, folders: tuple[Path, Path]) -> None:
    names = sorted(entry.removesuffix(".svg") for entry in zipfile.ZipFile(pack).namelist())
    of = characters(names=names, english=read(folders=folders, language="en"))
    for language in LANGUAGES:
        content = entries(of=of, annotations=read(folders=folders, language=language))
        index.file_of(language).write_bytes(packed(content))


if __name__ == "__main__":
    main()
