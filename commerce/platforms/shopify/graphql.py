"""Sends queries to one shop's GraphQL Admin API, and reads their answers.

Order of checks: status, errors, data. An answer with errors is never used, even if it has data.
"""

import logging
from dataclasses import dataclass
from typing import Any, TypeVar

import requests
from pydantic import BaseModel, ValidationError

from commerce.platforms.shopify import costs, documents, refusals
from commerce.platforms.shopify.costs import Cost, Pace
from commerce.platforms.shopify.refusals import Problem, RefusedError, UserError
from commerce.platforms.shopify.texts import Node
from commerce.platforms.shopify.words import SYSTEM
from foundation.errors import UpstreamError
from foundation.upstream import UpstreamClient

logger = logging.getLogger(__name__)

# The answer of the largest query is a tenth of this.
_MOST_BYTES = 16 * 1024 * 1024
_VERSION_HEADER = "X-Shopify-API-Version"

Parsed = TypeVar("Parsed", bound=BaseModel)
Changed = TypeVar("Changed", bound="Mutated")

# Versions that answered in place of the one asked for, so that each is logged once per process.
_other_versions: set[str] = set()


@dataclass(frozen=True, slots=True)
class Query:
    """A GraphQL document. ``points`` is what it may cost, until Shopify has said so."""

    name: str
    text: str
    points: float


class Mutated(Node):
    """The payload of a mutation."""

    user_errors: list[UserError] = []


class GraphClient:
    """The GraphQL Admin API of one shop, with one token."""

    def __init__(
        self, *, base_url: str, headers: dict[str, str], version: str, pace: Pace, timeout_s: float
    ) -> None:
        self._http = UpstreamClient(SYSTEM, base_url=base_url, headers=headers, timeout_s=timeout_s)
        self._version = version
        self._pace = pace

    def ask(self, query: Query, answer: type[Parsed], /, **variables: Any) -> Parsed:
        """Send a query, and return its data.

        Raises UpstreamUnavailableError, StoreLostError, ScopeMissingError, StoreClosedError,
        ShopNotFoundError and other UpstreamErrors.
        """
        return _valid(answer, self._send(query, variables))

    def change(self, query: Query, answer: type[Changed], /, **variables: Any) -> Changed:
        """Send the mutation of the query's name. Raises as ``ask``, and RefusedError for user errors."""
        payload = _valid(answer, self._send(query, variables, is_change=True).get(query.name))
        if payload.user_errors:
            raise RefusedError(payload.user_errors)
        return payload

    def _send(self, query: Query, variables: dict[str, Any], *, is_change: bool = False) -> dict[str, Any]:
        self._pace.take(query=query.name, points=query.points)
        path = f"/admin/api/{self._version}/graphql.json"
        try:
            response = self._http.request("POST", path, json={"query": query.text, "variables": variables})
        except UpstreamError as error:
            raise refusals.of_status(error) from error
        self._compare_version(response)
        return self._data(query, response, is_change=is_change)

    def _data(self, query: Query, response: requests.Response, *, is_change: bool) -> dict[str, Any]:
        try:
            document = documents.parsed(response.content, most_bytes=_MOST_BYTES)
        except ValueError as error:
            raise refusals.unreadable() from error
        cost = costs.cost_of(document.get("extensions"))
        if cost is not None:
            self._pace.note(query=query.name, cost=cost)
        data = document.get("data")
        if document.get("errors"):
            refusal = _refusal(document["errors"], cost)
            if is_change and _has(data, query.name):
                raise refusals.unsure() from refusal
            raise refusal
        if not isinstance(data, dict):
            raise refusals.unreadable()
        return data

    def _compare_version(self, response: requests.Response) -> None:
        """An expired version is answered by the oldest supported one, which may lack fields."""
        served = response.headers.get(_VERSION_HEADER, "")
        if served and served != self._version and served not in _other_versions:
            _other_versions.add(served)
            logger.warning(
                "answered by another API version", extra={"served": served[:20], "asked": self._version}
            )


def _refusal(errors: Any, cost: Cost | None) -> UpstreamError:
    if isinstance(errors, str):
        return refusals.of_text(errors)
    listed = errors if isinstance(errors, list) else [errors]
    try:
        problems = [Problem.model_validate(each) for each in listed]
    except ValidationError:
        return refusals.of_text(str(listed))
    return refusals.of_problems(problems, cost=cost)


def _has(data: Any, name: str) -> bool:
    """True if the answer has the payload of a change, which was then made in spite of an error."""
    return isinstance(data, dict) and data.get(name) is not None


def _valid(answer: type[Parsed], data: Any) -> Parsed:
    try:
        return answer.model_validate(data)
    except ValidationError as error:
        raise refusals.unreadable() from error
