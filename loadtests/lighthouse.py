"""Lighthouse for signed-in pages: ``python -m loadtests.lighthouse``. Exits with 1 below a score of 95.

Needs Node with ``npx``, which fetches the npm package ``lighthouse``, and Chromium. Signs in with the demo
account of a running installation (``--site``), creates a video there if it has none, and runs Home, Discover
and the video's page, each for desktop and mobile. Each category counts with its best of ``--runs``:
performance scores vary from run to run, findings of audits do not.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from typing import Any

import requests

EMAIL, PASSWORD = "demo@ettametta.test", "demo-ettametta"
PACKAGE = "lighthouse@13.5.0"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
LEAST = 95
_CHROME = "--headless=new --no-sandbox --disable-gpu"
_PLACES = ("chromium", "google-chrome")
_SCRIPT = "Weigh the coffee, then grind it. Change one thing at a time, and taste before the next."


def main(arguments: list[str] | None = None) -> int:
    """Print one line for each page and form factor, with the audits' findings."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", default="http://127.0.0.1:8000", help="address of a running product")
    parser.add_argument("--runs", type=int, default=1, help="runs per page and form factor")
    options = parser.parse_args(arguments)
    session = _signed_in(options.site)
    pages = {"Home": "/", "Discover": "/discover/", "Video": _video_page(session, options.site)}
    is_low = False
    for name, path in pages.items():
        for form_factor in ("mobile", "desktop"):
            reports = [
                _report(f"{options.site}{path}", form_factor, session.cookies["sessionid"])
                for _ in range(options.runs)
            ]
            is_low |= _say(f"{name}, {form_factor}", reports)
    return 1 if is_low else 0


def _signed_in(site: str) -> requests.Session:
    session = requests.Session()
    page = f"{site}/accounts/login/"
    session.get(page, timeout=30).raise_for_status()
    form = {"login": EMAIL, "password": PASSWORD, "csrfmiddlewaretoken": session.cookies["csrftoken"]}
    session.post(page, data=form, headers={"Referer": page}, timeout=30).raise_for_status()
    if "sessionid" not in session.cookies:
        raise SystemExit(f"{EMAIL} could not sign in at {site}.")
    return session


def _video_page(session: requests.Session, site: str) -> str:
    videos = session.get(f"{site}/api/v1/videos/", timeout=30).json()["data"]
    if not videos:
        answer = session.post(
            f"{site}/api/v1/videos/",
            json={"title": "Grind first", "script": _SCRIPT},
            headers={"X-CSRFToken": session.cookies["csrftoken"], "Referer": site},
            timeout=60,
        )
        answer.raise_for_status()
        videos = [answer.json()]
    return f"/videos/{videos[0]['id']}/"


def _report(url: str, form_factor: str, session_id: str) -> dict[str, Any]:
    command = [
        shutil.which("npx") or "npx",
        "--yes",
        PACKAGE,
        url,
        "--quiet",
        "--output=json",
        "--output-path=stdout",
        f"--extra-headers={json.dumps({'Cookie': f'sessionid={session_id}'})}",
        f"--chrome-flags={_CHROME}",
        f"--only-categories={','.join(CATEGORIES)}",
        *(["--preset=desktop"] if form_factor == "desktop" else []),
    ]
    chrome = os.environ.get("CHROME_PATH") or next(filter(None, map(shutil.which, _PLACES)), "")
    done = subprocess.run(  # noqa: S603 - a developer's tool with our own arguments
        command, capture_output=True, text=True, env={**os.environ, "CHROME_PATH": chrome}
    )
    if done.returncode != 0:
        raise SystemExit(f"Lighthouse ended with {done.returncode}:\n{done.stderr[-2000:]}")
    report: dict[str, Any] = json.loads(done.stdout)
    if report.get("runtimeError"):
        raise SystemExit(f"Lighthouse: {report['runtimeError']['message']}")
    return report


def _say(what: str, reports: list[dict[str, Any]]) -> bool:
    """Print the best scores and the findings of the last run. True if a score is too low."""
    scores = {name: max(_score(report, name) for report in reports) for name in CATEGORIES}
    is_low = min(scores.values()) < LEAST
    words = ", ".join(f"{name} {score}" for name, score in scores.items())
    sys.stdout.write(f"{what:<18}{words}{'  BELOW 95' if is_low else ''}\n")
    for line in _findings(reports[-1]):
        sys.stdout.write(f"    {line}\n")
    sys.stdout.flush()
    return is_low


def _score(report: dict[str, Any], category: str) -> int:
    return round(100 * (report["categories"][category]["score"] or 0))


def _findings(report: dict[str, Any]) -> list[str]:
    """Each failed audit, with the first place where it was found."""
    lines = []
    for category in CATEGORIES:
        for entry in report["categories"][category]["auditRefs"]:
            audit = report["audits"][entry["id"]]
            if entry["weight"] and audit["score"] is not None and audit["score"] < 0.9:
                items = (audit.get("details") or {}).get("items") or []
                first = json.dumps(items[0])[:300] if items else ""
                lines.append(f"{category}: {audit['id']} {audit.get('displayValue', '')} {first}")
    return lines


if __name__ == "__main__":
    sys.exit(main())
