"""State machines in rows: of concurrent moves, exactly one succeeds."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from foundation.errors import ConflictError


class IllegalMoveError(ConflictError):
    """The table of transitions does not allow this move."""

    code = "illegal_move"


class StateMachineModel(models.Model):
    """A row whose ``status`` changes only as ``TRANSITIONS`` allows.

    ``TRANSITIONS`` maps each status to the statuses that may follow. A status without an entry is final.
    """

    TRANSITIONS: ClassVar[Mapping[str, frozenset[str]]] = {}

    status: "models.CharField[str, str]"
    status_changed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        """Abstract: each state machine has its own table."""

        abstract = True

    @property
    def is_finished(self) -> bool:
        """True when the status is final."""
        return not self.TRANSITIONS.get(self.status)

    def can_move_to(self, status: str) -> bool:
        """True when the status that was read may change to ``status``."""
        return status in self.TRANSITIONS.get(self.status, frozenset())

    def move_to(self, status: str, **fields: Any) -> bool:
        """Move the row, and set ``fields``, if it still has the status that was read.

        False means that another process moved it first: nothing was written, and the object has the row's
        current values. Raises IllegalMoveError for a move that ``TRANSITIONS`` does not allow.
        """
        if not self.can_move_to(status):
            raise IllegalMoveError(
                f"This is {self.status.replace('_', ' ')} and can't become {status.replace('_', ' ')}.",
                status=self.status,
                asked=status,
            )
        return self.change_if_unmoved(status=status, status_changed_at=timezone.now(), **fields)

    def change_if_unmoved(self, **fields: Any) -> bool:
        """Set ``fields`` if the row still has the status that was read. True if it had."""
        as_read = {"pk": self.pk, "status": self.status}
        won = type(self)._default_manager.filter(**as_read).update(**fields) == 1
        self.refresh_from_db()
        return won
