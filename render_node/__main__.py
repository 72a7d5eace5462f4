"""``python -m render_node``: the node; with ``worker <name> <device> <parent>``, one of its child processes.

``pull <model>`` downloads a checkpoint, ``try <model>`` renders sample prompts on a running node.
"""

import fcntl
import os
import sys
from pathlib import Path

from render_node import engines, logs
from render_node.config import Config, ConfigError, from_environment
from render_node.database import Database
from render_node.schema import NewerFileError

# Each process imports only its own program: a worker needs no web server.


def _serve(config: Config) -> None:
    import uvicorn

    from render_node import app

    config.data_dir.mkdir(parents=True, exist_ok=True)
    with (config.data_dir / "node.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            sys.exit(f"Another render node is running in {config.data_dir}.")
        try:
            Database(config.database_path).close()
        except NewerFileError as error:
            sys.exit(str(error))
        uvicorn.run(
            app.build(config),
            host=config.host,
            port=config.port,
            log_config=None,
            access_log=False,
            server_header=False,
        )


def _config() -> Config:
    try:
        return from_environment(os.environ, known_models=tuple(engines.MODELS))
    except ConfigError as error:
        sys.exit(str(error))


def main(arguments: list[str]) -> None:
    match arguments:
        case []:
            logs.set_up()
            _serve(_config())
        case ["worker", name, device, parent]:
            from render_node import worker

            logs.set_up()
            worker.run(_config(), name=name, device=device, parent=int(parent))
        case ["try", *words]:
            from render_node import trials

            sys.exit(trials.main(words, token=_config().token))
        case ["pull", *words]:
            from render_node import downloads

            models_dir = os.environ.get("RENDER_NODE_MODELS_DIR") or Config.models_dir
            sys.exit(downloads.main(words, models_dir=Path(models_dir)))
        case _:
            sys.exit(__doc__)


main(sys.argv[1:])
