"""``python -m render_node.bench``: the overhead of the node, and the speedup of its engines.

    python -m render_node.bench overhead               on any machine, with tiny models, a few minutes
    python -m render_node.bench speed [--models …]     on a GPU, with models of the real sizes
    python -m render_node.bench speed --tiny           the same with tiny models, to test the benchmark

Both sides run on the same checkpoint with the same seed, steps and size: diffusers' pipeline as its
documentation uses it (``render_node.stock``), and a whole node over HTTP. Figures are medians. The exit code
is 1 if a performance target is missed. No setting of the GPU is changed.
"""

import argparse
import base64
import json
import os
import platform
import secrets
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from render_node import engines
from render_node.contract import Model, Preset, Video, VideoStatus
from render_node.engines import presets
from render_node.trials import Node

MOST_OVERHEAD = 0.02
LEAST_SPEEDUP = {Preset.STANDARD: 1.5, Preset.DRAFT: 10.0}
JOB_S = 20.0
_START_S = 1800
_PROMPT = "A lighthouse in the fog, number {}"
# Model, size and frames of each row of the table.
_REAL = {
    "wan2.2-ti2v-5b": ("704x1280", 121),
    "wan2.2-t2v-a14b": ("720x1280", 81),
    "ltx-2": ("768x512", 121),
}
_TINY = {"wan2.2-ti2v-5b": ("96x160", 17), "wan2.2-t2v-a14b": ("96x160", 17), "ltx-2": ("96x160", 17)}


@dataclass(frozen=True)
class Task:
    """The task that both sides run."""

    model: str
    size: str
    num_frames: int
    fps: int
    steps: int
    guidance_scale: float | None

    def call(self, number: int) -> dict[str, Any]:
        """The arguments of a pipeline."""
        width, height = (int(side) for side in self.size.split("x"))
        wanted = {
            "prompt": _PROMPT.format(number),
            "width": width,
            "height": height,
            "num_frames": self.num_frames,
            "num_inference_steps": self.steps,
        }
        return wanted if self.guidance_scale is None else wanted | {"guidance_scale": self.guidance_scale}

    def request(self, number: int, preset: Preset) -> dict[str, Any]:
        """The body of a node's request. A preset other than standard has its own steps."""
        wanted = {
            "model": self.model,
            "prompt": _PROMPT.format(number),
            "size": self.size,
            "num_frames": self.num_frames,
            "fps": self.fps,
            "seed": number,
            "preset": preset,
        }
        return wanted if preset is not Preset.STANDARD else wanted | {"steps": self.steps}


class Stock:
    """The stock pipeline, in a process that holds its model."""

    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "render_node.stock", str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.gpu: str = self._read()["gpu"]

    def draw(self, task: Task, number: int) -> dict[str, float]:
        assert self._process.stdin  # noqa: S101 - opened as a pipe
        wanted = {"seed": number, "fps": task.fps, "call": task.call(number)}
        self._process.stdin.write(json.dumps(wanted) + "\n")
        self._process.stdin.flush()
        return self._read()

    def stop(self) -> None:
        self._process.communicate()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout  # noqa: S101 - opened as a pipe
        line = self._process.stdout.readline()
        if not line:
            sys.exit("The stock pipeline failed; its output is above.")
        found: dict[str, Any] = json.loads(line)
        return found


class RunningNode:
    """A node with one model, and a server that receives its webhooks."""

    def __init__(self, model: str, *, models_dir: Path, data_dir: Path) -> None:
        self._called = threading.Condition()
        self._calls: dict[str, float] = {}
        self._receiver = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self._receiver.serve_forever, daemon=True).start()
        port, token = _free_port(), secrets.token_urlsafe(16)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "render_node"],
            env=os.environ
            | {
                "RENDER_NODE_TOKEN": token,
                "RENDER_NODE_PORT": str(port),
                "RENDER_NODE_DATA_DIR": str(data_dir),
                "RENDER_NODE_MODELS_DIR": str(models_dir),
                "RENDER_NODE_MODELS": model,
                "RENDER_NODE_WEBHOOK_SECRET": "whsec_" + base64.b64encode(secrets.token_bytes(24)).decode(),
            },
            stderr=(data_dir.parent / "node.log").open("ab"),
        )
        self.node = Node(f"http://127.0.0.1:{port}", token=token)
        self._wait_until_ready(port)

    def draw(self, request: dict[str, Any]) -> float:
        """Seconds from the request until the webhook."""
        asked_at = time.perf_counter()
        video = self.node.submit(request | {"webhook_url": self._url})
        return self._wait_for(video) - asked_at

    def draw_in_a_row(self, requests: Sequence[dict[str, Any]]) -> float:
        """Seconds per task, with the next task always waiting in the queue."""
        asked_at = time.perf_counter()
        videos = [self.node.submit(request | {"webhook_url": self._url}) for request in requests]
        return (max(self._wait_for(video) for video in videos) - asked_at) / len(requests)

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait()
        self._receiver.shutdown()
        self._receiver.server_close()

    @property
    def _url(self) -> str:
        return f"http://127.0.0.1:{self._receiver.server_port}/"

    def _wait_for(self, video: Video) -> float:
        with self._called:
            while video.id not in self._calls:
                if self._process.poll() is not None:
                    sys.exit("The node exited; see node.log.")
                self._called.wait(5)
            called_at = self._calls[video.id]
        ended = self.node.video(video.id)
        if ended.status is not VideoStatus.COMPLETED:
            sys.exit(f"The node did not render it: {ended.error.message if ended.error else ended.status}")
        return called_at

    def _wait_until_ready(self, port: int) -> None:
        deadline = time.monotonic() + _START_S
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
                    connection.sendall(b"GET /readyz HTTP/1.0\r\n\r\n")
                    if b" 200 " in connection.recv(64):
                        return
            except OSError:
                pass
            time.sleep(0.2)
        sys.exit("The node did not become ready; see node.log.")

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        node = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                with node._called:
                    node._calls[body["data"]["id"]] = time.perf_counter()
                    node._called.notify_all()
                self.send_response(204)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """Log nothing: only the time matters."""

        return Handler


@contextmanager
def _peak() -> Iterator[list[float]]:
    """Peak memory in use while the block runs, in GiB: of the GPU, or of the machine if it has none."""
    seen, over = [0.0], threading.Event()

    def watch() -> None:
        while not over.wait(0.5):
            seen[0] = max(seen[0], _memory_in_use_gib())

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    yield seen
    over.set()
    thread.join()


def _memory_in_use_gib() -> float:
    if shutil.which("nvidia-smi"):
        query = ["nvidia-smi", "--query-gpu=memory.used", "--format=csv,noheader,nounits"]
        answer = subprocess.run(query, capture_output=True, text=True, check=False)  # noqa: S603 - our own command
        return max((float(line) / 1024 for line in answer.stdout.split()), default=0.0)
    facts = dict(line.split(":") for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines())
    in_use = int(facts["MemTotal"].split()[0]) - int(facts["MemAvailable"].split()[0])
    return in_use / 1024**2


def overhead(*, runs: int, job_s: float) -> bool:
    """Measure what HTTP, queue, file and webhook add to a direct call of the pipeline on this machine."""
    name, fps = "wan2.2-ti2v-5b", 24
    with tempfile.TemporaryDirectory(prefix="render-node-bench-") as place:
        models = Path(place) / "models"
        _tiny(models, [name])
        stock = Stock(models / name)
        task = _lasting(job_s, Task(name, "384x672", 65, fps, 4, 5.0), stock)
        node = RunningNode(name, models_dir=models, data_dir=Path(place) / "data")
        node.draw(replace(task, steps=4).request(0, Preset.STANDARD))
        pairs = [
            (stock.draw(task, number)["drawn_s"], node.draw(task.request(number, Preset.STANDARD)))
            for number in range(2, 2 + runs)
        ]
        stock.stop()
        node.stop()
    bare_s, whole_s = (statistics.median(side) for side in zip(*pairs, strict=True))
    added = whole_s / bare_s - 1
    _say(f"{name} (tiny), {task.size}, {task.num_frames} frames, {task.steps} steps, {platform.machine()}")
    _table(
        ("Direct pipeline call, s", "Through the node, s", "Overhead", "Limit"),
        [
            (
                ", ".join(f"{bare:.2f}" for bare, _ in pairs),
                ", ".join(f"{whole:.2f}" for _, whole in pairs),
                f"{added:+.1%}",
                f"{MOST_OVERHEAD:.0%}",
            )
        ],
    )
    return bool(added < MOST_OVERHEAD)


def _lasting(job_s: float, short: Task, stock: Stock) -> Task:
    """The task with the number of steps that takes ``job_s`` on this machine, including decoding."""
    longer = replace(short, steps=12)
    stock.draw(short, 0)
    short_s, longer_s = stock.draw(short, 1)["drawn_s"], stock.draw(longer, 1)["drawn_s"]
    step_s = max((longer_s - short_s) / (longer.steps - short.steps), 0.01)
    return replace(short, steps=max(2, min(100, short.steps + round((job_s - short_s) / step_s))))


def speed(names: Sequence[str], *, runs: int, steps: int | None, models: Path, tiny: bool) -> bool:
    """Compare stock and node for each model, in its standard and its fastest preset."""
    rows: list[tuple[object, ...]] = []
    kept, where = True, ""
    if tiny:
        _tiny(models, names)
    for name in names:
        if not tiny:
            command = [sys.executable, "-m", "render_node.random_weights", name, str(models / name)]
            subprocess.run(command, check=True)  # noqa: S603 - our own command
        size, frames = (_TINY if tiny else _REAL)[name]
        gpu, task, stock_s, stock_gib = _stock(name, models, size, frames, runs=runs, steps=steps)
        rows.append((name, "stock", task.steps, f"{stock_s:.2f}", "–", "1.00", "–", f"{stock_gib:.1f}"))
        node = RunningNode(name, models_dir=models, data_dir=models.parent / f"data-{name}")
        for preset in (Preset.STANDARD, Preset.DRAFT):
            row, speedup = _row(node, task, preset, stock_s=stock_s, runs=runs)
            rows.append(row)
            kept &= tiny or speedup >= LEAST_SPEEDUP[preset]
        node.stop()
        where = gpu or f"{platform.machine()}, no GPU"
    _say(f"{where}; {runs} runs each, medians")
    heads = ("Model", "Side", "Steps", "Single, s", "Queued, s", "Speedup", "Limit", "Peak, GiB")
    _table(heads, rows)
    return kept


def _stock(
    name: str, models: Path, size: str, frames: int, *, runs: int, steps: int | None
) -> tuple[str, Task, float, float]:
    offered = _offered(name, models)
    standard = offered.preset_settings[Preset.STANDARD]
    task = Task(
        name, size, frames, offered.default_fps, steps or standard.steps or 1, standard.guidance_scale
    )
    stock = Stock(models / name)
    stock.draw(Task(name, size, frames, task.fps, 2, task.guidance_scale), 0)
    with _peak() as gib:
        drawn = [stock.draw(task, number) for number in range(1, 1 + runs)]
    stock.stop()
    return stock.gpu, task, statistics.median(each["drawn_s"] + each["file_s"] for each in drawn), gib[0]


def _row(
    node: RunningNode, task: Task, preset: Preset, *, stock_s: float, runs: int
) -> tuple[tuple[object, ...], float]:
    with _peak() as gib:
        node.draw(task.request(0, preset))
        alone_s = statistics.median(node.draw(task.request(n, preset)) for n in range(1, 1 + runs))
        row_s = node.draw_in_a_row([task.request(n, preset) for n in range(20, 20 + max(2, runs))])
    shown = node.node.model(task.model).preset_settings[preset].steps
    steps = task.steps if preset is Preset.STANDARD else shown
    speedup = stock_s / row_s
    facts = (
        f"{alone_s:.2f}",
        f"{row_s:.2f}",
        f"{speedup:.2f}",
        f"{LEAST_SPEEDUP[preset]:g}",
        f"{gib[0]:.1f}",
    )
    return (task.model, f"node, {preset}", steps, *facts), speedup


def _offered(name: str, models: Path) -> Model:
    return presets.offered(engines.MODELS[name], folder=models / name)


def _tiny(models: Path, names: Sequence[str]) -> None:
    command = [sys.executable, "-m", "render_node.tests.tiny_models", str(models), *names]
    subprocess.run(command, check=True)  # noqa: S603 - our own command


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _say(text: str) -> None:
    sys.stdout.write(f"\n{text}\n\n")


def _table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    lines = [heads, ["---"] * len(heads), *rows]
    sys.stdout.write("".join(f"| {' | '.join(str(cell) for cell in line)} |\n" for line in lines))
    sys.stdout.flush()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m render_node.bench", description=__doc__)
    parser.add_argument("what", choices=["overhead", "speed"])
    parser.add_argument("--models", nargs="+", choices=sorted(_REAL), default=sorted(_REAL))
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--steps", type=int, help="steps of the standard preset, on both sides")
    parser.add_argument("--tiny", action="store_true", help="use tiny models, to test the benchmark itself")
    parser.add_argument(
        "--folder", type=Path, default=Path("var/bench"), help="where checkpoints are written"
    )
    asked = parser.parse_args()
    if asked.what == "overhead":
        return 0 if overhead(runs=asked.runs, job_s=JOB_S) else 1
    place = asked.folder / ("tiny" if asked.tiny else "models")
    place.mkdir(parents=True, exist_ok=True)
    kept = speed(asked.models, runs=asked.runs, steps=asked.steps, models=place.resolve(), tiny=asked.tiny)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
