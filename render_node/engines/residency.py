"""A least-recently-used cache of engines in the device's memory."""

import json
import logging
import os
import time
from collections import OrderedDict
from functools import cached_property
from pathlib import Path

from render_node import engines
from render_node.engines import memory
from render_node.engines.base import Engine, OutOfMemoryError
from render_node.engines.machine import Machine

logger = logging.getLogger(__name__)

POLL_EVERY_S = 0.05
WAIT_S = 300.0


class Residency:
    """The engines of one worker. Used from the thread that begins jobs; clips may be decoded in others."""

    def __init__(self, *, machine: Machine) -> None:
        self._machine = machine
        self._sizes = _Sizes(machine.data_dir / "sizes.json")
        # Least recently used first.
        self._engines: OrderedDict[str, Engine] = OrderedDict()

    @property
    def resident(self) -> tuple[str, ...]:
        """The loaded models, least recently used first."""
        return tuple(self._engines)

    def engine(self, name: str) -> Engine:
        """Load the engine, and unload others if necessary, except those with a job or clip in progress.

        Raises EngineError for a folder that does not contain the model, OutOfMemoryError if it does not fit.
        """
        if name not in self._engines:
            self._load(name)
        self._engines.move_to_end(name)
        return self._engines[name]

    def release(self) -> None:
        """Free all memory. Waits for unfinished clips."""
        for name in self.resident:
            self._wait_for(name)
            self._evict(name)

    def _load(self, name: str) -> None:
        engine = engines.build(name, machine=self._machine)
        self._make_room(self._sizes.get(name) or engine.weight_bytes)
        started_at = time.monotonic()
        engine.load()
        self._engines[name] = engine
        self._sizes.set(name, engine.weight_bytes)
        logger.info(
            "model loaded",
            extra={
                "model": name,
                "size_bytes": engine.weight_bytes,
                "duration_s": round(time.monotonic() - started_at, 1),
            },
        )

    def _make_room(self, needed_bytes: int) -> None:
        """Unload the least recently used models until ``needed_bytes`` fit, or no model is loaded."""
        if not needed_bytes:
            return
        # A model larger than the whole budget gets all of it, and offloads the rest to the machine's memory.
        needed_bytes = min(needed_bytes, self._budget)
        while self._held_bytes() + needed_bytes > self._budget:
            holders = [name for name, engine in self._engines.items() if engine.weight_bytes]
            if not holders:
                return
            idle = [name for name in holders if not self._engines[name].is_busy]
            evicted = idle[0] if idle else holders[0]
            self._wait_for(evicted)
            self._evict(evicted)

    @cached_property
    def _budget(self) -> int:
        # Evaluated late: it imports PyTorch, which motion graphics do not need.
        return memory.budget_bytes(self._machine)

    def _held_bytes(self) -> int:
        return sum(engine.weight_bytes for engine in self._engines.values())

    def _wait_for(self, name: str) -> None:
        """Wait for the end of an unfinished clip. Raises OutOfMemoryError on timeout."""
        deadline = time.monotonic() + WAIT_S
        while self._engines[name].is_busy:
            if time.monotonic() > deadline:
                raise OutOfMemoryError(f"{name} is still rendering and leaves no free memory.")
            time.sleep(POLL_EVERY_S)

    def _evict(self, name: str) -> None:
        engine = self._engines.pop(name)
        engine.unload()
        memory.free()
        logger.info("model unloaded", extra={"model": name})


class _Sizes:
    """The measured sizes of models, stored for the next start."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def get(self, name: str) -> int:
        """The stored size, or 0 for a model that was never measured."""
        return self._read().get(name, 0)

    def set(self, name: str, size_bytes: int) -> None:
        sizes = self._read()
        if sizes.get(name) == size_bytes:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        # The workers of all GPUs share the file, so it is replaced atomically.
        unfinished = self._path.with_suffix(f".{os.getpid()}")
        unfinished.write_text(json.dumps(sizes | {name: size_bytes}, indent=1), encoding="utf-8")
        unfinished.replace(self._path)

    def _read(self) -> dict[str, int]:
        try:
            sizes = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return {str(name): int(size) for name, size in sizes.items()} if isinstance(sizes, dict) else {}
