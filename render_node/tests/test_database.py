"""A file of an earlier version is migrated; one of a later version is left unchanged."""

import json
import sqlite3
import subprocess
import sys
import threading
import time

import pytest

from render_node.contract import CompleteRequest
from render_node.database import Database
from render_node.tests.conftest import ROOT, TOKEN

# The schema of the first version, which did not number its files.
FIRST_VERSION = """
CREATE TABLE renders (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    idempotency_key TEXT UNIQUE,
    body_hash TEXT NOT NULL,
    request TEXT NOT NULL,
    model TEXT NOT NULL,
    seed INTEGER NOT NULL,
    priority INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('queued', 'in_progress', 'completed', 'failed', 'cancelled')),
    attempt INTEGER NOT NULL DEFAULT 0,
    worker TEXT,
    lease_until REAL,
    cancel_requested INTEGER NOT NULL DEFAULT 0,
    progress INTEGER NOT NULL DEFAULT 0,
    stage TEXT,
    created_at REAL NOT NULL,
    started_at REAL,
    completed_at REAL,
    expires_at REAL,
    deleted_at REAL,
    error_code TEXT,
    error_message TEXT,
    result TEXT,
    CHECK ((status = 'in_progress') = (worker IS NOT NULL)),
    CHECK ((status = 'completed') = (result IS NOT NULL)),
    CHECK ((status = 'failed') = (error_code IS NOT NULL))
);
CREATE INDEX renders_waiting ON renders (priority DESC, number) WHERE status = 'queued';
CREATE INDEX renders_running ON renders (worker) WHERE status = 'in_progress';
CREATE TABLE cancelled_keys (idempotency_key TEXT PRIMARY KEY, created_at REAL NOT NULL);
CREATE TABLE deliveries (
    id TEXT PRIMARY KEY,
    render_id TEXT NOT NULL,
    url TEXT NOT NULL,
    body TEXT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'delivered', 'given_up')),
    next_try_at REAL NOT NULL,
    last_answer TEXT
);
CREATE INDEX deliveries_due ON deliveries (next_try_at) WHERE state = 'pending';
"""
# The request as that version stored it: every field, given or not.
REQUEST = {
    "model": "motion",
    "prompt": "Written long ago",
    "size": "96x160",
    "seconds": None,
    "num_frames": 6,
    "fps": 30,
    "seed": None,
    "preset": "standard",
    "priority": 5,
    "webhook_url": None,
    "motion": None,
}


@pytest.fixture
def first_file(tmp_path):
    """The file that a killed node of the first version leaves behind."""
    folder = tmp_path / "node0"
    folder.mkdir()
    connection = sqlite3.connect(folder / "renders.sqlite3", isolation_level=None)
    connection.executescript(FIRST_VERSION)
    result = json.dumps({"facts": {"sha256": "0" * 64, "size_bytes": 9, "duration_s": 0.2}})
    now = time.time()
    rows = [
        ("video_waiting", REQUEST, "queued", None, None, None),
        ("video_by_seconds", REQUEST | {"num_frames": None, "seconds": 0.5}, "queued", None, None, None),
        ("video_by_default", REQUEST | {"num_frames": None}, "queued", None, None, None),
        ("video_running", REQUEST, "in_progress", "worker-1", None, None),
        ("video_done", REQUEST, "completed", None, result, now),
    ]
    for name, request, status, worker, outcome, at in rows:
        connection.execute(
            "INSERT INTO renders (id, idempotency_key, body_hash, request, model, seed, priority, status,"
            " worker, lease_until, result, attempt, created_at, started_at, completed_at, expires_at)"
            " VALUES (?, ?, 'old', ?, 'motion', 7, 5, ?, ?, ?, ?, 1, ?, ?, ?, ?)",
            (
                name,
                f"key-{name}",
                json.dumps(request),
                status,
                worker,
                now if worker else None,
                outcome,
                now,
                now - 2,
                at,
                at and now + 3600,
            ),
        )
    connection.close()
    return folder


def test_a_node_continues_videos_accepted_by_an_earlier_version(first_file, own_node):
    node = own_node()

    assert node.wait_until("video_waiting", "completed")["num_frames"] == 6
    assert node.wait_until("video_running", "completed")["attempt"] == 2
    assert node.wait_until("video_by_seconds", "completed")["num_frames"] == 15
    assert node.video("video_by_default")["num_frames"] == 120
    assert node.video("video_done")["sha256"] == "0" * 64
    asked_again = {name: value for name, value in REQUEST.items() if value is not None}
    assert node.submit(asked_again, key="key-video_waiting")["id"] == "video_waiting"


def test_concurrent_opens_migrate_old_requests_completely(first_file):
    path = first_file / "renders.sqlite3"
    opened: list[Database] = []
    start = threading.Barrier(4)

    def open_it() -> None:
        start.wait()
        opened.append(Database(path))

    threads = [threading.Thread(target=open_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(opened) == 4
    requests = {
        row["id"]: CompleteRequest.model_validate_json(row["request"])
        for row in opened[0].rows("SELECT id, request FROM renders")
    }
    assert requests["video_by_seconds"].num_frames == 15
    assert requests["video_by_default"].num_frames == 120
    (done,) = opened[0].rows("SELECT took_s FROM renders WHERE id = 'video_done'")
    assert done["took_s"] == pytest.approx(2)
    for database in opened:
        database.close()


def test_a_file_of_a_later_version_is_left_alone(tmp_path):
    connection = sqlite3.connect(tmp_path / "renders.sqlite3")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    environment = {"RENDER_NODE_TOKEN": TOKEN, "RENDER_NODE_DATA_DIR": str(tmp_path)}

    node = subprocess.run(
        [sys.executable, "-m", "render_node"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        check=False,
        text=True,
    )

    assert node.returncode == 1
    assert "Update the node" in node.stderr
