"""Saved views: filters of the list of candidates that a workspace keeps under a name."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from pydantic import BaseModel, ConfigDict, Field

from accounts.models import User, Workspace
from discovery.errors import TooManyViewsError, ViewNameTakenError
from discovery.models import SavedView
from foundation import kept_values
from foundation.kept_values import KeptValues

MOST_VIEWS = 20


class Query(BaseModel):
    """The filters as the list's URL has them; empty ones are the defaults."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    niche: str = Field(default="", max_length=40)
    horizon: str = Field(default="", max_length=8)
    format: str = Field(default="", max_length=8)
    language: str = Field(default="", max_length=3)
    region: str = Field(default="", max_length=2)
    min_score: str = Field(default="", max_length=8)
    min_n: str = Field(default="", max_length=8)
    sort: str = Field(default="", max_length=20)
    show: str = Field(default="", max_length=12)
    q: str = Field(default="", max_length=80)

    @property
    def parameters(self) -> dict[str, str]:
        """The URL parameters that are set."""
        return {name: value for name, value in self.model_dump().items() if value}


@dataclass(frozen=True, slots=True)
class View:
    """A saved view as lists show it."""

    id: str
    name: str
    query: Query


_VIEWS: KeptValues[Sequence[View]] = KeptValues(name="views", for_s=600)


def listed(*, workspace: Workspace) -> Sequence[View]:
    """Return the workspace's views, oldest first."""
    return _VIEWS.get(group=_group(workspace.pk), key="all", make=lambda: _read(workspace))


@transaction.atomic
def save(*, workspace: Workspace, user: User, name: str, query: Query) -> SavedView:
    """Keep the filters under that name. Raises ViewNameTakenError and TooManyViewsError."""
    # Serializes two requests for the last place.
    Workspace.objects.select_for_update().get(pk=workspace.pk)
    if SavedView.objects.for_workspace(workspace).count() >= MOST_VIEWS:
        raise TooManyViewsError(most=MOST_VIEWS)
    view = SavedView(workspace=workspace, created_by=user, name=name, query=query.model_dump())
    _store(view)
    return view


def rename(*, view: SavedView, name: str) -> None:
    """Give the view another name. Raises ViewNameTakenError."""
    view.name = name
    _store(view)


def delete(*, view: SavedView) -> None:
    """Delete the view. Candidates stay as they are."""
    view.delete()
    kept_values.change(groups=[_group(view.workspace_id)], at_once=True)


def _store(view: SavedView) -> None:
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError as error:
        raise ViewNameTakenError(name=view.name) from error
    kept_values.change(groups=[_group(view.workspace_id)], at_once=True)


def _read(workspace: Workspace) -> list[View]:
    rows = SavedView.objects.for_workspace(workspace)
    return [View(row.pk, row.name, Query.model_validate(row.query)) for row in rows]


def _group(workspace_id: str) -> str:
    return f"saved-views:{workspace_id}"
