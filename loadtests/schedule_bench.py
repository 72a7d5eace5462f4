"""Scheduled posts while workers are killed: ``python -m loadtests.schedule_bench [--minutes 10] [--seed 1]``.

500 posts an hour become due at random times, a fifth of them within five seconds, in several workspaces. Two
real workers and beat send them to the sandbox, and one of the three is killed with SIGKILL every 15 to 45
seconds. A shorter run has the same rate. The outcome is counted at the sandbox: every post exactly once, and
the time from the planned moment to the arrival of the whole file. One post in four is public, uploaded ahead
of its time and published by the sandbox; its lateness is not counted. Exits with 1 when a limit is exceeded.
"""

import argparse
import os
import random
import statistics
import sys
import time
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.servers import Servers

_servers = Servers()
_servers.start()

import django  # noqa: E402 - after the servers, whose addresses are settings

os.environ |= {"DJANGO_SETTINGS_MODULE": "ettametta.settings.test", "LOG_LEVEL": "WARNING"}
django.setup()

import requests  # noqa: E402 - after Django
from django.conf import settings  # noqa: E402 - after Django
from django.db import connection  # noqa: E402 - after Django
from django.utils import timezone  # noqa: E402 - after Django

from publishing import publications, scheduling  # noqa: E402 - after Django
from publishing.models import Publication, PublicationStatus  # noqa: E402 - after Django
from publishing.platforms.youtube.options import Visibility, YouTubeOptions  # noqa: E402 - after Django
from publishing.tests.conftest import film_bytes  # noqa: E402 - after Django
from synthesis.models import Video  # noqa: E402 - after Django
from tests import product, world  # noqa: E402 - after Django
from tests.faults import work  # noqa: E402 - after Django
from tests.faults.victims import Victim  # noqa: E402 - after Django

POSTS_PER_HOUR = 500
LATENESS_P95_S = 30.0
_WORKSPACES = 6
# This share of the posts is due within five seconds.
_AT_ONCE = 0.2
_STARTS_AFTER_S = 40
_KILLS_EVERY_S = (15.0, 45.0)
_RESTARTS_AFTER_S = (0.5, 3.0)
# A killed worker holds its lease for 150 s.
_SETTLES_WITHIN_S = 420
_OPEN = (PublicationStatus.SCHEDULED, PublicationStatus.SUBMITTING, PublicationStatus.SUBMITTED_UNCONFIRMED)


@dataclass(frozen=True, slots=True)
class Result:
    """What the sandbox received. Lateness is in seconds, of posts that are sent at their time."""

    lateness_s: list[float]
    twice: list[str]
    lost: list[str]
    early: list[str]


def main(arguments: list[str] | None = None) -> int:
    """Run the schedule, print the figures, and return 1 if a limit is exceeded."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60, help="length of the schedule")
    parser.add_argument("--seed", type=int, default=1, help="of the times and the kills")
    options = parser.parse_args(arguments)
    dice = random.Random(options.seed)  # noqa: S311 - reproducible
    victims = [_worker("one"), _worker("two"), Victim("beat", ["-m", "celery", "-A", "ettametta", "beat"])]
    try:
        with product.sandbox():
            planned = _plan(dice, minutes=options.minutes)
            for victim in victims:
                victim.start()
            _disturb(dice, victims, until=max(planned.values()))
            _settle()
            result = _result(planned)
    finally:
        for victim in victims:
            victim.stop()
        connection.close()
        _servers.stop()
    return _report(result, count=len(planned), deaths=Counter({each.name: each.deaths for each in victims}))


def _worker(name: str) -> Victim:
    command = ["-m", "celery", "-A", "ettametta", "worker", "--queues", ",".join(product.QUEUES)]
    return Victim(f"worker_{name}", [*command, "--concurrency", "2", "--hostname", f"{name}@%h"])


def _plan(dice: random.Random, *, minutes: float) -> dict[str, datetime]:
    """Schedule the posts. Returns their planned times by title."""
    quota = {"videos.insert": 10_000, "units": 1_000_000}
    requests.put(f"{settings.SANDBOX_URL}/_sandbox/quota", json=quota, timeout=10).raise_for_status()
    film = film_bytes()
    owners = [world.full(f"planner{number}@example.com") for number in range(_WORKSPACES)]
    targets = []
    for owner in owners:
        work.put_film(film, owner)
        targets.append((owner, work.connect(owner), Video.objects.get(pk=owner.id_of("Video"))))
    count = round(POSTS_PER_HOUR * minutes / 60)
    begins = timezone.now() + timedelta(seconds=_STARTS_AFTER_S)
    planned = {}
    for number, second in enumerate(_seconds(dice, count=count, minutes=minutes)):
        owner, channel, video = targets[number % _WORKSPACES]
        visibility = Visibility.PUBLIC if number % 4 == 0 else Visibility.UNLISTED
        draft = publications.draft(
            workspace=owner.workspace,
            actor=owner.owner,
            video=video,
            connection=channel,
            title=f"Planned {number:03}",
            options=YouTubeOptions(visibility=visibility, made_for_kids=False),
        )
        at = begins + timedelta(seconds=second)
        scheduling.schedule(publication=draft, at=at, actor=owner.owner)
        planned[draft.title] = at
    return planned


def _seconds(dice: random.Random, *, count: int, minutes: float) -> list[float]:
    together = round(count * _AT_ONCE)
    minute = 60 * dice.randrange(max(1, round(minutes)))
    spread = [dice.uniform(0, minutes * 60) for _ in range(count - together)]
    return [*spread, *(minute + dice.uniform(0, 5) for _ in range(together))]


def _disturb(dice: random.Random, victims: list[Victim], *, until: datetime) -> None:
    """Kill one process after the other until the last post is due."""
    while timezone.now() < until:
        time.sleep(dice.uniform(*_KILLS_EVERY_S))
        victim = dice.choice(victims)
        victim.kill()
        time.sleep(dice.uniform(*_RESTARTS_AFTER_S))
        victim.start()


def _settle() -> None:
    """Wait until no post is open any more, without kills."""
    deadline = time.monotonic() + _SETTLES_WITHIN_S
    while time.monotonic() < deadline and Publication.objects.filter(status__in=_OPEN).exists():
        time.sleep(2)


def _result(planned: dict[str, datetime]) -> Result:
    answer = requests.get(f"{settings.SANDBOX_URL}/_sandbox/uploads", timeout=30).json()["uploads"]
    arrived: dict[str, list[datetime]] = {title: [] for title in planned}
    for upload in answer:
        arrived[upload["title"]].append(datetime.fromisoformat(upload["uploaded_at"]))
    ahead = {each["title"] for each in answer if "publishAt" in each["metadata"]["status"]}
    late = {title: (times[0] - planned[title]).total_seconds() for title, times in arrived.items() if times}
    settled = set(
        Publication.objects.filter(status=PublicationStatus.PUBLISHED).values_list("title", flat=True)
    )
    return Result(
        lateness_s=sorted(seconds for title, seconds in late.items() if title not in ahead),
        twice=sorted(title for title, times in arrived.items() if len(times) > 1),
        lost=sorted(planned.keys() - settled),
        # The sandbox's times have whole seconds.
        early=sorted(title for title, seconds in late.items() if seconds < -1 and title not in ahead),
    )


def _report(result: Result, *, count: int, deaths: Counter[str]) -> int:
    late = result.lateness_s
    p95 = statistics.quantiles(late, n=20)[-1]
    lines = (
        f"{count} posts, {count - len(late)} of them published by the platform at their time",
        f"kills: {', '.join(f'{name} {number}' for name, number in deaths.items())}",
        f"lateness: median {statistics.median(late):.1f} s, p95 {p95:.1f} s (limit {LATENESS_P95_S:g}), "
        f"largest {late[-1]:.1f} s",
        f"posted twice: {len(result.twice)}, not published: {len(result.lost)}, early: {len(result.early)}",
        *(f"  {title}" for title in (*result.twice, *result.lost, *result.early)),
    )
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if p95 > LATENESS_P95_S or result.twice or result.lost or result.early else 0


if __name__ == "__main__":
    sys.exit(main())
