"""Rows that move through states, each move won by exactly one mover."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from foundation.errors import ConflictError


class IllegalMoveError(ConflictError):
    """The table of transitions has no such move."""

    code = "illegal_move"


class StateMachineModel(models.Model):
    """A row whose ``status`` changes only as ``TRANSITIONS`` allows.

    ``TRANSITIONS`` maps each status to those that may follow; a status without an entry is final.
    """

    TRANSITIONS: ClassVar[Mapping[str, frozenset[str]]] = {}

    status: "models.CharField[str, str]"
    status_changed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        """Each machine is a table of its own."""

        abstract = True

    @property
    def is_finished(self) -> bool:
        """True once nothing can follow."""
        return not self.TRANSITIONS.get(self.status)

    def can_move_to(self, status: str) -> bool:
        """True when the table allows ``status`` to follow the one that was read."""
        return status in self.TRANSITIONS.get(self.status, frozenset())

    def move_to(self, status: str, **fields: Any) -> bool:
        """Move the row, and set ``fields`` with it, if it still has the status that was read.

        False means that somebody else moved it first: nothing was written, and the object has the row's
        present values. Raises IllegalMoveError for a move that the table does not have.
        """
        if not self.can_move_to(status):
            raise IllegalMoveError(
                f"This is {self.status.replace('_', ' ')} and cannot become {status.replace('_', ' ')}.",
                status=self.status,
                asked=status,
            )
        return self.change_if_unmoved(status=status, status_changed_at=timezone.now(), **fields)

    def change_if_unmoved(self, **fields: Any) -> bool:
        """Set ``fields`` if the row still has the status that was read; says whether it had."""
        as_read = {"pk": self.pk, "status": self.status}
        won = type(self)._default_manager.filter(**as_read).update(**fields) == 1
        self.refresh_from_db()
        return won
