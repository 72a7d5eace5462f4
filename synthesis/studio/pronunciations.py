"""A workspace's pronunciations: add, edit, delete, and those that a text needs."""

import re
from collections.abc import Iterable, Mapping

from django.db import IntegrityError, transaction

from accounts.models import Workspace
from foundation import versions
from synthesis.errors import PronunciationExistsError, PronunciationFieldError, TooManyPronunciationsError
from synthesis.models import Pronunciation
from synthesis.models.pronunciations import SPOKEN_LENGTH, WRITTEN_LENGTH
from synthesis.studio import languages

MOST = 500
EDITABLE = frozenset({"written", "spoken", "language"})
_LENGTHS = {"written": WRITTEN_LENGTH, "spoken": SPOKEN_LENGTH}
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029\ud800-\udfff]+")


@transaction.atomic
def add(*, workspace: Workspace, written: str, spoken: str, language: str = "") -> Pronunciation:
    """Add a pronunciation. Raises PronunciationFieldError, PronunciationExistsError and
    TooManyPronunciationsError.
    """
    fields = checked({"written": written, "spoken": spoken, "language": language})
    # The lock serializes two additions, so that the second counts the first against the limit.
    Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)
    if Pronunciation.objects.for_workspace(workspace).count() >= MOST:
        raise TooManyPronunciationsError(limit=MOST)
    try:
        with transaction.atomic():
            return Pronunciation.objects.create(workspace=workspace, **fields)
    except IntegrityError as error:
        raise PronunciationExistsError(written=fields["written"]) from error


def edit(*, pronunciation: Pronunciation, version: int, **changes: str) -> Pronunciation:
    """Edit a pronunciation. ``version`` is an optimistic lock: the version that was read.

    Raises EditedElsewhereError, PronunciationFieldError and PronunciationExistsError.
    """
    unknown = changes.keys() - EDITABLE
    if unknown:
        raise TypeError(f"not editable: {', '.join(sorted(unknown))}")
    fields = checked(changes)
    try:
        with transaction.atomic():
            return versions.change(row=pronunciation, version=version, **fields)
    except IntegrityError as error:
        raise PronunciationExistsError(written=fields.get("written", pronunciation.written)) from error


def delete(*, pronunciation: Pronunciation) -> None:
    """Delete a pronunciation. Finished videos keep it."""
    pronunciation.delete()


def needed(*, workspace_id: str, language: str, texts: Iterable[str]) -> dict[str, str]:
    """The pronunciations of the words that occur in any of these texts.

    A pronunciation for the language itself replaces one for the language in general, which replaces one for
    all languages.
    """
    ranked = {"": 0, language.split("-")[0]: 1, language: 2}
    rows = Pronunciation.objects.filter(workspace_id=workspace_id, language__in=ranked)
    known: dict[str, Pronunciation] = {}
    for row in sorted(rows, key=lambda row: (ranked[row.language], row.pk)):
        known[row.written.casefold()] = row
    said = {row.written: row.spoken for row in known.values()}
    return occurring(said, text="\n".join(texts))


def occurring(pronunciations: Mapping[str, str], *, text: str) -> dict[str, str]:
    """Those whose written word occurs in the text as a whole word, in any case."""
    return {written: said for written, said in pronunciations.items() if _occurs(written, text)}


def _occurs(written: str, text: str) -> bool:
    words = r"\s+".join(re.escape(word) for word in written.split())
    return re.search(rf"(?<!\w){words}(?!\w)", text, re.IGNORECASE) is not None


def checked(fields: Mapping[str, str]) -> dict[str, str]:
    """The cleaned fields. Raises PronunciationFieldError, and SceneFieldError for an invalid language tag."""
    clean = {name: " ".join(_CONTROL.sub(" ", value).split()) for name, value in fields.items()}
    for name, limit in _LENGTHS.items():
        if name in clean and not any(map(str.isalnum, clean[name])):
            raise PronunciationFieldError(field=name, detail="Enter at least one letter or digit.")
        if len(clean.get(name, "")) > limit:
            raise PronunciationFieldError(field=name, detail=f"Use at most {limit} characters.")
    if clean.get("language"):
        clean["language"] = languages.normalise(clean["language"])
    return clean
