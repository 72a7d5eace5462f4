"""The state of the worker processes, reported by them and read by the HTTP process."""

from render_node.contract import WorkerInfo, WorkerState
from render_node.database import Database


class Roster:
    """One row for each live worker."""

    def __init__(self, *, database: Database) -> None:
        self._database = database

    def register(self, name: str, *, device: str) -> None:
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO workers (name, device, state) VALUES (?, ?, ?)",
                (name, device, WorkerState.STARTING),
            )

    def report(
        self, name: str, *, state: WorkerState, resident: tuple[str, ...] = (), note: str = ""
    ) -> None:
        """Report the worker's state; also a heartbeat."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE workers SET state = ?, resident = ?, note = ?, beat = beat + 1 WHERE name = ?",
                (state, " ".join(resident), note, name),
            )

    def remove(self, name: str | None = None) -> None:
        """Delete one worker's row, or all."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM workers WHERE ? IS NULL OR name = ?", (name, name))

    def infos(self) -> list[WorkerInfo]:
        rows = self._database.rows("SELECT * FROM workers ORDER BY device, name")
        return [
            WorkerInfo(
                device=row["device"],
                state=row["state"],
                resident=row["resident"].split(),
                note=row["note"],
            )
            for row in rows
        ]

    def preparing(self) -> dict[str, int]:
        """The heartbeat of each worker that does not accept videos yet, by name."""
        rows = self._database.rows("SELECT name, beat FROM workers WHERE state IN ('starting', 'warming')")
        return {row["name"]: row["beat"] for row in rows}
