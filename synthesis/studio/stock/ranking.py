"""Which of the found clips and photos fits a scene best. Arithmetic only."""

from collections.abc import Container, Sequence

from synthesis.library.stock import Kind, StockItem

# A clip must be a little longer than its scene, for the cross-fade and for rounding.
SPARE_S = 0.5


def fits(*, item: StockItem, scene_s: float) -> bool:
    """True for a photo, and for a clip that is long enough."""
    return item.kind is Kind.PHOTO or item.duration_s >= scene_s + SPARE_S


def rank(
    *, items: Sequence[StockItem], scene_s: float, used: Container[str], recent: Container[str]
) -> list[StockItem]:
    """The items that fit a scene, best first.

    Items that the video uses are left out. Then come: not recently used in the workspace, upright, sharp,
    and the provider's own order.
    """
    fitting = [item for item in items if item.id not in used and fits(item=item, scene_s=scene_s)]
    # Sorting is stable, so equal items stay in the provider's order.
    return sorted(fitting, key=lambda item: (item.id in recent, not item.is_portrait, not item.is_sharp))
