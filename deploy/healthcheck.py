"""``python -m deploy.healthcheck``: exit with 0 if the web server in this container responds."""

import os
import sys
import urllib.error
import urllib.request


def main() -> int:
    """Send the request with an allowed host name. The product responds with 400 to others."""
    host = os.environ.get("ALLOWED_HOSTS", "127.0.0.1").split(",")[0].strip().lstrip(".")
    request = urllib.request.Request("http://127.0.0.1:8000/healthz", headers={"Host": host})
    try:
        with urllib.request.urlopen(request, timeout=4):  # noqa: S310 - our own address
            return 0
    except urllib.error.URLError as error:
        sys.stderr.write(f"{error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
