"""Attachments: lines that an app above adds to a post, such as links to the products of a shop.

Publishing declares what it needs in ``Source``, and an app above registers one. The lines are stored with
the publication as they are sent, so approvals, previews, length limits and preflight cover them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from foundation.errors import NotFoundError
from publishing import platforms
from publishing.models import Attachment, Attachments, Choice, Placement, Publication
from synthesis.models import Video


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something that can be attached to a video's posts.

    ``detail`` says more of it, such as its price. ``code_label`` says what a code of the post's own gives
    buyers; empty if there can be none. ``is_gone``: it is attached, but can't be chosen any more. ``refusal``
    says why it can't be chosen now; what is chosen stays.
    """

    key: str
    label: str
    detail: str = ""
    code_label: str = ""
    is_gone: bool = False
    refusal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offering:
    """What can be attached to a video's posts. ``note`` says why there is nothing.

    ``url`` is the page where that changes, and ``action`` the words of the link to it; both may be empty.
    """

    title: str
    items: Sequence[Item] = ()
    note: str = ""
    url: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What of a post's lines would not work, in a sentence. A blocking one keeps it from being sent.

    A passing one is expected to end by itself within minutes. Sending waits for that.
    """

    text: str
    is_blocking: bool = False
    is_passing: bool = False


class Source(Protocol):
    """The app above that attaches lines.

    ``seed`` identifies the post and its channel before its row exists, so that ``preview`` returns exactly
    the lines that ``attach`` will.
    """

    def offering(self, *, video: Video, chosen: Sequence[Choice]) -> Offering:
        """Return what can be attached, with what is chosen already."""

    def preview(
        self, *, publication: Publication, seed: str, choices: Sequence[Choice], placement: Placement
    ) -> list[Attachment]:
        """Return the lines of a publication, which may not be saved. Unknown choices are left out."""

    def attach(
        self, *, publication: Publication, seed: str, choices: Sequence[Choice], placement: Placement
    ) -> list[Attachment]:
        """Return the lines of a saved publication, and store what makes them work, for exactly these choices.

        Called in the transaction that saves the lines. A repeated call returns the same lines. Raises
        NotFoundError for a choice that the video does not have.
        """

    def end(self, *, publication: Publication) -> None:
        """End what was made for a publication that is canceled, in the transaction that cancels it."""

    def problems(self, *, publication: Publication) -> Sequence[Problem]:
        """Return what of its lines would not work now."""


_sources: list[Source] = []


def register(source: Source) -> None:
    """Let ``source`` attach lines. It replaces the former one: called once when the process starts."""
    _sources[:] = [source]


def offering(*, video: Video, chosen: Sequence[Choice] = ()) -> Offering | None:
    """Return what can be attached to the video's posts; None if no app attaches anything."""
    return _sources[0].offering(video=video, chosen=chosen) if _sources else None


def require_offered(
    *, video: Video, choices: Sequence[Choice] | None, before: Sequence[Choice] = ()
) -> list[Choice]:
    """Return the choices without repetitions. Raises NotFoundError for one that the video does not have.

    What was chosen before stays possible.
    """
    wanted = list({each.key: each for each in choices or ()}.values())
    known = {each.key for each in before}
    if any(each.key not in known for each in wanted):
        found = offering(video=video)
        offered = {each.key for each in found.items} if found else set()
        if not {each.key for each in wanted} <= offered | known:
            raise NotFoundError()
    return wanted


def seed_of(*, crosspost_id: str | None, connection_id: str, publication_id: str) -> str:
    """What identifies the post and its channel: of a crosspost, before the publication exists."""
    return f"{crosspost_id}.{connection_id}" if crosspost_id else publication_id


def preview(
    *, publication: Publication, crosspost_id: str, choices: Sequence[Choice], placement: Placement
) -> None:
    """Give the row the lines that it would have, without saving anything."""
    fitting = fitting_placement(publication=publication, placement=placement)
    lines: list[Attachment] = []
    if _sources and choices:
        seed = seed_of(
            crosspost_id=crosspost_id,
            connection_id=publication.connection_id,
            publication_id=publication.pk,
        )
        lines = _sources[0].preview(publication=publication, seed=seed, choices=choices, placement=fitting)
    _set(publication, lines, fitting)


def attach(
    *, publication: Publication, choices: Sequence[Choice], placement: Placement | None = None
) -> None:
    """Give the row the lines for these choices, in the caller's transaction. The caller saves the row.

    Without a placement, it stays. With the first lines, the platform's disclosure of own products is turned
    on: a person may turn it off again, and preflight then warns. Raises NotFoundError for a choice that the
    video does not have.
    """
    before = publication.attached
    fitting = fitting_placement(publication=publication, placement=placement or before.placement)
    lines: list[Attachment] = []
    if _sources and (choices or before.lines):
        seed = seed_of(
            crosspost_id=publication.crosspost_id,
            connection_id=publication.connection_id,
            publication_id=publication.pk,
        )
        lines = _sources[0].attach(publication=publication, seed=seed, choices=choices, placement=fitting)
    _set(publication, lines, fitting)


def fitting_placement(*, publication: Publication, placement: Placement) -> Placement:
    """The placement, or the text on a platform without comments."""
    is_comment = placement is Placement.COMMENT
    return placement if not is_comment or platforms.of(publication).comment_option else Placement.TEXT


def _set(publication: Publication, lines: Sequence[Attachment], placement: Placement) -> None:
    had_some = bool(publication.attached.lines)
    if lines and not had_some:
        options = platforms.of(publication).disclosed(options=publication.chosen_options)
        publication.options = options.stored()
    is_default = not lines and placement is Placement.TEXT
    publication.attachments = None if is_default else Attachments(placement=placement, lines=tuple(lines))


def end(*, publication: Publication) -> None:
    """End what was made for a publication that is canceled. The row keeps its lines."""
    if _sources and publication.attached.lines:
        _sources[0].end(publication=publication)


def problems(*, publication: Publication) -> Sequence[Problem]:
    """Return what of its lines would not work now."""
    if not _sources or not publication.attached.lines:
        return ()
    return _sources[0].problems(publication=publication)


def awaited(*, publication: Publication) -> str:
    """Return what of the lines that are sent does not work yet, and soon will; empty if there is nothing."""
    if publication.attached.placement is Placement.NONE:
        return ""
    return " ".join(each.text for each in problems(publication=publication) if each.is_passing)
