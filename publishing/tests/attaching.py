"""A source of attachments, as an app above provides it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from foundation.errors import NotFoundError
from publishing import attachments
from publishing.attachments import Item, Offering, Problem
from publishing.models import Attachment, Choice, Placement, Publication

MUG, CAP = Choice(key="ofr_mug"), Choice(key="ofr_cap", with_code=True)


class Shelf:
    """Two products, and what was ended. Its URLs depend on the seed only, as in a preview."""

    def __init__(self) -> None:
        self.ended: list[str] = []
        self.broken: list[Problem] = []

    def offering(self, *, video, chosen) -> Offering:
        """Return the mug, and the cap with a code."""
        items = (
            Item(key=MUG.key, label="Mug", detail="€12.00"),
            Item(key=CAP.key, label="Cap", code_label="Discount code: 10% off"),
        )
        return Offering(title="Products", items=items, url="/offers/", action="Edit")

    def preview(self, *, publication, seed: str, choices: Sequence[Choice], placement) -> list[Attachment]:
        """Return the lines."""
        return [self._line(seed, each) for each in choices]

    def attach(
        self, *, publication: Publication, seed: str, choices: Sequence[Choice], placement: Placement
    ) -> list[Attachment]:
        """Return the lines. Refuses what the shelf does not have."""
        if any(each.key not in (MUG.key, CAP.key) for each in choices):
            raise NotFoundError()
        return self.preview(publication=publication, seed=seed, choices=choices, placement=placement)

    def end(self, *, publication: Publication) -> None:
        """Note it."""
        self.ended.append(publication.pk)

    def problems(self, *, publication: Publication) -> list[Problem]:
        """Return what is said to be broken."""
        return self.broken

    def _line(self, seed: str, choice: Choice) -> Attachment:
        url = f"https://shelf.example/go/{seed[-6:]}-{choice.key[4:]}"
        code = "CAP10" if choice.with_code else ""
        label = choice.key[4:].capitalize()
        text = f"{label}: {url}" + (f" (10% off with {code})" if code else "")
        return Attachment(key=choice.key, label=label, url=url, text=text, code=code)


@contextmanager
def attaching() -> Iterator[Shelf]:
    """Let a shelf attach lines meanwhile, instead of the app that does."""
    before = list(attachments._sources)
    shelf = Shelf()
    attachments.register(shelf)
    yield shelf
    attachments._sources[:] = before
