"""Finding products by words, status and shop. Words match anywhere, without regard to case and accents."""

import unicodedata
from collections.abc import Collection, Iterable

from accounts.models import Workspace
from commerce.models import Product, ProductQuerySet, ProductStatus, Store

MOST_CHARACTERS = 100
_MOST_WORDS = 6
# A product with thousands of article numbers is found by the first ones.
_MOST_STORED = 8000
# The orders of lists.
ORDERS = {"title": "title", "-updated_at": "-shop_updated_at"}


def folded(text: str) -> str:
    """Return the text without case and accents, for comparisons."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(each for each in decomposed if not unicodedata.combining(each)).casefold()


def words_of(texts: Iterable[str]) -> str:
    """Return the texts as they are stored for searches."""
    return folded("\n".join(text for text in texts if text))[:_MOST_STORED]


def find(*, workspace: Workspace, words: str = "", status: str = "", store_id: str = "") -> ProductQuerySet:
    """Return products of connected shops that have all the words.

    Without a status, all that are still in their shop.
    """
    rows: ProductQuerySet = Product.objects.for_workspace(workspace).filter(
        store__in=Store.objects.for_workspace(workspace).listed().order_by().values("pk")
    )
    rows = rows.filter(status=status) if status else rows.in_shop()
    if store_id:
        rows = rows.filter(store=store_id)
    for word in folded(words[:MOST_CHARACTERS]).split()[:_MOST_WORDS]:
        rows = rows.filter(words__contains=word)
    return rows


def choices(
    *,
    workspace: Workspace,
    words: str = "",
    chosen: str = "",
    leaving_out: Collection[str] = (),
    most: int = 20,
) -> list[Product]:
    """Return active products to choose one from, by title, with their stores, without those ``leaving_out``.

    The product with the id ``chosen`` comes first if the words don't find it.
    """

    def active(words: str) -> ProductQuerySet:
        rows = find(workspace=workspace, words=words, status=ProductStatus.ACTIVE)
        return rows.exclude(store__in=leaving_out).select_related("store")

    found = list(active(words).order_by("title", "pk")[:most])
    if not chosen or chosen in {product.pk for product in found}:
        return found
    return [*active("").filter(pk=chosen), *found]
