"""Settings of the C2PA library. It opens no connection, whatever a file names."""

from typing import Any

# E-mail protection, document signing, time stamps, OCSP, Microsoft's purpose and C2PA's own.
_PURPOSES = """1.3.6.1.5.5.7.3.4
1.3.6.1.5.5.7.3.36
1.3.6.1.5.5.7.3.8
1.3.6.1.5.5.7.3.9
1.3.6.1.4.1.311.76.59.1.9
1.3.6.1.4.1.62558.2.1
"""


def settings(*, listed: str = "", own: str = "") -> dict[str, Any]:
    """``listed`` and ``own`` are trusted certificates in PEM."""
    return {
        "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False, "verify_trust": True},
        "core": {"allowed_network_hosts": []},
        "builder": {"thumbnail": {"enabled": False}},
        "trust": {
            "trust_config": _PURPOSES,
            **({"trust_anchors": listed} if listed else {}),
            **({"user_anchors": own} if own else {}),
        },
    }
