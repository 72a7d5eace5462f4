"""The settings in the environment, and their defaults."""

import subprocess
import sys
from pathlib import Path

import pytest

from render_node.config import Config, ConfigError, from_environment
from render_node.engines import MODELS
from render_node.tests.conftest import ROOT

_ALONE = """
import sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"django", "rest_framework", "celery", "torch", "ettametta", "foundation"}:
            raise ImportError(name)

sys.meta_path.insert(0, Refuse())
from pathlib import Path
from render_node import app, engines, worker
from render_node.engines.machine import Machine
engines.build("motion", machine=Machine(models_dir=Path("models"), data_dir=Path("data"))).load()
"""


def test_the_node_starts_without_django_and_without_a_gpu_library():
    subprocess.run([sys.executable, "-c", _ALONE], cwd=ROOT, check=True)  # noqa: S603 - our own command


def test_the_http_process_imports_no_rendering_library():
    drawing = "{'torch', 'diffusers', 'render_node.engines.motion'}"
    loaded = f"import sys; import render_node.app; sys.exit(bool({drawing} & set(sys.modules)))"
    subprocess.run([sys.executable, "-c", loaded], cwd=ROOT, check=True)  # noqa: S603 - our own command


def test_all_invalid_settings_are_reported_at_once():
    with pytest.raises(ConfigError) as refusal:
        from_environment({"RENDER_NODE_PORT": "many", "RENDER_NODE_WORKERS": "0"})

    for name in ("RENDER_NODE_TOKEN", "RENDER_NODE_PORT", "RENDER_NODE_WORKERS"):
        assert name in str(refusal.value)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("RENDER_NODE_MODELS", "motion,sora-2", "unknown model 'sora-2'. Known models: motion, wan"),
        ("RENDER_NODE_WARM_UP", "ltx-2", "'ltx-2' is not in RENDER_NODE_MODELS"),
        ("RENDER_NODE_WARM_SIZES", "big", "'big' is not a size"),
        ("RENDER_NODE_DEVICES", "gpu", "'gpu' is not auto, cpu or a GPU"),
        ("RENDER_NODE_WEBHOOK_SECRET", "whsec_short", "whsec_"),
        ("RENDER_NODE_WEBHOOK_SECRET", "whsec_" + "A" * 40 + " x", "separated by spaces"),
        ("RENDER_NODE_WEBHOOK_HOSTS", "http://a/", "not a host name"),
        ("RENDER_NODE_LEASE_S", "0", "between 1 and"),
    ],
)
def test_settings_that_would_fail_later_are_refused_at_startup(name, value, says):
    with pytest.raises(ConfigError) as refusal:
        from_environment({"RENDER_NODE_TOKEN": "t", name: value}, known_models=tuple(MODELS))

    assert says in str(refusal.value)


def test_secrets_can_be_read_from_files(tmp_path: Path):
    (tmp_path / "token").write_text("from-a-file\n")
    config = from_environment({"RENDER_NODE_TOKEN_FILE": str(tmp_path / "token")})

    assert config.token == "from-a-file"


def test_omitted_settings_have_defaults():
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
