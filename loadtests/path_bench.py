"""The time until a creator has a video: ``python -m loadtests.path_bench``.

Starts its own installation (``manage.py up`` in a temporary folder, on free ports) and drives it over HTTP.
Measures the first and second startup; a 30 s video from *Render* to *ready* on the CPU alone; the peak memory
of the worker that assembles; the wait for a voice after *Listen*; and the response time of pages. Exits with
1 when a target is missed.
"""

import json
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import psutil
import requests

ROOT = Path(__file__).resolve().parent.parent
FIRST_START_S, LATER_START_S = 60, 15
RENDER_S = 45
MEMORY_BYTES = 1024**3
START_WITHIN_S = 300
RENDER_WITHIN_S = 600
LISTEN_ENGLISH_S, LISTEN_S = 1, 3
# The time for which a person looks at the voice page before pressing Listen; voices are loaded meanwhile.
READING_S = 6
DEFAULT_ENGLISH = "hibari:heart"
EMAIL, PASSWORD = "demo@ettametta.test", "demo-ettametta"

# About thirty seconds when spoken.
SCRIPT = """\
Most people grind their coffee once and then blame the beans. The grind decides more than the beans ever will.
Set the grinder two steps finer than you think, and weigh the dose. Eighteen grams is a good place to begin.
Now watch the clock. Twenty five seconds means you are close. Fifteen means the grind is too coarse.
Change one thing at a time, and taste before the next. A cup will tell you more than any review.
Save this for tomorrow morning, and write down what you changed.
"""
# Language, voice, and a script whose first words are spoken.
PREVIEWS = (
    ("en", DEFAULT_ENGLISH, SCRIPT),
    ("en", "kokoro:am_michael", SCRIPT),
    ("es", "kokoro:ef_dora", "La mayoría culpa al grano, pero el problema es la molienda. Muele más fino."),
    ("hi", "kokoro:hm_psi", "ज़्यादातर लोग बीन्स को दोष देते हैं, लेकिन समस्या पिसाई में है।"),
    ("ja", "kokoro:jm_kumo", "多くの人は豆のせいにします。問題は挽き目です。一段だけ細かくしましょう。"),
    ("zh", "kokoro:zm_yunxi", "大多数人怪豆子。问题在于研磨。磨细一点再试。"),
    ("de", "espeak:male", "Die meisten geben der Bohne die Schuld. Es liegt am Mahlgrad."),
)


class Product:
    """A running installation: its process, and a signed-in user."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.site = ""
        self.started_in_s = 0.0
        self._process: subprocess.Popen[bytes] | None = None
        self._session = requests.Session()

    def start(self) -> None:
        """Start it, and wait until it reports that it is ready."""
        began = time.perf_counter()
        # One client sends every request here, faster than a plan's rate limit.
        environment = {**os.environ, "VAR_DIR": str(self.var), "API_REQUESTS_PER_MINUTE": "100000"}
        # The other bench uses the tests' settings; this installation must run as in production.
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        log = self.var / "up.log"
        self.var.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                [sys.executable, "manage.py", "up"], cwd=ROOT, env=environment, stdout=output, stderr=output
            )
        while (found := re.search(rb"open\s+(http\S+)", log.read_bytes())) is None:
            if self._process.poll() is not None or time.perf_counter() - began > START_WITHIN_S:
                raise SystemExit(f"The product did not start:\n{log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.1)
        self.started_in_s = time.perf_counter() - began
        self.site = found.group(1).decode()

    def stop(self) -> None:
        """Stop it by Ctrl-C."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(timeout=120)

    @property
    def pid(self) -> int:
        """The process id of the supervisor."""
        if self._process is None:
            raise ValueError("the product is not running")
        return self._process.pid

    def said(self) -> bytes:
        """The output of the supervisor so far."""
        return (self.var / "up.log").read_bytes()

    def sign_in(self) -> None:
        """Sign in as the demo account."""
        page = f"{self.site}/accounts/login/"
        self._session.get(page, timeout=30)
        answer = self._session.post(
            page,
            data={"login": EMAIL, "password": PASSWORD, **self._token("csrfmiddlewaretoken")},
            timeout=30,
        )
        answer.raise_for_status()

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """Send one request to the REST API. Returns the parsed response."""
        answer = self._session.request(
            method, f"{self.site}/api/v1/{path}", json=body, headers=self._token("X-CSRFToken"), timeout=60
        )
        answer.raise_for_status()
        return answer.json()

    def page(self, path: str) -> float:
        """Request a page. Returns the seconds until its response."""
        began = time.perf_counter()
        self._session.get(f"{self.site}{path}", timeout=60).raise_for_status()
        return time.perf_counter() - began

    def press(self, path: str, **fields: str) -> requests.Response:
        """Submit a page's form. Returns the response, whatever its status."""
        data = {**fields, **self._token("csrfmiddlewaretoken")}
        return self._session.post(f"{self.site}{path}", data=data, timeout=60, allow_redirects=False)

    def variable(self, name: str) -> str:
        """A variable from the environment of the running installation."""
        lines = (self.var / "run" / "environment").read_text(encoding="utf-8").splitlines()
        return next(line.partition("=")[2] for line in lines if line.startswith(f"{name}=")).strip("\"'")

    def memory_of_media_bytes(self) -> int:
        """The present memory of the assembling worker and its children, in bytes.

        Pages that forks share count once (PSS); the sum of their resident sizes would count them in each.
        """
        if self._process is None:
            return 0
        total = 0
        for process in psutil.Process(self._process.pid).children(recursive=True):
            try:
                if "--queues media" in " ".join(process.cmdline()):
                    family = [process, *process.children(recursive=True)]
                    total = max(total, sum(_taken_bytes(member) for member in family))
            except psutil.NoSuchProcess:
                continue
        return total

    def _token(self, name: str) -> dict[str, str]:
        return {name: self._session.cookies.get("csrftoken") or ""}


def main() -> int:
    """Run everything once. Returns 1 when a target is missed."""
    broken = 0
    with tempfile.TemporaryDirectory(prefix="ettametta-bench-") as folder:
        product = Product(Path(folder) / "var")
        product.start()
        broken += _judge("first start, packages installed", product.started_in_s, FIRST_START_S)
        product.stop()
        product.start()
        broken += _judge("second start", product.started_in_s, LATER_START_S)
        try:
            product.sign_in()
            broken += _render(product)
            broken += _listen(product)
            _lists(product)
        finally:
            product.stop()
    return min(1, broken)


def _taken_bytes(process: psutil.Process) -> int:
    facts = process.memory_full_info()
    return int(getattr(facts, "pss", facts.uss))


def _render(product: Product) -> int:
    video = product.call("POST", "videos/", {"title": "Grind first", "script": SCRIPT})["id"]
    quote = product.call("POST", "quotes/", {"video": video})
    most, done = [0], threading.Event()

    def watch() -> None:
        while not done.wait(0.3):
            most[0] = max(most[0], product.memory_of_media_bytes())

    watcher = threading.Thread(target=watch)
    watcher.start()
    began = time.perf_counter()
    render = product.call("POST", "renders/", {"quote": quote["id"]})
    stages: dict[str, float] = {}
    while render["status"] in ("queued", "running") and time.perf_counter() - began < RENDER_WITHIN_S:
        stages.setdefault(render["stage"], time.perf_counter() - began)
        time.sleep(0.25)
        render = product.call("GET", f"renders/{render['id']}/")
    took_s = time.perf_counter() - began
    done.set()
    watcher.join()
    if render["status"] != "succeeded":
        raise SystemExit(f"The render ended {render['status']}: {json.dumps(render)[:2000]}")
    length_s = sum(scene["duration_s"] for scene in render["timeline"])
    reached = ", ".join(f"{name} after {at_s:.1f} s" for name, at_s in stages.items())
    _say(f"a video of {length_s:.1f} s in {render['progress']['scenes_total']} scenes: {reached}")
    broken = _judge("Render to ready, scaled to 30 s", took_s * 30 / max(length_s, 1), RENDER_S)
    broken += _judge("Render to ready", took_s, RENDER_S * max(1.0, length_s / 30))
    memory = most[0] / 1024**2
    _say(f"most memory of the media worker and its children: {memory:.0f} MiB (limit 1024)")
    return broken + int(most[0] > MEMORY_BYTES)


def _listen(product: Product) -> int:
    """*Listen* on the voice page, some seconds after it was opened."""
    broken = 0
    for language, voice, script in PREVIEWS:
        body = {"title": "Listen", "language": language, "script": script}
        video = product.call("POST", "videos/", body)["id"]
        product.page(f"/videos/{video}/voice/?voice={voice}")
        time.sleep(READING_S)
        seconds = product.page(f"/videos/{video}/voice/preview/?voice={voice}")
        limit_s = LISTEN_ENGLISH_S if voice == DEFAULT_ENGLISH else LISTEN_S
        broken += _judge(f"Listen, {language}, {voice}", seconds, limit_s)
    return broken


def _lists(product: Product) -> None:
    for path in (
        "/",
        "/discover/",
        "/ideas/",
        "/videos/",
        "/settings/billing/",
        "/api/v1/candidates/?limit=50",
    ):
        times_ms = [1000 * product.page(path) for _ in range(8)]
        _say(f"{path:32} median {statistics.median(times_ms):6.0f} ms of 8")


def _judge(what: str, seconds: float, limit_s: float) -> int:
    kept = seconds <= limit_s
    _say(f"{what}: {seconds:.1f} s (limit {limit_s:.0f}) {'ok' if kept else 'FAILED'}")
    return 0 if kept else 1


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
