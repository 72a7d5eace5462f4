"""Webhook endpoints. Their secret is returned only once."""

import copy
from typing import Any
from urllib.parse import urlsplit

from sandbox.stripe import changes, errors
from sandbox.stripe.records import Doc
from sandbox.stripe.work import Work, new_id


def create(work: Work, given: dict[str, Any]) -> Doc:
    if urlsplit(given["url"]).scheme not in ("http", "https") or not urlsplit(given["url"]).hostname:
        message = "Invalid URL: An explicit scheme (such as https) must be provided."
        raise errors.invalid(message, param="url", code="url_invalid")
    if not given["enabled_events"]:
        raise errors.invalid("Invalid array: empty", param="enabled_events")
    secret = new_id("whsec", 32)
    endpoint: Doc = {
        "id": new_id("we"),
        "object": "webhook_endpoint",
        "api_version": given.get("api_version"),
        "application": None,
        "created": work.at,
        "description": None,
        "enabled_events": given["enabled_events"],
        "livemode": False,
        "metadata": {},
        "status": "enabled",
        "url": given["url"],
        "_signing": secret,
    }
    changes.take(endpoint, given, "description")
    work.records.put(endpoint)
    return endpoint | {"secret": secret}


def update(work: Work, given: dict[str, Any], identifier: str) -> Doc:
    endpoint = work.records.require("webhook_endpoint", identifier)
    before = copy.deepcopy(endpoint)
    changes.take(endpoint, given, "description", "enabled_events", "url")
    if "disabled" in given:
        endpoint["status"] = "disabled" if given["disabled"] else "enabled"
    return endpoint if endpoint == before else work.records.put(endpoint)


def delete(work: Work, _: dict[str, Any], identifier: str) -> Doc:
    endpoint = work.records.require("webhook_endpoint", identifier)
    return changes.removed(work, endpoint, event=None)
