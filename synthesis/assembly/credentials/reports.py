"""From the library's description of a file's manifests to a report. The description is not trusted."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from synthesis.assembly.credentials.certificates import DEVELOPMENT
from synthesis.credentials import (
    PARTLY_AI,
    PERHAPS_AI,
    RECIPE,
    WHOLLY_AI,
    AiUse,
    Ingredient,
    Report,
    Trust,
)

_LONGEST, _MOST = 120, 50
# Failures that say something about the certificate or the time, and not about the file.
_OF_THE_CERTIFICATE = ("signingCredential.", "timeStamp.", "claimSignature.outsideValidity")
_TRUSTED, _STAMP_TRUSTED = "signingCredential.trusted", "timeStamp.trusted"
_VALIDATED = "claimSignature.validated"


def of(store: Any, *, own_serial: str = "", reason: str = "") -> Report:
    """The report of a description; of damaged credentials, if it has no active manifest."""
    manifests = _map(_map(store).get("manifests"))
    active = _map(manifests.get(str(_map(store).get("active_manifest"))))
    if not active:
        return Report(is_intact=False, trust=Trust.UNKNOWN, problems=(_text(reason) or "damaged",))
    results = _map(_map(store).get("validation_results"))
    outcome = _map(results.get("activeManifest"))
    signature = _map(active.get("signature_info"))
    successes, failures = _codes(outcome.get("success")), _codes(outcome.get("failure"))
    signer = _text(signature.get("issuer")) or _text(signature.get("common_name"))
    own = _ai_use(_source_types(active))
    return Report(
        is_intact=_is_intact(failures),
        trust=_trust(successes, results, is_own_serial=own_serial == signature.get("cert_serial_number")),
        is_development=signer == DEVELOPMENT,
        signer=signer,
        generator=_generator(active),
        said_at=_created_at(active),
        stamped_at=_instant(signature.get("time")),
        is_stamp_trusted=_STAMP_TRUSTED in successes,
        ai_use=own if own in {AiUse.ALL, AiUse.PART} else _with_ingredients(own, manifests.values()),
        source_type=next(iter(_source_types(active)), ""),
        recipe_sha256=_recipe(active),
        ingredients=tuple(_ingredients(active, manifests)),
        problems=tuple(failures[:_MOST]),
    )


def _is_intact(failures: Iterable[str]) -> bool:
    return all(code.startswith(_OF_THE_CERTIFICATE) for code in failures)


def _trust(successes: list[str], results: Mapping[str, Any], *, is_own_serial: bool) -> Trust:
    if not {_TRUSTED, _VALIDATED} <= set(successes):
        return Trust.UNKNOWN
    return Trust.OWN if is_own_serial or results.get("trustListUri") == "user_anchors" else Trust.LISTED


def _ingredients(active: Mapping[str, Any], manifests: Mapping[str, Any]) -> Iterator[Ingredient]:
    for entry in _maps(active.get("ingredients"))[:_MOST]:
        manifest = _map(manifests.get(str(entry.get("active_manifest"))))
        outcome = _map(_map(entry.get("validation_results")).get("activeManifest"))
        signature = _map(manifest.get("signature_info"))
        yield Ingredient(
            title=_text(entry.get("title")),
            has_credentials=bool(manifest),
            is_intact=_is_intact(_codes(outcome.get("failure"))),
            signer=_text(signature.get("issuer")) or _text(signature.get("common_name")),
            ai_use=_ai_use(_source_types(manifest)),
        )


def _with_ingredients(own: AiUse, manifests: Iterable[Any]) -> AiUse:
    """A file is partly AI-made if any file that went into it is."""
    uses = {_ai_use(_source_types(_map(each))) for each in manifests}
    return AiUse.PART if uses & {AiUse.ALL, AiUse.PART} else own


def _ai_use(terms: list[str]) -> AiUse:
    if any(term in PARTLY_AI for term in terms):
        return AiUse.PART
    if any(term in WHOLLY_AI for term in terms):
        return AiUse.ALL if all(term in WHOLLY_AI for term in terms) else AiUse.PART
    if not terms or any(term in PERHAPS_AI for term in terms):
        return AiUse.UNSAID
    return AiUse.NONE


def _source_types(manifest: Mapping[str, Any]) -> list[str]:
    """The last parts of the terms of all actions, such as ``trainedAlgorithmicMedia``."""
    terms = (_text(action.get("digitalSourceType")) for action in _actions(manifest))
    return [term.rstrip("/").rpartition("/")[2] for term in terms if term]


def _created_at(manifest: Mapping[str, Any]) -> datetime | None:
    return next((found for action in _actions(manifest) if (found := _instant(action.get("when")))), None)


def _recipe(manifest: Mapping[str, Any]) -> str:
    found = (_text(data.get("hash")) for label, data in _assertions(manifest) if label == RECIPE)
    return next(found, "")


def _actions(manifest: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = [data for label, data in _assertions(manifest) if label.startswith("c2pa.actions")]
    return [action for data in found for action in _maps(data.get("actions"))]


def _assertions(manifest: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for each in _maps(manifest.get("assertions")):
        yield _text(each.get("label")), _map(each.get("data"))


def _generator(manifest: Mapping[str, Any]) -> str:
    entries = _maps(manifest.get("claim_generator_info"))
    if not entries:
        return _text(manifest.get("claim_generator"))
    return f"{_text(entries[0].get('name'))} {_text(entries[0].get('version'))}".strip()


def _codes(entries: Any) -> list[str]:
    return [_text(each.get("code")) for each in _maps(entries)]


def _instant(value: Any) -> datetime | None:
    try:
        found = parse_datetime(_text(value))
    except ValueError:
        return None
    return found if found is None or timezone.is_aware(found) else timezone.make_aware(found)


def _text(value: Any) -> str:
    """One line of limited length, without control characters."""
    if not isinstance(value, str):
        return ""
    plain = "".join(character if character.isprintable() else " " for character in value[: 4 * _LONGEST])
    return " ".join(plain.split())[:_LONGEST]


def _map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _maps(value: Any) -> list[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
