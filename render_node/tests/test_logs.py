"""The log lines of the node."""

import json
import logging
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from render_node.logs import JsonLines


def _line(message, *args, level=logging.INFO, exc_info=None, **facts):
    record = logging.getLogger("render_node.attempts").makeRecord(
        "render_node.attempts", level, __file__, 1, message, args, exc_info, extra=facts
    )
    text = JsonLines().format(record)
    assert "\n" not in text
    return json.loads(text)


def test_a_line_has_time_level_logger_and_event():
    before = datetime.fromtimestamp(time.time(), tz=UTC)

    line = _line("render %s", "ended", level=logging.WARNING)

    assert before <= datetime.fromisoformat(line.pop("at")) <= datetime.fromtimestamp(time.time(), tz=UTC)
    assert line == {"level": "warning", "logger": "render_node.attempts", "event": "render ended"}


def test_extra_fields_of_any_type_are_logged():
    line = _line("render ended", video="vid_1", duration_s=1.5, path=Path("/tmp/clip.mp4"))  # noqa: S108 - no file

    assert (line["video"], line["duration_s"], line["path"]) == ("vid_1", 1.5, "/tmp/clip.mp4")  # noqa: S108


def test_an_exception_comes_with_its_traceback():
    try:
        raise ValueError("no room")
    except ValueError:
        line = _line("render failed", exc_info=sys.exc_info())

    assert line["exception"].startswith("Traceback")
    assert line["exception"].endswith("ValueError: no room")
    assert "exc_info" not in line
