"""Responses stored by idempotency key, so that a repeated request is executed once."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import IdempotencyRecord, Workspace
from foundation import idempotency

_KEEP_ANSWERS = timedelta(hours=24)


def once(
    handler: Callable[..., Response], *, key: str, workspace: Workspace, secret_fields: frozenset[str]
) -> Callable[..., Response]:
    """Run ``handler`` for the workspace's first request with this ``key``; replay its response afterwards.

    ``secret_fields`` are not stored, and so are missing in replays.
    """

    def execute(request: Request, *args: Any, **kwargs: Any) -> Response:
        first_time: list[Response] = []

        def act() -> idempotency.Answer:
            response = handler(request, *args, **kwargs)
            first_time.append(response)
            body = _to_keep(response.data, secret_fields)
            return idempotency.Answer(response.status_code, body, response.get("Location", ""))

        fingerprint = idempotency.fingerprint(
            method=str(request.method), path=request.path, body=request.data
        )
        answer, replayed = idempotency.once(
            owner=workspace.pk, key=key, fingerprint=fingerprint, store=_Answers(workspace), act=act
        )
        return _replay(answer) if replayed else first_time[0]

    return execute


def _to_keep(data: Any, secret_fields: frozenset[str]) -> str:
    if data is None:
        return ""
    if secret_fields:
        data = {name: None if name in secret_fields else value for name, value in data.items()}
    return JSONRenderer().render(data).decode()


def _replay(answer: idempotency.Answer) -> Response:
    response = Response(json.loads(answer.body) if answer.body else None, status=answer.status)
    if answer.location:
        response["Location"] = answer.location
    response[idempotency.REPLAYED_HEADER] = "true"
    return response


def purge() -> int:
    """Delete the responses that are too old for a replay. Returns how many."""
    return IdempotencyRecord.objects.filter(created_at__lt=timezone.now() - _KEEP_ANSWERS).delete()[0]


class _Answers:
    """A workspace's stored responses."""

    def __init__(self, workspace: Workspace) -> None:
        self._rows = IdempotencyRecord.objects.for_workspace(workspace)
        self._workspace = workspace

    def find(self, key: str) -> tuple[str, idempotency.Answer] | None:
        row = self._rows.filter(key=key).first()
        if row is None:
            return None
        if row.created_at < timezone.now() - _KEEP_ANSWERS:
            row.delete()
            return None
        return row.fingerprint, idempotency.Answer(row.status, row.body, row.location)

    def keep(self, key: str, fingerprint: str, answer: idempotency.Answer) -> None:
        IdempotencyRecord.objects.create(
            workspace=self._workspace,
            key=key,
            fingerprint=fingerprint,
            status=answer.status,
            body=answer.body,
            location=answer.location,
        )
