"""The models that this node offers now, and why a model is unavailable."""

import time
from importlib.util import find_spec

from render_node import engines, errors
from render_node.config import Config
from render_node.contract import Model, ModelState
from render_node.database import Database
from render_node.engines import checkpoints, presets
from render_node.roster import Roster

# After this time, a model that failed to load is retried with one video.
FAULT_STANDS_S = 60


class Offer:
    """The models and their states, from folders and workers."""

    def __init__(self, *, database: Database, config: Config) -> None:
        self._database = database
        self._config = config
        self._roster = Roster(database=database)

    def models(self) -> list[Model]:
        resident = {name for worker in self._roster.infos() for name in worker.resident}
        return [self._with_state(name, resident=resident) for name in self._config.models]

    def model(self, name: str) -> Model:
        """Find a model. Raises ModelUnknownError, and ModelUnavailableError if it cannot be loaded."""
        model = engines.model(name, offered=self._config.models)
        note = self._problem(name)
        if note:
            raise errors.ModelUnavailableError(
                f"{name} is unavailable: {note}", param="model", retry_after_s=FAULT_STANDS_S
            )
        return self._as_found(model)

    def _as_found(self, model: Model) -> Model:
        """The model with presets adapted to the downloaded files."""
        return presets.offered(model, folder=checkpoints.folder(model.id, machine=self._config.machine))

    def _with_state(self, name: str, *, resident: set[str]) -> Model:
        model = self._as_found(engines.model(name, offered=self._config.models))
        note = self._problem(name)
        state = ModelState.LOADED if name in resident else ModelState.NOT_LOADED
        return model.model_copy(update={"state": ModelState.UNAVAILABLE if note else state, "note": note})

    def _problem(self, name: str) -> str:
        """Why the model cannot be used; empty if it can."""
        fault = self._database.row("SELECT note, at FROM model_faults WHERE model = ?", name)
        if fault is not None and abs(time.time() - fault["at"]) < FAULT_STANDS_S:
            note: str = fault["note"]
            return note
        if checkpoints.needs_folder(name) and find_spec("torch") is None:
            return "PyTorch is not installed. Install render_node/requirements-torch.txt."
        return checkpoints.problem(name, machine=self._config.machine)

    def report_fault(self, name: str, *, note: str) -> None:
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO model_faults (model, note, at) VALUES (?, ?, ?)",
                (name, note, time.time()),
            )

    def clear_faults(self, name: str | None = None) -> None:
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM model_faults WHERE ? IS NULL OR model = ?", (name, name))
