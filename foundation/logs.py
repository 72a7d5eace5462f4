"""Structured logging, and the ids that correlate the lines of one request or task."""

import logging
import re
from collections.abc import Callable
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from celery import current_task
from django.http import HttpRequest, HttpResponse
from pythonjsonlogger.json import JsonFormatter as PythonJsonFormatter

from foundation import ids

if TYPE_CHECKING:
    from collections.abc import Iterator

REQUEST_ID_HEADER = "X-Request-Id"
_ACCEPTABLE_ID = re.compile(r"[A-Za-z0-9_.-]{8,64}")

# Prefixes of our own and vendors' keys. Keys don't belong in log lines; one inside a message is masked.
_KEY = re.compile(r"\b((?:sk|rk|ek)_(?:live|test)|whsec)_[\w+/=.-]{6,}")

# Path segments that are themselves a permission: links of reviewers, feeds, unsubscribing, public pages.
_SECRET_PATH = re.compile(r"(/(?:reviews|feeds|shared|lineage|unsubscribe|invitations)/)[\w:.=-]{24,}")

_facts: ContextVar[dict[str, str] | None] = ContextVar("log_facts", default=None)


def bind(**facts: str) -> None:
    """Add ``facts`` to all further lines of this request or task."""
    _facts.set({**(_facts.get() or {}), **facts})


@contextmanager
def bound(**facts: str) -> "Iterator[None]":
    """Add ``facts`` to the lines inside the block only."""
    token = _facts.set({**(_facts.get() or {}), **facts})
    try:
        yield
    finally:
        _facts.reset(token)


def request_id() -> str:
    """The id of the current request; empty outside a request."""
    return (_facts.get() or {}).get("request_id", "")


def choose_request_id(offered: str) -> str:
    """Return the id that a client or proxy sent, or a new one if that is unsuitable for a log."""
    return offered if _ACCEPTABLE_ID.fullmatch(offered) else ids.new("req")


class ContextFilter(logging.Filter):
    """Adds the bound facts, and the running task's id, to each record."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always True: no record is dropped."""
        for name, value in (_facts.get() or {}).items():
            setattr(record, name, value)
        # The proxy is falsy outside a task, despite its type.
        task: Any = current_task
        if task and task.request.id:
            record.task_id = task.request.id
            record.task = task.name
        return True


class JsonFormatter(PythonJsonFormatter):
    """One JSON object per line: time, level, logger, event and facts."""

    def __init__(self) -> None:
        super().__init__(
            "%(asctime)s %(levelname)s %(name)s %(message)s",
            rename_fields={"asctime": "time", "levelname": "level", "name": "logger", "message": "event"},
            datefmt="%Y-%m-%dT%H:%M:%S%z",
        )

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, with everything that looks like a key masked."""
        return _SECRET_PATH.sub(r"\1…", _KEY.sub(r"\1_…", super().format(record)))

    def process_log_record(self, log_record: dict[str, Any]) -> dict[str, Any]:
        """Drop Django's request object."""
        log_record.pop("request", None)
        log_record.pop("taskName", None)
        return super().process_log_record(log_record)


class RequestIdMiddleware:
    """Gives each request an id, or accepts a suitable one from a proxy, and returns it in the response."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Bind the id for the duration of the request."""
        chosen = choose_request_id(request.headers.get(REQUEST_ID_HEADER, ""))
        with bound(request_id=chosen):
            response = self.get_response(request)
        response[REQUEST_ID_HEADER] = chosen
        return response
