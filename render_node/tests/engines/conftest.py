"""Tiny checkpoints on the disk, with the real engines."""

import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from render_node import engines
from render_node.contract import VideoRequest
from render_node.engines.base import Engine, Job, StoppedError, complete
from render_node.engines.machine import Machine
from render_node.engines.speed import Speed

SMALL = {"size": "64x96", "num_frames": 9, "steps": 2}


class Recorder:
    """A control that never stops the engine, and records the progress reports."""

    def __init__(self):
        self.reports = []

    def step(self, *, stage, done, total):
        assert done <= total
        self.reports.append((stage, done))


class Stopping(Recorder):
    """A control that stops the engine at one point."""

    def __init__(self, stage, done):
        super().__init__()
        self._at = (stage, done)

    def step(self, *, stage, done, total):
        super().step(stage=stage, done=done, total=total)
        if (stage, done) == self._at:
            raise StoppedError


def job(model, *, picture=None, seed=1, saving_memory=False, prompt="A fox in the snow", **wanted):
    """A complete job; small, unless stated otherwise."""
    given = {"model": model, "prompt": prompt, "input_reference": str(picture) if picture else None}
    asked = VideoRequest.model_validate(SMALL | given | wanted)
    whole = complete(asked, model=engines.MODELS[model])
    return Job(request=whole, seed=seed, picture=picture, saving_memory=saving_memory)


def drawn(engine, wanted, *, control=None):
    """All pictures of a job: uint8, (n, height, width, 3)."""
    return np.stack(list(engine.render(wanted, control=control or Recorder()).pictures))


@pytest.fixture(scope="session")
def models_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny checkpoint of every model, without LoRAs."""
    import torch

    from render_node.tests import tiny_models

    # More threads would wait for each other on a busy machine.
    torch.set_num_threads(1)
    folder = tmp_path_factory.mktemp("models")
    for name in tiny_models.IDS:
        tiny_models.build(name, folder)
    return folder


@pytest.fixture(scope="session")
def machine(models_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Machine:
    return Machine(models_dir=models_dir, data_dir=tmp_path_factory.mktemp("data"), device="cpu")


@pytest.fixture(scope="session")
def engine_of(machine: Machine) -> Callable[[str], Engine]:
    """An engine shared by many tests; a test must not change it."""

    @cache
    def loaded(name: str) -> Engine:
        engine = engines.build(name, machine=machine)
        engine.load()
        return engine

    return loaded


@pytest.fixture
def own_models(models_dir: Path, tmp_path: Path) -> Callable[..., Path]:
    """A models folder for this test alone, with one checkpoint in it."""

    def copy(name: str) -> Path:
        shutil.copytree(models_dir / name, tmp_path / "models" / name)
        return tmp_path / "models"

    return copy


@pytest.fixture
def own_engine(own_models: Callable[..., Path], tmp_path: Path) -> Iterator[Callable[..., Engine]]:
    """A freshly loaded engine for this test alone."""
    made: list[Engine] = []

    def load(name: str, *, with_loras: bool = False, speed: Speed | None = None) -> Engine:
        from render_node.tests import tiny_models

        models_dir = own_models(name)
        if with_loras:
            tiny_models.add_loras(models_dir / name)
        engine = engines.build(
            name, machine=Machine(models_dir=models_dir, data_dir=tmp_path, device="cpu", speed=speed)
        )
        engine.load()
        made.append(engine)
        return engine

    yield load
    for engine in made:
        engine.unload()


@pytest.fixture(scope="session")
def picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A picture that is wider than it is high, left red and right blue."""
    path = tmp_path_factory.mktemp("pictures") / "halves.png"
    halves = np.zeros((60, 200, 3), np.uint8)
    halves[:, :100, 0] = halves[:, 100:, 2] = 200
    Image.fromarray(halves).save(path)
    return path
