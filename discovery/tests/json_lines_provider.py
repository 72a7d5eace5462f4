"""A provider that reads files of JSON lines: the example of docs/plugins.md."""

import json
import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from discovery.plugins.base import LicensedChannel, LicensedVideo


class JsonLines:
    """Reads ``channels.jsonl`` and ``videos.jsonl`` in the folder that LICENSED_DATA names."""

    name = "Example Data"
    platform = "tiktok"
    licence = "Licensed for internal research until 2027. Do not publish single numbers."
    runs_a_day = 24
    videos_a_day = 10_000

    def channels(self) -> Iterable[LicensedChannel]:
        """See Provider."""
        for line in self._lines("channels.jsonl"):
            yield LicensedChannel(id=line["id"], title=line["title"], handle=line.get("handle", ""))

    def videos(self, *, since: datetime | None) -> Iterable[LicensedVideo]:
        """See Provider."""
        for line in self._lines("videos.jsonl"):
            observed_at = datetime.fromisoformat(line["observed_at"])
            if since is not None and observed_at < since:
                continue
            yield LicensedVideo(
                id=line["id"],
                channel_id=line["channel"],
                title=line["title"],
                published_at=datetime.fromisoformat(line["published_at"]),
                observed_at=observed_at,
                views=line["views"],
                likes=line.get("likes"),
                comments=line.get("comments"),
                duration_s=line.get("duration_s", 0),
            )

    def _lines(self, name: str) -> Iterable[dict[str, Any]]:
        with Path(os.environ["LICENSED_DATA"], name).open(encoding="utf-8") as file:
            for line in file:
                yield json.loads(line)
