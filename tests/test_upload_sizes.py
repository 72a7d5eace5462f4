"""The largest bodies that the web server accepts, of every form with a file."""

import json
import re
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.urls import reverse

PROGRAM = """
import json
from ettametta.rsgi import LIMITS
print(json.dumps([LIMITS.upload_bytes, LIMITS.hook_bytes]))
"""
FORM = re.compile(r"<form\b(?:(?!<form\b).)*?multipart/form-data.*?>", re.DOTALL)
ACTION = re.compile(r"""action="{{ url_of\('([^']+)'\)""")


def actions():
    """The names of the URLs that forms with a file are sent to."""
    pages = Path(settings.BASE_DIR, "templates").rglob("*.html")
    forms = [form for page in pages for form in FORM.findall(page.read_text())]
    return [name for form in forms for name in ACTION.findall(form)]


def test_the_web_server_accepts_files_wherever_a_form_sends_one():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)  # noqa: S603 - ours

    accepted, hooks = json.loads(done.stdout)
    assert actions()
    assert {reverse(name) for name in actions()} <= accepted.keys()
    assert min(accepted.values()) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    assert hooks == {"/hooks/shopify/": 8 * 1024 * 1024}
