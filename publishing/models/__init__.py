"""Models of publishing: connected accounts, publications and their upload sessions."""

from publishing.models.attempts import PublishAttempt
from publishing.models.connections import Connection, ConnectionQuerySet, ConnectionStatus
from publishing.models.publications import Publication, PublicationQuerySet, PublicationStatus

__all__ = [
    "Connection",
    "ConnectionQuerySet",
    "ConnectionStatus",
    "Publication",
    "PublicationQuerySet",
    "PublicationStatus",
    "PublishAttempt",
]
