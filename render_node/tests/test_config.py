"""What the environment may say, and what the node does without."""

import subprocess
import sys
from pathlib import Path

import pytest

from render_node.config import Config, ConfigError, from_environment
from render_node.tests.conftest import ROOT

_ALONE = """
import sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"django", "rest_framework", "celery", "torch", "ettametta", "foundation"}:
            raise ImportError(name)

sys.meta_path.insert(0, Refuse())
from render_node import app, engines, worker
engines.load("motion")
"""


def test_the_node_starts_without_django_and_without_a_gpu_library():
    subprocess.run([sys.executable, "-c", _ALONE], cwd=ROOT, check=True)  # noqa: S603 - our own words


def test_answering_http_loads_nothing_that_draws():
    loaded = "import sys; import render_node.app; sys.exit('render_node.engines.motion' in sys.modules)"
    subprocess.run([sys.executable, "-c", loaded], cwd=ROOT, check=True)  # noqa: S603 - our own words


def test_all_that_is_wrong_is_named_at_once():
    with pytest.raises(ConfigError) as refusal:
        from_environment({"RENDER_NODE_PORT": "many", "RENDER_NODE_WORKERS": "0"})

    for name in ("RENDER_NODE_TOKEN", "RENDER_NODE_PORT", "RENDER_NODE_WORKERS"):
        assert name in str(refusal.value)


def test_secrets_may_stand_in_files(tmp_path: Path):
    (tmp_path / "token").write_text("from-a-file\n")
    config = from_environment({"RENDER_NODE_TOKEN_FILE": str(tmp_path / "token")})

    assert config.token == "from-a-file"


def test_what_is_not_said_has_a_sensible_value():
    config = from_environment({"RENDER_NODE_TOKEN": "t"})

    assert (config.host, config.workers, config.keep_hours) == ("127.0.0.1", 1, 24.0)
    assert config.webhook_hosts == Config.webhook_hosts


def test_two_nodes_do_not_share_a_folder(node):
    other = subprocess.run(
        [sys.executable, "-m", "render_node"],
        cwd=ROOT,
        env=node._environment | {"RENDER_NODE_PORT": "0"},
        capture_output=True,
        check=False,
        text=True,
    )

    assert other.returncode == 1
    assert "Another render node" in other.stderr
