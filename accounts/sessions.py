"""Sessions in Postgres. Each page reads one."""

from datetime import UTC, datetime
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from foundation.prepared import Prepared

_KEPT: Prepared[Session] = Prepared(
    lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now)[:1],
    key="a session's key",
    now=datetime.min.replace(tzinfo=UTC),
)


class SessionStore(db.SessionStore):
    """Django's session store, with a prepared query."""

    def load(self) -> dict[str, Any]:
        """Return the session's data. If there is no valid session, the key is discarded."""
        found = _KEPT.first(key=self.session_key, now=timezone.now())
        if found is None:
            self._session_key = None
            return {}
        content: dict[str, Any] = self.decode(found.session_data)
        return content
