"""Stock clips and photos: cached searches, and files that a workspace keeps once."""

import hashlib
import logging
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Workspace
from foundation import media, storage
from synthesis.library import adapters, assets, stock_allowance
from synthesis.library.adapters.base import Kind, Orientation, Search, StockItem, StockProvider
from synthesis.library.errors import (
    StockBusyError,
    StockClipFieldError,
    StockClipGoneError,
    StockClipUnusableError,
    StockLimitError,
    StockOffError,
    StockQueryError,
)
from synthesis.models import Asset, AssetOrigin, AssetRole

__all__ = [
    "QUERY_LENGTH", "Kind", "Orientation", "Search", "StockItem", "find", "is_live", "is_offered",
    "provider_name", "require_id", "search", "take",
]  # fmt: skip

logger = logging.getLogger(__name__)

QUERY_LENGTH = 100
# The provider's budget is shared by all workspaces, so their searches are shared too.
_KEPT_S = 24 * 3600
# Longer than a download may take.
_DOWNLOAD_S = 300
_ID = re.compile(r"(video|photo)/\d{1,18}")
_EXTENSIONS = {Kind.VIDEO: ".mp4", Kind.PHOTO: ".jpg"}


def is_offered() -> bool:
    """True if stock can be searched, live or in the sandbox."""
    return adapters.stock_provider() is not None


def is_live() -> bool:
    """True if stock comes from the provider itself."""
    provider = adapters.stock_provider()
    return provider is not None and provider.livemode


def provider_name() -> str:
    """The provider's name for people; empty if there is none."""
    provider = adapters.stock_provider()
    return provider.name if provider else ""


def require_id(item_id: str) -> str:
    """Return the id. Raises StockClipFieldError unless it is one of a clip or photo."""
    if not _ID.fullmatch(item_id):
        raise StockClipFieldError()
    return item_id


def search(search: Search) -> list[StockItem]:
    """The first matches, best first. The same search is answered from the cache for a day.

    Raises StockOffError, StockQueryError, StockLimitError, and UpstreamUnavailableError or UpstreamError.
    """
    provider = _provider()
    words = " ".join(search.query.split())
    if not words or len(words) > QUERY_LENGTH:
        raise StockQueryError(limit=QUERY_LENGTH)
    wanted = search.model_copy(update={"query": words.lower()})
    key = _key(provider, "search", wanted.model_dump_json())
    known = cache.get(key)
    if known is not None:
        return [StockItem.model_validate(row) for row in known]
    with _counted(provider):
        found = provider.search(wanted)
    rows = {_key(provider, "item", item.id): item.model_dump(mode="json") for item in found}
    cache.set_many({**rows, key: list(rows.values())}, _KEPT_S)
    return found


def find(*, item_id: str) -> StockItem:
    """The clip or photo of that id, from the cache or from the provider.

    Raises as ``search`` does, and StockClipGoneError.
    """
    provider = _provider()
    key = _key(provider, "item", require_id(item_id))
    known = cache.get(key)
    if known is not None:
        return StockItem.model_validate(known)
    with _counted(provider):
        item = provider.find(item_id=item_id)
    cache.set(key, item.model_dump(mode="json"), _KEPT_S)
    return item


def take(*, workspace: Workspace, item_id: str) -> Asset:
    """Download a clip or photo into the workspace's library, once, and return its row.

    Raises as ``find`` does, StockBusyError while another worker downloads it, StockClipUnusableError, and
    StorageUnavailableError.
    """
    provider = _provider()
    kept = _kept(provider, workspace, require_id(item_id))
    if kept is not None:
        return kept
    with _download_lock(provider, workspace, item_id):
        # Another worker may have finished between the two steps.
        return _kept(provider, workspace, item_id) or _download(provider, workspace, find(item_id=item_id))


def _provider() -> StockProvider:
    provider = adapters.stock_provider()
    if provider is None:
        raise StockOffError()
    return provider


@contextmanager
def _counted(provider: StockProvider) -> Iterator[None]:
    """Count a request before it is sent. If the provider itself refuses it, none is sent for an hour."""
    stock_allowance.spend(provider=provider.name, livemode=provider.livemode)
    try:
        yield
    except StockLimitError as error:
        logger.warning("stock throttled", extra={"system": provider.name})
        raise stock_allowance.close_hour(provider=provider.name, livemode=provider.livemode) from error


def _kept(provider: StockProvider, workspace: Workspace, item_id: str) -> Asset | None:
    rows = Asset.objects.for_workspace(workspace)
    found: Asset | None = rows.filter(
        provider=provider.name, provider_id=item_id, livemode=provider.livemode
    ).first()
    return found


@contextmanager
def _download_lock(provider: StockProvider, workspace: Workspace, item_id: str) -> Iterator[None]:
    """Keep other workers from downloading the same file. The database's constraint decides if this fails."""
    key = _key(provider, "download", f"{workspace.pk} {item_id}")
    if not cache.add(key, True, _DOWNLOAD_S):
        raise StockBusyError(provider=provider.name)
    try:
        yield
    finally:
        cache.delete(key)


def _download(provider: StockProvider, workspace: Workspace, item: StockItem) -> Asset:
    with (
        storage.guarded("temporary files"),
        tempfile.TemporaryDirectory(prefix="ettametta-stock-") as folder,
    ):
        path = Path(folder, f"clip{_EXTENSIONS[item.kind]}")
        _fetch(provider, item, path)
        facts = _inspected(path, item)
        asset = assets.store(
            workspace=workspace,
            path=path,
            role=AssetRole.STOCK,
            origin=AssetOrigin.STOCK,
            title=item.title,
            extension=facts.kind.extension,
            licence=provider.licence,
            mime_type=facts.kind.mime_type,
            width_px=facts.width_px,
            height_px=facts.height_px,
            duration_s=None if facts.kind.is_picture else facts.duration_s,
            provider=provider.name,
            provider_id=item.id,
            page_url=item.page_url,
            creator=item.creator,
            creator_url=item.creator_url,
            downloaded_at=timezone.now(),
            livemode=provider.livemode,
        )
    return _saved(provider, workspace, asset)


def _fetch(provider: StockProvider, item: StockItem, path: Path) -> None:
    try:
        provider.fetch(item=item, to=path)
    except StockClipGoneError:
        # Its addresses may be old: the next request for this clip reads them again.
        cache.delete(_key(provider, "item", item.id))
        raise


def _saved(provider: StockProvider, workspace: Workspace, asset: Asset) -> Asset:
    """Write the row. If another worker was first, its row is returned and this file is deleted."""
    with assets.discarded_on_failure() as stored:
        stored.append(asset)
        try:
            with transaction.atomic():
                asset.save(force_insert=True)
        except IntegrityError:
            first = _kept(provider, workspace, asset.provider_id)
            if first is None:
                raise
            assets.discard(asset=asset)
            return first
    return asset


def _inspected(path: Path, item: StockItem) -> media.Facts:
    """Check the file by its content. Raises StockClipUnusableError."""
    try:
        facts = media.inspect(path)
    except media.MediaRefusedError as refusal:
        raise StockClipUnusableError(clip=item.id) from refusal
    if facts.kind.is_picture != (item.kind is Kind.PHOTO):
        raise StockClipUnusableError(clip=item.id)
    return facts


def _key(provider: StockProvider, what: str, text: str) -> str:
    digest = hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:32]
    return f"stock:{provider.name}:{'live' if provider.livemode else 'sandbox'}:{what}:{digest}"
