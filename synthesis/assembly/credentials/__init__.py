"""Content credentials (C2PA): sign a finished video, and read the credentials of any file.

``certificates`` loads this installation's certificate and key, ``development`` makes a pair for a developer's
machine. ``signing``, ``reading`` and ``keeping`` start the program ``claims``, which alone loads the C2PA
library, in a process with limits. That process never gets the private key: it sends what is to be signed.
"""

from synthesis.assembly.credentials.certificates import (
    Certificate,
    CertificateProblemError,
    Problem,
    configured,
)
from synthesis.assembly.credentials.development import keep as keep_development_certificate
from synthesis.assembly.credentials.keeping import MIME_TYPE as KEPT_MIME_TYPE
from synthesis.assembly.credentials.keeping import Kept, keep
from synthesis.assembly.credentials.reading import UnreadableError, read
from synthesis.assembly.credentials.signing import Manifest, Original, sign

__all__ = [
    "KEPT_MIME_TYPE",
    "Certificate",
    "CertificateProblemError",
    "Kept",
    "Manifest",
    "Original",
    "Problem",
    "UnreadableError",
    "configured",
    "keep",
    "keep_development_certificate",
    "read",
    "sign",
]
